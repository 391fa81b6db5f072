//! What a command leads to, and the look-ups that every feature needs to decide.

use protocol::{
    Audience, ErrorCode, EventBody, ParticipantId, Refusal, RoomId, Source, TrackRef, TrackState,
    presence::Participant, rooms::Room,
};

use crate::{
    outcome::Effect,
    polls::ballots::{LateSecret, SecretBallot},
    state::State,
};

/// A future event: its audience and body, still without number and time.
pub(crate) type Fact = (Audience, EventBody);

/// What a command leads to. A decision is empty when the command's wish is already fulfilled, because clients repeat
/// commands after they reconnect.
#[derive(Debug, Default)]
pub(crate) struct Decision {
    pub(crate) facts: Vec<Fact>,
    pub(crate) effects: Vec<Effect>,
    /// An anonymous answer, which is kept in memory alone.
    pub(crate) secret: Option<SecretBallot>,
    /// An anonymous answer that came later, which is the caller's to keep.
    pub(crate) late_secret: Option<LateSecret>,
}

impl Decision {
    pub(crate) fn nothing() -> Self {
        Decision::default()
    }

    pub(crate) fn fact(body: EventBody) -> Self {
        Decision::from_facts([(Audience::Everyone, body)])
    }

    pub(crate) fn fact_if(news: bool, body: EventBody) -> Self {
        if news { Decision::fact(body) } else { Decision::nothing() }
    }

    /// Facts that everyone learns.
    pub(crate) fn facts(bodies: impl Iterator<Item = EventBody>) -> Self {
        Decision::from_facts(bodies.map(|body| (Audience::Everyone, body)))
    }

    pub(crate) fn from_facts(facts: impl IntoIterator<Item = Fact>) -> Self {
        Decision { facts: facts.into_iter().collect(), ..Decision::default() }
    }

    pub(crate) fn effect(effect: Effect) -> Self {
        Decision { effects: vec![effect], ..Decision::default() }
    }
}

impl From<Fact> for Decision {
    fn from(fact: Fact) -> Self {
        Decision::from_facts([fact])
    }
}

/// The person of this seat, who must be present.
pub(crate) fn present(state: &State, id: ParticipantId) -> Result<&Participant, Refusal> {
    state.present(id).ok_or_else(|| ErrorCode::UnknownParticipant.into())
}

/// The room of this number, which must be open.
pub(crate) fn open_room(state: &State, id: RoomId) -> Result<&Room, Refusal> {
    let room = state.room(id).ok_or(ErrorCode::UnknownRoom)?;
    if room.open { Ok(room) } else { Err(ErrorCode::RoomGone.into()) }
}

/// The room that a command names, which must be the sender's own room.
pub(crate) fn own_room(state: &State, own: RoomId, id: RoomId) -> Result<&Room, Refusal> {
    let room = state.room(id).ok_or(ErrorCode::UnknownRoom)?;
    if own == id { Ok(room) } else { Err(ErrorCode::RoomGone.into()) }
}

/// The person who acts, unless they act on themselves.
pub(crate) fn unless_self(by: &Participant, subject: ParticipantId) -> Option<ParticipantId> {
    (by.id != subject).then_some(by.id)
}

/// The state of a track, whoever owns it.
pub(crate) fn track_of(state: &State, track: TrackRef) -> TrackState {
    state.participant(track.participant).map_or(TrackState::Off, |person| track_state(person, track.source))
}

/// The state of a person's track.
pub(crate) fn track_state(person: &Participant, source: Source) -> TrackState {
    person.tracks.iter().find(|t| t.source == source).map_or(TrackState::Off, |t| t.state)
}

/// The refusal of a command that `dispatch` gave to a feature that does not have it: a fault of this crate.
pub(crate) fn misdirected() -> Refusal {
    Refusal::because(ErrorCode::Internal, "a command of another feature")
}
