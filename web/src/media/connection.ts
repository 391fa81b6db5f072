import { Backoff } from '../core/backoff';
import { Listeners } from '../core/listeners';
import { RefusedError, type LiveClass } from '../core/live';
import { type Event, type Notice, type Source, type TrackRef, type TrackState, LIMITS } from '../protocol/generated';
import { Loudspeaker } from './loudspeaker';
import { Peer } from './peer';
import { Publisher } from './publisher';
import { type Quality, QualityMeter } from './quality';
import { Slots, type VideoRequest } from './slots';

export type { Quality } from './quality';
export type { VideoRequest } from './slots';

/** The state of media: not there yet, flowing, interrupted (it comes back by itself), or failing at every try. */
export type MediaStatus = 'connecting' | 'connected' | 'lost' | 'blocked';

/**
 * All media of one seat, over one `RTCPeerConnection` at a time. When that fails, a new one takes its place: tracks and
 * requests live here and are carried over.
 */
export class MediaConnection {
  readonly #live: LiveClass;
  readonly #publisher: Publisher;
  readonly #loudspeaker: Loudspeaker;
  readonly #changed = new Listeners();
  readonly #backoff = new Backoff(Math.random);
  readonly #timers = new Timers();
  readonly #endSubscriptions: (() => void)[];

  #peer: Peer | undefined;
  #slots = new Slots();
  /** This person has changed rooms since the server was last told which pictures to send. */
  #moved = false;
  #answered = false;
  #negotiating = false;
  #online = false;
  #closed = false;
  #startedAt = 0;
  /** Tries since media last worked, or since the WebSocket was last down. */
  #tries = 0;
  #status: MediaStatus = 'connecting';
  #quality: Quality = 'good';
  #playing = false;

  /** Connects as soon as `live` is online and the seat is admitted, and again until `live` is closed. */
  constructor(live: LiveClass) {
    const changed = () => this.#changed.emit();
    this.#live = live;
    this.#publisher = new Publisher(live, changed);
    this.#loudspeaker = new Loudspeaker(changed);
    this.#endSubscriptions = [
      live.subscribe(() => this.#liveChanged()),
      live.onEvent((event) => this.#happened(event)),
      live.onNotice((notice) => this.#noticed(notice)),
    ];
    this.#liveChanged();
  }

  get status(): MediaStatus {
    return this.#status;
  }

  /** How well media flows, from loss and delay of the last seconds. */
  get quality(): Quality {
    return this.#status === 'connected' ? this.#quality : 'poor';
  }

  /** The state of this person's microphone. Staff may have muted it. */
  get microphone(): TrackState {
    return this.#publisher.state('microphone');
  }

  /** Whether this person's camera is published. Staff may have stopped it. */
  get camera(): boolean {
    return this.#publisher.state('camera') === 'on';
  }

  /** Whether this person's screen is published. The browser and staff can stop it, too. */
  get screen(): boolean {
    return this.#publisher.state('screen') === 'on';
  }

  /** The track that this person publishes, for the self view. */
  localTrack(source: Source): MediaStreamTrack | null {
    return this.#publisher.track(source);
  }

  /**
   * Publishes a microphone, or ends it. This method and its siblings resolve when the class knows of the change (or
   * will be told after a lost connection), and reject with `RefusedError` when the change is not allowed. A track that
   * ends by itself is no longer published. A track that staff stop is stopped (`MediaStreamTrack.stop`); the caller
   * stops all others.
   */
  setMicrophone(track: MediaStreamTrack | null): Promise<void> {
    return this.#publisher.set('microphone', track);
  }

  /**
   * Mutes or unmutes the microphone, also one that is set later. Resolves when the class knows; a person who may not
   * unmute is muted then.
   */
  setMicrophoneMuted(muted: boolean): Promise<void> {
    return this.#publisher.setMuted(muted);
  }

  /** Publishes a camera, or ends it. */
  setCamera(track: MediaStreamTrack | null): Promise<void> {
    return this.#publisher.set('camera', track);
  }

  /** Shares a screen, with its sound if there is any, or ends both. */
  async setScreen(video: MediaStreamTrack | null, audio: MediaStreamTrack | null): Promise<void> {
    await Promise.all([this.#publisher.set('screen', video), this.#publisher.set('screen_audio', video && audio)]);
  }

  /**
   * Takes all pictures that are shown now, most important first. Repeating the same list costs nothing. Where there are
   * more pictures than slots, slots are added, up to the server's limit.
   */
  watch(requests: readonly VideoRequest[]): void {
    this.#slots.request(requests);
    if (this.#moved) this.#sendWatch();
    else this.#timers.start('watch', WATCH_DELAY_MS, () => this.#sendWatch(), 'keep');
    if (this.#slots.missing > 0) void this.#grow();
    this.#changed.emit();
  }

  /** The picture of a requested track, once the server has announced it. */
  streamOf(track: TrackRef): MediaStream | undefined {
    const mid = this.#slots.showing(track);
    return mid === undefined ? undefined : this.#peer?.videoStream(mid);
  }

  /** The voices of the class. */
  get audio(): readonly MediaStream[] {
    return this.#peer?.audio ?? [];
  }

  /** Plays the sound of the class from now on, also after media was lost and came back. */
  playAudio(): void {
    this.#playing = true;
    this.#loudspeaker.play(this.audio);
  }

  /** Plays the sound of the class so loud, 0 to 1, that something beside it can be heard. */
  setVolume(volume: number): void {
    this.#loudspeaker.setVolume(volume);
  }

  /** The browser wants a click before it plays sound. */
  get audioBlocked(): boolean {
    return this.#loudspeaker.blocked;
  }

  /** Starts the sound that the browser held back; call it from a click or key. */
  resumeAudio(): Promise<void> {
    return this.#loudspeaker.resume();
  }

  /** Plays on the speaker with this device id; empty for the system's choice. */
  setSpeaker(id: string): Promise<void> {
    return this.#loudspeaker.setSpeaker(id);
  }

  /** Calls back after every change of a property. */
  subscribe(changed: () => void): () => void {
    return this.#changed.add(changed);
  }

  /** Ends media. The caller stops the tracks. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const end of this.#endSubscriptions) end();
    this.#timers.clear();
    this.#publisher.close();
    this.#loudspeaker.close();
    this.#peer?.close();
    this.#peer = undefined;
    this.#setStatus('lost');
  }

  #liveChanged(): void {
    const { status, snapshot } = this.#live;
    if (status === 'closed') return this.close();
    // A person who waits to be admitted has no media yet.
    const online = status === 'online' && snapshot.session !== null;
    if (online === this.#online) return;
    this.#online = online;
    if (!online) return;
    this.#tries = 0;
    this.#publisher.welcomed();
    // Starts anew even if media seemed to go on: the server may be another process by now, and its notices were missed.
    this.#start();
  }

  #happened(event: Event): void {
    this.#publisher.received(event);
    if (event.kind === 'moved' && event.participant === this.#live.you) this.#entered();
    if (event.kind !== 'track_changed') return;
    this.#slots.doubt(event);
    if (event.state === 'on') this.#timers.start('watch', WATCH_DELAY_MS, () => this.#sendWatch(), 'keep');
  }

  /** Requests the pictures of the room that this person has come into: no track watched before is there. */
  #entered(): void {
    this.#moved = true;
    this.#slots.forget();
    this.#timers.start('watch', WATCH_DELAY_MS, () => this.#sendWatch());
  }

  #noticed(notice: Notice): void {
    if (notice.about === 'media_lost') {
      if (this.#answered) this.#recover();
      return;
    }
    if (notice.about !== 'slot') return;
    const { mid, track } = notice;
    const switched = this.#slots.carried(mid) !== undefined && track !== undefined;
    this.#slots.carry(mid, switched ? undefined : track);
    if (switched) {
      this.#timers.start(`slot ${mid}`, SWITCH_MS, () => {
        this.#slots.carry(mid, track);
        this.#changed.emit();
      });
    } else {
      this.#timers.stop(`slot ${mid}`);
    }
    this.#changed.emit();
  }

  /** Begins a new connection in place of the present one. */
  #start(): void {
    if (this.#closed || !this.#online) return;
    const { requests } = this.#slots;
    this.#timers.clear();
    this.#peer?.close();
    this.#slots = new Slots();
    this.#slots.request(requests);
    this.#answered = false;
    this.#startedAt = performance.now();
    if (this.#status === 'connected' || (this.#status === 'blocked' && this.#tries === 0)) this.#setStatus('lost');
    this.#tries += 1;

    const peer = new Peer(Math.min(Math.max(FIRST_VIDEO_SLOTS, requests.length), MOST_VIDEO_SLOTS));
    this.#peer = peer;
    peer.connection.addEventListener('connectionstatechange', () => this.#connectionChanged(peer));
    this.#timers.start('connect', CONNECT_MS, () => this.#recover());
    if (this.#playing) this.#loudspeaker.play(peer.audio);
    this.#changed.emit();
    void this.#negotiate(peer, true);
  }

  /** Media failed: tries again, at once if media had worked for a while. */
  #recover(): void {
    if (this.#tries >= BLOCKED_TRIES) this.#setStatus('blocked');
    else if (this.#status !== 'connecting') this.#setStatus('lost');
    const now = performance.now();
    const pause = now - this.#startedAt > STEADY_MS ? 0 : this.#backoff.pause(now);
    this.#timers.start('recover', pause, () => this.#start(), 'keep');
  }

  #connectionChanged(peer: Peer): void {
    if (peer !== this.#peer) return;
    const state = peer.connection.connectionState;
    if (state === 'connected') {
      this.#timers.stop('connect');
      this.#timers.stop('disconnected');
      this.#backoff.reset();
      this.#tries = 0;
      this.#setStatus('connected');
      this.#measure(peer, new QualityMeter());
    } else if (state === 'disconnected') {
      this.#setStatus('lost');
      this.#timers.start('disconnected', DISCONNECTED_MS, () => this.#recover());
    } else if (state === 'failed') {
      this.#recover();
    }
  }

  /** Offers until all requests have slots. */
  async #negotiate(peer: Peer, fresh: boolean): Promise<void> {
    this.#negotiating = true;
    try {
      if (fresh) await this.#publisher.attach(peer);
      await this.#offer(peer, fresh);
      while (peer === this.#peer && this.#lacking() > 0) {
        peer.addVideoSlots(this.#lacking());
        await this.#offer(peer, false);
      }
    } catch (failure) {
      // When the WebSocket broke, its return starts media anew.
      const offline = failure instanceof RefusedError && failure.offline;
      if (peer === this.#peer && !offline) this.#recover();
    } finally {
      if (peer === this.#peer) this.#negotiating = false;
    }
  }

  async #offer(peer: Peer, fresh: boolean): Promise<void> {
    const { sdp, sends } = await peer.offer();
    if (peer !== this.#peer) return;
    // The command would wait for the WebSocket, whose return starts another connection.
    if (!this.#online) throw new RefusedError('network');
    const result = await this.#live.command({ do: 'offer', sdp, fresh, sends });
    if (peer !== this.#peer) return;
    if (result.result !== 'answer') throw new RefusedError('internal', 'an offer was not answered');
    await peer.answer(result.sdp);
    if (peer !== this.#peer) return;
    this.#slots.extend(peer.videoMids.slice(this.#slots.count));
    this.#answered = true;
    this.#sendWatch();
    if (fresh) this.#publisher.ready();
  }

  /** How many video slots to add. */
  #lacking(): number {
    return Math.min(this.#slots.missing, MOST_VIDEO_SLOTS - this.#slots.count);
  }

  async #grow(): Promise<void> {
    const peer = this.#peer;
    if (!peer || !this.#answered || this.#negotiating || this.#lacking() <= 0) return;
    peer.addVideoSlots(this.#lacking());
    await this.#negotiate(peer, false);
  }

  #sendWatch(): void {
    if (this.#closed || !this.#answered || !this.#online) return;
    const watched = this.#slots.tell();
    if (!watched) return;
    this.#moved = false;
    this.#timers.stop('watch again');
    const slots = this.#slots;
    this.#live.command({ do: 'watch', slots: watched }).catch((refusal: unknown) => {
      // A request for pictures of the room before a move is refused after it; a later one has taken its place.
      if (slots !== this.#slots || !slots.forget(watched)) return;
      const code = refusal instanceof RefusedError ? refusal.code : 'internal';
      if (code === 'no_media') this.#recover();
      else if (code !== 'network') this.#timers.start('watch again', RETRY_MS, () => this.#sendWatch());
    });
  }

  #measure(peer: Peer, meter: QualityMeter): void {
    this.#timers.start('quality', QUALITY_MS, async () => {
      const report = await peer.connection.getStats();
      if (peer !== this.#peer) return;
      const quality = meter.update(report as unknown as Iterable<[string, Record<string, unknown>]>);
      if (quality !== this.#quality) {
        this.#quality = quality;
        this.#changed.emit();
      }
      this.#measure(peer, meter);
    });
  }

  #setStatus(status: MediaStatus): void {
    if (this.#status === status) return;
    this.#status = status;
    this.#changed.emit();
  }
}

/** Timers by name, at most one of each name. */
class Timers {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  /** Runs `callback` after `ms`. One of the same name that is waiting is kept, or else replaced. */
  start(name: string, ms: number, callback: () => void, waiting: 'keep' | 'replace' = 'replace'): void {
    if (this.#timers.has(name)) {
      if (waiting === 'keep') return;
      this.stop(name);
    }
    const run = () => {
      this.#timers.delete(name);
      callback();
    };
    this.#timers.set(name, setTimeout(run, ms));
  }

  stop(name: string): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }

  clear(): void {
    for (const name of [...this.#timers.keys()]) this.stop(name);
  }
}

/** Video slots of the first offer: a filmstrip and a stage. */
const FIRST_VIDEO_SLOTS = 9;
/** The server's limit, less the audio slots. */
const MOST_VIDEO_SLOTS = LIMITS.slots - 3;
/** Layout changes come in bursts. */
const WATCH_DELAY_MS = 50;
const RETRY_MS = 1_000;
/**
 * After a switch, the last frames of the track before may still be in the jitter buffer when the server's notice comes.
 * The pause keeps a face from being shown under another person's name.
 */
const SWITCH_MS = 100;
/** How long connecting may take. A good network takes 0.1 s; Firefox gives up by itself after 5 s. */
const CONNECT_MS = 8_000;
/** One try may fail by chance. After two, the network most likely blocks media. */
const BLOCKED_TRIES = 2;
/** ICE may come back by itself for this long. */
const DISCONNECTED_MS = 3_000;
/** A connection that lasted this long is replaced at once when it fails. */
const STEADY_MS = 5_000;
const QUALITY_MS = 2_000;
