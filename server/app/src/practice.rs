//! Quiz questions that come back to students: which do now, and what comes of an answer.

use std::collections::HashMap;

use ledger::{ClassFacts, ClassInsightFacts, ClassOver, Returning, SeatInsightFacts, Step, explained, returning};
use protocol::{
    ErrorCode, Millis, PollId, Refusal, SessionId, limits,
    polls::Answer,
    practice::{ExplainAt, Explained, Practice, PracticeItem, PracticePlace, Practised},
};
use store::{PersonId, PracticeRow, PracticeStep, Store, StoreError};

use crate::{
    ledger::{Ledgers, is_right, read},
    refusal,
};

/// What comes back to a person now. Of the classes that nobody has counted so far some are left out: at most
/// [`limits::LEDGER_CLASSES_AT_ONCE`] are counted.
pub async fn due(store: &Store, ledgers: &Ledgers, person: PersonId, now_unix: Millis) -> Result<Practice, StoreError> {
    let ask = async || store.practice_classes(person, since(now_unix), limits::PRACTICE_CLASSES).await;
    let is_behind = |class: &PracticeRow| class.counted.0 != class.counted.1;
    let mut classes = ask().await?;
    let behind = classes.iter().filter(|class| is_behind(class)).map(|class| class.session).collect();
    if ledgers.count_some(&behind).await? {
        classes = ask().await?;
    }
    classes.retain(|class| !is_behind(class));
    if classes.is_empty() {
        return Ok(Practice { items: Vec::new(), more: 0 });
    }
    let steps = store.practice_steps(person).await?.into_iter().collect();
    // Reading what many classes have takes a while, and others wait for this thread.
    let put_together = move || due_of(&classes, &steps, now_unix);
    tokio::task::spawn_blocking(put_together).await.map_err(|error| std::io::Error::other(error).into())
}

/// Takes a person's answer to a question that has come back to them. Fails with `not_found` where the class has nothing for them, with
/// `unknown_poll` where the question does not come back here, and with `already_answered` where it is not due.
pub async fn answer(
    store: &Store,
    ledgers: &Ledgers,
    person: PersonId,
    (session, poll): (SessionId, PollId),
    answer: Answer,
    now_unix: Millis,
) -> Result<Practised, Refusal> {
    ledgers.count(session).await.map_err(refusal::store)?;
    let row = store.practice_class(person, since(now_unix), session).await.map_err(refusal::store)?;
    let row = row.ok_or(ErrorCode::NotFound)?;
    let class = Class::of(&row, now_unix);
    let mut here = returning(class.over(), |_| None).filter(|item| item.place == PracticePlace::Here);
    let Returning { asked, key, step: first, .. } =
        here.find(|item| item.poll == poll).ok_or(ErrorCode::UnknownPoll)?;
    let answer = live::valid_answer(&asked.question, answer)?;
    let right = is_right(&asked.question, key, &answer);
    let decide = |before: Option<PracticeStep>| {
        let before = before.map_or(first, step_of);
        let Step { right: step, due_unix } = before.is_due(now_unix).then(|| before.after(right, now_unix))?;
        Some(PracticeStep { step, due_unix })
    };
    let step = store.practise(person, (session, poll), decide).await.map_err(refusal::store)?;
    let step = step_of(step.ok_or(ErrorCode::AlreadyAnswered)?);
    let pointed = store.explained(session).await.map_err(refusal::store)?;
    let pointed = pointed.iter().find(|explained| explained.poll == poll).map(|explained| explained.at);
    let explained = explained(asked, pointed, &class.facts, row.duration);
    Ok(Practised { right, key: key.clone(), explained, days: step.days() })
}

/// Says where a question of a class that has come to `length` is explained. Fails with `unknown_poll` where it has no right answer, or is not
/// known, and with `not_now` where class has not come to that moment.
pub async fn explain(
    store: &Store,
    ledgers: &Ledgers,
    session: SessionId,
    ExplainAt { poll, at }: ExplainAt,
    length: Millis,
) -> Result<Vec<Explained>, Refusal> {
    if at.is_some_and(|at| at > length) {
        return Err(Refusal::because(ErrorCode::NotNow, "class has not come to that moment"));
    }
    ledgers.count(session).await.map_err(refusal::store)?;
    let counted = store.counted(session).await.map_err(refusal::store)?;
    let insight: ClassInsightFacts = counted.and_then(|counted| read(&counted.insight)).unwrap_or_default();
    if !insight.questions.contains_key(&poll) {
        return Err(ErrorCode::UnknownPoll.into());
    }
    store.explain(session, poll, at).await.map_err(refusal::store)?;
    store.explained(session).await.map_err(refusal::store)
}

/// After when a class was over whose questions still come back.
fn since(now_unix: Millis) -> Millis {
    now_unix.saturating_sub(limits::PRACTICE_FOR_MS)
}

fn due_of(classes: &[PracticeRow], steps: &HashMap<(SessionId, PollId), PracticeStep>, now_unix: Millis) -> Practice {
    let mut items = Vec::new();
    for row in classes {
        let class = Class::of(row, now_unix);
        let step = |poll| steps.get(&(row.session, poll)).copied().map(step_of);
        let due = returning(class.over(), step).filter(|item| item.step.is_due(now_unix));
        items.extend(due.map(|item| public(row, &item)));
    }
    items.sort_by_key(|item: &PracticeItem| (item.due_unix, item.session, item.poll));
    let more = u32::try_from(items.len().saturating_sub(limits::PRACTICE_SHOWN)).unwrap_or(u32::MAX);
    items.truncate(limits::PRACTICE_SHOWN);
    Practice { items, more }
}

fn public(row: &PracticeRow, item: &Returning<'_>) -> PracticeItem {
    PracticeItem {
        session: row.session,
        title: row.title.clone(),
        course: row.course,
        course_title: row.course_title.clone(),
        poll: item.poll,
        at: item.asked.at,
        question: item.asked.question.clone(),
        place: item.place,
        due_unix: item.step.due_unix,
    }
}

fn step_of(PracticeStep { step, due_unix }: PracticeStep) -> Step {
    Step { right: step, due_unix }
}

/// What was counted of a class.
struct Class<'a> {
    row: &'a PracticeRow,
    facts: ClassFacts,
    insight: ClassInsightFacts,
    seat: SeatInsightFacts,
}

impl<'a> Class<'a> {
    fn of(row: &'a PracticeRow, now_unix: Millis) -> Self {
        let mut facts: ClassFacts = row.class.as_deref().and_then(read).unwrap_or_default();
        facts.tell_time(now_unix);
        Class {
            row,
            facts,
            insight: row.insight.as_deref().and_then(read).unwrap_or_default(),
            seat: row.seat.as_deref().and_then(read).unwrap_or_default(),
        }
    }

    fn over(&self) -> ClassOver<'_> {
        let Class { row, facts, insight, seat } = self;
        ClassOver { facts, insight, seat, over_unix: row.over_unix, added_unix: row.added_unix }
    }
}
