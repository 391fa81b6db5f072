//! Who may watch the recording of a class that is over, and take part in it: the rules are [`access::watch_after_class`] and
//! [`access::act_after_class`].

use access::{Viewer, act_after_class, watch_after_class};
use protocol::{Millis, Refusal, Role};
use store::{CourseRow, SeatRow, SessionRow, Store};

use crate::{clock::unix_now, refusal};

/// Refuses whoever may not watch the recording of a class after its end with this seat. A member's seat
/// ends with their membership ([`Store::seat_of_token`]).
pub async fn admit_after_class(store: &Store, row: &SessionRow, seat: &SeatRow) -> Result<(), Refusal> {
    if !row.state.is_over() {
        return Ok(());
    }
    let viewer = viewer(row, seat);
    if watch_after_class(viewer, row.course.is_some(), false).is_ok() {
        return Ok(());
    }
    let course = match row.course {
        Some(course) => store.course(course).await.map_err(refusal::store)?,
        None => None,
    };
    Ok(watch_after_class(viewer, row.course.is_some(), is_open(row, course.as_ref()))?)
}

/// Refuses whoever may not take part later, with this seat, in a class that is over.
pub async fn admit_later_act(store: &Store, row: &SessionRow, seat: &SeatRow) -> Result<(), Refusal> {
    admit_after_class(store, row, seat).await?;
    if row.state.is_over() { Ok(act_after_class(viewer(row, seat), row.course.is_some())?) } else { Ok(()) }
}

fn viewer(row: &SessionRow, seat: &SeatRow) -> Viewer {
    // An observer of a course may have a seat as a guest, from before they had a role of their own.
    let is_guest = seat.role == Role::Guest && (seat.person.is_none() || row.course.is_none());
    match (is_guest, seat.takes_part) {
        (false, _) => Viewer::Member,
        (true, true) => Viewer::WasInside,
        (true, false) => Viewer::HasLink,
    }
}

/// Whether whoever has the link may watch the recording now: because somebody opened it, or the recordings of its course.
pub fn is_open(row: &SessionRow, course: Option<&CourseRow>) -> bool {
    open_until(row, course).is_some_and(|until| unix_now() < until)
}

/// Until when whoever has the link may watch the recording.
fn open_until(row: &SessionRow, course: Option<&CourseRow>) -> Option<Millis> {
    row.open_until_unix.max(course.and_then(course_open_until))
}

/// The end of the last day on which the recordings of a course are open. A day that cannot be read opens nothing.
fn course_open_until(CourseRow { details, .. }: &CourseRow) -> Option<Millis> {
    let day = details.recordings_until.as_ref()?.parse().ok()?;
    calendar::end_of_day(day, &details.zone).ok()
}
