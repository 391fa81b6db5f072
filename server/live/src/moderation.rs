//! What staff do to keep a class in order, and what others may ask them for.

use std::collections::BTreeSet;

use protocol::{
    Audience, Command, ErrorCode, EventBody, LeaveReason, ParticipantId, Refusal, Role, Seq, Settings, Source,
    TrackRef, TrackState, limits,
    settings::Waiting,
    snapshot::{Participant, Room},
};

use crate::{
    arrivals::places_left,
    command::{Decision, Fact, present, track_state, unless_self},
    outcome::Effect,
    permission::{may_publish, microphone_is_on},
    rooms::Arrivals,
    state::State,
    text,
    visibility::{Viewer, may_know},
};

/// Decides on a command of this kind.
///
/// What is taken away ends before the fact that takes it away, so that every prefix of a journal keeps the rule.
pub(crate) fn decide(state: &State, by: &Participant, command: Command) -> Result<Decision, Refusal> {
    match command {
        Command::LowerAllHands => {
            let up = state.room(by.room).is_some_and(|room| !room.hands.is_empty());
            Ok(Decision::fact_if(up, EventBody::HandsLowered { room: by.room, by: by.id }))
        }
        Command::CallNext => Ok(call_next(state, by)),
        Command::AskToUnmute { participant } => {
            let person = present(state, participant)?;
            Ok(Decision { facts: ask_to_unmute(person, by).into_iter().collect(), ..Decision::default() })
        }
        Command::MuteAll { may_unmute } => Ok(mute_all(state, by, may_unmute)),
        Command::DeleteMessage { message } => delete_message(state, by, message),
        Command::AskToShare => {
            let may = may_publish(state.settings(), by, Source::Screen);
            Ok(Decision::fact_if(!may && !by.asks_to_share, EventBody::ShareAsked { participant: by.id }))
        }
        Command::SetMayShare { participant, may_share } => set_may_share(state, by, participant, may_share),
        Command::SetRole { participant, role } => set_role(state, by, participant, role),
        Command::Rename { participant, name } => {
            let name = text::valid_name(&name)?;
            let news = present(state, participant)?.name != name;
            Ok(Decision::fact_if(news, EventBody::Renamed { participant, name, by: by.id }))
        }
        Command::ChangeSettings { settings } => change_settings(state, by, settings),
        Command::Admit { participants } => admit(state, participants),
        Command::TellWaiting { text } => tell_waiting(state, &text),
        Command::Remove { participant, ban } => remove(state, by, participant, ban),
        _ => Err(ErrorCode::Internal.into()),
    }
}

fn call_next(state: &State, by: &Participant) -> Decision {
    let Some(room) = state.room(by.room) else { return Decision::nothing() };
    let Some(person) = room.hands.first().and_then(|hand| state.present(hand.participant)) else {
        return Decision::nothing();
    };
    let lowered = EventBody::HandLowered { participant: person.id, by: unless_self(by, person.id) };
    let mut decision = Decision::fact(lowered);
    if let Some(target) = spotlight_on_next(state, room, person).filter(|target| room.spotlight != *target) {
        decision.facts.push((Audience::Everyone, EventBody::SpotlightSet { room: room.id, target }));
    }
    decision.facts.extend(ask_to_unmute(person, by));
    decision
}

/// Where the spotlight goes when somebody is called: on their camera; without one, away from whoever of the students was called
/// before. `None`: it stays.
fn spotlight_on_next(state: &State, room: &Room, person: &Participant) -> Option<Option<TrackRef>> {
    if track_state(person, Source::Camera) == TrackState::On {
        return Some(Some(TrackRef { participant: person.id, source: Source::Camera }));
    }
    let lit = room.spotlight.filter(|lit| lit.source == Source::Camera)?;
    let is_student = state.participant(lit.participant).is_some_and(|lit| !lit.role.is_staff());
    is_student.then_some(None)
}

/// Nobody is unmuted by others, and nobody needs to ask themselves.
fn ask_to_unmute(person: &Participant, by: &Participant) -> Option<Fact> {
    let body = EventBody::AskedToUnmute { participant: person.id, by: by.id };
    let asks = !microphone_is_on(person) && person.id != by.id;
    asks.then_some((Audience::Staff { and: Some(person.id) }, body))
}

fn mute_all(state: &State, by: &Participant, may_unmute: bool) -> Decision {
    let on = state.participants().iter().filter(|p| !p.role.is_staff() && microphone_is_on(p)).map(|p| p.id);
    let on: BTreeSet<_> = on.collect();
    let mut decision = Decision::facts(on.iter().map(|&participant| EventBody::TrackChanged {
        participant,
        source: Source::Microphone,
        state: TrackState::Muted,
        by: Some(by.id),
    }));
    if !may_unmute {
        decision.facts.extend(state.asked_to_unmute().difference(&on).map(|&participant| {
            let body = EventBody::UnmuteTakenBack { participant, by: by.id };
            (Audience::Staff { and: Some(participant) }, body)
        }));
    }
    let settings = Settings { may_unmute, ..*state.settings() };
    if settings != *state.settings() {
        decision.facts.push((Audience::Everyone, EventBody::SettingsChanged { settings, by: by.id }));
    }
    decision
}

fn delete_message(state: &State, by: &Participant, seq: Seq) -> Result<Decision, Refusal> {
    let viewer = Viewer { participant: by.id, role: by.role };
    let message = state
        .message(seq)
        .filter(|message| may_know(message.audience, seq, viewer, state.whereabouts()))
        .ok_or(ErrorCode::NotFound)?;
    if message.participant != by.id && !by.role.is_staff() {
        return Err(Refusal::because(ErrorCode::Forbidden, "another's message"));
    }
    if message.deleted {
        return Ok(Decision::nothing());
    }
    Ok((message.audience, EventBody::ChatDeleted { message: seq, by: by.id }).into())
}

fn set_may_share(
    state: &State,
    by: &Participant,
    participant: ParticipantId,
    may_share: bool,
) -> Result<Decision, Refusal> {
    let person = present(state, participant)?;
    if person.role.is_staff() {
        return Ok(Decision::nothing());
    }
    let shares = |source| matches!(source, Source::Screen | Source::ScreenAudio);
    let mut decision = ended(person, by, |source| shares(source) && !may_share);
    if person.may_share != may_share || person.asks_to_share {
        decision.facts.push((Audience::Everyone, EventBody::MayShareSet { participant, may_share, by: by.id }));
    }
    Ok(decision)
}

/// Ends the tracks of these sources.
fn ended(person: &Participant, by: &Participant, which: impl Fn(Source) -> bool) -> Decision {
    Decision::facts(person.tracks.iter().filter(|track| which(track.source)).map(|track| EventBody::TrackChanged {
        participant: person.id,
        source: track.source,
        state: TrackState::Off,
        by: unless_self(by, person.id),
    }))
}

fn set_role(state: &State, by: &Participant, participant: ParticipantId, role: Role) -> Result<Decision, Refusal> {
    let person = present(state, participant)?;
    if person.id == by.id || [person.role, role].contains(&Role::Instructor) {
        return Err(Refusal::because(ErrorCode::Forbidden, "nobody becomes or ceases to be an instructor"));
    }
    if person.role == role {
        return Ok(Decision::nothing());
    }
    let becomes = Participant { role, ..person.clone() };
    let mut decision = ended(person, by, |source| !may_publish(state.settings(), &becomes, source));
    if !role.is_staff() && state.whole().voice_to_all == Some(participant) {
        decision.facts.push((Audience::Everyone, EventBody::VoiceToAllSet { participant: None }));
    }
    decision.facts.push((Audience::Everyone, EventBody::RoleChanged { participant, role, by: by.id }));
    decision.effects.push(Effect::Welcome { participant });
    Ok(decision)
}

fn change_settings(state: &State, by: &Participant, settings: Settings) -> Result<Decision, Refusal> {
    if settings.chat_gap > limits::CHAT_GAP_MS {
        return Err(Refusal::because(ErrorCode::PlanInvalid, "slow mode is too slow"));
    }
    if settings == *state.settings() {
        return Ok(Decision::nothing());
    }
    let mut decision = Decision::default();
    for person in state.participants() {
        decision.facts.extend(ended(person, by, |source| !may_publish(&settings, person, source)).facts);
    }
    decision.facts.push((Audience::Everyone, EventBody::SettingsChanged { settings, by: by.id }));
    if !settings.waiting_room {
        let admitted = let_in(state, |_| true);
        decision.facts.extend(admitted.facts);
        decision.effects.extend(admitted.effects);
    }
    Ok(decision)
}

fn admit(state: &State, participants: Vec<ParticipantId>) -> Result<Decision, Refusal> {
    if let Some(stranger) = participants.iter().find(|&&id| !state.is_waiting(id) && state.participant(id).is_none()) {
        return Err(Refusal::because(ErrorCode::UnknownParticipant, format!("{stranger:?}")));
    }
    let named = |waiting: &&Waiting| participants.is_empty() || participants.contains(&waiting.participant);
    let wanted = state.waiting().iter().any(|waiting| named(&waiting));
    if wanted && places_left(state, Role::Guest) == 0 {
        return Err(Refusal::because(ErrorCode::Full, "too many are present"));
    }
    Ok(let_in(state, named))
}

/// Lets people in who wait, one after the other, as far as there are places.
fn let_in(state: &State, who: impl Fn(&&Waiting) -> bool) -> Decision {
    let mut decision = Decision::default();
    let mut arrivals = Arrivals::new(state);
    for waiting in state.waiting().iter().filter(who).take(places_left(state, Role::Guest)) {
        let (participant, role) = (waiting.participant, Role::Guest);
        let consent = state.consent_of_waiting(participant).unwrap_or_default();
        let (name, room) = (waiting.name.clone(), arrivals.place(participant, &waiting.name, role));
        let let_in = (Audience::Staff { and: Some(participant) }, EventBody::WaitEnded { participant, reason: None });
        let joined = (Audience::Everyone, EventBody::Joined { participant, name, role, room, consent });
        decision.facts.extend([let_in, joined]);
        decision.effects.push(Effect::Welcome { participant });
    }
    decision
}

fn tell_waiting(state: &State, text: &str) -> Result<Decision, Refusal> {
    let text = text::valid_message(text)?;
    if text.chars().count() > limits::WAITING_TEXT_CHARS {
        return Err(ErrorCode::TextTooLong.into());
    }
    let told = state.waiting().iter().map(|waiting| {
        let participant = waiting.participant;
        (Audience::Staff { and: Some(participant) }, EventBody::WaitingTold { participant, text: text.clone() })
    });
    Ok(Decision { facts: told.collect(), ..Decision::default() })
}

fn remove(state: &State, by: &Participant, participant: ParticipantId, ban: bool) -> Result<Decision, Refusal> {
    let reason = if ban { LeaveReason::Banned } else { LeaveReason::Removed };
    if state.is_waiting(participant) {
        return Ok(wait_ended(participant, reason).into());
    }
    let person = present(state, participant)?;
    if person.id == by.id {
        return Err(Refusal::because(ErrorCode::Forbidden, "leave instead"));
    }
    if person.role == Role::Instructor && by.role != Role::Instructor {
        return Err(Refusal::because(ErrorCode::Forbidden, "only an instructor removes an instructor"));
    }
    Ok(Decision::fact(EventBody::Left { participant, reason }))
}

/// Somebody waits no more, and is not let in.
pub(crate) fn wait_ended(participant: ParticipantId, reason: LeaveReason) -> Fact {
    (Audience::Staff { and: Some(participant) }, EventBody::WaitEnded { participant, reason: Some(reason) })
}
