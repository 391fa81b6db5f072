import type { ManifestEntry, RoomId, TrackContent, TrackRef } from '../../protocol/generated';
import { MixSound } from './mix-sound';
import type { Span } from './span';
import { TrackIndex, type Init } from './track-index';

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
  readonly #sound = new MixSound();
  #duration: number | undefined;

  constructor(room: RoomId) {
    this.#room = room;
  }

  /** The mixed sound of the room. */
  get mix(): TrackIndex {
    return this.#mix;
  }

  /** What was measured of that sound. */
  get sound(): MixSound {
    return this.#sound;
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
    let recorded = this.#mix.end;
    if (recorded === 0) for (const { index } of this.#videos.values()) recorded = Math.max(recorded, index.end);
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

  /**
   * Takes lines, of which some may be known. It skips lines that refer to something unknown or to another room. Returns
   * the first and the last start of segments among the lines, of whatever room.
   */
  add(entries: readonly ManifestEntry[]): Span {
    let [from, to] = [Infinity, -Infinity];
    for (const entry of entries) {
      this.#addEntry(entry);
      if (entry.entry !== 'segment') continue;
      from = Math.min(from, entry.start);
      to = Math.max(to, entry.start);
    }
    return { from, to };
  }

  #addEntry(entry: ManifestEntry): void {
    switch (entry.entry) {
      case 'track': {
        const index = this.#indexOf(entry.content);
        if (index && !this.#tracks.has(entry.track)) this.#tracks.set(entry.track, { index, inits: new Map() });
        break;
      }
      case 'init': {
        const inits = this.#tracks.get(entry.track)?.inits;
        // An init is told apart by identity, so the first object for it stays.
        if (inits && !inits.has(entry.init)) inits.set(entry.init, { file: entry.file, mime: entry.mime });
        break;
      }
      case 'segment': {
        const track = this.#tracks.get(entry.track);
        const init = track?.inits.get(entry.init);
        const { file, start, key, quiet } = entry;
        if (init) track?.index.add({ file, init, start, end: start + entry.duration, key });
        if (quiet && track?.index === this.#mix) this.#sound.add(start, start + entry.duration, quiet);
        break;
      }
      case 'gap':
        if (entry.track === undefined && entry.to > entry.from) this.#addGap(entry.from, entry.to);
        break;
      case 'erased':
        break;
      case 'end':
        this.#duration = entry.duration;
        break;
    }
  }

  #addGap(from: number, to: number): void {
    const before = this.#gaps.findLastIndex((gap) => gap.from <= from);
    if (this.#gaps[before]?.from !== from) this.#gaps.splice(before + 1, 0, { from, to });
  }

  #indexOf(content: TrackContent): TrackIndex | undefined {
    if (content.room !== this.#room) return undefined;
    if (content.of === 'mix') return this.#mix;
    const { participant, source } = content;
    return source === 'camera' || source === 'screen' ? this.video({ participant, source }) : undefined;
  }
}
