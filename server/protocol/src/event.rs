//! Facts of the journal.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    agenda::{Activity, Feedback},
    ids::{Millis, ParticipantId, RoomId, Seq, SessionId},
    moderation::Settings,
    polls::{Answer, Key, PollId, Question, Tally},
    presence::{Consent, LeaveReason, Role},
    rooms::{OpenedRoom, RoomRules},
    stage::{Reaction, Source, TrackRef, TrackState},
};

/// A fact: something that happened in the session, once, for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Event {
    /// Its number.
    pub seq: Seq,
    /// When.
    pub at: Millis,
    /// Who may know.
    pub audience: Audience,
    /// What.
    #[serde(flatten)]
    #[ts(flatten)]
    pub body: EventBody,
}

/// Who may know of an event. The server filters, live and in replay.
///
/// What is told to some alone makes parts of the state that they alone have: messages, prepared polls, who answered what,
/// the key and count of a poll, calls for help, feedback, who waits. All else is told to everyone. So what a person may
/// see of a session is the whole state without the parts that are not theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Audience {
    /// All of the session.
    Everyone,
    /// All who are in one room when it happens, and staff. The main room is the class itself: what happens there is
    /// for everyone, also for who comes later or is in another room just then.
    Room {
        /// The room.
        room: RoomId,
    },
    /// Instructors and assistants, and the one other person whom it concerns.
    Staff {
        /// That person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        and: Option<ParticipantId>,
    },
    /// Two people who are not staff, and nobody else.
    Pair {
        /// Who says it.
        from: ParticipantId,
        /// To whom.
        with: ParticipantId,
    },
}

/// What happened, and what it makes of the [state](crate::Snapshot). Every event makes its `seq` that of the state. An
/// event about somebody who never joined, or a poll or message that is not known, changes nothing else. Rooms exist from
/// their first mention on, ordered by id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventBody {
    // The session itself.
    /// The session went live: the first event of every journal, at 0.
    SessionStarted {
        /// Which session.
        session: SessionId,
        /// Its title.
        title: String,
        /// Wall time of class time 0.
        started_unix: Millis,
    },
    /// The server was away (crash, restart) during class. Nothing was recorded between the two times.
    /// Nobody speaks any more; tracks stay published. Answers to an anonymous poll that is open were held in memory alone:
    /// nobody has answered it.
    Interrupted {
        /// The last time known to be recorded.
        from: Millis,
        /// When the server was back.
        to: Millis,
    },
    /// The session is over: the last event of every journal. It makes of everybody what `left` makes of one, no room
    /// has a spotlight, no breakout room is open, nobody waits, needs help or speaks to all rooms, and no activity goes on.
    /// Open polls were closed by events of their own before.
    SessionEnded {
        /// Who ended it; absent when it ended by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        by: Option<ParticipantId>,
    },

    // Presence.
    /// A person took a seat, or came back to it after having left: they are present, with no tracks, no reaction, not
    /// speaking.
    Joined {
        /// Their seat.
        participant: ParticipantId,
        /// As they want to be called.
        name: String,
        /// What they are here.
        role: Role,
        /// Where they are.
        room: RoomId,
        /// What may be recorded of them.
        consent: Consent,
    },
    /// A person left. They are not present and do not speak, also not to all rooms; their tracks, their hand, their call for
    /// help, their feedback, their wish to share and the spotlight on them are gone.
    Left {
        /// Who.
        participant: ParticipantId,
        /// Why.
        reason: LeaveReason,
    },
    /// A person waits to be admitted. To staff and that person.
    WaitBegan {
        /// Who.
        participant: ParticipantId,
        /// As they want to be called.
        name: String,
        /// What may be recorded of them once they are in.
        consent: Consent,
    },
    /// A person waits no more: they were admitted and join next, were sent away, or went. To staff and that person. Until
    /// they have joined, they may know of nothing but what is said to them.
    WaitEnded {
        /// Who.
        participant: ParticipantId,
        /// Why they are not let in; absent: they are.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        reason: Option<LeaveReason>,
    },
    /// Staff told somebody who waits something. To staff and that person.
    WaitingTold {
        /// Whom.
        participant: ParticipantId,
        /// What.
        text: String,
    },
    /// A person changed what may be recorded of them.
    ConsentChanged {
        /// Who.
        participant: ParticipantId,
        /// What holds from now on.
        consent: Consent,
    },

    // Chat.
    /// A chat message; `seq` is its identity and the audience says to whom.
    ChatSent {
        /// From whom.
        participant: ParticipantId,
        /// Plain text, shown as text. See [`crate::limits::CHAT_TEXT_BYTES`].
        text: String,
    },
    /// A message was deleted: its text is empty, and it says so. To whom the message went: who could read it then hears of it,
    /// wherever they are by now.
    ChatDeleted {
        /// Which.
        message: Seq,
        /// Who did it.
        by: ParticipantId,
    },

    // Stage.
    /// A track began, was muted, went on or ended. `since` is when it began: it stays through mute and on. Off: it is
    /// gone from the list, and the spotlight on it is gone. A microphone that is not on does not speak.
    TrackChanged {
        /// Whose.
        participant: ParticipantId,
        /// Which.
        source: Source,
        /// What it is now.
        state: TrackState,
        /// The staff member who did it, when it was not the owner of the track.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        by: Option<ParticipantId>,
    },
    /// A person began or stopped to speak.
    Speaking {
        /// Who.
        participant: ParticipantId,
        /// Whether they speak now.
        speaking: bool,
    },
    /// A hand went up, to the end of the queue of the room in which its owner is. A hand that is up stays where it is.
    HandRaised {
        /// Whose.
        participant: ParticipantId,
    },
    /// A hand went down.
    HandLowered {
        /// Whose.
        participant: ParticipantId,
        /// The staff member who lowered it, when it was not their own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        by: Option<ParticipantId>,
    },
    /// All hands of a room went down.
    HandsLowered {
        /// Which room.
        room: RoomId,
        /// Who lowered them.
        by: ParticipantId,
    },
    /// A reaction.
    Reacted {
        /// Whose.
        participant: ParticipantId,
        /// Which.
        reaction: Reaction,
    },
    /// A track was put in the middle for everybody in the room, or none is any more.
    SpotlightSet {
        /// In which room.
        room: RoomId,
        /// Which track.
        target: Option<TrackRef>,
    },

    // Rooms.
    /// A person is in another room now. Their hand, their call for help and the spotlight on them stay behind, that is, are
    /// gone; their tracks come along.
    Moved {
        /// Who.
        participant: ParticipantId,
        /// Where to.
        room: RoomId,
        /// The staff member who moved them; absent when they went, or the rooms closed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        by: Option<ParticipantId>,
    },
    /// Breakout rooms are open, beside any that were. People move by events of their own.
    RoomsOpened {
        /// Them.
        rooms: Vec<OpenedRoom>,
        /// What holds in them; replaces what held before.
        rules: RoomRules,
        /// Who opened them.
        by: ParticipantId,
    },
    /// Names of people who are not here yet: who arrives under one of them goes into this room. Changes nothing that one
    /// sees. To staff.
    ArrivalsExpected {
        /// Which room.
        room: RoomId,
        /// The names.
        names: Vec<String>,
    },
    /// Open breakout rooms close at another time.
    RoomTimeSet {
        /// Which.
        rooms: Vec<RoomId>,
        /// When they close by themselves.
        until: Option<Millis>,
    },
    /// Breakout rooms are closed. Whoever was inside was moved by events before. When none is open any more, nobody speaks
    /// to all rooms.
    RoomsClosed {
        /// Which.
        rooms: Vec<RoomId>,
    },
    /// A person asks for help, or asks again with another reason: their place in the queue stays. To staff and that person.
    HelpAsked {
        /// Who.
        participant: ParticipantId,
        /// From where.
        room: RoomId,
        /// Why.
        reason: String,
    },
    /// A call for help is over: taken back, or answered. To staff and that person.
    HelpEnded {
        /// Whose.
        participant: ParticipantId,
        /// The staff member who came.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        by: Option<ParticipantId>,
    },
    /// A staff member is heard in all rooms, in place of who was; or nobody is any more.
    VoiceToAllSet {
        /// Who.
        participant: Option<ParticipantId>,
    },

    // Polls.
    /// A question was kept ready. To staff.
    PollPrepared {
        /// Its number.
        poll: PollId,
        /// The question.
        question: Question,
        /// Its key.
        key: Option<Key>,
    },
    /// A prepared question was forgotten. To staff.
    PollDiscarded {
        /// Which.
        poll: PollId,
    },
    /// A question was put. Polls are kept in the order of their numbers.
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
        /// Who asks.
        by: ParticipantId,
    },
    /// The key of a quiz question that was just put. To staff; once it is closed, to the breakout room that alone was asked.
    PollKeySet {
        /// Which poll.
        poll: PollId,
        /// Its key.
        key: Key,
    },
    /// A person answered, or answered anew. To staff and that person.
    BallotCast {
        /// Which poll.
        poll: PollId,
        /// Who.
        participant: ParticipantId,
        /// What; absent when the poll is anonymous: then that is stored nowhere but in the final count.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        answer: Option<Answer>,
    },
    /// A poll is closed.
    PollClosed {
        /// Which.
        poll: PollId,
        /// The key of a quiz question that all were asked.
        key: Option<Key>,
    },
    /// What a closed poll came to. To staff.
    PollTallied {
        /// Which.
        poll: PollId,
        /// The count.
        tally: Tally,
    },
    /// The count of a poll is shared: with all or, while it is open, with the breakout room that alone was asked.
    ResultsShared {
        /// Which.
        poll: PollId,
        /// The count.
        tally: Tally,
    },

    // Agenda.
    /// The agenda was replaced; the running activity keeps its position where the same activity stands there, else has none.
    AgendaSet {
        /// The activities, in order.
        activities: Vec<Activity>,
    },
    /// An activity began, in place of the one that went on. All feedback is gone: it was about what went before.
    ActivityStarted {
        /// Its position in the agenda.
        position: Option<u32>,
        /// It.
        activity: Activity,
        /// When its time is over.
        until: Option<Millis>,
    },
    /// The running activity has until then.
    ActivityExtended {
        /// When its time is over.
        until: Millis,
    },
    /// No activity goes on.
    ActivityEnded,
    /// A person says how it goes for them, in place of what they said before. To staff and that person.
    FeedbackSet {
        /// Who.
        participant: ParticipantId,
        /// What; absent: nothing any more.
        feedback: Option<Feedback>,
    },

    // Moderation.
    /// A person is asked to unmute, and may, also when the settings let nobody unmute. Changes nothing that one sees: to that
    /// person and staff alone.
    AskedToUnmute {
        /// Who is asked.
        participant: ParticipantId,
        /// Who asks.
        by: ParticipantId,
    },
    /// Revokes an earlier [`EventBody::AskedToUnmute`]. Changes nothing that one sees: to that person and staff alone.
    #[serde(rename = "unmute_taken_back")]
    UnmuteRevoked {
        /// Who was asked.
        participant: ParticipantId,
        /// Who revokes it.
        by: ParticipantId,
    },
    /// A person asks to be let share a screen.
    ShareAsked {
        /// Who.
        participant: ParticipantId,
    },
    /// A person may share a screen from now on, or may no longer. Either answers their wish.
    MayShareSet {
        /// Who.
        participant: ParticipantId,
        /// Whether they may.
        may_share: bool,
        /// Who says so.
        by: ParticipantId,
    },
    /// A person has another role.
    RoleChanged {
        /// Who.
        participant: ParticipantId,
        /// What they are now.
        role: Role,
        /// Who made them so.
        by: ParticipantId,
    },
    /// A person has another name.
    Renamed {
        /// Who.
        participant: ParticipantId,
        /// As they are called now.
        name: String,
        /// Who did it.
        by: ParticipantId,
    },
    /// Staff set what others may do.
    SettingsChanged {
        /// All that holds from now on.
        settings: Settings,
        /// Who did it.
        by: ParticipantId,
    },
}
