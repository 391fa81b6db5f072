/** A class at a moved cursor: player, journal and rooms behind Watch. */

import { api, ApiError } from '../../core/http';
import { isOver } from '../../core/phase';
import { isFinal, Journal, ReplayClass } from '../../core/replay';
import type { SavedSeat } from '../../core/seats';
import { TimelinePlayer } from '../../media/player';
import type { Measured } from '../../media/player/mix-sound';
import type { Thrift } from '../../media/player/thrift';
import type {
  Action,
  Answer,
  CatchUpPart,
  Chapter,
  ChatPolicy,
  Command,
  ErrorCode,
  Event,
  Export,
  LedgerEntry,
  ParticipantId,
  Poll,
  PollId,
  RoomId,
  SessionId,
  SessionState,
  Timeline,
  TrackRef,
  Work,
} from '../../protocol/generated';
import { ClassView } from '../classroom/classView.svelte';
import { skipBreaks, skipSilence } from '../kit/persistedToggle.svelte';
import { takesLate } from '../polls/lateness';
import { hasAnswered, withAnswered } from '../polls/polls';
import { firstRound } from '../polls/rounds';
import { isStaff } from '../presence/people';
import { Profiles } from '../presence/profiles.svelte';
import { shownRoom, stays, watchable } from '../rooms/recorded';
import { MAIN_ROOM } from '../rooms/rooms';
import type { VideoProvider } from '../stage/video';
import { saidOfChapters } from '../timeline/chapters';
import type { RoomOf } from '../timeline/fold';
import { KeptPlace } from './keptPlace';
import { LateEnds } from './lateEnds.svelte';
import { reloadedPosition, savedSpeed } from './position';
import { LeftOut } from './leftOut.svelte';
import { OwnWork } from './ownWork';
import { Participation } from './participation.svelte';
import { holes, isWithin } from '../ledger/parts';
import { UNMEASURED } from './silences';
import { breaks, joined, skippable, stretchAt } from './skips';
import { classShare, met, outsideOf, restsAt, takeAt, type Replaced, type TakeOn } from './takeOn';
import { Takes } from './takes.svelte';
import { Behind, savedThrift, saveThrift } from './thrift';
import { Told } from './told.svelte';
import { troubleOf, type Trouble } from './trouble';
import { Seen } from './seen.svelte';
import { Tuning } from './tuning.svelte';
import { CATCH_UP_SPEED, crossed, gapsToSay, worthKeeping, type Gap, type Stretch } from './watching';

const NOTHING: ReadonlySet<Action> = new Set();
/** The last segment of a room is written within this time after the room closes: segments are two seconds long. */
const WRITTEN_MS = 4_000;
/** How long the notice of a gap is shown. */
const GAP_NOTICE_MS = 8_000;

/** A question is met when playback passes it, not when a jump lands after it. */
const MET_MS = 2_000;

/**
 * How a recording is watched: on a page of its own, beside the live class, which leaves out silence and keeps no position, or together
 * with others, whose cursor it follows: then nothing is left out at the wish of one person, and it waits for nobody's answer. Or it is a take in the
 * place of a stretch, a part of another page, and keeps no position.
 */
export type Watching = 'alone' | 'beside' | 'together' | 'take';

/** What refuses an answer because of something that the page does not know so far. */
const NOT_TAKEN: ReadonlySet<string> = new Set<ErrorCode>(['late_answers_closed', 'already_answered']);

/** Loads at once, and is paused at the start until {@link begin}. */
export class WatchRoom {
  readonly view: ClassView;
  /** The pictures of the shown room. It is replaced with the room, so that they are attached anew. */
  video: VideoProvider = $state.raw()!;

  /** The session, once it is known. */
  session: Timeline | undefined = $state.raw();
  /** Why the session cannot be shown. */
  refused: ApiError | undefined = $state.raw();
  /** The room that is shown. */
  room: RoomId = $state(MAIN_ROOM);
  /** The chosen room; `null` to follow where this person was. */
  chosen: RoomId | null = $state(null);
  position = $state(0);
  edge = $state(0);
  playing = $state(false);
  buffering = $state(false);
  atEdge = $state(false);
  /** Class is over and all of it is loaded. */
  complete = $state(false);
  /** The browser plays nothing before the reader has clicked. */
  wantsClick = $state(false);
  /** Class is over and played to its end. */
  finished = $state(false);
  /** What is loaded. */
  thrift: Thrift = $state(savedThrift() ?? 'everything');
  /** Loading falls behind again and again. */
  slow = $state(false);
  /** The end of the stretch to which a link led; playback stops there once. */
  until: number | null = $state(null);
  /** The part of what is left that is played, to its end. */
  part: CatchUpPart | null = $state.raw(null);
  /** Playback has stopped at the end of such a stretch. */
  stretchEnded = $state(false);
  /** What keeps the recording from being played as it should. */
  trouble: Trouble | undefined = $state.raw();
  /** The gap that playback has just passed. */
  gap: Gap | undefined = $state.raw();
  /** The page has begun where this person was last, which is said until they go elsewhere. */
  continuedAt: number | null = $state(null);
  /** The recording was deleted: what was written is read at a cursor that the reader alone moves. */
  deleted = $state(false);
  /** Playback at more than 1x has met the edge. Holds until the cursor or the speed is changed. */
  caughtUp = $state(false);
  /** The question at which a lecture waits for an answer. */
  question: PollId | undefined = $state();
  /** The question that playback of a class has passed last. Class goes on meanwhile. */
  #passedPoll: PollId | undefined = $state();
  #videoTracks: readonly TrackRef[] = $state.raw([]);

  readonly #takes = new Takes<WatchRoom>({
    roomOf: (session, at, changed) => new WatchRoom({ ...this.#seat, session }, at, 'take', changed, this.#tuning),
    changed: () => this.#takeChanged(),
    lost: (cut) => this.#lost(cut),
  });
  readonly leftOut = new LeftOut(() => this);
  /** Staff read everything at any time. */
  readonly #lateEnds = new LateEnds((polls) => void (this.#staff || this.#tellAnew(polls)));
  readonly #told: Told;
  readonly #participation: Participation;
  readonly #kept: KeptPlace;
  readonly #seen: Seen;
  readonly #ownWork: OwnWork;

  /** See {@link Tuning}. */
  get rate(): number {
    return this.#tuning.rate;
  }
  get volume(): number {
    return this.#tuning.volume;
  }
  get muted(): boolean {
    return this.#tuning.muted;
  }
  /** See {@link Takes}. */
  get take(): TakeOn<WatchRoom> | undefined {
    return this.#takes.on;
  }
  get lost(): ReadonlySet<SessionId> {
    return this.#takes.lost;
  }
  /** See {@link Told}. */
  get readTo(): number {
    return this.#told.readTo;
  }
  get loaded(): boolean {
    return this.#told.loaded;
  }
  get marks(): readonly Event[] {
    return this.#told.marks;
  }
  /** The time by which deadlines of polls are over, in Unix ms. */
  get nowUnix(): number {
    return this.#lateEnds.now;
  }
  get polls(): readonly Poll[] {
    return this.#polls;
  }
  get chat(): ChatPolicy {
    return this.#told.chat;
  }
  get events(): readonly Event[] {
    return this.#told.events;
  }
  get places(): readonly Event[] {
    return this.#told.places;
  }
  get work(): readonly Work[] {
    return this.#told.work;
  }
  /** What this person has watched, as this browser knows. */
  get seen(): readonly Stretch[] {
    return this.#seen.list;
  }
  /** What is left for this person, in parts; undefined until it is known. */
  get parts(): readonly CatchUpPart[] | undefined {
    return this.#participation.parts;
  }
  /** What this person has of the class, where that is counted. */
  get ledger(): LedgerEntry | undefined {
    return this.#participation.ledger;
  }

  /** Of anonymous polls that this person answered after class no journal says that. */
  readonly #polls: readonly Poll[] = $derived.by(() =>
    withAnswered(this.#told.polls, this.session?.answered_later ?? [], this.#you),
  );
  readonly state: SessionState | undefined = $derived(this.session?.session.state);
  /** Whether pseudonyms stand for names, for whoever is not staff. */
  readonly pseudonyms: boolean = $derived(
    this.state !== undefined && isOver(this.state) && this.session?.session.pseudonyms === true,
  );
  readonly live = $derived(this.state === 'live' && !this.complete);

  /** This person was at the end last: they begin where something is left, if anything is. */
  get wasAtEnd(): boolean {
    return this.#wasAtEnd;
  }

  /** Whether what this page plays counts for this person. */
  readonly counted: boolean = $derived(this.session?.counted === true);
  /** The polls that count and that this person has not answered and can answer, in their order. */
  readonly pollsLeft = $derived(
    this.polls.filter(
      (poll) =>
        !poll.room && !poll.question.anonymous && takesLate(poll, this.nowUnix) && !hasAnswered(poll, this.#you),
    ),
  );

  /** The question that playback of a class has passed last, until it is answered, passed over, or left behind by a jump. */
  readonly asked: Poll | undefined = $derived(this.pollsLeft.find(({ id }) => id === this.#passedPoll));

  /** What staff say of chapters by now. */
  readonly chapters: readonly Chapter[] = $derived(saidOfChapters(this.marks));

  readonly #staff: boolean = $derived(this.session !== undefined && isStaff(this.session.role));
  /** The breakout rooms that this person may watch. */
  readonly rooms = $derived.by(() => {
    const rooms = watchable(this.#told.places, this.#you, this.session?.role);
    return rooms.filter(({ id }) => this.#staff || !this.leftOut.edits.hidden_rooms.includes(id));
  });
  /** What is known of the sound of the room that is shown. */
  #sound: Measured = $state.raw(UNMEASURED);
  readonly #stays = $derived.by(() => stays(this.#told.places, this.#you));
  /** This person was in class. */
  readonly wasThere: boolean = $derived(this.#stays.length > 0);
  /** The room that is shown at a moment, with the present choice. */
  readonly roomOf: RoomOf = $derived((at) => shownRoom(this.chosen, this.rooms, this.#stays, at));

  /** Whether enough is read to begin. */
  readonly ready: boolean = $derived(
    this.state !== undefined && this.state !== 'scheduled' && this.edge > 0 && (this.loaded || this.#isRead()),
  );
  /** The stretches that playback leaves out, at the reader's wish. */
  readonly skips: readonly Stretch[] = $derived.by(() => this.#skips());

  /** The moment at which to begin. */
  #place: number;
  /** That moment is where this person was last, on whatever device. */
  #continues = false;
  #wasAtEnd = false;
  /** A link or a reload says where to begin. */
  readonly #elsewhere: boolean;
  readonly #how: Watching;
  readonly #onchange: () => void;
  readonly #tuning: Tuning;
  readonly #you: ParticipantId;
  readonly #seat: SavedSeat;
  readonly #journal: Journal;
  readonly #replay: ReplayClass;
  #player: TimelinePlayer;
  #endPlayer: () => void;
  readonly #stop: (() => void)[];
  #before = 0;
  #behind = new Behind();
  #gapTimer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param at the moment to begin at, in milliseconds of class time
   * @param onchange hears of whatever changes, where this plays a take
   * @param tuning how fast and how loud this plays
   */
  constructor(
    seat: SavedSeat,
    at?: number,
    how: Watching = 'alone',
    onchange: () => void = () => {},
    tuning = new Tuning(),
  ) {
    this.#seat = seat;
    this.#how = how;
    this.#onchange = onchange;
    this.#tuning = tuning;
    const wanted = at ?? reloadedPosition(seat.session);
    this.#elsewhere = wanted !== undefined;
    this.#place = wanted ?? 0;
    this.#you = seat.participant;
    const { session, token } = seat;
    this.#journal = new Journal({ session, token });
    this.#replay = new ReplayClass(this.#journal);
    this.#told = new Told(this.#journal, seat.participant);
    this.#ownWork = new OwnWork(seat.participant);
    this.#participation = new Participation(seat);
    this.#kept = new KeptPlace(seat);
    this.#seen = new Seen(seat);
    const reader = () => ({ you: seat.participant, may: NOTHING, live: false, room: this.room });
    this.view = new ClassView(this.#replay, reader, new Profiles(api, seat));
    this.#player = this.#playerOf(MAIN_ROOM);
    this.#player.seek(this.#place);
    this.#endPlayer = this.#player.subscribe(() => this.#playerChanged());
    this.#stop = [
      this.#journal.subscribe(() => this.#journalChanged()),
      this.#journal.whenHeard(() => void this.refresh()),
    ];
  }

  /** A person's name; empty when unknown. */
  nameOf(id: ParticipantId): string {
    return this.#told.names.get(id) ?? '';
  }

  /** The people who have spoken in the breakout rooms, up to the cursor. */
  get spoken(): ReadonlySet<ParticipantId> {
    void this.view.snapshot;
    return this.#told.speaking.spoken(this.#replay.now());
  }

  /** Shows a room, from its opening if it is not open at the cursor; `null` follows where this person was. */
  choose(room: RoomId | null): void {
    this.chosen = room;
    const opened = this.rooms.find(({ id }) => id === room);
    if (opened && !(opened.from <= this.position && this.position < opened.to)) this.seek(opened.from);
    else this.#playerChanged();
  }

  /** Asks for the state of the session. Keeps the last answer unless the server refuses for good. */
  async refresh(): Promise<void> {
    try {
      const known = this.session?.session;
      const session = await api.timeline(this.#seat.session, this.#seat.token);
      this.#kept.heard(session);
      this.#lateEnds.tellTime(session.now_unix);
      if (!known) this.#goOn(session);
      this.session = session;
      this.refused = undefined;
      this.#edited();
      if (known && known.pseudonyms !== this.session.session.pseudonyms) this.#rename();
      if (this.session.session.recording) this.#readOn();
      if (this.counted) this.#participation.count();
    } catch (error) {
      const failure = error instanceof ApiError ? error : new ApiError('network', 0, String(error));
      if (!this.session || isFinal(failure)) this.refused = failure;
    }
  }

  /** Notes that this person, of the class's staff, saves something of it. */
  noteExport(of: Export): Promise<void> {
    return this.#participation.noteExport(of);
  }

  /** Does something at the moment of the cursor. Rejects with what the server refuses. */
  async act(command: Command): Promise<void> {
    await this.#participation.act(this.position, command);
  }

  /** Answers a poll of the class later, which shows what came of it. Rejects with what the server refuses. */
  async answer(poll: PollId, answer: Answer): Promise<void> {
    try {
      await this.act({ do: 'answer_poll', poll, answer });
    } catch (error) {
      if (error instanceof ApiError && NOT_TAKEN.has(error.code)) await this.#tellAnew([poll]);
      throw error;
    }
    if (this.question === poll) this.question = undefined;
    await this.#tellAnew([poll]);
  }

  /** Reads again what is told of some polls, and what follows from that. */
  async #tellAnew(polls: readonly PollId[]): Promise<void> {
    const first = new Set(polls.map((poll) => firstRound(this.polls, poll)));
    const asked = this.events.find((event) => event.kind === 'poll_started' && first.has(event.poll));
    await Promise.all([asked && this.#journal.readAgain(asked.seq), this.readLedger(), this.refresh()]);
  }

  /** Plays. If the browser wants a click first, the Play button is there for it. */
  async play(): Promise<void> {
    if (this.deleted) return;
    if (this.stretchEnded) this.part = null;
    this.stretchEnded = false;
    const take = this.take?.room;
    try {
      await (take ?? this.#player).play();
      this.wantsClick = take?.wantsClick ?? false;
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this.wantsClick = error.name === 'NotAllowedError';
    }
  }

  /** Pauses. */
  pause(): void {
    if (!this.deleted) (this.take?.room ?? this.#player).pause();
    this.#save(true);
  }

  toggle(): void {
    if (this.playing) this.pause();
    else void this.play();
  }

  /** Moves the cursor; beside class, within the stretch that is played there. */
  seek(at: number): void {
    this.#seek(at, this.#how === 'beside' ? this.until : null);
  }

  #seek(at: number, until: number | null): void {
    this.gap = undefined;
    this.question = this.#passedPoll = undefined;
    this.continuedAt = null;
    this.caughtUp = false;
    if (until !== null) this.until = until;
    else if (!this.part || !isWithin(this.part, at)) this.until = this.part = null;
    this.stretchEnded = false;
    // What lies between is not met.
    this.#before = at;
    if (this.deleted) this.position = at;
    else this.#goTo(at);
    this.#before = this.deleted || this.take ? at : this.#player.position;
    this.#replay.seek(this.take?.cut.from ?? this.#before);
    this.#playerChanged();
  }

  /** Changes the speed of playback. */
  setRate(rate: number): void {
    if (this.deleted) return;
    this.caughtUp = false;
    this.#tuning.setRate(rate);
  }

  /** Changes the loudness, 0 to 1; any but 0 is heard. */
  setVolume(volume: number): void {
    this.#tuning.setVolume(volume);
  }

  /** Plays a little faster or slower than at the chosen speed, by this factor. */
  nudge(by: number): void {
    if (!this.deleted) this.#tuning.nudge(by);
  }

  /** Plays more quietly than the reader has chosen, by this factor. */
  duck(by: number): void {
    this.#tuning.duck(by);
  }

  /** Stretches in which there is nothing to play. */
  get gaps(): readonly Stretch[] {
    const ofClass = [...this.#player.gaps, ...this.leftOut.lost];
    return [...outsideOf(this.leftOut.replaced, ofClass), ...this.#takes.gaps];
  }

  /** Where what can be played ends, once class is over and all of it is known. */
  get end(): number | undefined {
    return this.complete && !this.deleted ? this.#player.playable : undefined;
  }

  /** Loads more or less from now on, on this device. */
  setThrift(thrift: Thrift): void {
    saveThrift(thrift);
    this.thrift = thrift;
    this.slow = false;
    this.#behind = new Behind();
    this.take?.room.setThrift(thrift);
    if (this.deleted) return;
    this.#player.thrift = thrift;
    this.video = this.#videoOf(this.#player);
  }

  setMuted(muted: boolean): void {
    this.#tuning.setMuted(muted);
  }

  /** Plays on the loudspeaker with this device id; empty for the system's default. */
  setSpeaker(id: string): void {
    this.#tuning.setSpeaker(id);
  }

  /** Plays a stretch, and stops at its end. */
  playStretch(from: number, to: number): void {
    this.part = null;
    this.#seek(from, to);
    void this.play();
  }

  /** Plays a part of what is left, from where this person goes on if that is in it, and stops at its end. */
  playPart(part: CatchUpPart): void {
    const [first, last] = [part.stretches[0], part.stretches.at(-1)];
    if (!first || !last) return;
    const resume = this.ledger?.resume ?? first.from;
    this.playStretch(isWithin(part, resume) ? resume : first.from, last.to);
    this.part = part;
  }

  /** Reads what the viewer has of the class anew: they did something elsewhere that may count. */
  readLedger(): Promise<void> {
    return this.#participation.readLedger();
  }

  /** Shows pictures of other moments on an element. */
  preview(element: HTMLVideoElement): ReturnType<TimelinePlayer['preview']> {
    return this.#player.preview(element);
  }

  /**
   * Begins at the given moment, else where this tab was before a reload, even at the end, else where this person was last, and for somebody
   * who was at the end where something is left.
   * What is read alone is read from its end, where everything is said.
   */
  begin(at: number | undefined): void {
    if (this.deleted) return this.seek(at ?? this.edge);
    this.setRate(savedSpeed() ?? (this.live ? CATCH_UP_SPEED : 1));
    const last = this.#continues ? this.#place : this.#wasAtEnd ? this.parts?.[0]?.stretches[0]?.from : undefined;
    const place = at ?? reloadedPosition(this.#seat.session) ?? last;
    if (place !== undefined) this.seek(place);
    if (last !== undefined && worthKeeping(last) && place === last) this.continuedAt = last;
    // A player that has finished plays from the start.
    if (!this.finished) void this.play();
  }

  /** Plays from the start. */
  restart(): void {
    this.seek(0);
    void this.play();
  }

  /** Ends everything, and keeps the position for a later visit. */
  close(): void {
    this.#count(false, this.#share);
    this.#save(true);
    if (!this.#passing) this.#kept.leave();
    clearTimeout(this.#gapTimer);
    for (const stop of this.#stop) stop();
    this.#closePlayer();
    this.view.close();
    this.#replay.close();
    this.#journal.close();
    this.#lateEnds.close();
  }

  /** Everybody is called something else now: names that are loaded are not to be shown any more. */
  #rename(): void {
    this.view.profiles?.forget();
    this.#journal.reload();
  }

  #closePlayer(): void {
    this.#endPlayer();
    this.#takes.close();
    this.#tuning.remove(this.#player);
    if (!this.deleted) this.#player.close();
  }

  /** Goes on without the recording, which is gone. */
  #readOn(): void {
    if (this.deleted) return;
    this.#closePlayer();
    this.deleted = true;
    this.video = { live: false, covers: () => false, attach: () => () => {} };
    this.gap = undefined;
    this.continuedAt = null;
    this.caughtUp = false;
    this.#read();
  }

  /** Shows the journal at the cursor. */
  #read(): void {
    this.edge = this.#journal.edge;
    this.position = Math.min(this.position, this.edge);
    this.complete = this.#journal.complete;
    this.playing = this.buffering = this.atEdge = this.finished = false;
    this.#videoTracks = [];
    const shown = this.roomOf(this.position);
    if (this.chosen !== null && shown !== this.chosen) this.chosen = null;
    if (shown !== this.room) {
      this.room = shown;
      this.view.refresh();
    }
    this.#replay.follow(this.position, 0);
  }

  #journalChanged(): void {
    const { error } = this.#journal;
    this.#told.read();
    if (this.loaded) this.#edited();
    if (this.loaded) this.#lateEnds.follow(this.polls);
    if (error && !this.loaded && isFinal(error)) this.refused = error;
    this.#playerChanged();
    const work = this.#ownWork.news(this.work, this.loaded);
    if (work) this.#tellWork(work);
  }

  /** Work was handed in that is this person's: what is told of rooms is read again, as it may show them what was made there. */
  #tellWork(work: Work): void {
    this.#ownWork.say(work, (id) => this.nameOf(id));
    const opened = this.places.find(({ kind }) => kind === 'rooms_opened');
    if (work.text !== '') void this.#journal.readAgain(opened?.seq ?? 1);
  }

  /** The state of class at a moment is known; the place to begin, where none is given. */
  #isRead(at = this.#place): boolean {
    return this.readTo > at;
  }

  /** The room to show at a moment: another one than now only if it is known who was where then. */
  #roomAt(at: number): RoomId {
    return this.loaded || this.#isRead(at) ? this.roomOf(at) : this.room;
  }

  #skips(): readonly Stretch[] {
    const end = this.live ? this.readTo : this.edge;
    const alone = this.#how === 'alone';
    // Of a take all counts, silence too: it is measured by its length.
    const silent = this.#how === 'beside' || (alone && skipSilence.on);
    const silences = silent && this.readTo > 0 ? skippable(this.#told.silences.of(this.room, end, this.#sound)) : [];
    const pauses = this.#how !== 'together' && skipBreaks.on ? breaks(this.marks, end) : [];
    // Staff look at what is cut out where they choose a stretch of it.
    const cuts = this.#staff && this.until === null ? this.leftOut.cuts : [];
    const wished = outsideOf(this.#places, [...silences, ...pauses]);
    return joined([...wished, ...(this.part ? holes(this.part) : []), ...cuts]);
  }

  #playerOf(room: RoomId): TimelinePlayer {
    const { session, token } = this.#seat;
    const player = this.#tuning.add(new TimelinePlayer({ session, token, room }));
    player.thrift = this.thrift;
    this.#cut(player);
    this.video = this.#videoOf(player);
    return player;
  }

  #videoOf(player: TimelinePlayer): VideoProvider {
    return {
      live: false,
      covers: (track) =>
        this.#videoTracks.some((other) => other.participant === track.participant && other.source === track.source),
      attach: (track, element) => player.attach(track, element),
    };
  }

  /** What is taken out has changed. */
  #edited(): void {
    this.#cut(this.#player);
    const on = this.take;
    if (on && !this.#places.some(({ take, from }) => take.session === on.cut.take.session && from === on.cut.from))
      this.#leave(on.position);
  }

  /** Takes note of what is played. `share` of class time passes with it. */
  #count(playing: boolean, share: number): void {
    this.#participation.follow(this.position, playing, this.rate, share);
    // Of a take, the player of its class takes note.
    if (this.#how !== 'take') this.#seen.follow(this.position, playing, this.rate, performance.now(), share);
  }

  /** It plays a part of another page, which keeps no position. */
  get #passing(): boolean {
    return this.#how === 'beside' || this.#how === 'take';
  }

  /** The places of takes. Staff who play a stretch look at what was recorded there. */
  get #places(): readonly Replaced[] {
    return this.#staff && this.until !== null && !this.part ? [] : this.leftOut.replaced;
  }

  /** How much of class passes with what is played. */
  get #share(): number {
    return this.take ? classShare(this.take.cut) : 1;
  }

  /** Goes on in a take. */
  #enterTake(cut: Replaced, at: number): void {
    const wasPlaying = this.playing || this.#player.playing;
    const on = this.#takes.enter(cut, at);
    // It may have been loaded before another choice was made.
    if (on.room.thrift !== this.thrift) on.room.setThrift(this.thrift);
    this.#player.pause();
    // Class goes on there, and loads meanwhile.
    this.#player.seek(cut.to);
    this.#replay.seek(cut.from);
    // Tells where it is.
    on.seek(at);
    if (wasPlaying) void this.play();
  }

  /** Passes over a stretch whose take is not to be had. */
  #lost(cut: Replaced): void {
    this.#cut(this.#player);
    if (this.take?.cut.take.session === cut.take.session) this.#leave(cut.to);
  }

  /** Goes on in the class at a moment. */
  #leave(at: number): void {
    if (!this.take) return;
    const wasPlaying = this.playing;
    this.#takes.leave();
    this.#before = at;
    this.#goTo(at);
    this.#replay.seek(at);
    // A player that has finished plays from the start.
    if (wasPlaying && !this.finished && !(this.complete && this.#player.finished)) void this.play();
    this.#playerChanged();
  }

  /** Follows the take. */
  #takeChanged(): void {
    const on = this.take;
    if (!on) return;
    const { room, cut } = on;
    if (room.deleted) return this.#takes.lose(cut);
    if (room.finished) return this.#leave(cut.to);
    this.position = this.#before = on.position;
    this.playing = room.playing;
    this.buffering = room.buffering;
    this.atEdge = this.finished = false;
    this.trouble = room.trouble;
    this.#replay.follow(cut.from, 0);
    this.#count(room.playing && !room.buffering, this.#share);
    if (this.#kept.isDue(this.position)) this.#save();
    if (room.playing) this.#leaveOut();
  }

  /** Has a player pass over what is cut out. Staff can look at it. */
  #cut(player: TimelinePlayer): void {
    player.cuts = this.#staff ? [] : this.leftOut.cuts;
  }

  /** Seeks in the room that is shown at a moment. */
  #goTo(at: number): void {
    const place = takeAt(this.#places, at);
    if (place && this.take?.cut.take.session === place.take.session) return this.take.seek(at);
    if (place) return this.#enterTake(place, at);
    if (this.take) return this.#leave(at);
    const room = this.#roomAt(at);
    if (room === this.room) this.#player.seek(at);
    else this.#enter(room, at);
  }

  /** Goes on with the player of another room. */
  #enter(room: RoomId, at: number): void {
    const before = this.#player;
    this.#endPlayer();
    this.room = room;
    this.#player = this.#playerOf(room);
    this.#player.seek(at);
    this.#endPlayer = this.#player.subscribe(() => this.#playerChanged());
    this.view.refresh();
    this.#tuning.remove(before);
    before.close();
    // The new player is paused even if the one before was playing.
    if (this.playing) void this.play();
  }

  /** The time at which the shown breakout room closed, once all of it is played: class goes on in another room. */
  #played(): number | undefined {
    const closed = this.rooms.find(({ id }) => id === this.room)?.to ?? Infinity;
    const { finished, atEdge, edge } = this.#player;
    const over = finished || (atEdge && edge >= closed + WRITTEN_MS);
    return over && closed < Infinity ? closed : undefined;
  }

  #playerChanged(): void {
    this.#follow();
    this.#onchange();
  }

  #follow(): void {
    if (this.deleted) return this.#read();
    if (this.#player.error?.code === 'recording_deleted') return this.#readOn();
    this.edge = Math.max(this.#player.edge, this.#journal.edge, this.live ? 0 : (this.session?.now ?? 0));
    this.complete = this.#player.complete && this.#journal.complete;
    if (this.take) return this.#takeChanged();
    const place = this.#met();
    if (place) return this.#enterTake(place.cut, place.at);
    const at = this.#played() ?? this.#player.position;
    const shown = this.#roomAt(at);
    if (this.chosen !== null && shown !== this.chosen) this.chosen = null;
    if (shown !== this.room) this.#enter(shown, at);
    const player = this.#player;
    this.position = player.position;
    this.playing = player.playing;
    this.buffering = player.buffering;
    this.atEdge = player.atEdge;
    this.finished = this.complete && player.finished;
    const trouble = troubleOf(player);
    if (trouble?.kind !== this.trouble?.kind) this.trouble = trouble;
    this.#videoTracks = player.videoTracks;
    this.#sound = player.sound;
    this.slow = this.#behind.follow(performance.now(), player.late, player.error !== undefined);
    this.#replay.follow(this.position, player.playing && !player.buffering ? player.rate : 0);
    this.#passed();
    this.#count(this.playing && !this.buffering, 1);
    if (player.atEdge && player.playing && player.rate > 1) {
      this.setRate(1);
      this.caughtUp = true;
    }
    if (this.#kept.isDue(this.position)) this.#save();
    if (this.playing) this.#takes.prepare(this.#places, this.position);
    if (this.playing) this.#leaveOut();
  }

  /** The take that playback has met, or at which the cursor rests, and where in class it begins. */
  #met(): { readonly cut: Replaced; readonly at: number } | undefined {
    const { position, playing, finished } = this.#player;
    // Playback can come to the end of class from before a take that stands there.
    const next = playing || (this.playing && finished) ? met(this.#places, this.#before, position) : undefined;
    if (next) return { cut: next, at: next.from };
    const here = restsAt(this.#places, position);
    return here && { cut: here, at: position };
  }

  /** Jumps over what is to be left out, and stops at the end of a stretch. */
  #leaveOut(): void {
    if (this.until !== null && this.position >= this.until) {
      this.until = null;
      this.stretchEnded = true;
      return this.pause();
    }
    const skip = stretchAt(this.take ? (this.part ? holes(this.part) : []) : this.skips, this.position);
    if (!skip || (skip.to >= this.#player.playable && !this.complete)) return;
    this.#seen.passed({ from: this.position, to: skip.to });
    // A take that is left out is not met either.
    if (met(this.#places, this.#before, skip.to)) this.#before = skip.to;
    this.#goTo(this.complete ? skip.to : Math.min(skip.to, this.#player.playable));
  }

  /** Shows the notice of the gap that playback has just passed. */
  #passed(): void {
    const before = this.#before;
    this.#before = this.position;
    if (!this.playing) return;
    this.#ask(before);
    const gap = crossed(gapsToSay(this.leftOut.gaps, this.#player.gaps), before, this.position);
    if (!gap) return;
    this.gap = gap;
    clearTimeout(this.#gapTimer);
    this.#gapTimer = setTimeout(() => (this.gap = undefined), GAP_NOTICE_MS);
  }

  /** A lecture waits at each question that the reader has not answered. A class goes on, and the page says that it was asked. */
  #ask(before: number): void {
    const met = this.pollsLeft.find(({ at }) => before <= at && at < this.position && this.position - at < MET_MS);
    if (!met) return;
    if (this.session?.session.kind !== 'lecture') {
      this.#passedPoll = met.id;
    } else if (this.#how !== 'together' && this.counted && !this.live && met.id !== this.question) {
      this.question = met.id;
      this.pause();
    }
  }

  /** The question that was passed need not be said any more. */
  passOver(): void {
    this.#passedPoll = undefined;
  }

  /** Loads from where this person was last, unless they want to be elsewhere. */
  #goOn(timeline: Timeline): void {
    if (this.#elsewhere || this.#how !== 'alone') return;
    this.#wasAtEnd = this.#kept.wasAtEnd(timeline);
    const last = this.#kept.last(timeline);
    if (last === undefined) return;
    [this.#place, this.#continues] = [last, true];
    this.#player.seek(last);
  }

  /** Keeps where this person is, `leaving` or not. */
  #save(leaving = false): void {
    // A place in what was written is none in the recording.
    if (!this.loaded || this.deleted || this.#passing) return;
    // Where it is counted, reports tell the server.
    this.#kept.keep(this.position, this.session !== undefined && !this.counted, leaving);
  }
}
