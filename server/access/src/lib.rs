//! Who may do what outside of class: one table for the server, its people and its courses.
//!
//! What people may do *in* class is the table of `live::permission`, by their role there. This one says, among others,
//! which role that is. It knows no database and no HTTP: a handler looks up the [`Standing`] of whoever asks, and asks
//! [`authorize`]. No handler compares identities by itself.
//!
//! ```
//! use access::{Standing, authorize};
//! use protocol::{CourseAction, CourseRole, ErrorCode, ServerRole};
//!
//! let student = Standing::member(ServerRole::Member, CourseRole::Student);
//! assert_eq!(authorize(student, CourseAction::WatchRecordings), Ok(()));
//! assert_eq!(authorize(student, CourseAction::ChangeRoster), Err(ErrorCode::Forbidden));
//! // A course does not show itself to others, not even that it exists.
//! let other = Standing::person(ServerRole::Instructor);
//! assert_eq!(authorize(other, CourseAction::SeeCourse), Err(ErrorCode::NotFound));
//! assert_eq!(authorize(Standing::STRANGER, CourseAction::SeeCourse), Err(ErrorCode::NotFound));
//! ```

use protocol::{CourseAction, CourseRole, ErrorCode, Role, ServerRole, SessionKind};

/// What somebody is, on the server and in the course in question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What they are on the server; `None` for whoever is not signed in.
    server: Option<ServerRole>,
    /// What they are in the course; `None` for whoever is not an active member of it.
    course: Option<CourseRole>,
}

impl Standing {
    /// Somebody who is not signed in.
    pub const STRANGER: Standing = Standing { server: None, course: None };

    /// Somebody with an account, where no course is in question or who is no active member of it.
    pub const fn person(server: ServerRole) -> Self {
        Standing { server: Some(server), course: None }
    }

    /// An active member of the course.
    pub const fn member(server: ServerRole, course: CourseRole) -> Self {
        Standing { server: Some(server), course: Some(course) }
    }

    /// What they are in the course.
    pub fn course(self) -> Option<CourseRole> {
        self.course
    }
}

/// Whom a row of the table names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// Whoever has this role on the server.
    Server(ServerRole),
    /// Whoever has this role in the course.
    Course(CourseRole),
}

impl Holder {
    /// All of them, in the order of the table's columns.
    pub const ALL: [Holder; 7] = [OWNER, TEACHER, MEMBER, INSTRUCTOR, ASSISTANT, STUDENT, OBSERVER];
}

const OWNER: Holder = Holder::Server(ServerRole::Owner);
const TEACHER: Holder = Holder::Server(ServerRole::Instructor);
const MEMBER: Holder = Holder::Server(ServerRole::Member);
const INSTRUCTOR: Holder = Holder::Course(CourseRole::Instructor);
const ASSISTANT: Holder = Holder::Course(CourseRole::Assistant);
const STUDENT: Holder = Holder::Course(CourseRole::Student);
const OBSERVER: Holder = Holder::Course(CourseRole::Observer);

/// The table: who may do this.
///
/// Owners of the server change every course, because they answer for what is on it. They come into a class, watch it and see what people
/// look like as members alone, so that nobody is watched by somebody whom the class does not know.
pub const fn holders(action: CourseAction) -> &'static [Holder] {
    match action {
        CourseAction::StartClass | CourseAction::MakeCourse => &[OWNER, TEACHER],
        CourseAction::ManagePeople
        | CourseAction::ReadServerLog
        | CourseAction::KeepForEver
        | CourseAction::ExportPeople
        | CourseAction::ErasePeople
        | CourseAction::ChangeConsent => &[OWNER],
        CourseAction::SeeCourse => &[OWNER, INSTRUCTOR, ASSISTANT, STUDENT, OBSERVER],
        CourseAction::SeePhotos => &[INSTRUCTOR, ASSISTANT, STUDENT, OBSERVER],
        CourseAction::SeeRoster => &[OWNER, INSTRUCTOR, ASSISTANT],
        CourseAction::ChangeRoster | CourseAction::ChangeCourse => &[OWNER, INSTRUCTOR],
        CourseAction::DeleteCourse | CourseAction::ReadCourseLog => &[OWNER, INSTRUCTOR],
        CourseAction::PlanSessions
        | CourseAction::Announce
        | CourseAction::ChangePreparation
        | CourseAction::GiveExtensions
        | CourseAction::SeeLedger
        | CourseAction::SeeInsights
        | CourseAction::StartCourseClass
        | CourseAction::RecordLecture
        | CourseAction::TeachClass => &[INSTRUCTOR, ASSISTANT],
        CourseAction::ReadBoard => &[INSTRUCTOR, ASSISTANT, STUDENT, OBSERVER],
        CourseAction::WriteOnBoard | CourseAction::StudyTogether => &[INSTRUCTOR, ASSISTANT, STUDENT],
        CourseAction::ModerateBoard => &[INSTRUCTOR, ASSISTANT],
        CourseAction::AttendClass | CourseAction::Prepare => &[STUDENT, OBSERVER],
        CourseAction::BeCounted => &[STUDENT],
        CourseAction::WatchRecordings => &[INSTRUCTOR, ASSISTANT, STUDENT, OBSERVER],
        CourseAction::DownloadRecordings | CourseAction::WithdrawOthers => &[INSTRUCTOR, ASSISTANT],
        CourseAction::DownloadWhereLet => &[STUDENT],
        CourseAction::DeleteRecordings | CourseAction::OpenRecordings | CourseAction::HideNames => &[INSTRUCTOR],
        CourseAction::SubscribeToCalendar | CourseAction::LeaveCourse => &[INSTRUCTOR, ASSISTANT, STUDENT, OBSERVER],
    }
}

/// Whether they may do this.
pub fn allows(standing: Standing, action: CourseAction) -> bool {
    holders(action).iter().any(|holder| match *holder {
        Holder::Server(role) => standing.server == Some(role),
        Holder::Course(role) => standing.course == Some(role),
    })
}

/// Refuses what they may not do: with [`ErrorCode::NotFound`] where they may not know of the course, else with
/// [`ErrorCode::Forbidden`].
pub fn authorize(standing: Standing, action: CourseAction) -> Result<(), ErrorCode> {
    if allows(standing, action) {
        return Ok(());
    }
    match action {
        CourseAction::StartClass
        | CourseAction::MakeCourse
        | CourseAction::ManagePeople
        | CourseAction::ReadServerLog
        | CourseAction::KeepForEver
        | CourseAction::ExportPeople
        | CourseAction::ErasePeople
        | CourseAction::ChangeConsent => Err(ErrorCode::Forbidden),
        _ if allows(standing, CourseAction::SeeCourse) => Err(ErrorCode::Forbidden),
        _ => Err(ErrorCode::NotFound),
    }
}

/// Refuses whoever may not make a link by which somebody who is `whom` on the server chooses a new password. Owners do so for all but
/// owners: nobody takes over the server from its other owners.
pub fn hand_password_link(standing: Standing, whom: ServerRole) -> Result<(), ErrorCode> {
    authorize(standing, CourseAction::ManagePeople)?;
    if whom == ServerRole::Owner { Err(ErrorCode::Forbidden) } else { Ok(()) }
}

/// All that they may do.
pub fn rights(standing: Standing) -> Vec<CourseAction> {
    CourseAction::ALL.into_iter().filter(|&action| allows(standing, action)).collect()
}

/// The role in which a member comes into a class of the course; `None` for whoever is no member.
pub fn role_in_class(standing: Standing) -> Option<Role> {
    Some(match standing.course? {
        CourseRole::Instructor => Role::Instructor,
        CourseRole::Assistant => Role::Assistant,
        CourseRole::Student => Role::Student,
        CourseRole::Observer => Role::Observer,
    })
}

/// Whether they know of a session of the course, which may be `hidden` from its students: a lecture that is not handed out.
pub fn knows_of(standing: Standing, hidden: bool) -> bool {
    !hidden || allows(standing, CourseAction::RecordLecture)
}

/// The role in which a member comes into a session of this kind. Whoever records a lecture holds it alone, so they lead it whatever they
/// are in class.
pub fn role_in(standing: Standing, kind: SessionKind, hidden: bool) -> Option<Role> {
    match kind {
        _ if !knows_of(standing, hidden) => None,
        // Nobody comes in but whoever records it: `role_in_clip`.
        SessionKind::Clip => None,
        SessionKind::Lecture if allows(standing, CourseAction::RecordLecture) => Some(Role::Instructor),
        SessionKind::Study => role_in_class(standing).filter(|_| allows(standing, CourseAction::StudyTogether)),
        SessionKind::Lecture | SessionKind::Class => role_in_class(standing),
    }
}

/// How far the video of an announcement or a reply has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClipStage {
    /// It goes on, or nothing has it.
    Kept,
    /// An announcement has it that members see later.
    Planned,
    /// Members see what has it.
    Announced,
}

/// The role in which somebody comes to the video of an announcement or a reply; `None` for whoever may not know of it. Whoever
/// `records` it leads it, alone.
pub fn role_in_clip(standing: Standing, records: bool, stage: ClipStage) -> Option<Role> {
    let announces = allows(standing, CourseAction::Announce);
    match stage {
        _ if announces && records => Some(Role::Instructor),
        ClipStage::Kept => None,
        ClipStage::Planned => role_in_class(standing).filter(|_| announces),
        ClipStage::Announced => role_in_class(standing).filter(|_| allows(standing, CourseAction::WatchRecordings)),
    }
}

/// Refuses whoever may not take the recording of a session of a course along: its staff may and, where the course `lets` them, its
/// students, unless it is `hidden` from them.
pub fn take_along(standing: Standing, lets: bool, hidden: bool) -> Result<(), ErrorCode> {
    if !knows_of(standing, hidden) {
        return Err(ErrorCode::NotFound);
    }
    match lets && allows(standing, CourseAction::DownloadWhereLet) {
        true => Ok(()),
        false => authorize(standing, CourseAction::DownloadRecordings),
    }
}

/// How somebody stands to the recording of a class that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// Their account makes them staff or a member: of the course, or of a class without one.
    Member,
    /// They were in class, as a guest.
    WasInside,
    /// They have the link alone.
    HasLink,
}

/// Refuses whoever may not watch a recording after class: it is for its members, and where the class has no course for guests who
/// were in it; for whoever has the link only while it is `open`. Fails with `members_only` or `not_inside`.
pub fn watch_after_class(viewer: Viewer, of_course: bool, open: bool) -> Result<(), ErrorCode> {
    match viewer {
        Viewer::Member => Ok(()),
        Viewer::WasInside | Viewer::HasLink if open => Ok(()),
        Viewer::WasInside | Viewer::HasLink if of_course => Err(ErrorCode::MembersOnly),
        Viewer::WasInside => Ok(()),
        Viewer::HasLink => Err(ErrorCode::NotInside),
    }
}

/// Refuses whoever may watch a class after it, and may not take part in it: in that of a course, who has the link alone writes nothing. A
/// class without one has no other members than those to whom its link was given. Fails with `forbidden`.
pub fn act_after_class(viewer: Viewer, of_course: bool) -> Result<(), ErrorCode> {
    match viewer {
        Viewer::HasLink if of_course => Err(ErrorCode::Forbidden),
        Viewer::Member | Viewer::WasInside | Viewer::HasLink => Ok(()),
    }
}

/// Whether somebody with this role in a class that is over reads the names of its people in the recording, where `pseudonyms` stand
/// for them: its staff do.
pub fn reads_names(role: Role, pseudonyms: bool) -> bool {
    !pseudonyms || role.is_staff()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every standing that there is.
    fn standings() -> Vec<Standing> {
        let of = |server: ServerRole| {
            let members = CourseRole::ALL.into_iter().map(move |course| Standing::member(server, course));
            std::iter::once(Standing::person(server)).chain(members)
        };
        std::iter::once(Standing::STRANGER).chain(ServerRole::ALL.into_iter().flat_map(of)).collect()
    }

    /// The matrix as it is meant, apart from the table: `o` server owner, `t` server instructor, `m` member of the server, `I`
    /// course instructor, `A` assistant, `S` student, `O` observer.
    #[test]
    fn every_action_is_as_written_for_every_standing() {
        let matrix = [
            (CourseAction::StartClass, "ot"),
            (CourseAction::MakeCourse, "ot"),
            (CourseAction::ManagePeople, "o"),
            (CourseAction::SeeCourse, "oIASO"),
            (CourseAction::SeePhotos, "IASO"),
            (CourseAction::SeeRoster, "oIA"),
            (CourseAction::ChangeRoster, "oI"),
            (CourseAction::ChangeCourse, "oI"),
            (CourseAction::DeleteCourse, "oI"),
            (CourseAction::PlanSessions, "IA"),
            (CourseAction::ChangePreparation, "IA"),
            (CourseAction::Prepare, "SO"),
            (CourseAction::GiveExtensions, "IA"),
            (CourseAction::Announce, "IA"),
            (CourseAction::ReadBoard, "IASO"),
            (CourseAction::WriteOnBoard, "IAS"),
            (CourseAction::ModerateBoard, "IA"),
            (CourseAction::StartCourseClass, "IA"),
            (CourseAction::RecordLecture, "IA"),
            (CourseAction::StudyTogether, "IAS"),
            (CourseAction::TeachClass, "IA"),
            (CourseAction::AttendClass, "SO"),
            (CourseAction::WatchRecordings, "IASO"),
            (CourseAction::BeCounted, "S"),
            (CourseAction::SeeLedger, "IA"),
            (CourseAction::SeeInsights, "IA"),
            (CourseAction::DeleteRecordings, "I"),
            (CourseAction::OpenRecordings, "I"),
            (CourseAction::HideNames, "I"),
            (CourseAction::WithdrawOthers, "IA"),
            (CourseAction::DownloadRecordings, "IA"),
            (CourseAction::DownloadWhereLet, "S"),
            (CourseAction::SubscribeToCalendar, "IASO"),
            (CourseAction::LeaveCourse, "IASO"),
            (CourseAction::ReadCourseLog, "oI"),
            (CourseAction::ReadServerLog, "o"),
            (CourseAction::KeepForEver, "o"),
            (CourseAction::ExportPeople, "o"),
            (CourseAction::ErasePeople, "o"),
            (CourseAction::ChangeConsent, "o"),
        ];
        assert_eq!(matrix.map(|(action, _)| action), CourseAction::ALL);
        for (action, who) in matrix {
            for standing in standings() {
                let server = standing.server.map(|role| match role {
                    ServerRole::Owner => 'o',
                    ServerRole::Instructor => 't',
                    ServerRole::Member => 'm',
                });
                let course = standing.course.map(|role| match role {
                    CourseRole::Instructor => 'I',
                    CourseRole::Assistant => 'A',
                    CourseRole::Student => 'S',
                    CourseRole::Observer => 'O',
                });
                let expected = server.into_iter().chain(course).any(|letter| who.contains(letter));
                assert_eq!(allows(standing, action), expected, "{action:?} {standing:?}");
                assert_eq!(authorize(standing, action).is_ok(), expected, "{action:?} {standing:?}");
            }
        }
    }

    #[test]
    fn owners_hand_links_to_all_but_owners() {
        for standing in standings() {
            for whom in ServerRole::ALL {
                let expected = standing.server == Some(ServerRole::Owner) && whom != ServerRole::Owner;
                assert_eq!(hand_password_link(standing, whom).is_ok(), expected, "{standing:?} {whom:?}");
            }
        }
    }

    #[test]
    fn recordings_are_taken_along_by_staff_and_by_students_where_their_course_lets_them() {
        for standing in standings() {
            let staff = matches!(standing.course, Some(CourseRole::Instructor | CourseRole::Assistant));
            let student = standing.course == Some(CourseRole::Student);
            for hidden in [false, true] {
                assert_eq!(take_along(standing, false, hidden).is_ok(), staff, "{standing:?} {hidden}");
                assert_eq!(take_along(standing, true, hidden).is_ok(), staff || (student && !hidden), "{standing:?}");
            }
        }
    }

    #[test]
    fn recordings_are_for_members_and_for_guests_who_were_there_unless_they_are_open() {
        for of_course in [false, true] {
            for viewer in [Viewer::Member, Viewer::WasInside, Viewer::HasLink] {
                assert_eq!(watch_after_class(viewer, of_course, true), Ok(()), "open: {viewer:?}");
            }
            assert_eq!(watch_after_class(Viewer::Member, of_course, false), Ok(()));
        }
        let shut = |viewer, of_course| watch_after_class(viewer, of_course, false);
        assert_eq!(shut(Viewer::WasInside, false), Ok(()));
        assert_eq!(shut(Viewer::HasLink, false), Err(ErrorCode::NotInside));
        assert_eq!(shut(Viewer::WasInside, true), Err(ErrorCode::MembersOnly));
        assert_eq!(shut(Viewer::HasLink, true), Err(ErrorCode::MembersOnly));
    }

    #[test]
    fn who_has_the_link_alone_watches_a_class_of_a_course_and_writes_nothing() {
        for viewer in [Viewer::Member, Viewer::WasInside] {
            assert_eq!(act_after_class(viewer, true), Ok(()));
        }
        assert_eq!(act_after_class(Viewer::HasLink, true), Err(ErrorCode::Forbidden));
        assert_eq!(act_after_class(Viewer::HasLink, false), Ok(()));
    }

    #[test]
    fn staff_alone_read_names_where_pseudonyms_stand_for_them() {
        for role in Role::ALL {
            assert!(reads_names(role, false));
            assert_eq!(reads_names(role, true), matches!(role, Role::Instructor | Role::Assistant), "{role:?}");
        }
    }

    #[test]
    fn a_stranger_may_nothing_and_learns_of_no_course() {
        assert_eq!(rights(Standing::STRANGER), []);
        for outsider in
            [Standing::STRANGER, Standing::person(ServerRole::Instructor), Standing::person(ServerRole::Member)]
        {
            for action in CourseAction::ALL.into_iter().filter(|action| !allows(outsider, *action)) {
                let of_server = matches!(
                    action,
                    CourseAction::StartClass
                        | CourseAction::MakeCourse
                        | CourseAction::ManagePeople
                        | CourseAction::ReadServerLog
                        | CourseAction::KeepForEver
                        | CourseAction::ExportPeople
                        | CourseAction::ErasePeople
                        | CourseAction::ChangeConsent
                );
                let expected = if of_server { ErrorCode::Forbidden } else { ErrorCode::NotFound };
                assert_eq!(authorize(outsider, action), Err(expected), "{action:?}");
            }
        }
    }

    #[test]
    fn staff_lead_a_lecture_and_others_know_of_it_once_it_is_handed_out() {
        for standing in standings() {
            let staff = allows(standing, CourseAction::TeachClass);
            assert_eq!(knows_of(standing, true), staff, "{standing:?}");
            assert_eq!(
                role_in(standing, SessionKind::Lecture, true),
                staff.then_some(Role::Instructor),
                "{standing:?}"
            );
            let later = if staff { Some(Role::Instructor) } else { role_in_class(standing) };
            assert_eq!(role_in(standing, SessionKind::Lecture, false), later, "{standing:?}");
            assert_eq!(role_in(standing, SessionKind::Class, false), role_in_class(standing), "{standing:?}");
            // Nobody looks on where students study.
            let studies = role_in_class(standing).filter(|role| *role != Role::Observer);
            assert_eq!(role_in(standing, SessionKind::Study, false), studies, "{standing:?}");
        }
    }

    #[test]
    fn a_video_is_whose_who_records_it_then_the_staffs_and_from_its_instant_on_the_members() {
        for standing in standings() {
            let announces = allows(standing, CourseAction::Announce);
            let own = announces.then_some(Role::Instructor);
            assert_eq!(role_in_clip(standing, false, ClipStage::Kept), None, "{standing:?}");
            assert_eq!(role_in_clip(standing, true, ClipStage::Kept), own, "{standing:?}");
            let planned = role_in_class(standing).filter(|role| role.is_staff());
            assert_eq!(role_in_clip(standing, false, ClipStage::Planned), planned, "{standing:?}");
            assert_eq!(role_in_clip(standing, false, ClipStage::Announced), role_in_class(standing), "{standing:?}");
            // Whoever recorded it and announces no more is a member like others.
            let former = if announces { own } else { role_in_class(standing) };
            assert_eq!(role_in_clip(standing, true, ClipStage::Announced), former, "{standing:?}");
            for hidden in [false, true] {
                assert_eq!(role_in(standing, SessionKind::Clip, hidden), None, "{standing:?}");
            }
        }
    }

    #[test]
    fn who_comes_into_class_has_the_role_that_the_table_says() {
        for standing in standings() {
            let staff = role_in_class(standing).is_some_and(|role| matches!(role, Role::Instructor | Role::Assistant));
            assert_eq!(staff, allows(standing, CourseAction::TeachClass), "{standing:?}");
            let attends = matches!(role_in_class(standing), Some(Role::Student | Role::Observer));
            assert_eq!(attends, allows(standing, CourseAction::AttendClass), "{standing:?}");
        }
    }
}
