//! The log that staff read.

use protocol::{
    AuditKind, Role, ServerRole,
    audit::AuditTopic,
    limits::{AUDIT_KEPT_MS, AUDIT_PAGE},
};
use store::{Agent, AuditLine, AuditOf, AuditQuery, SeatRequest, Store};

use crate::{NOTHING_RECORDED, NOW, with_session};

async fn kinds(store: &Store, of: AuditOf, query: AuditQuery) -> Vec<AuditKind> {
    store.audit(of, &query).await.unwrap().0.into_iter().map(|row| row.kind).collect()
}

#[tokio::test]
async fn lines_of_one_moment_are_each_on_one_page_and_old_ones_end() {
    let (_folder, store, owner, _) = with_session().await;
    let agent = Agent { browser: "Firefox".into(), system: "Linux".into() };
    let line = AuditLine::new(AuditKind::PersonInvited, &owner, &agent).to(None, "Zoë 100%").detail(ServerRole::Member);
    for _ in 0..2 * AUDIT_PAGE + 1 {
        store.note(&line, NOW).await.unwrap();
    }
    let (mut places, mut query) = (Vec::new(), AuditQuery::default());
    loop {
        let (rows, next) = store.audit(AuditOf::Server, &query).await.unwrap();
        assert!(rows.iter().all(|row| row.agent == agent && row.detail == "member" && row.subject == "Zoë 100%"));
        places.extend(rows.into_iter().map(|row| row.place.to_string()));
        let Some(next) = next else { break };
        query.before = Some(next.to_string().parse().unwrap());
    }
    assert_eq!(places.len(), 2 * AUDIT_PAGE + 1);
    places.sort();
    places.dedup();
    assert_eq!(places.len(), 2 * AUDIT_PAGE + 1);

    store.note(&AuditLine::new(AuditKind::PasswordChanged, &owner, &agent), NOW + 1).await.unwrap();
    let search = |text: &str| AuditQuery { search: text.into(), ..AuditQuery::default() };
    assert_eq!(kinds(&store, AuditOf::Server, search("zoe 100%")).await.len(), AUDIT_PAGE);
    assert_eq!(kinds(&store, AuditOf::Server, search("zo%100")).await, [], "a name is no pattern");
    let accounts = AuditQuery { topic: Some(AuditTopic::Accounts), ..AuditQuery::default() };
    assert_eq!(kinds(&store, AuditOf::Server, accounts).await, [AuditKind::PasswordChanged]);
    assert_eq!(
        kinds(&store, AuditOf::Account(owner.id), AuditQuery::default()).await,
        [AuditKind::PasswordChanged],
        "what they did with their own account"
    );
    store.tidy_audit(NOW + AUDIT_KEPT_MS).await.unwrap();
    assert_eq!(kinds(&store, AuditOf::Server, AuditQuery::default()).await.len(), AUDIT_PAGE);
    store.tidy_audit(NOW + AUDIT_KEPT_MS + 1).await.unwrap();
    assert_eq!(kinds(&store, AuditOf::Server, AuditQuery::default()).await, [AuditKind::PasswordChanged]);
}

#[tokio::test]
async fn what_is_noted_once_a_day_is() {
    let (_folder, store, owner, session) = with_session().await;
    let wanted = SeatRequest::new("Gus", Role::Guest, NOTHING_RECORDED);
    let token = store.create_seat(session.id, wanted, NOW).await.unwrap().token;
    let seat = store.seat_of_token(token.reveal(), NOW).await.unwrap().unwrap();
    let day = 24 * 3_600_000;
    for at in [NOW, NOW + 1, NOW + day] {
        store.note_presence(&seat, AuditKind::Joined, &Agent::default(), at).await.unwrap();
        let line = AuditLine::new(AuditKind::CalendarLinkMade, &owner, &Agent::default()).once_a_day();
        store.note(&line, at).await.unwrap();
    }
    store.note_presence(&seat, AuditKind::Watched, &Agent::default(), NOW).await.unwrap();
    let (rows, _) = store.audit(AuditOf::Server, &AuditQuery::default()).await.unwrap();
    let count = |kind| rows.iter().filter(|row| row.kind == kind).count();
    assert_eq!([AuditKind::Joined, AuditKind::Watched, AuditKind::CalendarLinkMade].map(count), [2, 1, 2], "{rows:?}");
    let joined = rows.iter().find(|row| row.kind == AuditKind::Joined).unwrap();
    assert_eq!((joined.who.as_str(), joined.person, joined.about.as_str()), ("Gus", None, "Analysis"));
}
