//! Whether a journal can be one.

use protocol::{
    Audience, Event, EventBody, Millis, ParticipantId, PollId, RoomId, Seq, Settings, TrackState, snapshot::Participant,
};

use crate::{
    permission::{may_publish, microphone_is_on},
    polls::asked_breakout,
    state::State,
};

/// Why a journal cannot be folded: it was not made by a session, or parts of it are missing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RebuildError {
    /// It has no events.
    #[error("the journal is empty")]
    Empty,
    /// An event is missing, or there twice.
    #[error("event {expected} expected, {found} found")]
    Sequence {
        /// The number that should come.
        expected: Seq,
        /// The number that came.
        found: Seq,
    },
    /// Time goes back.
    #[error("event {seq} is at {at} ms, before the event before it")]
    Time {
        /// The event.
        seq: Seq,
        /// Its time.
        at: Millis,
    },
    /// The first event is not the start, or a later one is.
    #[error("event {seq}: a journal begins with the session's start, once")]
    Start {
        /// The event.
        seq: Seq,
    },
    /// Something comes after the end.
    #[error("event {seq} comes after the session's end")]
    AfterEnd {
        /// The event.
        seq: Seq,
    },
    /// It is told to others than events of its kind are.
    #[error("event {seq} is not for those to whom it is told")]
    Audience {
        /// The event.
        seq: Seq,
    },
    /// It is about somebody who is not here.
    #[error("event {seq} is about participant {}, who is not present", participant.0)]
    NotPresent {
        /// The event.
        seq: Seq,
        /// Who.
        participant: ParticipantId,
    },
    /// Somebody joins who is here already, or was removed.
    #[error("event {seq}: participant {} cannot join", participant.0)]
    CannotJoin {
        /// The event.
        seq: Seq,
        /// Who.
        participant: ParticipantId,
    },
    /// A spotlight is on a track that is not in the room, or on sound.
    #[error("event {seq}: the spotlight has no such target")]
    Spotlight {
        /// The event.
        seq: Seq,
    },
    /// A room is not open, or open already, or not empty when it closes.
    #[error("event {seq}: a room is not as it would have to be")]
    Room {
        /// The event.
        seq: Seq,
    },
    /// Somebody waits or does not, against what the event takes for granted.
    #[error("event {seq}: participant {} does not wait, or does", participant.0)]
    Waiting {
        /// The event.
        seq: Seq,
        /// Who.
        participant: ParticipantId,
    },
    /// A message is not known, or went to others.
    #[error("event {seq} is about a message that is not there")]
    Message {
        /// The event.
        seq: Seq,
    },
    /// Somebody does, or could go on with, what their role and the settings do not allow.
    #[error("event {seq}: participant {} may not do this", participant.0)]
    NotPermitted {
        /// The event.
        seq: Seq,
        /// Who.
        participant: ParticipantId,
    },
    /// Somebody speaks whose microphone is not on.
    #[error("event {seq}: the microphone of participant {} is not on", participant.0)]
    Microphone {
        /// The event.
        seq: Seq,
        /// Who.
        participant: ParticipantId,
    },
}

/// Whether this event can come next. A session makes no other events, and accepts no journal with others.
pub(crate) fn admit(state: &State, event: &Event) -> Result<(), RebuildError> {
    let seq = event.seq;
    if seq != state.seq() + 1 {
        return Err(RebuildError::Sequence { expected: state.seq() + 1, found: seq });
    }
    if event.at < state.at() {
        return Err(RebuildError::Time { seq, at: event.at });
    }
    if matches!(event.body, EventBody::SessionStarted { .. }) == state.is_started() {
        return Err(RebuildError::Start { seq });
    }
    if state.is_ended() {
        return Err(RebuildError::AfterEnd { seq });
    }
    if !fits(state, event) {
        return Err(RebuildError::Audience { seq });
    }
    admit_body(state, event)
}

/// Whether the event is for those to whom events of its kind are told.
fn fits(state: &State, event: &Event) -> bool {
    let to = event.audience;
    let is_room_of = |poll: PollId| {
        let asked = state.polls().iter().find(|asked| asked.id == poll).and_then(asked_breakout);
        asked.is_some_and(|room| to == Audience::Room { room })
    };
    match event.body {
        EventBody::ChatSent { .. } | EventBody::ChatDeleted { .. } => true,
        EventBody::PollPrepared { .. }
        | EventBody::PollDiscarded { .. }
        | EventBody::PollTallied { .. }
        | EventBody::ArrivalsExpected { .. } => to == Audience::Staff { and: None },
        EventBody::PollKeySet { poll, .. } => to == Audience::Staff { and: None } || is_room_of(poll),
        EventBody::ResultsShared { poll, .. } => to == Audience::Everyone || is_room_of(poll),
        EventBody::WaitBegan { participant, .. }
        | EventBody::WaitEnded { participant, .. }
        | EventBody::WaitingTold { participant, .. }
        | EventBody::HelpAsked { participant, .. }
        | EventBody::HelpEnded { participant, .. }
        | EventBody::BallotCast { participant, .. }
        | EventBody::FeedbackSet { participant, .. }
        | EventBody::AskedToUnmute { participant, .. }
        | EventBody::UnmuteTakenBack { participant, .. } => to == Audience::Staff { and: Some(participant) },
        _ => to == Audience::Everyone,
    }
}

fn admit_body(state: &State, event: &Event) -> Result<(), RebuildError> {
    let seq = event.seq;
    match event.body {
        EventBody::SessionStarted { .. } | EventBody::Interrupted { .. } => Ok(()),
        EventBody::SessionEnded { .. } => state
            .waiting()
            .first()
            .map_or(Ok(()), |waiting| Err(RebuildError::Waiting { seq, participant: waiting.participant })),
        EventBody::WaitBegan { .. } | EventBody::WaitEnded { .. } | EventBody::WaitingTold { .. } => {
            admit_waiting(state, event)
        }
        EventBody::Joined { .. }
        | EventBody::Moved { .. }
        | EventBody::Left { .. }
        | EventBody::ConsentChanged { .. }
        | EventBody::HandRaised { .. }
        | EventBody::HandLowered { .. }
        | EventBody::Reacted { .. }
        | EventBody::AskedToUnmute { .. }
        | EventBody::UnmuteTakenBack { .. }
        | EventBody::ShareAsked { .. }
        | EventBody::Renamed { .. }
        | EventBody::Speaking { .. }
        | EventBody::BallotCast { .. }
        | EventBody::FeedbackSet { .. } => admit_people(state, event),
        EventBody::TrackChanged { .. }
        | EventBody::SettingsChanged { .. }
        | EventBody::MayShareSet { .. }
        | EventBody::RoleChanged { .. } => admit_rights(state, event),
        EventBody::ChatSent { .. } | EventBody::ChatDeleted { .. } => admit_chat(state, event),
        EventBody::RoomsOpened { .. }
        | EventBody::ArrivalsExpected { .. }
        | EventBody::RoomTimeSet { .. }
        | EventBody::RoomsClosed { .. }
        | EventBody::HelpAsked { .. }
        | EventBody::HelpEnded { .. }
        | EventBody::HandsLowered { .. }
        | EventBody::SpotlightSet { .. }
        | EventBody::VoiceToAllSet { .. } => admit_rooms(state, event),
        EventBody::PollPrepared { .. }
        | EventBody::PollDiscarded { .. }
        | EventBody::PollStarted { .. }
        | EventBody::PollKeySet { .. }
        | EventBody::PollClosed { .. }
        | EventBody::PollTallied { .. }
        | EventBody::ResultsShared { .. }
        | EventBody::AgendaSet { .. }
        | EventBody::ActivityStarted { .. }
        | EventBody::ActivityExtended { .. }
        | EventBody::ActivityEnded => Ok(()),
    }
}

/// Whether it may be, or else why not.
fn require(can: bool, error: RebuildError) -> Result<(), RebuildError> {
    if can { Ok(()) } else { Err(error) }
}

/// Somebody whom the event is about, who must be here.
fn present(state: &State, seq: Seq, participant: ParticipantId) -> Result<&Participant, RebuildError> {
    state.present(participant).ok_or(RebuildError::NotPresent { seq, participant })
}

fn admit_people(state: &State, event: &Event) -> Result<(), RebuildError> {
    let seq = event.seq;
    match event.body {
        EventBody::Joined { participant, room, .. } => {
            let can = state.present(participant).is_none()
                && !state.is_removed(participant)
                && !state.is_waiting(participant)
                && is_open(state, room);
            require(can, RebuildError::CannotJoin { seq, participant })
        }
        EventBody::Moved { participant, room, .. } => {
            present(state, seq, participant)?;
            require(is_open(state, room), RebuildError::Room { seq })
        }
        EventBody::Speaking { participant, speaking } => {
            let can = !speaking || microphone_is_on(present(state, seq, participant)?);
            require(can, RebuildError::Microphone { seq, participant })
        }
        EventBody::Left { participant, .. }
        | EventBody::ConsentChanged { participant, .. }
        | EventBody::HandRaised { participant }
        | EventBody::HandLowered { participant, .. }
        | EventBody::Reacted { participant, .. }
        | EventBody::AskedToUnmute { participant, .. }
        | EventBody::UnmuteTakenBack { participant, .. }
        | EventBody::ShareAsked { participant }
        | EventBody::Renamed { participant, .. }
        | EventBody::BallotCast { participant, .. }
        | EventBody::FeedbackSet { participant, .. } => present(state, seq, participant).map(drop),
        _ => Ok(()),
    }
}

/// Nobody publishes what their role and the settings do not allow, also after one of these has changed.
fn admit_rights(state: &State, event: &Event) -> Result<(), RebuildError> {
    let seq = event.seq;
    let settings = state.settings();
    let (participant, can) = match event.body {
        EventBody::TrackChanged { participant, source, state: track, .. } => {
            let person = present(state, seq, participant)?;
            (participant, track == TrackState::Off || may_publish(settings, person, source))
        }
        EventBody::MayShareSet { participant, may_share, .. } => {
            let becomes = Participant { may_share, ..present(state, seq, participant)?.clone() };
            (participant, keeps_to(settings, &becomes))
        }
        EventBody::RoleChanged { participant, role, .. } => {
            let becomes = Participant { role, ..present(state, seq, participant)?.clone() };
            let heard_by_all = state.whole().voice_to_all == Some(participant);
            (participant, keeps_to(settings, &becomes) && (role.is_staff() || !heard_by_all))
        }
        EventBody::SettingsChanged { settings, .. } => {
            match state.participants().iter().find(|person| !keeps_to(&settings, person)) {
                Some(person) => (person.id, false),
                None => return Ok(()),
            }
        }
        _ => return Ok(()),
    };
    require(can, RebuildError::NotPermitted { seq, participant })
}

fn admit_chat(state: &State, event: &Event) -> Result<(), RebuildError> {
    let seq = event.seq;
    match event.body {
        EventBody::ChatSent { participant, .. } => {
            let person = present(state, seq, participant)?;
            let can = match event.audience {
                Audience::Room { room } => person.room == room,
                Audience::Pair { from, with } => from == participant && state.present(with).is_some(),
                Audience::Everyone | Audience::Staff { .. } => true,
            };
            require(can, RebuildError::Audience { seq })
        }
        EventBody::ChatDeleted { message, .. } => {
            let can = state.message(message).is_some_and(|message| message.audience == event.audience);
            require(can, RebuildError::Message { seq })
        }
        _ => Ok(()),
    }
}

fn admit_waiting(state: &State, event: &Event) -> Result<(), RebuildError> {
    let (participant, can) = match event.body {
        EventBody::WaitBegan { participant, .. } => {
            let new = state.participant(participant).is_none() && !state.is_removed(participant);
            (participant, new && !state.is_waiting(participant))
        }
        EventBody::WaitEnded { participant, .. } | EventBody::WaitingTold { participant, .. } => {
            (participant, state.is_waiting(participant))
        }
        _ => return Ok(()),
    };
    require(can, RebuildError::Waiting { seq: event.seq, participant })
}

fn admit_rooms(state: &State, event: &Event) -> Result<(), RebuildError> {
    let seq = event.seq;
    let can = match &event.body {
        EventBody::RoomsOpened { rooms, .. } => {
            let last = state.rooms().last().map_or(RoomId::MAIN, |room| room.id);
            rooms.is_sorted_by(|a, b| a.id < b.id) && rooms.iter().all(|room| room.id > last)
        }
        EventBody::RoomTimeSet { rooms, .. } => rooms.iter().all(|&id| is_open_breakout(state, id)),
        EventBody::RoomsClosed { rooms } => {
            let inside = |id| state.participants().iter().any(|person| person.present && person.room == id);
            rooms.iter().all(|&id| is_open_breakout(state, id) && !inside(id))
        }
        EventBody::ArrivalsExpected { room, .. } => is_open_breakout(state, *room),
        EventBody::HandsLowered { room, .. } => is_open(state, *room),
        EventBody::HelpAsked { participant, room, .. } => {
            present(state, seq, *participant)?.room == *room && *room != RoomId::MAIN
        }
        EventBody::HelpEnded { participant, .. } => state.present(*participant).is_some(),
        EventBody::VoiceToAllSet { participant: Some(participant) } => {
            present(state, seq, *participant)?.role.is_staff() && state.open_rooms().next().is_some()
        }
        EventBody::SpotlightSet { room, target } => {
            let can = is_open(state, *room) && target.is_none_or(|target| can_be_spotlit(state, *room, target));
            return require(can, RebuildError::Spotlight { seq });
        }
        _ => true,
    };
    require(can, RebuildError::Room { seq })
}

fn is_open(state: &State, room: RoomId) -> bool {
    state.room(room).is_some_and(|room| room.open)
}

fn is_open_breakout(state: &State, room: RoomId) -> bool {
    room != RoomId::MAIN && is_open(state, room)
}

/// Whether the person publishes nothing that these settings take away.
pub(crate) fn keeps_to(settings: &Settings, person: &Participant) -> bool {
    person.tracks.iter().all(|track| may_publish(settings, person, track.source))
}

/// Whether it is a published picture of somebody in the room.
pub(crate) fn can_be_spotlit(state: &State, room: RoomId, target: protocol::TrackRef) -> bool {
    !target.source.is_audio()
        && state
            .present(target.participant)
            .is_some_and(|p| p.room == room && p.tracks.iter().any(|t| t.source == target.source))
}
