//! Breakout rooms in the timeline: what is recorded in them, and who may read and watch it.

use std::{collections::HashSet, time::Duration};

use protocol::{
    Command, Event, EventBody, Millis, RoomId, Source,
    chat::ChatTo,
    http::Seat,
    manifest::{ManifestEntry, TrackContent},
    rooms::{RoomRules, RoomWatching},
};
use server_tests::{
    client::Client,
    person::{Person, publish},
    plan::{open, room},
    server::TestServer,
    visitor::Visitor,
    within,
};

/// How far the ends of a mix may be from those of its room: some packets of 20 ms.
const NEAR_MS: Millis = 200;

fn rules(watching: RoomWatching) -> RoomRules {
    RoomRules { watching, ..RoomRules::default() }
}

/// The contents of the tracks, by number, as far as the manifest lists them.
fn contents(entries: &[ManifestEntry]) -> Vec<(u32, TrackContent)> {
    let track = |entry: &ManifestEntry| match *entry {
        ManifestEntry::Track { track, content } => Some((track, content)),
        _ => None,
    };
    entries.iter().filter_map(track).collect()
}

fn room_of(content: TrackContent) -> RoomId {
    match content {
        TrackContent::Participant { room, .. } | TrackContent::Mix { room } => room,
    }
}

fn track_of(entry: &ManifestEntry) -> Option<u32> {
    match *entry {
        ManifestEntry::Track { track, .. }
        | ManifestEntry::Init { track, .. }
        | ManifestEntry::Segment { track, .. }
        | ManifestEntry::Erased { track, .. } => Some(track),
        ManifestEntry::Gap { track, .. } => track,
        ManifestEntry::End { .. } => None,
    }
}

/// The start of a track's first segment and the end of its last one.
fn stretch(entries: &[ManifestEntry], wanted: TrackContent) -> Option<(Millis, Millis)> {
    let (number, _) = contents(entries).into_iter().find(|&(_, content)| content == wanted)?;
    let times = entries.iter().filter_map(|entry| match *entry {
        ManifestEntry::Segment { track, start, duration, .. } if track == number => Some((start, start + duration)),
        _ => None,
    });
    times.reduce(|(from, end), (start, until)| (from.min(start), end.max(until)))
}

/// Waits until something is recorded of each of these contents.
async fn recorded(visitor: &Visitor, seat: &Seat, wanted: &[TrackContent]) {
    let wait = async {
        loop {
            let entries = visitor.manifest(seat).await.entries;
            let missing: Vec<_> = wanted.iter().filter(|content| stretch(&entries, **content).is_none()).collect();
            if missing.is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    within(&format!("segments of {wanted:?}"), wait).await;
}

fn voice(person: &Person, room: RoomId) -> TrackContent {
    TrackContent::Participant { participant: person.id(), source: Source::Microphone, room }
}

fn face(person: &Person, room: RoomId) -> TrackContent {
    TrackContent::Participant { participant: person.id(), source: Source::Camera, room }
}

/// A manifest that is read page by page while it grows.
#[derive(Default)]
struct Reader {
    next: u32,
    entries: Vec<ManifestEntry>,
}

impl Reader {
    async fn read(&mut self, visitor: &Visitor, seat: &Seat) -> bool {
        let page = visitor.manifest_from(seat, self.next).await;
        self.next = page.next;
        self.entries.extend(page.entries);
        page.complete
    }
}

/// Who may read and watch which of the rooms 1 (for staff), 2 (for members), 3 (for all). In each room is one guest
/// with the same number.
struct Expectation {
    name: &'static str,
    seat: Seat,
    watches: &'static [u32],
    reads: &'static [&'static str],
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_watch_a_room_is_what_its_rules_say_in_journal_manifest_and_files() {
    let server = TestServer::start().await;
    let class = server.class().await;
    class.open_recording_for_an_hour().await;
    let visitor = server.visitor();
    let mut ada = Person::enter(&server, class.instructors_seat().await, 9).await;
    let mut guests = Vec::new();
    for tag in 1..=4 {
        guests.push(Person::enter(&server, class.guests_seat(&format!("Guest {tag}")).await, tag).await);
    }
    let watchings = [RoomWatching::Staff, RoomWatching::Members, RoomWatching::Everyone];
    for (watching, guest) in watchings.into_iter().zip(&guests) {
        ada.client.must(open(vec![room("Room", &[guest.id()])], rules(watching))).await;
    }
    for (guest, (number, text)) in guests.iter_mut().zip((1..).zip(["one", "two", "three"])) {
        let room = RoomId(number);
        guest.moved_to(room).await;
        guest.client.must(Command::SendChat { text: text.into(), to: ChatTo::Room { room } }).await;
    }
    let mut polled = Reader::default();
    ada.client.must(Command::SetVoiceToAll { on: true }).await;
    let rooms = (1..=3).map(RoomId);
    let mut wanted: Vec<_> = rooms.clone().map(|room| voice(&ada, room)).collect();
    wanted.extend(rooms.clone().zip(&guests).flat_map(|(room, guest)| [voice(guest, room), face(guest, room)]));
    wanted.extend(rooms.clone().map(|room| TrackContent::Mix { room }));
    let read_while_growing = async {
        loop {
            polled.read(&visitor, &guests[3].seat).await;
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
    };
    tokio::select! {
        () = recorded(&visitor, &ada.seat, &wanted) => {}
        () = read_while_growing => {}
    }
    ada.client.must(Command::SetVoiceToAll { on: false }).await;
    ada.client.must(Command::CloseRooms { countdown: 0 }).await;
    let late = class.guest("Late").await;
    let lates_seat = class.seat_again(late.you).await;
    ada.client.must(Command::EndSession).await;
    within("the end", ada.client.socket.farewell()).await;

    let all = visitor.manifest(&ada.seat).await.entries;
    assert!(matches!(all.last(), Some(ManifestEntry::End { .. })));
    the_mixes_are_whole(&all, &visitor.journal(&ada.seat, 1).await.events);
    assert_eq!(stretch(&all, face(&ada, RoomId(1))), None, "a voice to all is no picture to all");
    let nobody: &[&str] = &["three"];
    let expectations = [
        Expectation { name: "staff", seat: ada.seat, watches: &[0, 1, 2, 3], reads: &["one", "two", "three"] },
        Expectation { name: "1", seat: guests[0].seat.clone(), watches: &[0, 3], reads: &["one", "three"] },
        Expectation { name: "2", seat: guests[1].seat.clone(), watches: &[0, 2, 3], reads: &["two", "three"] },
        Expectation { name: "3", seat: guests[2].seat.clone(), watches: &[0, 3], reads: nobody },
        Expectation { name: "in main", seat: guests[3].seat.clone(), watches: &[0, 3], reads: nobody },
        Expectation { name: "late", seat: lates_seat, watches: &[0, 3], reads: nobody },
        Expectation { name: "afterwards", seat: class.guests_seat("After").await, watches: &[0, 3], reads: nobody },
    ];
    for expected in &expectations {
        check(&visitor, &all, expected).await;
    }
    while !polled.read(&visitor, &guests[3].seat).await {}
    let allowed: Vec<_> = visible_from(&all, 0, expectations[4].watches);
    assert_eq!(polled.entries, allowed, "read page by page");
    server.stop().await;
}

/// The lines from `from` on that concern rooms that may be watched, or no room.
fn visible_from(all: &[ManifestEntry], from: usize, watches: &[u32]) -> Vec<ManifestEntry> {
    let tracks = contents(all);
    let room = |track: u32| room_of(tracks[track as usize].1).0;
    let may = |entry: &&ManifestEntry| track_of(entry).is_none_or(|track| watches.contains(&room(track)));
    all.iter().skip(from).filter(may).cloned().collect()
}

async fn check(visitor: &Visitor, all: &[ManifestEntry], expected: &Expectation) {
    let Expectation { name, seat, watches, reads } = expected;
    let events = visitor.journal(seat, 1).await.events;
    let texts = events.iter().filter_map(|event| match &event.body {
        EventBody::ChatSent { text, .. } => Some(text.as_str()),
        _ => None,
    });
    assert_eq!(texts.collect::<Vec<_>>(), *reads, "chat for {name}");
    for from in 0..=all.len() + 1 {
        let page = visitor.manifest_from(seat, from as u32).await;
        assert_eq!(page.entries, visible_from(all, from, watches), "{name} from {from}");
        assert_eq!(page.next as usize, from.max(all.len()), "{name} from {from}");
    }
    let tracks = contents(all);
    for entry in all {
        let (ManifestEntry::Segment { track, file, .. } | ManifestEntry::Init { track, file, .. }) = entry else {
            continue;
        };
        let content = tracks[*track as usize].1;
        let room = room_of(content);
        let answer = visitor.media(seat.session, &seat.token, file, None).await;
        let allowed = watches.contains(&room.0);
        assert_eq!(answer.status().as_u16(), if allowed { 200 } else { 404 }, "{file} of {room:?} for {name}");
        if allowed {
            let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap());
            assert_eq!(header("content-type"), Some(media_type(content)), "{file}");
            assert_eq!(header("cache-control"), Some("private, max-age=31536000, immutable"));
            assert_eq!(header("vary"), Some("Authorization"), "another token may not have it");
        }
    }
}

/// The media type of a track: native clients send VP8 and Opus.
fn media_type(content: TrackContent) -> &'static str {
    match content {
        TrackContent::Participant { source: Source::Camera | Source::Screen, .. } => "video/webm",
        _ => "audio/webm",
    }
}

/// The end of the recording so far.
fn recorded_until(all: &[ManifestEntry]) -> Millis {
    let ends = all.iter().filter_map(|entry| match entry {
        ManifestEntry::Segment { start, duration, .. } => Some(start + duration),
        _ => None,
    });
    ends.max().expect("a segment")
}

/// Every room has one mix, from its opening to its closing.
fn the_mixes_are_whole(all: &[ManifestEntry], events: &[Event]) {
    let closed = events.iter().find(|event| matches!(event.body, EventBody::RoomsClosed { .. })).expect("an end").at;
    for event in events {
        let EventBody::RoomsOpened { rooms, .. } = &event.body else { continue };
        let room = rooms[0].id;
        let (from, until) = stretch(all, TrackContent::Mix { room }).expect("a mix");
        assert!(from.abs_diff(event.at) <= NEAR_MS, "{room:?} opened at {}, its mix begins at {from}", event.at);
        assert!(until.abs_diff(closed) <= NEAR_MS, "{room:?} closed at {closed}, its mix ends at {until}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_recorded_in_the_next_room_as_soon_as_its_owner_is_there() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut ada = class.instructor().await;
    let a = Person::enter(&server, class.guests_seat("A").await, 1).await;
    let seat = class.instructors_seat().await;
    recorded(&server.visitor(), &seat, &[face(&a, RoomId::MAIN)]).await;
    // Nobody watches, so that only the recording requests keyframes.
    a.peer.keyframes_when_asked_only();
    ada.must(open(vec![room("Red", &[a.id()])], rules(RoomWatching::Staff))).await;
    let moved = ada.event("the move", |body| matches!(body, EventBody::Moved { .. })).await.at;
    recorded(&server.visitor(), &seat, &[face(&a, RoomId(1))]).await;
    let (from, _) = stretch(&server.visitor().manifest(&seat).await.entries, face(&a, RoomId(1))).expect("it");
    assert!(from >= moved && from < moved + 1_000, "moved at {moved}, recorded from {from}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rooms_and_their_mixes_go_on_over_a_restart() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let red = RoomId(1);
    let mut ada = Person::enter(&server, class.instructors_seat().await, 9).await;
    let a = Person::enter(&server, class.guests_seat("A").await, 1).await;
    let b = Person::enter(&server, class.guests_seat("B").await, 2).await;
    ada.client.must(open(vec![room("Red", &[a.id(), b.id()])], rules(RoomWatching::Members))).await;
    recorded(&server.visitor(), &ada.seat, &[TrackContent::Mix { room: red }, face(&a, red)]).await;
    let (adas, seats) = (ada.seat.clone(), [a.seat.clone(), b.seat.clone()]);
    let known = ada.client.seq;
    let server = server.restart().await;
    let visitor = server.visitor();
    let before = visitor.manifest(&adas).await.entries;
    let (_, paused) = stretch(&before, TrackContent::Mix { room: red }).expect("a mix");

    let [a, b] = seats;
    let mut a = Person::enter(&server, a, 3).await;
    let mut b = Person::enter(&server, b, 4).await;
    let snapshot = a.client.snapshot.as_ref().expect("a snapshot");
    let place = |person: &Person| snapshot.participants.iter().find(|p| p.id == person.id()).expect("them").room;
    assert_eq!((place(&a), place(&b)), (red, red));
    a.sees_and_hears(&b).await;
    b.sees_and_hears(&a).await;
    let mut client = Client::resume(server.web(), &adas, known).await;
    let peer = publish(&mut client, 8).await;
    let mut ada = Person { seat: adas, tag: 8, client, peer };
    a.hears_only(4, &[8]).await;
    let goes_on = async {
        while stretch(&visitor.manifest(&ada.seat).await.entries, TrackContent::Mix { room: red }).expect("it").1
            <= paused + 4_000
        {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    within("the mix to go on", goes_on).await;
    ada.client.must(Command::CloseRooms { countdown: 0 }).await;
    ada.client.must(Command::EndSession).await;
    ada.client.socket.farewell().await;

    let all = visitor.manifest(&ada.seat).await.entries;
    let contents: Vec<_> = contents(&all).into_iter().map(|(_, content)| content).collect();
    assert_eq!(contents.iter().copied().collect::<HashSet<_>>().len(), contents.len(), "each track once");
    let events = visitor.journal(&ada.seat, 1).await.events;
    the_mixes_are_whole(&all, &events);
    // When a restart is over before the duration of the last recorded frame, nothing is missing.
    let back = events.iter().find_map(|event| match event.body {
        EventBody::Interrupted { to, .. } => Some(to),
        _ => None,
    });
    let gap = all.iter().any(|entry| matches!(entry, ManifestEntry::Gap { track: None, from, .. } if *from >= paused));
    assert!(gap || back.expect("the restart") <= recorded_until(&before), "what is missing is told");
    server.stop().await;
}
