//! Facts of the journal.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    agenda::{Activity, Feedback},
    ids::{Millis, ParticipantId, RoomId, Seq, SessionId},
    kinds::SessionKind,
    later::Later,
    moderation::Settings,
    polls::{Answer, Key, LateAnswers, PollId, Question, Tally},
    presence::{Consent, LeaveReason, Role, WaitCause},
    recording::Cut,
    rooms::{OpenedRoom, RoomRules},
    stage::{Reaction, Source, TrackRef, TrackState},
    table::WatchedClass,
};

/// A fact of the session: something that happened, and never changes afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Event {
    /// Its number.
    pub seq: Seq,
    /// The time.
    pub at: Millis,
    /// The people who may see it.
    pub audience: Audience,
    /// Set for a later act; absent for what happens in class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub later: Option<Later>,
    /// What happened.
    #[serde(flatten)]
    #[ts(flatten)]
    pub body: EventBody,
}

impl Event {
    /// The moment of class to which it belongs: what is done later belongs to the moment of which it speaks.
    pub fn moment(&self) -> Millis {
        self.later.and_then(|later| later.anchor).unwrap_or(self.at)
    }
}

/// The people who may see an event. The server filters, live and in replay.
///
/// Events that are not for everyone change only parts of the state that the same people see: messages, prepared polls,
/// ballots, the key and count of a poll, calls for help, work of rooms, feedback, people who wait. All other events are for everyone. So
/// the state that a person may see is the whole state without the parts that are not theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Audience {
    /// All of the session.
    Everyone,
    /// All people who are in one room when the event happens, and staff. The main room is the class itself: its events are
    /// for everyone, also for people who come later or are in another room just then.
    Room {
        /// The room.
        room: RoomId,
    },
    /// Instructors and assistants, and the one other person whom the event concerns.
    Staff {
        /// The other person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        and: Option<ParticipantId>,
    },
    /// Two people who are not staff, and nobody else.
    Pair {
        /// The author.
        from: ParticipantId,
        /// The other person.
        with: ParticipantId,
    },
}

/// The kinds of events, and what each changes in the [state](crate::Snapshot). Every event sets the state's `seq` to
/// its own. An event about an unknown person, poll or message changes nothing else. Rooms exist from their first
/// mention on, ordered by id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventBody {
    // The session itself.
    /// The session went live. This is the first event of every journal, at class time 0.
    SessionStarted {
        /// The session.
        session: SessionId,
        /// Its title.
        title: String,
        /// Wall time of class time 0.
        started_unix: Millis,
        /// What it is; absent for a class.
        #[serde(rename = "of", default, skip_serializing_if = "SessionKind::is_class")]
        #[ts(rename = "of", as = "Option<SessionKind>", optional)]
        kind: SessionKind,
        /// Whether nothing of it is recorded; absent where it is.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[ts(as = "Option<bool>", optional)]
        unrecorded: bool,
        /// What is watched there, at a study table.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        watches: Option<WatchedClass>,
    },
    /// The server was away (crash, restart) during class. Nothing was recorded between the two times. Nobody speaks any
    /// more; tracks stay published. Nobody has answered an open anonymous poll any more, because its answers were in
    /// memory alone.
    Interrupted {
        /// The last time known to be recorded.
        from: Millis,
        /// When the server was back.
        to: Millis,
    },
    /// The live class is over: later acts alone follow. The event changes everybody as `left` changes one person; no room
    /// has a spotlight, no breakout room is open, nobody waits, calls for help or is heard in all rooms, and no activity
    /// goes on. Events of their own have closed the open polls before.
    SessionEnded {
        /// The instructor who ended it; absent when it ended by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        by: Option<ParticipantId>,
    },
    /// Nobody takes part later any more.
    SessionClosed {
        /// The person who closed the session.
        by: ParticipantId,
    },
    /// A closed session is open for later participation again.
    SessionReopened {
        /// The person who opened the session.
        by: ParticipantId,
    },

    // Presence.
    /// Somebody who has never been in class takes part later: they are known from now on, and not present.
    ViewerJoined {
        /// Their seat.
        participant: ParticipantId,
        /// Their name, as they want to be called.
        name: String,
        /// The number that tells them from others of the same name, who came before: 2 for the second. Absent for the
        /// first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        namesake: Option<u32>,
        /// Their role.
        role: Role,
        /// Their consent to being recorded should they come to class; withheld where the event has none.
        #[serde(default = "Consent::withheld")]
        consent: Consent,
    },
    /// A person took a seat, or came back to it after having left: they are present and not away, with no tracks, no
    /// reaction, not speaking.
    Joined {
        /// Their seat.
        participant: ParticipantId,
        /// Their name, as they want to be called.
        name: String,
        /// The number that tells them from others of the same name, who came before: 2 for the second. Absent for the
        /// first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        namesake: Option<u32>,
        /// Their role here.
        role: Role,
        /// Where they are.
        room: RoomId,
        /// Their consent to being recorded; withheld where the event has none.
        #[serde(default = "Consent::withheld")]
        consent: Consent,
    },
    /// A person left. They are not present, do not speak and are not heard in all rooms; their tracks, their hand,
    /// their call for help, their feedback, their request to share and the spotlight on them are gone.
    Left {
        /// The person.
        participant: ParticipantId,
        /// The reason.
        reason: LeaveReason,
    },
    /// Nothing is heard of a person's connection any more, or something is again. They stay present: see
    /// [`crate::limits::GRACE_MS`]. A person who is away does not speak.
    AwayChanged {
        /// The person.
        participant: ParticipantId,
        /// Whether they are away.
        away: bool,
    },
    /// A person waits to be admitted. For staff and that person.
    WaitBegan {
        /// The person.
        participant: ParticipantId,
        /// Their name, as they want to be called.
        name: String,
        /// The number that tells them from others of the same name, who came before: 2 for the second. Absent for the
        /// first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        namesake: Option<u32>,
        /// Their consent to being recorded once they are in; withheld where the event has none.
        #[serde(default = "Consent::withheld")]
        consent: Consent,
        /// Why they wait; absent where all newcomers do.
        #[serde(default, skip_serializing_if = "WaitCause::is_usual")]
        #[ts(optional, as = "Option<WaitCause>")]
        cause: WaitCause,
    },
    /// A person waits no more: they were admitted and join next, were sent away, or left. For staff and that person.
    /// Until they have joined, they see nothing but what is said to them.
    WaitEnded {
        /// The person.
        participant: ParticipantId,
        /// Why they are not admitted; absent: they are.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        reason: Option<LeaveReason>,
    },
    /// Staff sent a text to a person who waits. For staff and that person.
    WaitingTold {
        /// The person.
        participant: ParticipantId,
        /// The text.
        text: String,
    },
    /// A person changed what may be recorded of them.
    ConsentChanged {
        /// The person.
        participant: ParticipantId,
        /// The consent from now on.
        consent: Consent,
    },

    // Chat.
    /// A chat message: `seq` is its identity, the audience its recipients.
    ChatSent {
        /// The author.
        participant: ParticipantId,
        /// Plain text, shown as text. See [`crate::limits::CHAT_TEXT_BYTES`].
        text: String,
    },
    /// A message was deleted: its text is empty, and it is marked as deleted. The audience is that of the message:
    /// everybody who could read it then learns of the deletion, in whatever room they are by now.
    ChatDeleted {
        /// The message, by the number of its event.
        message: Seq,
        /// The author, or the staff member who deleted it.
        by: ParticipantId,
    },

    // Stage.
    /// A track began, was muted, went on or ended. Its `since` is the time when it began, also after it was muted. A
    /// track that is off is no longer listed, and the spotlight on it is gone. The owner of a microphone that is not on
    /// does not speak.
    TrackChanged {
        /// The person.
        participant: ParticipantId,
        /// The source.
        source: Source,
        /// The state of the track now.
        state: TrackState,
        /// The staff member who did it; absent when the owner did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        by: Option<ParticipantId>,
    },
    /// A person began or stopped to speak.
    Speaking {
        /// The person.
        participant: ParticipantId,
        /// Whether they speak now.
        speaking: bool,
    },
    /// A hand went up, at the end of the queue of its owner's room. A hand that is up already keeps its place.
    HandRaised {
        /// The person.
        participant: ParticipantId,
    },
    /// A hand went down.
    HandLowered {
        /// The person.
        participant: ParticipantId,
        /// The staff member who lowered it; absent when the owner did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        by: Option<ParticipantId>,
    },
    /// All hands of a room went down.
    HandsLowered {
        /// The room.
        room: RoomId,
        /// The staff member who lowered them.
        by: ParticipantId,
    },
    /// A reaction.
    Reacted {
        /// The person.
        participant: ParticipantId,
        /// The reaction.
        reaction: Reaction,
    },
    /// A track is in the spotlight for everybody in the room, or none is any more.
    SpotlightSet {
        /// The room.
        room: RoomId,
        /// The track; absent: none.
        target: Option<TrackRef>,
    },

    // Rooms.
    /// A person is in another room now. Their hand, their call for help and the spotlight on them are gone; their
    /// tracks come along.
    Moved {
        /// The person.
        participant: ParticipantId,
        /// The room in which they are now.
        room: RoomId,
        /// The staff member who moved them; absent when they went by themselves, or their room closed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        by: Option<ParticipantId>,
    },
    /// Breakout rooms are open, beside those that were open before. People move by events of their own.
    RoomsOpened {
        /// The rooms.
        rooms: Vec<OpenedRoom>,
        /// The rules of all breakout rooms from now on.
        rules: RoomRules,
        /// The staff member who opened them.
        by: ParticipantId,
    },
    /// Names of people who are not here yet: a person who arrives under one of them is placed in this room. Changes
    /// nothing in the state. For staff.
    ArrivalsExpected {
        /// The room.
        room: RoomId,
        /// The names.
        names: Vec<String>,
    },
    /// Open breakout rooms close at another time than before.
    RoomTimeSet {
        /// The rooms.
        rooms: Vec<RoomId>,
        /// When they close by themselves.
        until: Option<Millis>,
    },
    /// Breakout rooms are closed. Events before have moved everybody out. When none is open any more, nobody is heard
    /// in all rooms.
    RoomsClosed {
        /// The rooms.
        rooms: Vec<RoomId>,
    },
    /// A person calls for help, or gives another reason and keeps their place in the queue. For staff and that person.
    HelpAsked {
        /// The person.
        participant: ParticipantId,
        /// The room that needs help.
        room: RoomId,
        /// The reason.
        reason: String,
    },
    /// A call for help is over: taken back, or answered. For staff and that person.
    HelpEnded {
        /// The person.
        participant: ParticipantId,
        /// The staff member who came, or took the call back; absent when the person did so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        by: Option<ParticipantId>,
    },
    /// What came of a room's task was handed in: in class by its room and for it, as a later act by somebody who missed the rooms,
    /// for themselves and whoever did it with them. For the room, or for staff and those people.
    WorkHandedIn {
        /// The room.
        room: RoomId,
        /// The person.
        participant: ParticipantId,
        /// The text; empty: what was handed in is taken back.
        text: String,
        /// The others whose work it is too, by number: each of them said so. Nobody where it was handed in in class.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[ts(as = "Option<Vec<ParticipantId>>", optional)]
        with: Vec<ParticipantId>,
    },
    /// A staff member is heard in all rooms, in place of an earlier one; or nobody is heard there any more.
    VoiceToAllSet {
        /// The staff member; absent: nobody.
        participant: Option<ParticipantId>,
    },

    // Polls.
    /// A question is kept ready. For staff.
    PollPrepared {
        /// Its number.
        poll: PollId,
        /// The question.
        question: Question,
        /// The key, if it is a quiz question.
        key: Option<Key>,
    },
    /// A prepared question was discarded. For staff.
    PollDiscarded {
        /// The poll.
        poll: PollId,
    },
    /// A question was asked. Polls are kept in the order of their numbers. As a later act it is asked at the moment of which that speaks,
    /// and closed at once: whoever comes to the moment answers later.
    PollStarted {
        /// Its number.
        poll: PollId,
        /// The room that is asked; absent: all of the session.
        room: Option<RoomId>,
        /// The question.
        question: Question,
        /// Whether it has a key.
        quiz: bool,
        /// When it closes by itself.
        until: Option<Millis>,
        /// The poll of which this is the second round.
        again: Option<PollId>,
        /// The staff member who asks.
        by: ParticipantId,
    },
    /// The key of a quiz question. For staff, when it is asked; when it closes, for everyone, or for the breakout room that alone was asked.
    /// Whoever was not there then, and can answer it later, is told once they have.
    PollKeySet {
        /// The poll.
        poll: PollId,
        /// Its key.
        key: Key,
    },
    /// A person answered, or replaced their answer; or did so later, as a later act about a closed poll. For staff and that person.
    BallotCast {
        /// The poll.
        poll: PollId,
        /// The person.
        participant: ParticipantId,
        /// The answer; absent when the poll is anonymous: it is then stored nowhere but in the final count.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        answer: Option<Answer>,
    },
    /// A poll is closed.
    PollClosed {
        /// The poll.
        poll: PollId,
        /// The key of a quiz question that all were asked, in journals of before; now it is a [`EventBody::PollKeySet`] that follows.
        key: Option<Key>,
    },
    /// Staff say until when a closed poll takes answers of those who come later.
    LateAnswersSet {
        /// The poll.
        poll: PollId,
        /// Until when.
        late_answers: LateAnswers,
        /// The staff member.
        by: ParticipantId,
    },
    /// The count of a closed poll. For staff.
    PollTallied {
        /// The poll.
        poll: PollId,
        /// The count.
        tally: Tally,
    },
    /// Staff share the count of a poll: with everyone, or with the breakout room that alone was asked, while that is
    /// open. Whoever was not there then, and can answer it later, is told once they have.
    ResultsShared {
        /// The poll.
        poll: PollId,
        /// The count.
        tally: Tally,
    },

    // Agenda.
    /// The agenda was replaced. The running activity keeps its position if the same activity stands there, else it has
    /// none.
    AgendaSet {
        /// The activities, in order.
        activities: Vec<Activity>,
    },
    /// An activity began, in place of the running one. All feedback is gone, because it was about the earlier activity.
    ActivityStarted {
        /// Its position in the agenda; absent when it is improvised.
        position: Option<u32>,
        /// The activity.
        activity: Activity,
        /// When its time is over.
        until: Option<Millis>,
    },
    /// The running activity has more time.
    ActivityExtended {
        /// When its time is over.
        until: Millis,
    },
    /// No activity goes on.
    ActivityEnded,
    // Chapters.
    /// A chapter begins there, in place of one that began at the same moment.
    ChapterSet {
        /// Where it begins.
        from: Millis,
        /// Its name.
        title: String,
    },
    /// No chapter begins there, though class turned to something else: what was before goes on.
    ChapterHidden {
        /// Where it would begin.
        from: Millis,
    },
    /// Staff say nothing of this moment any more: a chapter begins there if class turned to something else.
    ChapterRemoved {
        /// The moment.
        from: Millis,
    },
    /// A person gives feedback, in place of their earlier feedback. For staff and that person.
    FeedbackSet {
        /// The person.
        participant: ParticipantId,
        /// The feedback; absent: none any more.
        feedback: Option<Feedback>,
    },

    // Recording.
    /// Class is off the record from now on, or on it again. What is said off the record is not recorded, and who was not in
    /// class then, and is not staff, never reads what was written. The end of class ends it, too.
    OffRecordSet {
        /// Whether class is off the record.
        off: bool,
        /// The staff member who did it; absent when it happened by itself, as all staff had left, or one of them was back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        by: Option<ParticipantId>,
    },
    /// A stretch is cut out of the recording.
    CutMade {
        /// The stretch.
        cut: Cut,
        /// The staff member who did it.
        by: ParticipantId,
    },
    /// A stretch that was cut out is back in the recording.
    CutUndone {
        /// The stretch.
        cut: Cut,
        /// The staff member who did it.
        by: ParticipantId,
    },
    /// A breakout room is hidden in the recording, or shown again.
    RoomHidden {
        /// The room.
        room: RoomId,
        /// Whether it is hidden.
        hidden: bool,
        /// The staff member who did it.
        by: ParticipantId,
    },

    // Table.
    /// The people of a study table go on from here in what they watch: see [`Playback`](crate::table::Playback).
    PlaybackSet {
        /// Whether it plays.
        playing: bool,
        /// Where it goes on, in class time of what is watched.
        position: Millis,
        /// How fast, in hundredths.
        speed_percent: u16,
        /// The person who did it.
        by: ParticipantId,
    },
    /// Somebody at a study table works on a task together with the others there, or on none: see [`Agreed`](crate::table::Agreed).
    TogetherSet {
        /// The person.
        participant: ParticipantId,
        /// The breakout room of the class that is watched whose task it is; absent: none.
        room: Option<RoomId>,
    },

    // Moderation.
    /// Staff ask a person to unmute, which permits unmuting, also when the settings permit it to nobody. Changes nothing in
    /// the state. For staff and that person.
    AskedToUnmute {
        /// The person who is asked.
        participant: ParticipantId,
        /// The staff member who asks.
        by: ParticipantId,
    },
    /// Revokes an earlier [`EventBody::AskedToUnmute`]. Changes nothing in the state. For staff and that person.
    #[serde(rename = "unmute_taken_back")]
    UnmuteRevoked {
        /// The person who was asked.
        participant: ParticipantId,
        /// The staff member who revokes it.
        by: ParticipantId,
    },
    /// A person asks for permission to share a screen.
    ShareAsked {
        /// The person.
        participant: ParticipantId,
    },
    /// A person may share a screen from now on, or may no longer. Either way their request is answered.
    MayShareSet {
        /// The person.
        participant: ParticipantId,
        /// Whether they may share.
        may_share: bool,
        /// The staff member who decided.
        by: ParticipantId,
    },
    /// A person has another role.
    RoleChanged {
        /// The person.
        participant: ParticipantId,
        /// Their role now.
        role: Role,
        /// The instructor who changed it.
        by: ParticipantId,
    },
    /// A person has another name.
    Renamed {
        /// The person.
        participant: ParticipantId,
        /// Their name now.
        name: String,
        /// The number that tells them from others of the same name, who came before: 2 for the second. Absent for the
        /// first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        namesake: Option<u32>,
        /// The staff member who did it.
        by: ParticipantId,
    },
    /// Staff changed the settings.
    SettingsChanged {
        /// All settings from now on.
        settings: Settings,
        /// The staff member who did it.
        by: ParticipantId,
    },

    /// An event of another version, which this version cannot read: see [`crate::stored`]. Changes nothing. No version makes
    /// such an event.
    #[serde(other)]
    Unknown,
}
