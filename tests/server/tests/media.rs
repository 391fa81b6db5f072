//! Native clients in class: media both ways, through drops, to the end and over a restart of the server.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use protocol::{
    Command, Consent, ErrorCode, EventBody, Millis, Notice, ParticipantId, Source, TrackRef,
    chat::ChatTo,
    http::{JoinRequest, Seat},
    manifest::{ManifestEntry, TrackContent},
};
use server_tests::{
    client::Client,
    person::{Person, publish},
    server::TestServer,
    visitor::{Visitor, outcome, refused},
    within,
};

/// The time after the end of class within which the recording must be complete.
const COMPLETE_AFTER: Duration = Duration::from_secs(3);

fn segments(entries: &[ManifestEntry]) -> Vec<(String, u64)> {
    let segment = |entry: &ManifestEntry| match entry {
        ManifestEntry::Segment { file, bytes, .. } => Some((file.clone(), *bytes)),
        _ => None,
    };
    entries.iter().filter_map(segment).collect()
}

/// Waits until the manifest lists this many segments.
async fn recorded(visitor: &Visitor, seat: &Seat, at_least: usize) {
    let wait = async {
        while segments(&visitor.manifest(seat).await.entries).len() < at_least {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    within("segments", wait).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hear_and_see_and_write_to_each_other_and_a_drop_is_not_noticed() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut ada = Person::enter(&server, class.instructors_seat().await, 1).await;
    let mut gus = Person::enter(&server, class.guests_seat("Gus").await, 2).await;
    ada.sees_and_hears(&gus).await;
    gus.sees_and_hears(&ada).await;
    let camera = Some(TrackRef { participant: gus.seat.participant, source: Source::Camera });
    ada.client.notice("the slot", |n| matches!(n, Notice::Slot { track, .. } if *track == camera)).await;
    let by_gus = gus.seat.participant;
    let speaks = |body: &EventBody| *body == EventBody::Speaking { participant: by_gus, speaking: true };
    ada.client.event("that Gus speaks", speaks).await;

    gus.client.must(Command::SendChat { text: "Hello".into(), to: ChatTo::MAIN }).await;
    let said = |body: &EventBody| matches!(body, EventBody::ChatSent { text, .. } if text == "Hello");
    ada.client.event("the message", said).await;

    // The WebSocket breaks. Media continues, and nobody is told that somebody left.
    let known = gus.client.seq;
    gus.client = Client::resume(server.web(), &gus.seat, known).await;
    ada.peer.sees_and_hears(gus.tag).await;

    // The network breaks, and with it the media connection. A new connection replaces it, and its slot shows the same
    // track.
    drop(gus);
    let seat = ada.client.snapshot.as_ref().map(|_| by_gus).expect("a snapshot");
    let back = class_seat_again(&server, &class, seat).await;
    let mut gus = Person::enter(&server, back, 3).await;
    ada.peer.sees_and_hears(3).await;
    gus.sees_and_hears(&ada).await;
    let events = ada.client.events_so_far().await;
    let came_or_went = |body: &EventBody| matches!(body, EventBody::Left { .. } | EventBody::Joined { .. });
    assert!(!events.iter().any(|event| came_or_went(&event.body)), "{events:?}");
    server.stop().await;
}

/// Another token for a seat, as on another device.
async fn class_seat_again(server: &TestServer, class: &server_tests::server::Class<'_>, seat: ParticipantId) -> Seat {
    let now = meridian::clock::unix_now();
    let token = server.app().store.new_token_for(class.session.id, seat, None, now).await.expect("a token");
    let role = protocol::Role::Guest;
    Seat { token: token.reveal().to_owned(), session: class.session.id, participant: seat, role }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_muted_or_removed_is_not_forwarded_any_more() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut ada = Person::enter(&server, class.instructors_seat().await, 1).await;
    let mut gus = Person::enter(&server, class.guests_seat("Gus").await, 2).await;
    let mut bea = Person::enter(&server, class.guests_seat("Bea").await, 3).await;
    ada.sees_and_hears(&gus).await;
    let camera = TrackRef { participant: gus.seat.participant, source: Source::Camera };
    ada.client.must(Command::MuteTrack { track: camera }).await;
    let slot = ada.peer.video_slots[0].clone();
    let rests = |notice: &Notice| matches!(notice, Notice::Slot { mid, track: None } if *mid == slot);
    ada.client.notice("that the slot rests", rests).await;
    bea.sees_and_hears(&ada).await;
    // Packets that were on their way when the track was closed arrive before sound that was sent after it.
    let sound = ada.peer.audio_slots.clone();
    ada.peer.wait_for(&sound, 10, None).await;
    let before = ada.peer.arrived(&slot).packets;
    // Gus goes on sending regardless: 50 packets of video in a second.
    ada.peer.wait_for(&sound, 50, None).await;
    assert_eq!(ada.peer.arrived(&slot).packets, before, "a closed track still comes");

    // Gus keeps the connection by which they heard Bea, who speaks on.
    gus.sees_and_hears(&bea).await;
    ada.client.must(Command::Remove { participant: gus.seat.participant, ban: false }).await;
    ada.sees_and_hears(&bea).await;
    let before = gus.peer.arrived_in_all().packets;
    ada.peer.wait_for(&sound, 50, None).await;
    assert_eq!(gus.peer.arrived_in_all().packets, before, "who was removed still sees or hears");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_recording_is_complete_when_class_is_and_its_files_are_served_in_parts() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let visitor = server.visitor();
    let mut ada = Person::enter(&server, class.instructors_seat().await, 1).await;
    let gus = Person::enter(&server, class.guests_seat("Gus").await, 2).await;
    recorded(&visitor, &ada.seat, 5).await;
    ada.client.must(Command::EndSession).await;
    let ended = Instant::now();
    let page = loop {
        let page = visitor.manifest(&gus.seat).await;
        if page.complete {
            break page;
        }
        assert!(ended.elapsed() < COMPLETE_AFTER, "not complete after {:?}", ended.elapsed());
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert_eq!(ada.client.socket.farewell().await, Some(ErrorCode::SessionEnded));
    assert!(matches!(page.entries.last(), Some(ManifestEntry::End { duration }) if *duration > 2_000));

    let tracks: Vec<TrackContent> = page.entries.iter().filter_map(track).collect();
    for participant in [ada.seat.participant, gus.seat.participant] {
        for source in [Source::Microphone, Source::Camera] {
            let room = protocol::RoomId::MAIN;
            assert!(tracks.contains(&TrackContent::Participant { participant, source, room }), "{tracks:?}");
        }
    }
    assert!(tracks.contains(&TrackContent::Mix { room: protocol::RoomId::MAIN }), "{tracks:?}");
    for (file, bytes) in segments(&page.entries) {
        let response = visitor.media(gus.seat.session, &gus.seat.token, &file, None).await;
        assert_eq!((response.status().as_u16(), response.bytes().await.unwrap().len() as u64), (200, bytes), "{file}");
        assert!(bytes > 0, "{file}");
    }
    types_of_files(&visitor, &gus.seat, &page.entries).await;
    parts_of_files(&visitor, &gus.seat, &segments(&page.entries)[0]).await;
    paths_that_are_no_files(&visitor, &gus.seat, &segments(&page.entries)[0].0).await;
    server.stop().await;
}

fn track(entry: &ManifestEntry) -> Option<TrackContent> {
    match entry {
        ManifestEntry::Track { content, .. } => Some(*content),
        _ => None,
    }
}

/// Files have the type of their content, and only the browser that asked may cache them, for the seat that asked.
async fn types_of_files(visitor: &Visitor, seat: &Seat, entries: &[ManifestEntry]) {
    let mut types = BTreeSet::new();
    for entry in entries {
        let ManifestEntry::Init { file, mime, .. } = entry else { continue };
        let answer = visitor.media(seat.session, &seat.token, file, None).await;
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(Some(&*header("content-type")), mime.split(';').next(), "{file}");
        assert_eq!(header("cache-control"), "private, max-age=31536000, immutable");
        assert!(header("vary").split(',').any(|name| name.trim().eq_ignore_ascii_case("authorization")), "{file}");
        types.insert(header("content-type"));
    }
    assert_eq!(types, BTreeSet::from(["audio/webm", "video/webm"].map(str::to_owned)));
}

async fn parts_of_files(visitor: &Visitor, seat: &Seat, (file, size): &(String, u64)) {
    let whole = visitor.media(seat.session, &seat.token, file, None).await.bytes().await.unwrap();
    for (range, status, expected) in [
        ("bytes=0-9".to_owned(), 206, &whole[..10]),
        (format!("bytes={}-", size - 5), 206, &whole[whole.len() - 5..]),
        ("bytes=-3".to_owned(), 206, &whole[whole.len() - 3..]),
        ("bytes=9-1".to_owned(), 200, &whole[..]),
        ("bytes=0-1,4-5".to_owned(), 200, &whole[..]),
    ] {
        let response = visitor.media(seat.session, &seat.token, file, Some(&range)).await;
        assert_eq!(response.status().as_u16(), status, "{range}");
        assert_eq!(response.bytes().await.unwrap(), expected, "{range}");
    }
    let beyond = visitor.media(seat.session, &seat.token, file, Some(&format!("bytes={size}-"))).await;
    assert_eq!(beyond.headers()["content-range"], format!("bytes */{size}"));
    assert_eq!(outcome::<()>(beyond).await, refused(416, ErrorCode::BadFrame));
}

async fn paths_that_are_no_files(visitor: &Visitor, seat: &Seat, file: &str) {
    let base = format!("/api/sessions/{}/media", seat.session);
    assert_eq!(visitor.status_of_raw_path(&seat.token, &format!("{base}/{file}")).await, 200);
    let long = "a".repeat(5_000) + ".webm";
    for name in [
        "../../meridian.db",
        "..%2f..%2fmeridian.db",
        "%2e%2e/manifest.jsonl",
        "%2e%2e%2f%2e%2e%2f1.webm",
        "..\\1.webm",
        "manifest.jsonl",
        "manifest.jsonl%00.webm",
        "%00.webm",
        ".webm",
        "..webm",
        "0.webm.tmp",
        "//etc/passwd",
        "%2fetc%2fpasswd",
        "%ff%fe.webm",
        "",
        ".",
        "con.webm",
        &long,
    ] {
        let status = visitor.status_of_raw_path(&seat.token, &format!("{base}/{name}")).await;
        assert!(status == 404 || status == 400, "{name:.60}: {status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_goes_on_over_a_restart_of_the_server() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let (session, code) = (class.session.id, class.session.code.clone());
    let mut ada = Person::enter(&server, class.instructors_seat().await, 1).await;
    let gus = Person::enter(&server, class.guests_seat("Gus").await, 2).await;
    recorded(&server.visitor(), &ada.seat, 5).await;
    let restarting = tokio::spawn(server.restart());
    assert_eq!(ada.client.socket.farewell().await, Some(ErrorCode::Draining));
    let before = ada.client.seq;
    let Person { seat: adas_seat, .. } = ada;
    let server = restarting.await.expect("the server restarts");
    let visitor = server.visitor();
    let recorded_before = segments(&visitor.manifest(&gus.seat).await.entries).len();

    let mut client = Client::resume(server.web(), &adas_seat, before).await;
    assert_eq!(client.you, adas_seat.participant);
    let missed = client.events_so_far().await;
    assert!(missed.iter().any(|event| matches!(event.body, EventBody::Interrupted { .. })), "{missed:?}");
    assert!(!missed.iter().any(|event| matches!(event.body, EventBody::Left { .. })), "{missed:?}");
    let peer = publish(&mut client, 5).await;
    let mut ada = Person { seat: adas_seat, tag: 5, client, peer };
    let mut gus = Person::enter(&server, gus.seat, 6).await;
    ada.sees_and_hears(&gus).await;
    gus.sees_and_hears(&ada).await;
    recorded(&visitor, &gus.seat, recorded_before + 5).await;

    assert_eq!(visitor.join(&code, "Late").await.expect("a seat").session, session);
    ada.client.must(Command::EndSession).await;
    assert_eq!(ada.client.socket.farewell().await, Some(ErrorCode::SessionEnded));
    let page = visitor.manifest(&gus.seat).await;
    assert!(page.complete);
    let untold = silent_holes(&page.entries);
    assert!(untold.is_empty(), "holes in the mix that no gap tells of: {untold:?} in {:?}", page.entries);
    server.stop().await;
}

/// Holes in the mix that no gap explains. The duration of a last picture is a guess, so shorter holes do not count.
fn silent_holes(entries: &[ManifestEntry]) -> Vec<(Millis, Millis)> {
    const HOLE_MS: Millis = 250;
    let is_mix = |wanted: u32| {
        entries.iter().any(|entry| {
            matches!(entry, ManifestEntry::Track { track, content: TrackContent::Mix { .. } } if *track == wanted)
        })
    };
    let mix: Vec<(Millis, Millis)> = entries
        .iter()
        .filter_map(|entry| match entry {
            ManifestEntry::Segment { track, start, duration, .. } if is_mix(*track) => Some((*start, start + duration)),
            _ => None,
        })
        .collect();
    let told = |from: Millis, to: Millis| {
        entries.iter().any(|entry| {
            matches!(entry, ManifestEntry::Gap { from: gap, to: end, .. } if *gap <= from + HOLE_MS && to <= end + HOLE_MS)
        })
    };
    let holes = mix.windows(2).map(|pair| (pair[0].1, pair[1].0));
    holes.filter(|&(from, to)| to > from + HOLE_MS && !told(from, to)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_consent_is_seen_and_heard_and_not_recorded() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let visitor = server.visitor();
    let consent = Consent { record_camera: false, record_voice: false };
    let request = JoinRequest { name: "Gus".into(), consent, consent_version: None };
    let seat: Seat = visitor.post(&format!("/api/join/{}", class.session.code), &request).await.expect("a seat");
    let mut ada = Person::enter(&server, class.instructors_seat().await, 1).await;
    let gus = Person::enter(&server, seat, 2).await;
    ada.sees_and_hears(&gus).await;
    recorded(&visitor, &ada.seat, 5).await;
    ada.client.must(Command::EndSession).await;
    let of_gus = |content: &TrackContent| matches!(content, TrackContent::Participant { participant, .. } if *participant == gus.id());
    let tracks: Vec<TrackContent> = visitor.manifest(&ada.seat).await.entries.iter().filter_map(track).collect();
    assert!(tracks.len() >= 3 && !tracks.iter().any(of_gus), "{tracks:?}");
    server.stop().await;
}
