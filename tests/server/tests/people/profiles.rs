//! What people say of themselves, and who sees it.

use protocol::{
    CourseRole, ErrorCode,
    http::{Me, Person},
    people::{Language, Profile},
    roster::RosterPage,
};
use reqwest::Method;
use serde_json::{Value, json};
use server_tests::{
    school::School,
    visitor::{Refused, Visitor, refused},
};

/// Saves what somebody says of themselves; returns what the server says of them then.
async fn save(visitor: &Visitor, profile: Value) -> Result<Profile, Refused> {
    let request = visitor.request(Method::PUT, "/api/account/profile").json(&profile);
    visitor.send::<Me>(request).await.map(|me| me.person.unwrap().profile)
}

#[tokio::test]
async fn the_browsers_zone_and_language_count_until_a_person_chooses() {
    let school = School::open().await;
    let ivy = &school.instructor;
    let me = async || ivy.get::<Me>("/api/me").await.unwrap().person.unwrap();
    assert_eq!(me().await.profile, Profile::default());

    let tell = async |zone: &str, language: &str| {
        let told = ivy.post::<Me>("/api/account/locale", &json!({ "zone": zone, "language": language })).await;
        told.map(|me| me.person.unwrap().profile)
    };
    assert_eq!(tell("Mars/Olympus", "de").await, refused(422, ErrorCode::UnknownZone));
    let first = Profile { pronouns: String::new(), zone: Some("Asia/Tokyo".into()), language: Some(Language::Spanish) };
    assert_eq!(tell("asia/tokyo", "es").await.as_ref(), Ok(&first));
    assert_eq!(tell("Europe/Berlin", "de").await.as_ref(), Ok(&first));

    let wanted = json!({ "pronouns": " she/her ", "zone": "America/New_York", "language": "en" });
    let saved = Profile {
        pronouns: "she/her".into(),
        zone: Some("America/New_York".into()),
        language: Some(Language::English),
    };
    assert_eq!(save(ivy, wanted).await.as_ref(), Ok(&saved));
    let Person { name, profile, .. } = me().await;
    assert_eq!((name.as_str(), profile), ("Ivy", saved));

    for (wrong, code) in [
        (json!({ "pronouns": "x".repeat(41), "zone": null, "language": null }), ErrorCode::TextTooLong),
        (json!({ "pronouns": "", "zone": "Berlin", "language": null }), ErrorCode::UnknownZone),
        (json!({ "pronouns": "", "zone": null, "language": "tlh" }), ErrorCode::BadFrame),
    ] {
        assert_eq!(save(ivy, wrong.clone()).await, refused(422, code), "{wrong}");
    }
    school.server.stop().await;
}

#[tokio::test]
async fn who_is_in_a_course_sees_pronouns_beside_the_name() {
    let school = School::open().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    school.add("Tom", CourseRole::Student).await;
    save(&sam, json!({ "pronouns": "they/them", "zone": null, "language": null })).await.unwrap();
    let everybody = [("Ivy", ""), ("Sam", "they/them"), ("Tom", "")];
    // Who is invited is shown to staff alone.
    for (visitor, expected) in [(&school.instructor, &everybody[..]), (&sam, &everybody[..2])] {
        let roster: RosterPage = visitor.get(&school.path("/roster")).await.unwrap();
        let seen: Vec<_> = roster.members.iter().map(|member| (&*member.name, &*member.pronouns)).collect();
        assert_eq!(seen, expected);
    }
    school.server.stop().await;
}
