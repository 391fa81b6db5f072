//! What a browser asks for when it opens the pages around class: the requests of the components of `web/src/ui/home` and
//! `web/src/ui/courses`, which a page sends at once and, as long as it is seen, again every ten seconds.

use protocol::{CourseId, limits::ROSTER_PAGE};

use crate::filling::Filled;

/// Whose browser it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// A student of several courses.
    Student,
    /// An instructor of several courses.
    Instructor,
    /// The owner of the server.
    Owner,
}

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    /// What it is called in a table.
    pub name: &'static str,
    /// Whose browser opens it.
    pub who: Who,
    /// The paths that it asks for, each with its name in a table.
    pub asks: Vec<(&'static str, String)>,
}

impl Who {
    /// All of them.
    pub const ALL: [Who; 3] = [Who::Student, Who::Instructor, Who::Owner];

    /// The token of their sign-in.
    pub fn token(self, filled: &Filled) -> &str {
        match self {
            Who::Student => &filled.student.token,
            Who::Instructor => &filled.instructor.token,
            Who::Owner => &filled.owner.token,
        }
    }

    /// A course that they see.
    fn course(self, filled: &Filled) -> CourseId {
        match self {
            Who::Student => filled.student.course,
            Who::Instructor => filled.instructor.course,
            Who::Owner => filled.owner.course,
        }
    }
}

/// The pages of everybody.
pub fn pages(filled: &Filled) -> Vec<Page> {
    let lecture = |rest: &str| format!("/api/courses/{}/roster{rest}", filled.lecture);
    let roster = |name, asks| Page { name, who: Who::Instructor, asks };
    vec![
        home("home, student", Who::Student),
        home("home, instructor", Who::Instructor),
        home("home, owner", Who::Owner),
        course("course, student", Who::Student, filled),
        course("course, instructor", Who::Instructor, filled),
        course("course, owner", Who::Owner, filled),
        insights(filled),
        board("board, student", Who::Student, filled),
        board("board, instructor", Who::Instructor, filled),
        roster("ledger of a large class", vec![("ledger", format!("/api/sessions/{}/ledger", filled.lecture_class))]),
        roster("large roster", vec![("roster", lecture("")), ("course", format!("/api/courses/{}", filled.lecture))]),
        roster("large roster, its end", vec![("roster", lecture(&format!("?skip={}", 19 * ROSTER_PAGE)))]),
        roster("large roster, search", vec![("roster", lecture("?search=student%2001"))]),
    ]
}

/// The home page: `Home.svelte`.
fn home(name: &'static str, who: Who) -> Page {
    let asks = [
        ("me", "/me"),
        ("news", "/home/announcements"),
        ("home", "/home"),
        ("courses", "/courses"),
        ("asked", "/courses/asked"),
        ("attended", "/account/seats"),
        ("practice", "/practice"),
    ];
    let teaches = [("sessions", "/sessions")].into_iter().filter(|_| who != Who::Student);
    let asks = asks.into_iter().chain(teaches).map(|(ask, path)| (ask, format!("/api{path}")));
    Page { name, who, asks: asks.collect() }
}

/// What staff learn of a course: `InsightsPart.svelte`.
fn insights(filled: &Filled) -> Page {
    let path = |rest: &str| format!("/api/courses/{}{rest}", Who::Instructor.course(filled));
    let asks = vec![("course", path("")), ("insights", path("/insights")), ("questions", path("/board?open=true"))];
    Page { name: "insights", who: Who::Instructor, asks }
}

/// What is discussed in a course: `BoardPart.svelte`.
fn board(name: &'static str, who: Who, filled: &Filled) -> Page {
    let path = |rest: &str| format!("/api/courses/{}{rest}", who.course(filled));
    Page {
        name,
        who,
        asks: vec![("course", path("")), ("board", path("/board")), ("found", path("/board?find=light"))],
    }
}

/// The page of a course: `CoursePage.svelte`.
fn course(name: &'static str, who: Who, filled: &Filled) -> Page {
    let path = |rest: &str| format!("/api/courses/{}{rest}", who.course(filled));
    let asks = vec![
        ("me", "/api/me".to_owned()),
        ("course", path("")),
        ("schedule", path("/schedule")),
        ("announcements", path("/announcements")),
    ];
    Page { name, who, asks }
}
