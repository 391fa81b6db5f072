/** Pictures of a live class: a person's own from the device, others from their slots. */

import type { MediaConnection } from '../../media/connection';
import type { ParticipantId, TrackRef } from '../../protocol/generated';
import type { VideoProvider } from './video';

/** The pictures of a media connection. */
export function liveVideo(media: MediaConnection, you: () => ParticipantId | null): VideoProvider {
  return {
    live: true,
    attach(track, element) {
      const update = () => {
        const stream = track.participant === you() ? ownStream(media, track, element) : media.streamOf(track);
        if (element.srcObject === (stream ?? null)) return;
        element.srcObject = stream ?? null;
        // Muted video may always play. `play` also rejects when the next stream interrupts it, which is no failure.
        if (stream) void element.play().catch(() => {});
      };
      const unsubscribe = media.subscribe(update);
      update();
      return () => {
        unsubscribe();
        element.srcObject = null;
      };
    },
  };
}

/** This person's track as a stream; the same stream while the track is the same. */
function ownStream(media: MediaConnection, track: TrackRef, element: HTMLVideoElement): MediaStream | undefined {
  const local = media.localTrack(track.source);
  if (!local) return undefined;
  const shown = element.srcObject;
  if (shown instanceof MediaStream && shown.getVideoTracks()[0] === local) return shown;
  return new MediaStream([local]);
}
