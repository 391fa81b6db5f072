//! What comes of the tasks of breakout rooms, in class and later.

use protocol::{
    Command, ErrorCode, EventBody, RoomId,
    chat::ChatTo,
    http::Seat,
    rooms::{RoomRules, RoomWatching},
};
use server_tests::{
    plan::{open, room},
    server::TestServer,
    visitor::{Visitor, refused},
};

const RED: RoomId = RoomId(1);

fn hand_in(text: &str) -> Command {
    Command::HandIn { room: RED, text: text.into(), on: None }
}

/// All that somebody reads of a room: what was said and handed in there.
async fn reads(visitor: &Visitor, seat: &Seat) -> Vec<String> {
    let text = |body: EventBody| match body {
        EventBody::ChatSent { text, .. } | EventBody::WorkHandedIn { text, .. } => Some(text),
        _ => None,
    };
    visitor.journal(seat, 1).await.events.into_iter().filter_map(|event| text(event.body)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_missed_the_rooms_hands_in_reads_the_rest_and_nobody_else_does() {
    let mut server = TestServer::start().await;
    let class = server.class().await;
    class.open_recording_for_an_hour().await;
    let visitor = server.visitor();
    let adas = class.instructors_seat().await;
    let mut ada = class.instructor().await;
    let mut ben = class.guest("Ben").await;
    let bens = class.seat_again(ben.you).await;
    let rules = RoomRules { watching: RoomWatching::AfterOwn, ..RoomRules::default() };
    ada.must(open(vec![room("Red", &[ben.you])], rules)).await;
    ben.event("the move", |body| matches!(body, EventBody::Moved { .. })).await;
    ben.must(Command::SendChat { text: "Is it seven?".into(), to: ChatTo::Room { room: RED } }).await;
    ben.must(hand_in("Seven")).await;
    let handed_in = |body: &EventBody| matches!(body, EventBody::WorkHandedIn { text, .. } if text == "Seven");
    ada.event("what Red made", handed_in).await;
    ada.must(Command::CloseRooms { countdown: 0 }).await;
    ada.must(Command::EndSession).await;

    let (late, other) = (class.guests_seat("Late").await, class.guests_seat("Other").await);
    assert_eq!(reads(&visitor, &late).await, Vec::<String>::new());
    let not_now = refused(422, ErrorCode::NotNow);
    assert_eq!(visitor.act_later(&bens, Some(0), hand_in("Eight")).await, not_now, "was in the room");
    visitor.act_later(&late, Some(0), hand_in("Six")).await.unwrap();
    assert_eq!(reads(&visitor, &late).await, ["Is it seven?", "Seven", "Six"]);
    assert_eq!(reads(&visitor, &other).await, Vec::<String>::new());
    assert_eq!(reads(&visitor, &bens).await, ["Is it seven?", "Seven"]);
    assert_eq!(reads(&visitor, &adas).await, ["Is it seven?", "Seven", "Six"]);

    server = server.restart().await;
    let visitor = server.visitor();
    visitor.act_later(&late, None, hand_in("Six and a half")).await.unwrap();
    assert_eq!(reads(&visitor, &late).await.last().map(String::as_str), Some("Six and a half"), "after a restart");
    server.stop().await;
}
