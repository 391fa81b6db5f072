//! A course with people of every kind.

use protocol::{
    CourseId, CourseRole, SessionId, SessionKind,
    courses::{Course, CourseDetails},
    http::{SessionSummary, StartSessionRequest},
    people::{AcceptInvitation, Accepted, InvitationLink, NewAccount},
    roster::Member,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    server::TestServer,
    visitor::{Refused, Visitor},
};

/// The password of every account.
pub const PASSWORD: &str = "correct horse battery";

/// What is said of a course.
pub fn details() -> CourseDetails {
    CourseDetails {
        title: "Analysis".into(),
        description: String::new(),
        colour: 1,
        zone: "Europe/Berlin".into(),
        from: None,
        to: None,
        recordings_until: None,
        guests_allowed: false,
        retention: None,
        ledger: None,
        study: None,
        practice: None,
        downloads: None,
    }
}

/// Makes an account with an invitation.
pub async fn accept(server: &TestServer, link: &InvitationLink) -> Visitor {
    let visitor = server.visitor();
    let token = link.path.as_deref().unwrap().split_once('#').expect("a token").1.to_owned();
    let account = Some(NewAccount { name: link.name.clone(), password: PASSWORD.into() });
    visitor
        .post::<Accepted>("/api/invitations/accept", &AcceptInvitation { token, account })
        .await
        .expect("an account");
    visitor
}

/// Adds somebody to the roster of a course, by hand.
async fn add(instructor: &Visitor, course: CourseId, name: &str, role: CourseRole) -> Member {
    let email = format!("{}@school.example", name.to_lowercase().replace(' ', "."));
    let new = json!({ "name": name, "email": email, "role": role });
    instructor.post(&format!("/api/courses/{course}/roster"), &new).await.unwrap()
}

/// Adds a member with an account to a course; returns their line of the roster, too.
pub async fn enrol(
    server: &TestServer,
    instructor: &Visitor,
    course: CourseId,
    name: &str,
    role: CourseRole,
) -> (Visitor, Member) {
    let member = add(instructor, course, name, role).await;
    let link = format!("/api/courses/{course}/roster/{}/invitation", member.id.0);
    let link: InvitationLink = instructor.post(&link, &()).await.unwrap();
    (accept(server, &link).await, member)
}

/// A course with people of every kind.
pub struct School {
    /// The server.
    pub server: TestServer,
    /// Who owns the server, and is no member of the course.
    pub owner: Visitor,
    /// Ivy, who teaches the course.
    pub instructor: Visitor,
    /// The course.
    pub course: Course,
}

impl School {
    /// A server with a course and its instructor.
    pub async fn open() -> School {
        School::open_on(TestServer::start().await).await
    }

    /// A course and its instructor on a server that has no owner yet.
    pub async fn open_on(server: TestServer) -> School {
        let owner = server.owner().await;
        let invite = json!({ "name": "Ivy", "email": "ivy@school.example", "role": "instructor" });
        let link: InvitationLink = owner.post("/api/people", &invite).await.unwrap();
        let instructor = accept(&server, &link).await;
        let course: Course = instructor.post("/api/courses", &details()).await.unwrap();
        School { server, owner, instructor, course }
    }

    /// A path of the course.
    pub fn path(&self, rest: &str) -> String {
        format!("/api/courses/{}{rest}", self.course.id)
    }

    /// Adds somebody to the roster by hand.
    pub async fn add(&self, name: &str, role: CourseRole) -> Member {
        add(&self.instructor, self.course.id, name, role).await
    }

    /// A member with an account, and their line of the roster.
    pub async fn member(&self, name: &str, role: CourseRole) -> (Visitor, Member) {
        enrol(&self.server, &self.instructor, self.course.id, name, role).await
    }

    /// Changes a line of the roster.
    pub async fn change(&self, member: &Member, change: Value) -> Result<Member, Refused> {
        let path = self.path(&format!("/roster/{}", member.id.0));
        self.instructor.send(self.instructor.request(Method::PATCH, &path).json(&change)).await
    }

    /// Makes a class of the course, which has not begun.
    pub async fn class(&self) -> SessionSummary {
        let request = self.session("Week 1", SessionKind::Class, None);
        self.instructor.post("/api/sessions", &request).await.unwrap()
    }

    /// Somebody opens the study table of a class, or finds it open. It is called as the class, whatever they ask for.
    pub async fn study_table(&self, visitor: &Visitor, class: SessionId) -> Result<SessionSummary, Refused> {
        let request = self.session("Together", SessionKind::Study, Some(class));
        visitor.post("/api/sessions", &request).await
    }

    fn session(&self, title: &str, kind: SessionKind, watches: Option<SessionId>) -> StartSessionRequest {
        let course = Some(self.course.id);
        StartSessionRequest { title: title.into(), guests_allowed: true, course, kind, watches }
    }
}
