// Generated from server/protocol by `cargo xtask gen`. Do not edit.

export type SessionId = string;

export type SessionKind = "class" | "study" | "lecture" | "clip";

export type ParticipantId = number;

export type RoomId = number;

export type CommandId = number;

export type Role = "instructor" | "assistant" | "student" | "observer" | "guest";

export type Source = "microphone" | "camera" | "screen" | "screen_audio";

export type TrackRef = { 
/**
 * The person who sends it.
 */
participant: ParticipantId, 
/**
 * The source.
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

export type Action = "attend" | "publish" | "share_screen" | "chat" | "chat_staff" | "chat_person" | "delete_messages" | "raise_hand" | "lower_hands" | "react" | "mute_others" | "spotlight" | "remove" | "set_role" | "settings" | "rooms" | "change_room" | "polls" | "answer" | "agenda" | "off_record" | "set_consent" | "end_session";

export type PollId = number;

export type Choice = { 
/**
 * Its text.
 */
text: string, };

export type Form = { "form": "single", 
/**
 * The choices.
 */
choices: Array<Choice>, } | { "form": "multiple", 
/**
 * The choices.
 */
choices: Array<Choice>, } | { "form": "yes_no" } | { "form": "scale", 
/**
 * The number of steps.
 */
steps: number, 
/**
 * The meaning of the first step; may be empty.
 */
low: string, 
/**
 * The meaning of the last step; may be empty.
 */
high: string, } | { "form": "number" } | { "form": "text" } | { "form": "order", 
/**
 * The items, in the order in which they are shown.
 */
choices: Array<Choice>, };

export type Question = { 
/**
 * Its words.
 */
text: string, 
/**
 * The form of its answers.
 */
form: Form, 
/**
 * Whether nobody ever learns who answered what: the people's answers are not stored, and there are results only
 * once the poll is closed.
 */
anonymous: boolean, };

export type Answer = { "answer": "choices", 
/**
 * The choices.
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
 * The positions, first place first.
 */
order: Array<number>, };

export type Key = { 
/**
 * The right answer. Texts are compared without regard to case and spaces.
 */
right: Answer, 
/**
 * For numbers: the distance within which an answer is still right, in thousandths. Else 0.
 */
tolerance: number, 
/**
 * The points for a right answer. Multiple choices give a part of them: (right ones chosen - wrong ones chosen) /
 * right ones, not below 0. An order is right or wrong as a whole.
 */
points: number, 
/**
 * An explanation that is shown when the poll closes; may be empty.
 */
explanation: string, };

export type Later = { 
/**
 * Wall time of the act.
 */
unix: number, 
/**
 * The moment of class of which the act speaks.
 */
anchor?: number, };

export type Ballot = { 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The answer.
 */
answer: Answer, };

export type LateAnswers = { "late": "open" } | { "late": "until", 
/**
 * The instant, in Unix ms.
 */
unix: number, } | { "late": "closed" };

export type LateBallot = { 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The answer.
 */
answer: Answer, 
/**
 * The time, and the moment of class of which it speaks.
 */
later: Later, };

export type TextCount = { 
/**
 * The text in its most frequent spelling, the first by alphabet if there are several.
 */
text: string, 
/**
 * How often it was given.
 */
count: number, };

export type Counts = { "of": "choices", 
/**
 * The counts.
 */
counts: Array<number>, } | { "of": "numbers", 
/**
 * The numbers.
 */
values: Array<number>, } | { "of": "texts", 
/**
 * The texts.
 */
texts: Array<TextCount>, } | { "of": "places", 
/**
 * `places[item][place]`.
 */
places: Array<Array<number>>, };

export type Tally = { 
/**
 * The number of people who answered.
 */
ballots: number, 
/**
 * The counts; absent when an anonymous poll has fewer answers than [`crate::limits::ANONYMOUS_BALLOTS`].
 */
counts: Counts | null, };

export type LateCount = { 
/**
 * The poll.
 */
poll: PollId, 
/**
 * The count.
 */
tally: Tally, };

export type Poll = { 
/**
 * Its identity.
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
 * Whether it is a quiz question, that is, has a key.
 */
quiz: boolean, 
/**
 * The staff member who asks.
 */
by: ParticipantId, 
/**
 * When it was asked.
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
 * The earlier poll that this one repeats.
 */
again: PollId | null, 
/**
 * The key of a quiz question: staff see it from the beginning, others once the poll is closed.
 */
key: Key | null, 
/**
 * The people who have answered, in the order of their first answers: staff see all, others only themselves. The
 * order is harmless for an anonymous poll, because its answers have none.
 */
answered: Array<ParticipantId>, 
/**
 * The answers, by seat, unless the poll is anonymous: staff see all, others their own.
 */
ballots: Array<Ballot>, 
/**
 * Answers that were given later, once it was closed: staff see all, others their own. By seat; not in the counts.
 */
late: Array<LateBallot>, 
/**
 * Until when it takes such answers.
 */
late_answers: LateAnswers, 
/**
 * The count, for staff, once the poll is closed.
 */
tally: Tally | null, 
/**
 * The count that staff have shared.
 */
shared: Tally | null, };

export type PreparedPoll = { 
/**
 * Its identity.
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
 * The key, which makes it a quiz question.
 */
key: Key | null, } | { "ask": "prepared", 
/**
 * The poll.
 */
poll: PollId, } | { "ask": "again", 
/**
 * The poll.
 */
poll: PollId, };

export type NewRoom = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its task; may be empty.
 */
task: string, 
/**
 * How long it is open; absent: until it is closed.
 */
duration: number | null, 
/**
 * The people to move there. A person is in one room at most; people who are in none stay where they are.
 */
members: Array<ParticipantId>, 
/**
 * Names of people from a prepared list who are not here yet: a person who arrives under one of them is placed
 * here.
 */
expected: Array<string>, };

export type LatePlacement = "main" | "smallest";

export type RoomWatching = "staff" | "members" | "after_own" | "everyone";

export type RoomRules = { 
/**
 * Whether people may go back to the main room by themselves, and from there into a room to which they were
 * assigned, or in which they were last.
 */
may_return: boolean, 
/**
 * Whether everybody may enter any of the rooms by themselves.
 */
may_choose: boolean, 
/**
 * The place of people who arrive while rooms are open, and are on no list.
 */
late: LatePlacement, 
/**
 * The people who may later read and watch what was said in a room.
 */
watching: RoomWatching, };

export type OpenedRoom = { 
/**
 * Its identity. Rooms are never opened again; the next ones have new numbers.
 */
id: RoomId, 
/**
 * Its name.
 */
name: string, 
/**
 * Its task.
 */
task: string, 
/**
 * When it closes by itself.
 */
until: number | null, 
/**
 * The people who were assigned to it.
 */
members: Array<ParticipantId>, };

export type HelpRequest = { 
/**
 * The person who asks.
 */
participant: ParticipantId, 
/**
 * The room that needs help.
 */
room: RoomId, 
/**
 * The reason; may be empty.
 */
reason: string, 
/**
 * When they called first.
 */
at: number, };

export type Work = { 
/**
 * Its number: that of its event.
 */
seq: number, 
/**
 * The room whose task it is.
 */
room: RoomId, 
/**
 * The person who handed it in, for their room unless they came later.
 */
participant: ParticipantId, 
/**
 * When.
 */
at: number, 
/**
 * Set if it was handed in later.
 */
later?: Later, 
/**
 * The people who may read it. So may all whose work it is.
 */
audience: Audience, 
/**
 * Plain text, shown as text.
 */
text: string, 
/**
 * The others whose work it is, by number; absent where that is nobody.
 */
with?: Array<ParticipantId>, };

export type WatchedClass = { 
/**
 * The session.
 */
session: SessionId, 
/**
 * Its length.
 */
length: number, };

export type Playback = { 
/**
 * Whether it moves.
 */
playing: boolean, 
/**
 * Where it was set to, in class time of what is watched.
 */
position: number, 
/**
 * How fast it moves, in hundredths: 150 is one and a half times.
 */
speed_percent: number, 
/**
 * When it was set, in class time of the table.
 */
since: number, 
/**
 * The person who set it; absent for the beginning.
 */
by: ParticipantId | null, };

export type Agreed = { 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The breakout room of the class that is watched whose task it is.
 */
room: RoomId, };

export type Table = { 
/**
 * The class that is watched.
 */
watches: WatchedClass, 
/**
 * The cursor of all.
 */
playback: Playback, 
/**
 * Those who work on a task of that class together, in the order in which they said so. Each is there, and works on one.
 */
together: Array<Agreed>, };

export type ActivityKind = "lecture" | "discussion" | "individual" | "group" | "break";

export type Activity = { 
/**
 * The kind of work in it.
 */
kind: ActivityKind, 
/**
 * Its subject; may be empty.
 */
title: string, 
/**
 * Its planned length; absent: it has no timer.
 */
planned: number | null, };

export type Chapter = { 
/**
 * The moment. There is one for each at most.
 */
from: number, 
/**
 * The name of what begins there; absent: nothing begins, though class turned to something else.
 */
title?: string, };

export type OffRecord = { 
/**
 * The first moment.
 */
from: number, 
/**
 * The moment after the last; absent while it goes on.
 */
to: number | null, 
/**
 * Whether it began by itself, as all staff had left: it ends by itself once one of them is back.
 */
without_staff?: boolean, };

export type Take = { 
/**
 * The session.
 */
session: SessionId, 
/**
 * Its length. Of a command the server takes that of the session instead.
 */
duration: number, };

export type Cut = { 
/**
 * The first moment.
 */
from: number, 
/**
 * The moment after the last.
 */
to: number, 
/**
 * What is shown in its place; absent: nothing. A stretch with a take overlaps no other that is cut out.
 */
take?: Take, };

export type Edits = { 
/**
 * The stretches that are cut out, in order. They may overlap: each is put back by itself.
 */
cuts: Array<Cut>, 
/**
 * The breakout rooms that are hidden, by number.
 */
hidden_rooms: Array<RoomId>, };

export type RunningActivity = { 
/**
 * Its position in the agenda; absent when it is improvised, or no longer on the agenda.
 */
position: number | null, 
/**
 * The activity.
 */
activity: Activity, 
/**
 * When it began.
 */
at: number, 
/**
 * When its time is over. It runs on until staff end it or start the next.
 */
until: number | null, };

export type Feedback = "yes" | "no" | "slower" | "faster" | "confused";

export type GivenFeedback = { 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The feedback.
 */
feedback: Feedback, 
/**
 * The time.
 */
at: number, };

export type ChatPolicy = "everyone" | "to_staff" | "off";

export type SharePolicy = "everyone" | "asking" | "staff";

export type WithoutStaff = "ends" | "off_record" | "goes_on";

export type Settings = { 
/**
 * Whether guests wait until staff admit them. Once it is off, those who wait come in, longest first, as far as
 * there are places; the others go on waiting.
 */
waiting_room: boolean, 
/**
 * Whether nobody can take a new seat. People who have one can come back.
 */
locked: boolean, 
/**
 * The people who may write to their room.
 */
chat: ChatPolicy, 
/**
 * Slow mode: the least time between two messages of one person, whatever their recipients; 0 for none.
 */
chat_gap: number, 
/**
 * Whether students and guests may write to each other privately, while they may write to their room.
 */
private_chat: boolean, 
/**
 * The people who may share a screen.
 */
sharing: SharePolicy, 
/**
 * Whether microphones may be switched on. While they may not, those that are on stay on until they are muted, and
 * only people whom staff asked to unmute can switch theirs on.
 */
may_unmute: boolean, 
/**
 * Whether cameras may be on.
 */
cameras: boolean, 
/**
 * What becomes of the class once no staff have been present for [`crate::limits::WITHOUT_STAFF_MS`].
 */
without_staff: WithoutStaff, 
/**
 * Whether everybody with the link may watch the recording after class though the class was locked or had a waiting room.
 * Else it is for those who were in class, and for the roster.
 */
open_recording: boolean, };

export type SettingsChange = { 
/**
 * [`Settings::waiting_room`].
 */
waiting_room?: boolean, 
/**
 * [`Settings::locked`].
 */
locked?: boolean, 
/**
 * [`Settings::chat`].
 */
chat?: ChatPolicy, 
/**
 * [`Settings::chat_gap`].
 */
chat_gap?: number, 
/**
 * [`Settings::private_chat`].
 */
private_chat?: boolean, 
/**
 * [`Settings::sharing`].
 */
sharing?: SharePolicy, 
/**
 * [`Settings::may_unmute`].
 */
may_unmute?: boolean, 
/**
 * [`Settings::cameras`].
 */
cameras?: boolean, 
/**
 * [`Settings::without_staff`].
 */
without_staff?: WithoutStaff, 
/**
 * [`Settings::open_recording`].
 */
open_recording?: boolean, };

export type WaitCause = "waiting_room" | "near_ban" | "name";

export type Waiting = { 
/**
 * Their seat.
 */
participant: ParticipantId, 
/**
 * Their name, as they want to be called.
 */
name: string, 
/**
 * The number that tells them from others of the same name, who came before: 2 for the second. Absent for the
 * first.
 */
namesake?: number, 
/**
 * Why they wait; absent where all newcomers do.
 */
cause?: WaitCause, 
/**
 * When they began to wait.
 */
at: number, 
/**
 * The last text that staff sent to the waiting room.
 */
message: string | null, };

export type Audience = { "to": "everyone" } | { "to": "room", 
/**
 * The room.
 */
room: RoomId, } | { "to": "staff", 
/**
 * The other person.
 */
and?: ParticipantId, } | { "to": "pair", 
/**
 * The author.
 */
from: ParticipantId, 
/**
 * The other person.
 */
with: ParticipantId, };

export type LeaveReason = "left" | "lost" | "removed" | "banned";

export type EventBody = { "kind": "session_started", 
/**
 * The session.
 */
session: SessionId, 
/**
 * Its title.
 */
title: string, 
/**
 * Wall time of class time 0.
 */
started_unix: number, 
/**
 * What it is; absent for a class.
 */
of?: SessionKind, 
/**
 * Whether nothing of it is recorded; absent where it is.
 */
unrecorded?: boolean, 
/**
 * What is watched there, at a study table.
 */
watches?: WatchedClass, } | { "kind": "interrupted", 
/**
 * The last time known to be recorded.
 */
from: number, 
/**
 * When the server was back.
 */
to: number, } | { "kind": "session_ended", 
/**
 * The instructor who ended it; absent when it ended by itself.
 */
by?: ParticipantId, } | { "kind": "session_closed", 
/**
 * The person who closed the session.
 */
by: ParticipantId, } | { "kind": "session_reopened", 
/**
 * The person who opened the session.
 */
by: ParticipantId, } | { "kind": "viewer_joined", 
/**
 * Their seat.
 */
participant: ParticipantId, 
/**
 * Their name, as they want to be called.
 */
name: string, 
/**
 * The number that tells them from others of the same name, who came before: 2 for the second. Absent for the
 * first.
 */
namesake?: number, 
/**
 * Their role.
 */
role: Role, 
/**
 * Their consent to being recorded should they come to class; withheld where the event has none.
 */
consent: Consent, } | { "kind": "joined", 
/**
 * Their seat.
 */
participant: ParticipantId, 
/**
 * Their name, as they want to be called.
 */
name: string, 
/**
 * The number that tells them from others of the same name, who came before: 2 for the second. Absent for the
 * first.
 */
namesake?: number, 
/**
 * Their role here.
 */
role: Role, 
/**
 * Where they are.
 */
room: RoomId, 
/**
 * Their consent to being recorded; withheld where the event has none.
 */
consent: Consent, } | { "kind": "left", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The reason.
 */
reason: LeaveReason, } | { "kind": "away_changed", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * Whether they are away.
 */
away: boolean, } | { "kind": "wait_began", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * Their name, as they want to be called.
 */
name: string, 
/**
 * The number that tells them from others of the same name, who came before: 2 for the second. Absent for the
 * first.
 */
namesake?: number, 
/**
 * Their consent to being recorded once they are in; withheld where the event has none.
 */
consent: Consent, 
/**
 * Why they wait; absent where all newcomers do.
 */
cause?: WaitCause, } | { "kind": "wait_ended", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * Why they are not admitted; absent: they are.
 */
reason?: LeaveReason, } | { "kind": "waiting_told", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The text.
 */
text: string, } | { "kind": "consent_changed", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The consent from now on.
 */
consent: Consent, } | { "kind": "chat_sent", 
/**
 * The author.
 */
participant: ParticipantId, 
/**
 * Plain text, shown as text. See [`crate::limits::CHAT_TEXT_BYTES`].
 */
text: string, } | { "kind": "chat_deleted", 
/**
 * The message, by the number of its event.
 */
message: number, 
/**
 * The author, or the staff member who deleted it.
 */
by: ParticipantId, } | { "kind": "track_changed", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The source.
 */
source: Source, 
/**
 * The state of the track now.
 */
state: TrackState, 
/**
 * The staff member who did it; absent when the owner did.
 */
by?: ParticipantId, } | { "kind": "speaking", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * Whether they speak now.
 */
speaking: boolean, } | { "kind": "hand_raised", 
/**
 * The person.
 */
participant: ParticipantId, } | { "kind": "hand_lowered", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The staff member who lowered it; absent when the owner did.
 */
by?: ParticipantId, } | { "kind": "hands_lowered", 
/**
 * The room.
 */
room: RoomId, 
/**
 * The staff member who lowered them.
 */
by: ParticipantId, } | { "kind": "reacted", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The reaction.
 */
reaction: Reaction, } | { "kind": "spotlight_set", 
/**
 * The room.
 */
room: RoomId, 
/**
 * The track; absent: none.
 */
target: TrackRef | null, } | { "kind": "moved", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The room in which they are now.
 */
room: RoomId, 
/**
 * The staff member who moved them; absent when they went by themselves, or their room closed.
 */
by?: ParticipantId, } | { "kind": "rooms_opened", 
/**
 * The rooms.
 */
rooms: Array<OpenedRoom>, 
/**
 * The rules of all breakout rooms from now on.
 */
rules: RoomRules, 
/**
 * The staff member who opened them.
 */
by: ParticipantId, } | { "kind": "arrivals_expected", 
/**
 * The room.
 */
room: RoomId, 
/**
 * The names.
 */
names: Array<string>, } | { "kind": "room_time_set", 
/**
 * The rooms.
 */
rooms: Array<RoomId>, 
/**
 * When they close by themselves.
 */
until: number | null, } | { "kind": "rooms_closed", 
/**
 * The rooms.
 */
rooms: Array<RoomId>, } | { "kind": "help_asked", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The room that needs help.
 */
room: RoomId, 
/**
 * The reason.
 */
reason: string, } | { "kind": "help_ended", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The staff member who came, or took the call back; absent when the person did so.
 */
by?: ParticipantId, } | { "kind": "work_handed_in", 
/**
 * The room.
 */
room: RoomId, 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The text; empty: what was handed in is taken back.
 */
text: string, 
/**
 * The others whose work it is too, by number: each of them said so. Nobody where it was handed in in class.
 */
with?: Array<ParticipantId>, } | { "kind": "voice_to_all_set", 
/**
 * The staff member; absent: nobody.
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
 * The key, if it is a quiz question.
 */
key: Key | null, } | { "kind": "poll_discarded", 
/**
 * The poll.
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
 * The staff member who asks.
 */
by: ParticipantId, } | { "kind": "poll_key_set", 
/**
 * The poll.
 */
poll: PollId, 
/**
 * Its key.
 */
key: Key, } | { "kind": "ballot_cast", 
/**
 * The poll.
 */
poll: PollId, 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The answer; absent when the poll is anonymous: it is then stored nowhere but in the final count.
 */
answer?: Answer, } | { "kind": "poll_closed", 
/**
 * The poll.
 */
poll: PollId, 
/**
 * The key of a quiz question that all were asked, in journals of before; now it is a [`EventBody::PollKeySet`] that follows.
 */
key: Key | null, } | { "kind": "late_answers_set", 
/**
 * The poll.
 */
poll: PollId, 
/**
 * Until when.
 */
late_answers: LateAnswers, 
/**
 * The staff member.
 */
by: ParticipantId, } | { "kind": "poll_tallied", 
/**
 * The poll.
 */
poll: PollId, 
/**
 * The count.
 */
tally: Tally, } | { "kind": "results_shared", 
/**
 * The poll.
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
 * Its position in the agenda; absent when it is improvised.
 */
position: number | null, 
/**
 * The activity.
 */
activity: Activity, 
/**
 * When its time is over.
 */
until: number | null, } | { "kind": "activity_extended", 
/**
 * When its time is over.
 */
until: number, } | { "kind": "activity_ended" } | { "kind": "chapter_set", 
/**
 * Where it begins.
 */
from: number, 
/**
 * Its name.
 */
title: string, } | { "kind": "chapter_hidden", 
/**
 * Where it would begin.
 */
from: number, } | { "kind": "chapter_removed", 
/**
 * The moment.
 */
from: number, } | { "kind": "feedback_set", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The feedback; absent: none any more.
 */
feedback: Feedback | null, } | { "kind": "off_record_set", 
/**
 * Whether class is off the record.
 */
off: boolean, 
/**
 * The staff member who did it; absent when it happened by itself, as all staff had left, or one of them was back.
 */
by?: ParticipantId, } | { "kind": "cut_made", 
/**
 * The stretch.
 */
cut: Cut, 
/**
 * The staff member who did it.
 */
by: ParticipantId, } | { "kind": "cut_undone", 
/**
 * The stretch.
 */
cut: Cut, 
/**
 * The staff member who did it.
 */
by: ParticipantId, } | { "kind": "room_hidden", 
/**
 * The room.
 */
room: RoomId, 
/**
 * Whether it is hidden.
 */
hidden: boolean, 
/**
 * The staff member who did it.
 */
by: ParticipantId, } | { "kind": "playback_set", 
/**
 * Whether it plays.
 */
playing: boolean, 
/**
 * Where it goes on, in class time of what is watched.
 */
position: number, 
/**
 * How fast, in hundredths.
 */
speed_percent: number, 
/**
 * The person who did it.
 */
by: ParticipantId, } | { "kind": "together_set", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The breakout room of the class that is watched whose task it is; absent: none.
 */
room: RoomId | null, } | { "kind": "asked_to_unmute", 
/**
 * The person who is asked.
 */
participant: ParticipantId, 
/**
 * The staff member who asks.
 */
by: ParticipantId, } | { "kind": "unmute_taken_back", 
/**
 * The person who was asked.
 */
participant: ParticipantId, 
/**
 * The staff member who revokes it.
 */
by: ParticipantId, } | { "kind": "share_asked", 
/**
 * The person.
 */
participant: ParticipantId, } | { "kind": "may_share_set", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * Whether they may share.
 */
may_share: boolean, 
/**
 * The staff member who decided.
 */
by: ParticipantId, } | { "kind": "role_changed", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * Their role now.
 */
role: Role, 
/**
 * The instructor who changed it.
 */
by: ParticipantId, } | { "kind": "renamed", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * Their name now.
 */
name: string, 
/**
 * The number that tells them from others of the same name, who came before: 2 for the second. Absent for the
 * first.
 */
namesake?: number, 
/**
 * The staff member who did it.
 */
by: ParticipantId, } | { "kind": "settings_changed", 
/**
 * All settings from now on.
 */
settings: Settings, 
/**
 * The staff member who did it.
 */
by: ParticipantId, } | { "kind": "unknown" };

export type Event = { 
/**
 * Its number.
 */
seq: number, 
/**
 * The time.
 */
at: number, 
/**
 * The people who may see it.
 */
audience: Audience, 
/**
 * Set for a later act; absent for what happens in class.
 */
later?: Later, } & ({ "kind": "session_started", 
/**
 * The session.
 */
session: SessionId, 
/**
 * Its title.
 */
title: string, 
/**
 * Wall time of class time 0.
 */
started_unix: number, 
/**
 * What it is; absent for a class.
 */
of?: SessionKind, 
/**
 * Whether nothing of it is recorded; absent where it is.
 */
unrecorded?: boolean, 
/**
 * What is watched there, at a study table.
 */
watches?: WatchedClass, } | { "kind": "interrupted", 
/**
 * The last time known to be recorded.
 */
from: number, 
/**
 * When the server was back.
 */
to: number, } | { "kind": "session_ended", 
/**
 * The instructor who ended it; absent when it ended by itself.
 */
by?: ParticipantId, } | { "kind": "session_closed", 
/**
 * The person who closed the session.
 */
by: ParticipantId, } | { "kind": "session_reopened", 
/**
 * The person who opened the session.
 */
by: ParticipantId, } | { "kind": "viewer_joined", 
/**
 * Their seat.
 */
participant: ParticipantId, 
/**
 * Their name, as they want to be called.
 */
name: string, 
/**
 * The number that tells them from others of the same name, who came before: 2 for the second. Absent for the
 * first.
 */
namesake?: number, 
/**
 * Their role.
 */
role: Role, 
/**
 * Their consent to being recorded should they come to class; withheld where the event has none.
 */
consent: Consent, } | { "kind": "joined", 
/**
 * Their seat.
 */
participant: ParticipantId, 
/**
 * Their name, as they want to be called.
 */
name: string, 
/**
 * The number that tells them from others of the same name, who came before: 2 for the second. Absent for the
 * first.
 */
namesake?: number, 
/**
 * Their role here.
 */
role: Role, 
/**
 * Where they are.
 */
room: RoomId, 
/**
 * Their consent to being recorded; withheld where the event has none.
 */
consent: Consent, } | { "kind": "left", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The reason.
 */
reason: LeaveReason, } | { "kind": "away_changed", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * Whether they are away.
 */
away: boolean, } | { "kind": "wait_began", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * Their name, as they want to be called.
 */
name: string, 
/**
 * The number that tells them from others of the same name, who came before: 2 for the second. Absent for the
 * first.
 */
namesake?: number, 
/**
 * Their consent to being recorded once they are in; withheld where the event has none.
 */
consent: Consent, 
/**
 * Why they wait; absent where all newcomers do.
 */
cause?: WaitCause, } | { "kind": "wait_ended", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * Why they are not admitted; absent: they are.
 */
reason?: LeaveReason, } | { "kind": "waiting_told", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The text.
 */
text: string, } | { "kind": "consent_changed", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The consent from now on.
 */
consent: Consent, } | { "kind": "chat_sent", 
/**
 * The author.
 */
participant: ParticipantId, 
/**
 * Plain text, shown as text. See [`crate::limits::CHAT_TEXT_BYTES`].
 */
text: string, } | { "kind": "chat_deleted", 
/**
 * The message, by the number of its event.
 */
message: number, 
/**
 * The author, or the staff member who deleted it.
 */
by: ParticipantId, } | { "kind": "track_changed", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The source.
 */
source: Source, 
/**
 * The state of the track now.
 */
state: TrackState, 
/**
 * The staff member who did it; absent when the owner did.
 */
by?: ParticipantId, } | { "kind": "speaking", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * Whether they speak now.
 */
speaking: boolean, } | { "kind": "hand_raised", 
/**
 * The person.
 */
participant: ParticipantId, } | { "kind": "hand_lowered", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The staff member who lowered it; absent when the owner did.
 */
by?: ParticipantId, } | { "kind": "hands_lowered", 
/**
 * The room.
 */
room: RoomId, 
/**
 * The staff member who lowered them.
 */
by: ParticipantId, } | { "kind": "reacted", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The reaction.
 */
reaction: Reaction, } | { "kind": "spotlight_set", 
/**
 * The room.
 */
room: RoomId, 
/**
 * The track; absent: none.
 */
target: TrackRef | null, } | { "kind": "moved", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The room in which they are now.
 */
room: RoomId, 
/**
 * The staff member who moved them; absent when they went by themselves, or their room closed.
 */
by?: ParticipantId, } | { "kind": "rooms_opened", 
/**
 * The rooms.
 */
rooms: Array<OpenedRoom>, 
/**
 * The rules of all breakout rooms from now on.
 */
rules: RoomRules, 
/**
 * The staff member who opened them.
 */
by: ParticipantId, } | { "kind": "arrivals_expected", 
/**
 * The room.
 */
room: RoomId, 
/**
 * The names.
 */
names: Array<string>, } | { "kind": "room_time_set", 
/**
 * The rooms.
 */
rooms: Array<RoomId>, 
/**
 * When they close by themselves.
 */
until: number | null, } | { "kind": "rooms_closed", 
/**
 * The rooms.
 */
rooms: Array<RoomId>, } | { "kind": "help_asked", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The room that needs help.
 */
room: RoomId, 
/**
 * The reason.
 */
reason: string, } | { "kind": "help_ended", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The staff member who came, or took the call back; absent when the person did so.
 */
by?: ParticipantId, } | { "kind": "work_handed_in", 
/**
 * The room.
 */
room: RoomId, 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The text; empty: what was handed in is taken back.
 */
text: string, 
/**
 * The others whose work it is too, by number: each of them said so. Nobody where it was handed in in class.
 */
with?: Array<ParticipantId>, } | { "kind": "voice_to_all_set", 
/**
 * The staff member; absent: nobody.
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
 * The key, if it is a quiz question.
 */
key: Key | null, } | { "kind": "poll_discarded", 
/**
 * The poll.
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
 * The staff member who asks.
 */
by: ParticipantId, } | { "kind": "poll_key_set", 
/**
 * The poll.
 */
poll: PollId, 
/**
 * Its key.
 */
key: Key, } | { "kind": "ballot_cast", 
/**
 * The poll.
 */
poll: PollId, 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The answer; absent when the poll is anonymous: it is then stored nowhere but in the final count.
 */
answer?: Answer, } | { "kind": "poll_closed", 
/**
 * The poll.
 */
poll: PollId, 
/**
 * The key of a quiz question that all were asked, in journals of before; now it is a [`EventBody::PollKeySet`] that follows.
 */
key: Key | null, } | { "kind": "late_answers_set", 
/**
 * The poll.
 */
poll: PollId, 
/**
 * Until when.
 */
late_answers: LateAnswers, 
/**
 * The staff member.
 */
by: ParticipantId, } | { "kind": "poll_tallied", 
/**
 * The poll.
 */
poll: PollId, 
/**
 * The count.
 */
tally: Tally, } | { "kind": "results_shared", 
/**
 * The poll.
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
 * Its position in the agenda; absent when it is improvised.
 */
position: number | null, 
/**
 * The activity.
 */
activity: Activity, 
/**
 * When its time is over.
 */
until: number | null, } | { "kind": "activity_extended", 
/**
 * When its time is over.
 */
until: number, } | { "kind": "activity_ended" } | { "kind": "chapter_set", 
/**
 * Where it begins.
 */
from: number, 
/**
 * Its name.
 */
title: string, } | { "kind": "chapter_hidden", 
/**
 * Where it would begin.
 */
from: number, } | { "kind": "chapter_removed", 
/**
 * The moment.
 */
from: number, } | { "kind": "feedback_set", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The feedback; absent: none any more.
 */
feedback: Feedback | null, } | { "kind": "off_record_set", 
/**
 * Whether class is off the record.
 */
off: boolean, 
/**
 * The staff member who did it; absent when it happened by itself, as all staff had left, or one of them was back.
 */
by?: ParticipantId, } | { "kind": "cut_made", 
/**
 * The stretch.
 */
cut: Cut, 
/**
 * The staff member who did it.
 */
by: ParticipantId, } | { "kind": "cut_undone", 
/**
 * The stretch.
 */
cut: Cut, 
/**
 * The staff member who did it.
 */
by: ParticipantId, } | { "kind": "room_hidden", 
/**
 * The room.
 */
room: RoomId, 
/**
 * Whether it is hidden.
 */
hidden: boolean, 
/**
 * The staff member who did it.
 */
by: ParticipantId, } | { "kind": "playback_set", 
/**
 * Whether it plays.
 */
playing: boolean, 
/**
 * Where it goes on, in class time of what is watched.
 */
position: number, 
/**
 * How fast, in hundredths.
 */
speed_percent: number, 
/**
 * The person who did it.
 */
by: ParticipantId, } | { "kind": "together_set", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The breakout room of the class that is watched whose task it is; absent: none.
 */
room: RoomId | null, } | { "kind": "asked_to_unmute", 
/**
 * The person who is asked.
 */
participant: ParticipantId, 
/**
 * The staff member who asks.
 */
by: ParticipantId, } | { "kind": "unmute_taken_back", 
/**
 * The person who was asked.
 */
participant: ParticipantId, 
/**
 * The staff member who revokes it.
 */
by: ParticipantId, } | { "kind": "share_asked", 
/**
 * The person.
 */
participant: ParticipantId, } | { "kind": "may_share_set", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * Whether they may share.
 */
may_share: boolean, 
/**
 * The staff member who decided.
 */
by: ParticipantId, } | { "kind": "role_changed", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * Their role now.
 */
role: Role, 
/**
 * The instructor who changed it.
 */
by: ParticipantId, } | { "kind": "renamed", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * Their name now.
 */
name: string, 
/**
 * The number that tells them from others of the same name, who came before: 2 for the second. Absent for the
 * first.
 */
namesake?: number, 
/**
 * The staff member who did it.
 */
by: ParticipantId, } | { "kind": "settings_changed", 
/**
 * All settings from now on.
 */
settings: Settings, 
/**
 * The staff member who did it.
 */
by: ParticipantId, } | { "kind": "unknown" });

export type OfferedTrack = { 
/**
 * The m-line's `a=mid`.
 */
mid: string, 
/**
 * The source that it carries.
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

export type ChatTo = { "to": "room", 
/**
 * The room.
 */
room: RoomId, } | { "to": "staff" } | { "to": "everywhere" } | { "to": "person", 
/**
 * The person.
 */
participant: ParticipantId, };

export type Command = { "do": "leave" } | { "do": "set_consent", 
/**
 * The consent.
 */
consent: Consent, } | { "do": "admit", 
/**
 * The people.
 */
participants: Array<ParticipantId>, } | { "do": "tell_waiting", 
/**
 * The text.
 */
text: string, } | { "do": "send_chat", 
/**
 * The text.
 */
text: string, 
/**
 * The recipients.
 */
to: ChatTo, } | { "do": "delete_message", 
/**
 * The message, by the number of its event.
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
 * The tracks that the sending m-lines carry.
 */
sends: Array<OfferedTrack>, } | { "do": "watch", 
/**
 * The slots.
 */
slots: Array<WatchedSlot>, } | { "do": "set_track", 
/**
 * The source.
 */
source: Source, 
/**
 * The state that the track shall have.
 */
state: TrackState, } | { "do": "mute_track", 
/**
 * The other person's track.
 */
track: TrackRef, } | { "do": "raise_hand" } | { "do": "lower_hand", 
/**
 * The person.
 */
participant: ParticipantId, } | { "do": "lower_all_hands", 
/**
 * The room.
 */
room: RoomId, } | { "do": "call_next", 
/**
 * The room.
 */
room: RoomId, } | { "do": "react", 
/**
 * The reaction.
 */
reaction: Reaction, } | { "do": "set_spotlight", 
/**
 * The room.
 */
room: RoomId, 
/**
 * The track; absent: none.
 */
target: TrackRef | null, } | { "do": "open_rooms", 
/**
 * The rooms, at most [`crate::limits::ROOMS_AT_ONCE`].
 */
rooms: Array<NewRoom>, 
/**
 * The rules of all these rooms.
 */
rules: RoomRules, } | { "do": "close_rooms", 
/**
 * The time until they close; 0: now.
 */
countdown: number, } | { "do": "extend_rooms", 
/**
 * The room; absent: all that close by themselves.
 */
room: RoomId | null, 
/**
 * The time to add.
 */
by: number, } | { "do": "enter_room", 
/**
 * The room.
 */
room: RoomId, } | { "do": "move_person", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The room to go to.
 */
room: RoomId, } | { "do": "ask_for_help", 
/**
 * The reason; may be empty.
 */
reason: string, } | { "do": "hand_in", 
/**
 * The room.
 */
room: RoomId, 
/**
 * The text; empty: it is taken back.
 */
text: string, 
/**
 * The number of what the sender has read of it last, 0 for nothing that counts: where another one has come since, by those whose work it
 * is, too, this is refused with `not_now`. Absent: it takes the place of whatever is there.
 */
on: number | null, } | { "do": "hand_in_together", 
/**
 * The room.
 */
room: RoomId, 
/**
 * The text.
 */
text: string, } | { "do": "end_help", 
/**
 * The person.
 */
participant: ParticipantId, } | { "do": "set_voice_to_all", 
/**
 * Whether it is on.
 */
on: boolean, } | { "do": "prepare_poll", 
/**
 * The question.
 */
question: Question, 
/**
 * The key, which makes it a quiz question.
 */
key: Key | null, } | { "do": "discard_poll", 
/**
 * The poll.
 */
poll: PollId, } | { "do": "start_poll", 
/**
 * The question to ask.
 */
ask: Ask, 
/**
 * The room that is asked; absent: all of the session.
 */
room: RoomId | null, 
/**
 * How long it is open; absent: until it is closed.
 */
duration: number | null, } | { "do": "answer_poll", 
/**
 * The poll.
 */
poll: PollId, 
/**
 * The answer.
 */
answer: Answer, } | { "do": "close_poll", 
/**
 * The poll.
 */
poll: PollId, } | { "do": "set_late_answers", 
/**
 * The poll.
 */
poll: PollId, 
/**
 * Until when.
 */
late_answers: LateAnswers, } | { "do": "share_results", 
/**
 * The poll.
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
 * Its position in the agenda; absent: the activity is improvised.
 */
position: number | null, 
/**
 * The improvised activity; absent when there is a position.
 */
activity: Activity | null, } | { "do": "extend_activity", 
/**
 * The time to add.
 */
by: number, } | { "do": "end_activity" } | { "do": "set_feedback", 
/**
 * The feedback; absent: none.
 */
feedback: Feedback | null, } | { "do": "set_chapter", 
/**
 * The moment; absent: where the sender's cursor is.
 */
from: number | null, 
/**
 * The name.
 */
title: string, } | { "do": "hide_chapter", 
/**
 * The moment.
 */
from: number, } | { "do": "remove_chapter", 
/**
 * The moment.
 */
from: number, } | { "do": "set_off_record", 
/**
 * Whether class shall be off the record.
 */
off: boolean, } | { "do": "cut_out", 
/**
 * The stretch.
 */
cut: Cut, } | { "do": "undo_cut", 
/**
 * The stretch, as it was cut out.
 */
cut: Cut, } | { "do": "hide_room", 
/**
 * The room.
 */
room: RoomId, 
/**
 * Whether it shall be hidden.
 */
hidden: boolean, } | { "do": "ask_to_unmute", 
/**
 * The person.
 */
participant: ParticipantId, } | { "do": "mute_all", 
/**
 * Whether they may unmute by themselves.
 */
may_unmute: boolean, } | { "do": "ask_to_share" } | { "do": "set_may_share", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * Whether they may share.
 */
may_share: boolean, } | { "do": "set_role", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The role: assistant, student or guest.
 */
role: Role, } | { "do": "rename", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The name.
 */
name: string, } | { "do": "change_settings", 
/**
 * The settings that change.
 */
settings: SettingsChange, } | { "do": "remove", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * Whether to ban them: their browser gets no new seat in this session.
 */
ban: boolean, } | { "do": "clear_guests", 
/**
 * The first of these seats.
 */
from: ParticipantId, } | { "do": "set_playback", 
/**
 * Whether it plays.
 */
playing: boolean, 
/**
 * Where it goes on, in class time of what is watched. A moment after its end counts as the end.
 */
position: number, 
/**
 * How fast, in hundredths, from [`crate::limits::TABLE_SPEED_MIN`] to [`crate::limits::TABLE_SPEED_MAX`]. Others count as the nearest
 * of these.
 */
speed_percent: number, } | { "do": "set_together", 
/**
 * The breakout room of the class that is watched whose task it is; absent: none.
 */
room: RoomId | null, } | { "do": "end_session" } | { "do": "close_session" } | { "do": "reopen_session" };

export type CommandResult = { "result": "done" } | { "result": "answer", 
/**
 * The answer.
 */
sdp: string, };

export type ErrorCode = "version_mismatch" | "unauthorized" | "forbidden" | "not_found" | "bad_frame" | "too_large" | "rate_limited" | "text_invalid" | "text_too_long" | "name_invalid" | "name_taken" | "email_invalid" | "email_taken" | "password_invalid" | "image_too_large" | "not_an_image" | "sign_in_failed" | "password_wrong" | "passkey_failed" | "passkeys_full" | "setup_link_invalid" | "mail_link_invalid" | "mail_unavailable" | "invitation_invalid" | "on_roster" | "was_member" | "other_domain" | "domain_invalid" | "course_invalid" | "course_in_use" | "plan_full" | "preparation_full" | "files_full" | "bad_link" | "bad_push_device" | "no_recording" | "board_full" | "announcements_full" | "unknown_zone" | "bad_time" | "bad_length" | "bad_rule" | "bad_end" | "no_occurrence" | "too_many_occurrences" | "unknown_occurrence" | "long_reason" | "no_deadline" | "session_cancelled" | "session_begun" | "session_in_use" | "members_only" | "teaches_now" | "consent_changed" | "address_differs" | "last_one" | "session_ended" | "session_closed" | "recording_deleted" | "downloads_busy" | "ffmpeg_missing" | "live_only" | "already_answered" | "not_begun" | "guests_not_allowed" | "locked" | "not_inside" | "banned" | "waiting" | "full" | "unknown_participant" | "unknown_track" | "unknown_room" | "room_gone" | "unknown_poll" | "poll_closed" | "late_answers_closed" | "question_invalid" | "answer_invalid" | "plan_invalid" | "not_now" | "unknown_slot" | "nothing_to_do" | "bad_sdp" | "no_media" | "superseded" | "removed" | "left" | "draining" | "too_slow" | "disk_full" | "internal";

export type Refusal = { 
/**
 * The reason.
 */
code: ErrorCode, 
/**
 * Detail in English, for logs; never shown as the message to a person. Holds no secret. At most
 * [`limits::REFUSAL_DETAIL_BYTES`] and an ellipsis.
 */
detail?: string, 
/**
 * Seconds after which the same may be taken; absent where nobody knows. HTTP says it as `Retry-After`, too.
 */
retry_after?: number, };

export type Up = { "type": "hello", 
/**
 * [`crate::VERSION`].
 */
version: number, 
/**
 * The seat's token, from `POST /api/join/{code}`.
 */
token: string, 
/**
 * The last event that this client has: the server then sends only the events that the client missed.
 */
resume?: number, } | { "type": "command", 
/**
 * The number that the answer repeats.
 */
id: CommandId, 
/**
 * The command.
 */
command: Command, } | { "type": "ping" };

export type Notice = { "about": "slot", 
/**
 * The m-line's `a=mid`.
 */
mid: string, 
/**
 * The track whose frames come now; absent when the slot rests.
 */
track?: TrackRef, } | { "about": "media_lost" } | { "about": "recorded", 
/**
 * What the disk has room for.
 */
media: RecordedMedia, } | { "about": "loud_silence", 
/**
 * Whose microphone.
 */
participant: ParticipantId, };

export type RecordedMedia = "all" | "staff_cameras" | "screens" | "sound" | "nothing";

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
 * Your role here.
 */
role: Role, 
/**
 * The actions that your role permits. The settings of the class can withhold some of them for a while: the
 * snapshot's `settings` and your own `may_share` tell which, at every moment. A change of role comes with a new
 * welcome.
 */
permissions: Array<Action>, 
/**
 * Class time on the server now.
 */
now: number, 
/**
 * The whole state; absent when the server honours `resume`: the missed events follow instead.
 */
snapshot?: Snapshot, } | { "type": "events", 
/**
 * The events.
 */
events: Array<Event>, } | { "type": "ack", 
/**
 * The command's id.
 */
id: CommandId, 
/**
 * Its result.
 */
result: CommandResult, } | { "type": "refused", 
/**
 * The command's id.
 */
id: CommandId, 
/**
 * The reason.
 */
refusal: Refusal, } | { "type": "notice", 
/**
 * The notice.
 */
notice: Notice, } | { "type": "pong", 
/**
 * Class time on the server now.
 */
now: number, } | { "type": "bye", 
/**
 * The reason.
 */
code: ErrorCode, };

export type Interruption = { 
/**
 * The first moment.
 */
from: number, 
/**
 * The moment after the last.
 */
to: number, };

export type Hand = { 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * When it went up.
 */
at: number, };

export type Room = { 
/**
 * Its identity.
 */
id: RoomId, 
/**
 * Its name; empty for main.
 */
name: string, 
/**
 * Its task.
 */
task: string, 
/**
 * Whether it is open: people can be in it. The main room always is.
 */
open: boolean, 
/**
 * When this breakout room was opened, or the first of those that were open then: they belong together.
 */
opened: number | null, 
/**
 * When it closes by itself.
 */
until: number | null, 
/**
 * The people who were assigned to it when it was opened.
 */
members: Array<ParticipantId>, 
/**
 * Raised hands, longest up first.
 */
hands: Array<Hand>, 
/**
 * The track in the spotlight.
 */
spotlight: TrackRef | null, };

export type Track = { 
/**
 * The source.
 */
source: Source, 
/**
 * On or muted.
 */
state: TrackState, 
/**
 * The time since which it is published: a share's chapter starts here.
 */
since: number, };

export type LastReaction = { 
/**
 * The reaction.
 */
reaction: Reaction, 
/**
 * The time.
 */
at: number, };

export type Participant = { 
/**
 * Their seat.
 */
id: ParticipantId, 
/**
 * Their name, as they want to be called.
 */
name: string, 
/**
 * The number that tells them from others of the same name, who came before: 2 for the second. Absent for the
 * first.
 */
namesake?: number, 
/**
 * Their role.
 */
role: Role, 
/**
 * The room in which they are, or were last.
 */
room: RoomId, 
/**
 * The breakout room in which they are, or were last.
 */
breakout: RoomId | null, 
/**
 * Whether they are here. They stay present while their connection is lost for less than the grace period.
 */
present: boolean, 
/**
 * Whether nothing is heard of the connection of somebody who is present.
 */
away?: boolean, 
/**
 * Their consent to being recorded.
 */
consent: Consent, 
/**
 * Their tracks that are not off, ordered by source.
 */
tracks: Array<Track>, 
/**
 * Whether they speak now.
 */
speaking: boolean, 
/**
 * The last reaction.
 */
reaction: LastReaction | null, 
/**
 * Whether staff permit them to share a screen.
 */
may_share: boolean, 
/**
 * Whether they ask for permission to share a screen.
 */
asks_to_share: boolean, };

export type ChatMessage = { 
/**
 * Its identity: the number of its event.
 */
seq: number, 
/**
 * The time.
 */
at: number, 
/**
 * Its audience.
 */
audience: Audience, 
/**
 * The author.
 */
participant: ParticipantId, 
/**
 * Plain text; empty when the message was deleted.
 */
text: string, 
/**
 * Whether it was deleted.
 */
deleted: boolean, 
/**
 * Set when it was written later.
 */
later?: Later, };

export type Snapshot = { 
/**
 * The last event so far that this person may see; 0 before the first. A client that resumes from here misses
 * nothing.
 */
seq: number, 
/**
 * The session; absent before the first event.
 */
session: SessionId | null, 
/**
 * What it is; absent for a class.
 */
kind?: SessionKind, 
/**
 * Whether nothing of it is recorded; absent where it is.
 */
unrecorded?: boolean, 
/**
 * What is watched together, at a study table.
 */
table?: Table, 
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
 * Whether it is closed for later participation, too.
 */
closed: boolean, 
/**
 * Since when no staff are present in a class that had some; absent while there are, and after the end.
 */
staff_left: number | null, 
/**
 * Stretches in which the server was away.
 */
interruptions: Array<Interruption>, 
/**
 * The rooms, main first.
 */
rooms: Array<Room>, 
/**
 * Everybody who was ever here, by seat. Everybody sees the same list, which is most of a large class's snapshot.
 */
participants: Array<Participant>, 
/**
 * The settings of the class.
 */
settings: Settings, 
/**
 * The people who wait to be admitted, longest first: staff see all, others themselves.
 */
waiting: Array<Waiting>, 
/**
 * The rules of breakout rooms.
 */
room_rules: RoomRules, 
/**
 * The staff member who is heard in all rooms.
 */
voice_to_all: ParticipantId | null, 
/**
 * Calls for help, longest first: staff see all, others their own.
 */
help: Array<HelpRequest>, 
/**
 * What was handed in for the tasks of rooms, oldest first; absent where that is nothing.
 */
work?: Array<Work>, 
/**
 * The polls that were asked, by number.
 */
polls: Array<Poll>, 
/**
 * The prepared questions, by number: staff alone see them.
 */
prepared: Array<PreparedPoll>, 
/**
 * The planned activities.
 */
agenda: Array<Activity>, 
/**
 * The activity that goes on.
 */
activity: RunningActivity | null, 
/**
 * What staff say of chapters, in their order; absent where that is nothing.
 */
chapters?: Array<Chapter>, 
/**
 * The stretches off the record, in their order; absent where there are none.
 */
off_record?: Array<OffRecord>, 
/**
 * What staff took out of the recording; absent where that is nothing.
 */
edits?: Edits, 
/**
 * Feedback, by seat: staff see all, others their own.
 */
feedback: Array<GivenFeedback>, 
/**
 * Messages, oldest first. A live snapshot holds the last [`crate::limits::CHAT_IN_SNAPSHOT`] only, with at most
 * [`crate::limits::CHAT_IN_SNAPSHOT_BYTES`] of text; the journal has them all.
 */
chat: Array<ChatMessage>, };

export type TrackContent = { "of": "participant", 
/**
 * The person.
 */
participant: ParticipantId, 
/**
 * The source.
 */
source: Source, 
/**
 * The room.
 */
room: RoomId, } | { "of": "mix", 
/**
 * The room.
 */
room: RoomId, };

export type ManifestEntry = { "entry": "track", 
/**
 * Its number in this manifest.
 */
track: number, 
/**
 * The content of the track.
 */
content: TrackContent, } | { "entry": "init", 
/**
 * The number of the track.
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
 * The number of the track.
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
bytes: number, 
/**
 * Of a mix alone: where it is [quiet](crate::limits::QUIET_DECIBELS) throughout, each from and to in
 * milliseconds after `start`, in order. Short pauses inside of a segment are left out. Absent where nobody measured it:
 * of other tracks, and of mixes that were recorded before this was noted.
 */
quiet?: Array<[number, number]>, } | { "entry": "gap", 
/**
 * Which track; absent for all.
 */
track?: number, 
/**
 * The first moment.
 */
from: number, 
/**
 * The moment after the last.
 */
to: number, } | { "entry": "erased", 
/**
 * The number of the track.
 */
track: number, 
/**
 * File name, which nothing has any more.
 */
file: string, } | { "entry": "end", 
/**
 * Length of the whole timeline.
 */
duration: number, };

export type Damage = { "lost": "events", 
/**
 * The number of the first.
 */
from: number, 
/**
 * The number of the last.
 */
to: number, } | { "lost": "recording", 
/**
 * Their number.
 */
files: number, 
/**
 * Class time at which the first of them begins.
 */
from: number, 
/**
 * Class time at which the last of them ends.
 */
to: number, } | { "lost": "contents", 
/**
 * Their number.
 */
lines: number, };

export type Me = { 
/**
 * Whether nobody owns the server yet: its owner opens the printed link.
 */
setup_needed: boolean, 
/**
 * Whether the server sends mail. Without, invitations are links to copy.
 */
mail: boolean, 
/**
 * The person who is signed in.
 */
person: Person | null, };

export type Person = { 
/**
 * Their name.
 */
name: string, 
/**
 * Their e-mail address.
 */
email: string, 
/**
 * Whether the address is known to be theirs: a link that went there was opened.
 */
email_confirmed: boolean, 
/**
 * What they are on the server.
 */
role: ServerRole, 
/**
 * What they say of themselves.
 */
profile: Profile, 
/**
 * Their photo.
 */
photo: PhotoId | null, };

export type PhotoId = string;

export type ClassPerson = { 
/**
 * Their seat.
 */
participant: ParticipantId, 
/**
 * Their pronouns; empty when they say none.
 */
pronouns: string, 
/**
 * Their photo.
 */
photo: PhotoId | null, };

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

export type ChangeNameRequest = { 
/**
 * The new name.
 */
name: string, };

export type ChangePasswordRequest = { 
/**
 * The present password. Wrong ones count as failed sign-ins.
 */
present: string, 
/**
 * The new password.
 */
new: string, };

export type Device = { 
/**
 * Names the sign-in; no secret.
 */
id: string, 
/**
 * The browser by its common name; empty when it is not known.
 */
browser: string, 
/**
 * The system on which it runs, likewise.
 */
system: string, 
/**
 * When the person signed in there.
 */
began_unix: number, 
/**
 * When it was last used, to about an hour.
 */
used_unix: number, 
/**
 * Whether it is the one that asks.
 */
this: boolean, };

export type Passkey = { 
/**
 * Names the passkey; no secret.
 */
id: string, 
/**
 * The browser in which it was made, by its common name; empty when it is not known.
 */
browser: string, 
/**
 * The system on which that runs, likewise.
 */
system: string, 
/**
 * When it was made.
 */
made_unix: number, 
/**
 * When it was last used, if ever.
 */
used_unix: number | null, };

export type BeginPasskey = { 
/**
 * The present password. Wrong ones count as failed sign-ins.
 */
password: string, };

export type Ceremony = { 
/**
 * Names it.
 */
id: string, 
/**
 * `PublicKeyCredentialCreationOptionsJSON` for a new passkey, `PublicKeyCredentialRequestOptionsJSON` for signing in.
 */
options: unknown, };

export type CeremonyAnswer = { 
/**
 * Which [`Ceremony`] is answered.
 */
ceremony: string, 
/**
 * `RegistrationResponseJSON` or `AuthenticationResponseJSON`.
 */
credential: unknown, };

export type StartSessionRequest = { 
/**
 * Title.
 */
title: string, 
/**
 * Whether guests may join by name alone.
 */
guests_allowed: boolean, 
/**
 * The course of which it is a class, if any: its staff start it, and the course says who is a guest.
 */
course?: CourseId, 
/**
 * What it is; absent for a class. All else belongs to a course.
 */
kind?: SessionKind, 
/**
 * For a study room: the class of the course that is watched there together. It makes the room a study table, of which each class that
 * is over has one at a time: whoever asks comes to the one that is open. It has the title of the class, and is never recorded.
 */
watches?: SessionId, };

export type SessionState = "scheduled" | "live" | "ended" | "closed";

export type RecordingState = { "state": "kept" } | { "state": "in_bin", 
/**
 * Until when it can be restored.
 */
until_unix: number, } | { "state": "deleted", 
/**
 * When.
 */
at_unix: number, };

export type PseudonymsRequest = { 
/**
 * Whether they do.
 */
pseudonyms: boolean, };

export type SessionSummary = { 
/**
 * Its identity.
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
 * What it is; absent for a class.
 */
kind?: SessionKind, 
/**
 * Whether nothing of it is recorded; absent where it is.
 */
unrecorded?: boolean, 
/**
 * The class that is watched there, for a study table.
 */
watches?: SessionId, 
/**
 * Whether it is a lecture that is not handed out: staff alone know of it.
 */
draft?: boolean, 
/**
 * Its state.
 */
state: SessionState, 
/**
 * Whether guests may join by name alone.
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
 * Its length, so far while it is live.
 */
duration: number, 
/**
 * The number of people who are present now.
 */
present: number, 
/**
 * Its losses; absent for almost every session.
 */
damage?: Array<Damage>, 
/**
 * Until when whoever has its link may watch the recording, where somebody opened it; absent when nobody did, or that is over.
 */
open_until_unix?: number, 
/**
 * Whether pseudonyms stand for names in its recording, for whoever is not its staff; absent where they do not.
 */
pseudonyms?: boolean, 
/**
 * Its recording; absent while that is kept.
 */
recording?: RecordingState, };

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
 * Whether the signed-in person enters by their account, under their own name: they own the session, or are a member of its
 * course.
 */
yours: boolean, 
/**
 * The role in which the signed-in person enters by their account; `None` for whoever enters as a guest.
 */
role: Role | null, 
/**
 * The name under which the signed-in person enters by their account: that of the seat that they have, that which the roster
 * has, or that of their account. `None` for whoever enters as a guest.
 */
name: string | null, 
/**
 * The course of which it is a class, by its title.
 */
course: string | null, 
/**
 * Whether whoever leads the class has banned this browser from it.
 */
banned: boolean, 
/**
 * Whether it begins with the first person who comes; else it begins with its staff.
 */
open: boolean, 
/**
 * What people are told before they are recorded.
 */
told: CurrentConsent, 
/**
 * When it is planned.
 */
plan?: SessionPlan, };

export type JoinRequest = { 
/**
 * Name.
 */
name: string, 
/**
 * The person's consent to being recorded.
 */
consent: Consent, 
/**
 * Which version of what is told before recording was on their screen: kept with their seat. Refused with
 * [`ErrorCode::ConsentChanged`](crate::ErrorCode::ConsentChanged) if another one is told meanwhile.
 */
consent_version?: number, };

export type Seat = { 
/**
 * An unguessable secret for this session and seat alone. It expires.
 */
token: string, 
/**
 * The session.
 */
session: SessionId, 
/**
 * The seat.
 */
participant: ParticipantId, 
/**
 * The role of the seat.
 */
role: Role, };

export type LaterCommand = { 
/**
 * The client's number for the command.
 */
id: CommandId, 
/**
 * The moment of class of which it speaks.
 */
anchor?: number, 
/**
 * The command.
 */
command: Command, };

export type StudyTable = { 
/**
 * How many people are there now.
 */
present: number, };

export type Timeline = { 
/**
 * The session.
 */
session: SessionSummary, 
/**
 * The seat that asks.
 */
you: ParticipantId, 
/**
 * Its role.
 */
role: Role, 
/**
 * Class time now while the session is live, else its whole length.
 */
now: number, 
/**
 * Whether what the page plays counts in the ledger of the class, because the seat is that of a student of its course.
 */
counted: boolean, 
/**
 * Whether the seat may do something at a moment of class: write, answer. Settings can withhold some of it.
 */
writes: boolean, 
/**
 * Whether the account that has the seat may take the recording along as a file, once class is over.
 */
downloads: boolean, 
/**
 * What staff took out of the recording: pages of it have nothing of that for whoever is not staff.
 */
edits: Edits, 
/**
 * Who is taken out of the recording: nothing of their camera, voice and screen is handed out. `POST /api/sessions/{id}/withdraw` (a seat's
 * token) takes the seat's holder out, and `POST /api/sessions/{id}/people/{participant}/withdraw` (staff) whoever asked for it, of a class that is
 * over. It cannot be undone.
 */
withdrawn: Array<ParticipantId>, 
/**
 * Of the polls whose results you may read, how many answered what later, by groups of [`crate::limits::LATE_GROUP`] people, where there is a
 * group. Of written answers it has those that staff shared. For staff, who read the answers to all others, it has those of anonymous polls.
 */
late_counts: Array<LateCount>, 
/**
 * The anonymous polls that you answered after class. Nobody finds your answers again.
 */
answered_later: Array<PollId>, 
/**
 * The course of which it is a class, for those who have the seat by their account.
 */
course: CourseId | null, 
/**
 * Where the holder of the seat was last, on whatever device.
 */
position: WatchPosition | null, 
/**
 * The server's wall clock.
 */
now_unix: number, 
/**
 * Its study table, for those who may watch it together with others.
 */
table?: StudyTable, };

export type WatchPosition = { 
/**
 * Where, in class time.
 */
at: number, 
/**
 * When they were there, by the server's wall clock.
 */
kept_unix: number, };

export type PictureCodec = "vp8" | "vp9";

export type Mp4File = { 
/**
 * Whether the server can make such files: ffmpeg is installed beside it.
 */
can_make: boolean, 
/**
 * Whether it is made anew, because the recording was changed.
 */
anew: boolean, 
/**
 * How far it has come.
 */
state: Mp4State, };

export type Mp4State = { "is": "absent" } | { "is": "waiting", 
/**
 * For what.
 */
reason: Mp4Wait, } | { "is": "working", 
/**
 * How much of it is made: 0 to 99.
 */
percent: number, } | { "is": "made", 
/**
 * When it was made.
 */
made_unix: number, 
/**
 * Its size.
 */
bytes: number, } | { "is": "failed", 
/**
 * Why.
 */
why: Mp4Failure, };

export type Mp4Wait = "turn" | "class";

export type Mp4Failure = "no_room" | "nothing" | "program";

export type WebmChoice = { 
/**
 * The codec of its pictures; absent: it has sound alone.
 */
codec: PictureCodec | null, 
/**
 * About how many bytes it has.
 */
bytes: number, 
/**
 * How long it shows screens.
 */
screen_ms: number, 
/**
 * How long it shows cameras.
 */
camera_ms: number, 
/**
 * How long it shows new takes; all of them are heard.
 */
take_ms: number, };

export type WebmChoices = { 
/**
 * The files, that with most of shared screens first, then that with most pictures. Empty when nothing was recorded.
 */
files: Array<WebmChoice>, 
/**
 * How long each of them plays.
 */
duration: number, 
/**
 * How long class looked at screens, in whatever codec.
 */
screen_ms: number, 
/**
 * How long class looked at cameras.
 */
camera_ms: number, 
/**
 * How long there is something to see in new takes, in whatever codec.
 */
take_ms: number, 
/**
 * What the folder with a page has; absent where there is no file.
 */
folder: FolderChoice | null, 
/**
 * About how many bytes the same folder has with sound alone; absent where it has no pictures anyway, or there is nothing to hear.
 */
sound_folder_bytes: number | null, };

export type FolderChoice = { 
/**
 * About how many bytes it has.
 */
bytes: number, 
/**
 * How long it shows screens.
 */
screen_ms: number, 
/**
 * How long it shows cameras.
 */
camera_ms: number, 
/**
 * How long it shows new takes; all of them are heard.
 */
take_ms: number, };

export type OfflineClass = { 
/**
 * Its title.
 */
title: string, 
/**
 * Wall time of class time 0.
 */
began_unix: number, 
/**
 * When the folder was made.
 */
made_unix: number, 
/**
 * Where it is watched with a connection.
 */
url: string, 
/**
 * What the film has, one after the other: stretches of class time, or the take that stands in the place of one.
 */
film: Array<Cut>, 
/**
 * Which file beside the page plays where in the film: they follow one another without a hole. Each file has all of the film.
 */
reels: Array<Reel>, 
/**
 * What everybody in the main room could read.
 */
events: Array<Event>, };

export type Reel = { 
/**
 * Its name.
 */
file: string, 
/**
 * Where it begins, in milliseconds of the film.
 */
from: number, 
/**
 * Where it ends.
 */
to: number, };

export type KeepPosition = { 
/**
 * Where a page is, in class time.
 */
at: number, };

export type JournalPage = { 
/**
 * In order.
 */
events: Array<Event>, 
/**
 * Where the next page starts. It is before the requested `from` if the journal has become shorter, because its end was
 * lost or a backup restored: the client then reads the journal anew from there.
 */
next: number, 
/**
 * Whether there is more right now.
 */
more: boolean, 
/**
 * Whether class is over, and no more of it follows: later acts alone do, unless the session is closed.
 */
complete: boolean, 
/**
 * Class time now while the session is live, else its whole length; where there is more, the time of the last event of the
 * page.
 */
now: number, };

export type ManifestPage = { 
/**
 * In order.
 */
entries: Array<ManifestEntry>, 
/**
 * The line at which the page begins. What it says of tracks may be in lines before.
 */
first: number, 
/**
 * Where the next page starts.
 */
next: number, 
/**
 * Whether there is more right now.
 */
more: boolean, 
/**
 * Whether the manifest is complete: nothing will ever follow `next`.
 */
complete: boolean, 
/**
 * Class time now while the session is live, else its whole length.
 */
now: number, };

export type MediaKeys = { 
/**
 * The keys of the rooms that the seat may watch, by the number of the room.
 */
rooms: { [key in RoomId]: string }, 
/**
 * How long they are good, in milliseconds.
 */
valid_ms: number, 
/**
 * After how many milliseconds there are others, which are good for longer.
 */
renew_ms: number, };

export type CourseId = string;

export type MemberId = number;

export type ServerRole = "owner" | "instructor" | "member";

export type Language = "en" | "de" | "es" | "ar";

export type Profile = { 
/**
 * Their pronouns; empty when they say none.
 */
pronouns: string, 
/**
 * The zone in which times are shown to them, by its name in the IANA database; `None` until it is known.
 */
zone: string | null, 
/**
 * The language in which letters to them are written; `None` as long as they have not said, which is English.
 */
language: Language | null, };

export type BrowserLocale = { 
/**
 * The name of the zone in the IANA database.
 */
zone: string, 
/**
 * The first of the reader's languages in which letters are written, if there is one.
 */
language: Language | null, };

export type SeatTokens = { 
/**
 * At most [`crate::limits::SEATS_CLAIMED`].
 */
tokens: Array<string>, };

export type KeptSeat = { 
/**
 * The class.
 */
session: SessionId, 
/**
 * Its title.
 */
title: string, 
/**
 * The name that the guest had there.
 */
name: string, 
/**
 * When class began.
 */
started_unix: number | null, };

export type GroupMember = { 
/**
 * Their name on the roster.
 */
name: string, 
/**
 * Their seat, if they took one.
 */
participant: ParticipantId | null, };

export type Group = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its students, in the order of their names.
 */
members: Array<GroupMember>, };

export type ErasurePreview = { 
/**
 * Whether the person is the only owner, who cannot go.
 */
only_owner: boolean, 
/**
 * The titles of running classes in which they are now, as staff: they end them first, or leave.
 */
teaching: Array<string>, 
/**
 * In how many classes they have a seat.
 */
classes: number, 
/**
 * The titles of courses that have no other instructor: an owner of the server looks after these.
 */
courses: Array<string>, };

export type EraseAccount = { 
/**
 * The e-mail address of the account that is erased, typed once more.
 */
email: string, 
/**
 * The present password of whoever asks.
 */
present: string, };

export type CourseRole = "instructor" | "assistant" | "student" | "observer";

export type MemberState = "invited" | "asking" | "active" | "left" | "removed";

export type LedgerRule = { 
/**
 * How much of a class's timeline somebody was there for, or watches later: from 1 to 100.
 */
percent: number, 
/**
 * Whether they answer all polls, too: those that staff opened for all of the class, in class or later. Anonymous ones do not
 * count, because nobody can answer them later.
 */
polls: boolean, 
/**
 * Whether they respond to a classmate, too: on the board, in a thread about the class in which one wrote before. Whoever writes before
 * all classmates has nobody to respond to, and begins the thread.
 */
response: boolean, };

export type LedgerState = "live" | "caught_up" | "response_left" | "on_the_way" | "missing";

export type Answers = { 
/**
 * How many there are.
 */
given: number, 
/**
 * How many of them are right in full.
 */
right: number, };

export type AnswersInClass = { 
/**
 * The class.
 */
session: SessionId, 
/**
 * Their answers.
 */
answers: Answers, };

export type HelpReason = { "why": "missed", 
/**
 * Those classes.
 */
classes: Array<SessionId>, } | { "why": "falling", 
/**
 * Their answers in the classes before.
 */
before: Answers, 
/**
 * Their answers lately.
 */
lately: Answers, 
/**
 * The answers of each class.
 */
classes: Array<AnswersInClass>, } | { "why": "silent", 
/**
 * Those classes.
 */
classes: Array<SessionId>, };

export type NeedsHelp = { 
/**
 * Who.
 */
member: MemberId, 
/**
 * Why, each reason once.
 */
reasons: Array<HelpReason>, };

export type PollStep = "discuss" | "explain";

export type WrongPoll = { 
/**
 * The poll.
 */
poll: PollId, 
/**
 * The moment of class at which it was put.
 */
at: number, 
/**
 * Its words.
 */
text: string, 
/**
 * Its answers, in class and later. Those of students of the course; where it is anonymous, of all who were asked.
 */
answers: Answers, 
/**
 * Those of the first round, where it is the second.
 */
first: Answers | null, 
/**
 * The students whose answer is not right in full; `None` where it is anonymous.
 */
who: Array<MemberId> | null, 
/**
 * What to do about it.
 */
step: PollStep, };

export type ConfusedPart = { 
/**
 * Where it begins.
 */
from: number, 
/**
 * Where it ends.
 */
to: number, 
/**
 * How many students did not follow, each once.
 */
people: number, 
/**
 * How many of them said that they are lost.
 */
confused: number, 
/**
 * How many went back while they watched it.
 */
again: number, 
/**
 * How many had a question wrong that was put there.
 */
wrong: number, };

export type WorkKind = "lecture" | "discussion" | "individual" | "group" | "break" | "quiet";

export type WorkSpan = { 
/**
 * How.
 */
kind: WorkKind, 
/**
 * Where it begins.
 */
from: number, 
/**
 * Where it ends.
 */
to: number, };

export type InsightsOfClass = { 
/**
 * The students of its course by name, without those who have not joined so far.
 */
students: Array<InsightStudent>, 
/**
 * The class.
 */
class: ClassInsight, 
/**
 * Where it lost people, in its order.
 */
confusion: Array<ConfusedPart>, };

export type ClassInsight = { 
/**
 * The class.
 */
session: SessionId, 
/**
 * Its title.
 */
title: string, 
/**
 * When it began.
 */
started_unix: number, 
/**
 * How long it was.
 */
duration: number, 
/**
 * Who took part in full while it was held.
 */
live: Array<MemberId>, 
/**
 * Who took part in full, in part later.
 */
caught_up: Array<MemberId>, 
/**
 * Who owes a response to a classmate alone.
 */
response_left: Array<MemberId>, 
/**
 * Who has some of it.
 */
on_the_way: Array<MemberId>, 
/**
 * Who has nothing of it.
 */
missing: Array<MemberId>, 
/**
 * The questions that went wrong, in the order of class.
 */
wrong: Array<WrongPoll>, 
/**
 * How its time was spent, in its order and without holes.
 */
work: Array<WorkSpan>, };

export type InsightStudent = { 
/**
 * Their line of the roster.
 */
member: MemberId, 
/**
 * The name there.
 */
name: string, };

export type CourseInsights = { 
/**
 * Its students by name, without those who have not joined so far.
 */
students: Array<InsightStudent>, 
/**
 * Its classes that are over, the latest first; at most [`crate::limits::INSIGHT_CLASSES`].
 */
classes: Array<ClassInsight>, 
/**
 * Those of its students who may need help, by name.
 */
help: Array<NeedsHelp>, 
/**
 * How many of its classes are missing here, because nobody has counted them so far. The page has them when it asks again.
 */
uncounted: number, };

export type LedgerEntry = { 
/**
 * How far they are.
 */
state: LedgerState, 
/**
 * How long class was, so far while it is live, without the time in which the server was away, silences of some seconds, and
 * breaks. Milliseconds, as all below.
 */
length: number, 
/**
 * For how much of it they were there.
 */
live: number, 
/**
 * How much else of it they watched later.
 */
later: number, 
/**
 * The polls that count.
 */
polls: number, 
/**
 * Those of them that they answered in class.
 */
polls_live: number, 
/**
 * Those that they answered later.
 */
polls_later: number, 
/**
 * The tasks of breakout rooms: one for rooms that were open together.
 */
tasks: number, 
/**
 * Those of them for which a room handed in something in which they were.
 */
tasks_live: number, 
/**
 * Those for which they handed in something later. Tasks do not change how far somebody is.
 */
tasks_later: number, 
/**
 * Messages that they wrote in class, to more than one other.
 */
messages_live: number, 
/**
 * Those that they wrote later.
 */
messages_later: number, 
/**
 * What they wrote about it on the board: threads and replies. It does not change how far somebody is.
 */
comments: number, 
/**
 * How often they responded to classmates, where the rule asks for it; else 0.
 */
responses: number, 
/**
 * How much is left to watch until the rule is met.
 */
left: number, 
/**
 * How many polls are left to answer until then.
 */
polls_left: number, 
/**
 * Whether they have to respond to a classmate until then.
 */
response_left: boolean, 
/**
 * Where they go on, as long as something is left to watch: the first moment that they have not seen, from where they were
 * last in the recording on; where they have seen all from there on, the first of all.
 */
resume: number | null, 
/**
 * When they first had all that it took then, in Unix ms, where they have all of it. What staff or classmates do later makes it no later. `None`
 * where they had it by being there alone, and where that is not known: it was done before it was kept, or another rule asks for less since.
 */
done_unix: number | null, 
/**
 * Whether that was by the date until which the class is to be caught up on, theirs where they were given more time. `None` where there is
 * no such date, or `done_unix` is not known.
 */
on_time: boolean | null, };

export type ClassCounts = { 
/**
 * All of them.
 */
students: number, 
/**
 * Those who have nothing of it so far.
 */
missing: number, 
/**
 * Those who have some of it.
 */
on_the_way: number, 
/**
 * Those who owe a response to a classmate alone.
 */
response_left: number, };

export type Stretch = { 
/**
 * Where it begins.
 */
from: number, 
/**
 * Where it ends.
 */
to: number, };

export type CatchUpPart = { 
/**
 * How much of it is to be watched, without silences, breaks and what was seen. Milliseconds; 0 where only questions are left.
 */
left: number, 
/**
 * The polls in it that are to be answered.
 */
polls: number, 
/**
 * Where it is in class, in order. What is left out for less than [`crate::limits::CATCH_UP_JOIN_MS`] is in them.
 */
stretches: Array<Stretch>, };

export type OwnLedger = { 
/**
 * What they have.
 */
entry: LedgerEntry, 
/**
 * What is left, in the order of class, until the rule is met; about [`crate::limits::CATCH_UP_PART_MS`] each. Empty where nothing is.
 */
parts: Array<CatchUpPart>, };

export type Watched = { 
/**
 * Where playback was at the last report, or after the last jump, in class time.
 */
from: number, 
/**
 * Where it is now.
 */
to: number, 
/**
 * How fast, in hundredths: 150 is one and a half times. More than [`crate::limits::LEDGER_SPEED_MAX`] counts as that.
 */
speed_percent: number, };

export type ClassLedger = { 
/**
 * The rule of its course.
 */
rule: LedgerRule, 
/**
 * The students of the course, those who are invited included, by name; at most [`crate::limits::ROSTER`].
 */
lines: Array<LedgerLine>, };

export type LedgerLine = { 
/**
 * Their line of the roster.
 */
member: MemberId, 
/**
 * Their seat in the class, if they have one.
 */
participant: ParticipantId | null, 
/**
 * The name there.
 */
name: string, 
/**
 * The group there.
 */
group: string | null, 
/**
 * What they have of the class; `None` for somebody who is invited and has not joined so far, who misses nothing yet.
 */
entry: LedgerEntry | null, };

export type PracticePlace = "here" | "watch";

export type PracticeItem = { 
/**
 * The class in which it was put.
 */
session: SessionId, 
/**
 * Its title.
 */
title: string, 
/**
 * Its course.
 */
course: CourseId, 
/**
 * The title of the course.
 */
course_title: string, 
/**
 * The poll.
 */
poll: PollId, 
/**
 * The moment of class at which it was put.
 */
at: number, 
/**
 * The question, without its key.
 */
question: Question, 
/**
 * Where it is answered.
 */
place: PracticePlace, 
/**
 * Since when it is due.
 */
due_unix: number, };

export type Practice = { 
/**
 * The questions, that first which is due for longest; at most [`crate::limits::PRACTICE_SHOWN`].
 */
items: Array<PracticeItem>, 
/**
 * How many more there are.
 */
more: number, };

export type PracticeAnswer = { 
/**
 * The answer.
 */
answer: Answer, };

export type Practised = { 
/**
 * Whether it is right in full.
 */
right: boolean, 
/**
 * The right answer, and what explains it.
 */
key: Key, 
/**
 * The stretch of class that explains it.
 */
explained: Stretch, 
/**
 * After how many days the question comes back; `None` when it does not any more.
 */
days: number | null, };

export type Explained = { 
/**
 * The poll.
 */
poll: PollId, 
/**
 * The moment of class at which its explanation begins.
 */
at: number, };

export type ExplainAt = { 
/**
 * The poll.
 */
poll: PollId, 
/**
 * The moment of class at which its explanation begins; `None` for where it was put.
 */
at: number | null, };

export type Reasoned = { "of": "message", 
/**
 * The number of its event.
 */
seq: number, } | { "of": "thread", 
/**
 * Which.
 */
id: PostId, };

export type Convinced = { 
/**
 * Which.
 */
reasoned: Reasoned, 
/**
 * How many.
 */
people: number, 
/**
 * Whether the reader is one of them.
 */
mine: boolean, };

export type ConvincedRequest = { 
/**
 * Which.
 */
reasoned: Reasoned, 
/**
 * Whether it did.
 */
convinced: boolean, };

export type Retention = { "keep": "usual" } | { "keep": "days", 
/**
 * From 1 to [`crate::limits::RETENTION_DAYS_MAX`].
 */
days: number, } | { "keep": "for_ever" };

export type StudyRoom = "off" | "open" | "recorded";

export type Keeping = { 
/**
 * The end of the term or of the last class, whichever is later; classes that are planned count.
 */
from_unix: number, 
/**
 * How many days are added.
 */
days: number, 
/**
 * The end of the notice that instructors have, or would have from now on.
 */
not_before_unix: number, };

export type CourseDetails = { 
/**
 * Title, of at most [`crate::limits::TITLE_CHARS`].
 */
title: string, 
/**
 * Plain text, of at most [`crate::limits::COURSE_TEXT_BYTES`].
 */
description: string, 
/**
 * One of [`crate::limits::COURSE_COLOURS`] colours, from 0.
 */
colour: number, 
/**
 * The home time zone, by its name in the IANA database: `Europe/Berlin`.
 */
zone: string, 
/**
 * The first day of the term, `YYYY-MM-DD`.
 */
from: string | null, 
/**
 * The last day of the term, `YYYY-MM-DD`.
 */
to: string | null, 
/**
 * The last day, `YYYY-MM-DD` in its zone, on which whoever has the link of a class may watch the recording. `None`: its members
 * alone may, as long as the recording of a class is not opened by itself.
 */
recordings_until: string | null, 
/**
 * Whether people who are no members may come into its classes by name alone.
 */
guests_allowed: boolean, 
/**
 * Whether it has a study room. Absent in a change: as before.
 */
study?: StudyRoom, 
/**
 * Whether quiz questions that its students had wrong or missed come back to them ([`crate::practice`]). Absent in a change: as
 * before.
 */
practice?: boolean, 
/**
 * Whether its students may take recordings of its classes along as files. Absent in a change: as before.
 */
downloads?: boolean, 
/**
 * How long its classes are kept. Absent in a change: as long as before.
 */
retention?: Retention, 
/**
 * What counts as full participation in its classes. Absent in a change: the same as before.
 */
ledger?: LedgerRule, };

export type CourseSummary = { 
/**
 * Its identity.
 */
id: CourseId, 
/**
 * Title.
 */
title: string, 
/**
 * Colour.
 */
colour: number, 
/**
 * The last day of the term.
 */
to: string | null, 
/**
 * What you are in it; `None` for owners of the server who are no members.
 */
role: CourseRole | null, 
/**
 * The number of its members; for whoever sees its roster, invited ones included.
 */
members: number, 
/**
 * The class that is live now, if any.
 */
live: SessionSummary | null, 
/**
 * How many questions on its board have no answer: for staff all, for others their own.
 */
questions: number, 
/**
 * How many people ask to come in; 0 for whom that is no matter.
 */
asking: number, };

export type AskedCourse = { 
/**
 * Title.
 */
title: string, 
/**
 * Colour.
 */
colour: number, 
/**
 * The code of its link, whose page says how it stands; `None` where the link is off.
 */
code: string | null, 
/**
 * See [`CourseInvitation::until_confirmed`].
 */
until_confirmed: boolean, };

export type Course = { 
/**
 * Its identity.
 */
id: CourseId, 
/**
 * What staff say of it.
 */
details: CourseDetails, 
/**
 * What you are in it; `None` for owners of the server who are no members.
 */
role: CourseRole | null, 
/**
 * What you may do in it.
 */
rights: Array<CourseAction>, 
/**
 * The names of its instructors.
 */
instructors: Array<string>, 
/**
 * The number of its members; for whoever sees its roster, invited ones included.
 */
members: number, 
/**
 * How many people ask to come in; 0 for whom that is no matter.
 */
asking: number, 
/**
 * How many questions on its board have no answer; 0 for whom that is no matter.
 */
questions: number, 
/**
 * Its classes, newest first, without planned ones that have not begun.
 */
sessions: Array<SessionSummary>, 
/**
 * The link by which people come in, for those who may change the roster.
 */
join: CourseJoin | null, 
/**
 * Until when its classes are kept; `None` for ever, and as long as none is over.
 */
keeping: Keeping | null, };

export type CourseJoin = { 
/**
 * The code; `None` while there is no link.
 */
code: string | null, 
/**
 * Whether staff approve of each person.
 */
approval: boolean, 
/**
 * Whoever comes has a mail address of one of these domains; any address where there are none.
 */
domains: Array<string>, };

export type CourseJoinRequest = { 
/**
 * Whether there is a link.
 */
on: boolean, 
/**
 * Whether the code is drawn anew, so that the former link ends.
 */
reset: boolean, 
/**
 * Whether staff approve of each person.
 */
approval: boolean, 
/**
 * Domains of mail addresses, such as `school.example`: whoever comes has an address of one of them, and asks until it is
 * confirmed. At most [`crate::limits::JOIN_DOMAINS`]; without any, all addresses will do.
 */
domains: Array<string>, };

export type CourseAction = "start_class" | "make_course" | "manage_people" | "see_course" | "see_photos" | "see_roster" | "change_roster" | "change_course" | "delete_course" | "plan_sessions" | "change_preparation" | "prepare" | "give_extensions" | "announce" | "read_board" | "write_on_board" | "moderate_board" | "start_course_class" | "record_lecture" | "study_together" | "teach_class" | "attend_class" | "watch_recordings" | "be_counted" | "see_ledger" | "see_insights" | "delete_recordings" | "open_recordings" | "hide_names" | "withdraw_others" | "download_recordings" | "download_where_let" | "subscribe_to_calendar" | "leave_course" | "read_course_log" | "read_server_log" | "keep_for_ever" | "export_people" | "erase_people" | "change_consent";

export type Member = { 
/**
 * Its number.
 */
id: MemberId, 
/**
 * Name.
 */
name: string, 
/**
 * E-mail address, for those who may see it.
 */
email: string | null, 
/**
 * Whether the address is known to be theirs, for those who may see it; absent for whoever has no account.
 */
email_confirmed: boolean | null, 
/**
 * What they are in the course.
 */
role: CourseRole, 
/**
 * Where they stand.
 */
state: MemberState, 
/**
 * Their group, for breakout rooms.
 */
group: string | null, 
/**
 * Their pronouns; empty when they say none.
 */
pronouns: string, 
/**
 * The photo of an active member, for members.
 */
photo: PhotoId | null, 
/**
 * Whether it is you.
 */
you: boolean, };

export type RosterPage = { 
/**
 * The lines, by name.
 */
members: Array<Member>, 
/**
 * How many lines fit the question altogether.
 */
total: number, 
/**
 * `skip` for the next page, if there is one.
 */
next: number | null, };

export type NewMember = { 
/**
 * Name.
 */
name: string, 
/**
 * E-mail address.
 */
email: string, 
/**
 * What they are in the course.
 */
role: CourseRole, 
/**
 * Their group.
 */
group?: string, };

export type MemberChange = { 
/**
 * What they are called in the course; an empty text for the name of their account, from then on.
 */
name?: string, 
/**
 * What they are from now on.
 */
role?: CourseRole, 
/**
 * `active` approves, or restores who was removed or left; `removed` removes.
 */
state?: MemberState, 
/**
 * Their group; an empty text for none.
 */
group?: string, };

export type ImportRequest = { 
/**
 * The file's text: a heading with `name` and `email`, and if wanted `role` and `group`; separated by commas, semicolons or
 * tabs. Of members who are on the roster, a column that is absent changes nothing, nor does a role that is empty.
 */
text: string, 
/**
 * Whether the lines without errors are imported. Without it, nothing changes: a preview.
 */
commit: boolean, };

export type ImportReport = { 
/**
 * Members who are new.
 */
added: number, 
/**
 * Members whose name, role or group changes.
 */
changed: number, 
/**
 * Those of them whose role changes.
 */
roles: number, 
/**
 * Members who are on the roster as they are in the file.
 */
unchanged: number, 
/**
 * People in the file who left the course or were removed from it: they stay so.
 */
away: number, 
/**
 * The lines that are left out, with the reason, at most [`crate::limits::IMPORT_ERRORS`].
 */
errors: Array<ImportError>, 
/**
 * How many lines are left out.
 */
failed: number, };

export type ImportError = { 
/**
 * Its number in the file, from 1; the heading counts.
 */
line: number, 
/**
 * What is wrong with it.
 */
problem: ImportProblem, 
/**
 * The value that is wrong, cut off.
 */
value: string, };

export type ImportProblem = "no_heading" | "name" | "email" | "role" | "group" | "twice" | "form" | "quote" | "full";

export type InvitationLink = { 
/**
 * Name.
 */
name: string, 
/**
 * E-mail address.
 */
email: string, 
/**
 * The path with its secret, which is shown this once; `None` when it goes by e-mail.
 */
path: string | null, 
/**
 * When it ends.
 */
expires_unix: number, };

export type PasswordLink = { 
/**
 * The path with its secret, which is shown this once.
 */
path: string, 
/**
 * When it ends.
 */
expires_unix: number, };

export type InvitationToken = { 
/**
 * From the fragment of the link.
 */
token: string, };

export type Invitation = { 
/**
 * The name of the person who is invited.
 */
name: string, 
/**
 * Their e-mail address.
 */
email: string, 
/**
 * The course, by its title; `None` for an invitation to the server.
 */
course: string | null, 
/**
 * What they are to be on the server.
 */
server_role: ServerRole, 
/**
 * Whether there is an account with this address: they sign in first.
 */
has_account: boolean, };

export type AcceptInvitation = { 
/**
 * From the fragment of the link.
 */
token: string, 
/**
 * The account that is made. Absent: the one that is signed in.
 */
account?: NewAccount, };

export type NewAccount = { 
/**
 * Name.
 */
name: string, 
/**
 * Password.
 */
password: string, };

export type Accepted = { 
/**
 * The course, if it was one.
 */
course: CourseId | null, };

export type CourseInvitation = { 
/**
 * Its identity, for members.
 */
course: CourseId | null, 
/**
 * Title.
 */
title: string, 
/**
 * The names of its instructors.
 */
instructors: Array<string>, 
/**
 * Whether staff approve of each person.
 */
approval: boolean, 
/**
 * See [`CourseJoinRequest::domains`].
 */
domains: Array<string>, 
/**
 * Where the signed-in person stands, if they are on the roster.
 */
you: MemberState | null, 
/**
 * Whether that person asks only until their address is confirmed, which lets them in without staff.
 */
until_confirmed: boolean, };

export type JoinCourse = { 
/**
 * The account that is made. Absent: the one that is signed in.
 */
account?: NewAccountByLink, };

export type NewAccountByLink = { 
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

export type ServerPerson = { 
/**
 * Identity: of the account, or of the invitation.
 */
id: string, 
/**
 * Name.
 */
name: string, 
/**
 * E-mail address.
 */
email: string, 
/**
 * What they are.
 */
role: ServerRole, 
/**
 * Whether they are invited, and have no account so far.
 */
invited: boolean, 
/**
 * Whether it is you.
 */
you: boolean, };

export type InvitePerson = { 
/**
 * Name.
 */
name: string, 
/**
 * E-mail address.
 */
email: string, 
/**
 * What they are to be.
 */
role: ServerRole, };

export type PersonChange = { 
/**
 * What they are from now on.
 */
role: ServerRole, };

export type PreparationId = string;

export type PreparationContent = { "kind": "link", 
/**
 * An address with `http` or `https`, of at most [`crate::limits::PREPARATION_LINK_BYTES`].
 */
url: string, } | { "kind": "text", 
/**
 * Plain text, of at most [`crate::limits::PREPARATION_TEXT_BYTES`].
 */
text: string, } | { "kind": "recording", 
/**
 * Which.
 */
session: SessionId, } | { "kind": "file" } & PreparationFile;

export type NewPreparation = { 
/**
 * What it is called, in at most [`crate::limits::TITLE_CHARS`].
 */
title: string, 
/**
 * What it is.
 */
content: PreparationContent, };

export type PreparationOrder = { 
/**
 * The first one first.
 */
items: Array<PreparationId>, };

export type PreparationFile = { 
/**
 * What it has.
 */
file: FileId, 
/**
 * How it is called, with its ending, in at most [`crate::limits::TITLE_CHARS`].
 */
name: string, 
/**
 * Its bytes.
 */
bytes: number, };

export type FileId = string;

export type CopyPreparation = { 
/**
 * The other session.
 */
from: SessionId, };

export type PreparationItem = { 
/**
 * Its identity.
 */
id: PreparationId, 
/**
 * What it is called.
 */
title: string, 
/**
 * What it is.
 */
content: PreparationContent, 
/**
 * The class of a recording, as long as it is kept.
 */
recording: SessionSummary | null, 
/**
 * When you said that you have done it.
 */
done_unix: number | null, 
/**
 * How many students have done it, for staff.
 */
done_by: number | null, };

export type SessionPreparation = { 
/**
 * In their order; at most [`crate::limits::PREPARATION_ITEMS`].
 */
items: Array<PreparationItem>, 
/**
 * How many students the course has, for staff.
 */
students: number | null, };

export type PreparationProgress = { 
/**
 * How much there is: at least 1.
 */
items: number, 
/**
 * How much of it you have done.
 */
done: number, };

export type PreparedPerson = { 
/**
 * Their line of the roster.
 */
member: MemberId, 
/**
 * Their name there.
 */
name: string, 
/**
 * When they said that they have done it.
 */
done_unix: number | null, };

export type SeriesId = string;

export type Weekday = "MO" | "TU" | "WE" | "TH" | "FR" | "SA" | "SU";

export type RulePattern = { "repeat": "daily" } | { "repeat": "weekly", 
/**
 * In any order.
 */
weekdays: Array<Weekday>, } | { "repeat": "month_day", 
/**
 * From 1 to 31, or from -1 (the last day) to -31.
 */
day: number, } | { "repeat": "month_weekday", 
/**
 * From 1 to 5, or from -1 (the last) to -5.
 */
nth: number, 
/**
 * Which day.
 */
weekday: Weekday, };

export type SessionRule = { 
/**
 * On which days.
 */
pattern: RulePattern, 
/**
 * Every how many days, weeks or months: from 1 on.
 */
interval: number, 
/**
 * The last day on which a session may be, `YYYY-MM-DD`.
 */
until?: string, 
/**
 * How many sessions there are.
 */
count?: number, };

export type SessionTime = { 
/**
 * The local start, `YYYY-MM-DDTHH:MM`. A time that clocks skip is as much later as they skip.
 */
start: string, 
/**
 * How long it lasts, in minutes that pass.
 */
minutes: number, };

export type PlanSessions = { 
/**
 * The title of each, of at most [`crate::limits::TITLE_CHARS`].
 */
title: string, 
/**
 * When the first one is, in the course's zone. In a series the first one is on the first day from here on that fits the
 * rule.
 */
time: SessionTime, 
/**
 * How it repeats; absent for a single session.
 */
rule?: SessionRule, };

export type PlanPreview = { 
/**
 * All of the sessions, in their order.
 */
sessions: Array<PreviewedSession>, };

export type PreviewedSession = { 
/**
 * The time in the course's zone.
 */
time: SessionTime, 
/**
 * The instant at which it starts.
 */
start_unix: number, 
/**
 * The instant at which it ends.
 */
end_unix: number, };

export type ChangeScope = "one" | "following";

export type ChangePlan = { 
/**
 * What is changed.
 */
scope: ChangeScope, 
/**
 * The new title.
 */
title?: string, 
/**
 * The new time; those that follow are moved with it.
 */
time?: SessionTime, 
/**
 * How it repeats from here on: of those that follow alone, and with a `time`. Absent: as before, as many times as were
 * left.
 */
rule?: SessionRule, };

export type CancelSession = { 
/**
 * Why, for the members to read: plain text, which may be empty.
 */
reason: string, };

export type CourseSchedule = { 
/**
 * The course's zone, by its name in the IANA database.
 */
zone: string, 
/**
 * Its sessions, past and coming, in the order of their starts; at most [`crate::limits::SESSIONS_OF_COURSE`].
 */
sessions: Array<CourseSession>, 
/**
 * The series to which they belong; at most as many as sessions.
 */
series: Array<PlannedSeries>, 
/**
 * Until when work on them is due.
 */
deadlines: Deadlines, };

export type CourseSession = { 
/**
 * The session, with its link.
 */
session: SessionSummary, 
/**
 * When it is planned; `None` for one that was started without a date.
 */
plan: SessionPlan | null, 
/**
 * Until when your work on it is due, if the course has a rule: the instant. Also for sessions that come.
 */
due_unix: number | null, 
/**
 * The days that you were given after the deadline of all; they are in `due_unix`.
 */
extension_days: number | null, 
/**
 * What is to be done before it; `None` where nothing is.
 */
preparation: PreparationProgress | null, 
/**
 * What you have of it, for a student of the course, once it is over.
 */
ledger: LedgerEntry | null, 
/**
 * What is left of it for you, in parts that fit an evening.
 */
parts?: Array<CatchUpPart>, };

export type SessionPlan = { 
/**
 * The series to which it belongs. A single session has one of its own.
 */
series: SeriesId, 
/**
 * The local start that the series gives it: its place in the series, wherever it is moved.
 */
original: string, 
/**
 * The zone of the local times: the course's when it was planned.
 */
zone: string, 
/**
 * When it is, in that zone.
 */
time: SessionTime, 
/**
 * The instant at which it starts.
 */
start_unix: number, 
/**
 * The instant at which it ends.
 */
end_unix: number, 
/**
 * Whether it is at another time, or of another length, than its series says.
 */
moved: boolean, 
/**
 * Why it is cancelled, if it is: perhaps an empty text.
 */
cancelled: string | null, };

export type PlannedSeries = { 
/**
 * Its identity.
 */
id: SeriesId, 
/**
 * The zone of its local times.
 */
zone: string, 
/**
 * From when on its rule counts, and how long a session is.
 */
time: SessionTime, 
/**
 * How it repeats; `None` for a single session.
 */
rule: SessionRule | null, };

export type Deadlines = { 
/**
 * The rule; `None` for no deadlines.
 */
rule: Deadline | null, 
/**
 * Days that are not counted, and on which nothing is due; at most [`crate::limits::HOLIDAYS`].
 */
holidays: Array<Holidays>, };

export type Deadline = { 
/**
 * How many days after the day of class.
 */
days: number, 
/**
 * The time of that day, `HH:MM`.
 */
time: string, };

export type Holidays = { 
/**
 * The first day, `YYYY-MM-DD`.
 */
first: string, 
/**
 * The last day, which may be the first.
 */
last: string, };

export type Home = { 
/**
 * The server's time, to count down from.
 */
now_unix: number, 
/**
 * Sessions that are live, and planned ones that are not over, cancelled ones too, in the order of their starts; at most
 * [`crate::limits::HOME_SESSIONS`].
 */
next: Array<HomeSession>, 
/**
 * Sessions that have ended, the latest first; at most [`crate::limits::HOME_SESSIONS`].
 */
lately: Array<HomeSession>, 
/**
 * How many recordings of the person's classes were open to everybody with the link before that had to be said, and are not any
 * more. `DELETE /api/home/narrowed` (204) says that they have read it.
 */
narrowed: number, };

export type HomeSession = { 
/**
 * The course.
 */
course: CourseId, 
/**
 * The course's title.
 */
course_title: string, 
/**
 * The course's colour.
 */
colour: number, 
/**
 * The course's zone.
 */
zone: string, 
/**
 * What you are there.
 */
role: CourseRole, 
/**
 * The session.
 */
session: CourseSession, 
/**
 * How many students have how much of it, for staff, of the last [`crate::limits::HOME_COUNTS`] of theirs that are over.
 */
counts?: ClassCounts, };

export type CalendarLink = { 
/**
 * Since when there is a link; `None` while there is none.
 */
made_unix: number | null, 
/**
 * The address, in the answer to `POST` alone: the server keeps a hash of its secret, and cannot show it again.
 */
url: string | null, };

export type Extension = { 
/**
 * The class.
 */
session: SessionId, 
/**
 * Its title.
 */
title: string, 
/**
 * The line of the roster.
 */
member: MemberId, 
/**
 * The name there.
 */
name: string, 
/**
 * The days after the deadline of all.
 */
days: number, 
/**
 * Until when work is due; `None` where the class was cancelled, or the course has no rule any more.
 */
due_unix: number | null, };

export type GiveExtension = { 
/**
 * The days after the deadline of all, from 1 to [`crate::limits::EXTENSION_DAYS`]. Holidays are not counted.
 */
days: number, };

export type AnnouncementId = string;

export type AnnouncementRequest = { 
/**
 * A line: 1 to [`crate::limits::TITLE_CHARS`] characters.
 */
title: string, 
/**
 * The text, at most [`crate::limits::ANNOUNCEMENT_BYTES`]. Links are shown as links. Empty only beside a video.
 */
text: string, 
/**
 * From when on members see it, as a local time in the course's zone: `YYYY-MM-DDTHH:MM`, in the future; `None` for at once. Of an
 * announcement that members see already it is not changed.
 */
at: string | null, 
/**
 * The video: one that the author has recorded in this course, is over and in no other announcement, or the one that the
 * announcement has; absent for none.
 */
clip?: SessionId, };

export type Clip = { 
/**
 * The session.
 */
session: SessionId, 
/**
 * Its code.
 */
code: string, 
/**
 * How long it is, in milliseconds.
 */
duration: number, };

export type Announcement = { 
/**
 * Its identity.
 */
id: AnnouncementId, 
/**
 * Its title.
 */
title: string, 
/**
 * What it says.
 */
text: string, 
/**
 * Its video, for members.
 */
clip: Clip | null, 
/**
 * Who wrote it; empty where the account is gone.
 */
by: string, 
/**
 * From when on members see it.
 */
at_unix: number, 
/**
 * When it was changed last after members could see it.
 */
changed_unix: number | null, 
/**
 * Whether the reader has seen it, or wrote it.
 */
seen: boolean, 
/**
 * By how many members it was seen; for staff.
 */
readers: Readers | null, };

export type Readers = { 
/**
 * Those who have.
 */
seen: number, 
/**
 * All of them.
 */
all: number, };

export type AnnouncementPage = { 
/**
 * The announcements.
 */
announcements: Array<Announcement>, 
/**
 * `before` for the next page, if there is one.
 */
next: AnnouncementId | null, };

export type SeenAnnouncements = { 
/**
 * Which.
 */
announcements: Array<AnnouncementId>, };

export type AnnouncementReaders = { 
/**
 * Who has seen it.
 */
seen: Array<Reader>, 
/**
 * The names of those who have not.
 */
unseen: Array<string>, };

export type Reader = { 
/**
 * Their name.
 */
name: string, 
/**
 * When they saw it first.
 */
at_unix: number, };

export type NewAnnouncement = { 
/**
 * The course.
 */
course: CourseId, 
/**
 * Its title.
 */
course_title: string, 
/**
 * Its colour.
 */
colour: number, 
/**
 * The announcement.
 */
announcement: Announcement, };

export type PostId = string;

export type NewThread = { 
/**
 * A line: 1 to [`crate::limits::TITLE_CHARS`] characters.
 */
title: string, 
/**
 * The text, at most [`crate::limits::POST_BYTES`]. Links are shown as links.
 */
text: string, 
/**
 * Whether it is a question, which waits for an answer.
 */
question: boolean, 
/**
 * The moment that it is about; `None` for the course as a whole.
 */
moment: Moment | null, };

export type DiscussMessage = { 
/**
 * The class, which is one of the course.
 */
session: SessionId, 
/**
 * The message: the number of its event.
 */
message: number, 
/**
 * A reply, at most [`crate::limits::POST_BYTES`]. Empty only where staff make a question of the message.
 */
text: string, 
/**
 * Whether the message is a question from now on: for staff, and whoever wrote it.
 */
question: boolean, };

export type Moment = { 
/**
 * The class, which is one of the course and has begun.
 */
session: SessionId, 
/**
 * Class time.
 */
at: number, };

export type PostRequest = { 
/**
 * The title, of the first post of a thread alone.
 */
title?: string, 
/**
 * The text, at most [`crate::limits::POST_BYTES`]. Empty only beside a video.
 */
text: string, 
/**
 * The video of a reply: one that the author has recorded in this course, is over and belongs to nothing else, or the one that the
 * reply has; absent for none.
 */
clip?: SessionId, };

export type MarkRequest = { "mark": "pinned", 
/**
 * Whether it does.
 */
pinned: boolean, } | { "mark": "question", 
/**
 * Whether it is one.
 */
question: boolean, } | { "mark": "answer", 
/**
 * The reply; `None`: none does.
 */
answer: PostId | null, };

export type ThreadMarks = { 
/**
 * Whether it stands before all others.
 */
pinned: boolean, 
/**
 * Whether it is a question.
 */
question: boolean, 
/**
 * The reply that answers it, if one does.
 */
answer: PostId | null, };

export type Thread = { 
/**
 * Its identity, which is that of its first post.
 */
id: PostId, 
/**
 * Its title; empty where its first post was deleted or is a message, and where its author was erased.
 */
title: string, 
/**
 * Who began it, as the roster calls them; empty where its first post was deleted, and where the account is gone.
 */
by: string, 
/**
 * Whether they are staff of the course.
 */
staff: boolean, 
/**
 * Where its first post was deleted, and replies stand: what is known of that post. It is no question then, and nobody's.
 */
deleted: DeletedPost | null, 
/**
 * Whether the reader began it, or wrote the message that is its first post.
 */
mine: boolean, 
/**
 * When.
 */
at_unix: number, 
/**
 * When something was last written in it.
 */
last_unix: number, 
/**
 * How many replies it has.
 */
replies: number, 
/**
 * How it is marked. The answer is `None` while that reply is deleted.
 */
marks: ThreadMarks, 
/**
 * The moment that it is about.
 */
moment: AboutMoment | null, 
/**
 * The message of that class which is its first post. Whoever wrote it is called as in the recording of the class, and so is everybody
 * who replies: by a pseudonym where the reader reads no names there.
 */
message: QuotedMessage | null, };

export type AboutMoment = { 
/**
 * Which.
 */
moment: Moment, 
/**
 * The title of the class.
 */
title: string, };

export type DeletedPost = { 
/**
 * Whether its author deleted it; otherwise staff did.
 */
by_author: boolean, 
/**
 * Whether the reader may restore it: within [`crate::limits::RESTORABLE_MS`], as [`Post::deletes`] says.
 */
restores: boolean, };

export type QuotedMessage = { 
/**
 * The number of its event.
 */
seq: number, 
/**
 * What it says; empty where it was deleted, or taken out of the recording.
 */
text: string, };

export type ThreadPage = { 
/**
 * The threads.
 */
threads: Array<Thread>, 
/**
 * `before` for the next page, if there is one.
 */
next: PostId | null, 
/**
 * How many questions of the course have no answer.
 */
open: number, };

export type WholeThread = { 
/**
 * The thread.
 */
thread: Thread, 
/**
 * Its first post, unless that is a message or was deleted, then the replies in their order: at most [`crate::limits::REPLIES`].
 */
posts: Array<Post>, 
/**
 * Whether the reader may mark the thread as a question, and a reply as its answer.
 */
marks_answers: boolean, };

export type NewAnswer = { 
/**
 * The course.
 */
course: CourseId, 
/**
 * Its title.
 */
course_title: string, 
/**
 * Its colour.
 */
colour: number, 
/**
 * The thread of the question.
 */
thread: PostId, 
/**
 * What they asked: its title, or the message that is its first post.
 */
question: string, 
/**
 * Who answered, as they may know them; empty where the account is gone.
 */
by: string, 
/**
 * Since when it is answered.
 */
at_unix: number, 
/**
 * What the answer says; empty where it was given in class or is a video alone.
 */
text: string, 
/**
 * The length of its video.
 */
clip: number | null, 
/**
 * The moment at which it was given in class.
 */
moment: AboutMoment | null, };

export type Post = { 
/**
 * Its identity.
 */
id: PostId, 
/**
 * Who wrote it; empty where the account is gone.
 */
by: string, 
/**
 * Whether they teach or help to teach the course now.
 */
staff: boolean, 
/**
 * When.
 */
at_unix: number, 
/**
 * When it was last changed.
 */
changed_unix: number | null, 
/**
 * What; empty where its author was erased, where the question was answered in class, and where the video says it.
 */
text: string, 
/**
 * Its video.
 */
clip: Clip | null, 
/**
 * The moment of a class at which the question was answered.
 */
moment: AboutMoment | null, 
/**
 * Whether the reader wrote it.
 */
mine: boolean, 
/**
 * Whether the reader may delete it: `DELETE /api/courses/{id}/board/{post}`, and
 * `POST /api/courses/{id}/board/{post}/restore` within [`crate::limits::RESTORABLE_MS`], which returns the [`WholeThread`].
 * A first post to which nobody has replied, and a message, go with their thread; otherwise the replies stay.
 */
deletes: boolean, };

export type MailLinkRequest = { 
/**
 * The address of an account.
 */
email: string, };

export type MailToken = { 
/**
 * From the fragment of the link.
 */
token: string, };

export type ResetPasswordRequest = { 
/**
 * From the fragment of the link.
 */
token: string, 
/**
 * The new password.
 */
password: string, };

export type ChangeEmailRequest = { 
/**
 * The new address.
 */
email: string, 
/**
 * The present password. Wrong ones count as failed sign-ins.
 */
present: string, };

export type ConfirmedEmail = { 
/**
 * The address.
 */
email: string, 
/**
 * The courses into which it has let its person.
 */
entered: Array<EnteredCourse>, };

export type EnteredCourse = { 
/**
 * Its identity.
 */
id: CourseId, 
/**
 * Title.
 */
title: string, };

export type NoticeKind = "class_reminder" | "first_class" | "class_began" | "class_changed" | "announcement" | "recording_waits" | "deadline_near" | "question_answered" | "weekly_digest";

export type NoticeSettings = { 
/**
 * Kinds that they do not want by mail.
 */
off: Array<NoticeKind>, 
/**
 * Kinds that they do not want on their devices.
 */
push_off: Array<NoticeKind>, 
/**
 * When notices wait.
 */
quiet: QuietHours | null, 
/**
 * Whether nothing at all comes in quiet hours: not even that class begins within the hour, or has begun.
 */
strict: boolean, };

export type QuietHours = { 
/**
 * `HH:MM`.
 */
from: string, 
/**
 * `HH:MM`; another one.
 */
until: string, };

export type Unsubscribed = { 
/**
 * Of which kind.
 */
kind: NoticeKind, };

export type PushKey = { 
/**
 * The server's public key (RFC 8292), in base64url.
 */
key: string, 
/**
 * Where the browser of this sign-in takes notices, if it does.
 */
endpoint: string | null, };

export type PushDevice = { 
/**
 * The address that the browser's push service gave it: `https`, a host with a name, no other port.
 */
endpoint: string, 
/**
 * Its public key (RFC 8291): an uncompressed point of P-256, in base64url.
 */
p256dh: string, 
/**
 * Its secret, 16 bytes in base64url.
 */
auth: string, };

export type MailKind = "sign_in" | "password" | "confirm_address" | "address_changed" | "password_changed" | "passkey_added" | "passkey_removed" | "server_invitation" | "course_invitation" | "course_admission" | "classes_expire" | NoticeKind;

export type FailedMail = { 
/**
 * Its identity.
 */
id: string, 
/**
 * To whom it was to go.
 */
to: string, 
/**
 * What it was about.
 */
kind: MailKind, 
/**
 * How often it was tried.
 */
attempts: number, 
/**
 * Since when it is not tried any more.
 */
failed_unix: number, 
/**
 * Whether it would still be of use, and can be tried again.
 */
useful: boolean, 
/**
 * Why, in English; mostly what the mail server said.
 */
error: string, };

export type AuditKind = "joined" | "watched" | "downloaded" | "mp4_asked" | "participation_exported" | "chat_exported" | "answers_exported" | "work_exported" | "member_added" | "roster_imported" | "course_role_changed" | "member_admitted" | "member_removed" | "member_renamed" | "extension_given" | "extension_ended" | "member_came" | "member_asked" | "member_left" | "members_invited" | "join_link_on" | "join_link_off" | "course_made" | "course_changed" | "course_deleted" | "class_planned" | "class_moved" | "class_renamed" | "class_cancelled" | "class_restored" | "plan_deleted" | "deadlines_changed" | "announced" | "announcement_changed" | "announcement_deleted" | "announcement_restored" | "post_deleted" | "post_restored" | "recording_deleted" | "recording_restored" | "recording_erased" | "recording_opened" | "recording_shut" | "names_hidden" | "names_shown" | "person_withdrawn" | "recording_cut" | "cut_undone" | "room_hidden" | "room_shown" | "lecture_published" | "class_deleted" | "class_expired" | "person_invited" | "invitation_ended" | "person_came" | "server_role_changed" | "password_link_made" | "password_changed" | "email_changed" | "passkey_added" | "passkey_removed" | "calendar_link_made" | "data_exported" | "account_erased" | "mail_retried" | "mail_given_up" | "consent_changed";

export type LegalBasis = { "kind": "consent" } | { "kind": "public_task" } | { "kind": "contract" } | { "kind": "legitimate_interest" } | { "kind": "other", 
/**
 * Which: a line of 1 to [`crate::limits::TITLE_CHARS`] characters.
 */
words: string, };

export type ConsentText = { 
/**
 * Plain text of at most [`crate::limits::CONSENT_TEXT_BYTES`]; empty lines part its paragraphs, and links are shown as links.
 * Empty where pages say what recordings are in their own words.
 */
text: string, 
/**
 * By what right; `None` where nobody said it.
 */
basis: LegalBasis | null, 
/**
 * The name of who answers for recordings: a line of at most [`crate::limits::TITLE_CHARS`] characters, or empty.
 */
responsible: string, 
/**
 * Their e-mail address, or empty.
 */
contact: string, };

export type CurrentConsent = { 
/**
 * Its number, which a seat keeps that was taken with it on the screen: 0 while nobody has said anything.
 */
version: number, 
/**
 * Since when.
 */
at_unix: number | null, 
/**
 * What.
 */
told: ConsentText, };

export type ChangeConsent = { 
/**
 * The version that is replaced.
 */
after: number, 
/**
 * What is told from now on.
 */
told: ConsentText, };

export type ConsentVersion = { 
/**
 * Its number.
 */
version: number, 
/**
 * Since when.
 */
at_unix: number, 
/**
 * Who wrote it; empty where the account is gone.
 */
by: string, 
/**
 * What.
 */
told: ConsentText, };

export type AuditTopic = "attendance" | "people" | "content" | "accounts";

export type Export = "chat" | "answers" | "work" | "attendance";

export type ExportNote = { 
/**
 * What they save.
 */
of: Export, };

export type AuditCourse = { 
/**
 * Its identity.
 */
id: CourseId, 
/**
 * Its title, as it is now.
 */
title: string, };

export type AuditEntry = { 
/**
 * Its place in the log, to ask for what is older; opaque.
 */
id: string, 
/**
 * When it was done.
 */
at_unix: number, 
/**
 * What.
 */
kind: AuditKind, 
/**
 * By whom; empty for what the server did by itself.
 */
who: string, 
/**
 * Whether they had no account: a guest in class.
 */
guest: boolean, 
/**
 * The browser from which, by its common name; empty when it is not known.
 */
browser: string, 
/**
 * The system on which that runs, likewise.
 */
system: string, 
/**
 * The course, if it concerns one that there still is.
 */
course: AuditCourse | null, 
/**
 * The title of the class or of the course.
 */
about: string, 
/**
 * To whom it was done, if to one person.
 */
subject: string, 
/**
 * See [`AuditKind`].
 */
detail: string, };

export type AuditPage = { 
/**
 * The entries.
 */
entries: Array<AuditEntry>, 
/**
 * `before` for the next page, if there is one.
 */
next: string | null, };

export const VERSION = 4;

export const LIMITS = {
  frameBytes: 131072,
  chatTextBytes: 8192,
  nameChars: 60,
  titleChars: 120,
  courseTextBytes: 8192,
  preparationItems: 30,
  preparationTextBytes: 8192,
  preparationLinkBytes: 2000,
  fileBytes: 16777216,
  extensionDays: 180,
  ledgerBeatMs: 10000,
  graceMs: 60000,
  ledgerSpeedMin: 25,
  ledgerSpeedMax: 300,
  clipMs: 300000,
  takeLeastMs: 1000,
  announcementBytes: 8192,
  postBytes: 8192,
  replies: 500,
  findChars: 100,
  consentTextBytes: 4096,
  announcementsPage: 10,
  announcementsOfDay: 10,
  holidays: 100,
  courseColours: 8,
  rosterPage: 100,
  seatsClaimed: 100,
  pronounsChars: 40,
  groupChars: 60,
  importBytes: 245760,
  passwordMinBytes: 8,
  passkeysOfPerson: 20,
  passwordMaxBytes: 256,
  chatInSnapshot: 200,
  heartbeatMs: 5000,
  reactionGapMs: 500,
  slots: 60,
  roomsAtOnce: 50,
  roomNameChars: 60,
  taskBytes: 2000,
  workBytes: 4000,
  workAuthors: 12,
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
  withoutStaffMs: 600000,
  binMs: 604800000,
  retentionDays: 90,
  retentionDaysMax: 3650,
  retentionNoticeMs: 1209600000,
  auditKeptDays: 400,
  openRecordingMs: 2592000000,
  openRecordingMostMs: 31622400000,
  photoSide: 256,
  mp4KeptMs: 2592000000,
  mailLinkLifetimeMs: 900000,
} as const;

export const PRACTICE_DAYS = [1, 3, 7] as const;
