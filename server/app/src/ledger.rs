//! Between the ledger's rules, what journals tell, and what the store keeps of both.

use std::collections::{BTreeSet, HashMap};

use ledger::{Budget, ClassFacts, Facts, InsightFacts, Measured, OnBoard, SeatFacts, Stretches, credit, went_back};
use protocol::{
    CourseId, Event, EventBody, MemberId, Millis, ParticipantId, Seq, SessionId,
    ledger::{ClassCounts, LedgerEntry, LedgerRule, LedgerState, OwnLedger, Watched},
    limits,
    manifest::ManifestEntry,
    polls::{Answer, Key, Question},
};
use serde::de::DeserializeOwned;
use store::{Counted, CountedSeat, LedgerColumns, OwnLedgerRow, PersonId, Reported, Store, StoreError, Watcher};

use crate::clock::TaskClock;

/// Events that are read at a time.
const PAGE: usize = limits::JOURNAL_PAGE;

/// Counts journals and what people watch.
pub struct Ledgers {
    store: Store,
    clock: TaskClock,
    /// Held while a journal is counted: when a class has ended, all of its students ask for it at once.
    counting: tokio::sync::Mutex<()>,
}

/// Which classes somebody asks for.
#[derive(Debug, Clone, Copy)]
pub enum Classes<'a> {
    /// Those of a course.
    OfCourse(CourseId),
    /// These.
    These(&'a [SessionId]),
}

/// Whose part in which classes is read.
#[derive(Debug, Clone, Copy)]
enum Rows<'a> {
    /// That of one person.
    Own(PersonId, Classes<'a>),
    /// That of all students of these classes.
    OfStudents(&'a [SessionId]),
}

/// Whoever has taken part in full has done what they were to watch: it is ticked for them.
pub async fn tick(
    store: &Store,
    course: CourseId,
    session: SessionId,
    member: MemberId,
    now_unix: Millis,
) -> Result<(), StoreError> {
    let items = store.to_watch(course, session, member).await?;
    store.note_prepared(course, &items, member, now_unix).await
}

/// The facts that were kept, and up to which event they are counted.
struct Kept {
    seq: Seq,
    facts: Facts,
}

impl Ledgers {
    /// Those of a store, at the time of a clock.
    pub fn new(store: Store, clock: TaskClock) -> Self {
        Ledgers { store, clock, counting: tokio::sync::Mutex::default() }
    }

    /// The time by their clock, in Unix ms.
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Counts what the journal of a class has more than was counted. A journal that has become shorter is counted anew.
    pub async fn count(&self, session: SessionId) -> Result<(), StoreError> {
        if self.is_counted(session).await? {
            return Ok(());
        }
        let _turn = self.counting.lock().await;
        if self.is_counted(session).await? {
            return Ok(());
        }
        let last = self.last(session).await?;
        let kept = self.store.counted(session).await?.and_then(Kept::of).filter(|kept| kept.seq <= last);
        let before = kept.as_ref().map(|kept| kept.seq);
        let Kept { mut seq, mut facts } = kept.unwrap_or_else(|| Kept { seq: 0, facts: Facts::default() });
        let kept = facts.clone();
        // The recording is complete only once its session is over, a moment after its last event.
        let is_over = self.store.session(session).await?.is_some_and(|row| row.state.is_over());
        loop {
            let events = self.store.journal().events(session, seq + 1, PAGE).await?;
            let is_counted = |event: &&Event| is_over || !matches!(event.body, EventBody::SessionEnded { .. });
            let counted: Vec<&Event> = events.iter().take_while(is_counted).collect();
            counted.iter().for_each(|event| facts.apply(event, is_right));
            seq = counted.last().map_or(seq, |event| event.seq);
            if counted.len() < PAGE {
                break;
            }
        }
        if facts.class.quiet.is_to_be_heard() {
            for (from, to) in self.store.unrecorded(session).await? {
                facts.class.gaps.add(from, to);
            }
            let sound: Vec<Measured> = self.store.mixes(session).await?.into_iter().filter_map(measured).collect();
            facts.class.quiet.hear(&sound);
        }
        self.store.keep_counted(session, before, &counted(seq, &facts, &kept)).await
    }

    /// Counts these classes, whose journals have more than was counted: at most [`limits::LEDGER_CLASSES_AT_ONCE`] of them. Returns whether
    /// there was any.
    pub async fn count_some(&self, behind: &BTreeSet<SessionId>) -> Result<bool, StoreError> {
        for &session in behind.iter().take(limits::LEDGER_CLASSES_AT_ONCE) {
            self.count(session).await?;
        }
        Ok(!behind.is_empty())
    }

    /// What somebody has of these classes, of those that are over and count for them. Of those that nobody has counted so far some are
    /// left out: at most [`limits::LEDGER_CLASSES_AT_ONCE`] are counted.
    pub async fn own(
        &self,
        person: PersonId,
        classes: Classes<'_>,
    ) -> Result<HashMap<SessionId, OwnLedger>, StoreError> {
        let rows = self.up_to_date(Rows::Own(person, classes)).await?;
        let now = self.clock.now();
        Ok(rows.iter().map(|row| (row.session, in_parts(row.rule, row.duration, &row.columns, now))).collect())
    }

    /// How many students have how much of these classes, of those that are over and have students. Of those that nobody has counted so far
    /// some are left out, as in [`Ledgers::own`].
    pub async fn counts(&self, classes: &[SessionId]) -> Result<HashMap<SessionId, ClassCounts>, StoreError> {
        let mut counts: HashMap<SessionId, ClassCounts> = HashMap::new();
        let now = self.clock.now();
        for row in self.up_to_date(Rows::OfStudents(classes)).await? {
            let class = counts.entry(row.session).or_default();
            class.students += 1;
            match entry(row.rule, row.duration, &row.columns, now).state {
                LedgerState::Missing => class.missing += 1,
                LedgerState::OnTheWay => class.on_the_way += 1,
                LedgerState::ResponseLeft => class.response_left += 1,
                LedgerState::Live | LedgerState::CaughtUp => {}
            }
        }
        Ok(counts)
    }

    /// Reads rows, counts what journals have more, and reads them again where there was something. Without those that are not counted.
    async fn up_to_date(&self, wanted: Rows<'_>) -> Result<Vec<OwnLedgerRow>, StoreError> {
        let mut rows = self.read(wanted).await?;
        let is_behind = |row: &OwnLedgerRow| row.counted.0 != row.counted.1;
        let behind = rows.iter().filter(|row| is_behind(row)).map(|row| row.session).collect();
        if self.count_some(&behind).await? {
            rows = self.read(wanted).await?;
        }
        rows.retain(|row| !is_behind(row));
        Ok(rows)
    }

    async fn read(&self, wanted: Rows<'_>) -> Result<Vec<OwnLedgerRow>, StoreError> {
        match wanted {
            Rows::Own(person, Classes::OfCourse(course)) => self.store.own_ledger_in(course, person).await,
            Rows::Own(person, Classes::These(sessions)) => self.store.own_ledger_of(sessions, person).await,
            Rows::OfStudents(sessions) => self.store.ledgers_of(sessions).await,
        }
    }

    /// What is kept of the part that somebody takes in a class of a course, once its journal is counted.
    pub async fn of(&self, session: SessionId, person: PersonId) -> Result<OwnLedgerRow, StoreError> {
        let row = self.store.own_ledger(session, person).await?;
        if row.counted.0 == row.counted.1 {
            return Ok(row);
        }
        self.count(session).await?;
        self.store.own_ledger(session, person).await
    }

    /// Counts what somebody reports to have watched of a class that has come to `end`, and notes it where they have all of it by that.
    /// `over_unix` is when it was over; `None` while it is not. Returns what they have.
    pub async fn watch(
        &self,
        seat: (SessionId, ParticipantId),
        person: PersonId,
        played: Watched,
        (end, over_unix): (Millis, Option<Millis>),
    ) -> Result<OwnLedger, StoreError> {
        let now_unix = self.clock.now();
        // A page begins with an empty report after each jump.
        if played.from == played.to
            && let Some(before) = self.store.watch_position(seat).await?
        {
            let passed = now_unix.saturating_sub(before.kept_unix);
            let decide = |again: &str| {
                let mut again: Stretches = read(again).unwrap_or_default();
                went_back(&mut again, before.at, played.from, passed).then(|| text(&again))
            };
            self.store.go_back(seat, decide).await?;
        }
        let OwnLedgerRow { rule, columns, .. } = self.of(seat.0, person).await?;
        let (class, own, _) = facts(&columns, now_unix);
        let line = class.line();
        let state =
            |class: &ClassFacts, watched: &Stretches| entry_of(rule, end, &columns, (class, &own, watched)).state;
        let decide = |before: Option<Watcher>, stretches: Option<&str>| {
            let before = before.map(|Watcher { reported_unix, spare }| Budget { reported_unix, spare });
            let so_far: Stretches = stretches.and_then(read).unwrap_or_default();
            let mut watched = so_far.clone();
            let Budget { reported_unix, spare } = credit(before, played, end, &line, now_unix, &mut watched);
            let is_new = watched != so_far;
            let completes = is_new && !state(&class, &so_far).is_full() && state(&class, &watched).is_full();
            // Whoever was there for what it takes had it when class was over, whatever staff have put in its place since.
            let was_there = || state(&as_held(&class), &watched) == LedgerState::Live;
            let done = || over_unix.filter(|_| was_there()).unwrap_or(now_unix);
            Reported {
                watcher: Watcher { reported_unix, spare },
                stretches: is_new.then(|| text(&watched)),
                done_unix: completes.then(done),
            }
        };
        let at = played.to.min(end);
        let (watched, done_unix) = self.store.watch(seat, person, (at, over_unix), decide).await?;
        Ok(in_parts(rule, end, &LedgerColumns { watched, done_unix, position: Some(at), ..columns }, now_unix))
    }

    async fn is_counted(&self, session: SessionId) -> Result<bool, StoreError> {
        Ok(self.store.counted_to(session).await? == self.last(session).await?)
    }

    async fn last(&self, session: SessionId) -> Result<Seq, StoreError> {
        Ok(self.store.journal().last(session).await?.map_or(0, |(seq, _)| seq))
    }
}

impl Kept {
    /// What was kept; nothing where it cannot be read, because another version wrote it.
    fn of(counted: Counted) -> Option<Kept> {
        let seats = counted.seats.iter().map(|seat| Some((seat.participant, read(&seat.facts)?)));
        let insights = counted.seats.iter().map(|seat| Some((seat.participant, read(&seat.insight)?)));
        let insight = InsightFacts { class: read(&counted.insight)?, seats: insights.collect::<Option<_>>()? };
        let facts = Facts { class: read(&counted.class)?, seats: seats.collect::<Option<_>>()?, insight };
        Some(Kept { seq: counted.seq, facts })
    }
}

/// What is to be kept: of seats those that are not as they were.
fn counted(seq: Seq, facts: &Facts, before: &Facts) -> Counted {
    let all: BTreeSet<&ParticipantId> = facts.seats.keys().chain(facts.insight.seats.keys()).collect();
    let seat = |participant: &ParticipantId| {
        let of = |facts: &Facts| (facts.seats.get(participant).cloned(), facts.insight.seats.get(participant).cloned());
        let now = of(facts);
        (of(before) != now).then(|| CountedSeat {
            participant: *participant,
            facts: text(&now.0.unwrap_or_default()),
            insight: text(&now.1.unwrap_or_default()),
        })
    };
    let seats = all.into_iter().filter_map(seat).collect();
    Counted { seq, class: text(&facts.class), insight: text(&facts.insight.class), seats }
}

/// What a segment of a mix says of its sound.
fn measured(segment: ManifestEntry) -> Option<Measured> {
    let ManifestEntry::Segment { start, duration, quiet: Some(quiet), .. } = segment else { return None };
    let quiet: Vec<_> =
        quiet.iter().map(|&(from, to)| (start + Millis::from(from), start + Millis::from(to))).collect();
    Some(Measured { from: start, to: start + duration, quiet: quiet.into() })
}

/// Whether an answer is right in full, whatever it is worth.
pub(crate) fn is_right(question: &Question, key: &Key, answer: &Answer) -> bool {
    live::score(question, &Key { points: 1, ..key.clone() }, answer) == 1_000
}

/// What somebody has of a class that has come to `length`.
pub fn entry(rule: LedgerRule, length: Millis, columns: &LedgerColumns, now_unix: Millis) -> LedgerEntry {
    let (class, seat, watched) = facts(columns, now_unix);
    entry_of(rule, length, columns, (&class, &seat, &watched))
}

/// The same of somebody, with what is left in parts.
pub fn in_parts(rule: LedgerRule, length: Millis, columns: &LedgerColumns, now_unix: Millis) -> OwnLedger {
    let (class, seat, watched) = facts(columns, now_unix);
    let entry = entry_of(rule, length, columns, (&class, &seat, &watched));
    OwnLedger { entry, parts: ledger::parts(&entry, length, &class, &seat, &watched) }
}

fn entry_of(
    rule: LedgerRule,
    length: Millis,
    columns: &LedgerColumns,
    (class, seat, watched): (&ClassFacts, &SeatFacts, &Stretches),
) -> LedgerEntry {
    let on_board = OnBoard { comments: columns.comments, responses: columns.responses };
    let entry = ledger::entry(rule, length, class, seat, watched, columns.position, on_board);
    LedgerEntry { done_unix: columns.done_unix.filter(|_| entry.state.is_full()), ..entry }
}

/// A class without what staff changed of its recording afterwards.
fn as_held(class: &ClassFacts) -> ClassFacts {
    ClassFacts { cuts: Vec::new(), takes: Vec::new(), ..class.clone() }
}

fn facts(columns: &LedgerColumns, now_unix: Millis) -> (ClassFacts, SeatFacts, Stretches) {
    let mut class: ClassFacts = columns.class.as_deref().and_then(read).unwrap_or_default();
    class.tell_time(now_unix);
    let seat = columns.seat.as_deref().and_then(read).unwrap_or_default();
    (class, seat, columns.watched.as_deref().and_then(read).unwrap_or_default())
}

pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

fn text(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
