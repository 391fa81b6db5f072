//! What people are told before they are recorded.

use protocol::{
    AuditKind, Role,
    consent::{ConsentText, CurrentConsent, LegalBasis},
};
use store::{Agent, AuditLine, AuditOf, AuditQuery, SeatRequest, Store, StoreError};

use crate::{NOTHING_RECORDED, NOW, PASSWORD, empty};

fn told(text: &str, basis: Option<LegalBasis>) -> ConsentText {
    ConsentText { text: text.into(), basis, responsible: "The school".into(), contact: "data@school.example".into() }
}

async fn lines(store: &Store) -> Vec<(AuditKind, String)> {
    let (rows, _) = store.audit(AuditOf::Server, &AuditQuery::default()).await.unwrap();
    rows.into_iter().map(|row| (row.kind, row.detail)).collect()
}

#[tokio::test]
async fn each_version_follows_the_one_before_it_and_says_who_wrote_it() {
    let (_home, store) = empty().await;
    let ada = store.create_owner("Ada", "ada@example.org", PASSWORD).await.unwrap();
    let nothing = CurrentConsent { version: 0, at_unix: None, told: ConsentText::default() };
    assert_eq!((store.consent().await.unwrap(), store.consent_version().await.unwrap()), (nothing, 0));
    let line = |version: u32| AuditLine::new(AuditKind::ConsentChanged, &ada, &Agent::default()).detail(version);
    let bases = [
        None,
        Some(LegalBasis::Consent),
        Some(LegalBasis::PublicTask),
        Some(LegalBasis::Contract),
        Some(LegalBasis::LegitimateInterest),
        Some(LegalBasis::Other { words: "The law of this land".into() }),
    ];
    for (after, basis) in (0..).zip(bases.clone()) {
        let told = told(&format!("Text {after}"), basis);
        store.change_consent(after, &told, ada.id, &line(after + 1), NOW + u64::from(after)).await.unwrap();
        let now = CurrentConsent { version: after + 1, at_unix: Some(NOW + u64::from(after)), told };
        assert_eq!((store.consent().await.unwrap(), store.consent_version().await.unwrap()), (now, after + 1));
    }
    for stale in [0, 5, 7] {
        let refused = store.change_consent(stale, &told("Stale", None), ada.id, &line(9), NOW).await;
        assert!(matches!(refused, Err(StoreError::ConsentChanged)), "{stale}: {refused:?}");
    }
    let versions = store.consent_versions().await.unwrap();
    assert_eq!(versions.iter().map(|version| version.version).collect::<Vec<_>>(), [6, 5, 4, 3, 2, 1]);
    assert!(versions.iter().all(|version| version.by == "Ada"));
    assert_eq!(versions.into_iter().rev().map(|version| version.told.basis).collect::<Vec<_>>(), bases);
    let noted: Vec<_> = (1..=6).rev().map(|version| (AuditKind::ConsentChanged, version.to_string())).collect();
    assert_eq!(lines(&store).await, noted, "what was refused is not noted");
}

#[tokio::test]
async fn of_two_who_change_the_same_version_one_is_refused() {
    let (_home, store) = empty().await;
    let ada = store.create_owner("Ada", "ada@example.org", PASSWORD).await.unwrap();
    let line = AuditLine::new(AuditKind::ConsentChanged, &ada, &Agent::default());
    let (one, other) = (told("One", None), told("Other", None));
    let (first, second) = tokio::join!(
        store.change_consent(0, &one, ada.id, &line, NOW),
        store.change_consent(0, &other, ada.id, &line, NOW)
    );
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    assert_eq!((store.consent_version().await.unwrap(), lines(&store).await.len()), (1, 1));
}

#[tokio::test]
async fn a_seat_keeps_which_version_was_read() {
    let (_home, store) = empty().await;
    let ada = store.create_owner("Ada", "ada@example.org", PASSWORD).await.unwrap();
    let class = store.create_session(ada.id, "Analysis", true, NOW).await.unwrap();
    let read = async || store.own_seats(ada.id).await.unwrap()[0].about["consent_version"].clone();
    let request = SeatRequest::new("Ada", Role::Instructor, NOTHING_RECORDED).of(ada.id);
    let seat = store.create_seat(class.id, request.having_read(Some(3)), NOW).await.unwrap();
    assert_eq!(read().await, 3);
    store.set_consent(class.id, seat.participant, NOTHING_RECORDED, None).await.unwrap();
    assert_eq!(read().await, 3, "whoever comes back without reading anew has read that");
    store.set_consent(class.id, seat.participant, NOTHING_RECORDED, Some(4)).await.unwrap();
    assert_eq!(read().await, 4);
}
