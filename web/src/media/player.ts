import { api as serverApi, type ApiError } from '../core/http';
import { Listeners } from '../core/listeners';
import type { RoomId, SessionId, TrackRef } from '../protocol/generated';
import { Follower, type Lead } from './player/follower';
import { jump } from './player/holes';
import { Leader, STOPS_BEFORE_MS } from './player/leader';
import { ManifestFeed } from './player/manifest-feed';
import { ManifestIndex } from './player/manifest-index';
import type { Measured } from './player/mix-sound';
import { HOLE_MS } from './player/planner';
import { Preview } from './player/preview';
import { RoomFiles, type TimelineApi } from './player/room-files';
import type { Span } from './player/span';
import { loaded, loads, type Thrift } from './player/thrift';

/**
 * Plays the recording of a class, while it is live and afterwards. All times are class time in milliseconds.
 *
 * The mix of the room leads ({@link Leader}); each attached video follows ({@link Follower}). Every 100 ms the player
 * loads, corrects, jumps over gaps, and tells subscribers when something has changed.
 */
export class TimelinePlayer {
  readonly #room: RoomId;
  readonly #index: ManifestIndex;
  readonly #feed: ManifestFeed;
  readonly #leader: Leader;
  readonly #followers = new Map<HTMLVideoElement, Follower>();
  readonly #previews = new Set<Preview>();
  readonly #fetch: (file: string, signal: AbortSignal) => Promise<ArrayBuffer>;
  readonly #changed = new Listeners();
  readonly #lead: Lead;
  readonly #timer: ReturnType<typeof setInterval>;

  #playing = false;
  #finished = false;
  #atEdge = false;
  #rate = 1;
  #cuts: readonly Span[] = [];
  #thrift: Thrift = 'everything';
  #videoTracks: readonly TrackRef[] = [];
  #lastPosition = 0;
  #lastTick = 0;
  #stalled = 0;
  #lastState = '';

  /** Begins to load at once, paused at 0. `room` is the main room unless given. */
  constructor(options: { session: SessionId; token: string; room?: RoomId; api?: TimelineApi }) {
    const { session, token, room = MAIN_ROOM, api = serverApi } = options;
    const files = new RoomFiles(api, { session, token, room });
    this.#fetch = (file, signal) => files.file(file, signal);
    this.#room = room;
    this.#index = new ManifestIndex(room);
    this.#leader = new Leader(this.#index, this.#fetch);
    this.#lead = leadOf(this);
    this.#feed = new ManifestFeed(
      this.#index,
      (query) => files.lines(query),
      () => this.#grown(),
    );
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Plays; from the start when everything is played. Rejects with `NotAllowedError` when the browser wants a click. */
  async play(): Promise<void> {
    if (this.#finished) this.seek(0);
    this.#playing = true;
    this.#stalled = 0;
    const started = this.#leader.play();
    this.#tick();
    try {
      await started;
    } catch (error) {
      this.pause();
      throw error;
    }
  }

  /** Pauses. */
  pause(): void {
    this.#playing = false;
    this.#leader.pause();
    this.#tick();
  }

  /** Goes to a time, at most to the end of the recording so far. What is recorded there may have to be looked up first. */
  seek(ms: number): void {
    this.#finished = false;
    const to = Number.isFinite(ms) ? Math.max(0, ms) : 0;
    this.#feed.seek(to);
    this.#go(to);
    this.#keepWithin();
    this.#tick();
  }

  /** The speed of playback, 0.5 to 3. The pitch of voices stays. */
  get rate(): number {
    return this.#rate;
  }
  set rate(rate: number) {
    this.#rate = Math.min(MAX_RATE, Math.max(MIN_RATE, rate));
    this.#leader.setRate(this.#rate);
    this.#tick();
  }

  /** Loudness, 0 to 1. */
  get volume(): number {
    return this.#leader.volume;
  }
  set volume(volume: number) {
    this.#leader.setVolume(Math.min(1, Math.max(0, volume)), this.#leader.muted);
    this.#tick();
  }

  get muted(): boolean {
    return this.#leader.muted;
  }
  set muted(muted: boolean) {
    this.#leader.setVolume(this.#leader.volume, muted);
    this.#tick();
  }

  /** Plays on the loudspeaker with this device id; empty for the system's default. */
  setSpeaker(id: string): void {
    this.#leader.setSpeaker(id);
  }

  /** Where playback is. */
  get position(): number {
    const { duration } = this.#index;
    // The recording of a breakout room ends before class does.
    if (this.#finished) return this.#room === MAIN_ROOM ? this.edge : this.playable;
    return Math.min(this.#leader.position, duration ?? Infinity);
  }

  /** Class time now while class is live, the length of the class afterwards. */
  get edge(): number {
    return this.#feed.edge;
  }

  /** The end of the recording that is known here: a few seconds before {@link edge} while class is live. */
  get playable(): number {
    return this.#index.playable;
  }

  /** Class is over and everything about it is known here. */
  get complete(): boolean {
    return this.#feed.complete;
  }

  /** The recording of the room is complete and all of it is played. */
  get finished(): boolean {
    return this.#finished;
  }

  /** Plays, or waits to go on playing. */
  get playing(): boolean {
    return this.#playing;
  }

  /** Waits to go on playing: for data, or at the edge for class to go on. */
  get buffering(): boolean {
    return this.#playing && !this.#leader.running;
  }

  /** Playback has caught up with the recording. Holds until it falls back by some seconds. */
  get atEdge(): boolean {
    return this.#atEdge;
  }

  /** Stretches in which there is nothing to play, because nothing was recorded or it is cut out; playback passes over them. */
  get gaps(): readonly Span[] {
    return this.#cuts.length === 0 ? this.#index.gaps : [...this.#index.gaps, ...this.#cuts];
  }

  /** What was measured of the sound of the room, as far as that is known here: the same object until more is. */
  get sound(): Measured {
    return this.#index.sound.all;
  }

  /** What is cut out, in order. */
  set cuts(cuts: readonly Span[]) {
    this.#cuts = cuts;
    this.#tick();
  }

  /** What is loaded. Pictures that are attached already stay as they are: attach them anew. */
  set thrift(thrift: Thrift) {
    this.#thrift = thrift;
    this.#tick();
  }

  /** Waits for data, or shows a picture later than it should. */
  get late(): boolean {
    if (!this.#playing || this.#atEdge) return false;
    const { position } = this;
    return !this.#leader.running || [...this.#followers.values()].some((follower) => follower.lacks(position));
  }

  /** The cameras and screens that have pictures at the position, of what is loaded. A new array only when they change. */
  get videoTracks(): readonly TrackRef[] {
    return this.#videoTracks;
  }

  /** `wall` when sound cannot be played here: pictures then follow the wall clock, and sound is tried again. */
  get masterKind(): 'audio' | 'wall' {
    return this.#leader.kind;
  }

  /** There is sound, and it cannot be played here at present. */
  get silent(): boolean {
    return this.#leader.silent;
  }

  /** Why loading fails at present. It is tried again unless the seat itself is refused. */
  get error(): ApiError | undefined {
    if (this.#feed.error) return this.#feed.error;
    return [this.#leader, ...this.#followers.values()].find((part) => part.error)?.error;
  }

  /** What is in a format that this browser cannot play, as far as it was tried. */
  get unsupported(): { readonly sound: boolean; readonly pictures: boolean } {
    const pictures = [...this.#followers.values()].some((follower) => follower.unsupported);
    return { sound: this.#leader.unsupported, pictures };
  }

  /** Shows pictures of other moments on an element, until it is closed. */
  preview(element: HTMLVideoElement): { show: Preview['show']; close: () => void } {
    const preview = new Preview(
      element,
      () => this.#index.videos.flatMap((video) => loaded(this.#thrift, video) ?? []),
      this.#fetch,
    );
    this.#previews.add(preview);
    return {
      show: (at, faces) => preview.show(at, faces),
      close: () => {
        this.#previews.delete(preview);
        preview.clear();
      },
    };
  }

  /**
   * Shows a camera or screen on an element, muted, if it is loaded; returns a function that ends that. The caller keeps the
   * element.
   */
  attach(track: TrackRef, element: HTMLVideoElement): () => void {
    this.#followers.get(element)?.close();
    this.#followers.delete(element);
    const pictures = loaded(this.#thrift, { ref: track, index: this.#index.video(track) });
    if (!pictures) return () => {};
    const follower = new Follower(element, pictures.index, this.#fetch);
    this.#followers.set(element, follower);
    follower.update(this.#lead, this.complete);
    return () => {
      if (this.#followers.get(element) !== follower) return;
      this.#followers.delete(element);
      follower.close();
    };
  }

  /** Calls back after any property has changed, at most every 100 ms and after every call here. */
  subscribe(changed: () => void): () => void {
    return this.#changed.add(changed);
  }

  /** Ends everything and lets go of the elements. */
  close(): void {
    clearInterval(this.#timer);
    this.#feed.close();
    this.#leader.close();
    for (const follower of this.#followers.values()) follower.close();
    this.#followers.clear();
    for (const preview of this.#previews) preview.clear();
    this.#previews.clear();
  }

  #grown(): void {
    if (!this.#finished) this.#keepWithin();
    this.#tick();
  }

  #tick(): void {
    if (!this.#finished) this.#advance();
    this.#leader.update(this.complete, this.#feed.whole, (at) =>
      [...this.#followers.values()].some((follower) => follower.lacks(at)),
    );
    for (const follower of this.#followers.values()) follower.update(this.#lead, this.complete);
    for (const preview of this.#previews) preview.update(this.complete);
    this.#observe();
    this.#tell();
  }

  /** Jumps where there is nothing to play, and ends at the end. */
  #advance(): void {
    const position = this.#leader.position;
    this.#measureStall(position);
    // Where lines are missing yet, a hole is none.
    if (!this.#feed.covers(position)) return;
    const target = jump({ position, stalled: this.#stalled, gaps: this.gaps, ...this.#leader.surroundings });
    if (target !== undefined) this.#go(target);
    else if (this.#playing && this.complete && this.#atEnd(position)) this.#finish();
  }

  /** Measures how long playback has stood still. Time in which the computer or the page sleeps does not count. */
  #measureStall(position: number): void {
    const now = performance.now();
    const stands = this.#playing && position === this.#lastPosition;
    this.#stalled = stands ? this.#stalled + Math.min(now - this.#lastTick, MAX_TICK_MS) : 0;
    this.#lastTick = now;
    this.#lastPosition = position;
  }

  /** Whether playback is at the end, or nothing more will ever come. */
  #atEnd(position: number): boolean {
    if (this.#leader.ended || position >= this.playable) return true;
    const { loading, buffered } = this.#leader.surroundings;
    return this.#stalled >= GIVE_UP_MS && !loading && !buffered.some(({ to }) => to > position + STOPS_BEFORE_MS);
  }

  #finish(): void {
    this.#finished = true;
    this.#playing = false;
    this.#leader.pause();
  }

  #go(position: number): void {
    this.#leader.seek(position);
    this.#lastPosition = position;
    this.#stalled = 0;
    for (const follower of this.#followers.values()) follower.moved();
  }

  /** Until the manifest is read, its end is unknown. */
  #keepWithin(): void {
    if (!this.#feed.whole || this.#leader.position <= this.playable) return;
    if (this.complete) this.#finish();
    else this.#go(this.playable);
  }

  #observe(): void {
    const behind = this.playable - this.#leader.position;
    if (!this.#feed.whole || this.complete || behind > LEFT_EDGE_MS) this.#atEdge = false;
    else if (behind < AT_EDGE_MS) this.#atEdge = true;
    const tracks = this.#index.videos
      .filter(({ ref, index }) => loads(this.#thrift, ref.source) && index.covering(this.position, HOLE_MS) !== -1)
      .map(({ ref }) => ref);
    const same = tracks.length === this.#videoTracks.length && tracks.every((ref, i) => ref === this.#videoTracks[i]);
    if (!same) this.#videoTracks = tracks;
  }

  #tell(): void {
    const tracks = this.#videoTracks.map(({ participant, source }) => `${participant} ${source}`);
    const state = [
      Math.round(this.position),
      Math.round(this.edge),
      this.playable,
      [this.playing, this.buffering, this.atEdge, this.complete, this.finished, this.muted],
      [this.volume, this.rate, this.masterKind, this.silent, this.error?.code, ...Object.values(this.unsupported)],
      this.gaps.length,
      tracks,
    ].join();
    if (state === this.#lastState) return;
    this.#lastState = state;
    this.#changed.emit();
  }
}

function leadOf(player: TimelinePlayer): Lead {
  return {
    get position() {
      return player.position;
    },
    get rate() {
      return player.rate;
    },
    get running() {
      return player.playing && !player.buffering;
    },
  };
}

/** `RoomId::MAIN` of the protocol. */
const MAIN_ROOM: RoomId = 0;
const TICK_MS = 100;
/** Browsers run timers of pages in the background once a second. */
const MAX_TICK_MS = 1_000;
const MIN_RATE = 0.5;
const MAX_RATE = 3;
/** Media elements stop a little before the end of their data. */
const AT_EDGE_MS = 300;
/** More than the two segments by which the distance to the edge varies. */
const LEFT_EDGE_MS = 5_000;
/** By this time any jump over a hole would have happened. */
const GIVE_UP_MS = 3_000;
