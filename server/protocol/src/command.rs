//! What a client asks for.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    agenda::{Activity, Feedback},
    chat::ChatTo,
    ids::{Millis, ParticipantId, RoomId, Seq},
    moderation::Settings,
    polls::{Answer, Ask, Key, PollId, Question},
    presence::{Consent, Role},
    rooms::{NewRoom, RoomRules},
    stage::{OfferedTrack, Reaction, Source, TrackRef, TrackState, WatchedSlot},
};

/// A wish. It is acknowledged once it is durable, or refused with a code. A wish that is fulfilled already (the hand is
/// up, the track is off) is acknowledged and makes no event, so that it can be repeated after a reconnect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    // Presence.
    /// Leaves, at once and by choice.
    Leave,
    /// Changes what may be recorded of oneself, from now on.
    SetConsent {
        /// What may be.
        consent: Consent,
    },
    /// Staff: lets people in who wait; all who wait when none is named. When there are places for some of them only, those come
    /// in who waited longest; refused with `full` when there is none.
    Admit {
        /// Whom.
        participants: Vec<ParticipantId>,
    },
    /// Staff: tells all who wait something.
    TellWaiting {
        /// What.
        text: String,
    },

    // Chat.
    /// Writes a chat message.
    SendChat {
        /// The text.
        text: String,
        /// To whom.
        to: ChatTo,
    },
    /// Staff: deletes a message, or one's own. What is left says that there was one.
    DeleteMessage {
        /// Which.
        message: Seq,
    },

    // Stage.
    /// An SDP offer of the one media connection. Acknowledged by [`CommandResult::Answer`].
    Offer {
        /// The offer.
        sdp: String,
        /// `true` for the first offer of a new `RTCPeerConnection`: an older one of this person is closed.
        fresh: bool,
        /// What the sending m-lines carry.
        sends: Vec<OfferedTrack>,
    },
    /// What video this client shows, one entry for each video slot that shows something. Slots that are not listed
    /// rest. Replaces the previous wish. Tracks that are not on just now are passed over: repeat the wish when they are.
    Watch {
        /// The slots.
        slots: Vec<WatchedSlot>,
    },
    /// Publishes, mutes or ends one's own track.
    SetTrack {
        /// Which.
        source: Source,
        /// What it shall be.
        state: TrackState,
    },
    /// Staff: mutes another's microphone, stops another's camera, screen or screen audio.
    MuteTrack {
        /// Whose and which.
        track: TrackRef,
    },
    /// Raises one's hand.
    RaiseHand,
    /// Lowers one's own hand, or as staff another's.
    LowerHand {
        /// Whose.
        participant: ParticipantId,
    },
    /// Staff: lowers all hands of one's room.
    LowerAllHands,
    /// Staff: takes the longest hand of one's room down, puts that person's camera, if it is on, in the middle, and asks
    /// them to unmute.
    CallNext,
    /// Reacts.
    React {
        /// How.
        reaction: Reaction,
    },
    /// Puts a track in the middle for everybody in one's room; `null` ends it.
    SetSpotlight {
        /// Which track.
        target: Option<TrackRef>,
    },

    // Rooms.
    /// Staff: opens breakout rooms and moves people there.
    OpenRooms {
        /// The rooms, at most [`crate::limits::ROOMS_AT_ONCE`].
        rooms: Vec<NewRoom>,
        /// What holds in all of them.
        rules: RoomRules,
    },
    /// Staff: closes all breakout rooms after a countdown; everybody is in the main room then.
    CloseRooms {
        /// In so many milliseconds; 0: now.
        countdown: Millis,
    },
    /// Staff: gives open breakout rooms more time, counted from when they would close, or from now.
    ExtendRooms {
        /// Which; absent: all that have a time.
        room: Option<RoomId>,
        /// How much more.
        by: Millis,
    },
    /// Goes into a room: staff into any, others as the rules allow.
    EnterRoom {
        /// Which.
        room: RoomId,
    },
    /// Staff: moves another person.
    MovePerson {
        /// Whom.
        participant: ParticipantId,
        /// Where to.
        room: RoomId,
    },
    /// Asks staff to come to one's breakout room. Asking again changes the reason.
    AskForHelp {
        /// Why; may be empty.
        reason: String,
    },
    /// Takes a request for help back, one's own or, as staff, another's.
    EndHelp {
        /// Whose.
        participant: ParticipantId,
    },
    /// Staff: is heard in all rooms, or no longer. One person at a time.
    SetVoiceToAll {
        /// Whether.
        on: bool,
    },

    // Polls.
    /// Staff: keeps a question ready.
    PreparePoll {
        /// The question.
        question: Question,
        /// Its key, to make it a quiz question.
        key: Option<Key>,
    },
    /// Staff: forgets a prepared question.
    DiscardPoll {
        /// Which.
        poll: PollId,
    },
    /// Staff: puts a question. At most [`crate::limits::POLLS_OPEN`] are open at a time.
    StartPoll {
        /// What.
        ask: Ask,
        /// Which room is asked; absent: all of the session.
        room: Option<RoomId>,
        /// How long it is open; absent: until it is closed.
        duration: Option<Millis>,
    },
    /// Answers an open poll that one is asked. Answering again replaces the answer.
    AnswerPoll {
        /// Which.
        poll: PollId,
        /// The answer.
        answer: Answer,
    },
    /// Staff: closes a poll.
    ClosePoll {
        /// Which.
        poll: PollId,
    },
    /// Staff: shows the count of a closed poll to all, or once more with other texts left out.
    ShareResults {
        /// Which.
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
    /// Staff: starts an activity; the one that goes on ends.
    StartActivity {
        /// Its position in the agenda; absent: the one that is given.
        position: Option<u32>,
        /// An improvised one; absent when there is a position.
        activity: Option<Activity>,
    },
    /// Staff: gives the running activity more time, counted from its end, or from now when that is over.
    ExtendActivity {
        /// How much more.
        by: Millis,
    },
    /// Staff: ends the running activity.
    EndActivity,
    /// Says how it goes for oneself; absent: nothing any more.
    SetFeedback {
        /// What.
        feedback: Option<Feedback>,
    },

    // Moderation.
    /// Staff: asks a person to unmute. Nobody is ever unmuted by others.
    AskToUnmute {
        /// Whom.
        participant: ParticipantId,
    },
    /// Staff: mutes the microphones of all who are not staff. Who was asked to unmute before must be asked anew.
    MuteAll {
        /// Whether they may go on by themselves.
        may_unmute: bool,
    },
    /// Asks staff to let one share a screen.
    AskToShare,
    /// Staff: lets a person share a screen, or no longer. No longer: a share that is on ends. Letting one person share while
    /// another does ends nothing: the other's share goes on until they end it, or staff do.
    SetMayShare {
        /// Whom.
        participant: ParticipantId,
        /// Whether they may.
        may_share: bool,
    },
    /// Instructor: makes a person an assistant, or what they were.
    SetRole {
        /// Whom.
        participant: ParticipantId,
        /// What they shall be: assistant, student or guest.
        role: Role,
    },
    /// Staff: calls a person by another name.
    Rename {
        /// Whom.
        participant: ParticipantId,
        /// The name.
        name: String,
    },
    /// Staff: sets what others may do.
    ChangeSettings {
        /// All of them.
        settings: Settings,
    },
    /// Staff: removes a person, who may be waiting; their token is revoked.
    Remove {
        /// Whom.
        participant: ParticipantId,
        /// Keep them out: their browser gets no new seat in this session.
        ban: bool,
    },

    // The session itself.
    /// Ends the session for everybody.
    EndSession,
}

/// What an acknowledgement carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum CommandResult {
    /// Done; nothing to say.
    Done,
    /// The SDP answer.
    Answer {
        /// It.
        sdp: String,
    },
}
