//! What a seat's token permits, and what it does not.

use meridian::clock::unix_now;
use protocol::{
    Audience, Command, Consent, ErrorCode, Event, EventBody, ParticipantId, Role, SealedEvent,
    http::{JournalPage, ManifestPage, Timeline},
    limits,
    manifest::ManifestEntry,
};
use server_tests::{
    client::Client,
    server::TestServer,
    visitor::{Visitor, outcome, refused},
    within,
};
use store::SeatRequest;

/// The refusal of each request of the timeline with a token.
async fn refusals(visitor: &Visitor, session: protocol::SessionId, token: &str) -> [(u16, ErrorCode); 4] {
    let path = |what: &str| format!("/api/sessions/{session}/{what}");
    let timeline = visitor.get_as::<Timeline>(token, &path("timeline")).await.unwrap_err();
    let journal = visitor.get_as::<JournalPage>(token, &path("journal")).await.unwrap_err();
    let manifest = visitor.get_as::<ManifestPage>(token, &path("manifest")).await.unwrap_err();
    let media = outcome::<()>(visitor.media(session, token, "0.webm", None).await).await.unwrap_err();
    [timeline, journal, manifest, media].map(|refused| (refused.status, refused.code))
}

#[tokio::test]
async fn a_token_opens_its_own_session_and_no_other() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let other = class.owner.start_class("Geometry", true).await;
    server.app().hub.open(other.id);
    let seat = class.guests_seat("Gus").await;
    let visitor = server.visitor();

    assert_eq!(visitor.journal(&seat, 1).await.events, [], "nobody has come yet");
    assert_eq!(refusals(&visitor, other.id, &seat.token).await, [(403, ErrorCode::Forbidden); 4]);
    for token in ["", "guess", &seat.token[1..]] {
        assert_eq!(refusals(&visitor, seat.session, token).await, [(401, ErrorCode::Unauthorized); 4], "{token:?}");
        assert_eq!(Client::hello(server.web(), token, None).await.err(), Some(ErrorCode::Unauthorized));
    }
    let path = format!("/api/sessions/{}/journal", seat.session);
    let by_cookie = class.owner.get::<JournalPage>(&path).await;
    assert_eq!(by_cookie, refused(401, ErrorCode::Unauthorized), "a cookie is no seat");

    // The WebSocket's address names no session: the token alone decides which one it is.
    let elsewhere = visitor.join(&other.code, "Gus").await.unwrap();
    let client = Client::enter(server.web(), &elsewhere).await;
    assert_eq!(client.snapshot.unwrap().session, Some(other.id));
    server.stop().await;
}

#[tokio::test]
async fn an_expired_token_opens_nothing() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let made = unix_now() - limits::TOKEN_LIFETIME_MS - 1_000;
    let store = &server.app().store;
    let seat = store
        .create_seat(class.session.id, SeatRequest::new("Old", Role::Student, Consent::default()), made)
        .await
        .unwrap();
    let token = seat.token.reveal();
    assert_eq!(refusals(&server.visitor(), class.session.id, token).await, [(401, ErrorCode::Unauthorized); 4]);
    assert_eq!(Client::hello(server.web(), token, None).await.err(), Some(ErrorCode::Unauthorized));
    server.stop().await;
}

#[tokio::test]
async fn the_token_of_a_removed_person_is_void() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut instructor = class.instructor().await;
    let seat = class.guests_seat("Gus").await;
    let mut guest = Client::enter(server.web(), &seat).await;
    instructor.must(Command::Remove { participant: guest.you, ban: false }).await;
    assert_eq!(guest.socket.farewell().await, Some(ErrorCode::Removed));
    let back = Client::hello(server.web(), &seat.token, Some(guest.seq)).await;
    assert_eq!(back.err(), Some(ErrorCode::Unauthorized));
    assert_eq!(refusals(&server.visitor(), seat.session, &seat.token).await, [(401, ErrorCode::Unauthorized); 4]);
    assert!(instructor.is_in_class().await);
    server.stop().await;
}

#[tokio::test]
async fn who_is_late_for_the_end_may_look_but_not_enter() {
    let server = TestServer::start().await;
    let class = server.class().await;
    class.open_recording_for_an_hour().await;
    let seat = class.guests_seat("Gus").await;
    let mut guest = Client::enter(server.web(), &seat).await;
    class.instructor().await.must(Command::EndSession).await;
    assert_eq!(guest.socket.farewell().await, Some(ErrorCode::SessionEnded));
    assert_eq!(Client::hello(server.web(), &seat.token, None).await.err(), Some(ErrorCode::SessionEnded));
    let page = server.visitor().journal(&seat, 1).await;
    assert!(page.complete && !page.events.is_empty());
    assert!(class.guests_seat("Late").await.participant > guest.you, "a seat to watch from");
    server.stop().await;
}

#[tokio::test]
async fn odd_positions_are_answered_with_nothing() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let seat = class.guests_seat("Gus").await;
    let mut guest = Client::enter(server.web(), &seat).await;
    let visitor = server.visitor();
    for from in [guest.seq + 1, 1 << 40, i64::MAX as u64, u64::MAX] {
        assert_eq!(visitor.journal(&seat, from).await.events, [], "from {from}");
    }
    for (from, status) in
        [("4294967295", 200), ("4294967296", 404), ("-1", 422), ("x", 422), ("18446744073709551616", 422)]
    {
        let path = format!("/api/sessions/{}/manifest?from={from}", seat.session);
        assert_eq!(visitor.status_of_raw_path(&seat.token, &path).await, status, "from {from}");
    }
    assert!(guest.is_in_class().await);
    server.stop().await;
}

#[tokio::test]
async fn a_long_manifest_comes_in_pages() {
    let server = TestServer::start().await;
    let class = server.class().await;
    class.open_recording_for_an_hour().await;
    let mut instructor = class.instructor().await;
    let seat = class.guests_seat("Gus").await;
    instructor.must(Command::EndSession).await;
    // The server says good-bye once the recording has its last line.
    assert_eq!(instructor.socket.farewell().await, Some(ErrorCode::SessionEnded));
    let visitor = server.visitor();
    // The end is acknowledged before the recording is complete.
    let complete = async { while !visitor.manifest(&seat).await.complete {} };
    within("the end of the recording", complete).await;
    // As long as the manifest of a lesson with many tracks.
    let store = &server.app().store;
    let lease = store.lease(seat.session).await.expect("nobody holds a session that is over");
    let (recording, before) = store.recording(&lease).await.unwrap();
    let mut lines = vec![ManifestEntry::Gap { track: None, from: 1, to: 2 }; limits::MANIFEST_PAGE];
    lines.extend(before.entries.last().cloned());
    recording.append(before.next, &lines).await.unwrap().unwrap();

    let first = visitor.manifest_from(&seat, 0).await;
    assert_eq!((first.next as usize, first.more, first.complete), (limits::MANIFEST_PAGE, true, false));
    let rest = visitor.manifest_from(&seat, first.next).await;
    assert!(rest.complete && !rest.more);
    assert!(matches!(rest.entries.last(), Some(ManifestEntry::End { .. })));
    let nothing = visitor.manifest_from(&seat, rest.next).await;
    assert_eq!((nothing.entries, nothing.next, nothing.complete), (vec![], rest.next, true));
    server.stop().await;
}

/// Adds messages as long as they may be to the journal of a session that is over. Returns the number of the last.
async fn add_long_messages(server: &TestServer, session: protocol::SessionId, count: u64) -> u64 {
    let store = &server.app().store;
    let lease = store.lease(session).await.expect("nobody holds a session that is over");
    let (last, at) = store.journal().last(session).await.unwrap().unwrap();
    let message = |seq| Event {
        seq,
        at,
        audience: Audience::Everyone,
        later: None,
        body: EventBody::ChatSent { participant: ParticipantId(1), text: "x".repeat(limits::CHAT_TEXT_BYTES) },
    };
    store.journal().append(&lease, (last + 1..=last + count).map(|seq| SealedEvent::new(message(seq)))).await.unwrap();
    last + count
}

#[tokio::test]
async fn a_page_of_long_messages_is_short_and_who_reads_on_and_on_is_slowed() {
    let server = TestServer::start().await;
    let class = server.class().await;
    class.open_recording_for_an_hour().await;
    let mut instructor = class.instructor().await;
    let (greedy, honest) = (class.guests_seat("Gus").await, class.guests_seat("Hal").await);
    instructor.must(Command::EndSession).await;
    assert_eq!(instructor.socket.farewell().await, Some(ErrorCode::SessionEnded));
    let last = add_long_messages(&server, greedy.session, 100).await;

    let visitor = server.visitor();
    let (mut next, mut pages) = (1, 0);
    while next <= last {
        let page = visitor.journal(&honest, next).await;
        let bytes: usize = page.events.iter().map(|event| SealedEvent::new(event.clone()).json().len()).sum();
        assert!(bytes < limits::JOURNAL_PAGE_BYTES + 2 * limits::CHAT_TEXT_BYTES, "{bytes}");
        assert_eq!(page.more, page.next <= last, "{}", page.next);
        (next, pages) = (page.next, pages + 1);
    }
    assert_eq!(pages, 4, "of some 32 messages each");

    let path = format!("/api/sessions/{}/journal", greedy.session);
    let mut read = 0;
    let refused = loop {
        match visitor.get_as::<JournalPage>(&greedy.token, &path).await {
            Ok(_) => read += 1,
            Err(refused) => break refused,
        }
    };
    assert_eq!((refused.status, refused.code), (429, ErrorCode::RateLimited));
    let most = limits::READ_KIB_BURST as usize * 1024 / limits::JOURNAL_PAGE_BYTES;
    assert!((most / 2..=most + 20).contains(&read), "{read} pages");
    assert_eq!(visitor.journal(&honest, last + 1).await.events, [], "another seat reads on");
    server.stop().await;
}
