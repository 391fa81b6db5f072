//! Tells students what is left of classes that are over: a while after class, and before its deadline.

use std::collections::HashMap;

use protocol::{CourseId, Millis, NoticeKind, SessionId, schedule::Holidays};
use store::{NewNotice, NoticeKey, NoticeSubject, OverClass, StoreError, Student};

use super::{
    BATCH, Round,
    due::{self, DAY, WAITS_AFTER, WAITS_WITHIN},
};
use crate::{
    ledger::entry,
    mail::notice::Notice,
    schedule::{Due, days_of},
};

/// A deadline counts from the day of class, and is at some time of its own: within so many days more than its rule has.
const DAYS_OF_ENDS: u64 = 2;

impl Round {
    /// Tells what is left of classes that ended lately.
    pub(super) async fn tell_of_recordings(&self, now: Millis) -> Result<(), StoreError> {
        let (after, until) = (now.saturating_sub(WAITS_WITHIN), now.saturating_sub(WAITS_AFTER));
        for class in self.store.classes_over(after, until).await? {
            let key = key(NoticeKind::RecordingWaits, &class, class.ended_unix);
            let until = due::recording_waits(class.ended_unix).until;
            self.tell_students(&key, &class, (None, None), until, now).await?;
        }
        Ok(())
    }

    /// Tells what is left of classes whose deadline is near, for whoever has that deadline.
    pub(super) async fn tell_of_deadlines(&self, now: Millis) -> Result<(), StoreError> {
        let Some(longest) = self.store.longest_deadline().await? else { return Ok(()) };
        let holidays = self.store.holidays_with_deadlines().await?;
        let off = holidays.values().map(|holidays| days_of(holidays)).max().unwrap_or(0);
        let after = now.saturating_sub((longest + off + DAYS_OF_ENDS) * DAY);
        let given = self.store.extensions_after(after).await?;
        for class in self.store.classes_over(after, now).await? {
            for (extension, due_unix) in deadlines(&class, &holidays, &given) {
                let window = due::deadline_near(class.ended_unix, due_unix);
                if window.is_open(now) {
                    let key = key(NoticeKind::DeadlineNear, &class, due_unix);
                    let whom = (Some(extension), Some(due_unix));
                    self.tell_students(&key, &class, whom, window.until, now).await?;
                }
            }
        }
        Ok(())
    }

    /// Decides for all students of a class's course for whom it is not decided yet, those alone who were given as many days, if that is
    /// said.
    async fn tell_students(
        &self,
        key: &NoticeKey,
        class: &OverClass,
        (extension, due_unix): (Option<u16>, Option<Millis>),
        until: Millis,
        now: Millis,
    ) -> Result<(), StoreError> {
        if self.store.students_of(key, extension, None, 1).await?.is_empty() {
            return Ok(());
        }
        self.ledgers.count(class.session).await?;
        let mut after = None;
        loop {
            let students = self.store.students_of(key, extension, after, BATCH).await?;
            let Some(last) = students.last() else { return Ok(()) };
            after = Some(last.recipient.person);
            let decision = |student: &Student| {
                let person = student.recipient.person;
                let entry = entry(class.rule, class.duration, &student.columns, now);
                if !entry.has_left() {
                    return NewNotice { person, mail: None, ways: student.recipient.ways };
                }
                let notice = Notice::over(key.kind, person.0, class.session, due_unix);
                self.decided(key, &student.recipient, &notice, (until, until), now)
            };
            let notices: Vec<NewNotice> = students.iter().map(decision).collect();
            self.store.note_notices(key, &notices, now).await?;
        }
    }
}

fn key(kind: NoticeKind, class: &OverClass, instant: Millis) -> NoticeKey {
    NoticeKey { kind, course: class.course, subject: NoticeSubject::Session(class.session), instant }
}

/// The deadlines of a class, each for those who were given so many days in addition.
fn deadlines(
    class: &OverClass,
    holidays: &HashMap<CourseId, Vec<Holidays>>,
    given: &HashMap<SessionId, Vec<u16>>,
) -> Vec<(u16, Millis)> {
    let holidays = holidays.get(&class.course).map_or(&[][..], Vec::as_slice);
    let Some(due) = Due::of(class.deadline.as_ref(), &class.zone, holidays) else { return Vec::new() };
    let given = given.get(&class.session).map_or(&[][..], Vec::as_slice);
    let all = std::iter::once(0).chain(given.iter().copied());
    all.filter_map(|extension| Some((extension, due.after(class.over_unix(), extension)?))).collect()
}
