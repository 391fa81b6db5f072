//! What staff learn of the classes of a course: puts together what is counted of them.

use std::collections::HashMap;

use ledger::{
    Attended, ClassFacts, ClassInsightFacts, OnBoard, SeatFacts, SeatInsightFacts, Signs, Stretches, confusion,
    reasons, wrong_polls,
};
use protocol::{
    CourseId, MemberId, Millis, SessionId,
    insight::{ClassInsight, ConfusedPart, CourseInsights, InsightStudent, InsightsOfClass, NeedsHelp},
    ledger::{LedgerRule, LedgerState},
    limits,
};
use store::{InsightClassRow, InsightSeatRow, InsightStudentRow, Store, StoreError};

use crate::ledger::{Ledgers, read};

/// What the classes of a course that are over tell of its students. Of those that nobody has counted so far some are left out: at most
/// [`limits::LEDGER_CLASSES_AT_ONCE`] are counted.
pub async fn of_course(
    store: &Store,
    ledgers: &Ledgers,
    course: CourseId,
    rule: LedgerRule,
) -> Result<CourseInsights, StoreError> {
    let read = async || store.insight_classes(course, limits::INSIGHT_CLASSES).await;
    let is_behind = |class: &InsightClassRow| class.counted.0 != class.counted.1;
    let mut classes = read().await?;
    let behind = classes.iter().filter(|class| is_behind(class)).map(|class| class.session).collect();
    if ledgers.count_some(&behind).await? {
        classes = read().await?;
    }
    let (uncounted, classes): (Vec<_>, Vec<_>) = classes.into_iter().partition(is_behind);
    let sessions: Vec<SessionId> = classes.iter().map(|class| class.session).collect();
    let students = store.insight_students(course).await?;
    let seats = store.insight_seats(course, &sessions).await?;
    let uncounted = u32::try_from(uncounted.len()).unwrap_or(u32::MAX);
    let now_unix = ledgers.now();
    let put_together = move || {
        let (classes, help) = insights(rule, &classes, &students, &seats, now_unix);
        CourseInsights { students: students.into_iter().map(public).collect(), classes, help, uncounted }
    };
    // Reading what a large course has takes a while, and others wait for this thread.
    tokio::task::spawn_blocking(put_together).await.map_err(|error| std::io::Error::other(error).into())
}

/// What a class of a course tells that has come to `length`; `None` before it begins.
pub async fn of_class(
    store: &Store,
    ledgers: &Ledgers,
    course: CourseId,
    session: SessionId,
    rule: LedgerRule,
    length: Millis,
) -> Result<Option<InsightsOfClass>, StoreError> {
    ledgers.count(session).await?;
    let Some(row) = store.insight_class(session).await? else { return Ok(None) };
    let row = InsightClassRow { duration: length, ..row };
    let students = store.insight_students(course).await?;
    let seats = store.insight_seats(course, &[session]).await?;
    let seats = seats.iter().map(|row| (row.member, Seat::of(row))).collect();
    let class = Class::of(rule, &row, seats, ledgers.now());
    let parts: Vec<_> = students.iter().map(|student| (student.member, class.attended(student.member))).collect();
    let (told, confusion) = (class.insight(&parts), class.confusion());
    Ok(Some(InsightsOfClass { students: students.into_iter().map(public).collect(), class: told, confusion }))
}

fn public(InsightStudentRow { member, name, .. }: InsightStudentRow) -> InsightStudent {
    InsightStudent { member, name }
}

/// What each class tells, and who may need help.
fn insights(
    rule: LedgerRule,
    classes: &[InsightClassRow],
    students: &[InsightStudentRow],
    seats: &[InsightSeatRow],
    now_unix: Millis,
) -> (Vec<ClassInsight>, Vec<NeedsHelp>) {
    let mut by_class: HashMap<SessionId, HashMap<MemberId, Seat>> = HashMap::new();
    for row in seats {
        by_class.entry(row.session).or_default().insert(row.member, Seat::of(row));
    }
    let mut attended: HashMap<MemberId, Vec<Attended>> = HashMap::new();
    let mut told = Vec::new();
    for row in classes {
        let class = Class::of(rule, row, by_class.remove(&row.session).unwrap_or_default(), now_unix);
        let of_students: Vec<(MemberId, Attended)> =
            students.iter().map(|student| (student.member, class.attended(student.member))).collect();
        for (student, &(member, part)) in students.iter().zip(&of_students) {
            // What was before they came is nothing that they missed.
            if row.ended_unix.is_none_or(|ended| student.added_unix <= ended) {
                attended.entry(member).or_default().push(part);
            }
        }
        told.push(class.insight(&of_students));
    }
    let reasons_of = |student: &InsightStudentRow| reasons(attended.get(&student.member).map_or(&[], Vec::as_slice));
    let help = students.iter().map(|student| NeedsHelp { member: student.member, reasons: reasons_of(student) });
    (told, help.filter(|help| !help.reasons.is_empty()).collect())
}

/// A student's part in a class.
#[derive(Default)]
struct Seat {
    facts: SeatFacts,
    insight: SeatInsightFacts,
    watched: Stretches,
    again: Stretches,
    responses: Option<u32>,
}

impl Seat {
    fn of(row: &InsightSeatRow) -> Self {
        Seat {
            facts: row.seat.as_deref().and_then(read).unwrap_or_default(),
            insight: row.insight.as_deref().and_then(read).unwrap_or_default(),
            watched: row.watched.as_deref().and_then(read).unwrap_or_default(),
            again: row.again.as_deref().and_then(read).unwrap_or_default(),
            responses: row.responses,
        }
    }
}

/// A class, and the seats of its students.
struct Class<'a> {
    rule: LedgerRule,
    row: &'a InsightClassRow,
    facts: ClassFacts,
    insight: ClassInsightFacts,
    seats: HashMap<MemberId, Seat>,
    nobody: Seat,
}

impl<'a> Class<'a> {
    fn of(rule: LedgerRule, row: &'a InsightClassRow, seats: HashMap<MemberId, Seat>, now_unix: Millis) -> Self {
        let mut facts: ClassFacts = row.class.as_deref().and_then(read).unwrap_or_default();
        facts.tell_time(now_unix);
        let insight = row.insight.as_deref().and_then(read).unwrap_or_default();
        Class { rule, row, facts, insight, seats, nobody: Seat::default() }
    }

    /// What a student has of it.
    fn attended(&self, member: MemberId) -> Attended {
        let Seat { facts, insight, watched, responses, .. } = self.seats.get(&member).unwrap_or(&self.nobody);
        let on_board = OnBoard { comments: 0, responses: *responses };
        Attended {
            session: self.row.session,
            state: ledger::entry(self.rule, self.row.duration, &self.facts, facts, watched, None, on_board).state,
            answers: insight.answers(),
            in_rooms: insight.in_rooms,
            said_in_rooms: insight.said_in_rooms,
        }
    }

    /// What it tells of these students.
    fn insight(&self, students: &[(MemberId, Attended)]) -> ClassInsight {
        let with = |state: LedgerState| {
            students.iter().filter(|(_, part)| part.state == state).map(|&(member, _)| member).collect()
        };
        let seat = |&(member, _): &(MemberId, Attended)| Some((member, &self.seats.get(&member)?.insight));
        let seats: Vec<(MemberId, &SeatInsightFacts)> = students.iter().filter_map(seat).collect();
        ClassInsight {
            session: self.row.session,
            title: self.row.title.clone(),
            started_unix: self.row.started_unix,
            duration: self.row.duration,
            live: with(LedgerState::Live),
            caught_up: with(LedgerState::CaughtUp),
            response_left: with(LedgerState::ResponseLeft),
            on_the_way: with(LedgerState::OnTheWay),
            missing: with(LedgerState::Missing),
            wrong: wrong_polls(&self.insight, &seats, |at| self.facts.is_cut_at(at)),
            work: self.insight.work.spans(self.row.duration),
        }
    }

    /// Where it lost its students.
    fn confusion(&self) -> Vec<ConfusedPart> {
        let is_left = |at: &Millis| !self.facts.is_cut_at(*at);
        let asked = |poll| self.insight.questions.get(&poll).map(|asked| asked.at);
        let signs = |seat: &Seat| Signs {
            confused: seat.insight.confused.iter().copied().filter(is_left).collect(),
            again: seat.again.without(&self.facts.cuts.clone().into()),
            wrong: seat.insight.wrong().filter_map(asked).filter(is_left).collect(),
        };
        confusion(self.row.duration, &self.seats.values().map(signs).collect::<Vec<_>>())
    }
}
