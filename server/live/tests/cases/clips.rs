//! The video of an announcement: it ends by itself, so that it stays short.

use live::{Input, Made, Session};
use protocol::{SessionId, SessionKind, limits};

#[test]
fn a_video_ends_at_its_longest() {
    let made = Made { kind: SessionKind::Clip, unrecorded: false, watches: None };
    let (mut video, _) = Session::start(SessionId(uuid::Uuid::nil()), made, "Hello".into(), 0);
    assert_eq!(video.next_deadline(), Some(limits::CLIP_MS));
    video.handle(limits::CLIP_MS - 1, Input::Tick).unwrap();
    assert!(!video.is_ended());
    video.handle(limits::CLIP_MS, Input::Tick).unwrap();
    assert!(video.is_ended());
    assert_eq!(video.next_deadline(), None);
}
