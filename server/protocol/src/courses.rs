//! Courses: a series of classes with a roster, and the people who are invited.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::{http::SessionSummary, ids::Millis};

/// A course, unique in the installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct CourseId(pub Uuid);

impl std::fmt::Display for CourseId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A line of a course's roster: 1, 2, 3… in the order in which they were added. Never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct MemberId(pub u32);

/// What somebody is on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ServerRole {
    /// Runs the server, and may do everything.
    Owner,
    /// Makes courses and classes.
    Instructor,
    /// Takes part in courses of others.
    Member,
}

impl ServerRole {
    /// All of them.
    pub const ALL: [ServerRole; 3] = [ServerRole::Owner, ServerRole::Instructor, ServerRole::Member];
}

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

/// Who may watch the recordings of a course, besides its members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CourseRecordings {
    /// Nobody.
    Roster,
    /// Whoever has the link of the class.
    Link,
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
    /// Who may watch its recordings, besides its members.
    pub recordings: CourseRecordings,
    /// Whether people who are no members may come into its classes by name alone.
    pub guests_allowed: bool,
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
    /// The number of its members, invited ones included.
    pub members: u32,
    /// The class that is live now, if any.
    pub live: Option<SessionSummary>,
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
    /// The number of its members, invited ones included.
    pub members: u32,
    /// How many people ask to come in; 0 for whom that is no matter.
    pub asking: u32,
    /// Its classes, newest first.
    pub sessions: Vec<SessionSummary>,
    /// The link by which people come in, for those who may change the roster.
    pub join: Option<CourseJoin>,
}

/// The link by which people come into a course: `/courses/join/{code}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CourseJoin {
    /// The code; `None` while there is no link.
    pub code: Option<String>,
    /// Whether staff approve of each person.
    pub approval: bool,
}

/// `PUT /api/courses/{id}/join`: switches the link on or off, and says whether staff approve. Returns [`CourseJoin`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CourseJoinRequest {
    /// Whether there is a link.
    pub on: bool,
    /// Whether the code is drawn anew, so that the former link ends.
    pub reset: bool,
    /// Whether staff approve of each person.
    pub approval: bool,
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
    /// See the members' e-mail addresses, and who is invited or asks.
    SeeRoster,
    /// Add, change and remove members, and change the link to join.
    ChangeRoster,
    /// Change what the course is called, its term, who may watch.
    ChangeCourse,
    /// Delete the course.
    DeleteCourse,
    /// Start a class of the course.
    StartCourseClass,
    /// Come into its classes as staff.
    TeachClass,
    /// Come into its classes as a student.
    AttendClass,
    /// Watch its recordings.
    WatchRecordings,
    /// Leave it.
    LeaveCourse,
}

impl CourseAction {
    /// All of them.
    pub const ALL: [CourseAction; 13] = [
        CourseAction::StartClass,
        CourseAction::MakeCourse,
        CourseAction::ManagePeople,
        CourseAction::SeeCourse,
        CourseAction::SeeRoster,
        CourseAction::ChangeRoster,
        CourseAction::ChangeCourse,
        CourseAction::DeleteCourse,
        CourseAction::StartCourseClass,
        CourseAction::TeachClass,
        CourseAction::AttendClass,
        CourseAction::WatchRecordings,
        CourseAction::LeaveCourse,
    ];
}

/// A line of the roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Member {
    /// Its number.
    pub id: MemberId,
    /// Name.
    pub name: String,
    /// E-mail address, for those who may see it.
    pub email: Option<String>,
    /// What they are in the course.
    pub role: CourseRole,
    /// Where they stand.
    pub state: MemberState,
    /// Their group, for breakout rooms.
    pub group: Option<String>,
    /// Whether it is you.
    pub you: bool,
}

/// `GET /api/courses/{id}/roster?search=TEXT&state=STATE&skip=LINES`: a page of at most [`crate::limits::ROSTER_PAGE`] lines, by name.
/// `search` is a part of the name or the e-mail address. Without `state`: who is active, invited or asks. Who may not see the
/// roster gets the active members alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RosterPage {
    /// The lines, by name.
    pub members: Vec<Member>,
    /// How many lines fit the question altogether.
    pub total: u32,
    /// `skip` for the next page, if there is one.
    pub next: Option<u32>,
}

/// `POST /api/courses/{id}/roster`: adds somebody by hand. Returns [`Member`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NewMember {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// What they are in the course.
    pub role: CourseRole,
    /// Their group.
    #[serde(default)]
    #[ts(optional)]
    pub group: Option<String>,
}

/// `PATCH /api/courses/{id}/roster/{member}`: what changes. Returns [`Member`]. `POST /api/courses/{id}/leave` (no body): leaves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct MemberChange {
    /// What they are from now on.
    #[serde(default)]
    #[ts(optional)]
    pub role: Option<CourseRole>,
    /// `active` approves, or restores who was removed or left; `removed` removes.
    #[serde(default)]
    #[ts(optional)]
    pub state: Option<MemberState>,
    /// Their group; an empty text for none.
    #[serde(default)]
    #[ts(optional)]
    pub group: Option<String>,
}

/// `POST /api/courses/{id}/roster/import`: adds and changes members from CSV. Returns [`ImportReport`]. All of it is done, or
/// nothing. What was imported already changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ImportRequest {
    /// The file's text: a heading with `name` and `email`, and if wanted `role` and `group`; separated by commas, semicolons or
    /// tabs.
    pub text: String,
    /// Whether the lines without errors are imported. Without it, nothing changes: a preview.
    pub commit: bool,
}

/// What an import does, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportReport {
    /// Members who are new.
    pub added: u32,
    /// Members whose name, role or group changes.
    pub changed: u32,
    /// Members who are on the roster as they are in the file.
    pub unchanged: u32,
    /// The lines that are left out, with the reason, at most [`crate::limits::IMPORT_ERRORS`].
    pub errors: Vec<ImportError>,
    /// How many lines are left out.
    pub failed: u32,
}

/// A line that cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportError {
    /// Its number in the file, from 1; the heading counts.
    pub line: u32,
    /// What is wrong with it.
    pub problem: ImportProblem,
    /// The value that is wrong, cut off.
    pub value: String,
}

/// Why a line cannot be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ImportProblem {
    /// There is no column for e-mail addresses, or none for names, or the file is empty.
    NoHeading,
    /// The name is empty or cannot be shown.
    Name,
    /// Not an e-mail address.
    Email,
    /// No such role.
    Role,
    /// The name of the group is too long or cannot be shown.
    Group,
    /// The address stands in a line before.
    Twice,
    /// The line has quotes that do not close, or more values than the heading.
    Form,
    /// The roster is full.
    Full,
}

/// An invitation that was made: a link to copy. `POST /api/courses/{id}/roster/{member}/invitation` makes one for a member
/// without an account, and ends their former one; `POST /api/courses/{id}/roster/invitations` (no body) makes one for each of them
/// and returns a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InvitationLink {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// The path with its secret, which is shown this once.
    pub path: String,
    /// When it ends.
    pub expires_unix: Millis,
}

/// `POST /api/invitations/look`: what a link invites to. The body of it, and of `POST /api/invitations/accept` within
/// [`AcceptInvitation`]. Returns [`Invitation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct InvitationToken {
    /// From the fragment of the link.
    pub token: String,
}

/// What a link invites to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Invitation {
    /// The name of the person who is invited.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// The course, by its title; `None` for an invitation to the server.
    pub course: Option<String>,
    /// What they are to be on the server.
    pub server_role: ServerRole,
    /// Whether there is an account with this address: they sign in first.
    pub has_account: bool,
}

/// `POST /api/invitations/accept`: whoever is signed in takes it for their account; whoever is not makes one, with the
/// address that was invited. Sets the cookie, returns [`Accepted`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    /// From the fragment of the link.
    pub token: String,
    /// The account that is made. Absent: the one that is signed in.
    #[serde(default)]
    #[ts(optional)]
    pub account: Option<NewAccount>,
}

/// An account to be made with an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    /// Name.
    pub name: String,
    /// Password.
    pub password: String,
}

/// Where an invitation leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Accepted {
    /// The course, if it was one.
    pub course: Option<CourseId>,
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
    /// Where the signed-in person stands, if they are on the roster.
    pub you: Option<MemberState>,
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

/// Somebody with an account, or who is invited, in the list of the server's people. `GET /api/people` (owners) returns a list
/// of these, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ServerPerson {
    /// Identity: of the account, or of the invitation.
    #[ts(type = "string")]
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// What they are.
    pub role: ServerRole,
    /// Whether they are invited, and have no account so far.
    pub invited: bool,
    /// Whether it is you.
    pub you: bool,
}

/// `POST /api/people`: invites somebody to the server. Returns [`InvitationLink`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct InvitePerson {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// What they are to be.
    pub role: ServerRole,
}

/// `PATCH /api/people/{id}`: changes what somebody is. `DELETE /api/people/{id}` ends an invitation. The last owner stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PersonChange {
    /// What they are from now on.
    pub role: ServerRole,
}
