//! What the events of this feature mean.

use protocol::{Event, EventBody, Snapshot};

use crate::lists::change_person;

/// Folds an event of this feature in.
pub(crate) fn reduce(state: &mut Snapshot, event: &Event) {
    match &event.body {
        EventBody::ShareAsked { participant } => change_person(state, *participant, |p| p.asks_to_share = true),
        EventBody::MayShareSet { participant, may_share, .. } => change_person(state, *participant, |p| {
            p.may_share = *may_share;
            p.asks_to_share = false;
        }),
        EventBody::RoleChanged { participant, role, .. } => change_person(state, *participant, |p| p.role = *role),
        EventBody::Renamed { participant, name, namesake, .. } => change_person(state, *participant, |p| {
            p.name.clone_from(name);
            p.namesake = *namesake;
        }),
        EventBody::SettingsChanged { settings, .. } => state.settings = *settings,
        _ => {}
    }
}
