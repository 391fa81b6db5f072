//! Tells people of the same name apart.

use std::collections::BTreeMap;

use protocol::ParticipantId;

use crate::text::folded;

/// The seats that ever had each name, in the order in which they took it. Case and spaces make no difference between
/// names. A seat has the same number whenever it has the same name, whoever else has left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Names(BTreeMap<String, Vec<ParticipantId>>);

impl Names {
    /// Notes that the seat has this name.
    pub(crate) fn take(&mut self, id: ParticipantId, name: &str) {
        let seats = self.0.entry(folded(name)).or_default();
        if !seats.contains(&id) {
            seats.push(id);
        }
    }

    /// The number that tells the seat from others of this name: absent for the first, 2 for the second.
    pub(crate) fn namesake(&self, id: ParticipantId, name: &str) -> Option<u32> {
        let seats = self.0.get(&folded(name))?;
        let before = seats.iter().position(|&seat| seat == id).unwrap_or(seats.len());
        u32::try_from(before + 1).ok().filter(|&number| number > 1)
    }
}
