//! What happened that staff may read: who came, watched and changed rights, when, from which kind of device. Never what was said.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{CourseId, Millis};

/// What somebody did. What a `detail` says is written beside the kinds that have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AuditKind {
    /// Came into a class: noted once a day for each seat.
    Joined,
    /// Watched a class, while it ran or later: noted once a day for each seat.
    Watched,
    /// Downloaded the file `detail` from the preparation of a class, or its recording as that file: noted once a day for each person and file.
    Downloaded,
    /// Had the recording of a class made into an MP4 file, or asked for it again.
    Mp4Asked,
    /// Had what the students of a class have of it made into a file: noted once a day for each person.
    ParticipationExported,
    /// As staff, saved what was written in a class as a file: noted once a day for each seat.
    ChatExported,
    /// As staff, saved what people answered in polls of a class as a file: noted once a day for each seat.
    AnswersExported,
    /// As staff, saved what was handed in for the tasks of rooms of a class as a file: noted once a day for each seat.
    WorkExported,
    /// Added somebody to a roster, as `detail`: a role in the course.
    MemberAdded,
    /// Imported a roster, of which `detail` lines were new or changed.
    RosterImported,
    /// Made somebody something else in a course: `detail`, a role in the course.
    CourseRoleChanged,
    /// Made somebody a member who asked to be one, or had left or been removed.
    MemberAdmitted,
    /// Removed somebody from a course.
    MemberRemoved,
    /// Gave somebody another name on the roster of a course: of their own, by that of their account, or as staff.
    MemberRenamed,
    /// Gave somebody `detail` more days for a class.
    ExtensionGiven,
    /// Ended that somebody has more time for a class.
    ExtensionEnded,
    /// Came into a course, by its link or an invitation.
    MemberCame,
    /// Asked to come into a course.
    MemberAsked,
    /// Left a course.
    MemberLeft,
    /// Invited `detail` people of a roster, by links or mails.
    MembersInvited,
    /// Made or changed the link by which people come into a course.
    JoinLinkOn,
    /// Ended the link by which people come into a course.
    JoinLinkOff,
    /// Made a course.
    CourseMade,
    /// Changed what is said of a course, or who may watch there.
    CourseChanged,
    /// Deleted a course.
    CourseDeleted,
    /// Planned `detail` classes of a course.
    ClassPlanned,
    /// Moved `detail` planned classes: one, or one with those of its series that follow.
    ClassMoved,
    /// Gave `detail` planned classes another title.
    ClassRenamed,
    /// Cancelled a planned class.
    ClassCancelled,
    /// Restored a planned class that was cancelled.
    ClassRestored,
    /// Deleted `detail` planned classes in which nobody was.
    PlanDeleted,
    /// Changed until when work is due in a course.
    DeadlinesChanged,
    /// Told the members of a course something, or is going to at a time.
    Announced,
    /// Changed an announcement.
    AnnouncementChanged,
    /// Deleted an announcement.
    AnnouncementDeleted,
    /// Restored an announcement.
    AnnouncementRestored,
    /// Deleted what somebody else had written on the board.
    PostDeleted,
    /// Restored it.
    PostRestored,
    /// Deleted the recording of a class.
    RecordingDeleted,
    /// Restored the recording of a class.
    RecordingRestored,
    /// Erased the recording of a class for good.
    RecordingErased,
    /// Opened the recording of a class to everybody with its link.
    RecordingOpened,
    /// Ended that everybody with its link may watch the recording of a class.
    RecordingShut,
    /// Had pseudonyms stand for names in the recording of a class.
    NamesHidden,
    /// Ended that pseudonyms stand for names in the recording of a class.
    NamesShown,
    /// Took somebody out of the recording of a class: themselves, without a name, or another.
    PersonWithdrawn,
    /// Cut a stretch out of the recording of a class.
    RecordingCut,
    /// Put back a stretch that was cut out of the recording of a class.
    CutUndone,
    /// Hid what was recorded in a room of a class.
    RoomHidden,
    /// Ended that it is hidden.
    RoomShown,
    /// Handed a lecture out to the students of a course.
    LecturePublished,
    /// Deleted a class with all that was kept of it.
    ClassDeleted,
    /// The server deleted a class, because its time was over.
    ClassExpired,
    /// Invited somebody to the server, as `detail`: a role on the server.
    PersonInvited,
    /// Ended an invitation to the server.
    InvitationEnded,
    /// Came to the server by an invitation.
    PersonCame,
    /// Made somebody something else on the server: `detail`, a role there.
    ServerRoleChanged,
    /// Made a link by which somebody chooses a new password; without a name, on the server's command line.
    PasswordLinkMade,
    /// Changed their own password.
    PasswordChanged,
    /// Changed their own e-mail address.
    EmailChanged,
    /// Added a passkey of their own.
    PasskeyAdded,
    /// Removed a passkey of their own.
    PasskeyRemoved,
    /// Made a link by which other programs read their calendar.
    CalendarLinkMade,
    /// Had all that is kept of a person made into an archive: of themselves, or of another.
    DataExported,
    /// Erased an account: their own, without a name, or another's.
    AccountErased,
    /// Had a letter tried again that could not be sent: `detail`, its kind.
    MailRetried,
    /// Gave a letter up that could not be sent: `detail`, its kind.
    MailGivenUp,
    /// Changed what people are told before they are recorded: `detail`, the number of the version.
    ConsentChanged,
}

/// What staff save from a class as a file that their browser makes of what it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Export {
    /// What was written.
    Chat,
    /// What people answered in a poll.
    Answers,
    /// What was handed in for the tasks of breakout rooms.
    Work,
    /// Who was there, and when.
    Attendance,
}

impl Export {
    /// As what it is noted.
    pub fn kind(self) -> AuditKind {
        match self {
            Export::Chat => AuditKind::ChatExported,
            Export::Answers => AuditKind::AnswersExported,
            Export::Work => AuditKind::WorkExported,
            Export::Attendance => AuditKind::ParticipationExported,
        }
    }
}

/// `POST /api/sessions/{id}/exports`, with the token of a seat of its staff: they save this once it is noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportNote {
    /// What they save.
    pub of: Export,
}

/// Kinds that are read together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AuditTopic {
    /// Who came into class, who watched, and who downloaded what.
    Attendance,
    /// Who belongs to courses and to the server, and as what.
    People,
    /// Courses and recordings: made, changed, deleted.
    Content,
    /// What people did with their own accounts.
    Accounts,
}

impl AuditKind {
    /// All of them.
    pub const ALL: [AuditKind; 68] = [
        AuditKind::Joined,
        AuditKind::Watched,
        AuditKind::Downloaded,
        AuditKind::Mp4Asked,
        AuditKind::ParticipationExported,
        AuditKind::ChatExported,
        AuditKind::AnswersExported,
        AuditKind::WorkExported,
        AuditKind::MemberAdded,
        AuditKind::RosterImported,
        AuditKind::CourseRoleChanged,
        AuditKind::MemberAdmitted,
        AuditKind::MemberRemoved,
        AuditKind::MemberRenamed,
        AuditKind::ExtensionGiven,
        AuditKind::ExtensionEnded,
        AuditKind::MemberCame,
        AuditKind::MemberAsked,
        AuditKind::MemberLeft,
        AuditKind::MembersInvited,
        AuditKind::JoinLinkOn,
        AuditKind::JoinLinkOff,
        AuditKind::CourseMade,
        AuditKind::CourseChanged,
        AuditKind::CourseDeleted,
        AuditKind::ClassPlanned,
        AuditKind::ClassMoved,
        AuditKind::ClassRenamed,
        AuditKind::ClassCancelled,
        AuditKind::ClassRestored,
        AuditKind::PlanDeleted,
        AuditKind::DeadlinesChanged,
        AuditKind::Announced,
        AuditKind::AnnouncementChanged,
        AuditKind::AnnouncementDeleted,
        AuditKind::AnnouncementRestored,
        AuditKind::PostDeleted,
        AuditKind::PostRestored,
        AuditKind::RecordingDeleted,
        AuditKind::RecordingRestored,
        AuditKind::RecordingErased,
        AuditKind::RecordingOpened,
        AuditKind::RecordingShut,
        AuditKind::NamesHidden,
        AuditKind::NamesShown,
        AuditKind::PersonWithdrawn,
        AuditKind::RecordingCut,
        AuditKind::CutUndone,
        AuditKind::RoomHidden,
        AuditKind::RoomShown,
        AuditKind::LecturePublished,
        AuditKind::ClassDeleted,
        AuditKind::ClassExpired,
        AuditKind::PersonInvited,
        AuditKind::InvitationEnded,
        AuditKind::PersonCame,
        AuditKind::ServerRoleChanged,
        AuditKind::PasswordLinkMade,
        AuditKind::PasswordChanged,
        AuditKind::EmailChanged,
        AuditKind::PasskeyAdded,
        AuditKind::PasskeyRemoved,
        AuditKind::CalendarLinkMade,
        AuditKind::DataExported,
        AuditKind::AccountErased,
        AuditKind::MailRetried,
        AuditKind::MailGivenUp,
        AuditKind::ConsentChanged,
    ];

    /// With which others it is read.
    pub fn topic(self) -> AuditTopic {
        match self {
            AuditKind::Joined
            | AuditKind::Watched
            | AuditKind::Downloaded
            | AuditKind::Mp4Asked
            | AuditKind::ParticipationExported
            | AuditKind::ChatExported
            | AuditKind::AnswersExported
            | AuditKind::WorkExported => AuditTopic::Attendance,
            AuditKind::MemberAdded
            | AuditKind::RosterImported
            | AuditKind::CourseRoleChanged
            | AuditKind::MemberAdmitted
            | AuditKind::MemberRemoved
            | AuditKind::MemberRenamed
            | AuditKind::ExtensionGiven
            | AuditKind::ExtensionEnded
            | AuditKind::MemberCame
            | AuditKind::MemberAsked
            | AuditKind::MemberLeft
            | AuditKind::MembersInvited
            | AuditKind::JoinLinkOn
            | AuditKind::JoinLinkOff
            | AuditKind::PersonInvited
            | AuditKind::InvitationEnded
            | AuditKind::PersonCame
            | AuditKind::ServerRoleChanged
            | AuditKind::PasswordLinkMade
            | AuditKind::AccountErased
            | AuditKind::MailRetried
            | AuditKind::MailGivenUp => AuditTopic::People,
            AuditKind::CourseMade
            | AuditKind::CourseChanged
            | AuditKind::CourseDeleted
            | AuditKind::ClassPlanned
            | AuditKind::ClassMoved
            | AuditKind::ClassRenamed
            | AuditKind::ClassCancelled
            | AuditKind::ClassRestored
            | AuditKind::PlanDeleted
            | AuditKind::DeadlinesChanged
            | AuditKind::Announced
            | AuditKind::AnnouncementChanged
            | AuditKind::AnnouncementDeleted
            | AuditKind::AnnouncementRestored
            | AuditKind::PostDeleted
            | AuditKind::PostRestored
            | AuditKind::LecturePublished
            | AuditKind::RecordingDeleted
            | AuditKind::RecordingRestored
            | AuditKind::RecordingErased
            | AuditKind::RecordingOpened
            | AuditKind::RecordingShut
            | AuditKind::NamesHidden
            | AuditKind::NamesShown
            | AuditKind::PersonWithdrawn
            | AuditKind::RecordingCut
            | AuditKind::CutUndone
            | AuditKind::RoomHidden
            | AuditKind::RoomShown
            | AuditKind::ClassDeleted
            | AuditKind::ClassExpired
            | AuditKind::ConsentChanged => AuditTopic::Content,
            AuditKind::PasswordChanged
            | AuditKind::EmailChanged
            | AuditKind::PasskeyAdded
            | AuditKind::PasskeyRemoved
            | AuditKind::CalendarLinkMade
            | AuditKind::DataExported => AuditTopic::Accounts,
        }
    }
}

/// Something that was done. Names are those of that day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AuditEntry {
    /// Its place in the log, to ask for what is older; opaque.
    pub id: String,
    /// When it was done.
    pub at_unix: Millis,
    /// What.
    pub kind: AuditKind,
    /// By whom; empty for what the server did by itself.
    pub who: String,
    /// Whether they had no account: a guest in class.
    pub guest: bool,
    /// The browser from which, by its common name; empty when it is not known.
    pub browser: String,
    /// The system on which that runs, likewise.
    pub system: String,
    /// The course, if it concerns one that there still is.
    pub course: Option<AuditCourse>,
    /// The title of the class or of the course.
    pub about: String,
    /// To whom it was done, if to one person.
    pub subject: String,
    /// See [`AuditKind`].
    pub detail: String,
}

/// The course of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AuditCourse {
    /// Its identity.
    pub id: CourseId,
    /// Its title, as it is now.
    pub title: String,
}

/// A page of at most [`crate::limits::AUDIT_PAGE`] entries, the latest first. `GET /api/courses/{id}/audit` has those of a course,
/// `GET /api/audit` (owners) all of the server, `GET /api/account/audit` what the person who is signed in did with their
/// own account. Each takes `?topic=TOPIC&search=NAME&before=ID`; `search` is a part of a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditEntry>,
    /// `before` for the next page, if there is one.
    pub next: Option<String>,
}
