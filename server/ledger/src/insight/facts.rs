//! What the journal tells of understanding, and of who takes part in rooms.

use std::collections::BTreeMap;

use protocol::{
    Audience, Event, EventBody, Millis, ParticipantId, PollId, RoomId,
    agenda::Feedback,
    insight::Answers,
    polls::{Answer, Counts, Form, Key, Question, Tally},
};
use serde::{Deserialize, Serialize};

use super::Work;

/// Whether an answer to a question with this key is right in full.
pub type IsRight = fn(&Question, &Key, &Answer) -> bool;

/// More often nobody has to say that they are lost; what they say then adds nothing.
const CONFUSED_MAX: usize = 100;

/// All of it: a part of the fold of a journal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InsightFacts {
    /// What is the same for everybody.
    pub class: ClassInsightFacts,
    /// What each seat did.
    pub seats: BTreeMap<ParticipantId, SeatInsightFacts>,
}

/// What is the same for everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClassInsightFacts {
    /// The questions with a right answer that were put to all of the class.
    pub questions: BTreeMap<PollId, QuestionFacts>,
    /// How the time of class was spent.
    pub work: Work,
    /// Up to when the time in breakout rooms is counted.
    rooms_until: Millis,
}

/// A question with a right answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionFacts {
    /// The moment at which it was put.
    pub at: Millis,
    /// The question.
    pub question: Question,
    /// The right answer.
    pub key: Option<Key>,
    /// The poll of which this is the second round.
    pub again: Option<PollId>,
    /// The count of an anonymous one, where it tells how many answers are right.
    pub counted: Option<Answers>,
}

/// What somebody did, by their seat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SeatInsightFacts {
    /// Whether their answers are right in full, in class or later.
    pub answers: BTreeMap<PollId, bool>,
    /// When those of them came that were given later. Milliseconds of the Unix epoch.
    pub later_unix: BTreeMap<PollId, Millis>,
    /// When they said that they are lost.
    pub confused: Vec<Millis>,
    /// For how long they were in breakout rooms with others.
    pub in_rooms: Millis,
    /// How often they began to speak or wrote there.
    pub said_in_rooms: u32,
    /// The breakout room in which they are.
    room: Option<RoomId>,
    /// Whether nothing is heard of their connection.
    away: bool,
}

impl SeatInsightFacts {
    /// Their answers to the questions of the class.
    pub fn answers(&self) -> Answers {
        count(self.answers.values().copied())
    }

    /// The polls whose question they had wrong.
    pub fn wrong(&self) -> impl Iterator<Item = PollId> {
        self.answers.iter().filter(|(_, right)| !**right).map(|(&poll, _)| poll)
    }

    fn present_in_room(&self) -> Option<RoomId> {
        self.room.filter(|_| !self.away)
    }
}

pub(crate) fn count(answers: impl Iterator<Item = bool>) -> Answers {
    answers.fold(Answers::default(), |Answers { given, right }, is_right| Answers {
        given: given + 1,
        right: right + u32::from(is_right),
    })
}

impl InsightFacts {
    /// Folds the next event in.
    pub(crate) fn apply(&mut self, event: &Event, is_right: IsRight) {
        self.class.work.apply(event);
        self.apply_rooms(event);
        self.apply_questions(event, is_right);
        if let EventBody::FeedbackSet { participant, feedback: Some(Feedback::Confused) } = event.body {
            let confused = &mut self.seat(participant).confused;
            if confused.len() < CONFUSED_MAX {
                confused.push(event.moment());
            }
        }
    }

    fn apply_rooms(&mut self, event: &Event) {
        match event.body {
            EventBody::Joined { participant, room, .. } | EventBody::Moved { participant, room, .. } => {
                self.count_rooms(event.at);
                let seat = self.seat(participant);
                (seat.room, seat.away) = ((room != RoomId::MAIN).then_some(room), false);
            }
            EventBody::Left { participant, .. } => {
                self.count_rooms(event.at);
                self.seat(participant).room = None;
            }
            EventBody::AwayChanged { participant, away } => {
                self.count_rooms(event.at);
                self.seat(participant).away = away;
            }
            EventBody::SessionEnded { .. } => {
                self.count_rooms(event.at);
                self.seats.values_mut().for_each(|seat| seat.room = None);
            }
            EventBody::Speaking { participant, speaking: true } => self.say_in_room(participant),
            EventBody::ChatSent { participant, .. }
                if event.later.is_none() && matches!(event.audience, Audience::Room { .. }) =>
            {
                self.say_in_room(participant);
            }
            _ => {}
        }
    }

    fn say_in_room(&mut self, participant: ParticipantId) {
        let seat = self.seat(participant);
        seat.said_in_rooms += u32::from(seat.room.is_some());
    }

    /// Counts the time since it was counted last for whoever is in a breakout room, and not alone there.
    fn count_rooms(&mut self, at: Millis) {
        let passed = at.saturating_sub(std::mem::replace(&mut self.class.rooms_until, at));
        let mut people: BTreeMap<RoomId, u32> = BTreeMap::new();
        for room in self.seats.values().filter_map(SeatInsightFacts::present_in_room) {
            *people.entry(room).or_default() += 1;
        }
        for seat in self.seats.values_mut() {
            if seat.present_in_room().is_some_and(|room| people[&room] > 1) {
                seat.in_rooms += passed;
            }
        }
    }

    fn apply_questions(&mut self, event: &Event, is_right: IsRight) {
        match &event.body {
            EventBody::PollStarted { poll, room, question, quiz: true, again, .. }
                if room.is_none_or(|room| room == RoomId::MAIN) =>
            {
                let (at, question) = (event.moment(), question.clone());
                let facts = QuestionFacts { at, question, key: None, again: *again, counted: None };
                self.class.questions.entry(*poll).or_insert(facts);
            }
            EventBody::PollKeySet { poll, key } | EventBody::PollClosed { poll, key: Some(key) } => {
                if let Some(asked) = self.class.questions.get_mut(poll) {
                    asked.key = Some(key.clone());
                }
            }
            EventBody::BallotCast { poll, participant, answer: Some(answer) } => {
                let Some(asked) = self.class.questions.get(poll) else { return };
                let Some(key) = &asked.key else { return };
                let right = is_right(&asked.question, key, answer);
                let seat = self.seat(*participant);
                seat.answers.insert(*poll, right);
                if let Some(later) = event.later {
                    seat.later_unix.insert(*poll, later.unix);
                }
            }
            EventBody::PollTallied { poll, tally } => {
                if let Some(asked) = self.class.questions.get_mut(poll).filter(|asked| asked.question.anonymous) {
                    asked.counted = asked.key.as_ref().and_then(|key| right_of(&asked.question, key, tally, is_right));
                }
            }
            _ => {}
        }
    }

    fn seat(&mut self, participant: ParticipantId) -> &mut SeatInsightFacts {
        self.seats.entry(participant).or_default()
    }
}

/// How many of the answers are right, where a count tells it: who took several choices, or which whole order, it does not say.
fn right_of(question: &Question, key: &Key, tally: &Tally, is_right: IsRight) -> Option<Answers> {
    let right = |answer: Answer| is_right(question, key, &answer);
    let right: u32 = match (&question.form, tally.counts.as_ref()?) {
        (Form::Single { .. } | Form::YesNo, Counts::Choices { counts }) => {
            let counts = (0..).zip(counts).filter(|(choice, _)| right(Answer::Choices { choices: vec![*choice] }));
            counts.map(|(_, count)| count).sum()
        }
        (Form::Number, Counts::Numbers { values }) => {
            let right = values.iter().filter(|value| right(Answer::Number { value: **value })).count();
            u32::try_from(right).ok()?
        }
        (Form::Text, Counts::Texts { texts }) => {
            let right = texts.iter().filter(|counted| right(Answer::Text { text: counted.text.clone() }));
            right.map(|counted| counted.count).sum()
        }
        _ => return None,
    };
    Some(Answers { given: tally.ballots, right })
}
