//! The names under which people are known, as somebody outside remembers them.

use std::collections::BTreeMap;

use protocol::{EventBody, ParticipantId};

/// A name without case and spaces, and the number of a namesake.
type Label = (String, Option<u32>);

/// All labels that were ever given.
#[derive(Default)]
pub struct Names {
    owners: BTreeMap<Label, ParticipantId>,
    numbers: BTreeMap<(ParticipantId, String), Option<u32>>,
}

impl Names {
    /// Checks that no label is that of another seat, and that a seat has one number for each name.
    pub fn check(&mut self, body: &EventBody) {
        let (EventBody::Joined { participant, name, namesake, .. }
        | EventBody::ViewerJoined { participant, name, namesake, .. }
        | EventBody::WaitBegan { participant, name, namesake, .. }
        | EventBody::Renamed { participant, name, namesake, .. }) = body
        else {
            return;
        };
        let name = live::text::folded(name);
        let owner = self.owners.entry((name.clone(), *namesake)).or_insert(*participant);
        assert_eq!(owner, participant, "{name:?} {namesake:?} is the label of one seat");
        let number = self.numbers.entry((*participant, name)).or_insert(*namesake);
        assert_eq!(number, namesake, "{body:?}: the number of a seat stays");
    }
}
