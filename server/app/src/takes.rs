//! New takes of stretches of recordings: who places one, and who watches it.

use protocol::{
    Command, Consent, ErrorCode, Millis, ParticipantId, Refusal, Role, SessionId, SessionKind,
    recording::{Cut, Take},
};
use store::SeatRow;

use crate::{context::App, refusal, timeline_access};

/// Sees to it that the take of a command is one that this person may place in their class, and that its length is true.
pub async fn offer(app: &App, seat: &SeatRow, command: &mut Command, now_unix: Millis) -> Result<(), Refusal> {
    let Command::CutOut { cut: Cut { take: Some(Take { session, duration }), .. } } = command else { return Ok(()) };
    if !seat.role.is_staff() {
        return Err(ErrorCode::Forbidden.into());
    }
    let person = seat.person.ok_or(ErrorCode::Forbidden)?;
    *duration = app.store.offer_take(seat.session, *session, person, now_unix).await.map_err(refusal::store)?;
    Ok(())
}

/// What watches a take for the holder of a seat in the class: whoever may watch that now, as long as the take stands in its place. It is in
/// no list of seats, and nothing but watching is done with it.
pub async fn watcher(app: &App, seat: SeatRow, take: SessionId) -> Result<SeatRow, Refusal> {
    let class = app.store.class_of_take(take).await.map_err(refusal::store)?;
    if class != Some(seat.session) {
        return Err(ErrorCode::Forbidden.into());
    }
    let row = timeline_access::may_read(&app.hub, &app.store, &seat).await?;
    if !row.state.is_over() || row.deletion.is_some() {
        return Err(ErrorCode::NotFound.into());
    }
    Ok(SeatRow {
        session: take,
        kind: SessionKind::Clip,
        // Seats are counted from 1, so that nobody has this number there, and each watcher another.
        participant: ParticipantId(u32::MAX - seat.participant.0),
        role: Role::Student,
        consent: Consent { record_camera: false, record_voice: false },
        near_ban: false,
        ..seat
    })
}
