//! Polls, quizzes, the agenda and feedback.

use live::{Input, Viewer};
use protocol::{
    Audience, Command, ErrorCode, Event, EventBody, Millis, ParticipantId, PollId, Role, RoomId,
    agenda::{Activity, ActivityKind, Feedback},
    limits,
    polls::{Answer, Ask, Choice, Counts, Form, Key, Poll, Question, Tally},
    rooms::{RoomRules, RoomWatching},
};

use crate::class::{Class, GUEST, HELPER, STUDENT, TEACHER, room};

impl Class {
    fn asks(&mut self, question: Question) {
        let made = self.does(TEACHER, start(question, None)).unwrap();
        assert!(matches!(made[..], [EventBody::PollStarted { .. }]), "{made:?}");
    }

    fn answers(&mut self, id: u32, poll: u32, answer: Answer) -> Result<Vec<EventBody>, ErrorCode> {
        self.does(id, Command::AnswerPoll { poll: PollId(poll), answer })
    }

    fn closes(&mut self, poll: u32) -> Vec<EventBody> {
        self.does(HELPER, Command::ClosePoll { poll: PollId(poll) }).unwrap()
    }

    fn shares(&mut self, poll: u32, hide: &[&str]) -> Result<Vec<EventBody>, ErrorCode> {
        let hide = hide.iter().map(|&text| text.to_owned()).collect();
        self.does(TEACHER, Command::ShareResults { poll: PollId(poll), hide })
    }

    fn poll(&self, poll: u32, viewer: u32) -> Poll {
        self.sees(viewer).polls.into_iter().find(|p| p.id == PollId(poll)).unwrap()
    }
}

fn start(question: Question, key: Option<Key>) -> Command {
    Command::StartPoll { ask: Ask::New { question, key }, room: None, duration: None }
}

fn question(form: Form) -> Question {
    Question { text: "And?".into(), form, anonymous: false }
}

fn secret(form: Form) -> Question {
    Question { anonymous: true, ..question(form) }
}

fn items<const N: usize>(texts: [&str; N]) -> Vec<Choice> {
    texts.map(|text| Choice { text: text.into() }).into()
}

fn choose(choices: &[u32]) -> Answer {
    Answer::Choices { choices: choices.to_vec() }
}

fn words(text: &str) -> Answer {
    Answer::Text { text: text.into() }
}

fn order(order: &[u32]) -> Answer {
    Answer::Order { order: order.to_vec() }
}

fn number(value: i64) -> Answer {
    Answer::Number { value }
}

fn key(right: Answer) -> Key {
    Key { right, tolerance: 0, points: 1, explanation: String::new() }
}

fn scale(steps: u32) -> Form {
    Form::Scale { steps, low: "low".into(), high: String::new() }
}

#[test]
fn questions_that_cannot_be_asked_are_refused() {
    let long = |chars: usize| "é".repeat(chars + 1);
    let many = || (0..=limits::CHOICES_MAX).map(|i| Choice { text: i.to_string() }).collect::<Vec<_>>();
    let texts = ["", " \u{200B}", "a\0b", &long(limits::QUESTION_CHARS)];
    let mut bad: Vec<Question> = texts.map(|text| Question { text: text.into(), ..question(Form::YesNo) }).into();
    bad.extend(
        [
            Form::Single { choices: items(["one"]) },
            Form::Single { choices: many() },
            Form::Multiple { choices: items(["a", " a "]) },
            Form::Multiple { choices: items(["a", ""]) },
            Form::Order { choices: items(["a", &long(limits::CHOICE_CHARS)]) },
            scale(1),
            scale(limits::CHOICES_MAX as u32 + 1),
            scale(u32::MAX),
            Form::Scale { steps: 5, low: long(limits::CHOICE_CHARS), high: String::new() },
        ]
        .map(question),
    );
    let mut class = Class::with(0);
    for question in bad {
        let ask = start(question.clone(), None);
        assert_eq!(class.does(TEACHER, ask), Err(ErrorCode::QuestionInvalid), "{question:?}");
        let prepare = Command::PreparePoll { question, key: None };
        assert_eq!(class.does(TEACHER, prepare), Err(ErrorCode::QuestionInvalid));
    }
}

#[test]
fn keys_must_fit_their_question() {
    let single = question(Form::Single { choices: items(["a", "b"]) });
    let (yes, nearly) = (key(choose(&[0])), Key { tolerance: 5, ..key(number(9_810)) });
    let bad = [
        (single.clone(), key(choose(&[2]))),
        (single.clone(), key(choose(&[]))),
        (single.clone(), key(words("a"))),
        (single.clone(), Key { tolerance: 1, ..yes.clone() }),
        (single.clone(), Key { points: limits::POINTS + 1, ..yes.clone() }),
        (single.clone(), Key { explanation: "é".repeat(limits::EXPLANATION_CHARS + 1), ..yes.clone() }),
        (question(scale(5)), yes.clone()),
        (question(Form::Number), Key { tolerance: -1, ..nearly.clone() }),
        (question(Form::Number), Key { tolerance: i64::MAX, ..nearly.clone() }),
        (question(Form::Number), key(number(limits::ANSWER_THOUSANDTHS + 1))),
        (question(Form::Text), key(words(" "))),
    ];
    let mut class = Class::with(0);
    for (question, key) in bad {
        let ask = start(question, Some(key.clone()));
        assert_eq!(class.does(TEACHER, ask), Err(ErrorCode::QuestionInvalid), "{key:?}");
    }
    for (question, key) in [(single, yes), (question(Form::Number), nearly)] {
        let made = class.does(TEACHER, start(question, Some(key.clone()))).unwrap();
        assert!(
            matches!(&made[..], [EventBody::PollStarted { quiz: true, .. }, EventBody::PollKeySet { key: set, .. }] if *set == key)
        );
    }
}

#[test]
fn answers_that_do_not_fit_are_refused() {
    let abc = || items(["a", "b", "c"]);
    let huge = vec![0; 30_000];
    let long = words(&"é".repeat(limits::ANSWER_CHARS + 1));
    let beyond = limits::ANSWER_THOUSANDTHS + 1;
    let cases = [
        (Form::Single { choices: abc() }, vec![choose(&[]), choose(&[0, 1]), choose(&[3]), choose(&huge), words("a")]),
        (
            Form::Multiple { choices: abc() },
            vec![choose(&[]), choose(&[1, 0]), choose(&[1, 1]), choose(&[0, 3]), choose(&huge), order(&[0, 1, 2])],
        ),
        (Form::YesNo, vec![choose(&[2]), choose(&[u32::MAX]), choose(&[0, 1])]),
        (scale(5), vec![choose(&[5]), choose(&[])]),
        (Form::Number, vec![number(beyond), number(-beyond), number(i64::MIN), words("1")]),
        (Form::Text, vec![words(""), words(" \u{200B} "), words("a\0b"), long]),
        (
            Form::Order { choices: abc() },
            vec![order(&[0, 1]), order(&[0, 1, 1]), order(&[0, 1, 3]), order(&huge), choose(&[0, 1, 2])],
        ),
    ];
    for (form, bad) in cases {
        let mut class = Class::with(0);
        class.asks(question(form));
        for answer in bad {
            assert_eq!(class.answers(STUDENT, 1, answer), Err(ErrorCode::AnswerInvalid));
        }
        assert!(class.poll(1, TEACHER).answered.is_empty());
    }
}

#[test]
fn who_is_not_asked_does_not_answer() {
    let mut class = Class::with(1);
    class.asks(question(Form::YesNo));
    for staff in [TEACHER, HELPER] {
        assert_eq!(class.answers(staff, 1, choose(&[0])), Err(ErrorCode::Forbidden));
    }
    assert_eq!(class.answers(STUDENT, 9, choose(&[0])), Err(ErrorCode::UnknownPoll));
    let elsewhere = |room| Command::StartPoll {
        ask: Ask::New { question: question(Form::YesNo), key: None },
        room: Some(RoomId(room)),
        duration: None,
    };
    assert_eq!(class.does(TEACHER, elsewhere(5)), Err(ErrorCode::UnknownRoom));
    class.does(TEACHER, elsewhere(0)).unwrap();
    assert!(class.answers(STUDENT, 2, choose(&[0])).is_ok());
    for command in [start(question(Form::YesNo), None), Command::ClosePoll { poll: PollId(1) }] {
        assert_eq!(class.does(STUDENT, command), Err(ErrorCode::Forbidden));
    }
}

/// The student in room 1, the guest in room 2; both rooms are asked the same quiz question, as polls 1 and 2.
fn asked_in_rooms() -> Class {
    let mut class = Class::with(1);
    let rules = RoomRules { watching: RoomWatching::Members, ..RoomRules::default() };
    class.does(TEACHER, Command::OpenRooms { rooms: vec![room(&[STUDENT]), room(&[GUEST])], rules }).unwrap();
    for (who, poll, room) in [(STUDENT, 1, 1), (GUEST, 2, 2)] {
        let ask = Ask::New { question: question(Form::YesNo), key: Some(key(choose(&[0]))) };
        class.does(TEACHER, Command::StartPoll { ask, room: Some(RoomId(room)), duration: None }).unwrap();
        class.answers(who, poll, choose(&[0])).unwrap();
    }
    class
}

#[test]
fn what_a_room_answered_and_its_key_are_for_that_room() {
    let mut class = asked_in_rooms();
    class.closes(1);
    class.shares(1, &[]).unwrap();
    let known = |class: &Class, id| {
        let poll = class.poll(1, id);
        (poll.closed.is_some(), poll.key.is_some(), poll.shared.is_some())
    };
    assert_eq!(known(&class, STUDENT), (true, true, true));
    assert_eq!(known(&class, GUEST), (true, false, false), "the guest is asked the same question in room 2");
    assert_eq!(known(&class, 5), (true, false, false), "who is in the main room was not asked");
    assert_eq!(known(&class, HELPER), (true, true, true));
    let seen: Vec<&Event> = class
        .journal
        .iter()
        .filter(|event| live::visible(event, class.viewer(GUEST), class.session.state().membership()))
        .collect();
    let told = |event: &&Event| match &event.body {
        EventBody::PollKeySet { poll, .. } | EventBody::ResultsShared { poll, .. } => *poll == PollId(1),
        EventBody::PollClosed { key, .. } => key.is_some(),
        _ => false,
    };
    assert!(!seen.into_iter().any(|event| told(&event)), "nor does the journal tell");
    class.enters(5, 1).ok();
    assert_eq!(known(&class, 5), (true, false, false), "who comes later was not there");
}

#[test]
fn polls_of_a_room_close_with_it_and_staff_take_their_results_to_class() {
    let mut class = asked_in_rooms();
    let made = class.does(TEACHER, Command::CloseRooms { countdown: 0 }).unwrap();
    let closed: Vec<_> = made.iter().filter(|body| matches!(body, EventBody::PollClosed { .. })).collect();
    assert_eq!(closed.len(), 2);
    assert_eq!(class.poll(1, STUDENT).key, Some(key(choose(&[0]))), "they were there when it was closed");
    assert_eq!(class.poll(2, STUDENT).key, None);
    class.shares(1, &[]).unwrap();
    assert!(class.poll(1, GUEST).shared.is_some());
    assert_eq!(class.shares(1, &[]).unwrap(), [], "all know it already");
}

#[test]
fn results_that_a_room_has_seen_can_be_taken_to_class_when_it_is_closed() {
    let mut class = asked_in_rooms();
    class.closes(1);
    class.shares(1, &[]).unwrap();
    assert_eq!(class.shares(1, &[]).unwrap(), []);
    class.does(TEACHER, Command::CloseRooms { countdown: 0 }).unwrap();
    assert!(class.poll(1, GUEST).shared.is_none());
    class.shares(1, &[]).unwrap();
    assert!(class.poll(1, GUEST).shared.is_some());
}

#[test]
fn an_answer_counts_once_and_can_be_changed_until_the_end() {
    let mut class = Class::with(0);
    class.asks(question(Form::YesNo));
    assert_eq!(class.answers(STUDENT, 1, choose(&[0])).unwrap().len(), 1);
    assert_eq!(class.answers(STUDENT, 1, choose(&[0])).unwrap(), [], "said already");
    class.answers(STUDENT, 1, choose(&[1])).unwrap();
    class.answers(GUEST, 1, choose(&[1])).unwrap();
    let tally = Tally { ballots: 2, counts: Some(Counts::Choices { counts: vec![0, 2] }) };
    let closed = [
        EventBody::PollClosed { poll: PollId(1), key: None },
        EventBody::PollTallied { poll: PollId(1), tally: tally.clone() },
    ];
    assert_eq!(class.closes(1), closed);
    assert_eq!(class.closes(1), [], "closed already");
    assert_eq!(class.answers(GUEST, 1, choose(&[0])), Err(ErrorCode::PollClosed));
    assert_eq!(class.shares(1, &[]).unwrap(), [EventBody::ResultsShared { poll: PollId(1), tally }]);
    assert_eq!(class.shares(1, &[]).unwrap(), [], "shared already");
}

#[test]
fn a_poll_closes_when_its_time_is_over() {
    let mut class = Class::with(0);
    let ask = Ask::New { question: question(Form::YesNo), key: None };
    for wrong in [0, limits::DURATION_MS + 1, Millis::MAX] {
        let command = Command::StartPoll { ask: ask.clone(), room: None, duration: Some(wrong) };
        assert_eq!(class.does(TEACHER, command), Err(ErrorCode::QuestionInvalid));
    }
    class.does(TEACHER, Command::StartPoll { ask, room: None, duration: Some(30_000) }).unwrap();
    let until = class.now + 30_000;
    assert_eq!(class.session.next_deadline(), Some(until));
    class.now = until - 200;
    assert_eq!(class.answers(STUDENT, 1, choose(&[0])), Err(ErrorCode::PollClosed), "also before the tick");
    let outcome = class.input(Input::Tick).unwrap();
    assert!(matches!(outcome.events[..], [Event { body: EventBody::PollClosed { .. }, .. }, _]));
    assert_eq!(class.session.next_deadline(), None);
}

#[test]
fn all_polls_are_closed_before_the_session_ends() {
    let mut class = Class::with(0);
    class.asks(question(Form::YesNo));
    class.asks(secret(Form::YesNo));
    let made = class.does(TEACHER, Command::EndSession).unwrap();
    let closed = |body: &&EventBody| matches!(body, EventBody::PollClosed { .. });
    assert_eq!(made.iter().filter(closed).count(), 2);
    assert!(matches!(made.last(), Some(EventBody::SessionEnded { .. })));
}

#[test]
fn results_are_shared_once_it_is_closed_and_without_what_is_hidden() {
    let mut class = Class::with(1);
    class.asks(question(Form::Text));
    for (id, text) in [(STUDENT, "Rude"), (GUEST, "fine"), (5, " rude  ")] {
        class.answers(id, 1, words(text)).unwrap();
    }
    assert_eq!(class.shares(1, &[]), Err(ErrorCode::NotNow));
    class.closes(1);
    class.shares(1, &["RUDE "]).unwrap();
    let Some(Counts::Texts { texts }) = class.poll(1, GUEST).shared.unwrap().counts else { panic!("texts") };
    assert_eq!(texts.iter().map(|group| group.text.as_str()).collect::<Vec<_>>(), ["fine"]);
    assert_eq!(class.poll(1, GUEST).tally, None, "the whole count is for staff");
    assert_eq!(class.poll(1, TEACHER).tally.unwrap().ballots, 3);
}

#[test]
fn a_key_is_for_all_who_are_there_once_the_poll_is_closed() {
    let mut class = Class::with(0);
    let key = key(choose(&[1]));
    let prepare = Command::PreparePoll { question: question(Form::YesNo), key: Some(key.clone()) };
    class.does(TEACHER, prepare).unwrap();
    let prepared = Ask::Prepared { poll: PollId(1) };
    class.does(TEACHER, Command::StartPoll { ask: prepared, room: None, duration: None }).unwrap();
    assert_eq!((class.poll(2, STUDENT).key, class.poll(2, HELPER).key), (None, Some(key.clone())));
    let again = || Command::StartPoll { ask: Ask::Again { poll: PollId(2) }, room: None, duration: None };
    assert_eq!(class.does(TEACHER, again()), Err(ErrorCode::NotNow));
    class.closes(2);
    assert_eq!(class.poll(2, STUDENT).key, Some(key.clone()));
    class.does(TEACHER, again()).unwrap();
    let round = class.poll(3, HELPER);
    assert_eq!((round.again, round.quiz, round.key), (Some(PollId(2)), true, Some(key)));
    let unknown = Command::StartPoll { ask: Ask::Prepared { poll: PollId(2) }, room: None, duration: None };
    assert_eq!(class.does(TEACHER, unknown), Err(ErrorCode::UnknownPoll), "it was asked, not prepared");
}

#[test]
fn numbers_are_given_once() {
    let mut class = Class::with(0);
    let prepare = || Command::PreparePoll { question: question(Form::YesNo), key: None };
    class.does(TEACHER, prepare()).unwrap();
    let discard = |poll| Command::DiscardPoll { poll: PollId(poll) };
    assert_eq!(class.does(TEACHER, discard(1)).unwrap().len(), 1);
    assert_eq!(class.does(TEACHER, discard(1)).unwrap(), [], "discarded already");
    assert_eq!(class.does(TEACHER, discard(2)), Err(ErrorCode::UnknownPoll));
    class.restart();
    class.joins(TEACHER, Role::Instructor).unwrap();
    let made = class.does(TEACHER, prepare()).unwrap();
    assert!(matches!(made[..], [EventBody::PollPrepared { poll: PollId(2), .. }]));
}

#[test]
fn there_are_so_many_polls_and_no_more() {
    let mut class = Class::with(0);
    for _ in 0..limits::POLLS_OPEN {
        class.asks(question(Form::YesNo));
    }
    assert_eq!(class.does(TEACHER, start(question(Form::YesNo), None)), Err(ErrorCode::Full));
    let prepare = || Command::PreparePoll { question: question(Form::YesNo), key: None };
    for _ in limits::POLLS_OPEN..limits::POLLS {
        class.does(TEACHER, prepare()).unwrap();
    }
    assert_eq!(class.does(TEACHER, prepare()), Err(ErrorCode::Full));
}

/// What is stored, and all that is ever shown or logged of the state, holds no answer beside a person: each unique
/// answer is in the count alone, and the count is the same in whatever order they came.
#[test]
fn anonymous_answers_leave_no_trace() {
    let run = |voters: &[u32]| {
        let mut class = Class::with(20);
        class.asks(secret(Form::Text));
        for &id in voters {
            class.answers(id, 1, words(&format!("first thought {id}"))).unwrap();
            class.answers(id, 1, words(&format!("unique {id}"))).unwrap();
        }
        let before = everything(&class);
        assert!(!before.contains("unique") && !before.contains("thought"), "nothing is stored before the end");
        class.closes(1);
        class.shares(1, &[]).unwrap();
        class
    };
    let forwards: Vec<u32> = (STUDENT..24).collect();
    let backwards: Vec<u32> = forwards.iter().rev().copied().collect();
    let (one, other) = (run(&forwards), run(&backwards));
    let tally = one.poll(1, TEACHER).tally;
    assert_eq!(tally.as_ref().unwrap().ballots as usize, forwards.len());
    assert_eq!(tally, other.poll(1, TEACHER).tally, "a count has no order of arrival");
    assert!(!everything(&one).contains("thought"), "what was thought better of is forgotten");
    for event in &one.journal {
        let tells = serde_json::to_string(event).unwrap().contains("unique");
        let counts = matches!(event.body, EventBody::PollTallied { .. } | EventBody::ResultsShared { .. });
        assert_eq!(tells, counts, "{event:?}");
    }
    let poll = one.poll(1, TEACHER);
    assert!(poll.ballots.is_empty() && poll.answered.len() == forwards.len());
}

/// The journal, the snapshot of everybody, and what the session and its state print of themselves.
fn everything(class: &Class) -> String {
    let mut all = serde_json::to_string(&class.journal).unwrap();
    for person in class.session.state().participants() {
        let viewer = Viewer { participant: person.id, role: person.role };
        all += &serde_json::to_string(&class.session.snapshot_for(viewer)).unwrap();
    }
    all + &format!("{:?}{:?}", class.session.state(), class.session)
}

#[test]
fn few_anonymous_answers_are_not_told() {
    for (voters, told) in [(1, false), (2, false), (3, true)] {
        let mut class = Class::with(5);
        class.asks(secret(Form::YesNo));
        for id in STUDENT..STUDENT + voters {
            let made = class.answers(id, 1, choose(&[0])).unwrap();
            let participant = ParticipantId(id);
            assert_eq!(made, [EventBody::BallotCast { poll: PollId(1), participant, answer: None }]);
        }
        class.closes(1);
        let tally = class.poll(1, TEACHER).tally.unwrap();
        assert_eq!((tally.ballots, tally.counts.is_some()), (voters, told));
    }
}

#[test]
fn a_restart_loses_anonymous_answers_and_says_so() {
    let mut class = Class::with(2);
    class.asks(secret(Form::YesNo));
    class.asks(question(Form::YesNo));
    for id in STUDENT..=6 {
        class.answers(id, 1, choose(&[0])).unwrap();
        class.answers(id, 2, choose(&[0])).unwrap();
    }
    class.restart();
    assert!(class.poll(1, TEACHER).answered.is_empty());
    assert_eq!(class.poll(2, TEACHER).ballots.len(), 4);
    class.joins(STUDENT, Role::Student).unwrap();
    class.joins(HELPER, Role::Assistant).unwrap();
    class.answers(STUDENT, 1, choose(&[1])).unwrap();
    class.closes(1);
    assert_eq!(class.poll(1, TEACHER).tally, Some(Tally { ballots: 1, counts: None }));
}

#[test]
fn ballots_are_for_staff_and_their_owner() {
    let mut class = Class::with(0);
    class.asks(question(Form::YesNo));
    class.answers(STUDENT, 1, choose(&[0])).unwrap();
    class.answers(GUEST, 1, choose(&[1])).unwrap();
    let cast = class.journal.last().unwrap();
    assert_eq!(cast.audience, Audience::Staff { and: Some(ParticipantId(GUEST)) });
    assert_eq!(class.poll(1, HELPER).ballots.len(), 2);
    let own = class.poll(1, STUDENT);
    assert_eq!((own.ballots.len(), own.answered), (1, vec![ParticipantId(STUDENT)]));
}

fn activity(title: &str, planned: Option<Millis>) -> Activity {
    Activity { kind: ActivityKind::Group, title: title.into(), planned }
}

#[test]
fn plans_that_cannot_be_are_refused() {
    let mut class = Class::with(0);
    let set = |activities| Command::SetAgenda { activities };
    let bad = [
        vec![activity("", None); limits::ACTIVITIES + 1],
        vec![activity(&"é".repeat(limits::TITLE_CHARS + 1), None)],
        vec![activity("a\nb", None)],
        vec![activity("", Some(0))],
        vec![activity("", Some(limits::DURATION_MS + 1))],
    ];
    for activities in bad {
        assert_eq!(class.does(TEACHER, set(activities)), Err(ErrorCode::PlanInvalid));
    }
    class.does(TEACHER, set(vec![activity(" Lab ", Some(1))])).unwrap();
    assert_eq!(class.does(HELPER, set(vec![activity("Lab", Some(1))])).unwrap(), [], "that is the agenda");
    assert_eq!(class.does(STUDENT, set(Vec::new())), Err(ErrorCode::Forbidden));
    let begin = |position, activity| Command::StartActivity { position, activity };
    for wrong in [begin(Some(1), None), begin(None, None), begin(Some(0), Some(activity("", None)))] {
        assert_eq!(class.does(TEACHER, wrong), Err(ErrorCode::PlanInvalid));
    }
}

#[test]
fn an_activity_goes_on_until_staff_act() {
    let mut class = Class::with(0);
    let coffee = || Command::StartActivity { position: None, activity: Some(activity("Coffee", Some(60_000))) };
    assert_eq!(class.does(TEACHER, Command::ExtendActivity { by: 1 }), Err(ErrorCode::NothingToDo));
    class.does(TEACHER, coffee()).unwrap();
    let began = class.now;
    assert_eq!(class.does(TEACHER, coffee()).unwrap(), [], "it goes on");
    assert_eq!(class.session.next_deadline(), None, "nothing happens when its time is over");
    let more = |by| Command::ExtendActivity { by };
    assert_eq!(class.does(HELPER, more(0)), Err(ErrorCode::PlanInvalid));
    assert_eq!(class.does(HELPER, more(limits::DURATION_MS)), Err(ErrorCode::PlanInvalid));
    let until = |class: &mut Class, by| match class.does(HELPER, more(by)).unwrap()[..] {
        [EventBody::ActivityExtended { until }] => until,
        ref other => panic!("{other:?}"),
    };
    assert_eq!(until(&mut class, 5_000), began + 65_000, "from its end");
    class.now += 100_000;
    assert_eq!(until(&mut class, 5_000), class.now + 5_000, "from now, once that is over");
    class.now += 100_000;
    assert_eq!(class.does(TEACHER, coffee()).unwrap().len(), 1, "once more, when its time was over");
    assert_eq!(class.does(TEACHER, Command::EndActivity).unwrap(), [EventBody::ActivityEnded]);
    assert_eq!(class.does(TEACHER, Command::EndActivity).unwrap(), [], "ended already");
}

#[test]
fn feedback_is_for_staff_and_once() {
    let mut class = Class::with(0);
    let say = |feedback| Command::SetFeedback { feedback };
    assert_eq!(class.does(STUDENT, say(Some(Feedback::Slower))).unwrap().len(), 1);
    assert_eq!(class.journal.last().unwrap().audience, Audience::Staff { and: Some(ParticipantId(STUDENT)) });
    assert_eq!(class.does(STUDENT, say(Some(Feedback::Slower))).unwrap(), []);
    assert_eq!(class.does(GUEST, say(None)).unwrap(), []);
    assert_eq!(class.does(TEACHER, say(Some(Feedback::Yes))), Err(ErrorCode::Forbidden));
    assert_eq!(class.does(STUDENT, say(None)).unwrap().len(), 1);
}
