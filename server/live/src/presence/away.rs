//! Who is away: present, but nothing is heard of their connection.

use protocol::{EventBody, ParticipantId};

use crate::{decision::Decision, state::State};

/// Marks a person as away when their connection has become silent, and as back when it is heard again. A person who is
/// heard speaking is not away, even if their WebSocket hangs.
pub(crate) fn heard(state: &State, participant: ParticipantId, away: bool) -> Decision {
    let is_news = state.present(participant).is_some_and(|person| person.away != away && !(away && person.speaking));
    Decision::fact_if(is_news, EventBody::AwayChanged { participant, away })
}

/// Marks people as away whose connection is gone and who have not come back in time.
pub(crate) fn lost(state: &State, participants: Vec<ParticipantId>) -> Decision {
    let away = |&participant: &ParticipantId| state.present(participant).is_some_and(|person| !person.away);
    let told = participants.into_iter().filter(away);
    Decision::facts(told.map(|participant| EventBody::AwayChanged { participant, away: true }))
}
