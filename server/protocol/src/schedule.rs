//! The sessions of a course that have a date: planned once or as a series, changed, cancelled; until when work on them is due;
//! what comes next for a person; and the links by which other programs read a calendar.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    courses::CourseRole,
    http::SessionSummary,
    ids::{CourseId, Millis, SeriesId},
    ledger::{CatchUpPart, ClassCounts, LedgerEntry},
    plans::{SessionPlan, SessionTime},
    preparation::PreparationProgress,
};

/// A day of the week, as RFC 5545 writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[expect(missing_docs, reason = "the names say it")]
#[serde(rename_all = "UPPERCASE")]
pub enum Weekday {
    Mo,
    Tu,
    We,
    Th,
    Fr,
    Sa,
    Su,
}

/// The days on which a series has sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "repeat", rename_all = "snake_case", deny_unknown_fields)]
pub enum RulePattern {
    /// Each day.
    Daily,
    /// Days of the week; none means the day on which the series starts.
    Weekly {
        /// In any order.
        weekdays: Vec<Weekday>,
    },
    /// A day of the month. Months without it are left out.
    MonthDay {
        /// From 1 to 31, or from -1 (the last day) to -31.
        day: i8,
    },
    /// A day of a week of the month, such as the second Tuesday. Months without it are left out.
    MonthWeekday {
        /// From 1 to 5, or from -1 (the last) to -5.
        nth: i8,
        /// Which day.
        weekday: Weekday,
    },
}

/// How a series repeats: it ends by `until` or by `count`, one of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SessionRule {
    /// On which days.
    pub pattern: RulePattern,
    /// Every how many days, weeks or months: from 1 on.
    pub interval: u16,
    /// The last day on which a session may be, `YYYY-MM-DD`.
    #[serde(default)]
    #[ts(optional)]
    pub until: Option<String>,
    /// How many sessions there are.
    #[serde(default)]
    #[ts(optional)]
    pub count: Option<u16>,
}

/// `POST /api/courses/{id}/schedule`: plans a session, or with a rule a series. Each session has its link at once. Returns
/// [`CourseSchedule`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PlanSessions {
    /// The title of each, of at most [`crate::limits::TITLE_CHARS`].
    pub title: String,
    /// When the first one is, in the course's zone. In a series the first one is on the first day from here on that fits the
    /// rule.
    pub time: SessionTime,
    /// How it repeats; absent for a single session.
    #[serde(default)]
    #[ts(optional)]
    pub rule: Option<SessionRule>,
}

/// `POST /api/courses/{id}/schedule/preview`, with [`PlanSessions`]: what it would plan. Nothing is kept, and it is refused as the
/// plan itself would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlanPreview {
    /// All of the sessions, in their order.
    pub sessions: Vec<PreviewedSession>,
}

/// When a session would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PreviewedSession {
    /// The time in the course's zone.
    pub time: SessionTime,
    /// The instant at which it starts.
    pub start_unix: Millis,
    /// The instant at which it ends.
    pub end_unix: Millis,
}

/// What a change of a planned session is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChangeScope {
    /// This one alone.
    #[default]
    One,
    /// This one and all of its series that follow, as far as they have not begun.
    Following,
}

/// `PATCH /api/sessions/{id}/plan`: changes a planned session that has not begun, and perhaps all that follow. What is absent
/// stays. Sessions keep their links. Returns [`CourseSchedule`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ChangePlan {
    /// What is changed.
    pub scope: ChangeScope,
    /// The new title.
    #[serde(default)]
    #[ts(optional)]
    pub title: Option<String>,
    /// The new time; those that follow are moved with it.
    #[serde(default)]
    #[ts(optional)]
    pub time: Option<SessionTime>,
    /// How it repeats from here on: of those that follow alone, and with a `time`. Absent: as before, as many times as were
    /// left.
    #[serde(default)]
    #[ts(optional)]
    pub rule: Option<SessionRule>,
}

/// `POST /api/sessions/{id}/plan/cancel`: cancels a planned session that has not begun. Nobody comes in until it is restored:
/// `POST /api/sessions/{id}/plan/restore`, without a body. Both return [`CourseSchedule`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CancelSession {
    /// Why, for the members to read: plain text, which may be empty.
    pub reason: String,
}

/// `DELETE /api/sessions/{id}/plan?scope=one|following`: deletes planned sessions in which nobody was, with their links. Returns
/// [`CourseSchedule`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DeletePlan {
    /// Which ones. Of those that follow, the ones in which somebody was stay.
    #[serde(default)]
    pub scope: ChangeScope,
}

/// `GET /api/courses/{id}/schedule` (members): all sessions of a course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CourseSchedule {
    /// The course's zone, by its name in the IANA database.
    pub zone: String,
    /// Its sessions, past and coming, in the order of their starts; at most [`crate::limits::SESSIONS_OF_COURSE`].
    pub sessions: Vec<CourseSession>,
    /// The series to which they belong; at most as many as sessions.
    pub series: Vec<PlannedSeries>,
    /// Until when work on them is due.
    pub deadlines: Deadlines,
}

/// A session of a course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CourseSession {
    /// The session, with its link.
    pub session: SessionSummary,
    /// When it is planned; `None` for one that was started without a date.
    pub plan: Option<SessionPlan>,
    /// Until when your work on it is due, if the course has a rule: the instant. Also for sessions that come.
    pub due_unix: Option<Millis>,
    /// The days that you were given after the deadline of all; they are in `due_unix`.
    pub extension_days: Option<u16>,
    /// What is to be done before it; `None` where nothing is.
    pub preparation: Option<PreparationProgress>,
    /// What you have of it, for a student of the course, once it is over.
    pub ledger: Option<LedgerEntry>,
    /// What is left of it for you, in parts that fit an evening.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<CatchUpPart>>", optional)]
    pub parts: Vec<CatchUpPart>,
}

/// A series of sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlannedSeries {
    /// Its identity.
    pub id: SeriesId,
    /// The zone of its local times.
    pub zone: String,
    /// From when on its rule counts, and how long a session is.
    pub time: SessionTime,
    /// How it repeats; `None` for a single session.
    pub rule: Option<SessionRule>,
}

/// Until when work on a course's sessions is due. `PUT /api/courses/{id}/deadlines` takes it and returns [`CourseSchedule`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Deadlines {
    /// The rule; `None` for no deadlines.
    pub rule: Option<Deadline>,
    /// Days that are not counted, and on which nothing is due; at most [`crate::limits::HOLIDAYS`].
    pub holidays: Vec<Holidays>,
}

/// Some days after class, at a time in the course's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// How many days after the day of class.
    pub days: u16,
    /// The time of that day, `HH:MM`.
    pub time: String,
}

/// Days without class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Holidays {
    /// The first day, `YYYY-MM-DD`.
    pub first: String,
    /// The last day, which may be the first.
    pub last: String,
}

/// `GET /api/home` (signed in): what comes, and what was lately, in the courses of which somebody is a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Home {
    /// The server's time, to count down from.
    pub now_unix: Millis,
    /// Sessions that are live, and planned ones that are not over, cancelled ones too, in the order of their starts; at most
    /// [`crate::limits::HOME_SESSIONS`].
    pub next: Vec<HomeSession>,
    /// Sessions that have ended, the latest first; at most [`crate::limits::HOME_SESSIONS`].
    pub lately: Vec<HomeSession>,
    /// How many recordings of the person's classes were open to everybody with the link before that had to be said, and are not any
    /// more. `DELETE /api/home/narrowed` (204) says that they have read it.
    pub narrowed: u32,
}

/// A session of one of a person's courses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HomeSession {
    /// The course.
    pub course: CourseId,
    /// The course's title.
    pub course_title: String,
    /// The course's colour.
    pub colour: u8,
    /// The course's zone.
    pub zone: String,
    /// What you are there.
    pub role: CourseRole,
    /// The session.
    pub session: CourseSession,
    /// How many students have how much of it, for staff, of the last [`crate::limits::HOME_COUNTS`] of theirs that are over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub counts: Option<ClassCounts>,
}

/// The link by which other programs read a calendar. `GET` says whether there is one, `POST` makes one, and ends the former,
/// `DELETE` ends it (204). At `/api/account/calendar` it is the calendar of all courses of the person who is signed in, at
/// `/api/courses/{id}/calendar` of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CalendarLink {
    /// Since when there is a link; `None` while there is none.
    pub made_unix: Option<Millis>,
    /// The address, in the answer to `POST` alone: the server keeps a hash of its secret, and cannot show it again.
    pub url: Option<String>,
}
