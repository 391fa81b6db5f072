//! Who comes to the short video of an announcement or a reply, by the rule [`access::role_in_clip`]. It is asked when somebody takes a seat,
//! and again each time that a seat is used: a video is withdrawn with what has it.

use access::{ClipStage, Standing, role_in_clip};
use protocol::{ErrorCode, Millis, Refusal, Role, announcements::Clip};
use store::{ClipRow, PersonId, SeatRow, SessionRow};

use crate::{context::App, refusal};

/// The role in which somebody comes to a video; `None` for whoever may not know of it.
pub fn role(row: &SessionRow, standing: Standing, person: Option<PersonId>, now_unix: Millis) -> Option<Role> {
    let stage = match row.announced_unix {
        Some(at) if at <= now_unix && row.state.is_over() => ClipStage::Announced,
        Some(_) if row.state.is_over() => ClipStage::Planned,
        _ => ClipStage::Kept,
    };
    role_in_clip(standing, person == Some(row.owner), stage)
}

/// Refuses a seat whose holder may not know of the video now.
pub async fn admit(app: &App, seat: &SeatRow) -> Result<(), Refusal> {
    let row = app.store.session(seat.session).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    let course = row.course.ok_or(ErrorCode::NotFound)?;
    let person = match seat.person {
        Some(person) => app.store.person(person).await.map_err(refusal::store)?,
        None => None,
    };
    let (standing, _) = app.standing_in(course, person.as_ref()).await?;
    role(&row, standing, seat.person, app.clock.now()).map(drop).ok_or_else(|| ErrorCode::NotFound.into())
}

/// A video, for whoever may watch it.
pub fn public(ClipRow { session, code, duration }: ClipRow) -> Clip {
    Clip { session, code, duration }
}
