import type { ManifestEntry, RoomId, TrackContent, TrackRef } from '../../protocol/generated';
import { TrackIndex, type Init } from './track-index';

/** A stretch of class time in milliseconds, `to` exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A participant's track that has pictures. */
export interface VideoTrack {
  readonly ref: TrackRef;
  readonly index: TrackIndex;
}

/** The manifest of one room, sorted for playback. Grows by {@link add}. */
export class ManifestIndex {
  readonly #room: RoomId;
  readonly #tracks = new Map<number, { index: TrackIndex; inits: Map<number, Init> }>();
  readonly #videos = new Map<string, VideoTrack>();
  readonly #gaps: Span[] = [];
  readonly #mix = new TrackIndex();
  #duration: number | undefined;

  constructor(room: RoomId) {
    this.#room = room;
  }

  /** The mixed sound of the room. */
  get mix(): TrackIndex {
    return this.#mix;
  }

  /** Cameras and screens that were ever recorded in the room, by participant, then camera before screen. */
  get videos(): readonly VideoTrack[] {
    return [...this.#videos.values()].sort(
      (a, b) => a.ref.participant - b.ref.participant || a.ref.source.localeCompare(b.ref.source),
    );
  }

  /** Stretches in which nothing at all was recorded, in order. */
  get gaps(): readonly Span[] {
    return this.#gaps;
  }

  /** The length of the class; absent while it is live. */
  get duration(): number | undefined {
    return this.#duration;
  }

  /** The end of what can be played: of the mix, of the pictures where there is no mix, or of a gap after either. */
  get playable(): number {
    const pictures = [...this.#videos.values()].map((video) => video.index.end);
    const recorded = this.#mix.end > 0 ? this.#mix.end : Math.max(0, ...pictures);
    return Math.max(recorded, this.#gaps.at(-1)?.to ?? 0);
  }

  /** The index of a participant's camera or screen; empty when nothing was recorded. */
  video(ref: TrackRef): TrackIndex {
    const key = `${ref.participant} ${ref.source}`;
    let video = this.#videos.get(key);
    if (!video) {
      video = { ref: { participant: ref.participant, source: ref.source }, index: new TrackIndex() };
      this.#videos.set(key, video);
    }
    return video.index;
  }

  /** Takes the next lines. It skips lines that refer to something unknown or to another room. */
  add(entries: readonly ManifestEntry[]): void {
    for (const entry of entries) this.#addEntry(entry);
  }

  #addEntry(entry: ManifestEntry): void {
    switch (entry.entry) {
      case 'track': {
        const index = this.#indexOf(entry.content);
        if (index) this.#tracks.set(entry.track, { index, inits: new Map() });
        break;
      }
      case 'init':
        this.#tracks.get(entry.track)?.inits.set(entry.init, { file: entry.file, mime: entry.mime });
        break;
      case 'segment': {
        const track = this.#tracks.get(entry.track);
        const init = track?.inits.get(entry.init);
        const { file, start, key } = entry;
        if (init) track?.index.add({ file, init, start, end: start + entry.duration, key });
        break;
      }
      case 'gap':
        if (entry.track === undefined && entry.to > entry.from) this.#gaps.push({ from: entry.from, to: entry.to });
        break;
      case 'erased':
        break;
      case 'end':
        this.#duration = entry.duration;
        break;
    }
  }

  #indexOf(content: TrackContent): TrackIndex | undefined {
    if (content.room !== this.#room) return undefined;
    if (content.of === 'mix') return this.#mix;
    const { participant, source } = content;
    return source === 'camera' || source === 'screen' ? this.video({ participant, source }) : undefined;
  }
}
