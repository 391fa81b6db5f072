//! Commands of a study table.

use protocol::{
    Command, ErrorCode, EventBody, Refusal,
    limits::{TABLE_SPEED_MAX, TABLE_SPEED_MIN},
    presence::Participant,
};

use crate::{
    decision::{Decision, misdirected},
    state::State,
};

/// Decides on a command of this feature.
pub(crate) fn decide(state: &State, by: &Participant, command: Command) -> Result<Decision, Refusal> {
    let Command::SetPlayback { playing, position, speed_percent } = command else { return Err(misdirected()) };
    let table = state.whole().table.as_ref();
    let table = table.ok_or_else(|| Refusal::because(ErrorCode::NotNow, "nothing is watched here"))?;
    let position = position.min(table.watches.length);
    let speed_percent = speed_percent.clamp(TABLE_SPEED_MIN, TABLE_SPEED_MAX);
    // A cursor that moves is elsewhere by now, so it is set whatever it was set to before.
    let before = table.playback;
    let news = playing || before.playing || (before.position, before.speed_percent) != (position, speed_percent);
    Ok(Decision::fact_if(news, EventBody::PlaybackSet { playing, position, speed_percent, by: by.id }))
}
