//! Tells people of the same name apart.

use std::collections::BTreeMap;

use protocol::ParticipantId;

use crate::text::looks;

/// The seats that ever had each look of a name, with the number that each has for it, from 1. Names that look alike have a
/// look in common, and no number twice. A seat has the same number whenever it has the same name, whoever else has left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Names(BTreeMap<String, Vec<(ParticipantId, u32)>>);

impl Names {
    /// Notes that the seat has this name.
    pub(crate) fn take(&mut self, id: ParticipantId, name: &str) {
        let looks = looks(name);
        let seat = (id, self.number(id, &looks));
        for look in looks {
            let seats = self.0.entry(look).or_default();
            if !seats.contains(&seat) {
                seats.push(seat);
            }
        }
    }

    /// The number that tells the seat from others whose names look alike: absent for the first, 2 for the second.
    pub(crate) fn namesake(&self, id: ParticipantId, name: &str) -> Option<u32> {
        Some(self.number(id, &looks(name))).filter(|&number| number > 1)
    }

    fn number(&self, id: ParticipantId, looks: &[String; 2]) -> u32 {
        let seats = |look: &String| self.0.get(look).into_iter().flatten();
        let [without_case, _] = looks;
        if let Some(&(_, own)) = seats(without_case).find(|(seat, _)| *seat == id) {
            return own;
        }
        let others = looks.iter().flat_map(seats).filter(|(seat, _)| *seat != id);
        others.map(|(_, number)| number + 1).max().unwrap_or(1)
    }
}
