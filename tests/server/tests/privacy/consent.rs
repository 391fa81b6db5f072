//! What people are told before they are recorded, over HTTP.

use protocol::{
    AuditKind, Consent, CourseRole, ErrorCode,
    audit::AuditPage,
    consent::{ConsentText, ConsentVersion, CurrentConsent, LegalBasis},
    http::{JoinInfo, JoinRequest, Seat, SessionSummary},
    limits,
};
use reqwest::Method;
use serde_json::{Value, json};
use server_tests::{
    school::School,
    visitor::{Refused, Visitor, refused},
};

const NOTHING: &str = "{\"text\":\"\",\"basis\":null,\"responsible\":\"\",\"contact\":\"\"}";

fn text(of: &str) -> Value {
    let mut told: Value = serde_json::from_str(NOTHING).unwrap();
    told["text"] = of.into();
    told
}

async fn change(owner: &Visitor, after: u32, told: Value) -> Result<CurrentConsent, Refused> {
    let request = owner.request(Method::PUT, "/api/consent").json(&json!({ "after": after, "told": told }));
    owner.send(request).await
}

async fn join(visitor: &Visitor, class: &SessionSummary, version: Option<u32>) -> Result<Seat, Refused> {
    let request = JoinRequest { name: "Sam".into(), consent: Consent::default(), consent_version: version };
    visitor.post(&format!("/api/join/{}", class.code), &request).await
}

#[tokio::test]
async fn whoever_joins_has_read_what_is_told_now_and_their_archive_has_it() {
    let school = School::open().await;
    let (student, _) = school.member("Sam", CourseRole::Student).await;
    let class = school.class().await;
    let told = async || {
        let info: JoinInfo = student.get(&format!("/api/join/{}", class.code)).await.unwrap();
        info.told.version
    };
    assert_eq!(told().await, 0);
    join(&student, &class, Some(0)).await.unwrap();

    let said = json!({
        "text": " We keep classes for a term.\r\n\r\nAsk us: https://school.example ",
        "basis": { "kind": "other", "words": "The school act" },
        "responsible": "The headmistress",
        "contact": " data@school.example ",
    });
    let now = change(&school.owner, 0, said).await.unwrap();
    let kept = ConsentText {
        text: "We keep classes for a term.\n\nAsk us: https://school.example".into(),
        basis: Some(LegalBasis::Other { words: "The school act".into() }),
        responsible: "The headmistress".into(),
        contact: "data@school.example".into(),
    };
    assert_eq!((now.version, &now.told), (1, &kept));
    assert_eq!(school.server.visitor().get::<CurrentConsent>("/api/consent").await, Ok(now), "guests read it, too");
    assert_eq!(told().await, 1);
    for version in [0, 2] {
        assert_eq!(join(&student, &class, Some(version)).await, refused(409, ErrorCode::ConsentChanged));
    }
    let archive = async || {
        let answer = student.request(Method::GET, "/api/account/export").send().await.unwrap();
        String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned()
    };
    assert!(!archive().await.contains("The school act"), "they came in before it was told");
    join(&student, &class, Some(1)).await.unwrap();
    assert!(archive().await.contains("The school act"));

    assert_eq!(change(&school.owner, 0, text("Late")).await, refused(409, ErrorCode::ConsentChanged));
    change(&school.owner, 1, text("")).await.unwrap();
    let versions: Vec<ConsentVersion> = school.owner.get("/api/consent/versions").await.unwrap();
    let versions: Vec<_> = versions.into_iter().map(|version| (version.version, version.by, version.told)).collect();
    let by = "Ada Teacher".to_owned();
    assert_eq!(versions, [(2, by.clone(), ConsentText::default()), (1, by, kept)]);
    let log: AuditPage = school.owner.get("/api/audit?topic=content").await.unwrap();
    let noted: Vec<_> = log
        .entries
        .iter()
        .filter(|entry| entry.kind == AuditKind::ConsentChanged)
        .map(|entry| &*entry.detail)
        .collect();
    assert_eq!(noted, ["2", "1"]);
    school.server.stop().await;
}

#[tokio::test]
async fn what_is_told_is_bounded_and_plain() {
    let school = School::open().await;
    let with = |field: &str, value: Value| {
        let mut told = text("Words");
        told[field] = value;
        told
    };
    let long = "x".repeat(limits::CONSENT_TEXT_BYTES + 1);
    for (told, code) in [
        (text(&long), ErrorCode::TextTooLong),
        (text("bell \u{7}"), ErrorCode::TextInvalid),
        (with("responsible", "two\nlines".into()), ErrorCode::TextInvalid),
        (with("responsible", "x".repeat(limits::TITLE_CHARS + 1).into()), ErrorCode::TextTooLong),
        (with("contact", "nowhere".into()), ErrorCode::EmailInvalid),
        (with("basis", json!({ "kind": "other", "words": " " })), ErrorCode::TextInvalid),
        (with("basis", json!({ "kind": "whim" })), ErrorCode::BadFrame),
    ] {
        assert_eq!(change(&school.owner, 0, told.clone()).await.map_err(|refused| refused.code), Err(code), "{told}");
    }
    assert_eq!(change(&school.instructor, 0, text("Mine")).await, refused(403, ErrorCode::Forbidden));
    assert_eq!(school.owner.get::<CurrentConsent>("/api/consent").await.unwrap().version, 0);
    change(&school.owner, 0, text(&long[1..])).await.unwrap();
    school.server.stop().await;
}
