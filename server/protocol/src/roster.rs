//! The roster of a course.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    courses::{CourseRole, MemberState},
    ids::MemberId,
    photos::PhotoId,
};

/// A line of the roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Member {
    /// Its number.
    pub id: MemberId,
    /// Name.
    pub name: String,
    /// E-mail address, for those who may see it.
    pub email: Option<String>,
    /// Whether the address is known to be theirs, for those who may see it; absent for whoever has no account.
    pub email_confirmed: Option<bool>,
    /// What they are in the course.
    pub role: CourseRole,
    /// Where they stand.
    pub state: MemberState,
    /// Their group, for breakout rooms.
    pub group: Option<String>,
    /// Their pronouns; empty when they say none.
    pub pronouns: String,
    /// The photo of an active member, for members.
    pub photo: Option<PhotoId>,
    /// Whether it is you.
    pub you: bool,
}

/// `GET /api/courses/{id}/roster?search=TEXT&state=STATE&role=ROLE&skip=LINES`: a page of at most [`crate::limits::ROSTER_PAGE`] lines, by name.
/// `search` is a part of the name or the e-mail address. With `role`, those alone who are that. Without `state`: who is active, invited or asks. Who may not see the
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
    /// What they are called in the course; an empty text for the name of their account, from then on.
    #[serde(default)]
    #[ts(optional)]
    pub name: Option<String>,
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
    /// tabs. Of members who are on the roster, a column that is absent changes nothing, nor does a role that is empty.
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
    /// Those of them whose role changes.
    pub roles: u32,
    /// Members who are on the roster as they are in the file.
    pub unchanged: u32,
    /// People in the file who left the course or were removed from it: they stay so.
    pub away: u32,
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
    /// The line has more values than the heading, or a value in more than one line.
    Form,
    /// A quotation mark that opens in the line is not closed: it takes in all lines that follow.
    Quote,
    /// The roster is full.
    Full,
}
