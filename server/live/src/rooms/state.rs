//! What decisions about rooms need and no snapshot shows.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{EventBody, ParticipantId, RoomId, Snapshot};

use crate::text;

/// Who comes late, and who is expected where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RoomsState {
    /// People who were here before, but not when rooms were last opened, and who have not come since.
    late: BTreeSet<ParticipantId>,
    /// Names of people who are not here yet, and the rooms in which they are expected.
    expected: BTreeMap<String, RoomId>,
}

impl RoomsState {
    /// Folds one more event in. `whole` is the state before it.
    pub(crate) fn apply(&mut self, body: &EventBody, whole: &Snapshot) {
        match body {
            EventBody::Joined { participant, .. } => {
                self.late.remove(participant);
            }
            EventBody::RoomsOpened { .. } => {
                self.late = whole.participants.iter().filter(|p| !p.present).map(|p| p.id).collect();
            }
            EventBody::ArrivalsExpected { room, names } => {
                self.expected.extend(names.iter().map(|name| (text::folded_name(name), *room)));
            }
            _ => {}
        }
    }

    /// Whether somebody who was here before has not been here since rooms were last opened.
    pub(crate) fn is_late(&self, id: ParticipantId) -> bool {
        self.late.contains(&id)
    }

    /// The room in which somebody of this name is expected.
    pub(crate) fn expected_in(&self, name: &str) -> Option<RoomId> {
        self.expected.get(&text::folded_name(name)).copied()
    }
}
