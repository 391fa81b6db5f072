//! Whether an event of this feature can come next.

use protocol::{Event, EventBody, presence::Participant};

use super::visibility;
use crate::{
    invalid::{RebuildError, present, require},
    permission::keeps_to,
    state::State,
};

/// Whether this event of this feature can come next. Nobody publishes what their role and the settings do not allow,
/// also after one of these has changed.
pub(crate) fn validate(state: &State, event: &Event) -> Result<(), RebuildError> {
    let seq = event.seq;
    require(visibility::fits(event), RebuildError::Audience { seq })?;
    let settings = state.settings();
    let (participant, can) = match event.body {
        EventBody::AskedToUnmute { participant, .. }
        | EventBody::UnmuteRevoked { participant, .. }
        | EventBody::ShareAsked { participant }
        | EventBody::Renamed { participant, .. } => return present(state, seq, participant).map(drop),
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
