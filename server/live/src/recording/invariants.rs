//! What always holds of stretches off the record and of edits.

use protocol::{RoomId, limits, recording::Cut};

use super::reduce::is_off_by_itself;
use crate::{presence::reduce::has_staff, state::State};

/// Panics with what is wrong when an invariant of this feature does not hold.
pub(crate) fn check(state: &State) {
    let stretches = &state.whole().off_record;
    assert!(stretches.len() <= limits::OFF_RECORD, "at most {} stretches off the record", limits::OFF_RECORD);
    let in_order = stretches.is_sorted_by(|a, b| a.to.is_some_and(|end| end <= b.from));
    assert!(in_order, "stretches off the record are in order, and only the last goes on");
    let staff_are_back = is_off_by_itself(state.whole()) && has_staff(state.whole());
    assert!(!staff_are_back, "class is back on the record once staff are");
    let edits = &state.whole().edits;
    assert!(edits.cuts.len() <= limits::CUTS, "at most {} cuts", limits::CUTS);
    assert!(edits.cuts.is_sorted_by(|a, b| a < b), "cuts are in order, each once");
    let stands_alone = |pair: &[Cut]| pair.iter().all(|cut| cut.take.is_none()) || !pair[0].overlaps(&pair[1]);
    assert!(edits.cuts.windows(2).all(stands_alone), "a stretch with a take overlaps no other");
    assert!(edits.hidden_rooms.iter().all(|&room| room != RoomId::MAIN), "the class itself is never hidden");
    assert!(state.is_ended() || edits.is_empty(), "a class that goes on is not edited");
    assert!(!state.is_ended() || !state.is_off_record(), "nothing is off the record once class is over");
}
