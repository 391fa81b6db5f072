import { RefusedError, type LiveClass } from '../core/live';
import type { Event, Source, TrackState } from '../protocol/generated';
import { type Peer, SOURCES } from './peer';

/**
 * Publishes this person's tracks: hands them to the connection, and tells the class of them (`set_track`), also after
 * lost connections. It obeys when staff mute or stop a track.
 */
export class Publisher {
  readonly #live: Pick<LiveClass, 'command' | 'snapshot' | 'you'>;
  readonly #changed: () => void;
  readonly #own: Record<Source, OwnTrack>;

  #peer: Peer | undefined;
  #ready = false;
  #muted = false;
  #cancelRetry: () => void = () => {};
  #cancelSettle: () => void = () => {};

  constructor(live: Pick<LiveClass, 'command' | 'snapshot' | 'you'>, changed: () => void) {
    this.#live = live;
    this.#changed = changed;
    const own = () => ({ track: null, decided: false, told: undefined, telling: undefined, unwatch: () => {} });
    this.#own = { microphone: own(), camera: own(), screen: own(), screen_audio: own() };
  }

  /** The track that is sent as `source`. */
  track(source: Source): MediaStreamTrack | null {
    return this.#own[source].track;
  }

  /** The state that a track has, or will have as soon as the server knows. */
  state(source: Source): TrackState {
    if (!this.#own[source].track) return 'off';
    return source === 'microphone' && this.#muted ? 'muted' : 'on';
  }

  /** Whether the microphone is, or would be, muted. */
  get muted(): boolean {
    return this.#muted;
  }

  /**
   * Publishes `track` as `source`, or ends it. Resolves when the server knows; without a connection, when it is certain
   * to be told later. Rejects with {@link RefusedError} when the track may not be published.
   */
  async set(source: Source, track: MediaStreamTrack | null): Promise<void> {
    this.#take(source, track);
    this.#changed();
    await this.#peer?.send(source, track);
    await this.#tell(source);
  }

  /**
   * Mutes or unmutes the microphone, also one that is set later. Resolves when the class knows, or when the microphone is
   * muted because it may not be on.
   */
  setMuted(muted: boolean): Promise<void> {
    this.#muted = muted;
    const { track } = this.#own.microphone;
    if (track) track.enabled = !muted;
    this.#changed();
    return this.#tell('microphone').catch(() => {});
  }

  /** Moves all tracks to a new connection. */
  async attach(peer: Peer): Promise<void> {
    this.#peer = peer;
    this.#ready = false;
    await Promise.all(SOURCES.map((source) => peer.send(source, this.#own[source].track)));
  }

  /** The connection has been answered: the class may be told of the tracks. */
  ready(): void {
    this.#ready = true;
    this.#cancelSettle();
    const settle = setTimeout(() => this.#settle(), SETTLE_MS);
    this.#cancelSettle = () => clearTimeout(settle);
    this.#tellAll();
  }

  /** A welcome came: the server's state may differ from what it was told. */
  welcomed(): void {
    const tracks = this.#live.snapshot.participants.find(({ id }) => id === this.#live.you)?.tracks ?? [];
    for (const source of SOURCES) {
      const own = this.#own[source];
      const state = tracks.find((track) => track.source === source)?.state ?? 'off';
      if (own.told === 'on' && state === 'muted') this.#accept(source, state);
      own.told = state;
    }
    this.#tellAll();
  }

  /** Takes an event, which may be about this person's tracks. */
  received(event: Event): void {
    if (event.kind === 'left' && event.participant === this.#live.you) {
      for (const source of SOURCES) this.#own[source].told = 'off';
      this.#tellAll();
    }
    if (event.kind !== 'track_changed' || event.participant !== this.#live.you) return;
    this.#own[event.source].told = event.state;
    if (event.by !== undefined && event.by !== this.#live.you) this.#accept(event.source, event.state);
  }

  /** Drops all tracks. The page stops them. */
  close(): void {
    this.#ready = false;
    this.#peer = undefined;
    this.#cancelRetry();
    this.#cancelSettle();
    for (const source of SOURCES) this.#own[source].unwatch();
  }

  #take(source: Source, track: MediaStreamTrack | null): void {
    const own = this.#own[source];
    own.unwatch();
    own.track = track;
    own.decided = true;
    if (!track) return;
    if (source === 'microphone') track.enabled = !this.#muted;
    if (source === 'screen' && track.contentHint === '') track.contentHint = 'detail';
    const ended = () => void this.set(source, null).catch(() => {});
    track.addEventListener('ended', ended);
    own.unwatch = () => track.removeEventListener('ended', ended);
  }

  /** Staff changed a track: it is muted, or stopped with its device. */
  #accept(source: Source, state: TrackState): void {
    const { track } = this.#own[source];
    if (source === 'microphone' && state === 'muted') {
      this.#muted = true;
      if (track) track.enabled = false;
    } else if (state === 'off') {
      this.#take(source, null);
      track?.stop();
      void this.#peer?.send(source, null).catch(() => {});
    }
    this.#changed();
  }

  /**
   * Ends the tracks that the class knows from before a reload and that this page has not opened again. It waits until the
   * page had time to open its devices, so that nobody sees a camera go off and on.
   */
  #settle(): void {
    for (const source of SOURCES) this.#own[source].decided = true;
    this.#tellAll();
  }

  #tellAll(): void {
    for (const source of SOURCES) void this.#tell(source).catch(() => {});
  }

  /** Tells the class the state of a track until it knows, with one command at a time for each track. */
  #tell(source: Source): Promise<void> {
    const own = this.#own[source];
    own.telling ??= this.#tellNow(source, own).finally(() => (own.telling = undefined));
    return own.telling;
  }

  async #tellNow(source: Source, own: OwnTrack): Promise<void> {
    while (this.#ready && own.decided && (own.told ?? 'off') !== this.state(source)) {
      const state = this.state(source);
      try {
        await this.#live.command({ do: 'set_track', source, state });
        own.told = state;
      } catch (refusal) {
        const { code, offline } = refusal instanceof RefusedError ? refusal : new RefusedError('internal');
        if (code === 'nothing_to_do') own.told = state;
        else if (LATER.has(code)) return this.#retryLater();
        else if (offline || code === 'no_media') return;
        // Nobody may unmute at present: the microphone stays, or begins, muted.
        else if (code === 'not_now' && source === 'microphone' && state === 'on') this.#accept(source, 'muted');
        else return this.#giveUp(source, own, refusal);
      }
    }
  }

  #retryLater(): void {
    this.#cancelRetry();
    const timer = setTimeout(() => this.#tellAll(), RETRY_MS);
    this.#cancelRetry = () => clearTimeout(timer);
  }

  /** Stops sending a track that may not be published. */
  async #giveUp(source: Source, own: OwnTrack, refusal: unknown): Promise<void> {
    this.#take(source, null);
    own.told = 'off';
    this.#changed();
    await this.#peer?.send(source, null);
    throw refusal;
  }
}

interface OwnTrack {
  track: MediaStreamTrack | null;
  /** The page has decided about this source, or had time to. */
  decided: boolean;
  /** The state that the class last told or was told. */
  told: TrackState | undefined;
  /** The command under way. */
  telling: Promise<void> | undefined;
  /** Stops listening for the end of the track. */
  unwatch: () => void;
}

/** Refusals after which the command is tried again. */
const LATER: ReadonlySet<string> = new Set(['rate_limited', 'internal']);
const RETRY_MS = 1_000;
/** Opening two devices takes a browser up to about two seconds. */
const SETTLE_MS = 3_000;
