//! A study room: nobody of the staff is there, and it ends when everybody has left.

use live::{Made, Session};
use protocol::{SessionId, SessionKind, limits};

#[test]
fn an_empty_study_room_ends_after_some_minutes_and_a_class_later() {
    let deadline = |kind| {
        let made = Made { kind, unrecorded: false, watches: None };
        Session::start(SessionId(uuid::Uuid::nil()), made, "Room".into(), 0).0.next_deadline()
    };
    assert_eq!(deadline(SessionKind::Study), Some(limits::EMPTY_STUDY_MS));
    assert_eq!(deadline(SessionKind::Class), Some(limits::EMPTY_SESSION_MS));
}
