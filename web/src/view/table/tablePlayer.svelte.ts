/** The player of one person at a study table: it follows the cursor of all, and sets it. */

import type { LiveClass } from '../../core/live';
import { playbackOf } from '../../core/reduce/table';
import type { SavedSeat } from '../../core/seats';
import type { Command, Event, ParticipantId, Playback, Table } from '../../protocol/generated';
import { MAIN_ROOM } from '../rooms/rooms';
import { joined } from '../watch/skips';
import { WatchRoom } from '../watch/watchRoom.svelte';
import { cursorOf, doneTo, follow, type Done } from './playback';

/** How often the player looks where the others are. */
const TICK_MS = 200;
/** The shortest time between two commands: whoever drags the cursor makes no more than the server takes. */
const SEND_MS = 300;
/** How long it is said what somebody did. */
const SAID_MS = 6_000;
/** A seek that takes longer than this is not made up for beforehand. */
const MOST_LEAD_MS = 2_000;

/** Follows until it is closed. */
export class TablePlayer {
  readonly room: WatchRoom;
  /** What this person sees of the table: what they want is so at once. */
  table: Table = $state.raw()!;
  /** Where the cursor is, in class time of what is watched. */
  position = $state(0);
  /** What somebody else did last, for a moment. */
  said: { readonly by: ParticipantId; readonly done: Done } | undefined = $state.raw();
  /** What there is nothing to see or hear of. */
  readonly #leftOut = $derived.by(() => joined(this.room.leftOut.gaps));
  readonly atEnd: boolean = $derived(this.position >= this.table.watches.length);

  readonly #live: LiveClass;
  readonly #send: (command: Command) => Promise<unknown>;
  readonly #stop: (() => void)[];
  /** What this person wants, until the server has it. */
  #wish: Playback | undefined;
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

  /**
   * @param seat the seat in the class that is watched
   * @param send sends a command to the table; what is refused is told there
   */
  constructor(seat: SavedSeat, live: LiveClass, table: Table, send: (command: Command) => Promise<unknown>) {
    this.#live = live;
    this.#send = send;
    this.table = this.#known = table;
    this.room = new WatchRoom(seat, cursorOf(table, live.now(), []), 'together');
    this.room.choose(MAIN_ROOM);
    const timer = setInterval(() => this.#follow(), TICK_MS);
    this.#stop = [
      () => clearInterval(timer),
      live.onEvent((event) => this.#told(event)),
      live.subscribe(() => this.#follow()),
    ];
    this.#follow();
  }

  /** Plays or pauses for all; plays from the start what is over. Where the browser wanted a click, this was it. */
  toggle(): void {
    if (this.room.wantsClick) return this.join();
    if (this.atEnd) this.#set({ playing: true, position: 0 });
    else this.#set({ playing: !this.table.playback.playing });
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
    this.room.close();
  }

  #set(change: Partial<Playback>): void {
    this.#follow();
    const now = { position: Math.floor(this.position), since: this.#live.now() };
    this.#wish = { ...this.table.playback, ...now, ...change };
    this.#follow();
    if (!this.#sending) void this.#sendWishes();
  }

  /** Sends what this person wants last, as long as they want something else meanwhile. */
  async #sendWishes(): Promise<void> {
    this.#sending = true;
    for (let sent; this.#wish && this.#wish !== sent;) {
      sent = this.#wish;
      const { playing, speed_percent } = sent;
      const position = Math.floor(this.#cursor({ ...this.table, playback: sent }));
      const done = this.#send({ do: 'set_playback', playing, position, speed_percent });
      await Promise.all([done, new Promise((resolve) => setTimeout(resolve, SEND_MS))]);
    }
    this.#wish = undefined;
    this.#sending = false;
    this.#follow();
  }

  #cursor(table: Table): number {
    return cursorOf(table, this.#live.now(), this.#leftOut);
  }

  /** Notes what somebody else did. */
  #told(event: Event): void {
    if (event.kind !== 'playback_set') return;
    const { watches, playback: before } = this.#known;
    const cursor = cursorOf(this.#known, event.at, this.#leftOut);
    const after = playbackOf(event);
    this.#known = { watches, playback: after };
    if (event.by === this.#live.you) return;
    this.said = { by: event.by, done: doneTo(before, cursor, after) };
    clearTimeout(this.#saidTimer);
    this.#saidTimer = setTimeout(() => (this.said = undefined), SAID_MS);
  }

  /** Brings the player to the cursor. */
  #follow(): void {
    const table = this.#live.snapshot.table;
    if (!table) return;
    this.table = this.#wish ? { ...table, playback: this.#wish } : table;
    this.position = this.#cursor(this.table);
    const { room } = this;
    if (!room.ready || !room.loaded || room.deleted || room.wantsClick || this.#starting) return;
    const { playback, watches } = this.table;
    this.#measure();
    this.#keepSpeed(playback.speed_percent / 100);
    const sinceSeek = performance.now() - this.#soughtAt;
    const { position, playing, buffering, gaps } = room;
    const step = follow(
      { position, playing, buffering, gaps, sinceSeek },
      this.position,
      playback.playing,
      watches.length,
    );
    if (step.nudge !== this.#nudge) room.nudge((this.#nudge = step.nudge));
    if (!step.play && playing) room.pause();
    if (step.seek !== undefined) this.#seek(step.seek, step.play);
    if (step.play && !playing) void this.#start();
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

  #seek(to: number, plays: boolean): void {
    this.#soughtAt = performance.now();
    this.#seeking = plays;
    this.room.seek(plays ? Math.min(to + this.#lead, this.table.watches.length) : to);
  }

  /** Learns from the last seek how much further the cursor is when the player is there. */
  #measure(): void {
    if (!this.#seeking || !this.room.playing || this.room.buffering) return;
    this.#seeking = false;
    const behind = this.position - this.room.position;
    this.#lead = Math.min(MOST_LEAD_MS, Math.max(0, this.#lead + behind));
  }
}
