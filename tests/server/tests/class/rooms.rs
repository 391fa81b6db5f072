//! Breakout rooms with native clients: who hears whom, and who is where at the end.

use std::time::{Duration, Instant};

use protocol::{
    Command, ErrorCode, EventBody, ParticipantId, RoomId, Source, TrackState,
    chat::ChatTo,
    rooms::{LatePlacement, NewRoom, RoomRules},
};
use server_tests::{
    client::Client,
    person::Person,
    plan::{open, room},
    server::{Class, TestServer},
};

/// Longer than a move takes on a busy machine.
const MOVE_AT_MOST: Duration = Duration::from_secs(2);

const RED: RoomId = RoomId(1);
const BLUE: RoomId = RoomId(2);

/// A class of an instructor (tag 9) and four guests (tags 1 to 4), all with microphone and camera.
async fn class_of_five(server: &TestServer, class: &Class<'_>) -> (Person, [Person; 4]) {
    let ada = Person::enter(server, class.instructors_seat().await, 9).await;
    let mut guests = Vec::new();
    for tag in 1..=4 {
        guests.push(Person::enter(server, class.guests_seat(&format!("Guest {tag}")).await, tag).await);
    }
    (ada, guests.try_into().ok().expect("four"))
}

/// The first two guests in one room, the others in another.
fn red_and_blue(guests: &[Person; 4]) -> Vec<NewRoom> {
    let [a, b, c, d] = guests.each_ref().map(Person::id);
    vec![room("Red", &[a, b]), room("Blue", &[c, d])]
}

#[tokio::test(flavor = "multi_thread")]
async fn rooms_hear_themselves_alone_over_the_same_connections_and_close_into_main() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let (mut ada, mut guests) = class_of_five(&server, &class).await;
    guests[0].hears(9).await;

    let asked = Instant::now();
    ada.client.must(open(red_and_blue(&guests), RoomRules::default())).await;
    let [a, b, c, d] = &mut guests;
    for (person, room, mate) in [(&mut *a, RED, 2), (&mut *b, RED, 1), (&mut *c, BLUE, 4), (&mut *d, BLUE, 3)] {
        person.moved_to(room).await;
        person.hears(mate).await;
        assert!(asked.elapsed() < MOVE_AT_MOST, "{:?} until {} hears {mate}", asked.elapsed(), person.tag);
    }
    a.hears_only(2, &[9, 3, 4]).await;
    c.hears_only(4, &[9, 1, 2]).await;
    // Nobody in the main room is heard: for a second nothing arrives there, while a room is heard to talk.
    let before = ada.peer.arrived_in_all().packets;
    b.hears_only(1, &[9, 3, 4]).await;
    assert_eq!(ada.peer.arrived_in_all().packets, before, "main hears a room");
    a.sees_and_hears(b).await;

    // A visit of staff.
    ada.client.must(Command::EnterRoom { room: BLUE }).await;
    ada.hears(3).await;
    d.hears(9).await;
    ada.hears_only(3, &[1, 2]).await;
    a.hears_only(2, &[9]).await;

    // A voice to all is heard by everybody, in whatever room; its owner hears no more than before.
    ada.client.must(Command::SetVoiceToAll { on: true }).await;
    a.hears(9).await;
    d.hears(9).await;
    ada.hears_only(3, &[1, 2]).await;
    ada.client.must(Command::SetVoiceToAll { on: false }).await;
    a.hears_only(2, &[9]).await;

    // Three voices are heard at a time, so only two of the main room remain.
    for person in [&mut *b, &mut *c, &mut *d] {
        let muted = Command::SetTrack { source: Source::Microphone, state: TrackState::Muted };
        person.client.must(muted).await;
    }
    ada.client.must(Command::CloseRooms { countdown: 0 }).await;
    for person in [&mut *a, &mut *b, &mut *c, &mut *d] {
        person.moved_to(RoomId::MAIN).await;
        person.hears(9).await;
    }
    ada.moved_to(RoomId::MAIN).await;
    ada.sees_and_hears(a).await;
    // The first connections still stand: nobody was told that one is lost.
    for person in [&mut ada, a, b, c, d] {
        let state = person.client.events_so_far().await;
        assert!(!state.iter().any(|event| matches!(event.body, EventBody::Left { .. })), "{state:?}");
        assert!(!person.client.lost_media(), "{} had to connect again", person.tag);
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rooms_close_by_themselves_when_their_time_is_over() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut ada = class.instructor().await;
    let mut gus = class.guest("Gus").await;
    let red = NewRoom { duration: Some(600_000), ..room("Red", &[gus.you]) };
    ada.must(open(vec![red], RoomRules::default())).await;
    gus.moved(gus.you, RED).await;
    ada.must(Command::CloseRooms { countdown: 300 }).await;
    let told = |body: &EventBody| matches!(body, EventBody::RoomTimeSet { rooms, until: Some(_) } if *rooms == [RED]);
    let EventBody::RoomTimeSet { until: Some(until), .. } = gus.event("the countdown", told).await.body else {
        unreachable!("just matched")
    };
    gus.moved(gus.you, RoomId::MAIN).await;
    let closed = gus.event("the end of the room", |body| matches!(body, EventBody::RoomsClosed { .. })).await;
    assert!(closed.at >= until && closed.at < until + 2_000, "closed at {}, due at {until}", closed.at);
    assert_eq!(ada.refusal(Command::EnterRoom { room: RED }).await, ErrorCode::RoomGone);
    server.stop().await;
}

/// What somebody typed for their room may be on its way when the rooms close.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_for_a_room_that_closes_is_refused_and_reaches_nobody() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut ada = class.instructor().await;
    let (mut gus, mut eve) = (class.guest("Gus").await, class.guest("Eve").await);
    ada.must(open(vec![room("Red", &[gus.you])], RoomRules::default())).await;
    gus.moved(gus.you, RED).await;
    let say = |text: &str, room| Command::SendChat { text: text.into(), to: ChatTo::Room { room } };
    ada.must(Command::CloseRooms { countdown: 0 }).await;
    assert_eq!(gus.refusal(say("for Red alone", RED)).await, ErrorCode::RoomGone);
    gus.must(say("for all", RoomId::MAIN)).await;
    let said = eve.event("a message", |body| matches!(body, EventBody::ChatSent { .. })).await;
    assert!(matches!(&said.body, EventBody::ChatSent { text, .. } if text == "for all"), "{said:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_drops_comes_back_into_the_room_and_who_comes_late_is_placed() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let (mut ada, mut guests) = class_of_five(&server, &class).await;
    let expected = vec!["  ZOË ".trim().to_owned()];
    let [red, blue] = red_and_blue(&guests).try_into().expect("two");
    let blue = NewRoom { expected, ..blue };
    let rules = RoomRules { late: LatePlacement::Smallest, ..RoomRules::default() };
    ada.client.must(open(vec![red, blue], rules)).await;
    guests[0].hears(2).await;

    // First only the socket breaks, then the media connection, too.
    let known = guests[0].client.seq;
    guests[0].client = Client::resume(server.web(), &guests[0].seat, known).await;
    guests[0].hears_only(2, &[9, 3, 4]).await;
    let seat = guests[0].seat.clone();
    let [gone, mut b, _c, mut d] = guests;
    drop(gone);
    let mut back = Person::enter(&server, seat, 5).await;
    assert_eq!(place(&back.client, back.id()), RED);
    back.hears_only(2, &[9, 3, 4]).await;
    b.hears(5).await;

    // A name from the list waits for staff.
    let seat = class.guests_seat("zoë").await;
    let at_the_door = Client::enter(server.web(), &seat).await;
    assert_eq!(at_the_door.snapshot.expect("a snapshot").waiting.len(), 1);
    ada.client.must(Command::Admit { participants: vec![seat.participant] }).await;
    let mut zoe = Person::enter(&server, seat, 6).await;
    assert_eq!(place(&zoe.client, zoe.id()), BLUE, "by the list");
    zoe.hears(4).await;
    d.hears_only(6, &[1, 2, 5, 9]).await;
    let late = class.guest("Late").await;
    assert_eq!(place(&late, late.you), RED, "two are in Red, three in Blue");
    let events = ada.client.events_so_far().await;
    assert!(!events.iter().any(|event| matches!(event.body, EventBody::Left { .. })), "{events:?}");
    server.stop().await;
}

fn place(client: &Client, whom: ParticipantId) -> RoomId {
    let snapshot = client.snapshot.as_ref().expect("a snapshot");
    snapshot.participants.iter().find(|person| person.id == whom).expect("the person").room
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_in_a_room_stays_there_and_what_staff_say_to_all_reaches_all() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let (mut ada, mut tia) = (class.instructor().await, class.connected(protocol::Role::Assistant, "Tia").await);
    let (mut a, mut b, mut c) = (class.guest("A").await, class.guest("B").await, class.guest("C").await);
    ada.must(open(vec![room("Red", &[a.you, b.you]), room("Blue", &[c.you])], RoomRules::default())).await;
    let say = |text: &str, to| Command::SendChat { text: text.into(), to };
    a.must(say("red secret", ChatTo::Room { room: RED })).await;
    c.must(say("blue secret", ChatTo::Room { room: BLUE })).await;
    ada.must(say("to all", ChatTo::Everywhere)).await;
    ada.must(say("in main", ChatTo::MAIN)).await;
    a.must(Command::AskForHelp { reason: "stuck".into() }).await;
    for (client, expected) in [
        (&mut b, vec!["red secret", "to all", "in main"]),
        (&mut c, vec!["blue secret", "to all", "in main"]),
        (&mut tia, vec!["red secret", "blue secret", "to all", "in main"]),
    ] {
        let events = client.events_so_far().await;
        let texts = events.iter().filter_map(|event| match &event.body {
            EventBody::ChatSent { text, .. } => Some(text.as_str()),
            _ => None,
        });
        assert_eq!(texts.collect::<Vec<_>>(), expected);
        let asks = events.iter().any(|event| matches!(event.body, EventBody::HelpAsked { .. }));
        assert_eq!(asks, client.role.is_staff(), "calls for help are for staff");
    }
    ada.must(Command::EnterRoom { room: RED }).await;
    let answered = |body: &EventBody| matches!(*body, EventBody::HelpEnded { by, .. } if by == Some(ParticipantId(1)));
    a.event("the answer to the call", answered).await;
    assert_eq!(a.refusal(Command::EnterRoom { room: BLUE }).await, ErrorCode::NotNow);
    assert_eq!(a.refusal(Command::MovePerson { participant: c.you, room: RED }).await, ErrorCode::Forbidden);
    a.must(Command::EnterRoom { room: RoomId::MAIN }).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_stay_in_their_room() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let (mut ada, mut guests) = class_of_five(&server, &class).await;
    let [a, b, c, d] = &mut guests;
    // In the main room all see A. Then A leaves, and nobody changes what they subscribe to.
    for watcher in [&mut *b, &mut *c, &mut ada] {
        watcher.sees_and_hears(a).await;
    }
    let rules = RoomRules { may_choose: true, ..RoomRules::default() };
    ada.client.must(open(vec![room("Red", &[a.id()]), room("Blue", &[c.id()])], rules)).await;
    ada.client.moved(a.id(), RED).await;
    b.hears_only(4, &[1]).await;
    ada.hears_only(4, &[1]).await;
    for watcher in [&mut *b, &mut *c, &mut *d] {
        assert_eq!(watcher.client.refusal(watcher.wish(a.id())).await, ErrorCode::UnknownTrack);
    }

    // Whoever enters A's room sees A by that subscription, and no longer after leaving.
    b.client.must(Command::EnterRoom { room: RED }).await;
    let shown = b.peer.video_slots[..1].to_vec();
    b.peer.wait_for_tag(&shown, 1, 10).await;
    b.client.must(Command::EnterRoom { room: RoomId::MAIN }).await;
    b.hears_only(4, &[1]).await;

    // A goes on sending video that is switched off: nobody gets it, not even in A's own room.
    c.client.must(Command::EnterRoom { room: RED }).await;
    c.sees_and_hears(a).await;
    a.client.must(Command::SetTrack { source: Source::Camera, state: TrackState::Off }).await;
    let is_off = |body: &EventBody| matches!(body, EventBody::TrackChanged { state: TrackState::Off, .. });
    c.client.event("that the camera is off", is_off).await;
    let pictures = c.peer.video_slots[0].clone();
    c.hears(1).await;
    let before = c.peer.arrived(&pictures).packets;
    c.hears(1).await;
    assert_eq!(c.peer.arrived(&pictures).packets, before);
    server.stop().await;
}
