//! Commands of a study table.

use protocol::{
    Command, ErrorCode, EventBody, Millis, ParticipantId, Refusal, RoomId,
    limits::{TABLE_SPEED_MAX, TABLE_SPEED_MIN, WORK_AUTHORS},
    presence::Participant,
    table::Table,
};

use crate::{
    decision::{Decision, misdirected},
    state::State,
};

/// Decides on a command of this feature.
pub(crate) fn decide(state: &State, by: &Participant, command: Command) -> Result<Decision, Refusal> {
    let table = state.table().ok_or_else(|| Refusal::because(ErrorCode::NotNow, "nothing is watched here"))?;
    match command {
        Command::SetPlayback { playing, position, speed_percent } => {
            Ok(set_playback(table, by, (playing, position, speed_percent)))
        }
        Command::SetTogether { room } => set_together(table, by, room),
        _ => Err(misdirected()),
    }
}

fn set_playback(table: &Table, by: &Participant, (playing, position, speed_percent): (bool, Millis, u16)) -> Decision {
    let position = position.min(table.watches.length);
    let speed_percent = speed_percent.clamp(TABLE_SPEED_MIN, TABLE_SPEED_MAX);
    // A cursor that moves is elsewhere by now, so it is set whatever it was set to before.
    let before = table.playback;
    let news = playing || before.playing || (before.position, before.speed_percent) != (position, speed_percent);
    Decision::fact_if(news, EventBody::PlaybackSet { playing, position, speed_percent, by: by.id })
}

/// The table does not know the class that is watched: which tasks it has, and who may do them, is asked when they hand in.
fn set_together(table: &Table, by: &Participant, room: Option<RoomId>) -> Result<Decision, Refusal> {
    let before = table.together.iter().find(|agreed| agreed.participant == by.id).map(|agreed| agreed.room);
    if before == room {
        return Ok(Decision::nothing());
    }
    let others = table.together.iter().filter(|agreed| Some(agreed.room) == room).count();
    if others >= WORK_AUTHORS {
        return Err(Refusal::because(ErrorCode::Full, "so many work on one piece at most"));
    }
    Ok(Decision::fact(EventBody::TogetherSet { participant: by.id, room }))
}

/// These people work on nothing with the others any more.
pub(crate) fn apart(state: &State, who: &[ParticipantId]) -> Decision {
    let together = state.table().into_iter().flat_map(|table| &table.together);
    let those = together.map(|agreed| agreed.participant).filter(|agreed| who.contains(agreed));
    Decision::facts(those.map(|participant| EventBody::TogetherSet { participant, room: None }))
}
