//! Polls: who learns what and when; what is stored of an anonymous answer; which ballots are refused.

use protocol::{
    Audience, Command, CommandResult, ErrorCode, Event, EventBody, PollId, Snapshot,
    http::Seat,
    polls::{Answer, Choice, Counts, Form, Key, Tally},
};
use server_tests::{
    client::Client,
    plan::{ask, words},
    server::{Class, TestServer},
};

const POLL: PollId = PollId(1);

fn choices(texts: &[&str]) -> Vec<Choice> {
    texts.iter().map(|text| Choice { text: (*text).to_owned() }).collect()
}

fn chosen(choices: &[u32]) -> Answer {
    Answer::Choices { choices: choices.to_vec() }
}

fn answer(answer: Answer) -> Command {
    Command::AnswerPoll { poll: POLL, answer }
}

fn single() -> Form {
    Form::Single { choices: choices(&["one", "two", "three"]) }
}

/// Guests with their seats.
async fn guests(server: &TestServer, class: &Class<'_>, count: usize) -> Vec<(Seat, Client)> {
    let mut guests = Vec::new();
    for number in 0..count {
        let seat = class.guests_seat(&format!("Guest {number}")).await;
        let client = Client::enter(server.web(), &seat).await;
        guests.push((seat, client));
    }
    guests
}

/// Checks that these events contain no other's answer, no key too early, and no count that was not shared.
fn hides_what_is_not_theirs(events: &[Event], you: &Seat) {
    let mut closed = false;
    for event in events {
        match &event.body {
            EventBody::PollClosed { .. } => closed = true,
            EventBody::PollKeySet { .. } => assert!(closed && event.audience == Audience::Everyone, "{event:?}"),
            EventBody::BallotCast { participant, .. } => assert_eq!(*participant, you.participant, "{event:?}"),
            EventBody::PollTallied { .. } | EventBody::PollPrepared { .. } => panic!("{event:?}"),
            _ => {}
        }
    }
}

fn poll(snapshot: &Snapshot) -> &protocol::polls::Poll {
    &snapshot.polls[0]
}

/// CVE-2022-41964, CVE-2022-23490 and GHSA-rj5g-9fmh-p5fj: in other products, students received others' answers and the
/// counts.
#[tokio::test]
async fn a_student_learns_of_their_own_answer_the_key_at_the_end_and_the_count_once_shared() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let visitor = server.visitor();
    let mut ada = class.instructor().await;
    let mut guests = guests(&server, &class, 3).await;
    let key = Key { right: chosen(&[1]), tolerance: 0, points: 5, explanation: "since 1+1".into() };
    ada.must(ask(single(), false, Some(key.clone()))).await;
    for (choice, (_, guest)) in guests.iter_mut().enumerate() {
        guest.must(answer(chosen(&[choice as u32]))).await;
    }
    for (seat, guest) in &mut guests {
        hides_what_is_not_theirs(&guest.events_so_far().await, seat);
        hides_what_is_not_theirs(&visitor.journal(seat, 1).await.events, seat);
        let json = serde_json::to_string(&visitor.journal(seat, 1).await.events).unwrap();
        assert!(!json.contains("since 1+1"), "the key, before the end: {json}");
        let snapshot = Client::enter(server.web(), seat).await.snapshot.unwrap();
        let poll = poll(&snapshot);
        assert_eq!((poll.quiz, &poll.key, &poll.tally, &poll.shared), (true, &None, &None, &None));
        assert_eq!(poll.answered, [seat.participant]);
        assert!(poll.ballots.iter().all(|ballot| ballot.participant == seat.participant));
    }
    let view = class.instructor().await.snapshot.unwrap();
    assert_eq!((poll(&view).ballots.len(), &poll(&view).key), (3, &Some(key.clone())));

    // The guests' seats have new sockets by now.
    for (seat, guest) in &mut guests {
        *guest = Client::enter(server.web(), seat).await;
    }
    let mut ada = class.instructor().await;
    ada.must(Command::ClosePoll { poll: POLL }).await;
    for (seat, guest) in &mut guests {
        let events = guest.events_so_far().await;
        hides_what_is_not_theirs(&events, seat);
        let told = EventBody::PollKeySet { poll: POLL, key: key.clone() };
        assert!(events.iter().any(|event| event.body == told), "{events:?}");
        assert_eq!(guest.refusal(answer(chosen(&[1]))).await, ErrorCode::PollClosed);
        assert_eq!(guest.refusal(Command::ShareResults { poll: POLL, hide: vec![] }).await, ErrorCode::Forbidden);
        let snapshot = Client::enter(server.web(), seat).await.snapshot.unwrap();
        assert_eq!((&poll(&snapshot).tally, &poll(&snapshot).shared, poll(&snapshot).ballots.len()), (&None, &None, 1));
        hides_what_is_not_theirs(&visitor.journal(seat, 1).await.events, seat);
    }
    ada.must(Command::ShareResults { poll: POLL, hide: vec![] }).await;
    let tally = Tally { ballots: 3, counts: Some(Counts::Choices { counts: vec![1, 1, 1] }) };
    for (seat, _) in &guests {
        let events = visitor.journal(seat, 1).await.events;
        hides_what_is_not_theirs(&events, seat);
        assert!(events.iter().any(|event| event.body == EventBody::ResultsShared { poll: POLL, tally: tally.clone() }));
    }
    server.stop().await;
}

#[tokio::test]
async fn nothing_links_an_anonymous_answer_to_who_gave_it() {
    // An order that is neither that of the seats nor that of the alphabet.
    const WORDS: [&str; 5] = ["quince-17", "apricot-4", "medlar-99", "zwetschge-3", "banana-8"];
    let server = TestServer::start().await;
    let class = server.class().await;
    let visitor = server.visitor();
    let mut ada = class.instructor().await;
    let mut guests = guests(&server, &class, 5).await;
    let holds = |bytes: &[u8], word: &str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
    ada.must(ask(Form::Text, true, None)).await;
    for ((_, guest), word) in guests.iter_mut().zip(WORDS) {
        guest.must(answer(words("something else first"))).await;
        guest.must(answer(words(word))).await;
    }
    let bytes = server.database_bytes();
    for word in WORDS.iter().chain(&["something else first"]) {
        assert!(!holds(&bytes, word), "{word} is on disk while the poll is open");
    }
    let count =
        |events: &[Event]| events.iter().filter(|event| matches!(event.body, EventBody::BallotCast { .. })).count();
    assert_eq!(count(&ada.events_so_far().await), 5, "thinking again is no news");

    ada.must(Command::ClosePoll { poll: POLL }).await;
    let seat = class.instructors_seat().await;
    let events = visitor.journal(&seat, 1).await.events;
    for event in &events {
        let json = serde_json::to_string(event).unwrap();
        let told = WORDS.iter().filter(|word| json.contains(*word)).count();
        match &event.body {
            EventBody::PollTallied { tally: Tally { counts: Some(Counts::Texts { texts }), .. }, .. } => {
                let texts: Vec<_> = texts.iter().map(|one| one.text.as_str()).collect();
                assert_eq!(texts, ["apricot-4", "banana-8", "medlar-99", "quince-17", "zwetschge-3"], "by alphabet");
            }
            EventBody::BallotCast { answer, .. } => assert_eq!((answer, told), (&None, 0)),
            _ => assert_eq!(told, 0, "{json}"),
        }
    }
    // The disk holds only that journal: each word stands only where the count does.
    let server = server.restart().await;
    let bytes = server.database_bytes();
    for word in WORDS {
        let places = bytes.windows(word.len()).filter(|window| *window == word.as_bytes()).count();
        assert_eq!(places, 1, "{word}");
    }
    assert!(!holds(&bytes, "something else first"));
    let ada = Client::enter(server.web(), &seat).await.snapshot.unwrap();
    assert!(poll(&ada).ballots.is_empty());
    server.stop().await;
}

#[tokio::test]
async fn an_anonymous_answer_that_a_restart_has_lost_is_given_when_it_is_sent_again() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut ada = class.instructor().await;
    let seat = class.guests_seat("Gus").await;
    let mut gus = Client::enter(server.web(), &seat).await;
    ada.must(ask(single(), true, None)).await;
    let said = gus.say(answer(chosen(&[1]))).await;
    assert_eq!(gus.answer(said).await, Ok(CommandResult::Done));
    drop((ada, gus));
    let server = server.restart().await;
    let mut gus = Client::enter(server.web(), &seat).await;
    assert!(poll(gus.snapshot.as_ref().unwrap()).answered.is_empty());
    gus.say_again(said, answer(chosen(&[1]))).await;
    assert_eq!(gus.answer(said).await, Ok(CommandResult::Done));
    gus.event("the ballot", |body| matches!(body, EventBody::BallotCast { .. })).await;
    server.stop().await;
}

#[tokio::test]
async fn few_anonymous_answers_are_not_counted_out() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut ada = class.instructor().await;
    let mut guests = guests(&server, &class, 2).await;
    ada.must(ask(single(), true, None)).await;
    for (_, guest) in &mut guests {
        guest.must(answer(chosen(&[2]))).await;
    }
    ada.must(Command::ClosePoll { poll: POLL }).await;
    let tallied = ada.event("the count", |body| matches!(body, EventBody::PollTallied { .. })).await;
    assert_eq!(tallied.body, EventBody::PollTallied { poll: POLL, tally: Tally { ballots: 2, counts: None } });
    server.stop().await;
}

#[tokio::test]
async fn two_windows_of_one_seat_have_one_vote() {
    let server = TestServer::start().await;
    let class = server.class().await;
    for anonymous in [false, true] {
        let poll = PollId(1 + u32::from(anonymous));
        let answer = |choice| Command::AnswerPoll { poll, answer: chosen(&[choice]) };
        let mut ada = class.instructor().await;
        let mut guests = guests(&server, &class, 3).await;
        ada.must(ask(single(), anonymous, None)).await;
        for (_, guest) in &mut guests {
            guest.must(answer(0)).await;
        }
        // A vote from another device at the same time: the first window is superseded, and its vote does not count.
        let (seat, first) = &mut guests[0];
        let again = class.seat_again(seat.participant).await;
        let mut second = Client::enter(server.web(), &again).await;
        first.say(answer(1)).await;
        second.must(answer(2)).await;
        second.must(answer(2)).await;
        assert_eq!(first.socket.farewell().await, Some(ErrorCode::Superseded));
        ada.must(Command::ClosePoll { poll }).await;
        let tallied = ada.event("the count", |body| matches!(body, EventBody::PollTallied { .. })).await;
        let tally = Tally { ballots: 3, counts: Some(Counts::Choices { counts: vec![2, 0, 1] }) };
        assert_eq!(tallied.body, EventBody::PollTallied { poll, tally });
    }
    server.stop().await;
}

/// CVE-2025-61601: in another product, a huge list of answers took the server down.
#[tokio::test]
async fn huge_lists_are_refused_and_harm_nobody() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut ada = class.instructor().await;
    let mut bystander = class.guest("Bea").await;
    let mut guests = guests(&server, &class, 2).await;
    let many = vec![Choice { text: "x".into() }; 2_000];
    assert_eq!(ada.refusal(ask(Form::Single { choices: many }, false, None)).await, ErrorCode::QuestionInvalid);
    assert_eq!(
        ada.refusal(ask(Form::Scale { steps: u32::MAX, low: String::new(), high: String::new() }, false, None)).await,
        ErrorCode::QuestionInvalid
    );
    ada.must(ask(Form::Multiple { choices: choices(&["one", "two", "three"]) }, false, None)).await;
    let guest = &mut guests[0].1;
    let huge: Vec<u32> = (0..20_000).collect();
    for wrong in
        [chosen(&huge), chosen(&vec![0; 20_000]), chosen(&[]), chosen(&[3]), chosen(&[u32::MAX]), chosen(&[1, 0])]
    {
        assert_eq!(guest.refusal(answer(wrong)).await, ErrorCode::AnswerInvalid);
    }
    for wrong in [words("one"), Answer::Number { value: 1 }, Answer::Order { order: huge.clone() }] {
        assert_eq!(guest.refusal(answer(wrong)).await, ErrorCode::AnswerInvalid);
    }
    assert!(guest.is_in_class().await);
    let flood = &mut guests[1].1;
    flood.say(answer(chosen(&vec![1; 100_000]))).await;
    assert_eq!(flood.socket.farewell().await, Some(ErrorCode::TooLarge));
    let mut back = Client::enter(server.web(), &guests[1].0).await;
    back.must(answer(chosen(&[0, 2]))).await;
    assert!(bystander.is_in_class().await);
    server.stop().await;
}

/// CVE-2025-61602: in another product, a malformed emoji took the clients down.
#[tokio::test]
async fn malformed_reactions_are_refused_and_reach_nobody() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut bystander = class.guest("Bea").await;
    let mut guest = class.guest("Gus").await;
    bystander.events_so_far().await;
    let long = format!("\"{}\"", "💥".repeat(10_000));
    for reaction in
        ["\"💥\"", "\"\\ud83d\"", "\"\\u0000\"", "\"\"", "null", "{\"a\":[[[]]]}", "[\"agree\"]", "7", &long]
    {
        let frame = format!(r#"{{"type":"command","id":77,"command":{{"do":"react","reaction":{reaction}}}}}"#);
        guest.socket.send_text(&frame).await;
        assert_eq!(guest.answer(77.into()).await.unwrap_err().code, ErrorCode::BadFrame, "{reaction:.40}");
    }
    assert_eq!(bystander.events_so_far().await, []);
    assert!(guest.is_in_class().await);
    server.stop().await;
}
