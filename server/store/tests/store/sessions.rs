//! Sessions.

use protocol::{
    Audience, AuditKind, Event, EventBody, ParticipantId, Settings, http::SessionState, limits::OPEN_RECORDING_MS,
};
use store::{Agent, AuditLine, AuditOf, AuditQuery, StoreError};

use crate::{NOW, courses::with_course, noted, unknown_session, with_session};

#[tokio::test]
async fn a_session_is_found_by_id_and_by_code() {
    let (_folder, store, owner, session) = with_session().await;
    assert_eq!((session.owner, session.owner_name.as_str()), (owner.id, "Ada"));
    assert_eq!((session.title.as_str(), session.guests_allowed), ("Analysis", true));
    assert_eq!((session.state, session.created_unix, session.duration), (SessionState::Scheduled, NOW, 0));
    assert_eq!((session.started_unix, session.ended_unix), (None, None));
    assert_eq!(store.session(session.id).await.unwrap(), Some(session.clone()));
    assert_eq!(store.session_by_code(&session.code.to_uppercase()).await.unwrap(), Some(session));
    assert_eq!(store.session(unknown_session()).await.unwrap(), None);
    assert_eq!(store.session_by_code("' OR 1 = 1 --").await.unwrap(), None);
}

#[tokio::test]
async fn a_title_is_kept_as_it_is() {
    let (_folder, store, owner, _) = with_session().await;
    let title = "<script>'; DROP TABLE sessions; --</script> 👩🏽‍🏫 مرحبا";
    let session = store.create_session(owner.id, title, false, NOW).await.unwrap();
    let found = store.session(session.id).await.unwrap().unwrap();
    assert_eq!((found.title.as_str(), found.guests_allowed), (title, false));
}

#[tokio::test]
async fn a_session_goes_live_and_ends_once() {
    let (_folder, store, _, session) = with_session().await;
    assert_eq!(store.live_sessions().await.unwrap(), []);
    assert!(store.set_live(session.id, NOW + 5).await.unwrap());
    assert!(!store.set_live(session.id, NOW + 9).await.unwrap());
    let live = store.live_sessions().await.unwrap();
    assert_eq!(live.len(), 1);
    assert_eq!((live[0].state, live[0].started_unix), (SessionState::Live, Some(NOW + 5)));
    assert!(store.set_ended(session.id, 60_000, NOW + 60_005).await.unwrap());
    assert!(!store.set_ended(session.id, 1, NOW).await.unwrap());
    assert!(!store.set_live(session.id, NOW).await.unwrap());
    assert_eq!(store.live_sessions().await.unwrap(), []);
    let ended = store.session(session.id).await.unwrap().unwrap();
    assert_eq!((ended.state, ended.duration), (SessionState::Ended, 60_000));
    assert_eq!((ended.started_unix, ended.ended_unix), (Some(NOW + 5), Some(NOW + 60_005)));
}

#[tokio::test]
async fn a_recording_is_open_as_staff_said_in_class_or_as_somebody_said_later() {
    let (_home, store, _, session) = with_session().await;
    let open_until = async || store.session(session.id).await.unwrap().unwrap().open_until_unix;
    let lease = store.lease(session.id).await.unwrap();
    let mut seq = 0;
    let mut says = async |open_recording| {
        seq += 1;
        let settings = Settings { open_recording, ..Settings::default() };
        let body = EventBody::SettingsChanged { settings, by: ParticipantId(1) };
        let event = Event { seq, at: 0, audience: Audience::Everyone, later: None, body };
        store.journal().append(&lease, [event]).await.unwrap();
    };
    says(false).await;
    says(true).await;
    assert_eq!(open_until().await, None, "class is not over");
    store.set_live(session.id, NOW).await.unwrap();
    store.set_ended(session.id, 0, NOW).await.unwrap();
    assert_eq!(open_until().await, Some(NOW + OPEN_RECORDING_MS));
    store.open_recording(session.id, Some(NOW + 7), &noted(), NOW).await.unwrap();
    assert_eq!(open_until().await, Some(NOW + 7));
    store.open_recording(session.id, None, &noted(), NOW).await.unwrap();
    assert_eq!(open_until().await, Some(0), "what was said in class counts no more");
    assert!(matches!(store.open_recording(unknown_session(), None, &noted(), NOW).await, Err(StoreError::NotFound)));
}

#[tokio::test]
async fn pseudonyms_stand_for_names_as_somebody_said_which_is_noted_once() {
    let (_home, store, owner, session) = with_session().await;
    let pseudonyms = async || store.session(session.id).await.unwrap().unwrap().pseudonyms;
    let line = |kind| AuditLine::new(kind, &owner, &Agent::default()).in_session(session.id, None);
    let (hidden, shown) = (line(AuditKind::NamesHidden), line(AuditKind::NamesShown));
    assert!(!pseudonyms().await);
    assert!(store.set_pseudonyms(session.id, true, &hidden, NOW).await.unwrap());
    assert!(!store.set_pseudonyms(session.id, true, &hidden, NOW).await.unwrap());
    assert!(pseudonyms().await);
    assert!(store.set_pseudonyms(session.id, false, &shown, NOW + 1).await.unwrap());
    assert!(!pseudonyms().await);
    let (lines, _) = store.audit(AuditOf::Server, &AuditQuery::default()).await.unwrap();
    let kinds: Vec<_> = lines.into_iter().map(|line| line.kind).collect();
    assert_eq!(kinds, [AuditKind::NamesShown, AuditKind::NamesHidden]);
}

#[tokio::test]
async fn a_session_that_does_not_exist_changes_nothing() {
    let (_folder, store, ..) = with_session().await;
    let id = unknown_session();
    assert!(matches!(store.set_live(id, NOW).await, Err(StoreError::NotFound)));
    assert!(matches!(store.set_ended(id, 0, NOW).await, Err(StoreError::NotFound)));
    let nobody = store::PersonId(id.0);
    assert!(matches!(store.create_session(nobody, "", true, NOW).await, Err(StoreError::NotFound)));
}

#[tokio::test]
async fn sessions_are_listed_newest_first() {
    let (_folder, store, owner, first) = with_session().await;
    let third = store.create_session(owner.id, "Third", true, NOW + 2).await.unwrap();
    let second = store.create_session(owner.id, "Second", true, NOW + 1).await.unwrap();
    let listed: Vec<_> = store.sessions_of(owner.id).await.unwrap().into_iter().map(|row| row.id).collect();
    assert_eq!(listed, [third.id, second.id, first.id]);
    assert_eq!(store.sessions_of(store::PersonId(first.id.0)).await.unwrap(), []);
}

#[tokio::test]
async fn no_table_is_made_of_a_class_that_is_gone() {
    let (_home, store, owner, course) = with_course().await;
    let of = |class| store.study_room(owner.id, "Together", (course, Some(class)), true, NOW);
    assert!(matches!(of(unknown_session()).await, Err(StoreError::NotFound)));
    let class = store.create_class(owner.id, "Week 1", course, NOW).await.unwrap();
    assert_eq!(of(class.id).await.unwrap().watches, Some(class.id));
}
