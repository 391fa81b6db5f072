//! Today's server opens what an earlier version left, and serves it.

use std::{fs, path::Path};

use frozen::{FrozenClass, classes, names, versions};
use protocol::{
    Command, Event, EventBody, Millis, ParticipantId, Role, Seq, SessionId,
    chat::ChatTo,
    http::{Seat, SessionState, SessionSummary},
    manifest::ManifestEntry,
};
use server_tests::{client::Client, server::TestServer, visitor::Visitor, within};
use sqlx::{SqlitePool, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

/// Longer than a class outlives its server.
const LONG: Millis = 24 * 3_600_000;
/// The time of a restart.
const SHORT: Millis = 10_000;

/// A data folder as the version left it, so long ago.
async fn thawed(version: &Path, classes: &[FrozenClass], ago: Millis) -> TempDir {
    let data = tempfile::tempdir().unwrap();
    let options = SqliteConnectOptions::new().filename(data.path().join("meridian.db")).create_if_missing(true);
    let database = SqlitePool::connect_with(options).await.unwrap();
    let sql = fs::read_to_string(version.join(names::DATABASE)).unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&database).await.unwrap();
    for class in classes {
        let session = session(class);
        let mut writing = database.begin().await.unwrap();
        for row in &class.journal {
            sqlx::query("INSERT INTO journal (session, seq, at, event) VALUES ($1, $2, $3, $4)")
                .bind(session.to_string())
                .bind(row.seq as i64)
                .bind(row.at as i64)
                .bind(&row.event)
                .execute(&mut *writing)
                .await
                .unwrap();
        }
        let begun = meridian::clock::unix_now() - ago - class.journal.last().unwrap().at;
        sqlx::query("UPDATE sessions SET started_unix = $2 WHERE id = $1")
            .bind(session.to_string())
            .bind(begun as i64)
            .execute(&mut *writing)
            .await
            .unwrap();
        writing.commit().await.unwrap();
        let media = data.path().join("media").join(session.to_string());
        fs::create_dir_all(&media).unwrap();
        for file in fs::read_dir(class.folder.join(names::RECORDING)).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), media.join(file.file_name())).unwrap();
        }
    }
    database.close().await;
    data
}

fn session(class: &FrozenClass) -> SessionId {
    let first: serde_json::Value = serde_json::from_str(&class.journal[0].event).unwrap();
    serde_json::from_value(first["session"].clone()).unwrap()
}

/// A token of today for a seat of then.
async fn seat(server: &TestServer, class: &FrozenClass, participant: ParticipantId) -> Seat {
    let token = server.app().store.new_token_for(session(class), participant, None, meridian::clock::unix_now()).await;
    // The server knows the role.
    Seat { token: token.unwrap().reveal().to_owned(), session: session(class), participant, role: Role::Guest }
}

#[tokio::test(flavor = "multi_thread")]
async fn classes_of_earlier_versions_are_served() {
    for version in versions().unwrap() {
        let classes = classes(&version).unwrap();
        let server = TestServer::start_on(thawed(&version, &classes, LONG).await).await;
        let owner = server.visitor();
        owner.sign_in(frozen::OWNER_EMAIL, frozen::OWNER_PASSWORD).await.expect("the owner of then");
        for class in &classes {
            is_over(&owner, class).await;
            for view in &class.views {
                let Some(viewer) = view.viewer else { continue };
                let seat = seat(&server, class, viewer.participant).await;
                the_journal_is_served(&owner, class, &seat, &view.events).await;
            }
            let first = class.views.iter().find_map(|view| view.viewer.filter(|who| who.role == Role::Instructor));
            let seat = seat(&server, class, first.expect("an instructor").participant).await;
            the_recording_is_served(&owner, class, &seat).await;
        }
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_that_was_under_way_goes_on() {
    for version in versions().unwrap() {
        let classes = classes(&version).unwrap();
        let running = classes.iter().find(|class| !was_over(class)).expect("a class that was under way");
        let server = TestServer::start_on(thawed(&version, &classes, SHORT).await).await;
        let views: Vec<_> = running.views.iter().filter_map(|view| view.viewer).collect();
        let by = |wanted: Role| views.iter().find(|who| who.role == wanted).expect("somebody of that role").participant;
        let ada = seat(&server, running, by(Role::Instructor)).await;
        let guest = seat(&server, running, by(Role::Guest)).await;
        let mut ada = Client::enter(server.web(), &ada).await;
        let mut guest = Client::enter(server.web(), &guest).await;
        assert_eq!(ada.role, Role::Instructor);
        let snapshot = ada.snapshot.as_ref().expect("a snapshot");
        assert_eq!(snapshot.interruptions.len(), 1, "{snapshot:?}");
        guest.must(Command::SendChat { text: "Back again".into(), to: ChatTo::Staff }).await;
        ada.event("a message", |body| matches!(body, EventBody::ChatSent { text, .. } if text == "Back again")).await;
        ada.must(Command::EndSession).await;
        server.stop().await;
    }
}

fn was_over(class: &FrozenClass) -> bool {
    class.journal.iter().any(|row| row.event.contains("\"session_ended\""))
}

/// A class that was under way is over: its server was away for too long.
async fn is_over(owner: &Visitor, class: &FrozenClass) {
    let ends = async {
        loop {
            let sessions: Vec<SessionSummary> = owner.get("/api/sessions").await.expect("sessions");
            let summary = sessions.into_iter().find(|summary| summary.id == session(class)).expect("the class");
            if summary.state == SessionState::Ended {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    within("the class to be over", ends).await;
}

async fn the_journal_is_served(visitor: &Visitor, class: &FrozenClass, seat: &Seat, seen: &[Seq]) {
    let page = visitor.journal(seat, 1).await;
    let last = class.journal.last().unwrap().seq;
    let (then, since): (Vec<Event>, Vec<Event>) = page.events.into_iter().partition(|event| event.seq <= last);
    assert_eq!(then, class.told(seen, &then).unwrap(), "{seat:?}");
    assert_eq!(since.is_empty(), was_over(class), "what was open has been closed since: {since:?}");
    assert!(page.complete);
}

async fn the_recording_is_served(visitor: &Visitor, class: &FrozenClass, seat: &Seat) {
    let folder = class.folder.join(names::RECORDING);
    let frozen = &class.manifest;
    let entries = visitor.manifest(seat).await.entries;
    assert_eq!(&entries[..frozen.len()], frozen);
    assert!(matches!(entries.last(), Some(ManifestEntry::End { .. })));
    for entry in frozen {
        let (ManifestEntry::Init { file, .. } | ManifestEntry::Segment { file, .. }) = entry else { continue };
        let answer = visitor.media(seat.session, &seat.token, file, None).await;
        assert_eq!(answer.status().as_u16(), 200, "{file}");
        assert_eq!(answer.bytes().await.unwrap(), fs::read(folder.join(file)).unwrap(), "{file}");
    }
}
