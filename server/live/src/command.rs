//! What a command leads to.

use std::collections::BTreeSet;

use protocol::{
    Audience, Command, ErrorCode, EventBody, LeaveReason, Millis, OfferedTrack, ParticipantId, Refusal, Source,
    TrackRef, TrackState, WatchedSlot, command::ChatTo, limits, snapshot::Participant,
};

use crate::{
    agenda,
    ballots::{SecretBallot, SecretBallots},
    moderation::{self, wait_ended},
    outcome::Effect,
    permission, polls,
    rebuild::can_be_spotlit,
    rooms,
    state::State,
    text,
};

/// A fact to be, without its number and time.
pub(crate) type Fact = (Audience, EventBody);

/// What a command leads to. A wish that is fulfilled already leads to nothing: clients repeat theirs after a reconnect.
#[derive(Debug, Default)]
pub(crate) struct Decision {
    pub(crate) facts: Vec<Fact>,
    pub(crate) effects: Vec<Effect>,
    /// What is kept in memory alone.
    pub(crate) secret: Option<SecretBallot>,
}

impl Decision {
    pub(crate) fn nothing() -> Self {
        Decision::default()
    }

    pub(crate) fn fact(body: EventBody) -> Self {
        Decision { facts: vec![(Audience::Everyone, body)], ..Decision::default() }
    }

    pub(crate) fn facts(bodies: impl Iterator<Item = EventBody>) -> Self {
        Decision { facts: bodies.map(|body| (Audience::Everyone, body)).collect(), ..Decision::default() }
    }

    pub(crate) fn fact_if(news: bool, body: EventBody) -> Self {
        if news { Decision::fact(body) } else { Decision::nothing() }
    }

    pub(crate) fn effect(effect: Effect) -> Self {
        Decision { effects: vec![effect], ..Decision::default() }
    }
}

impl From<Fact> for Decision {
    fn from(fact: Fact) -> Self {
        Decision { facts: vec![fact], ..Decision::default() }
    }
}

/// Decides on a command of somebody who is present. Changes nothing.
pub(crate) fn decide(
    state: &State,
    secret: &SecretBallots,
    by: &Participant,
    now: Millis,
    command: Command,
) -> Result<Decision, Refusal> {
    permission::permit(state, by, now, &command)?;
    match command {
        Command::Offer { sdp, fresh, sends } => offer(by.id, sdp, fresh, sends),
        Command::Watch { slots } => watch(state, by, slots),
        Command::SetTrack { source, state: wanted } => {
            let body = EventBody::TrackChanged { participant: by.id, source, state: wanted, by: None };
            Ok(Decision::fact_if(track_state(by, source) != wanted, body))
        }
        Command::MuteTrack { track } => mute(state, by, track),
        Command::RaiseHand => {
            Ok(Decision::fact_if(!hand_is_up(state, by.id), EventBody::HandRaised { participant: by.id }))
        }
        Command::LowerHand { participant } => {
            present(state, participant)?;
            let body = EventBody::HandLowered { participant, by: unless_self(by, participant) };
            Ok(Decision::fact_if(hand_is_up(state, participant), body))
        }
        Command::React { reaction } => Ok(Decision::fact(EventBody::Reacted { participant: by.id, reaction })),
        Command::SendChat { text, to } => chat(state, by, &text, to),
        Command::SetSpotlight { target } => spotlight(state, by, target),
        Command::SetConsent { consent } => {
            let body = EventBody::ConsentChanged { participant: by.id, consent };
            Ok(Decision::fact_if(by.consent != consent, body))
        }
        Command::Leave => Ok(Decision::fact(EventBody::Left { participant: by.id, reason: LeaveReason::Left })),
        Command::EndSession => Ok(end(state, secret, Some(by.id))),
        Command::LowerAllHands
        | Command::CallNext
        | Command::AskToUnmute { .. }
        | Command::MuteAll { .. }
        | Command::DeleteMessage { .. }
        | Command::AskToShare
        | Command::SetMayShare { .. }
        | Command::SetRole { .. }
        | Command::Rename { .. }
        | Command::ChangeSettings { .. }
        | Command::Admit { .. }
        | Command::TellWaiting { .. }
        | Command::Remove { .. } => moderation::decide(state, by, command),
        Command::OpenRooms { .. }
        | Command::CloseRooms { .. }
        | Command::ExtendRooms { .. }
        | Command::EnterRoom { .. }
        | Command::MovePerson { .. }
        | Command::AskForHelp { .. }
        | Command::EndHelp { .. }
        | Command::SetVoiceToAll { .. } => rooms::decide(state, secret, by, now, command),
        Command::PreparePoll { .. }
        | Command::DiscardPoll { .. }
        | Command::StartPoll { .. }
        | Command::AnswerPoll { .. }
        | Command::ClosePoll { .. }
        | Command::ShareResults { .. } => polls::decide(state, secret, by, now, command),
        Command::SetAgenda { .. }
        | Command::StartActivity { .. }
        | Command::ExtendActivity { .. }
        | Command::EndActivity
        | Command::SetFeedback { .. } => agenda::decide(state, by, now, command),
    }
}

fn offer(by: ParticipantId, sdp: String, fresh: bool, sends: Vec<OfferedTrack>) -> Result<Decision, Refusal> {
    let mids: BTreeSet<&str> = sends.iter().map(|s| s.mid.as_str()).collect();
    let sources: BTreeSet<Source> = sends.iter().map(|s| s.source).collect();
    if mids.len() != sends.len() || sources.len() != sends.len() {
        return Err(Refusal::because(ErrorCode::BadSdp, "a mid or a source is named twice"));
    }
    Ok(Decision::effect(Effect::Offer { participant: by, sdp, fresh, sends }))
}

/// Tracks that are off just now are left out, not refused: they may have ended while the wish was on its way.
fn watch(state: &State, by: &Participant, mut slots: Vec<WatchedSlot>) -> Result<Decision, Refusal> {
    if slots.len() > limits::SLOTS {
        return Err(Refusal::because(ErrorCode::TooLarge, "too many slots"));
    }
    let mids: BTreeSet<&str> = slots.iter().map(|s| s.mid.as_str()).collect();
    if mids.len() != slots.len() {
        return Err(Refusal::because(ErrorCode::UnknownSlot, "a slot is named twice"));
    }
    for WatchedSlot { track, .. } in &slots {
        let known = state.participant(track.participant).is_some_and(|p| p.room == by.room);
        if !known || track.source.is_audio() {
            return Err(Refusal::because(ErrorCode::UnknownTrack, format!("{track:?}")));
        }
    }
    slots.retain(|slot| track_of(state, slot.track) == TrackState::On);
    Ok(Decision::effect(Effect::Watch { participant: by.id, slots }))
}

/// A microphone is muted, so that its owner can go on by themselves; anything else is ended.
fn mute(state: &State, by: &Participant, track: TrackRef) -> Result<Decision, Refusal> {
    let owner = present(state, track.participant)?;
    let now = track_state(owner, track.source);
    let wanted = match track.source {
        Source::Microphone if now != TrackState::Off => TrackState::Muted,
        _ => TrackState::Off,
    };
    let body = EventBody::TrackChanged {
        participant: owner.id,
        source: track.source,
        state: wanted,
        by: unless_self(by, owner.id),
    };
    Ok(Decision::fact_if(now != wanted, body))
}

fn chat(state: &State, by: &Participant, text: &str, to: ChatTo) -> Result<Decision, Refusal> {
    let text = text::valid_message(text)?;
    let reserved = if by.role.is_staff() { 0 } else { limits::CHAT_FOR_STAFF_BYTES };
    if state.chat_bytes() + text.len() > limits::CHAT_SESSION_BYTES - reserved {
        return Err(Refusal::because(ErrorCode::Full, "the session's chat is full"));
    }
    let audience = match to {
        ChatTo::Room => Audience::Room { room: by.room },
        ChatTo::Staff => Audience::Staff { and: (!by.role.is_staff()).then_some(by.id) },
        ChatTo::Everywhere => Audience::Everyone,
        ChatTo::Person { participant } => to_person(by, present(state, participant)?)?,
    };
    Ok((audience, EventBody::ChatSent { participant: by.id, text }).into())
}

/// What staff say or are told, all staff know.
fn to_person(by: &Participant, person: &Participant) -> Result<Audience, Refusal> {
    if person.id == by.id {
        return Err(Refusal::because(ErrorCode::Forbidden, "to oneself"));
    }
    Ok(match (by.role.is_staff(), person.role.is_staff()) {
        (true, true) => Audience::Staff { and: None },
        (true, false) => Audience::Staff { and: Some(person.id) },
        (false, true) => Audience::Staff { and: Some(by.id) },
        (false, false) => Audience::Pair { from: by.id, with: person.id },
    })
}

fn spotlight(state: &State, by: &Participant, target: Option<TrackRef>) -> Result<Decision, Refusal> {
    if let Some(track) = target.filter(|&track| !can_be_spotlit(state, by.room, track)) {
        return Err(Refusal::because(ErrorCode::UnknownTrack, format!("{track:?}")));
    }
    let now = state.rooms().iter().find(|room| room.id == by.room).and_then(|room| room.spotlight);
    Ok(Decision::fact_if(now != target, EventBody::SpotlightSet { room: by.room, target }))
}

/// Ends the session. Open polls are closed. Who waits cannot see its end, and is told by an event of their own.
pub(crate) fn end(state: &State, secret: &SecretBallots, by: Option<ParticipantId>) -> Decision {
    let waiting = state.waiting().iter().map(|waiting| wait_ended(waiting.participant, LeaveReason::Left));
    let ended = (Audience::Everyone, EventBody::SessionEnded { by });
    Decision {
        facts: polls::close_all(state, secret, |_| true).into_iter().chain(waiting).chain([ended]).collect(),
        ..Decision::default()
    }
}

/// Somebody who is here.
pub(crate) fn present(state: &State, id: ParticipantId) -> Result<&Participant, Refusal> {
    state.present(id).ok_or_else(|| ErrorCode::UnknownParticipant.into())
}

/// Who did it, when it was not the person themselves.
pub(crate) fn unless_self(by: &Participant, subject: ParticipantId) -> Option<ParticipantId> {
    (by.id != subject).then_some(by.id)
}

fn hand_is_up(state: &State, id: ParticipantId) -> bool {
    state.rooms().iter().any(|room| room.hands.iter().any(|hand| hand.participant == id))
}

fn track_of(state: &State, track: TrackRef) -> TrackState {
    state.participant(track.participant).map_or(TrackState::Off, |person| track_state(person, track.source))
}

pub(crate) fn track_state(person: &Participant, source: Source) -> TrackState {
    person.tracks.iter().find(|t| t.source == source).map_or(TrackState::Off, |t| t.state)
}
