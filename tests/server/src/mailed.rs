//! A course on a server that sends mail, and what its people get.

use protocol::{
    CourseRole, Millis,
    people::{Accepted, InvitationLink},
};
use serde_json::json;
use store::{NewMail, Way};

use crate::{
    mailbox::{Letter, Mailbox},
    school::{PASSWORD, School},
    server::TestServer,
    visitor::Visitor,
    within,
};

const HOUR: Millis = 3_600_000;

/// A course on a server that sends mail. Addresses of its owner and instructor are not confirmed: they get nothing.
pub async fn school() -> (Mailbox, School) {
    let mut mailbox = Mailbox::start().await;
    let school = School::open_on(TestServer::start_with_mail(&mailbox).await).await;
    for _ in ["owner", "instructor"] {
        let subject = mailbox.next().await.header("Subject");
        assert_eq!(subject.as_deref(), Some("Confirm your address for localhost"));
    }
    (mailbox, school)
}

/// A member whose address is confirmed, because they came by a link that was sent there.
pub async fn member(school: &School, mailbox: &mut Mailbox, name: &str, role: CourseRole) -> Visitor {
    let line = school.add(name, role).await;
    let path = school.path(&format!("/roster/{}/invitation?mail=true", line.id.0));
    school.instructor.post::<InvitationLink>(&path, &()).await.unwrap();
    let visitor = school.server.visitor();
    let account = json!({ "name": name, "password": PASSWORD });
    let accept = json!({ "token": mailbox.next().await.token(), "account": account });
    visitor.post::<Accepted>("/api/invitations/accept", &accept).await.unwrap();
    visitor
}

/// All letters that are due, by their addresses, without what is told on Sundays, whatever day of the week it is.
pub async fn letters(school: &School, mailbox: &mut Mailbox) -> Vec<Letter> {
    let mut letters = letters_of_any_day(school, mailbox).await;
    letters.retain(|letter| letter.header("Subject").is_none_or(|subject| !subject.starts_with("Your week on ")));
    letters
}

/// All letters that are due, by their addresses.
pub async fn letters_of_any_day(school: &School, mailbox: &mut Mailbox) -> Vec<Letter> {
    school.server.look().await;
    let (app, now) = (school.server.app(), school.server.clock().now());
    within("the queue", async {
        while app.store.next_mail_due(Way::Mail).await.unwrap().is_some_and(|due| due <= now) {
            tokio::task::yield_now().await;
        }
    })
    .await;
    // One mail is sent after the other: this one is the last.
    let last = "last@school.example";
    let letter = json!({ "kind": "address_changed", "name": "", "email": "" }).to_string();
    let mail = NewMail { key: now.to_string(), recipient: last.into(), letter, useless_unix: now + HOUR };
    app.store.queue_mails(&[mail], now).await.unwrap();
    app.mail.wake();
    let mut letters = Vec::new();
    loop {
        let letter = mailbox.next().await;
        if letter.to == [last] {
            letters.sort_by_key(|letter: &Letter| letter.to.clone());
            return letters;
        }
        letters.push(letter);
    }
}
