//! Commands: what a client asks for.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    agenda::{Activity, Feedback},
    chat::ChatTo,
    ids::{Millis, ParticipantId, RoomId, Seq},
    moderation::SettingsChange,
    polls::{Answer, Ask, Key, LateAnswers, PollId, Question},
    presence::{Consent, Role},
    recording::Cut,
    rooms::{NewRoom, RoomRules},
    stage::{OfferedTrack, Reaction, Source, TrackRef, TrackState, WatchedSlot},
};

/// A request of a client. It is acknowledged once its events are durable, or refused with a code. A request that is
/// fulfilled already (the hand is up, the track is off) is acknowledged and makes no event, so that a client can repeat
/// it after a reconnect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    // Presence.
    /// Leaves the session at once, without a grace period.
    Leave,
    /// Changes what may be recorded of the sender, from now on.
    SetConsent {
        /// The consent.
        consent: Consent,
    },
    /// Staff: admits people who wait; all of them when nobody is named. When there are not enough places, those who
    /// waited longest come in. Refused with `full` when there is no place.
    Admit {
        /// The people.
        participants: Vec<ParticipantId>,
    },
    /// Staff: sends a text to all who wait.
    TellWaiting {
        /// The text.
        text: String,
    },

    // Chat.
    /// Writes a chat message.
    SendChat {
        /// The text.
        text: String,
        /// The recipients.
        to: ChatTo,
    },
    /// Deletes the sender's own message or, as staff, any message. A mark stays in its place.
    DeleteMessage {
        /// The message, by the number of its event.
        message: Seq,
    },

    // Stage.
    /// An SDP offer of the one media connection. Acknowledged by [`CommandResult::Answer`].
    Offer {
        /// The offer.
        sdp: String,
        /// `true` for the first offer of a new `RTCPeerConnection`: an older one of this person is closed.
        fresh: bool,
        /// The tracks that the sending m-lines carry.
        sends: Vec<OfferedTrack>,
    },
    /// Says what video this client shows, one entry for each video slot that shows something. Slots that are not listed
    /// rest. Replaces the previous request. Tracks that are not on just now are passed over: the client asks again when
    /// they are on.
    Watch {
        /// The slots.
        slots: Vec<WatchedSlot>,
    },
    /// Publishes, mutes or ends the sender's own track.
    SetTrack {
        /// The source.
        source: Source,
        /// The state that the track shall have.
        state: TrackState,
    },
    /// Staff: mutes another person's microphone, stops another person's camera, screen or screen audio.
    MuteTrack {
        /// The other person's track.
        track: TrackRef,
    },
    /// Raises the sender's hand.
    RaiseHand,
    /// Lowers the sender's own hand or, as staff, another person's.
    LowerHand {
        /// The person.
        participant: ParticipantId,
    },
    /// Staff: lowers all hands of the sender's room.
    LowerAllHands {
        /// The room.
        room: RoomId,
    },
    /// Staff: calls the person whose hand is up longest in the sender's room: lowers the hand, puts their camera, if it
    /// is on, in the spotlight, and asks them to unmute.
    CallNext {
        /// The room.
        room: RoomId,
    },
    /// Reacts.
    React {
        /// The reaction.
        reaction: Reaction,
    },
    /// Staff: puts a track in the spotlight for everybody in the sender's room; `null` ends it.
    SetSpotlight {
        /// The room.
        room: RoomId,
        /// The track; absent: none.
        target: Option<TrackRef>,
    },

    // Rooms.
    /// Staff: opens breakout rooms and moves people there.
    OpenRooms {
        /// The rooms, at most [`crate::limits::ROOMS_AT_ONCE`].
        rooms: Vec<NewRoom>,
        /// The rules of all these rooms.
        rules: RoomRules,
    },
    /// Staff: closes all breakout rooms after a countdown, and moves everybody into the main room.
    CloseRooms {
        /// The time until they close; 0: now.
        countdown: Millis,
    },
    /// Staff: gives open breakout rooms more time, counted from the moment when they would close, or else from now.
    ExtendRooms {
        /// The room; absent: all that close by themselves.
        room: Option<RoomId>,
        /// The time to add.
        by: Millis,
    },
    /// Enters a room: staff any, others as the rules of the rooms permit.
    EnterRoom {
        /// The room.
        room: RoomId,
    },
    /// Staff: moves another person.
    MovePerson {
        /// The person.
        participant: ParticipantId,
        /// The room to go to.
        room: RoomId,
    },
    /// Calls staff to the sender's breakout room. Calling again changes the reason.
    AskForHelp {
        /// The reason; may be empty.
        reason: String,
    },
    /// Hands in what came of a room's task, in place of what was handed in before. In class it is the sender's breakout room;
    /// later any whose task they take up because they were in none of the rooms that were open together.
    HandIn {
        /// The room.
        room: RoomId,
        /// The text; empty: it is taken back.
        text: String,
        /// The number of what the sender has read of it last, 0 for nothing that counts: where another one has come since, by those whose work it
        /// is, too, this is refused with `not_now`. Absent: it takes the place of whatever is there.
        on: Option<Seq>,
    },
    /// Hands in later, as [`Command::HandIn`] does, for the sender and for those at their study table who said that they work on it
    /// together: see [`Command::SetTogether`]. The server asks the table who they are. From then on it is changed by [`Command::HandIn`] of
    /// any of them. Refused with `not_now` to whoever has handed in already, or sits at no table at which somebody works on it with them.
    HandInTogether {
        /// The room.
        room: RoomId,
        /// The text.
        text: String,
    },
    /// Takes a call for help back, the sender's own or, as staff, another person's.
    EndHelp {
        /// The person.
        participant: ParticipantId,
    },
    /// Staff: makes the sender heard in all rooms, or no longer. One person at a time is heard there.
    SetVoiceToAll {
        /// Whether it is on.
        on: bool,
    },

    // Polls.
    /// Staff: keeps a question ready.
    PreparePoll {
        /// The question.
        question: Question,
        /// The key, which makes it a quiz question.
        key: Option<Key>,
    },
    /// Staff: discards a prepared question.
    DiscardPoll {
        /// The poll.
        poll: PollId,
    },
    /// Staff: asks a question. At most [`crate::limits::POLLS_OPEN`] polls are open at a time. Later it is asked of all, at the moment of
    /// which the act speaks, and must not be anonymous.
    StartPoll {
        /// The question to ask.
        ask: Ask,
        /// The room that is asked; absent: all of the session.
        room: Option<RoomId>,
        /// How long it is open; absent: until it is closed.
        duration: Option<Millis>,
    },
    /// Answers an open poll. Answering again replaces the answer. With a moved cursor it answers a closed one, too: an anonymous one once class is
    /// over, where no answer is replaced.
    AnswerPoll {
        /// The poll.
        poll: PollId,
        /// The answer.
        answer: Answer,
    },
    /// Staff: closes a poll.
    ClosePoll {
        /// The poll.
        poll: PollId,
    },
    /// Staff, with a moved cursor: says until when a closed poll takes answers of those who come later. An instant is in the future, and at most
    /// [`crate::limits::LATE_ANSWERS_AHEAD_MS`] ahead. A quiz question that takes none takes none again, because what is right is shown then.
    SetLateAnswers {
        /// The poll.
        poll: PollId,
        /// Until when.
        late_answers: LateAnswers,
    },
    /// Staff: shares the count of a closed poll, or shares it again with other texts left out.
    ShareResults {
        /// The poll.
        poll: PollId,
        /// Texts of a text poll that are not shown.
        hide: Vec<String>,
    },

    // Agenda.
    /// Staff: replaces the agenda.
    SetAgenda {
        /// The activities, in order.
        activities: Vec<Activity>,
    },
    /// Staff: starts an activity, in place of the running one.
    StartActivity {
        /// Its position in the agenda; absent: the activity is improvised.
        position: Option<u32>,
        /// The improvised activity; absent when there is a position.
        activity: Option<Activity>,
    },
    /// Staff: gives the running activity more time, counted from its end, or from now when its time is over.
    ExtendActivity {
        /// The time to add.
        by: Millis,
    },
    /// Staff: ends the running activity.
    EndActivity,
    /// Gives feedback, in place of the sender's earlier feedback.
    SetFeedback {
        /// The feedback; absent: none.
        feedback: Option<Feedback>,
    },

    // Chapters.
    /// Staff: names the stretch of the timeline that begins at a moment. In class or later.
    SetChapter {
        /// The moment; absent: where the sender's cursor is.
        from: Option<Millis>,
        /// The name.
        title: String,
    },
    /// Staff: lets no chapter begin at a moment, though class turned to something else: what was before goes on. In class or later.
    HideChapter {
        /// The moment.
        from: Millis,
    },
    /// Staff: takes back what is said of a moment by [`Command::SetChapter`] or [`Command::HideChapter`]. In class or later.
    RemoveChapter {
        /// The moment.
        from: Millis,
    },

    // Recording.
    /// Staff: takes class off the record, or back on it.
    SetOffRecord {
        /// Whether class shall be off the record.
        off: bool,
    },
    /// Staff, after class: cuts a stretch out of the recording, at most to its end.
    CutOut {
        /// The stretch.
        cut: Cut,
    },
    /// Staff, after class: puts a stretch back that was cut out.
    UndoCut {
        /// The stretch, as it was cut out.
        cut: Cut,
    },
    /// Staff, after class: hides a breakout room in the recording, or shows it again.
    HideRoom {
        /// The room.
        room: RoomId,
        /// Whether it shall be hidden.
        hidden: bool,
    },

    // Moderation.
    /// Staff: asks a person to unmute. Nobody is ever unmuted by others.
    AskToUnmute {
        /// The person.
        participant: ParticipantId,
    },
    /// Staff: mutes the microphones of all who are not staff. Permissions to unmute that staff gave before are revoked.
    MuteAll {
        /// Whether they may unmute by themselves.
        may_unmute: bool,
    },
    /// Asks staff for permission to share a screen.
    AskToShare,
    /// Staff: permits a person to share a screen, or withdraws the permission, which ends their share. A share of
    /// somebody else goes on until they or staff end it.
    SetMayShare {
        /// The person.
        participant: ParticipantId,
        /// Whether they may share.
        may_share: bool,
    },
    /// Instructor: makes a person an assistant, or gives them their former role back.
    SetRole {
        /// The person.
        participant: ParticipantId,
        /// The role: assistant, student or guest.
        role: Role,
    },
    /// Staff: gives a person another name.
    Rename {
        /// The person.
        participant: ParticipantId,
        /// The name.
        name: String,
    },
    /// Staff: changes the settings of the class.
    ChangeSettings {
        /// The settings that change.
        settings: SettingsChange,
    },
    /// Staff: removes a person, who may be waiting. Their token is revoked.
    Remove {
        /// The person.
        participant: ParticipantId,
        /// Whether to ban them: their browser gets no new seat in this session.
        ban: bool,
    },
    /// Staff: removes the guests who took this seat or a later one, who may be waiting, and locks the class: somebody floods it
    /// by its join link.
    ClearGuests {
        /// The first of these seats.
        from: ParticipantId,
    },

    // Table.
    /// At a study table: plays or pauses the recording for everybody there, goes to a moment, or changes the speed. Refused with `not_now`
    /// where nothing is watched.
    SetPlayback {
        /// Whether it plays.
        playing: bool,
        /// Where it goes on, in class time of what is watched. A moment after its end counts as the end.
        position: Millis,
        /// How fast, in hundredths, from [`crate::limits::TABLE_SPEED_MIN`] to [`crate::limits::TABLE_SPEED_MAX`]. Others count as the nearest
        /// of these.
        speed_percent: u16,
    },

    /// At a study table: says on which task of the class that is watched the sender works together with the others there, or that they do so
    /// on none. Refused with `not_now` where nothing is watched, and with `full` where [`crate::limits::WORK_AUTHORS`] work on it.
    SetTogether {
        /// The breakout room of the class that is watched whose task it is; absent: none.
        room: Option<RoomId>,
    },

    // The session itself.
    /// Ends class for everybody: the session stays open for later participation.
    EndSession,
    /// After class: closes the session for later participation.
    CloseSession,
    /// Opens a closed session for later participation again.
    ReopenSession,
}

/// The result of a command, in its acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum CommandResult {
    /// There is nothing to return.
    Done,
    /// The SDP answer.
    Answer {
        /// The answer.
        sdp: String,
    },
}
