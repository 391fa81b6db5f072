//! Commands about polls, the agenda and feedback: sensible ones, and others.

use protocol::{
    Command, Millis, ParticipantId, PollId, RoomId, SessionId,
    agenda::{Activity, ActivityKind, Feedback},
    limits,
    polls::{Answer, Ask, Choice, Form, Key, LateAnswers, Question},
    recording::{Cut, Take},
};
use rand::{RngExt, seq::IndexedRandom};
use uuid::Uuid;

use super::Planner;

impl Planner {
    /// A command of staff, now and then sent by somebody else.
    pub(super) fn command_of_teacher(&mut self) -> (ParticipantId, Command) {
        let staff = ParticipantId(self.rng.random_range(1..=2));
        let by = if self.rng.random_bool(0.9) { staff } else { self.anybody() };
        let command = if self.rng.random_bool(0.7) { self.on_polls() } else { self.on_agenda() };
        (by, command)
    }

    /// An answer to one of the last polls, or feedback.
    pub(super) fn command_of_learner(&mut self) -> Command {
        if self.rng.random_bool(0.15) {
            let all = [Feedback::Yes, Feedback::No, Feedback::Slower, Feedback::Faster, Feedback::Confused];
            let feedback = *all.choose(&mut self.rng).expect("not empty");
            return Command::SetFeedback { feedback: self.rng.random_bool(0.8).then_some(feedback) };
        }
        Command::AnswerPoll { poll: self.poll(), answer: self.answer() }
    }

    fn on_polls(&mut self) -> Command {
        match self.rng.random_range(0..20) {
            0..3 => {
                self.polls += 1;
                Command::PreparePoll { question: self.question(), key: self.key() }
            }
            3 => Command::DiscardPoll { poll: self.poll() },
            4..11 => self.start_poll(),
            11..16 => Command::ClosePoll { poll: self.poll() },
            _ => Command::ShareResults { poll: self.poll(), hide: vec![self.text()] },
        }
    }

    /// Until when a poll takes later answers, at a time of the plan.
    pub(super) fn set_late_answers(&mut self, unix: Millis) -> Command {
        let late_answers = match self.rng.random_range(0..4) {
            0 => LateAnswers::Closed,
            1 => LateAnswers::Until { unix: unix.saturating_add(self.duration()) },
            2 => LateAnswers::Until { unix: unix / 2 },
            _ => LateAnswers::Open,
        };
        Command::SetLateAnswers { poll: self.poll(), late_answers }
    }

    fn start_poll(&mut self) -> Command {
        self.polls += 1;
        let ask = match self.rng.random_range(0..10) {
            0..2 => Ask::Prepared { poll: self.poll() },
            2 => Ask::Again { poll: self.poll() },
            _ => Ask::New { question: self.question(), key: self.key() },
        };
        let room = self.rng.random_bool(0.2).then(|| self.room());
        let duration = self.rng.random_bool(0.4).then(|| self.duration());
        Command::StartPoll { ask, room, duration }
    }

    /// Mostly one of the last polls, now and then one that does not exist.
    fn poll(&mut self) -> PollId {
        let first = if self.rng.random_bool(0.9) { self.polls.saturating_sub(5) } else { 0 };
        PollId(self.rng.random_range(first..=self.polls + 1))
    }

    fn question(&mut self) -> Question {
        let text = if self.rng.random_bool(0.05) { self.text() } else { "And?".into() };
        Question { text, form: self.form(), anonymous: self.rng.random_bool(0.4) }
    }

    fn form(&mut self) -> Form {
        let count = *[0, 2, 3, 3, 4, limits::CHOICES_MAX, limits::CHOICES_MAX + 1].choose(&mut self.rng).expect("some");
        let choices = (0..count).map(|i| Choice { text: format!("Choice {i}") }).collect();
        match self.rng.random_range(0..7) {
            0 => Form::Single { choices },
            1 => Form::Multiple { choices },
            2 => Form::YesNo,
            3 => Form::Scale { steps: self.rng.random_range(0..30), low: self.text(), high: String::new() },
            4 => Form::Number,
            5 => Form::Text,
            _ => Form::Order { choices },
        }
    }

    fn key(&mut self) -> Option<Key> {
        self.rng.random_bool(0.3).then(|| Key {
            right: self.answer(),
            tolerance: *[0, 0, 0, 50, -1].choose(&mut self.rng).expect("not empty"),
            points: self.rng.random_range(0..=limits::POINTS + 5),
            explanation: String::new(),
        })
    }

    /// An answer that may fit the question.
    fn answer(&mut self) -> Answer {
        match self.rng.random_range(0..10) {
            0..4 => Answer::Choices { choices: vec![self.rng.random_range(0..3)] },
            4 => {
                let mut choices: Vec<u32> =
                    (0..self.rng.random_range(0..4)).map(|_| self.rng.random_range(0..4)).collect();
                choices.sort_unstable();
                Answer::Choices { choices }
            }
            5 => Answer::Choices { choices: vec![0; 20_000] },
            6 => Answer::Number { value: if self.rng.random_bool(0.9) { 9_810 } else { self.rng.random() } },
            7..9 => Answer::Text { text: self.text() },
            _ => Answer::Order {
                order: [vec![0, 1, 2], vec![2, 0, 1], vec![1, 0]].choose(&mut self.rng).cloned().expect("some"),
            },
        }
    }

    fn on_agenda(&mut self) -> Command {
        match self.rng.random_range(0..17) {
            0..2 => {
                let count =
                    if self.rng.random_bool(0.05) { limits::ACTIVITIES + 1 } else { self.rng.random_range(0..4) };
                Command::SetAgenda { activities: (0..count).map(|_| self.activity()).collect() }
            }
            2..5 => {
                let position = self.rng.random_bool(0.6).then(|| self.rng.random_range(0..4));
                let improvised = position.is_none() || self.rng.random_bool(0.05);
                Command::StartActivity { position, activity: improvised.then(|| self.activity()) }
            }
            5..7 => Command::ExtendActivity { by: self.duration() },
            7 => {
                let from = self.rng.random_bool(0.5).then(|| self.rng.random_range(0..3_000_000));
                Command::SetChapter { from, title: self.text() }
            }
            8 | 9 => Command::SetOffRecord { off: self.rng.random() },
            10 | 11 => Command::CutOut { cut: self.cut() },
            12 => Command::UndoCut { cut: self.cut() },
            13 => Command::HideRoom { room: RoomId(self.rng.random_range(0..4)), hidden: self.rng.random() },
            14 => Command::HideChapter { from: self.rng.random_range(0..3) },
            15 => Command::RemoveChapter { from: self.rng.random_range(0..3) },
            _ => Command::EndActivity,
        }
    }

    /// One of few, so that some are put back.
    fn cut(&mut self) -> Cut {
        let (from, to) = (self.rng.random_range(0..4) * 500, self.rng.random_range(0..4) * 1_000);
        let take = || Take { session: SessionId(Uuid::from_u128(1)), duration: 2_000 };
        Cut { take: self.rng.random_bool(0.3).then(take), ..Cut::out(from, to) }
    }

    fn activity(&mut self) -> Activity {
        let kinds = [
            ActivityKind::Lecture,
            ActivityKind::Discussion,
            ActivityKind::Individual,
            ActivityKind::Group,
            ActivityKind::Break,
        ];
        let title = if self.rng.random_bool(0.1) { self.text() } else { "Waves".into() };
        let planned = self.rng.random_bool(0.6).then(|| self.duration());
        Activity { kind: *kinds.choose(&mut self.rng).expect("not empty"), title, planned }
    }
}
