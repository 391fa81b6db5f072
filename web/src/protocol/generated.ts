// Generated from server/protocol by `cargo xtask gen`. Do not edit.

export type SessionId = string;

export type ParticipantId = number;

export type RoomId = number;

export type Role = "instructor" | "assistant" | "student" | "guest";

export type Source = "microphone" | "camera" | "screen" | "screen_audio";

export type TrackRef = { 
/**
 * Who sends it.
 */
participant: ParticipantId, 
/**
 * Which of their tracks.
 */
source: Source, };

export type TrackState = "on" | "muted" | "off";

export type Consent = { 
/**
 * The camera may be recorded.
 */
record_camera: boolean, 
/**
 * The microphone may be recorded.
 */
record_voice: boolean, };

export type Reaction = "agree" | "disagree" | "applause" | "laugh" | "heart" | "surprise";

export type Action = "attend" | "publish" | "share_screen" | "chat" | "chat_staff" | "chat_person" | "delete_messages" | "raise_hand" | "lower_hands" | "react" | "mute_others" | "spotlight" | "remove" | "set_role" | "settings" | "rooms" | "change_room" | "polls" | "answer" | "agenda" | "set_consent" | "end_session";

export type PollId = number;

export type Choice = { 
/**
 * What it says.
 */
text: string, };

export type Form = { "form": "single", 
/**
 * Them.
 */
choices: Array<Choice>, } | { "form": "multiple", 
/**
 * Them.
 */
choices: Array<Choice>, } | { "form": "yes_no" } | { "form": "scale", 
/**
 * How many.
 */
steps: number, 
/**
 * What the first means; may be empty.
 */
low: string, 
/**
 * What the last means; may be empty.
 */
high: string, } | { "form": "number" } | { "form": "text" } | { "form": "order", 
/**
 * The items, in the order in which they are shown.
 */
choices: Array<Choice>, };

export type Question = { 
/**
 * What is asked.
 */
text: string, 
/**
 * How it is answered.
 */
form: Form, 
/**
 * Nobody ever learns who answered what: it is not stored, and results come only once the poll is closed.
 */
anonymous: boolean, };

export type Answer = { "answer": "choices", 
/**
 * Them.
 */
choices: Array<number>, } | { "answer": "number", 
/**
 * In thousandths, so that 9.81 is 9810.
 */
value: number, } | { "answer": "text", 
/**
 * The words.
 */
text: string, } | { "answer": "order", 
/**
 * Them, first place first.
 */
order: Array<number>, };

export type Key = { 
/**
 * The right answer. Text is compared without regard to case and outer spaces.
 */
right: Answer, 
/**
 * For numbers: how far off is still right, in thousandths. Else 0.
 */
tolerance: number, 
/**
 * What a right answer is worth. Several choices give a part: (right ones chosen - wrong ones chosen) / right ones,
 * not below 0. An order is right or wrong as a whole.
 */
points: number, 
/**
 * Shown on closing; may be empty.
 */
explanation: string, };

export type Ballot = { 
/**
 * Whose.
 */
participant: ParticipantId, 
/**
 * It.
 */
answer: Answer, };

export type TextCount = { 
/**
 * In its most frequent spelling, of equals the first by alphabet.
 */
text: string, 
/**
 * How often.
 */
count: number, };

export type Counts = { "of": "choices", 
/**
 * Them.
 */
counts: Array<number>, } | { "of": "numbers", 
/**
 * Them.
 */
values: Array<number>, } | { "of": "texts", 
/**
 * Them.
 */
texts: Array<TextCount>, } | { "of": "places", 
/**
 * `places[item][place]`.
 */
places: Array<Array<number>>, };

export type Tally = { 
/**
 * How many answered.
 */
ballots: number, 
/**
 * What; absent when an anonymous poll has fewer answers than [`crate::limits::ANONYMOUS_BALLOTS`].
 */
counts: Counts | null, };

export type Poll = { 
/**
 * Which.
 */
id: PollId, 
/**
 * The room that is asked; absent: all of the session.
 */
room: RoomId | null, 
/**
 * The question.
 */
question: Question, 
/**
 * Whether it has a key, that is, is a quiz question.
 */
quiz: boolean, 
/**
 * Who asks.
 */
by: ParticipantId, 
/**
 * Since when.
 */
at: number, 
/**
 * When it closes by itself.
 */
until: number | null, 
/**
 * When it closed.
 */
closed: number | null, 
/**
 * The poll that was asked before, of which this is the second round.
 */
again: PollId | null, 
/**
 * The key of a quiz question: for staff from the beginning, for all once it is closed.
 */
key: Key | null, 
/**
 * Who has answered: staff see all, others only themselves. In the order of the first answers; of an anonymous poll too:
 * the answers themselves have no order.
 */
answered: Array<ParticipantId>, 
/**
 * Answers, unless the poll is anonymous: staff see all, others their own. By seat.
 */
ballots: Array<Ballot>, 
/**
 * The count, for staff, once it is closed.
 */
tally: Tally | null, 
/**
 * The count that all may see, once staff have shared it.
 */
shared: Tally | null, };

export type PreparedPoll = { 
/**
 * Which.
 */
id: PollId, 
/**
 * The question.
 */
question: Question, 
/**
 * The key, if it is a quiz question.
 */
key: Key | null, };

export type Ask = { "ask": "new", 
/**
 * The question.
 */
question: Question, 
/**
 * Its key, to make it a quiz question.
 */
key: Key | null, } | { "ask": "prepared", 
/**
 * Which.
 */
poll: PollId, } | { "ask": "again", 
/**
 * Which.
 */
poll: PollId, };

export type NewRoom = { 
/**
 * Its name.
 */
name: string, 
/**
 * What is to be done there; may be empty.
 */
task: string, 
/**
 * How long it is open; absent: until it is closed.
 */
duration: number | null, 
/**
 * Who is moved there. A person is named in one room at most; who is not named stays where they are.
 */
members: Array<ParticipantId>, 
/**
 * Names of people from a prepared list who are not here yet: who arrives under one of them is placed here.
 */
expected: Array<string>, };

export type LatePlacement = "main" | "smallest";

export type RoomWatching = "staff" | "members" | "everyone";

export type RoomRules = { 
/**
 * Whoever is in a room may go back to the main room by themselves, and from there into a room to which they were
 * assigned, or in which they were last.
 */
may_return: boolean, 
/**
 * Everybody may go into any of the rooms by themselves.
 */
may_choose: boolean, 
/**
 * Where those go who arrive while rooms are open, and are on no list.
 */
late: LatePlacement, 
/**
 * Who may read and watch what was said in a room.
 */
watching: RoomWatching, };

export type OpenedRoom = { 
/**
 * Which: rooms are never opened again, the next ones have new numbers.
 */
id: RoomId, 
/**
 * Its name.
 */
name: string, 
/**
 * What is to be done there.
 */
task: string, 
/**
 * When it closes by itself.
 */
until: number | null, 
/**
 * Who was assigned to it.
 */
members: Array<ParticipantId>, };

export type HelpRequest = { 
/**
 * Who asks.
 */
participant: ParticipantId, 
/**
 * From where.
 */
room: RoomId, 
/**
 * Why; may be empty.
 */
reason: string, 
/**
 * Since when.
 */
at: number, };

export type ActivityKind = "lecture" | "discussion" | "individual" | "group" | "break";

export type Activity = { 
/**
 * What people do.
 */
kind: ActivityKind, 
/**
 * What about; may be empty.
 */
title: string, 
/**
 * How long it should take; absent: without a timer.
 */
planned: number | null, };

export type RunningActivity = { 
/**
 * Its position in the agenda; absent when it was improvised, or is no longer on it.
 */
position: number | null, 
/**
 * It.
 */
activity: Activity, 
/**
 * Since when.
 */
at: number, 
/**
 * When its time is over. It goes on until staff end it or start the next.
 */
until: number | null, };

export type Feedback = "yes" | "no" | "slower" | "faster" | "confused";

export type GivenFeedback = { 
/**
 * Whose.
 */
participant: ParticipantId, 
/**
 * It.
 */
feedback: Feedback, 
/**
 * When.
 */
at: number, };

export type ChatPolicy = "everyone" | "to_staff" | "off";

export type SharePolicy = "everyone" | "asking" | "staff";

export type Settings = { 
/**
 * Guests wait until staff admit them. Once it is off, those who wait come in, longest first, as far as there are places;
 * the others go on waiting.
 */
waiting_room: boolean, 
/**
 * Nobody takes a new seat; who has one may come back.
 */
locked: boolean, 
/**
 * Who may write to their room.
 */
chat: ChatPolicy, 
/**
 * Slow mode: messages of one person are at least this far apart, to whomever; 0 for none.
 */
chat_gap: number, 
/**
 * Students and guests may write to each other privately, while they may write to their room.
 */
private_chat: boolean, 
/**
 * Who may share a screen.
 */
sharing: SharePolicy, 
/**
 * Microphones may be switched on. While they may not, those that are on stay on until they are muted, and only who is
 * asked to unmute can switch theirs on.
 */
may_unmute: boolean, 
/**
 * Cameras may be on.
 */
cameras: boolean, };

export type Waiting = { 
/**
 * Their seat.
 */
participant: ParticipantId, 
/**
 * As they want to be called.
 */
name: string, 
/**
 * Since when.
 */
at: number, 
/**
 * What staff told them.
 */
message: string | null, };

export type Audience = { "to": "everyone" } | { "to": "room", 
/**
 * The room.
 */
room: RoomId, } | { "to": "staff", 
/**
 * That person.
 */
and?: ParticipantId, } | { "to": "pair", 
/**
 * Who says it.
 */
from: ParticipantId, 
/**
 * To whom.
 */
with: ParticipantId, };

export type LeaveReason = "left" | "lost" | "removed" | "banned";

export type EventBody = { "kind": "session_started", 
/**
 * Which session.
 */
session: SessionId, 
/**
 * Its title.
 */
title: string, 
/**
 * Wall time of class time 0.
 */
started_unix: number, } | { "kind": "interrupted", 
/**
 * The last time known to be recorded.
 */
from: number, 
/**
 * When the server was back.
 */
to: number, } | { "kind": "session_ended", 
/**
 * Who ended it; absent when it ended by itself.
 */
by?: ParticipantId, } | { "kind": "joined", 
/**
 * Their seat.
 */
participant: ParticipantId, 
/**
 * As they want to be called.
 */
name: string, 
/**
 * What they are here.
 */
role: Role, 
/**
 * Where they are.
 */
room: RoomId, 
/**
 * What may be recorded of them.
 */
consent: Consent, } | { "kind": "left", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * Why.
 */
reason: LeaveReason, } | { "kind": "wait_began", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * As they want to be called.
 */
name: string, 
/**
 * What may be recorded of them once they are in.
 */
consent: Consent, } | { "kind": "wait_ended", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * Why they are not let in; absent: they are.
 */
reason?: LeaveReason, } | { "kind": "waiting_told", 
/**
 * Whom.
 */
participant: ParticipantId, 
/**
 * What.
 */
text: string, } | { "kind": "consent_changed", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * What holds from now on.
 */
consent: Consent, } | { "kind": "chat_sent", 
/**
 * From whom.
 */
participant: ParticipantId, 
/**
 * Plain text, shown as text. See [`crate::limits::CHAT_TEXT_BYTES`].
 */
text: string, } | { "kind": "chat_deleted", 
/**
 * Which.
 */
message: number, 
/**
 * Who did it.
 */
by: ParticipantId, } | { "kind": "track_changed", 
/**
 * Whose.
 */
participant: ParticipantId, 
/**
 * Which.
 */
source: Source, 
/**
 * What it is now.
 */
state: TrackState, 
/**
 * The staff member who did it, when it was not the owner of the track.
 */
by?: ParticipantId, } | { "kind": "speaking", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * Whether they speak now.
 */
speaking: boolean, } | { "kind": "hand_raised", 
/**
 * Whose.
 */
participant: ParticipantId, } | { "kind": "hand_lowered", 
/**
 * Whose.
 */
participant: ParticipantId, 
/**
 * The staff member who lowered it, when it was not their own.
 */
by?: ParticipantId, } | { "kind": "hands_lowered", 
/**
 * Which room.
 */
room: RoomId, 
/**
 * Who lowered them.
 */
by: ParticipantId, } | { "kind": "reacted", 
/**
 * Whose.
 */
participant: ParticipantId, 
/**
 * Which.
 */
reaction: Reaction, } | { "kind": "spotlight_set", 
/**
 * In which room.
 */
room: RoomId, 
/**
 * Which track.
 */
target: TrackRef | null, } | { "kind": "moved", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * Where to.
 */
room: RoomId, 
/**
 * The staff member who moved them; absent when they went, or the rooms closed.
 */
by?: ParticipantId, } | { "kind": "rooms_opened", 
/**
 * Them.
 */
rooms: Array<OpenedRoom>, 
/**
 * What holds in them; replaces what held before.
 */
rules: RoomRules, 
/**
 * Who opened them.
 */
by: ParticipantId, } | { "kind": "arrivals_expected", 
/**
 * Which room.
 */
room: RoomId, 
/**
 * The names.
 */
names: Array<string>, } | { "kind": "room_time_set", 
/**
 * Which.
 */
rooms: Array<RoomId>, 
/**
 * When they close by themselves.
 */
until: number | null, } | { "kind": "rooms_closed", 
/**
 * Which.
 */
rooms: Array<RoomId>, } | { "kind": "help_asked", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * From where.
 */
room: RoomId, 
/**
 * Why.
 */
reason: string, } | { "kind": "help_ended", 
/**
 * Whose.
 */
participant: ParticipantId, 
/**
 * The staff member who came.
 */
by?: ParticipantId, } | { "kind": "voice_to_all_set", 
/**
 * Who.
 */
participant: ParticipantId | null, } | { "kind": "poll_prepared", 
/**
 * Its number.
 */
poll: PollId, 
/**
 * The question.
 */
question: Question, 
/**
 * Its key.
 */
key: Key | null, } | { "kind": "poll_discarded", 
/**
 * Which.
 */
poll: PollId, } | { "kind": "poll_started", 
/**
 * Its number.
 */
poll: PollId, 
/**
 * The room that is asked; absent: all of the session.
 */
room: RoomId | null, 
/**
 * The question.
 */
question: Question, 
/**
 * Whether it has a key.
 */
quiz: boolean, 
/**
 * When it closes by itself.
 */
until: number | null, 
/**
 * The poll of which this is the second round.
 */
again: PollId | null, 
/**
 * Who asks.
 */
by: ParticipantId, } | { "kind": "poll_key_set", 
/**
 * Which poll.
 */
poll: PollId, 
/**
 * Its key.
 */
key: Key, } | { "kind": "ballot_cast", 
/**
 * Which poll.
 */
poll: PollId, 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * What; absent when the poll is anonymous: then that is stored nowhere but in the final count.
 */
answer?: Answer, } | { "kind": "poll_closed", 
/**
 * Which.
 */
poll: PollId, 
/**
 * The key of a quiz question that all were asked.
 */
key: Key | null, } | { "kind": "poll_tallied", 
/**
 * Which.
 */
poll: PollId, 
/**
 * The count.
 */
tally: Tally, } | { "kind": "results_shared", 
/**
 * Which.
 */
poll: PollId, 
/**
 * The count.
 */
tally: Tally, } | { "kind": "agenda_set", 
/**
 * The activities, in order.
 */
activities: Array<Activity>, } | { "kind": "activity_started", 
/**
 * Its position in the agenda.
 */
position: number | null, 
/**
 * It.
 */
activity: Activity, 
/**
 * When its time is over.
 */
until: number | null, } | { "kind": "activity_extended", 
/**
 * When its time is over.
 */
until: number, } | { "kind": "activity_ended" } | { "kind": "feedback_set", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * What; absent: nothing any more.
 */
feedback: Feedback | null, } | { "kind": "asked_to_unmute", 
/**
 * Who is asked.
 */
participant: ParticipantId, 
/**
 * Who asks.
 */
by: ParticipantId, } | { "kind": "unmute_taken_back", 
/**
 * Who was asked.
 */
participant: ParticipantId, 
/**
 * Who revokes it.
 */
by: ParticipantId, } | { "kind": "share_asked", 
/**
 * Who.
 */
participant: ParticipantId, } | { "kind": "may_share_set", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * Whether they may.
 */
may_share: boolean, 
/**
 * Who says so.
 */
by: ParticipantId, } | { "kind": "role_changed", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * What they are now.
 */
role: Role, 
/**
 * Who made them so.
 */
by: ParticipantId, } | { "kind": "renamed", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * As they are called now.
 */
name: string, 
/**
 * Who did it.
 */
by: ParticipantId, } | { "kind": "settings_changed", 
/**
 * All that holds from now on.
 */
settings: Settings, 
/**
 * Who did it.
 */
by: ParticipantId, };

export type Event = { 
/**
 * Its number.
 */
seq: number, 
/**
 * When.
 */
at: number, 
/**
 * Who may know.
 */
audience: Audience, } & ({ "kind": "session_started", 
/**
 * Which session.
 */
session: SessionId, 
/**
 * Its title.
 */
title: string, 
/**
 * Wall time of class time 0.
 */
started_unix: number, } | { "kind": "interrupted", 
/**
 * The last time known to be recorded.
 */
from: number, 
/**
 * When the server was back.
 */
to: number, } | { "kind": "session_ended", 
/**
 * Who ended it; absent when it ended by itself.
 */
by?: ParticipantId, } | { "kind": "joined", 
/**
 * Their seat.
 */
participant: ParticipantId, 
/**
 * As they want to be called.
 */
name: string, 
/**
 * What they are here.
 */
role: Role, 
/**
 * Where they are.
 */
room: RoomId, 
/**
 * What may be recorded of them.
 */
consent: Consent, } | { "kind": "left", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * Why.
 */
reason: LeaveReason, } | { "kind": "wait_began", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * As they want to be called.
 */
name: string, 
/**
 * What may be recorded of them once they are in.
 */
consent: Consent, } | { "kind": "wait_ended", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * Why they are not let in; absent: they are.
 */
reason?: LeaveReason, } | { "kind": "waiting_told", 
/**
 * Whom.
 */
participant: ParticipantId, 
/**
 * What.
 */
text: string, } | { "kind": "consent_changed", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * What holds from now on.
 */
consent: Consent, } | { "kind": "chat_sent", 
/**
 * From whom.
 */
participant: ParticipantId, 
/**
 * Plain text, shown as text. See [`crate::limits::CHAT_TEXT_BYTES`].
 */
text: string, } | { "kind": "chat_deleted", 
/**
 * Which.
 */
message: number, 
/**
 * Who did it.
 */
by: ParticipantId, } | { "kind": "track_changed", 
/**
 * Whose.
 */
participant: ParticipantId, 
/**
 * Which.
 */
source: Source, 
/**
 * What it is now.
 */
state: TrackState, 
/**
 * The staff member who did it, when it was not the owner of the track.
 */
by?: ParticipantId, } | { "kind": "speaking", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * Whether they speak now.
 */
speaking: boolean, } | { "kind": "hand_raised", 
/**
 * Whose.
 */
participant: ParticipantId, } | { "kind": "hand_lowered", 
/**
 * Whose.
 */
participant: ParticipantId, 
/**
 * The staff member who lowered it, when it was not their own.
 */
by?: ParticipantId, } | { "kind": "hands_lowered", 
/**
 * Which room.
 */
room: RoomId, 
/**
 * Who lowered them.
 */
by: ParticipantId, } | { "kind": "reacted", 
/**
 * Whose.
 */
participant: ParticipantId, 
/**
 * Which.
 */
reaction: Reaction, } | { "kind": "spotlight_set", 
/**
 * In which room.
 */
room: RoomId, 
/**
 * Which track.
 */
target: TrackRef | null, } | { "kind": "moved", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * Where to.
 */
room: RoomId, 
/**
 * The staff member who moved them; absent when they went, or the rooms closed.
 */
by?: ParticipantId, } | { "kind": "rooms_opened", 
/**
 * Them.
 */
rooms: Array<OpenedRoom>, 
/**
 * What holds in them; replaces what held before.
 */
rules: RoomRules, 
/**
 * Who opened them.
 */
by: ParticipantId, } | { "kind": "arrivals_expected", 
/**
 * Which room.
 */
room: RoomId, 
/**
 * The names.
 */
names: Array<string>, } | { "kind": "room_time_set", 
/**
 * Which.
 */
rooms: Array<RoomId>, 
/**
 * When they close by themselves.
 */
until: number | null, } | { "kind": "rooms_closed", 
/**
 * Which.
 */
rooms: Array<RoomId>, } | { "kind": "help_asked", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * From where.
 */
room: RoomId, 
/**
 * Why.
 */
reason: string, } | { "kind": "help_ended", 
/**
 * Whose.
 */
participant: ParticipantId, 
/**
 * The staff member who came.
 */
by?: ParticipantId, } | { "kind": "voice_to_all_set", 
/**
 * Who.
 */
participant: ParticipantId | null, } | { "kind": "poll_prepared", 
/**
 * Its number.
 */
poll: PollId, 
/**
 * The question.
 */
question: Question, 
/**
 * Its key.
 */
key: Key | null, } | { "kind": "poll_discarded", 
/**
 * Which.
 */
poll: PollId, } | { "kind": "poll_started", 
/**
 * Its number.
 */
poll: PollId, 
/**
 * The room that is asked; absent: all of the session.
 */
room: RoomId | null, 
/**
 * The question.
 */
question: Question, 
/**
 * Whether it has a key.
 */
quiz: boolean, 
/**
 * When it closes by itself.
 */
until: number | null, 
/**
 * The poll of which this is the second round.
 */
again: PollId | null, 
/**
 * Who asks.
 */
by: ParticipantId, } | { "kind": "poll_key_set", 
/**
 * Which poll.
 */
poll: PollId, 
/**
 * Its key.
 */
key: Key, } | { "kind": "ballot_cast", 
/**
 * Which poll.
 */
poll: PollId, 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * What; absent when the poll is anonymous: then that is stored nowhere but in the final count.
 */
answer?: Answer, } | { "kind": "poll_closed", 
/**
 * Which.
 */
poll: PollId, 
/**
 * The key of a quiz question that all were asked.
 */
key: Key | null, } | { "kind": "poll_tallied", 
/**
 * Which.
 */
poll: PollId, 
/**
 * The count.
 */
tally: Tally, } | { "kind": "results_shared", 
/**
 * Which.
 */
poll: PollId, 
/**
 * The count.
 */
tally: Tally, } | { "kind": "agenda_set", 
/**
 * The activities, in order.
 */
activities: Array<Activity>, } | { "kind": "activity_started", 
/**
 * Its position in the agenda.
 */
position: number | null, 
/**
 * It.
 */
activity: Activity, 
/**
 * When its time is over.
 */
until: number | null, } | { "kind": "activity_extended", 
/**
 * When its time is over.
 */
until: number, } | { "kind": "activity_ended" } | { "kind": "feedback_set", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * What; absent: nothing any more.
 */
feedback: Feedback | null, } | { "kind": "asked_to_unmute", 
/**
 * Who is asked.
 */
participant: ParticipantId, 
/**
 * Who asks.
 */
by: ParticipantId, } | { "kind": "unmute_taken_back", 
/**
 * Who was asked.
 */
participant: ParticipantId, 
/**
 * Who revokes it.
 */
by: ParticipantId, } | { "kind": "share_asked", 
/**
 * Who.
 */
participant: ParticipantId, } | { "kind": "may_share_set", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * Whether they may.
 */
may_share: boolean, 
/**
 * Who says so.
 */
by: ParticipantId, } | { "kind": "role_changed", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * What they are now.
 */
role: Role, 
/**
 * Who made them so.
 */
by: ParticipantId, } | { "kind": "renamed", 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * As they are called now.
 */
name: string, 
/**
 * Who did it.
 */
by: ParticipantId, } | { "kind": "settings_changed", 
/**
 * All that holds from now on.
 */
settings: Settings, 
/**
 * Who did it.
 */
by: ParticipantId, });

export type OfferedTrack = { 
/**
 * The m-line's `a=mid`.
 */
mid: string, 
/**
 * What it carries.
 */
source: Source, };

export type WatchedSlot = { 
/**
 * The receiving m-line's `a=mid`.
 */
mid: string, 
/**
 * The track.
 */
track: TrackRef, 
/**
 * The height at which it is shown, in device pixels. The layer follows from it.
 */
height: number, };

export type ChatTo = { "to": "room" } | { "to": "staff" } | { "to": "everywhere" } | { "to": "person", 
/**
 * Whom.
 */
participant: ParticipantId, };

export type Command = { "do": "leave" } | { "do": "set_consent", 
/**
 * What may be.
 */
consent: Consent, } | { "do": "admit", 
/**
 * Whom.
 */
participants: Array<ParticipantId>, } | { "do": "tell_waiting", 
/**
 * What.
 */
text: string, } | { "do": "send_chat", 
/**
 * The text.
 */
text: string, 
/**
 * To whom.
 */
to: ChatTo, } | { "do": "delete_message", 
/**
 * Which.
 */
message: number, } | { "do": "offer", 
/**
 * The offer.
 */
sdp: string, 
/**
 * `true` for the first offer of a new `RTCPeerConnection`: an older one of this person is closed.
 */
fresh: boolean, 
/**
 * What the sending m-lines carry.
 */
sends: Array<OfferedTrack>, } | { "do": "watch", 
/**
 * The slots.
 */
slots: Array<WatchedSlot>, } | { "do": "set_track", 
/**
 * Which.
 */
source: Source, 
/**
 * What it shall be.
 */
state: TrackState, } | { "do": "mute_track", 
/**
 * Whose and which.
 */
track: TrackRef, } | { "do": "raise_hand" } | { "do": "lower_hand", 
/**
 * Whose.
 */
participant: ParticipantId, } | { "do": "lower_all_hands" } | { "do": "call_next" } | { "do": "react", 
/**
 * How.
 */
reaction: Reaction, } | { "do": "set_spotlight", 
/**
 * Which track.
 */
target: TrackRef | null, } | { "do": "open_rooms", 
/**
 * The rooms, at most [`crate::limits::ROOMS_AT_ONCE`].
 */
rooms: Array<NewRoom>, 
/**
 * What holds in all of them.
 */
rules: RoomRules, } | { "do": "close_rooms", 
/**
 * In so many milliseconds; 0: now.
 */
countdown: number, } | { "do": "extend_rooms", 
/**
 * Which; absent: all that have a time.
 */
room: RoomId | null, 
/**
 * How much more.
 */
by: number, } | { "do": "enter_room", 
/**
 * Which.
 */
room: RoomId, } | { "do": "move_person", 
/**
 * Whom.
 */
participant: ParticipantId, 
/**
 * Where to.
 */
room: RoomId, } | { "do": "ask_for_help", 
/**
 * Why; may be empty.
 */
reason: string, } | { "do": "end_help", 
/**
 * Whose.
 */
participant: ParticipantId, } | { "do": "set_voice_to_all", 
/**
 * Whether.
 */
on: boolean, } | { "do": "prepare_poll", 
/**
 * The question.
 */
question: Question, 
/**
 * Its key, to make it a quiz question.
 */
key: Key | null, } | { "do": "discard_poll", 
/**
 * Which.
 */
poll: PollId, } | { "do": "start_poll", 
/**
 * What.
 */
ask: Ask, 
/**
 * Which room is asked; absent: all of the session.
 */
room: RoomId | null, 
/**
 * How long it is open; absent: until it is closed.
 */
duration: number | null, } | { "do": "answer_poll", 
/**
 * Which.
 */
poll: PollId, 
/**
 * The answer.
 */
answer: Answer, } | { "do": "close_poll", 
/**
 * Which.
 */
poll: PollId, } | { "do": "share_results", 
/**
 * Which.
 */
poll: PollId, 
/**
 * Texts of a text poll that are not shown.
 */
hide: Array<string>, } | { "do": "set_agenda", 
/**
 * The activities, in order.
 */
activities: Array<Activity>, } | { "do": "start_activity", 
/**
 * Its position in the agenda; absent: the one that is given.
 */
position: number | null, 
/**
 * An improvised one; absent when there is a position.
 */
activity: Activity | null, } | { "do": "extend_activity", 
/**
 * How much more.
 */
by: number, } | { "do": "end_activity" } | { "do": "set_feedback", 
/**
 * What.
 */
feedback: Feedback | null, } | { "do": "ask_to_unmute", 
/**
 * Whom.
 */
participant: ParticipantId, } | { "do": "mute_all", 
/**
 * Whether they may go on by themselves.
 */
may_unmute: boolean, } | { "do": "ask_to_share" } | { "do": "set_may_share", 
/**
 * Whom.
 */
participant: ParticipantId, 
/**
 * Whether they may.
 */
may_share: boolean, } | { "do": "set_role", 
/**
 * Whom.
 */
participant: ParticipantId, 
/**
 * What they shall be: assistant, student or guest.
 */
role: Role, } | { "do": "rename", 
/**
 * Whom.
 */
participant: ParticipantId, 
/**
 * The name.
 */
name: string, } | { "do": "change_settings", 
/**
 * All of them.
 */
settings: Settings, } | { "do": "remove", 
/**
 * Whom.
 */
participant: ParticipantId, 
/**
 * Keep them out: their browser gets no new seat in this session.
 */
ban: boolean, } | { "do": "end_session" };

export type CommandResult = { "result": "done" } | { "result": "answer", 
/**
 * It.
 */
sdp: string, };

export type ErrorCode = "version_mismatch" | "unauthorized" | "forbidden" | "not_found" | "bad_frame" | "too_large" | "rate_limited" | "text_invalid" | "text_too_long" | "name_invalid" | "email_invalid" | "password_invalid" | "sign_in_failed" | "setup_link_invalid" | "session_ended" | "not_begun" | "guests_not_allowed" | "locked" | "banned" | "waiting" | "full" | "unknown_participant" | "unknown_track" | "unknown_room" | "unknown_poll" | "poll_closed" | "question_invalid" | "answer_invalid" | "plan_invalid" | "not_now" | "unknown_slot" | "nothing_to_do" | "bad_sdp" | "no_media" | "superseded" | "removed" | "left" | "draining" | "too_slow" | "internal";

export type Refusal = { 
/**
 * Why.
 */
code: ErrorCode, 
/**
 * In English, for logs; never shown as the message to a person. Holds no secret.
 */
detail?: string, };

export type Up = { "type": "hello", 
/**
 * [`crate::VERSION`].
 */
version: number, 
/**
 * The seat's token, from `POST /api/join/…` or `POST /api/sessions/…/enter`.
 */
token: string, 
/**
 * The last event that this client has, to receive only what it missed.
 */
resume?: number, } | { "type": "command", 
/**
 * Chosen by the client, repeated in the answer.
 */
id: number, 
/**
 * The wish.
 */
command: Command, } | { "type": "ping" };

export type Notice = { "about": "slot", 
/**
 * The m-line's `a=mid`.
 */
mid: string, 
/**
 * The track whose frames now come; absent when it rests.
 */
track?: TrackRef, } | { "about": "media_lost" };

export type Down = { "type": "welcome", 
/**
 * [`crate::VERSION`].
 */
version: number, 
/**
 * The seat.
 */
you: ParticipantId, 
/**
 * What you are here.
 */
role: Role, 
/**
 * What your role may do. What the settings take away for a while is not taken from this list: it follows, at every
 * moment, from the snapshot's `settings` and one's own `may_share`. Another role comes with another welcome.
 */
permissions: Array<Action>, 
/**
 * Class time on the server, now.
 */
now: number, 
/**
 * The whole state; absent when `resume` is honoured and the missed events follow instead.
 */
snapshot?: Snapshot, } | { "type": "event", 
/**
 * It.
 */
event: Event, } | { "type": "ack", 
/**
 * The command's id.
 */
id: number, 
/**
 * What it yields.
 */
result: CommandResult, } | { "type": "refused", 
/**
 * The command's id.
 */
id: number, 
/**
 * Why.
 */
refusal: Refusal, } | { "type": "notice", 
/**
 * It.
 */
notice: Notice, } | { "type": "pong", 
/**
 * Class time on the server, now.
 */
now: number, } | { "type": "bye", 
/**
 * Why.
 */
code: ErrorCode, };

export type Interruption = { 
/**
 * From.
 */
from: number, 
/**
 * To.
 */
to: number, };

export type Hand = { 
/**
 * Whose.
 */
participant: ParticipantId, 
/**
 * Since when.
 */
at: number, };

export type Room = { 
/**
 * Which.
 */
id: RoomId, 
/**
 * Its name; empty for main.
 */
name: string, 
/**
 * What is to be done there.
 */
task: string, 
/**
 * Whether people can be in it. The main room always is.
 */
open: boolean, 
/**
 * When the breakout rooms of which it is one were opened: those that are opened while others are open belong to them.
 */
opened: number | null, 
/**
 * When it closes by itself.
 */
until: number | null, 
/**
 * Who was assigned to it when it was opened.
 */
members: Array<ParticipantId>, 
/**
 * Raised hands, longest up first.
 */
hands: Array<Hand>, 
/**
 * The track in the middle.
 */
spotlight: TrackRef | null, };

export type Track = { 
/**
 * Which.
 */
source: Source, 
/**
 * On or muted.
 */
state: TrackState, 
/**
 * Since when it is published: a share's chapter starts here.
 */
since: number, };

export type LastReaction = { 
/**
 * Which.
 */
reaction: Reaction, 
/**
 * When.
 */
at: number, };

export type Participant = { 
/**
 * Their seat.
 */
id: ParticipantId, 
/**
 * As they want to be called.
 */
name: string, 
/**
 * What they are.
 */
role: Role, 
/**
 * Where they are, or were last.
 */
room: RoomId, 
/**
 * The breakout room in which they are, or were last.
 */
breakout: RoomId | null, 
/**
 * Whether they are here. A blip of the connection does not change it.
 */
present: boolean, 
/**
 * What may be recorded of them.
 */
consent: Consent, 
/**
 * Their tracks that are not off, ordered by source.
 */
tracks: Array<Track>, 
/**
 * Whether they speak.
 */
speaking: boolean, 
/**
 * The last reaction.
 */
reaction: LastReaction | null, 
/**
 * Staff let them share a screen.
 */
may_share: boolean, 
/**
 * They ask to be let share a screen.
 */
asks_to_share: boolean, };

export type ChatMessage = { 
/**
 * Its identity: the event's number.
 */
seq: number, 
/**
 * When.
 */
at: number, 
/**
 * To whom.
 */
audience: Audience, 
/**
 * From whom.
 */
participant: ParticipantId, 
/**
 * Plain text; empty when it was deleted.
 */
text: string, 
/**
 * It was deleted.
 */
deleted: boolean, };

export type Snapshot = { 
/**
 * The last event that this person may see of those that happened; 0 before the first. Whoever resumes from here
 * misses nothing.
 */
seq: number, 
/**
 * Which session; absent before the first event.
 */
session: SessionId | null, 
/**
 * Its title.
 */
title: string, 
/**
 * Wall time of class time 0.
 */
started_unix: number, 
/**
 * Class time of its end; absent while it is live.
 */
ended: number | null, 
/**
 * Stretches in which the server was away.
 */
interruptions: Array<Interruption>, 
/**
 * The rooms, main first.
 */
rooms: Array<Room>, 
/**
 * Everybody who ever was here, by seat.
 */
participants: Array<Participant>, 
/**
 * How the class is set.
 */
settings: Settings, 
/**
 * Who waits to be admitted, longest first: for staff; others see themselves.
 */
waiting: Array<Waiting>, 
/**
 * What holds in breakout rooms.
 */
room_rules: RoomRules, 
/**
 * The staff member who is heard in all rooms.
 */
voice_to_all: ParticipantId | null, 
/**
 * Calls for help, longest first: for staff; others see their own.
 */
help: Array<HelpRequest>, 
/**
 * Polls that were asked, by number.
 */
polls: Array<Poll>, 
/**
 * Questions that are kept ready, by number: for staff.
 */
prepared: Array<PreparedPoll>, 
/**
 * What is planned.
 */
agenda: Array<Activity>, 
/**
 * What goes on.
 */
activity: RunningActivity | null, 
/**
 * How it goes for people, by seat: for staff; others see their own.
 */
feedback: Array<GivenFeedback>, 
/**
 * Messages, oldest first. A live snapshot holds the last [`crate::limits::CHAT_IN_SNAPSHOT`] only; the journal
 * has them all.
 */
chat: Array<ChatMessage>, };

export type TrackContent = { "of": "participant", 
/**
 * Whose.
 */
participant: ParticipantId, 
/**
 * Which.
 */
source: Source, 
/**
 * In which room.
 */
room: RoomId, } | { "of": "mix", 
/**
 * Which room.
 */
room: RoomId, };

export type ManifestEntry = { "entry": "track", 
/**
 * Its number here.
 */
track: number, 
/**
 * What is on it.
 */
content: TrackContent, } | { "entry": "init", 
/**
 * Which track.
 */
track: number, 
/**
 * Which init of this track: 0, 1, 2…
 */
init: number, 
/**
 * File name.
 */
file: string, 
/**
 * For `MediaSource.addSourceBuffer`: `video/webm; codecs="vp8"`.
 */
mime: string, 
/**
 * Picture width in pixels; 0 for sound.
 */
width: number, 
/**
 * Picture height in pixels; 0 for sound.
 */
height: number, } | { "entry": "segment", 
/**
 * Which track.
 */
track: number, 
/**
 * The init that it needs.
 */
init: number, 
/**
 * File name.
 */
file: string, 
/**
 * Time of its first frame; the time inside the file is class time too.
 */
start: number, 
/**
 * Until the end of its last frame.
 */
duration: number, 
/**
 * Whether it starts with a keyframe: a place to seek to.
 */
key: boolean, 
/**
 * File size in bytes.
 */
bytes: number, } | { "entry": "gap", 
/**
 * Which track; absent for all.
 */
track?: number, 
/**
 * From.
 */
from: number, 
/**
 * To.
 */
to: number, } | { "entry": "end", 
/**
 * Length of the whole timeline.
 */
duration: number, };

export type Me = { 
/**
 * Nobody owns the server yet: open the printed link.
 */
setup_needed: boolean, 
/**
 * Who is signed in.
 */
person: Person | null, };

export type Person = { 
/**
 * As they want to be called.
 */
name: string, 
/**
 * Their e-mail address.
 */
email: string, };

export type SetupRequest = { 
/**
 * From the fragment of the printed link.
 */
token: string, 
/**
 * Name.
 */
name: string, 
/**
 * E-mail address.
 */
email: string, 
/**
 * Password.
 */
password: string, };

export type SignInRequest = { 
/**
 * E-mail address.
 */
email: string, 
/**
 * Password.
 */
password: string, };

export type LinkSignInRequest = { 
/**
 * From the fragment of the link.
 */
token: string, };

export type LinkSignIn = { 
/**
 * The class whose lobby opens.
 */
code: string, };

export type StartSessionRequest = { 
/**
 * Title.
 */
title: string, 
/**
 * Whether people may join by name alone.
 */
guests_allowed: boolean, };

export type SessionState = "scheduled" | "live" | "ended";

export type SessionSummary = { 
/**
 * Which.
 */
id: SessionId, 
/**
 * The short code of its join link, `/j/{code}`.
 */
code: string, 
/**
 * Title.
 */
title: string, 
/**
 * How far it is.
 */
state: SessionState, 
/**
 * Whether people may join by name alone.
 */
guests_allowed: boolean, 
/**
 * When it was made.
 */
created_unix: number, 
/**
 * When it went live.
 */
started_unix: number | null, 
/**
 * Length so far, or of the whole.
 */
duration: number, 
/**
 * How many are present now.
 */
present: number, };

export type JoinInfo = { 
/**
 * The session, without anything private.
 */
session: SessionSummary, 
/**
 * The owner's name.
 */
host: string, 
/**
 * The signed-in person owns this session: they enter as instructor, under their own name.
 */
yours: boolean, 
/**
 * It begins with whoever comes first; else with its staff.
 */
open: boolean, };

export type JoinRequest = { 
/**
 * Name.
 */
name: string, 
/**
 * What may be recorded.
 */
consent: Consent, };

export type Seat = { 
/**
 * Unguessable, for this session and seat alone, expires.
 */
token: string, 
/**
 * Which session.
 */
session: SessionId, 
/**
 * Which seat.
 */
participant: ParticipantId, 
/**
 * What one is here.
 */
role: Role, };

export type Timeline = { 
/**
 * The session.
 */
session: SessionSummary, 
/**
 * Who asks.
 */
you: ParticipantId, 
/**
 * As what.
 */
role: Role, 
/**
 * Class time now while live, else the whole length.
 */
now: number, };

export type JournalPage = { 
/**
 * In order.
 */
events: Array<Event>, 
/**
 * Ask from here next.
 */
next: number, 
/**
 * There is more right now.
 */
more: boolean, 
/**
 * The journal is complete: nothing will ever follow `next`.
 */
complete: boolean, 
/**
 * Class time now while live, else the whole length.
 */
now: number, };

export type ManifestPage = { 
/**
 * In order.
 */
entries: Array<ManifestEntry>, 
/**
 * Ask from here next.
 */
next: number, 
/**
 * There is more right now.
 */
more: boolean, 
/**
 * The manifest is complete: nothing will ever follow `next`.
 */
complete: boolean, 
/**
 * Class time now while live, else the whole length.
 */
now: number, };

export const VERSION = 2;

export const LIMITS = {
  frameBytes: 131072,
  chatTextBytes: 8192,
  nameChars: 60,
  titleChars: 120,
  passwordMinBytes: 8,
  passwordMaxBytes: 256,
  chatInSnapshot: 200,
  heartbeatMs: 5000,
  reactionGapMs: 500,
  slots: 60,
  roomsAtOnce: 50,
  roomNameChars: 60,
  taskBytes: 2000,
  waitingTextChars: 500,
  reasonChars: 200,
  durationMs: 86400000,
  questionChars: 500,
  choicesMin: 2,
  choicesMax: 20,
  choiceChars: 200,
  answerChars: 140,
  answerThousandths: 1000000000000000,
  points: 100,
  explanationChars: 1000,
  anonymousBallots: 3,
  activities: 50,
  chatGapMs: 600000,
} as const;
