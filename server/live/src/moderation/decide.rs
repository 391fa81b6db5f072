//! Commands by which staff keep a class in order, and by which others ask them to.

use protocol::{
    Audience, Command, ErrorCode, EventBody, LeaveReason, ParticipantId, Refusal, Role, Source, TrackState, limits,
    moderation::Settings, presence::Participant,
};

use super::unmute;
use crate::{
    decision::{Decision, misdirected, present, unless_self},
    outcome::Effect,
    permission::may_publish,
    presence::{
        expected::Expected,
        staff_names::is_like_staff,
        waiting::{let_in, wait_ended, waits_as_all},
    },
    state::State,
    text,
};

/// Decides on a command of this feature.
///
/// When a right is withdrawn, the tracks that need it end first, so that every prefix of a journal keeps the rule.
pub(crate) fn decide(
    state: &State,
    expected: &Expected,
    by: &Participant,
    command: Command,
) -> Result<Decision, Refusal> {
    match command {
        Command::AskToUnmute { participant } => {
            let person = present(state, participant)?;
            Ok(Decision::from_facts(unmute::ask_to_unmute(person, by)))
        }
        Command::MuteAll { may_unmute } => Ok(unmute::mute_all(state, by, may_unmute)),
        Command::AskToShare => {
            let may = may_publish(state.settings(), by, Source::Screen);
            Ok(Decision::fact_if(!may && !by.asks_to_share, EventBody::ShareAsked { participant: by.id }))
        }
        Command::SetMayShare { participant, may_share } => set_may_share(state, by, participant, may_share),
        Command::SetRole { participant, role } => set_role(state, by, participant, role),
        Command::Rename { participant, name } => {
            let name = text::valid_name(&name)?;
            let person = present(state, participant)?;
            let news = person.name != name;
            if news && !person.role.is_staff() && is_like_staff(state, expected, &name) {
                return Err(ErrorCode::NameTaken.into());
            }
            let namesake = state.namesake(participant, &name);
            Ok(Decision::fact_if(news, EventBody::Renamed { participant, name, namesake, by: by.id }))
        }
        Command::ChangeSettings { settings } => change_settings(state, by, settings.applied_to(*state.settings())),
        Command::Remove { participant, ban } => remove(state, by, participant, ban),
        Command::ClearGuests { from } => Ok(clear_guests(state, by, from)),
        _ => Err(misdirected()),
    }
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
        let admitted = let_in(state, waits_as_all);
        decision.facts.extend(admitted.facts);
        decision.effects.extend(admitted.effects);
    }
    Ok(decision)
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
    Ok(Decision::fact(EventBody::Left { participant, reason }))
}

/// Locks the class first, so that whoever is removed finds it shut. Whoever is a student or staff by now stays.
fn clear_guests(state: &State, by: &Participant, from: ParticipantId) -> Decision {
    let settings = Settings { locked: true, ..*state.settings() };
    let locks = EventBody::SettingsChanged { settings, by: by.id };
    let mut decision = Decision::fact_if(settings != *state.settings(), locks);
    let reason = LeaveReason::Removed;
    let waiting = state.waiting().iter().map(|waiting| waiting.participant).filter(|&participant| participant >= from);
    decision.facts.extend(waiting.map(|participant| wait_ended(participant, reason)));
    let present = state.participants().iter().filter(|person| person.present && person.role == Role::Guest);
    let cleared = present.map(|person| person.id).filter(|&participant| participant >= from);
    decision.facts.extend(cleared.map(|participant| (Audience::Everyone, EventBody::Left { participant, reason })));
    decision
}
