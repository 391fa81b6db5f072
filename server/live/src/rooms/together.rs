//! Work that several people who missed the rooms hand in together.

use std::collections::BTreeSet;

use protocol::{ErrorCode, ParticipantId, Refusal, RoomId, limits};

use super::work::LaterWork;
use crate::{decision::Decision, state::State};

/// Hands in for this person and for those who agreed to it, as far as they can: whoever was in the rooms, or has handed in already, keeps
/// what they have. `agreed` is without `by`.
pub(crate) fn hand_in(
    state: &State,
    by: ParticipantId,
    agreed: &BTreeSet<ParticipantId>,
    room: RoomId,
    text: &str,
) -> Result<Decision, Refusal> {
    let own = LaterWork::of(state, by, room)?;
    if own.last.is_some() {
        return Err(Refusal::because(ErrorCode::NotNow, "they have handed in already"));
    }
    let can = |other: &ParticipantId| LaterWork::of(state, *other, room).is_ok_and(|theirs| theirs.last.is_none());
    let with: Vec<_> = agreed.iter().copied().filter(can).collect();
    if with.is_empty() {
        return Err(Refusal::because(ErrorCode::NotNow, "nobody hands in with them"));
    }
    if with.len() >= limits::WORK_AUTHORS {
        return Err(Refusal::because(ErrorCode::Full, "so many work on one piece at most"));
    }
    own.hand_in(with, text)
}
