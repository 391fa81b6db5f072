import type { Event, JournalPage, SessionId, Snapshot } from '../protocol/generated';
import { browser, type Environment } from './environment';
import { api as serverApi, ApiError, type Api } from './http';
import { Listeners } from './listeners';
import { momentOf } from './moment';
import { emptySnapshot, reduce } from './reducer';
import type { ClassSource } from './source';

/** The stored journal of a session as one seat may see it. It grows while class is live. */
export class Journal {
  readonly #session: SessionId;
  readonly #token: string;
  readonly #api: Pick<Api, 'journal'>;
  readonly #environment: Pick<Environment, 'now' | 'after' | 'whenVisible'>;
  readonly #changed = new Listeners();
  readonly #heard = new Listeners();
  readonly #events: Event[] = [];

  #next = 0;
  #loaded = false;
  #complete = false;
  #error: ApiError | undefined;
  #edge = 0;
  #edgeAt = 0;
  #rewritten = Infinity;
  /** The page after the present one, which the server makes while that is taken in. */
  #coming: { readonly from: number; readonly page: Promise<JournalPage> } | undefined;
  /** The event from which on the journal is to be read again. */
  #again: number | undefined;
  /** Ends the loading that is under way. */
  #stop = new AbortController();
  #cancelPoll: () => void = () => {};

  /** Begins to load at once. */
  constructor(options: {
    session: SessionId;
    token: string;
    api?: Pick<Api, 'journal'>;
    environment?: Pick<Environment, 'now' | 'after' | 'whenVisible'>;
  }) {
    this.#session = options.session;
    this.#token = options.token;
    this.#api = options.api ?? serverApi;
    this.#environment = options.environment ?? browser;
    void this.#load();
  }

  /** The events that are loaded, in order. The same array grows. */
  get events(): readonly Event[] {
    return this.#events;
  }

  /** The first index in {@link events} that the last page changed among events loaded before; Infinity if none. */
  get rewritten(): number {
    return this.#rewritten;
  }

  /** Loading has reached the end of the journal at least once. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Class is over and all of it is loaded. Later acts may still come. */
  get complete(): boolean {
    return this.#complete;
  }

  /** Why the last request failed. Unless it was refused for good, loading goes on. */
  get error(): ApiError | undefined {
    return this.#error;
  }

  /** Class time now in milliseconds, extrapolated while class is live; the length of the class afterwards. */
  get edge(): number {
    if (this.#edgeAt === 0 || this.#complete) return this.#edge;
    return this.#edge + this.#environment.now() - this.#edgeAt;
  }

  /** Calls back when events came, or `loaded`, `complete` or `error` changed. */
  subscribe(changed: () => void): () => void {
    return this.#changed.add(changed);
  }

  /** Calls back when the server has answered a request for news after class, whatever it said: something of the session may have changed. */
  whenHeard(heard: () => void): () => void {
    return this.#heard.add(heard);
  }

  /** Stops loading. */
  close(): void {
    this.#stop.abort();
    this.#cancelPoll();
  }

  /** Forgets everything, and loads it again: the server says the same events in another way than it did. */
  reload(): void {
    this.close();
    this.#again = undefined;
    this.#stop = new AbortController();
    this.#startAnew();
    void this.#load();
  }

  /**
   * Reads again what is told from the event of a number on: the server says more of it than it did. What was told stays until all of it is
   * there.
   */
  async readAgain(since: number): Promise<void> {
    this.close();
    const { signal } = (this.#stop = new AbortController());
    this.#coming = undefined;
    // A reading that was broken off began earlier, perhaps.
    const from = (this.#again = Math.min(since, this.#again ?? since));
    const events: Event[] = [];
    let page: JournalPage;
    try {
      let next = from;
      do {
        page = await this.#api.journal(this.#session, this.#token, next);
        events.push(...page.events);
        next = page.next;
      } while (page.more && !signal.aborted);
    } catch (failure) {
      if (signal.aborted) return;
      // Loading says what is wrong.
      if (failure instanceof ApiError && isFinal(failure)) return this.reload();
      this.#cancelPoll = this.#environment.after(POLL_MS, () => void this.readAgain(from));
      return;
    }
    if (signal.aborted) return;
    this.#again = undefined;
    const kept = this.#events.findIndex(({ seq }) => seq >= from);
    if (kept !== -1) this.#events.length = kept;
    this.#rewritten = this.#events.length;
    for (const event of events) this.#events.push(event);
    for (const event of events) if (event.kind === 'chat_deleted') this.#blank(event.message);
    this.#take(page);
    this.#changed.emit();
    // Whoever heard of it may have more to read again.
    if (!signal.aborted) this.#cancelPoll = this.#environment.after(POLL_MS, () => this.#askAgain());
  }

  async #load(): Promise<void> {
    const { signal } = this.#stop;
    const waited = this.#complete;
    let more = false;
    try {
      more = await this.#loadPage(signal);
      if (waited && !signal.aborted) this.#heard.emit();
    } catch (failure) {
      if (signal.aborted) return;
      this.#error = failure instanceof ApiError ? failure : new ApiError('network', 0, String(failure));
      this.#changed.emit();
      if (isFinal(this.#error)) {
        if (waited) this.#heard.emit();
        return;
      }
    }
    if (signal.aborted) return;
    if (more) return this.#load();
    this.#cancelPoll = this.#environment.after(POLL_MS, () => this.#askAgain());
  }

  /** After class the server holds each request, and a browser has few connections, so a hidden page does not ask. */
  #askAgain(): void {
    if (!this.#complete) return void this.#load();
    this.#cancelPoll = this.#environment.whenVisible(() => void this.#load());
  }

  /** Loads one page; returns whether there is another one right now. */
  async #loadPage(signal: AbortSignal): Promise<boolean> {
    const wait = this.#complete ? signal : undefined;
    const page = await this.#page(wait);
    if (signal.aborted) return false;
    if (page.more) this.#fetch(page.next);
    if (page.next < this.#next) return this.#startAnew();
    const before = [this.#loaded, this.#complete, this.#error];
    this.#events.push(...page.events);
    this.#rewritten = Infinity;
    for (const event of page.events) if (event.kind === 'chat_deleted') this.#blank(event.message);
    this.#take(page);
    const after = [this.#loaded, this.#complete, this.#error];
    if (page.events.length > 0 || after.some((value, i) => value !== before[i])) this.#changed.emit();
    return page.more;
  }

  /** Takes in what a page says beside its events. */
  #take({ next, now, more, complete }: JournalPage): void {
    this.#next = next;
    this.#edge = now;
    this.#edgeAt = this.#environment.now();
    this.#loaded ||= !more;
    this.#complete = complete && !more;
    this.#error = undefined;
  }

  /** The page that begins with the next event. */
  #page(wait: AbortSignal | undefined): Promise<JournalPage> {
    const coming = this.#coming;
    this.#coming = undefined;
    if (coming?.from === this.#next) return coming.page;
    return this.#api.journal(this.#session, this.#token, this.#next, wait);
  }

  #fetch(from: number): void {
    const page = this.#api.journal(this.#session, this.#token, from);
    // Whoever takes it hears of it.
    page.catch(() => {});
    this.#coming = { from, page };
  }

  /**
   * Forgets all events: the journal has become shorter on the server, by damage or a restored backup, or is read anew. Returns
   * that there is more to load.
   */
  #startAnew(): true {
    this.#events.length = 0;
    this.#coming = undefined;
    this.#next = 0;
    this.#rewritten = 0;
    this.#changed.emit();
    return true;
  }

  /** Empties a message that was deleted after it was loaded here. The server sends it empty from then on. */
  #blank(message: number): void {
    const index = this.#events.findIndex(({ seq }) => seq === message);
    const event = this.#events[index];
    if (event?.kind !== 'chat_sent' || event.text === '') return;
    this.#events[index] = { ...event, text: '' };
    this.#rewritten = Math.min(this.#rewritten, index);
  }
}

/** The pause between two requests. While class is live it is half of the delay that a viewer may have. */
const POLL_MS = 1_000;

/** Refusals that stay the same when the request is repeated. */
const FINAL: ReadonlySet<string> = new Set([
  'unauthorized',
  'forbidden',
  'not_found',
  'removed',
  'banned',
  'not_inside',
  'members_only',
]);

/** Whether repeating the request changes nothing. */
export function isFinal(error: ApiError): boolean {
  return FINAL.has(error.code);
}

/**
 * A class at a moved cursor: the fold of the journal up to the cursor. Between two reports of a player the cursor runs on
 * by itself, so that each event is shown at its own time and not at the next report.
 */
export class ReplayClass implements ClassSource {
  readonly #environment: Pick<Environment, 'now' | 'after'>;
  readonly #changed = new Listeners();
  readonly #endSubscription: () => void;
  /** `#checkpoints[i]` is the state after `i * CHECKPOINT_EVENTS` events. */
  readonly #checkpoints: Snapshot[] = [emptySnapshot()];

  /** The events in the order in which a cursor meets them. */
  #events: readonly Event[];

  /** The cursor's position when it was last placed, the time of that, and its rate since. */
  #from = 0;
  #since = 0;
  #rate = 0;
  /** The cursor does not go back before this: events that have been shown stay. */
  #reached = 0;
  /** How many events are folded into `#snapshot`. */
  #folded = 0;
  #snapshot = emptySnapshot();
  #cancelNext: () => void = () => {};

  constructor(
    journal: Pick<Journal, 'events' | 'rewritten' | 'subscribe'>,
    environment: Pick<Environment, 'now' | 'after'> = browser,
  ) {
    this.#environment = environment;
    this.#events = placed(journal.events);
    this.#endSubscription = journal.subscribe(() => {
      const before = this.#events;
      this.#events = placed(journal.events);
      this.#unfold(Math.min(journal.rewritten, before === this.#events ? Infinity : difference(before, this.#events)));
      this.#move();
    });
    this.#move();
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  now(): number {
    const passed = Math.min(this.#environment.now() - this.#since, LONGEST_RUN_MS);
    return Math.max(this.#reached, this.#from + passed * this.#rate);
  }

  /** Places the cursor at `at` milliseconds of class time. Events up to and at that time have happened. */
  seek(at: number): void {
    this.#put(at, 0, at);
  }

  /**
   * A player reports that it is at `at` and runs at `rate` class milliseconds a millisecond; 0 while it is paused or
   * waits. When the player is a little behind the cursor, the cursor waits for it.
   */
  follow(at: number, rate: number): void {
    const cursor = this.now();
    const ahead = cursor - at;
    this.#put(at, rate, ahead > 0 && ahead <= JITTER_MS ? cursor : at);
  }

  subscribe(changed: () => void): () => void {
    return this.#changed.add(changed);
  }

  /** Lets go of the journal. */
  close(): void {
    this.#cancelNext();
    this.#endSubscription();
  }

  #put(at: number, rate: number, reached: number): void {
    this.#from = at;
    this.#since = this.#environment.now();
    this.#rate = rate;
    this.#reached = reached;
    this.#move();
  }

  #move(): void {
    const target = countUntil(this.#events, this.now());
    this.#awaitEvent(this.#events[target]);
    if (target === this.#folded) return;
    this.#startNear(target);
    for (; this.#folded < target; this.#folded++) {
      if (this.#folded % CHECKPOINT_EVENTS === 0)
        this.#checkpoints[this.#folded / CHECKPOINT_EVENTS] ??= this.#snapshot;
      this.#snapshot = reduce(this.#snapshot, this.#events[this.#folded]!);
    }
    this.#changed.emit();
  }

  /** Drops every state that includes the event at `index`. */
  #unfold(index: number): void {
    this.#checkpoints.splice(Math.floor(index / CHECKPOINT_EVENTS) + 1);
    if (this.#folded > index) this.#return(this.#checkpoints.length - 1);
  }

  /** Updates when the running cursor reaches `event`, unless the next report of the player is due before. */
  #awaitEvent(event: Event | undefined): void {
    this.#cancelNext();
    if (!event || this.#rate === 0) return;
    const run = Math.ceil((placeOf(event) - this.#from) / this.#rate);
    if (run > LONGEST_RUN_MS) return;
    this.#cancelNext = this.#environment.after(this.#since + run - this.#environment.now(), () => this.#move());
  }

  /** Goes to the last checkpoint before `target` events, if that lies behind this state or ahead of it. */
  #startNear(target: number): void {
    const checkpoint = Math.min(Math.floor(target / CHECKPOINT_EVENTS), this.#checkpoints.length - 1);
    const count = checkpoint * CHECKPOINT_EVENTS;
    if (this.#folded <= target && count <= this.#folded) return;
    this.#return(checkpoint);
  }

  #return(checkpoint: number): void {
    this.#snapshot = this.#checkpoints[checkpoint]!;
    this.#folded = checkpoint * CHECKPOINT_EVENTS;
  }
}

/** Players report ten times a second; one that has missed two reports may be standing still. */
const LONGEST_RUN_MS = 250;

/** Clocks of media are coarse, and a player may stall between two reports; a larger step back is a jump. */
const JITTER_MS = 1_000;

/** Folding this many events takes about a millisecond, and states share almost all of their memory. */
const CHECKPOINT_EVENTS = 500;

const PUT: ReadonlySet<Event['kind']> = new Set([
  'chat_sent',
  'poll_started',
  'poll_key_set',
  'poll_closed',
  'poll_tallied',
]);

/**
 * Where a cursor meets an event. What is written or asked later is met at the moment to which it belongs, and whoever comes later is known from
 * the start, since they can write of any moment; all else is met where it stands in the journal.
 */
function placeOf(event: Event): number {
  if (event.kind === 'viewer_joined') return 0;
  return event.later && PUT.has(event.kind) ? momentOf(event) : event.at;
}

/** The events in the order in which a cursor meets them: the same array where that is their own order. */
function placed(events: readonly Event[]): readonly Event[] {
  const isMoved = (event: Event) => placeOf(event) !== event.at;
  return events.some(isMoved) ? events.toSorted((a, b) => placeOf(a) - placeOf(b)) : events;
}

/** The first index at which two lists are not the same. */
function difference(before: readonly Event[], after: readonly Event[]): number {
  const index = before.findIndex((event, i) => event !== after[i]);
  return index === -1 ? before.length : index;
}

/** How many events happened up to and at `at`; `events` are ordered by time. */
function countUntil(events: readonly Event[], at: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (placeOf(events[middle]!) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
