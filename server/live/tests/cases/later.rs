//! Later participation, and the end of class.

use std::collections::BTreeSet;

use live::{Arrival, Comer, Effect, Entry, Input, LateSecret, LateSecrets, Outcome, Purpose, RoomMembership, Viewer};
use protocol::{
    Command, Consent, ErrorCode, Event, EventBody, Later, Millis, ParticipantId, PollId, Role, RoomId, Settings,
    chat::ChatTo,
    limits,
    moderation::WithoutStaff,
    polls::{Answer, Ask, Choice, Form, Key, LateAnswers, LateCount, Question},
    presence::WaitCause,
    recording::Cut,
};

use crate::class::{Class, GUEST, HELPER, STUDENT, TEACHER};

const ABSENT: u32 = 40;

fn later(unix: Millis, anchor: Option<Millis>) -> Later {
    Later { unix, anchor }
}

impl Class {
    /// Somebody does something with a moved cursor, a second of wall time after the act before.
    pub(crate) fn does_later(
        &mut self,
        id: u32,
        anchor: Option<Millis>,
        command: Command,
    ) -> Result<Vec<EventBody>, ErrorCode> {
        self.acts_later(id, anchor, command).map(|outcome| outcome.events.into_iter().map(|event| event.body).collect())
    }

    fn acts_later(&mut self, id: u32, anchor: Option<Millis>, command: Command) -> Result<Outcome, ErrorCode> {
        self.act_together(id, Vec::new(), anchor, command)
    }

    /// Somebody does something with a moved cursor, with others who agreed to it.
    pub(crate) fn act_together(
        &mut self,
        id: u32,
        company: Vec<Arrival>,
        anchor: Option<Millis>,
        command: Command,
    ) -> Result<Outcome, ErrorCode> {
        self.now += 1_000;
        self.input(Input::Later {
            participant: ParticipantId(id),
            name: "Lena".into(),
            role: Role::Student,
            consent: Consent::default(),
            near_ban: false,
            later: later(1_000_000 + self.now, anchor),
            company,
            command,
        })
    }

    fn puts(&mut self, anonymous: bool) -> PollId {
        let choices = ["Red", "Blue"].map(|text| Choice { text: text.into() }).into();
        let question = Question { text: "Which?".into(), form: Form::Single { choices }, anonymous };
        let ask = Ask::New { question, key: None };
        self.does(TEACHER, Command::StartPoll { ask, room: None, duration: None }).unwrap();
        self.session.state().polls().last().expect("it was asked").id
    }

    pub(crate) fn staff_leave(&mut self) {
        self.does(TEACHER, Command::Leave).unwrap();
        self.does(HELPER, Command::Leave).unwrap();
    }

    pub(crate) fn ends(&mut self) {
        self.does(TEACHER, Command::EndSession).unwrap();
    }
}

fn says(text: &str) -> Command {
    Command::SendChat { text: text.into(), to: ChatTo::MAIN }
}

fn answers(poll: PollId, choice: u32) -> Command {
    Command::AnswerPoll { poll, answer: Answer::Choices { choices: vec![choice] } }
}

#[test]
fn an_absent_student_writes_at_a_moment_after_class() {
    let mut class = Class::with(0);
    class.waits(60_000);
    class.ends();
    let end = class.session.state().at();
    let made = class.does_later(ABSENT, Some(30_000), says("What does this mean?")).unwrap();
    assert!(matches!(made[..], [EventBody::ViewerJoined { .. }, EventBody::ChatSent { .. }]), "{made:?}");
    let seen = class.sees(STUDENT);
    let message = seen.chat.last().unwrap();
    assert_eq!((message.at, message.later.unwrap().anchor), (end, Some(30_000)), "class time stands still");
    let viewer = seen.participants.iter().find(|person| person.id.0 == ABSENT).unwrap();
    assert!(!viewer.present && viewer.name == "Lena", "{viewer:?}");
    let made = class.does_later(ABSENT, None, says("I see")).unwrap();
    assert_eq!(made.len(), 1, "they are introduced once");
}

#[test]
fn a_viewer_writes_while_class_is_live_without_being_present() {
    let mut class = Class::with(0);
    let before = class.session.present_count();
    class.does_later(ABSENT, Some(0), says("I am behind")).unwrap();
    assert_eq!(class.session.present_count(), before);
    assert_eq!(class.does_later(ABSENT, Some(Millis::MAX), says("From the future")), Err(ErrorCode::NotNow));
}

#[test]
fn a_late_answer_is_marked_and_not_in_the_count_of_class() {
    let mut class = Class::with(0);
    let poll = class.puts(false);
    class.does(STUDENT, answers(poll, 0)).unwrap();
    class.does(TEACHER, Command::ClosePoll { poll }).unwrap();
    class.does_later(ABSENT, None, answers(poll, 1)).unwrap();
    class.ends();
    class.does_later(GUEST, Some(500), answers(poll, 1)).unwrap();
    let staff = class.sees(TEACHER);
    let asked = staff.polls.iter().find(|asked| asked.id == poll).unwrap();
    assert_eq!(asked.tally.as_ref().unwrap().ballots, 1);
    let late: Vec<u32> = asked.late.iter().map(|ballot| ballot.participant.0).collect();
    assert_eq!(late, [GUEST, ABSENT]);
    let own = &class.sees(GUEST).polls[0];
    assert_eq!((own.late.len(), own.ballots.len()), (1, 0), "one sees one's own");
}

#[test]
fn whoever_answered_in_class_does_not_answer_again_later_and_others_may_change_their_minds() {
    let mut class = Class::with(0);
    let poll = class.puts(false);
    class.does(STUDENT, answers(poll, 0)).unwrap();
    class.ends();
    assert_eq!(class.does_later(STUDENT, None, answers(poll, 1)), Err(ErrorCode::AlreadyAnswered));
    class.does_later(GUEST, None, answers(poll, 1)).unwrap();
    assert_eq!(class.does_later(GUEST, None, answers(poll, 1)).unwrap(), [], "they said so already");
    class.does_later(GUEST, None, answers(poll, 0)).unwrap();
    let late = |class: &Class| class.sees(TEACHER).polls[0].late.clone();
    let [ref ballot] = late(&class)[..] else { panic!("each person counts once") };
    assert_eq!(ballot.answer, Answer::Choices { choices: vec![0] }, "the last answer counts");
    class.does_later(TEACHER, None, Command::CloseSession).unwrap();
    assert_eq!(class.does_later(GUEST, None, answers(poll, 1)), Err(ErrorCode::SessionClosed));
    assert_eq!(late(&class).len(), 1);
    assert_eq!(class.does_later(ABSENT, None, answers(poll, 9)), Err(ErrorCode::SessionClosed));
    class.does_later(TEACHER, None, Command::ReopenSession).unwrap();
    assert_eq!(class.does_later(ABSENT, None, answers(poll, 9)), Err(ErrorCode::AnswerInvalid));
}

#[test]
fn staff_close_the_late_answers_of_a_poll_and_take_them_again() {
    let set = |poll, late_answers| Command::SetLateAnswers { poll, late_answers };
    let mut class = Class::with(0);
    let poll = class.puts(false);
    assert_eq!(class.does_later(TEACHER, None, set(poll, LateAnswers::Closed)), Err(ErrorCode::NotNow), "it is open");
    class.does(TEACHER, Command::ClosePoll { poll }).unwrap();
    class.does(TEACHER, Command::ShareResults { poll, hide: Vec::new() }).unwrap();
    class.joins(ABSENT, Role::Student).unwrap();
    assert_eq!(class.knows(ABSENT, poll), (false, false), "they can answer");
    class.does_later(HELPER, None, set(poll, LateAnswers::Closed)).unwrap();
    assert_eq!(class.does_later(ABSENT, None, answers(poll, 0)), Err(ErrorCode::LateAnswersClosed));
    assert_eq!(class.knows(ABSENT, poll), (false, true), "they cannot any more");
    class.does_later(TEACHER, None, set(poll, LateAnswers::Open)).unwrap();
    assert_eq!(class.knows(ABSENT, poll), (false, false));
    assert_eq!(class.does_later(TEACHER, None, set(poll, LateAnswers::Open)).unwrap(), [], "they are taken already");
    class.does_later(ABSENT, None, answers(poll, 0)).unwrap();
    class.ends();
    assert_eq!(class.does_later(STUDENT, None, set(poll, LateAnswers::Closed)), Err(ErrorCode::Forbidden));
    assert_eq!(class.does_later(TEACHER, None, set(PollId(9), LateAnswers::Closed)), Err(ErrorCode::UnknownPoll));
    let before = class.session.state().clone();
    class.restart();
    assert_eq!(*class.session.state(), before);
}

#[test]
fn whoever_is_told_more_or_less_once_late_answers_are_closed_or_taken_again_is_welcomed_anew_and_nobody_else() {
    let mut class = Class::with(0);
    let poll = class.puts(false);
    class.does(STUDENT, answers(poll, 0)).unwrap();
    class.does(TEACHER, Command::ClosePoll { poll }).unwrap();
    class.does(TEACHER, Command::ShareResults { poll, hide: Vec::new() }).unwrap();
    class.joins(ABSENT, Role::Student).unwrap();
    let mut welcomed = |late_answers| {
        let outcome = class.acts_later(TEACHER, None, Command::SetLateAnswers { poll, late_answers }).unwrap();
        outcome.effects
    };
    let absent = || vec![Effect::Welcome { participant: ParticipantId(ABSENT) }];
    assert_eq!([welcomed(LateAnswers::Closed), welcomed(LateAnswers::Open)], [absent(), absent()]);
    class.does_later(ABSENT, None, answers(poll, 0)).unwrap();
    let outcome = class.acts_later(TEACHER, None, Command::SetLateAnswers { poll, late_answers: LateAnswers::Closed });
    assert_eq!(outcome.unwrap().effects, [], "they have answered, and know it");
}

#[test]
fn late_answers_are_taken_until_their_deadline() {
    let mut class = Class::with(0);
    let poll = class.puts(false);
    class.ends();
    let until = |class: &mut Class, unix| {
        let late_answers = LateAnswers::Until { unix };
        class.does_later(TEACHER, None, Command::SetLateAnswers { poll, late_answers })
    };
    // Each act comes a second after the one before, by the wall clock.
    let now = 1_000_000 + class.now + 1_000;
    assert_eq!(until(&mut class, now), Err(ErrorCode::BadTime), "it is over");
    assert_eq!(until(&mut class, now + 1_000 + limits::LATE_ANSWERS_AHEAD_MS + 1), Err(ErrorCode::BadTime));
    until(&mut class, now + 5_000).unwrap();
    class.does_later(GUEST, None, answers(poll, 0)).unwrap();
    class.does_later(GUEST, None, answers(poll, 1)).unwrap();
    assert_eq!(class.does_later(GUEST, None, answers(poll, 0)), Err(ErrorCode::LateAnswersClosed), "nor another mind");
    assert_eq!(class.does_later(ABSENT, None, answers(poll, 0)), Err(ErrorCode::LateAnswersClosed));
    let [ref ballot] = class.sees(TEACHER).polls[0].late[..] else { panic!("what was answered in time counts") };
    assert_eq!(ballot.answer, Answer::Choices { choices: vec![1] });
}

/// A quiz question of class: asked, answered by a student, closed, shared.
fn quizzed() -> (Class, PollId) {
    let mut class = Class::with(0);
    let poll = class.quizzes(Ask::New { question: yes_or_no(), key: Some(yes()) });
    (class, poll)
}

fn yes_or_no() -> Question {
    Question { text: "Clear?".into(), form: Form::YesNo, anonymous: false }
}

fn yes() -> Key {
    let right = Answer::Choices { choices: vec![0] };
    Key { right, tolerance: 0, points: 1, explanation: "It is.".into() }
}

impl Class {
    fn quizzes(&mut self, ask: Ask) -> PollId {
        self.does(TEACHER, Command::StartPoll { ask, room: None, duration: None }).unwrap();
        let poll = self.session.state().polls().last().expect("it was asked").id;
        self.does(STUDENT, answers(poll, 0)).unwrap();
        self.does(TEACHER, Command::ClosePoll { poll }).unwrap();
        self.does(TEACHER, Command::ShareResults { poll, hide: Vec::new() }).unwrap();
        poll
    }

    /// Whether somebody sees what is right in a poll, and what others answered.
    fn knows(&self, id: u32, poll: PollId) -> (bool, bool) {
        let poll = self.sees(id).polls.into_iter().find(|asked| asked.id == poll).expect("it was asked");
        (poll.key.is_some(), poll.shared.is_some())
    }
}

#[test]
fn what_is_right_and_what_others_answered_is_shown_to_those_who_answer_later() {
    let (mut class, poll) = quizzed();
    assert_eq!(class.knows(STUDENT, poll), (true, true));
    assert_eq!(class.knows(GUEST, poll), (true, true), "they were there, and did not answer");
    assert_eq!(class.knows(ABSENT, poll), (false, false));
    class.does_later(ABSENT, None, answers(poll, 1)).unwrap();
    assert_eq!(class.knows(ABSENT, poll), (true, true));
    assert_eq!(class.does_later(ABSENT, None, answers(poll, 0)), Err(ErrorCode::AlreadyAnswered), "the first counts");
    class.ends();
    assert_eq!(class.knows(41, poll), (false, false));
    class.does_later(TEACHER, None, Command::CloseSession).unwrap();
    assert_eq!(class.knows(41, poll), (true, true), "nobody can answer any more");
    class.does_later(TEACHER, None, Command::ReopenSession).unwrap();
    assert_eq!(class.knows(41, poll), (false, false));
}

#[test]
fn whoever_comes_late_sees_what_is_told_while_they_are_there() {
    let mut class = Class::with(0);
    let ask = Ask::New { question: yes_or_no(), key: Some(yes()) };
    class.does(TEACHER, Command::StartPoll { ask, room: None, duration: None }).unwrap();
    let poll = PollId(1);
    class.does(TEACHER, Command::ClosePoll { poll }).unwrap();
    class.joins(ABSENT, Role::Student).unwrap();
    assert_eq!(class.knows(ABSENT, poll), (false, false));
    class.does(TEACHER, Command::ShareResults { poll, hide: Vec::new() }).unwrap();
    assert_eq!(class.knows(ABSENT, poll), (false, true), "all of the class looks at it");
}

#[test]
fn of_two_rounds_what_is_right_is_shown_after_the_second() {
    let (mut class, first) = quizzed();
    let second = class.quizzes(Ask::Again { poll: first });
    class.does_later(ABSENT, None, answers(first, 1)).unwrap();
    assert_eq!((class.knows(ABSENT, first), class.knows(ABSENT, second)), ((false, false), (false, false)));
    class.does_later(ABSENT, None, answers(second, 0)).unwrap();
    assert_eq!((class.knows(ABSENT, first), class.knows(ABSENT, second)), ((true, true), (true, true)));
}

#[test]
fn of_two_anonymous_rounds_what_is_right_is_shown_after_the_second() {
    let mut class = Class::with(0);
    let question = Question { anonymous: true, ..yes_or_no() };
    let first = class.quizzes(Ask::New { question, key: Some(yes()) });
    let second = class.quizzes(Ask::Again { poll: first });
    class.ends();
    let mut membership = class.session.state().membership().clone();
    let keys: Vec<&Event> =
        class.journal.iter().filter(|event| matches!(event.body, EventBody::PollKeySet { .. })).collect();
    let mut after = |answered: &[PollId]| {
        let voters: BTreeSet<_> = [ParticipantId(ABSENT)].into();
        let secrets = |&poll: &PollId| (poll, LateSecrets { voters: voters.clone(), told: Vec::new() });
        membership.tell_secrets(answered.iter().map(secrets));
        let viewer = Viewer { participant: ParticipantId(ABSENT), role: Role::Student };
        keys.iter().filter(|event| live::visible(event, viewer, &membership)).count()
    };
    assert_eq!([after(&[]), after(&[first]), after(&[first, second])], [0, 0, 2]);
}

#[test]
fn whoever_can_still_answer_the_first_of_two_rounds_does_not_read_what_is_right_in_the_second() {
    let (mut class, first) = quizzed();
    let second = class.quizzes(Ask::Again { poll: first });
    class.ends();
    let close = Command::SetLateAnswers { poll: second, late_answers: LateAnswers::Closed };
    class.does_later(TEACHER, None, close).unwrap();
    assert_eq!((class.knows(ABSENT, first), class.knows(ABSENT, second)), ((false, false), (false, false)));
    class.does_later(ABSENT, None, answers(first, 1)).unwrap();
    assert_eq!((class.knows(ABSENT, first).0, class.knows(ABSENT, second).0), (true, true));
}

#[test]
fn a_quiz_takes_no_answers_again_after_what_is_right_was_shown() {
    let (mut class, poll) = quizzed();
    let set = |class: &mut Class, late_answers| {
        class.does_later(TEACHER, None, Command::SetLateAnswers { poll, late_answers }).map(|made| made.len())
    };
    let soon = |class: &Class, ms| LateAnswers::Until { unix: 1_000_000 + class.now + ms };
    let (one, two) = (soon(&class, 3_000), soon(&class, 60_000));
    assert_eq!((set(&mut class, one), set(&mut class, two)), (Ok(1), Ok(1)), "a deadline that is not over is moved");
    class.now += 120_000;
    assert_eq!(class.knows(ABSENT, poll), (false, false), "nobody tells a session the time");
    let three = soon(&class, 60_000);
    assert_eq!(
        (set(&mut class, three), set(&mut class, LateAnswers::Open)),
        (Err(ErrorCode::NotNow), Err(ErrorCode::NotNow))
    );
    assert_eq!(set(&mut class, LateAnswers::Closed), Ok(1));
    assert_eq!(set(&mut class, LateAnswers::Open), Err(ErrorCode::NotNow));
    assert_eq!(class.does_later(ABSENT, None, answers(poll, 0)), Err(ErrorCode::LateAnswersClosed));
}

#[test]
fn whoever_was_there_for_the_first_round_alone_does_not_know_what_is_right_in_the_second() {
    let mut class = Class::with(0);
    let ask = Ask::New { question: yes_or_no(), key: Some(yes()) };
    class.does(TEACHER, Command::StartPoll { ask, room: None, duration: None }).unwrap();
    let first = PollId(1);
    class.does(STUDENT, answers(first, 1)).unwrap();
    class.loses(STUDENT);
    class.waits(120_000);
    class.does(TEACHER, Command::ClosePoll { poll: first }).unwrap();
    class.does(TEACHER, Command::StartPoll { ask: Ask::Again { poll: first }, room: None, duration: None }).unwrap();
    let second = PollId(2);
    class.does(TEACHER, Command::ClosePoll { poll: second }).unwrap();
    class.ends();
    assert_eq!((class.knows(STUDENT, first).0, class.knows(STUDENT, second).0), (false, false));
    class.does_later(STUDENT, None, answers(second, 0)).unwrap();
    assert_eq!((class.knows(STUDENT, first).0, class.knows(STUDENT, second).0), (true, true));
}

#[test]
fn what_is_right_in_a_question_that_is_put_later_is_known_to_nobody_before_they_answer() {
    let mut class = Class::with(0);
    class.waits(60_000);
    let ask = Ask::New { question: yes_or_no(), key: Some(yes()) };
    class.does_later(TEACHER, Some(1_000), Command::StartPoll { ask, room: None, duration: None }).unwrap();
    let poll = PollId(1);
    assert_eq!((class.knows(STUDENT, poll).0, class.knows(ABSENT, poll).0), (false, false));
    class.does_later(STUDENT, None, answers(poll, 1)).unwrap();
    assert_eq!((class.knows(STUDENT, poll).0, class.knows(ABSENT, poll).0), (true, false));
    class.session.check_invariants();
}

#[test]
fn a_question_in_what_is_cut_out_is_not_answered() {
    let (mut class, poll) = quizzed();
    class.waits(60_000);
    class.ends();
    let at = class.session.state().polls()[0].at;
    let cut = Cut::out(at, at + 10_000);
    class.does_later(TEACHER, None, Command::CutOut { cut }).unwrap();
    assert_eq!(class.does_later(ABSENT, None, answers(poll, 0)), Err(ErrorCode::UnknownPoll));
    class.does_later(TEACHER, None, Command::UndoCut { cut }).unwrap();
    class.does_later(ABSENT, None, answers(poll, 0)).unwrap();
}

#[test]
fn a_late_answer_to_an_anonymous_poll_is_the_callers_and_leaves_no_trace() {
    let mut class = Class::with(0);
    let poll = class.puts(true);
    class.does(STUDENT, answers(poll, 1)).unwrap();
    class.does(TEACHER, Command::ClosePoll { poll }).unwrap();
    assert_eq!(class.does_later(ABSENT, None, answers(poll, 0)), Err(ErrorCode::PollClosed), "class goes on");
    class.ends();
    let before = (class.journal.len(), class.session.state().clone());
    assert_eq!(class.does_later(STUDENT, None, answers(poll, 0)), Err(ErrorCode::AlreadyAnswered));
    assert_eq!(class.does_later(ABSENT, None, answers(poll, 7)), Err(ErrorCode::AnswerInvalid));
    let outcome = class.acts_later(ABSENT, None, answers(poll, 0)).unwrap();
    let LateSecret { poll: of, answer } = outcome.late_secret.clone().expect("an answer to keep");
    assert_eq!((of, answer), (poll, Answer::Choices { choices: vec![0] }));
    assert_eq!((outcome.events.len(), outcome.effects.len()), (0, 0), "not even that they were there");
    assert!(!format!("{outcome:?}").contains("choices"), "{outcome:?}");
    assert_eq!((class.journal.len(), class.session.state().clone()), before);
    let late_answers = LateAnswers::Closed;
    class.does_later(TEACHER, None, Command::SetLateAnswers { poll, late_answers }).unwrap();
    assert_eq!(class.does_later(ABSENT, None, answers(poll, 0)), Err(ErrorCode::LateAnswersClosed));
}

#[test]
fn what_others_answered_anonymously_is_kept_from_whoever_can_still_answer() {
    let mut class = Class::with(0);
    let poll = class.puts(true);
    class.does(TEACHER, Command::ClosePoll { poll }).unwrap();
    class.does(TEACHER, Command::ShareResults { poll, hide: Vec::new() }).unwrap();
    assert_eq!((class.knows(STUDENT, poll).1, class.knows(ABSENT, poll).1), (true, false), "who was there saw it");
    class.ends();
    let mut membership = class.session.state().membership().clone();
    let told = vec![Answer::Choices { choices: vec![1] }; 3];
    let voters = [ParticipantId(ABSENT)].into();
    let shared = class.journal.iter().find(|event| matches!(event.body, EventBody::ResultsShared { .. })).unwrap();
    let reads = |membership: &RoomMembership, id| {
        live::visible(shared, Viewer { participant: ParticipantId(id), role: Role::Student }, membership)
    };
    assert_eq!((reads(&membership, ABSENT), membership.has_anonymous_polls()), (false, true));
    membership.tell_secrets([(poll, LateSecrets { voters, told })]);
    assert_eq!((reads(&membership, ABSENT), reads(&membership, 41)), (true, false));
    assert_eq!(membership.answered_secretly(ParticipantId(ABSENT)), [poll]);
    let ballots = |counts: Vec<LateCount>| counts.iter().map(|count| count.tally.ballots).collect::<Vec<_>>();
    let counts = |id| ballots(membership.late_counts(|_| reads(&membership, id)));
    assert_eq!([counts(ABSENT), counts(41), ballots(membership.secret_counts())], [vec![3], vec![], vec![3]]);
}

#[test]
fn matters_of_the_moment_are_for_class_alone() {
    let mut class = Class::with(0);
    for command in [Command::RaiseHand, Command::Leave, Command::EnterRoom { room: RoomId(1) }] {
        assert_eq!(class.does_later(STUDENT, None, command), Err(ErrorCode::LiveOnly));
    }
    assert_eq!(
        class.does_later(STUDENT, None, Command::EndSession),
        Err(ErrorCode::Forbidden),
        "the table comes first"
    );
}

#[test]
fn a_closed_session_takes_nothing_until_it_is_opened_again() {
    let mut class = Class::with(0);
    assert_eq!(class.does_later(TEACHER, None, Command::CloseSession), Err(ErrorCode::NotNow), "class goes on");
    let message = class.says(STUDENT, "Rude");
    class.ends();
    assert_eq!(class.does_later(STUDENT, None, Command::CloseSession), Err(ErrorCode::Forbidden));
    class.does_later(TEACHER, None, Command::CloseSession).unwrap();
    let delete = Command::DeleteMessage { message };
    assert_eq!(class.does_later(STUDENT, None, delete.clone()), Err(ErrorCode::SessionClosed));
    assert!(class.does_later(TEACHER, None, delete).is_ok(), "staff take out what should not stay");
    assert!(class.sees(STUDENT).closed);
    assert_eq!(class.does_later(STUDENT, None, says("Too late")), Err(ErrorCode::SessionClosed));
    class.does_later(TEACHER, None, Command::ReopenSession).unwrap();
    class.does_later(STUDENT, None, says("In time")).unwrap();
}

#[test]
fn whoever_was_removed_takes_no_part_later() {
    let mut class = Class::with(0);
    class.does(TEACHER, Command::Remove { participant: ParticipantId(GUEST), ban: true }).unwrap();
    class.ends();
    assert_eq!(class.does_later(GUEST, None, says("Still here")), Err(ErrorCode::Banned));
}

#[test]
fn slow_mode_counts_what_is_written_in_class_and_later_together_while_class_is_live() {
    let mut class = Class::with(0);
    class.sets(Settings { chat_gap: 30_000, ..Settings::default() });
    class.says(STUDENT, "By the WebSocket");
    assert_eq!(class.does_later(STUDENT, None, says("By HTTP")), Err(ErrorCode::RateLimited));
    class.waits(30_000);
    class.does_later(STUDENT, None, says("By HTTP")).unwrap();
    let again = Command::SendChat { text: "By the WebSocket".into(), to: ChatTo::MAIN };
    assert_eq!(class.does(STUDENT, again), Err(ErrorCode::RateLimited));
}

#[test]
fn later_acts_keep_to_rates_in_wall_time() {
    let mut class = Class::with(0);
    class.ends();
    let at_once = |class: &mut Class| {
        let (participant, later) = (ParticipantId(STUDENT), later(5_000_000, None));
        let (name, role, consent) = ("Ben".into(), Role::Student, Consent::default());
        class
            .input(Input::Later {
                participant,
                name,
                role,
                consent,
                near_ban: false,
                later,
                company: Vec::new(),
                command: says("Again"),
            })
            .map(drop)
    };
    let accepted = (0..50).filter(|_| at_once(&mut class).is_ok()).count();
    assert_eq!(accepted, limits::CHAT_IN_WINDOW);
}

#[test]
fn what_is_written_in_class_and_later_counts_together_while_class_is_live() {
    let mut class = Class::with(0);
    for text in 0..limits::CHAT_IN_WINDOW {
        class.does(STUDENT, says(&text.to_string())).unwrap();
    }
    assert_eq!(class.does_later(STUDENT, None, says("One more")), Err(ErrorCode::RateLimited));
}

#[test]
fn slow_mode_holds_for_later_messages_by_the_wall_clock() {
    let mut class = Class::with(0);
    class.sets(Settings { chat_gap: 5_000, ..Settings::default() });
    class.ends();
    class.does_later(STUDENT, None, says("One")).unwrap();
    assert_eq!(class.does_later(STUDENT, None, says("Two")), Err(ErrorCode::RateLimited));
    class.now += 5_000;
    class.does_later(STUDENT, None, says("Three")).unwrap();
}

#[test]
fn a_session_with_later_acts_is_rebuilt() {
    let mut class = Class::with(0);
    class.ends();
    class.does_later(ABSENT, Some(10), says("Hello")).unwrap();
    class.does_later(TEACHER, None, Command::CloseSession).unwrap();
    let before = class.session.state().clone();
    class.restart();
    assert_eq!(*class.session.state(), before);
}

#[test]
fn a_class_without_staff_ends_by_itself() {
    let mut class = Class::with(0);
    class.staff_leave();
    let left = class.sees(STUDENT).staff_left.expect("all see that staff have left");
    let made = class.waits(limits::WITHOUT_STAFF_MS);
    assert!(matches!(made.last(), Some(EventBody::SessionEnded { by: None })), "{made:?}");
    assert_eq!(class.session.state().at(), left + limits::WITHOUT_STAFF_MS);
}

#[test]
fn a_class_that_everybody_has_left_ends_when_its_staff_have_been_gone_for_long() {
    let mut class = Class::with(0);
    class.staff_leave();
    let left = class.sees(STUDENT).staff_left.expect("staff have left");
    let people: Vec<_> = class.session.state().participants().iter().filter(|p| p.present).map(|p| p.id).collect();
    people.iter().for_each(|person| class.does(person.0, Command::Leave).map(drop).unwrap());
    class.waits(limits::WITHOUT_STAFF_MS);
    assert!(class.session.is_ended());
    assert_eq!(class.session.state().at(), left + limits::WITHOUT_STAFF_MS);
}

#[test]
fn a_class_without_staff_goes_on_when_its_settings_say_so() {
    let mut class = Class::with(0);
    class.sets(Settings { without_staff: WithoutStaff::GoesOn, ..Settings::default() });
    class.staff_leave();
    assert!(class.waits(2 * limits::WITHOUT_STAFF_MS).is_empty());
    assert!(!class.session.is_ended());
}

#[test]
fn staff_who_come_back_keep_class_going() {
    let mut class = Class::with(0);
    class.staff_leave();
    class.waits(limits::WITHOUT_STAFF_MS - 1);
    class.joins(HELPER, Role::Assistant).unwrap();
    assert_eq!(class.sees(STUDENT).staff_left, None);
    assert!(class.waits(limits::WITHOUT_STAFF_MS).is_empty());
}

#[test]
fn a_class_that_never_had_staff_is_not_ended_for_it() {
    let mut class = Class::empty();
    class.joins(GUEST, Role::Guest).unwrap();
    assert!(class.waits(2 * limits::WITHOUT_STAFF_MS).is_empty());
}

/// For each purpose: a newcomer, somebody who was in class, and the instructor.
#[test]
fn one_rule_decides_who_comes_in() {
    let mut class = Class::with(0);
    let newcomer = None;
    let comes = |class: &Class, seat: Option<u32>, near_ban, purpose| {
        let comer = Comer { seat: seat.map(ParticipantId), role: Role::Guest, name: "Noa".into(), near_ban };
        class.session.entry(&comer, purpose).map_err(|refusal| refusal.code)
    };
    let guest = |class: &Class, seat, purpose| comes(class, seat, false, purpose);
    for purpose in [Purpose::TakeSeat, Purpose::Connect, Purpose::Watch, Purpose::TakePart] {
        assert_eq!(guest(&class, newcomer, purpose), Ok(Entry::Open));
    }
    for (purpose, waits) in [
        (Purpose::TakeSeat, Ok(Entry::Waits(WaitCause::NearBan))),
        (Purpose::Connect, Ok(Entry::Waits(WaitCause::NearBan))),
        (Purpose::Watch, Err(ErrorCode::Waiting)),
        (Purpose::TakePart, Err(ErrorCode::Waiting)),
    ] {
        assert_eq!(comes(&class, newcomer, true, purpose), waits, "{purpose:?}");
        assert_eq!(comes(&class, Some(GUEST), true, purpose), Ok(Entry::Open), "who was in class passes");
    }
    class.sets(Settings { waiting_room: true, ..Settings::default() });
    for purpose in [Purpose::TakeSeat, Purpose::Connect] {
        assert_eq!(guest(&class, newcomer, purpose), Ok(Entry::Waits(WaitCause::WaitingRoom)));
    }
    assert_eq!(guest(&class, newcomer, Purpose::Watch), Err(ErrorCode::Waiting));
    assert_eq!(guest(&class, Some(GUEST), Purpose::Watch), Ok(Entry::Open), "who was in class passes");
    class.sets(Settings { locked: true, ..Settings::default() });
    for purpose in [Purpose::TakeSeat, Purpose::Connect, Purpose::Watch, Purpose::TakePart] {
        assert_eq!(guest(&class, newcomer, purpose), Err(ErrorCode::Locked));
        assert_eq!(guest(&class, Some(GUEST), purpose), Ok(Entry::Open), "{purpose:?}");
    }
    let owner = Comer { seat: None, role: Role::Instructor, name: format!("Person {TEACHER}"), near_ban: true };
    assert!(class.session.entry(&owner, Purpose::TakeSeat).is_ok());
    class.ends();
    assert_eq!(guest(&class, Some(GUEST), Purpose::Connect), Err(ErrorCode::SessionEnded));
}

#[test]
fn whoever_leaves_the_waiting_room_unadmitted_watches_nothing_while_class_is_live() {
    let mut class = Class::with(0);
    class.sets(Settings { waiting_room: true, ..Settings::default() });
    class.joins(9, Role::Guest).unwrap();
    class.does(9, Command::Leave).unwrap();
    let nine = Comer { seat: Some(ParticipantId(9)), role: Role::Guest, name: "Noa".into(), near_ban: false };
    let watch = class.session.entry(&nine, Purpose::Watch);
    assert_eq!(watch.map_err(|refusal| refusal.code), Err(ErrorCode::Waiting));
}

#[test]
fn staff_put_a_question_to_whoever_comes_to_a_moment() {
    let mut class = Class::with(0);
    class.waits(100_000);
    class.ends();
    let ask = |anonymous| {
        let question = Question { text: "Clear?".into(), form: Form::YesNo, anonymous };
        Command::StartPoll { ask: Ask::New { question, key: None }, room: Some(RoomId::MAIN), duration: Some(1_000) }
    };
    assert_eq!(class.does_later(STUDENT, Some(40_000), ask(false)), Err(ErrorCode::Forbidden));
    assert_eq!(class.does_later(TEACHER, Some(40_000), ask(true)), Err(ErrorCode::QuestionInvalid));
    assert_eq!(class.does_later(TEACHER, Some(900_000), ask(false)), Err(ErrorCode::NotNow), "class was over then");
    class.does_later(TEACHER, Some(40_000), ask(false)).unwrap();
    let poll = class.session.state().polls().last().expect("it was asked").clone();
    assert_eq!((poll.at, poll.closed, poll.room, poll.until), (40_000, Some(40_000), None, None));
    class.does_later(ABSENT, Some(40_000), answers(poll.id, 0)).unwrap();
    class.does_later(ABSENT, Some(40_000), answers(poll.id, 1)).unwrap();
    class.session.check_invariants();
    assert_eq!(class.session.state().polls().last().unwrap().late.len(), 1);
}

#[test]
fn staff_name_chapters_while_class_goes_on_and_when_it_is_over() {
    let name = |from, title: &str| Command::SetChapter { from, title: title.into() };
    let mut class = Class::with(0);
    class.waits(100_000);
    class.does(TEACHER, name(None, "  Now ")).unwrap();
    assert_eq!(class.does(TEACHER, name(Some(900_000), "To come")), Err(ErrorCode::NotNow));
    assert_eq!(class.does(STUDENT, name(None, "Mine")), Err(ErrorCode::Forbidden));
    class.ends();
    class.does_later(HELPER, Some(40_000), name(None, "Before")).unwrap();
    class.does_later(TEACHER, None, name(Some(40_000), "First")).unwrap();
    assert_eq!(class.does_later(TEACHER, None, name(Some(40_000), "First")).unwrap(), [], "it is called so already");
    let found = |class: &Class| {
        let chapters = &class.sees(TEACHER).chapters;
        chapters.iter().map(|chapter| (chapter.from, chapter.title.clone())).collect::<Vec<_>>()
    };
    let at = found(&class)[1].0;
    assert_eq!(found(&class), [(40_000, Some("First".to_owned())), (at, Some("Now".to_owned()))]);
    assert_eq!(class.does_later(ABSENT, None, Command::RemoveChapter { from: at }), Err(ErrorCode::Forbidden));
    class.does_later(TEACHER, None, Command::RemoveChapter { from: at }).unwrap();
    let hide = |from| Command::HideChapter { from };
    assert_eq!(class.does_later(ABSENT, None, hide(0)), Err(ErrorCode::Forbidden));
    assert_eq!(class.does_later(TEACHER, None, hide(900_000)), Err(ErrorCode::NotNow));
    class.does_later(HELPER, None, hide(40_000)).unwrap();
    assert_eq!(class.does_later(HELPER, None, hide(40_000)).unwrap(), [], "none begins there already");
    assert_eq!(found(&class), [(40_000, None)]);
    class.does_later(TEACHER, None, Command::RemoveChapter { from: 40_000 }).unwrap();
    assert_eq!(found(&class), [], "staff say nothing of it any more");
    for n in 1..=limits::CHAPTERS as Millis {
        let of_two = if n % 2 == 0 { name(Some(n), "One") } else { hide(n) };
        class.does_later(TEACHER, None, of_two).unwrap();
    }
    assert_eq!(class.does_later(TEACHER, None, hide(0)), Err(ErrorCode::Full));
    assert_eq!(class.does_later(TEACHER, None, name(Some(0), "Too many")), Err(ErrorCode::Full));
    class.session.check_invariants();
}
