//! Stretches and rooms that staff take out of a recording: whoever is not staff gets nothing of them by any request.

use std::time::Duration;

use protocol::{
    Command, Event, EventBody, Millis, RoomId,
    chat::ChatTo,
    http::{Seat, Timeline},
    limits::MEDIA_KEY_PERIOD_MS,
    manifest::ManifestEntry,
    recording::{Cut, Edits},
    rooms::{RoomRules, RoomWatching},
};
use server_tests::{
    client::Client,
    person::Person,
    plan::{open, room},
    server::TestServer,
    visitor::Visitor,
    within,
};

/// More than the longest segment: a cut of this length on either side of a moment has a whole one.
const AROUND_MS: Millis = 2_500;

fn says(text: &str, room: RoomId) -> Command {
    Command::SendChat { text: text.into(), to: ChatTo::Room { room } }
}

/// When a person said something.
async fn said(client: &mut Client, text: &str, room: RoomId) -> Millis {
    client.must(says(text, room)).await;
    let is_it = |body: &EventBody| matches!(body, EventBody::ChatSent { text: said, .. } if said == text);
    client.event(text, is_it).await.at
}

async fn timeline(visitor: &Visitor, seat: &Seat) -> Timeline {
    visitor.get_as(&seat.token, &format!("/api/sessions/{}/timeline", seat.session)).await.expect("the timeline")
}

/// Waits until class has come to a moment.
async fn class_time(visitor: &Visitor, seat: &Seat, moment: Millis) {
    let wait = async {
        while timeline(visitor, seat).await.now < moment {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    within("class to go on", wait).await;
}

/// The segments that somebody is told of, with their times.
async fn segments(visitor: &Visitor, seat: &Seat) -> Vec<(String, Millis, Millis)> {
    let segment = |entry: ManifestEntry| match entry {
        ManifestEntry::Segment { file, start, duration, .. } => Some((file, start, start + duration)),
        _ => None,
    };
    visitor.manifest(seat).await.entries.into_iter().filter_map(segment).collect()
}

async fn texts(visitor: &Visitor, seat: &Seat) -> Vec<String> {
    let text = |event: Event| match event.body {
        EventBody::ChatSent { text, .. } => Some(text),
        _ => None,
    };
    visitor.journal(seat, 1).await.events.into_iter().filter_map(text).collect()
}

/// What somebody gets by the key of a room that they are given once keys from before are not good any more; 404 where there is none.
async fn by_key(server: &TestServer, seat: &Seat, room: RoomId, file: &str) -> u16 {
    server.clock().advance(2 * MEDIA_KEY_PERIOD_MS);
    let keys = server.visitor().media_keys(seat).await.expect("keys").rooms;
    let Some(key) = keys.get(&room) else { return 404 };
    server.visitor().by_key(seat.session, key, file).await.status().as_u16()
}

async fn status(visitor: &Visitor, seat: &Seat, file: &str) -> u16 {
    visitor.media(seat.session, &seat.token, file, None).await.status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_what_is_cut_out_or_hidden_nobody_but_staff_gets_anything_until_it_is_put_back() {
    let server = TestServer::start().await;
    let class = server.class().await;
    class.open_recording_for_an_hour().await;
    let visitor = server.visitor();
    let mut ada = Person::enter(&server, class.instructors_seat().await, 9).await;
    let mut gus = Person::enter(&server, class.guests_seat("Gus").await, 1).await;
    let absent = class.guests_seat("Abe").await;
    said(&mut gus.client, "Kept", RoomId::MAIN).await;
    class_time(&visitor, &absent, AROUND_MS + 3_000).await;
    let moment = said(&mut gus.client, "Gone", RoomId::MAIN).await;
    class_time(&visitor, &absent, moment + AROUND_MS + 500).await;
    let rules = RoomRules { watching: RoomWatching::Everyone, ..RoomRules::default() };
    ada.client.must(open(vec![room("Red", &[gus.id()])], rules)).await;
    gus.moved_to(RoomId(1)).await;
    let opened = said(&mut gus.client, "In the room", RoomId(1)).await;
    class_time(&visitor, &absent, opened + 3_000).await;
    ada.client.must(Command::EndSession).await;
    within("the end", ada.client.socket.farewell()).await;

    let cut = Cut::out(moment - AROUND_MS, moment + AROUND_MS);
    let all = segments(&visitor, &ada.seat).await;
    // A piece of which something is cut out is not shown at all.
    let is_cut = |(_, start, end): &&(String, Millis, Millis)| cut.from < *end && *start < cut.to;
    let gone: Vec<_> = all.iter().filter(is_cut).cloned().collect();
    assert!(gone.len() >= 3, "a voice, a picture and the mix: {gone:?}");
    assert_eq!(segments(&visitor, &gus.seat).await, all, "nothing is taken out yet");
    let act = async |command| visitor.act_later(&ada.seat, None, command).await.expect("it is done");

    act(Command::CutOut { cut }).await;
    let kept: Vec<_> = all.iter().filter(|segment| !is_cut(segment)).cloned().collect();
    for seat in [&gus.seat, &absent] {
        assert_eq!(segments(&visitor, seat).await, kept);
        assert_eq!(texts(&visitor, seat).await, ["Kept", "In the room"]);
        assert_eq!(timeline(&visitor, seat).await.edits.cuts, [cut], "they learn that something is cut out");
        for (file, ..) in &gone {
            assert_eq!(status(&visitor, seat, file).await, 404, "{file}");
            assert_eq!(by_key(&server, seat, RoomId::MAIN, file).await, 404, "{file}");
        }
        assert_eq!(status(&visitor, seat, &kept[0].0).await, 200);
        assert_eq!(by_key(&server, seat, RoomId::MAIN, &kept[0].0).await, 200);
    }
    assert_eq!(by_key(&server, &ada.seat, RoomId::MAIN, &gone[0].0).await, 200, "staff see what they cut out");
    assert_eq!(segments(&visitor, &ada.seat).await, all, "staff see what they cut out");
    assert_eq!(status(&visitor, &ada.seat, &gone[0].0).await, 200);
    assert_eq!(texts(&visitor, &ada.seat).await, ["Kept", "Gone", "In the room"]);

    act(Command::UndoCut { cut }).await;
    act(Command::HideRoom { room: RoomId(1), hidden: true }).await;
    let without_room = segments(&visitor, &gus.seat).await;
    let hidden: Vec<_> = all.iter().filter(|segment| !without_room.contains(segment)).collect();
    assert!(!hidden.is_empty() && hidden.iter().all(|(_, start, _)| *start + 500 > opened), "{hidden:?}");
    assert_eq!(status(&visitor, &gus.seat, &hidden[0].0).await, 404);
    assert_eq!(by_key(&server, &gus.seat, RoomId(1), &hidden[0].0).await, 404);
    assert_eq!(by_key(&server, &ada.seat, RoomId(1), &hidden[0].0).await, 200);
    assert_eq!(texts(&visitor, &gus.seat).await, ["Kept", "Gone"]);
    act(Command::HideRoom { room: RoomId(1), hidden: false }).await;
    assert_eq!(segments(&visitor, &gus.seat).await, all, "all of it is back");
    assert_eq!(status(&visitor, &gus.seat, &gone[0].0).await, 200);
    assert_eq!(by_key(&server, &gus.seat, RoomId(1), &hidden[0].0).await, 200);
    assert_eq!(by_key(&server, &gus.seat, RoomId::MAIN, &gone[0].0).await, 200);
    assert_eq!(timeline(&visitor, &absent).await.edits, Edits::default());
    server.stop().await;
}
