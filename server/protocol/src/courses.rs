//! Courses: a series of classes with a roster.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    http::SessionSummary,
    ids::{CourseId, Millis},
    ledger::LedgerRule,
};

/// What somebody is in a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CourseRole {
    /// Teaches: changes the course and its roster.
    Instructor,
    /// Helps to teach.
    Assistant,
    /// Learns, and is counted.
    Student,
    /// Sees, and is not counted.
    Observer,
}

impl CourseRole {
    /// All of them.
    pub const ALL: [CourseRole; 4] =
        [CourseRole::Instructor, CourseRole::Assistant, CourseRole::Student, CourseRole::Observer];
}

/// Where somebody stands on the way into a course, and out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MemberState {
    /// Expected, without an account so far: an invitation link makes them a member.
    Invited,
    /// Asked to come in by the course's link; staff decide.
    Asking,
    /// A member.
    Active,
    /// Left by themselves.
    Left,
    /// Removed by staff.
    Removed,
}

impl MemberState {
    /// All of them.
    pub const ALL: [MemberState; 5] =
        [MemberState::Invited, MemberState::Asking, MemberState::Active, MemberState::Left, MemberState::Removed];
}

/// How long the classes of a course are kept after its term, or after its last class when it has none: recordings, and all that was
/// written in them. Then they are deleted; its instructors are told [`crate::limits::RETENTION_NOTICE_MS`] before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "keep", rename_all = "snake_case")]
pub enum Retention {
    /// [`crate::limits::RETENTION_DAYS`].
    #[default]
    Usual,
    /// So many days.
    Days {
        /// From 1 to [`crate::limits::RETENTION_DAYS_MAX`].
        days: u32,
    },
    /// For ever. Owners of the server alone choose that.
    ForEver,
}

/// Until when the classes of a course are kept: each until `days` after the later of `from_unix` and its end, and none is deleted
/// before `not_before_unix`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Keeping {
    /// The end of the term or of the last class, whichever is later; classes that are planned count.
    pub from_unix: Millis,
    /// How many days are added.
    pub days: u32,
    /// The end of the notice that instructors have, or would have from now on.
    pub not_before_unix: Millis,
}

/// Whether students of a course may meet without its staff, in its study room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StudyRoom {
    /// There is none.
    #[default]
    Off,
    /// They may. Nothing of it is recorded, and nothing is kept once it is over.
    Open,
    /// They may, and it is recorded as a class is.
    Recorded,
}

/// What staff say of a course. The body of `POST /api/courses` (server instructors) and `PUT /api/courses/{id}`: both return
/// [`Course`]. `DELETE /api/courses/{id}` deletes a course without classes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CourseDetails {
    /// Title, of at most [`crate::limits::TITLE_CHARS`].
    pub title: String,
    /// Plain text, of at most [`crate::limits::COURSE_TEXT_BYTES`].
    pub description: String,
    /// One of [`crate::limits::COURSE_COLOURS`] colours, from 0.
    pub colour: u8,
    /// The home time zone, by its name in the IANA database: `Europe/Berlin`.
    pub zone: String,
    /// The first day of the term, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// The last day of the term, `YYYY-MM-DD`.
    pub to: Option<String>,
    /// The last day, `YYYY-MM-DD` in its zone, on which whoever has the link of a class may watch the recording. `None`: its members
    /// alone may, as long as the recording of a class is not opened by itself.
    pub recordings_until: Option<String>,
    /// Whether people who are no members may come into its classes by name alone.
    pub guests_allowed: bool,
    /// Whether it has a study room. Absent in a change: as before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub study: Option<StudyRoom>,
    /// Whether quiz questions that its students had wrong or missed come back to them ([`crate::practice`]). Absent in a change: as
    /// before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub practice: Option<bool>,
    /// Whether its students may take recordings of its classes along as files. Absent in a change: as before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub downloads: Option<bool>,
    /// How long its classes are kept. Absent in a change: as long as before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub retention: Option<Retention>,
    /// What counts as full participation in its classes. Absent in a change: the same as before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ledger: Option<LedgerRule>,
}

/// A course in a list. `GET /api/courses` (signed in) returns a list of these: those of which you are a member, and for owners
/// of the server all, by title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CourseSummary {
    /// Its identity.
    pub id: CourseId,
    /// Title.
    pub title: String,
    /// Colour.
    pub colour: u8,
    /// The last day of the term.
    pub to: Option<String>,
    /// What you are in it; `None` for owners of the server who are no members.
    pub role: Option<CourseRole>,
    /// The number of its members; for whoever sees its roster, invited ones included.
    pub members: u32,
    /// The class that is live now, if any.
    pub live: Option<SessionSummary>,
    /// How many questions on its board have no answer: for staff all, for others their own.
    pub questions: u32,
    /// How many people ask to come in; 0 for whom that is no matter.
    pub asking: u32,
}

/// A course that somebody asked to join by its link. `GET /api/courses/asked` (signed in) returns a list of these, by title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AskedCourse {
    /// Title.
    pub title: String,
    /// Colour.
    pub colour: u8,
    /// The code of its link, whose page says how it stands; `None` where the link is off.
    pub code: Option<String>,
    /// See [`CourseInvitation::until_confirmed`].
    pub until_confirmed: bool,
}

/// `GET /api/courses/{id}`: a course for somebody who may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Course {
    /// Its identity.
    pub id: CourseId,
    /// What staff say of it.
    pub details: CourseDetails,
    /// What you are in it; `None` for owners of the server who are no members.
    pub role: Option<CourseRole>,
    /// What you may do in it.
    pub rights: Vec<CourseAction>,
    /// The names of its instructors.
    pub instructors: Vec<String>,
    /// The number of its members; for whoever sees its roster, invited ones included.
    pub members: u32,
    /// How many people ask to come in; 0 for whom that is no matter.
    pub asking: u32,
    /// How many questions on its board have no answer; 0 for whom that is no matter.
    pub questions: u32,
    /// Its classes, newest first, without planned ones that have not begun.
    pub sessions: Vec<SessionSummary>,
    /// The link by which people come in, for those who may change the roster.
    pub join: Option<CourseJoin>,
    /// Until when its classes are kept; `None` for ever, and as long as none is over.
    pub keeping: Option<Keeping>,
}

/// The link by which people come into a course: `/courses/join/{code}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CourseJoin {
    /// The code; `None` while there is no link.
    pub code: Option<String>,
    /// Whether staff approve of each person.
    pub approval: bool,
    /// Whoever comes has a mail address of one of these domains; any address where there are none.
    pub domains: Vec<String>,
}

/// `PUT /api/courses/{id}/join`: switches the link on or off, and says whether staff approve and of which domains addresses are. Returns
/// [`CourseJoin`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CourseJoinRequest {
    /// Whether there is a link.
    pub on: bool,
    /// Whether the code is drawn anew, so that the former link ends.
    pub reset: bool,
    /// Whether staff approve of each person.
    pub approval: bool,
    /// Domains of mail addresses, such as `school.example`: whoever comes has an address of one of them, and asks until it is
    /// confirmed. At most [`crate::limits::JOIN_DOMAINS`]; without any, all addresses will do.
    #[serde(default)]
    pub domains: Vec<String>,
}

/// What people do with courses and with the server's people: the rows of the table in `access`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CourseAction {
    /// Start a class without a course.
    StartClass,
    /// Make a course.
    MakeCourse,
    /// See the people of the server, invite them, change what they are.
    ManagePeople,
    /// See a course: its page, its classes, the names of its members.
    SeeCourse,
    /// See what its members look like.
    SeePhotos,
    /// See the members' e-mail addresses, and who is invited or asks.
    SeeRoster,
    /// Add, change and remove members, and change the link to join.
    ChangeRoster,
    /// Change what the course is called, its term, who may watch.
    ChangeCourse,
    /// Delete the course.
    DeleteCourse,
    /// Plan its sessions, change and cancel them, and say until when work is due.
    PlanSessions,
    /// Say what is to be done before its sessions, and see who has done it.
    ChangePreparation,
    /// Say of oneself what one has done before its sessions.
    Prepare,
    /// Give one person more time for a class than the deadline of all, and see who has it.
    GiveExtensions,
    /// Tell its members something, and see who has seen it.
    Announce,
    /// Read the discussion board.
    ReadBoard,
    /// Write on the board, and change and delete what one wrote oneself.
    WriteOnBoard,
    /// Pin threads of the board, mark questions and answers of others, and delete what others wrote.
    ModerateBoard,
    /// Start a class of the course.
    StartCourseClass,
    /// Record a lecture of the course alone, see those that are not handed out, and hand them out.
    RecordLecture,
    /// Open its study room, and come into it.
    StudyTogether,
    /// Come into its classes as staff.
    TeachClass,
    /// Come into its classes as a student.
    AttendClass,
    /// Watch its recordings.
    WatchRecordings,
    /// Be counted in the ledger of its classes, and see one's own.
    BeCounted,
    /// See the ledger of all.
    SeeLedger,
    /// See what classes tell of all: which questions went wrong and for whom, and who may need help.
    SeeInsights,
    /// Delete, restore and erase its recordings, and delete whole classes.
    DeleteRecordings,
    /// Open the recording of a class to everybody with its link, or end that.
    OpenRecordings,
    /// Say whether names in the recording of a class are to be read by others than its staff.
    HideNames,
    /// Take somebody out of the recording of a class, for whoever asks for it.
    WithdrawOthers,
    /// Take the recording of a class along as a file, which nobody can take back.
    DownloadRecordings,
    /// The same where the course lets its students do so ([`CourseDetails::downloads`]).
    DownloadWhereLet,
    /// Have a link by which other programs read its calendar.
    SubscribeToCalendar,
    /// Leave it.
    LeaveCourse,
    /// Read who came into its classes, watched them, and changed rights.
    ReadCourseLog,
    /// Read what happened on the whole server.
    ReadServerLog,
    /// Say that the classes of a course are kept for ever.
    KeepForEver,
    /// Have all that is kept of another, who asks for it.
    ExportPeople,
    /// Erase the account of another, who asks for it.
    ErasePeople,
    /// Say what people are told before they are recorded.
    ChangeConsent,
}

impl CourseAction {
    /// All of them.
    pub const ALL: [CourseAction; 40] = [
        CourseAction::StartClass,
        CourseAction::MakeCourse,
        CourseAction::ManagePeople,
        CourseAction::SeeCourse,
        CourseAction::SeePhotos,
        CourseAction::SeeRoster,
        CourseAction::ChangeRoster,
        CourseAction::ChangeCourse,
        CourseAction::DeleteCourse,
        CourseAction::PlanSessions,
        CourseAction::ChangePreparation,
        CourseAction::Prepare,
        CourseAction::GiveExtensions,
        CourseAction::Announce,
        CourseAction::ReadBoard,
        CourseAction::WriteOnBoard,
        CourseAction::ModerateBoard,
        CourseAction::StartCourseClass,
        CourseAction::RecordLecture,
        CourseAction::StudyTogether,
        CourseAction::TeachClass,
        CourseAction::AttendClass,
        CourseAction::WatchRecordings,
        CourseAction::BeCounted,
        CourseAction::SeeLedger,
        CourseAction::SeeInsights,
        CourseAction::DeleteRecordings,
        CourseAction::OpenRecordings,
        CourseAction::HideNames,
        CourseAction::WithdrawOthers,
        CourseAction::DownloadRecordings,
        CourseAction::DownloadWhereLet,
        CourseAction::SubscribeToCalendar,
        CourseAction::LeaveCourse,
        CourseAction::ReadCourseLog,
        CourseAction::ReadServerLog,
        CourseAction::KeepForEver,
        CourseAction::ExportPeople,
        CourseAction::ErasePeople,
        CourseAction::ChangeConsent,
    ];
}

/// `GET /api/courses/join/{code}`: what the page of a course's link shows. `you` is where the signed-in person stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CourseInvitation {
    /// Its identity, for members.
    pub course: Option<CourseId>,
    /// Title.
    pub title: String,
    /// The names of its instructors.
    pub instructors: Vec<String>,
    /// Whether staff approve of each person.
    pub approval: bool,
    /// See [`CourseJoinRequest::domains`].
    pub domains: Vec<String>,
    /// Where the signed-in person stands, if they are on the roster.
    pub you: Option<MemberState>,
    /// Whether that person asks only until their address is confirmed, which lets them in without staff.
    pub until_confirmed: bool,
}

/// `POST /api/courses/join/{code}`: asks to come in, or comes in. Without an account one is made. Returns [`CourseInvitation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct JoinCourse {
    /// The account that is made. Absent: the one that is signed in.
    #[serde(default)]
    #[ts(optional)]
    pub account: Option<NewAccountByLink>,
}

/// An account to be made with a course's link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NewAccountByLink {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
}
