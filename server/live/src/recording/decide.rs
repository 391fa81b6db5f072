//! Commands about what is recorded.

use protocol::{
    Command, ErrorCode, EventBody, Millis, ParticipantId, Refusal, RoomId, limits, moderation::WithoutStaff,
    presence::Participant, recording::Cut,
};

use super::reduce::is_off_by_itself;
use crate::{
    decision::{Decision, misdirected},
    presence::reduce::has_staff,
    state::State,
};

/// Decides on a command of this feature.
pub(crate) fn decide(state: &State, by: &Participant, command: Command) -> Result<Decision, Refusal> {
    match command {
        Command::SetOffRecord { off } => set_off_record(state, by, off),
        _ => Err(misdirected()),
    }
}

/// Decides on a command of this feature as a later act: recordings are edited once class is over.
pub(crate) fn decide_later(state: &State, by: ParticipantId, command: Command) -> Result<Decision, Refusal> {
    let end = state.whole().ended.ok_or_else(|| Refusal::because(ErrorCode::NotNow, "class goes on"))?;
    let cuts = &state.whole().edits.cuts;
    match command {
        Command::CutOut { cut } => {
            let cut = Cut { to: cut.to.min(end), ..cut };
            if cut.from >= cut.to {
                return Err(Refusal::because(ErrorCode::BadTime, "a cut is a stretch of the class"));
            }
            let news = !cuts.contains(&cut);
            if news {
                has_room(cuts, &cut)?;
            }
            if news && cuts.len() >= limits::CUTS {
                return Err(Refusal::because(ErrorCode::Full, "too many cuts"));
            }
            Ok(Decision::fact_if(news, EventBody::CutMade { cut, by }))
        }
        Command::UndoCut { cut } => Ok(Decision::fact_if(cuts.contains(&cut), EventBody::CutUndone { cut, by })),
        Command::HideRoom { room, hidden } => {
            if room == RoomId::MAIN || state.room(room).is_none() {
                return Err(ErrorCode::UnknownRoom.into());
            }
            let news = state.whole().edits.hidden_rooms.contains(&room) != hidden;
            Ok(Decision::fact_if(news, EventBody::RoomHidden { room, hidden, by }))
        }
        _ => Err(misdirected()),
    }
}

/// Refuses a take that is shown elsewhere, one that is as good as nothing or stands for as good as nothing, and whatever overlaps a
/// stretch with a take: what is shown there would be unclear.
fn has_room(cuts: &[Cut], cut: &Cut) -> Result<(), Refusal> {
    if let Some(take) = cut.take {
        if take.duration.min(cut.to - cut.from) < limits::TAKE_LEAST_MS {
            return Err(Refusal::because(ErrorCode::BadTime, "a take and its place last for a second or more"));
        }
        if cuts.iter().filter_map(|other| other.take).any(|other| other.session == take.session) {
            return Err(Refusal::because(ErrorCode::BadTime, "the take is shown elsewhere"));
        }
    }
    let clashes = |other: &Cut| cut.overlaps(other) && (cut.take.is_some() || other.take.is_some());
    if cuts.iter().any(clashes) {
        return Err(Refusal::because(ErrorCode::BadTime, "a stretch with a take overlaps no other"));
    }
    Ok(())
}

/// When class goes off the record by itself because its staff have gone and left others behind, if the settings say so. After
/// too many stretches it stays on the record.
pub(crate) fn deadline(state: &State) -> Option<Millis> {
    let whole = state.whole();
    let goes = state.settings().without_staff == WithoutStaff::OffRecord
        && !whole.unrecorded
        && !state.is_off_record()
        && whole.off_record.len() < limits::OFF_RECORD;
    whole.staff_left.filter(|_| goes).map(|since| since + limits::WITHOUT_STAFF_MS)
}

/// Takes class off the record once staff have been gone for long enough.
pub(crate) fn due(state: &State, now: Millis) -> Decision {
    let is_due = deadline(state).is_some_and(|deadline| deadline <= now);
    Decision::fact_if(is_due, EventBody::OffRecordSet { off: true, by: None })
}

/// Puts class back on the record if it went off it by itself and staff are back.
pub(crate) fn back(state: &State) -> Decision {
    let is_back = is_off_by_itself(state.whole()) && has_staff(state.whole());
    Decision::fact_if(is_back, EventBody::OffRecordSet { off: false, by: None })
}

fn set_off_record(state: &State, by: &Participant, off: bool) -> Result<Decision, Refusal> {
    if state.whole().unrecorded {
        return Err(Refusal::because(ErrorCode::NotNow, "nothing is recorded here"));
    }
    if state.is_off_record() == off {
        return Ok(Decision::nothing());
    }
    if off && state.whole().off_record.len() >= limits::OFF_RECORD {
        return Err(Refusal::because(ErrorCode::Full, "too many stretches off the record"));
    }
    Ok(Decision::fact(EventBody::OffRecordSet { off, by: Some(by.id) }))
}
