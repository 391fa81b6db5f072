//! The recording of a class is deleted, restored and erased by its owner, and by nobody else.

use meridian::clock::unix_now;
use protocol::{
    AuditKind, Command, ErrorCode, SessionId,
    http::{JoinInfo, RecordingState, Seat, SessionSummary, Timeline},
    limits::BIN_MS,
};
use reqwest::Method;
use server_tests::{
    person::Person,
    server::TestServer,
    visitor::{Refused, Visitor, outcome, refused},
    within,
};
use store::AuditLine;

const DELETED: Refused = Refused { status: 410, code: ErrorCode::RecordingDeleted };

async fn ask(visitor: &Visitor, method: Method, session: SessionId, what: &str) -> Result<RecordingState, Refused> {
    let request = visitor.request(method, &format!("/api/sessions/{session}/recording{what}"));
    visitor.send::<SessionSummary>(request).await.map(|summary| summary.recording)
}

async fn delete(visitor: &Visitor, session: SessionId) -> Result<RecordingState, Refused> {
    ask(visitor, Method::DELETE, session, "").await
}

async fn restore(visitor: &Visitor, session: SessionId) -> Result<RecordingState, Refused> {
    ask(visitor, Method::POST, session, "/restore").await
}

async fn erase(visitor: &Visitor, session: SessionId) -> Result<RecordingState, Refused> {
    ask(visitor, Method::POST, session, "/erase").await
}

async fn listed(owner: &Visitor) -> SessionSummary {
    owner.get::<Vec<SessionSummary>>("/api/sessions").await.unwrap().remove(0)
}

/// A class that was held and recorded: the owner, a guest's seat, and some files.
async fn held(server: &TestServer) -> (Visitor, Seat, Vec<String>) {
    let class = server.class().await;
    class.open_recording_for_an_hour().await;
    let mut ada = Person::enter(server, class.instructors_seat().await, 1).await;
    let gus = class.guests_seat("Gus").await;
    let files = server.visitor().recorded(&ada.seat).await;
    assert_eq!(delete(&class.owner, class.session.id).await, refused(422, ErrorCode::NotNow), "class runs");
    ada.client.must(Command::EndSession).await;
    assert_eq!(ada.client.socket.farewell().await, Some(ErrorCode::SessionEnded));
    (class.owner, gus, files)
}

/// The refusals that a viewer gets for the manifest and for a file.
async fn refusals(viewer: &Visitor, seat: &Seat, file: &str) -> [Option<Refused>; 2] {
    let [_, _, manifest, media] = viewer.refusals(seat, file).await.try_into().unwrap();
    [manifest, media]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_is_unreachable_from_its_deletion_on_until_it_is_restored() {
    let server = TestServer::start().await;
    let (owner, seat, files) = held(&server).await;
    let viewer = server.visitor();
    let session = seat.session;
    let whole = viewer.manifest(&seat).await;
    assert_eq!(refusals(&viewer, &seat, &files[0]).await, [None; 2], "somebody watches");

    let before = unix_now();
    let Ok(RecordingState::InBin { until_unix }) = delete(&owner, session).await else { panic!("not in the bin") };
    assert!((before + BIN_MS..=unix_now() + BIN_MS).contains(&until_unix));
    assert_eq!(refusals(&viewer, &seat, &files[0]).await, [Some(DELETED); 2]);
    let own = owner.join(&listed(&owner).await.code, "Ada Teacher").await.unwrap();
    assert_eq!(refusals(&owner, &own, &files[0]).await, [Some(DELETED); 2], "the owner restores it first");
    assert_eq!(delete(&owner, session).await, Ok(RecordingState::InBin { until_unix }), "again");
    assert_eq!(listed(&owner).await.recording, RecordingState::InBin { until_unix });

    // What was written stays, and others see nothing of a bin.
    assert!(viewer.journal(&seat, 1).await.complete);
    let at_unix = until_unix - BIN_MS;
    let timeline: Timeline = viewer.get_as(&seat.token, &format!("/api/sessions/{session}/timeline")).await.unwrap();
    assert_eq!(timeline.session.recording, RecordingState::Deleted { at_unix });
    let info: JoinInfo = viewer.get(&format!("/api/join/{}", timeline.session.code)).await.unwrap();
    assert_eq!(info.session.recording, RecordingState::Deleted { at_unix });

    let refusal = viewer.media(session, &seat.token, &files[0], None).await;
    assert_eq!(refusal.headers()["cache-control"], "no-store", "it may come back");
    assert_eq!(restore(&owner, session).await, Ok(RecordingState::Kept));
    assert_eq!(restore(&owner, session).await, refused(422, ErrorCode::NothingToDo));
    assert_eq!(erase(&owner, session).await, refused(422, ErrorCode::NothingToDo));
    assert_eq!(viewer.manifest(&seat).await.entries, whole.entries);
    assert_eq!(refusals(&viewer, &seat, &files[0]).await, [None; 2]);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_is_erased_is_gone_for_good() {
    let server = TestServer::start().await;
    let (owner, seat, files) = held(&server).await;
    let viewer = server.visitor();
    delete(&owner, seat.session).await.unwrap();
    assert!(matches!(erase(&owner, seat.session).await, Ok(RecordingState::Deleted { .. })));
    for file in &files {
        assert!(server.app().store.media().file(seat.session, file).await.is_err(), "{file} is still there");
    }
    assert_eq!(restore(&owner, seat.session).await, refused(422, ErrorCode::NothingToDo));
    let server = server.restart().await;
    let (owner, viewer) = (owner.at(server.web()), viewer.at(server.web()));
    assert_eq!(refusals(&viewer, &seat, &files[0]).await, [Some(DELETED); 2]);
    assert!(viewer.journal(&seat, 1).await.complete);
    let summary = listed(&owner).await;
    assert!(matches!(summary.recording, RecordingState::Deleted { .. }) && summary.damage.is_empty(), "{summary:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_the_bin_too_long_is_erased_at_the_next_start() {
    let server = TestServer::start().await;
    let (owner, seat, files) = held(&server).await;
    let store = &server.app().store;
    let person = store.owner().await.unwrap().unwrap().id;
    let line = AuditLine::by_server(AuditKind::RecordingDeleted);
    assert!(store.delete_recording(seat.session, person, &line, unix_now() - BIN_MS).await.unwrap());
    let server = server.restart().await;
    let owner = owner.at(server.web());
    let erased = async {
        while !matches!(listed(&owner).await.recording, RecordingState::Deleted { .. })
            || server.app().store.media().file(seat.session, &files[0]).await.is_ok()
        {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    within("the bin is emptied", erased).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_deletes_a_recording() {
    let server = TestServer::start().await;
    let (owner, seat, files) = held(&server).await;
    let stranger = server.visitor();
    let unauthorized = refused(401, ErrorCode::Unauthorized);
    for answer in [
        delete(&stranger, seat.session).await,
        restore(&stranger, seat.session).await,
        erase(&stranger, seat.session).await,
    ] {
        assert_eq!(answer, unauthorized);
    }
    let by_seat = stranger.request(Method::DELETE, &format!("/api/sessions/{}/recording", seat.session));
    let by_seat = within("a response", by_seat.bearer_auth(&seat.token).send()).await.unwrap();
    assert_eq!(outcome::<SessionSummary>(by_seat).await.map(|_| ()), refused(401, ErrorCode::Unauthorized));
    let unknown = SessionId("5f7ad1c5-0a3c-4ed7-a1b5-0c1d6e0c3a11".parse().unwrap());
    assert_eq!(delete(&owner, unknown).await, refused(404, ErrorCode::NotFound));
    assert_eq!(ask(&owner, Method::DELETE, seat.session, "/").await, refused(404, ErrorCode::NotFound));
    assert_eq!(refusals(&stranger, &seat, &files[0]).await, [None; 2]);
    server.stop().await;
}
