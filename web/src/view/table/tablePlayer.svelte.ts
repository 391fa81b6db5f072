/** The player of one person at a study table: it follows the cursor of all, and sets it. */

import { COMMAND_WAIT_MS } from '../../core/commands';
import type { LiveClass } from '../../core/live';
import { playbackOf } from '../../core/reduce/table';
import type { SavedSeat } from '../../core/seats';
import type { Command, CourseId, Event, ParticipantId, Playback, Table } from '../../protocol/generated';
import { Discussion } from '../board/discussion.svelte';
import { MAIN_ROOM } from '../rooms/rooms';
import { Answering } from '../watch/answering.svelte';
import { Line } from '../watch/line';
import { joined, stretchAt } from '../watch/skips';
import { outsideOf } from '../watch/takeOn';
import type { Stretch } from '../watch/watching';
import { WatchRoom } from '../watch/watchRoom.svelte';
import { asPlayed, cursorOf, doneTo, END_MS, follow, type Done } from './playback';

/** How often the player looks where the others are. */
const TICK_MS = 200;
/** The shortest time between two commands: whoever drags the cursor makes no more than the server takes. */
const SEND_MS = 300;
/** How long it is said what somebody did. */
const SAID_MS = 6_000;
/** What nothing has followed for this long is read out: whoever drags the cursor is heard of once. */
const HEARD_MS = 1_000;
/** A seek that takes longer than this is not made up for beforehand. */
const MOST_LEAD_MS = 2_000;

/** What somebody wants to be otherwise. */
type Change = Partial<Pick<Playback, 'playing' | 'position' | 'speed_percent'>>;

/** What somebody else did. */
export interface Said {
  readonly by: ParticipantId;
  readonly done: Done;
}

/** Follows until it is closed. */
export class TablePlayer {
  readonly room: WatchRoom;
  /** What this person sees of the table: what they want is so at once. */
  table: Table = $state.raw()!;
  /** Where the cursor is, in class time of what is watched. */
  position = $state(0);
  /** What somebody else did last, for a moment. */
  said: Said | undefined = $state.raw();
  /** The same for whoever listens to the page, once nothing has followed it. */
  heard: Said | undefined = $state.raw();
  /** Class as it is played, with its takes. */
  readonly #line = $derived.by(() => new Line(this.room.leftOut.takes));
  /** What there is nothing to see or hear of, as it is played: for all, also for whom a take is not to be had. */
  readonly #leftOut = $derived.by(() => {
    const { takes, gaps } = this.room.leftOut;
    return this.#line.all(outsideOf(takes, joined(gaps)));
  });
  /** The stretch whose take the others watch, while it is not to be had here. */
  readonly lost: Stretch | undefined = $derived.by(() => stretchAt(joined(this.room.leftOut.lost), this.position));
  readonly atEnd: boolean = $derived(this.position >= this.table.watches.length);
  readonly #moves: boolean = $derived(this.table.playback.playing && !this.atEnd);
  /** Whether it plays for this person, or loads to do so. */
  readonly playing: boolean = $derived.by(() => this.#moves && !this.room.wantsClick);
  /** The speed at which all watch; 1 is that of class. */
  readonly rate: number = $derived(this.table.playback.speed_percent / 100);

  readonly #course: CourseId | undefined = $derived.by(() => this.room.session?.course ?? undefined);
  /** What is discussed of the class, by the people of its course. */
  readonly talk: Discussion | undefined = $derived.by(() =>
    this.#course ? new Discussion(this.#course, this.seat.session) : undefined,
  );
  /** How this person answers the polls of the class: each for themselves. */
  readonly answering: Answering;

  /** The seat in the class that is watched. */
  readonly seat: SavedSeat;
  readonly #live: LiveClass;
  readonly #send: (command: Command) => Promise<unknown>;
  readonly #stop: (() => void)[];
  /** What this person wants, until the server has it. */
  #wish: Playback | undefined;
  /** What of it was not sent so far. */
  #unsent: Change | undefined;
  #sending = false;
  /** The cursor as it was before what is told next. */
  #known: Table;
  #starting = false;
  #nudge = 1;
  #soughtAt = -Infinity;
  /** It was told to go elsewhere while it plays, and has not played since. */
  #seeking = false;
  /** How long a seek takes here: the cursor moves on meanwhile. */
  #lead = 0;
  #saidTimer: ReturnType<typeof setTimeout> | undefined;
  #heardTimer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param seat the seat in the class that is watched
   * @param send sends a command to the table; what is refused is told there
   */
  constructor(seat: SavedSeat, live: LiveClass, table: Table, send: (command: Command) => Promise<unknown>) {
    this.seat = seat;
    this.#live = live;
    this.#send = send;
    this.table = this.#known = table;
    this.room = new WatchRoom(seat, cursorOf(table, live.now(), []), 'together');
    this.room.choose(MAIN_ROOM);
    const play = ({ from }: { readonly from: number }) => this.#set({ playing: true, position: Math.floor(from) });
    this.answering = new Answering(
      this.room,
      seat,
      { goTo: ({ at }) => this.seek(at), play },
      () => this.talk?.board.list ?? [],
    );
    const timer = setInterval(() => this.#tick(), TICK_MS);
    this.#stop = [
      () => clearInterval(timer),
      live.onEvent((event) => this.#told(event)),
      live.subscribe(() => this.#follow()),
    ];
    this.#follow();
  }

  /** Whether it is known where the cursor is: until then nothing can be set. */
  get ready(): boolean {
    return this.room.ready && this.room.loaded;
  }

  /** Plays or pauses for all; plays from the start what is over. Where the browser wanted a click, this was it. */
  toggle(): void {
    if (this.room.wantsClick) {
      this.join();
      if (this.#moves) return;
    }
    if (this.atEnd) this.#set({ playing: true, position: 0 });
    else this.#set({ playing: !this.#moves });
  }

  /** Goes to a moment, for all. */
  seek(at: number): void {
    this.#set({ position: Math.floor(Math.min(this.table.watches.length, Math.max(0, at))) });
  }

  /** Changes the speed, for all. */
  setRate(rate: number): void {
    this.#set({ speed_percent: Math.round(rate * 100) });
  }

  /** Plays with the others after a click. */
  join(): void {
    this.room.wantsClick = false;
    this.#follow();
  }

  close(): void {
    for (const stop of this.#stop) stop();
    clearTimeout(this.#saidTimer);
    clearTimeout(this.#heardTimer);
    this.room.close();
  }

  #set(change: Change): void {
    if (!this.ready) return;
    this.#follow();
    const now = { position: Math.floor(this.position), since: this.#live.now() };
    this.#wish = { ...this.table.playback, ...now, ...change };
    this.#unsent = { ...this.#unsent, ...change };
    this.#follow();
    if (!this.#sending) void this.#sendWishes();
  }

  /** Sends what this person wants last, as long as they want something else meanwhile and there is a connection. */
  async #sendWishes(): Promise<void> {
    this.#sending = true;
    while (this.#wish && this.#unsent && this.#live.status === 'online') {
      this.#unsent = undefined;
      const { playing, speed_percent } = this.#wish;
      const position = Math.floor(this.#line.class(this.#cursor({ ...this.table, playback: this.#wish })));
      const done = this.#send({ do: 'set_playback', playing, position, speed_percent });
      await Promise.all([done, new Promise((resolve) => setTimeout(resolve, SEND_MS))]);
    }
    this.#sending = false;
    if (!this.#unsent) this.#wish = undefined;
    this.#follow();
  }

  /** Wants anew what waited for the connection: the others are elsewhere by now. Whatever waited for long is not wanted any more. */
  #wantAnew(): void {
    const [wish, change] = [this.#wish, this.#unsent];
    if (!wish || !change || this.#sending) return;
    const isOld = this.#live.now() - wish.since > COMMAND_WAIT_MS;
    if (this.#live.status !== 'online' && !isOld) return;
    this.#wish = this.#unsent = undefined;
    if (!isOld) this.#set(change);
  }

  /** Where the cursor is at a moment, as it is played. */
  #cursor(table: Table, now = this.#live.now()): number {
    return cursorOf(asPlayed(table, this.#line), now, this.#leftOut);
  }

  /** Notes what somebody else did. */
  #told(event: Event): void {
    if (event.kind !== 'playback_set') return;
    const { playback: before } = this.#known;
    const after = playbackOf(event);
    const moved = this.#line.played(after.position) - this.#cursor(this.#known, event.at);
    this.#known = { ...this.#known, playback: after };
    if (event.by === this.#live.you) return;
    this.said = { by: event.by, done: doneTo(before, moved, after) };
    clearTimeout(this.#saidTimer);
    clearTimeout(this.#heardTimer);
    this.#saidTimer = setTimeout(() => (this.said = this.heard = undefined), SAID_MS);
    this.#heardTimer = setTimeout(() => (this.heard = this.said), HEARD_MS);
  }

  #tick(): void {
    // Whatever is told by events is told by now. What a new connection has of the table comes without any.
    this.#known = this.#live.snapshot.table ?? this.#known;
    this.#wantAnew();
    this.#follow();
  }

  /** Brings the player to the cursor. */
  #follow(): void {
    const table = this.#live.snapshot.table;
    if (!table) return;
    this.table = this.#wish ? { ...table, playback: this.#wish } : table;
    const cursor = this.#cursor(this.table);
    this.position = this.#line.class(cursor);
    const { room } = this;
    if (!this.ready || room.deleted || room.wantsClick) return;
    const position = this.#line.played(room.position);
    this.#measure(cursor - position);
    this.#keepSpeed(this.rate);
    const sinceSeek = performance.now() - this.#soughtAt;
    const { playing, buffering } = room;
    const gaps = this.#line.all(room.gaps);
    const length = this.#line.played(this.table.watches.length);
    const player = { position, playing, buffering, gaps, sinceSeek };
    const step = follow(player, cursor, this.table.playback.playing, length);
    if (step.nudge !== this.#nudge) room.nudge((this.#nudge = step.nudge));
    if (!step.play && playing) room.pause();
    if (step.seek !== undefined) this.#seek(step.seek, step.play, length);
    // A player that has finished would play from the start.
    if (step.play && !playing && !room.finished && !this.#starting) void this.#start();
  }

  async #start(): Promise<void> {
    this.#starting = true;
    await this.room.play();
    this.#starting = false;
  }

  #keepSpeed(speed: number): void {
    if (this.room.rate === speed) return;
    this.#nudge = 1;
    this.room.setRate(speed);
  }

  #seek(to: number, plays: boolean, length: number): void {
    this.#soughtAt = performance.now();
    this.#seeking = plays;
    this.room.seek(this.#line.class(plays ? Math.min(to + this.#lead, length - END_MS) : to));
  }

  /** Learns from the last seek how much further the cursor is when the player is there. */
  #measure(behind: number): void {
    if (!this.#seeking || !this.room.playing || this.room.buffering) return;
    this.#seeking = false;
    this.#lead = Math.min(MOST_LEAD_MS, Math.max(0, this.#lead + behind));
  }
}
