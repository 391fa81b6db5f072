//! What is due, decided by itself: from a class, a person, and the time.

use protocol::{CourseRole, Millis, NoticeKind};
use store::{Expected, NoticedClass, ToldSession};

const MINUTE: Millis = 60_000;
pub(super) const HOUR: Millis = 60 * MINUTE;
pub(super) const DAY: Millis = 24 * HOUR;

/// A class is reminded of so long before it begins: time to come home, and no time to forget it again.
pub const REMINDER_LEAD: Millis = HOUR;

/// Newcomers are asked so long before their first class to test camera and microphone: a headset can still be bought.
pub const FIRST_CLASS_LEAD: Millis = DAY;

/// Later than so long before class nobody is asked to test anything: the reminder is near.
const FIRST_CLASS_LATEST: Millis = 2 * HOUR;

/// Whoever is missing is told once class has run for so long: most who are late have come.
pub const BEGAN_AFTER: Millis = 10 * MINUTE;

/// Whoever is missing is told within this time after [`BEGAN_AFTER`], or not at all.
const BEGAN_WITHIN: Millis = 30 * MINUTE;

/// A change is told once nothing was changed for so long: a slip that is mended at once is told to nobody.
pub const SETTLED: Millis = MINUTE;

/// A change is told within this time, or not at all: whoever looks at the course has seen it.
pub const CHANGE_WITHIN: Millis = DAY;

/// An announcement is told within this time, or not at all: whoever looks at the course has seen it.
pub const ANNOUNCED_WITHIN: Millis = DAY;

/// What is left of a class is told so long after its end: its last seconds are recorded by then, and whoever stayed to talk has left.
pub const WAITS_AFTER: Millis = 10 * MINUTE;

/// What is left of a class is told within this time after its end, or not at all: whoever looks at the course has seen it.
pub const WAITS_WITHIN: Millis = DAY;

/// A deadline is near so long before it: there is an evening in between.
const DEADLINE_LEAD: Millis = DAY;

/// Later than so long before a deadline nobody is told: little can be watched any more.
const DEADLINE_LATEST: Millis = HOUR;

/// A deadline is told so long after the end of class at the earliest: what is left was told just then.
const DEADLINE_AFTER_CLASS: Millis = 12 * HOUR;

/// An answer is told within this time, or not at all: whoever looks at the board has seen it.
pub const ANSWERED_WITHIN: Millis = DAY;

/// Answers in a thread that come within this time are told together: some people write many short ones.
pub const ANSWERS_APART: Millis = HOUR;

/// A session that was deleted is told as cancelled where it would have begun within this time. Plans of later ones are often made
/// anew.
const DELETED_AHEAD: Millis = 14 * DAY;

/// A stretch of time, without its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// From then on something may be said.
    pub from: Millis,
    /// From then on it would be late, and is not said.
    pub until: Millis,
}

impl Window {
    /// Whether it is open.
    pub fn is_open(self, now: Millis) -> bool {
        (self.from..self.until).contains(&now)
    }
}

/// When a notice about a class may be sent; `None` where there is nothing to say.
pub fn window(kind: NoticeKind, class: &NoticedClass) -> Option<Window> {
    let start = class.start_unix;
    match kind {
        NoticeKind::ClassReminder => Some(Window { from: start.saturating_sub(REMINDER_LEAD), until: start }),
        NoticeKind::FirstClass => Some(Window {
            from: start.saturating_sub(FIRST_CLASS_LEAD),
            until: start.saturating_sub(FIRST_CLASS_LATEST),
        }),
        NoticeKind::ClassBegan => {
            let from = class.live_since?.max(start) + BEGAN_AFTER;
            Some(Window { from, until: from + BEGAN_WITHIN })
        }
        // They are no matter of the time for which class is planned.
        NoticeKind::ClassChanged
        | NoticeKind::Announcement
        | NoticeKind::RecordingWaits
        | NoticeKind::DeadlineNear
        | NoticeKind::QuestionAnswered
        | NoticeKind::WeeklyDigest => None,
    }
}

/// When it may be said what is left of a class that ended then.
pub fn recording_waits(ended_unix: Millis) -> Window {
    Window { from: ended_unix + WAITS_AFTER, until: ended_unix + WAITS_WITHIN }
}

/// When it may be said that the deadline of a class is near, if there is such a time.
pub fn deadline_near(ended_unix: Millis, due_unix: Millis) -> Window {
    let from = due_unix.saturating_sub(DEADLINE_LEAD).max(ended_unix + DEADLINE_AFTER_CLASS);
    Window { from, until: due_unix.saturating_sub(DEADLINE_LATEST) }
}

/// Whether a person is told. Observers are expected nowhere, but may come. Who teaches together knows who begins: class began without students
/// alone.
pub fn concerns(kind: NoticeKind, person: &Expected) -> bool {
    let student = person.role == CourseRole::Student;
    let expected = person.role != CourseRole::Observer;
    match kind {
        NoticeKind::ClassReminder => expected && !person.came,
        NoticeKind::FirstClass => expected && !person.came && person.newcomer,
        NoticeKind::ClassBegan => student && !person.came,
        NoticeKind::RecordingWaits | NoticeKind::DeadlineNear => student,
        // Observers may be in class, too, and would come for nothing.
        NoticeKind::ClassChanged => true,
        NoticeKind::Announcement | NoticeKind::QuestionAnswered | NoticeKind::WeeklyDigest => expected,
    }
}

/// What is done about a session that is not as members know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It may be changed again in a moment.
    Unsettled,
    /// Nobody needs to hear of it.
    Quiet,
    /// Members are told, before this instant.
    Told {
        /// From then on it would be late.
        until: Millis,
    },
}

/// Decides what is done about a change.
pub fn change(session: &ToldSession, now: Millis) -> Change {
    let ToldSession { start_unix: was, cancelled: was_cancelled, present, .. } = *session;
    let Some(present) = present else {
        let near = !was_cancelled && (now..now + DELETED_AHEAD).contains(&was);
        return if near { Change::Told { until: was.min(now + CHANGE_WITHIN) } } else { Change::Quiet };
    };
    let late = present.changed_unix + CHANGE_WITHIN;
    // The last instant at which somebody could come at a wrong time.
    let matters = match (was_cancelled, present.cancelled) {
        (true, true) => return Change::Quiet,
        (false, true) => was,
        (true, false) => present.start_unix,
        (false, false) => was.max(present.start_unix),
    };
    match now {
        _ if present.has_begun || now >= late || now >= matters => Change::Quiet,
        _ if now < present.changed_unix + SETTLED => Change::Unsettled,
        _ => Change::Told { until: matters.min(late) },
    }
}

#[cfg(test)]
mod tests {
    use protocol::{CourseId, SessionId};
    use store::{PersonId, PresentTime, Recipient, Ways};
    use uuid::Uuid;

    use super::*;

    const START: Millis = 100 * DAY;

    fn class(live_since: Option<Millis>) -> NoticedClass {
        NoticedClass { session: SessionId(Uuid::nil()), course: CourseId(Uuid::nil()), start_unix: START, live_since }
    }

    fn person(role: CourseRole, came: bool, newcomer: bool) -> Expected {
        let (person, zone) = (PersonId(Uuid::nil()), "UTC".into());
        let ways = Ways { mail: true, push: true };
        let recipient = Recipient { person, email: String::new(), ways, zone, quiet: None, strict: false };
        Expected { recipient, role, came, newcomer }
    }

    fn changed(was_cancelled: bool, present: Option<PresentTime>) -> ToldSession {
        ToldSession {
            session: SessionId(Uuid::nil()),
            course: CourseId(Uuid::nil()),
            title: String::new(),
            start_unix: START,
            cancelled: was_cancelled,
            by_the_clock: false,
            present,
        }
    }

    fn present(start_unix: Millis, cancelled: bool, changed_unix: Millis) -> Option<PresentTime> {
        Some(PresentTime { start_unix, cancelled, has_begun: false, changed_unix })
    }

    #[test]
    fn each_kind_has_its_time_and_is_not_late() {
        let open = |kind, live_since, now| window(kind, &class(live_since)).is_some_and(|window| window.is_open(now));
        let reminder = |now| open(NoticeKind::ClassReminder, None, now);
        assert_eq!([START - HOUR - 1, START - HOUR, START - 1, START].map(reminder), [false, true, true, false]);
        let first = |now| open(NoticeKind::FirstClass, None, now);
        let edges = [START - DAY - 1, START - DAY, START - 2 * HOUR - 1, START - 2 * HOUR];
        assert_eq!(edges.map(first), [false, true, true, false]);
        for (live_since, runs_from) in [(START - HOUR, START), (START + HOUR, START + HOUR)] {
            let began = |now| open(NoticeKind::ClassBegan, Some(live_since), now);
            let edges = [9, 10, 39, 40].map(|minutes| began(runs_from + minutes * MINUTE));
            assert_eq!(edges, [false, true, true, false], "{live_since}");
        }
        assert!(!open(NoticeKind::ClassBegan, None, START + 15 * MINUTE), "it does not run");
    }

    #[test]
    fn a_deadline_is_told_a_day_before_and_not_at_once_after_what_was_left_was_told() {
        let open = |due, now| deadline_near(START, START + due).is_open(START + now);
        let week = 7 * DAY;
        let edges = [week - DAY - 1, week - DAY, week - HOUR - 1, week - HOUR];
        assert_eq!(edges.map(|now| open(week, now)), [false, true, true, false]);
        let edges = [11 * HOUR, 12 * HOUR, 28 * HOUR, 29 * HOUR];
        assert_eq!(edges.map(|now| open(30 * HOUR, now)), [false, true, true, false]);
        assert!((0..14).all(|hours| !open(13 * HOUR, hours * HOUR)), "on the day of class it was just said");
    }

    #[test]
    fn who_is_expected_is_told_and_who_is_there_is_not() {
        use CourseRole::{Assistant, Instructor, Observer, Student};
        let told = |kind, came, newcomer| {
            let roles = [Instructor, Assistant, Student, Observer];
            roles.map(|role| concerns(kind, &person(role, came, newcomer)))
        };
        assert_eq!(told(NoticeKind::ClassReminder, false, false), [true, true, true, false]);
        assert_eq!(told(NoticeKind::FirstClass, false, true), [true, true, true, false]);
        assert_eq!(told(NoticeKind::FirstClass, false, false), [false; 4], "they were in class");
        assert_eq!(told(NoticeKind::ClassBegan, false, false), [false, false, true, false]);
        for kind in [NoticeKind::ClassReminder, NoticeKind::FirstClass, NoticeKind::ClassBegan] {
            assert_eq!(told(kind, true, true), [false; 4], "{kind:?}: they are there");
        }
        assert_eq!(told(NoticeKind::ClassChanged, true, false), [true; 4]);
        assert_eq!(told(NoticeKind::Announcement, true, false), [true, true, true, false]);
    }

    #[test]
    fn a_change_is_told_once_it_is_settled_and_as_long_as_it_helps() {
        let now = START - 10 * DAY;
        let other = START + 2 * DAY;
        assert_eq!(change(&changed(false, present(other, false, now - 1)), now), Change::Unsettled);
        let settled = now - SETTLED;
        let day = settled + DAY;
        for (session, expected) in [
            (changed(false, present(other, false, settled)), Change::Told { until: day }),
            (changed(false, present(START, true, settled)), Change::Told { until: day }),
            (changed(true, present(START, false, settled)), Change::Told { until: day }),
            (changed(true, present(other, true, settled)), Change::Quiet),
            (changed(false, present(other, false, now - DAY)), Change::Quiet),
            (changed(false, None), Change::Told { until: now + DAY }),
            (changed(true, None), Change::Quiet),
        ] {
            assert_eq!(change(&session, now), expected, "{session:?}");
        }
        let begun = changed(false, present(other, false, settled).map(|at| PresentTime { has_begun: true, ..at }));
        assert_eq!(change(&begun, now), Change::Quiet);
        assert_eq!(change(&changed(false, None), START - 20 * DAY), Change::Quiet, "its plan may be made anew");
        let soon = START - HOUR;
        let cancelled = changed(false, present(START, true, soon - SETTLED));
        assert_eq!(change(&cancelled, soon), Change::Told { until: START });
        assert_eq!(change(&cancelled, START), Change::Quiet, "whoever came has seen it");
        let moved = changed(false, present(other, false, START - 1));
        assert_eq!(change(&moved, START + SETTLED), Change::Told { until: START - 1 + DAY });
    }
}
