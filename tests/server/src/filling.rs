//! A store as a school fills it within years: courses with sessions, people and the seats that they had.
//!
//! Courses, rosters and plans come by the store itself. What would take a person an hour of clicks, or a hash of a password for
//! each of thousands, is written by a few statements: accounts, who has accepted, which sessions are over, and what was written about them.

use std::path::Path;

use calendar::local_time;
use protocol::{AuditKind, CourseId, Millis, SeriesId, SessionId, http::SessionState, limits::ANNOUNCEMENTS_OF_DAY};
use sqlx::{AnyConnection, AssertSqlSafe, Connection};
use store::{Agent, AuditLine, ImportedLine, NewPlan, Person, PersonId, Place, PlannedTime, Said, SeriesRow, Store};
use uuid::Uuid;

use crate::{
    school::details,
    server::{OWNER_EMAIL, OWNER_PASSWORD},
};

/// A course of so many that an instructor teaches.
const COURSES_OF_INSTRUCTOR: usize = 4;
/// A student is in so many courses.
const COURSES_OF_STUDENT: usize = 5;
/// Sessions of somebody's own, without a course, of those who have any.
const OWN_SESSIONS: usize = 20;
/// Rows of a statement.
const ROWS: usize = 500;
/// Of so many students one begins a thread about a class, and the others reply to it.
const IN_THREAD: usize = 4;
/// Of so many threads one is a question that waits for an answer.
const THREADS_A_QUESTION: usize = 10;
const WEEK: Millis = 7 * 24 * 3_600_000;
const HOUR: Millis = 3_600_000;

/// How much there is.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Courses.
    pub courses: usize,
    /// Sessions of each, half of them over.
    pub sessions: usize,
    /// Students of each.
    pub students: usize,
    /// Students of one more course.
    pub lecture: usize,
}

/// Somebody whose pages are of interest.
#[derive(Debug, Clone)]
pub struct SomeBody {
    /// The token of a sign-in.
    pub token: String,
    /// A course that they see.
    pub course: CourseId,
}

/// What was made.
#[derive(Debug, Clone)]
pub struct Filled {
    /// A student of several courses.
    pub student: SomeBody,
    /// An instructor of several courses.
    pub instructor: SomeBody,
    /// The owner of the server, who is a member of none.
    pub owner: SomeBody,
    /// The course with the largest roster.
    pub lecture: CourseId,
    /// A class of it that is over.
    pub lecture_class: SessionId,
}

/// Fills the store of a data folder, or that of a database of PostgreSQL, which is empty before.
pub async fn fill(data: &Path, database: Option<&str>, size: Size, now_unix: Millis) -> Filled {
    let store = Store::open_with(data, database).await.expect("a store");
    let mut filling = Filling { raw: raw(data, database).await, store, size, now_unix };
    let filled = filling.all().await;
    // What the database server does by itself after a while.
    if database.is_some() {
        filling.run("ANALYZE").await;
    }
    filling.raw.close().await.expect("to close");
    filling.store.close().await.expect("to close");
    filled
}

async fn raw(data: &Path, database: Option<&str>) -> AnyConnection {
    let file = || format!("sqlite://{}", data.join("meridian.db").display());
    AnyConnection::connect(&database.map_or_else(file, str::to_owned)).await.expect("a connection")
}

struct Filling {
    store: Store,
    raw: AnyConnection,
    size: Size,
    now_unix: Millis,
}

impl Filling {
    async fn all(&mut self) -> Filled {
        let owner = self.store.create_owner("Ada Teacher", OWNER_EMAIL, OWNER_PASSWORD).await.expect("an owner");
        let size = self.size;
        let teachers = self.people("Teacher", size.courses.div_ceil(COURSES_OF_INSTRUCTOR)).await;
        let pool = (size.courses * size.students / COURSES_OF_STUDENT).max(size.students).max(size.lecture);
        let students = self.people("Student", pool).await;
        let mut courses = Vec::new();
        for number in 0..size.courses {
            // Each course has the next students, so that each of them comes into several.
            let of_course = (0..size.students).map(|place| &students[(number * size.students + place) % pool]);
            let of_course: Vec<&Person> = of_course.collect();
            courses.push(self.course(number, &teachers[number / COURSES_OF_INSTRUCTOR], &of_course).await);
        }
        let lecture: Vec<&Person> = students.iter().take(size.lecture).collect();
        let lecture = self.course(size.courses, &teachers[0], &lecture).await;
        self.let_time_pass().await;
        self.discuss().await;
        for person in [owner.id, teachers[0].id] {
            for number in 0..OWN_SESSIONS {
                let title = format!("Office hour {number}");
                self.store.create_session(person, &title, true, self.now_unix).await.expect("a session");
            }
        }
        Filled {
            student: self.somebody(students[0].id, courses[0]).await,
            instructor: self.somebody(teachers[0].id, courses[0]).await,
            owner: self.somebody(owner.id, courses[0]).await,
            lecture_class: self.class_of(lecture).await,
            lecture,
        }
    }

    async fn somebody(&mut self, person: PersonId, course: CourseId) -> SomeBody {
        let token = self.store.create_sign_in(person, None, &Agent::default(), self.now_unix).await;
        SomeBody { token: token.expect("a sign-in").reveal().to_owned(), course }
    }

    /// A class of a course that is over.
    async fn class_of(&mut self, course: CourseId) -> SessionId {
        let sessions = self.store.sessions_of_course(course).await.expect("sessions");
        sessions.iter().find(|row| row.state == SessionState::Ended).expect("a class that is over").id
    }

    /// Makes people with accounts, which no password opens.
    async fn people(&mut self, what: &str, count: usize) -> Vec<Person> {
        let role = if what == "Teacher" { "instructor" } else { "member" };
        let mut all = Vec::new();
        for first in (0..count).step_by(ROWS) {
            let names: Vec<String> = (first..count.min(first + ROWS)).map(|n| format!("{what} {n:05}")).collect();
            let rows = names.iter().map(|name| {
                let email = email_of(name);
                format!("('{}', '{name}', '{email}', '{email}', '', '{role}', 'Europe/Berlin')", Uuid::new_v4())
            });
            let rows: Vec<String> = rows.collect();
            let rows = rows.join(", ");
            self.run(&format!(
                "INSERT INTO people (id, name, email, email_key, password_hash, role, zone) VALUES {rows}"
            ))
            .await;
        }
        for person in self.store.people(usize::MAX).await.expect("people") {
            all.extend(person.name.starts_with(what).then_some(person));
        }
        all
    }

    /// Makes a course with its roster and its sessions.
    async fn course(&mut self, number: usize, teacher: &Person, students: &[&Person]) -> CourseId {
        let title = format!("Course {number:03}");
        let details = protocol::courses::CourseDetails { title, ..details() };
        let course =
            self.store.create_course(teacher, &details, &Agent::default(), self.now_unix).await.expect("a course");
        let noted = AuditLine::by_server(AuditKind::RosterImported).in_course(course);
        let line = |person: &&Person| ImportedLine {
            name: person.name.clone(),
            email: person.email.clone(),
            role: None,
            group: None,
        };
        let lines: Vec<ImportedLine> = students.iter().map(line).collect();
        self.store.import_roster(course, &lines, Some(&noted), self.now_unix).await.expect("a roster");
        self.sessions(course, teacher.id, number).await;
        for number in 0..self.size.sessions.min(ANNOUNCEMENTS_OF_DAY) {
            let title = format!("Announcement {number}");
            let said = Said { title: &title, text: "See https://school.example/plan", clip: None, at: None };
            self.store.announce(course, teacher.id, said, &noted, self.now_unix).await.expect("an announcement");
        }
        course
    }

    /// Plans a session a week, half of them before now. Courses meet at different hours.
    async fn sessions(&mut self, course: CourseId, by: PersonId, number: usize) {
        let first = self.now_unix - self.size.sessions as Millis / 2 * WEEK + (number as Millis % 150 + 2) * HOUR;
        let places = (0..self.size.sessions as Millis).map(|week| {
            let start_unix = first + week * WEEK;
            let start = local_time("Europe/Berlin", start_unix).expect("a zone").to_string();
            let time = PlannedTime { start: start.clone(), minutes: 60, start_unix, end_unix: start_unix + HOUR };
            Place { original: start, time }
        });
        let places: Vec<Place> = places.collect();
        let series = SeriesRow {
            id: SeriesId(Uuid::new_v4()),
            zone: "Europe/Berlin".into(),
            start: places[0].original.clone(),
            minutes: 60,
            rule: None,
        };
        let plan = NewPlan { by, course, series: &series, title: "Week" };
        let note = AuditLine::by_server(AuditKind::ClassPlanned).in_course(course);
        self.store.plan(plan, &places, &note, self.now_unix).await.expect("a plan");
    }

    /// Everybody has accepted, sessions that were to be over are, with everybody inside, and half of all have seen what was announced.
    async fn let_time_pass(&mut self) {
        self.run(
            "UPDATE roster SET state = 'active',
                               person = (SELECT id FROM people WHERE people.email_key = roster.email_key)
             WHERE state = 'invited'",
        )
        .await;
        self.run(&format!(
            "UPDATE sessions SET state = 'ended', started_unix = start_unix, ended_unix = end_unix,
                                 duration = end_unix - start_unix,
                                 seats = (SELECT COUNT(*) FROM roster WHERE roster.course = sessions.course)
             WHERE end_unix <= {}",
            self.now_unix
        ))
        .await;
        self.run(
            "INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, revoked, came)
             SELECT sessions.id, roster.member, roster.name, roster.role, 1, 1, roster.person, 0, 1
             FROM sessions JOIN roster ON roster.course = sessions.course WHERE sessions.state = 'ended'",
        )
        .await;
        self.run(&format!(
            "INSERT INTO announcements_seen (announcement, person, seen_unix)
             SELECT announcements.id, roster.person, {} FROM announcements
             JOIN roster ON roster.course = announcements.course WHERE roster.member % 2 = 0",
            self.now_unix
        ))
        .await;
    }

    /// Courses ask for a response to a classmate, and every student has written about each class.
    async fn discuss(&mut self) {
        self.run("UPDATE courses SET full_response = 1").await;
        // The last twelve digits of an identity are those of its author.
        let id = |member: &str| {
            let digits = format!("CAST({member} AS TEXT)");
            format!("SUBSTR(seats.session, 1, 24) || SUBSTR('000000000000' || {digits}, LENGTH({digits}) + 1)")
        };
        let opening = format!("seats.participant - seats.participant % {IN_THREAD}");
        let begins = format!("seats.participant % {IN_THREAD} = 0");
        let replies = format!("seats.participant % {IN_THREAD} <> 0 AND seats.participant > {IN_THREAD}");
        let asks = format!("CASE WHEN seats.participant % {} = 0 THEN 1 ELSE 0 END", IN_THREAD * THREADS_A_QUESTION);
        let posts = [
            (&begins, "NULL".to_owned(), "'How do waves bend?'", asks.as_str(), "seats.session"),
            (&replies, id(&opening), "''", "0", "NULL"),
        ];
        for (who, thread, title, question, session) in posts {
            let own = id("seats.participant");
            self.run(&format!(
                "INSERT INTO board_posts (id, course, thread, author, title, body, search_key, created_unix, last_unix, question,
                     session, at_ms)
                 SELECT {own}, sessions.course, {thread}, seats.person, {title}, 'As light does.', 'as light does.',
                     sessions.ended_unix + seats.participant * 1000, sessions.ended_unix + seats.participant * 1000, {question},
                     {session}, 60000
                 FROM seats JOIN sessions ON sessions.id = seats.session
                 WHERE sessions.course IS NOT NULL AND seats.role = 'student' AND {who}"
            ))
            .await;
        }
    }

    async fn run(&mut self, sql: &str) {
        sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut self.raw).await.expect("to fill");
    }
}

fn email_of(name: &str) -> String {
    format!("{}@school.example", name.to_lowercase().replace(' ', "."))
}
