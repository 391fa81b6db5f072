//! Later participation by HTTP: a message at a moment and a late answer, during class and after it.

use std::time::{Duration, Instant, SystemTime};

use protocol::{
    Command, ErrorCode, Event, EventBody, PollId, SessionId,
    chat::ChatTo,
    http::{JournalPage, LaterCommand, Seat, SessionState, SessionSummary, Timeline},
    limits,
    polls::{Answer, Ask, Form, Key, LateAnswers, Question},
};
use server_tests::{
    client::Client,
    server::{Class, TestServer},
    visitor::{Visitor, refused},
    within,
};

fn says(text: &str) -> Command {
    Command::SendChat { text: text.to_owned(), to: ChatTo::MAIN }
}

fn yes(poll: PollId) -> Command {
    Command::AnswerPoll { poll, answer: Answer::Choices { choices: vec![0] } }
}

/// Puts a question to the class and closes it again.
async fn closed_poll(instructor: &mut Client) -> PollId {
    let question = Question { text: "Clear?".into(), form: Form::YesNo, anonymous: false };
    let ask = Ask::New { question, key: None };
    instructor.must(Command::StartPoll { ask, room: None, duration: None }).await;
    let started = instructor.event("the poll", |body| matches!(body, EventBody::PollStarted { .. })).await;
    let EventBody::PollStarted { poll, .. } = started.body else { unreachable!("it was looked for") };
    instructor.must(Command::ClosePoll { poll }).await;
    poll
}

pub(crate) async fn is_over(class: &Class<'_>) {
    let over = async {
        loop {
            let sessions: Vec<SessionSummary> = class.owner.get("/api/sessions").await.expect("sessions");
            if sessions[0].state.is_over() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    within("the end of class", over).await;
}

fn text(event: &Event) -> Option<&str> {
    match &event.body {
        EventBody::ChatSent { text, .. } => Some(text),
        _ => None,
    }
}

/// The journal from an event on, once it has more.
async fn news(visitor: &Visitor, seat: &Seat, from: u64) -> JournalPage {
    let path = format!("/api/sessions/{}/journal?from={from}&wait=true", seat.session);
    visitor.get_as(&seat.token, &path).await.expect("a journal")
}

#[tokio::test]
async fn an_absent_student_takes_part_after_class_and_a_viewer_hears_of_it_at_once() {
    let server = TestServer::start().await;
    let class = server.class().await;
    class.open_recording_for_an_hour().await;
    let mut instructor = class.instructor().await;
    let poll = closed_poll(&mut instructor).await;
    instructor.must(Command::EndSession).await;
    is_over(&class).await;
    let (viewer, absent) = (server.visitor(), server.visitor());
    let (watching, seat) = (class.guests_seat("Vic").await, class.guests_seat("Lea").await);
    let page = viewer.journal(&watching, 1).await;
    let end = page.events.last().expect("events").at;
    assert!(page.complete, "class is over, and all of it is there");

    let ((heard, told), acted) =
        tokio::join!(async { (news(&viewer, &watching, page.next).await, Instant::now()) }, async {
            absent.act_later(&seat, Some(10), says("What was that?")).await.expect("a later message");
            Instant::now()
        });
    assert!(told.saturating_duration_since(acted) < Duration::from_secs(2), "a viewer does not wait for the next poll");
    let message = heard.events.iter().find(|event| text(event) == Some("What was that?")).expect("the message");
    let later = message.later.expect("it is marked");
    assert_eq!((message.at, later.anchor), (end, Some(10)), "class time stands still");
    assert!(
        heard.events.iter().any(|event| matches!(&event.body, EventBody::ViewerJoined { name, .. } if name == "Lea"))
    );

    absent.act_later(&seat, None, yes(poll)).await.expect("a late answer");
    absent.act_later(&seat, None, yes(poll)).await.expect("the same answer, which changes nothing");
    let ada = class.instructors_seat().await;
    let ballots = viewer.journal(&ada, page.next).await.events;
    let cast = ballots.iter().find(|event| matches!(event.body, EventBody::BallotCast { .. })).expect("the ballot");
    assert!(cast.later.is_some(), "it is late");
    assert!(
        !viewer.journal(&watching, page.next).await.events.iter().any(|event| event.seq == cast.seq),
        "not for others"
    );
    server.stop().await;
}

/// Whether what a page of a journal says has what is right in a quiz, and what others answered.
fn gives_away(json: &str) -> (bool, bool) {
    (json.contains("BECAUSE"), json.contains("results_shared"))
}

#[tokio::test]
async fn what_is_right_and_what_others_answered_is_nowhere_before_a_student_has_answered() {
    let server = TestServer::start().await;
    let class = server.class().await;
    class.open_recording_for_an_hour().await;
    let mut instructor = class.instructor().await;
    let mut present = class.guest("Ben").await;
    let right = Answer::Choices { choices: vec![0] };
    let key = Key { right, tolerance: 0, points: 1, explanation: "BECAUSE".into() };
    let question = Question { text: "Clear?".into(), form: Form::YesNo, anonymous: false };
    let ask = Ask::New { question, key: Some(key) };
    instructor.must(Command::StartPoll { ask, room: None, duration: None }).await;
    let poll = PollId(1);
    instructor.must(Command::ClosePoll { poll }).await;
    instructor.must(Command::ShareResults { poll, hide: Vec::new() }).await;
    present.event("what is right", |body| matches!(body, EventBody::PollKeySet { .. })).await;

    let late = class.guest("Lea").await;
    let welcome = late.snapshot.as_ref().expect("a snapshot");
    assert!(welcome.polls[0].key.is_none() && welcome.polls[0].shared.is_none());
    instructor.must(Command::EndSession).await;
    is_over(&class).await;

    let (seat, absent) = (class.guests_seat("Noa").await, server.visitor());
    let read = async || {
        let page = absent.journal(&seat, 1).await;
        gives_away(&serde_json::to_string(&page.events).expect("JSON"))
    };
    assert_eq!(read().await, (false, false));
    absent.act_later(&seat, None, yes(poll)).await.expect("an answer");
    assert_eq!(read().await, (true, true));
    let no = Command::AnswerPoll { poll, answer: Answer::Choices { choices: vec![1] } };
    assert_eq!(absent.act_later(&seat, None, no).await, refused(409, ErrorCode::AlreadyAnswered));

    let (seat, ada) = (class.guests_seat("Ola").await, class.instructors_seat().await);
    let read = async || {
        let page = absent.journal(&seat, 1).await;
        gives_away(&serde_json::to_string(&page.events).expect("JSON"))
    };
    assert_eq!(read().await, (false, false));
    absent.act_later(&ada, None, Command::CloseSession).await.expect("to close");
    assert_eq!(read().await, (true, true), "nobody can answer any more");
    server.stop().await;
}

#[tokio::test]
async fn staff_close_the_late_answers_of_a_poll_or_set_a_deadline_and_then_the_results_are_shown() {
    let server = TestServer::start().await;
    let class = server.class().await;
    class.open_recording_for_an_hour().await;
    let mut instructor = class.instructor().await;
    let poll = closed_poll(&mut instructor).await;
    instructor.must(Command::ShareResults { poll, hide: Vec::new() }).await;
    instructor.must(Command::EndSession).await;
    is_over(&class).await;
    let visitor = server.visitor();
    let (ada, lea) = (class.instructors_seat().await, class.guests_seat("Lea").await);
    let noa = class.guests_seat("Noa").await;
    let says =
        async |seat, late_answers| visitor.act_later(seat, None, Command::SetLateAnswers { poll, late_answers }).await;
    let reads_results = async |seat| {
        let page = visitor.journal(seat, 1).await;
        gives_away(&serde_json::to_string(&page.events).expect("JSON")).1
    };
    let closed = || refused(410, ErrorCode::LateAnswersClosed);

    assert_eq!(says(&lea, LateAnswers::Closed).await, refused(403, ErrorCode::Forbidden));
    says(&ada, LateAnswers::Closed).await.expect("to close");
    assert_eq!(visitor.act_later(&lea, None, yes(poll)).await, closed());
    assert!(reads_results(&lea).await, "they cannot answer");
    says(&ada, LateAnswers::Open).await.expect("to open");
    assert!(!reads_results(&lea).await);
    assert_eq!(says(&ada, LateAnswers::Until { unix: unix_now() }).await, refused(422, ErrorCode::BadTime));

    let unix = unix_now() + 6_000;
    says(&ada, LateAnswers::Until { unix }).await.expect("a deadline");
    visitor.act_later(&lea, None, yes(poll)).await.expect("in time");
    assert!(!reads_results(&noa).await, "there is time left");
    let counts = async |seat: &Seat| {
        let path = format!("/api/sessions/{}/timeline", seat.session);
        let timeline: Timeline = visitor.get_as(&seat.token, &path).await.expect("a timeline");
        timeline.late_counts.into_iter().map(|count| (count.poll, count.tally.ballots)).collect::<Vec<_>>()
    };
    for (name, told) in [("Sam", vec![]), ("Tim", vec![(poll, 3)]), ("Uma", vec![(poll, 3)])] {
        let seat = class.guests_seat(name).await;
        visitor.act_later(&seat, None, yes(poll)).await.expect("in time");
        assert_eq!(counts(&seat).await, told, "no two counts differ by one person");
    }
    assert_eq!(
        [counts(&noa).await, counts(&ada).await],
        [vec![], vec![]],
        "nor who can answer, and staff count themselves"
    );
    tokio::time::sleep(Duration::from_millis(unix.saturating_sub(unix_now()))).await;
    assert_eq!(visitor.act_later(&noa, None, yes(poll)).await, closed());
    assert!(reads_results(&noa).await);
    server.stop().await;
}

fn unix_now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a clock");
    u64::try_from(since.as_millis()).expect("a time")
}

#[tokio::test]
async fn what_was_said_later_outlives_a_restart_and_a_closed_session_takes_nothing() {
    let server = TestServer::start().await;
    let class = server.class().await;
    class.open_recording_for_an_hour().await;
    let mut instructor = class.instructor().await;
    instructor.must(Command::EndSession).await;
    is_over(&class).await;
    let (ada, seat) = (class.instructors_seat().await, class.guests_seat("Lea").await);
    server.visitor().act_later(&seat, None, says("Before")).await.expect("a later message");
    drop(class);
    let server = server.restart().await;
    let visitor = server.visitor();
    visitor.act_later(&seat, None, says("After")).await.expect("a later message");
    let page = visitor.journal(&seat, 1).await;
    let said: Vec<_> = page.events.iter().filter_map(|e| text(e).map(str::to_owned)).collect();
    assert_eq!(said, ["Before", "After"]);
    let beyond = news(&visitor, &seat, page.next + 9).await;
    assert_eq!(beyond.next, page.next, "who has read more than there is reads anew");

    assert_eq!(visitor.act_later(&seat, None, Command::CloseSession).await, refused(403, ErrorCode::Forbidden));
    visitor.act_later(&ada, None, Command::CloseSession).await.expect("to close");
    assert_eq!(state(&visitor, &seat).await, SessionState::Closed);
    assert_eq!(visitor.act_later(&seat, None, says("Too late")).await, refused(410, ErrorCode::SessionClosed));
    visitor.act_later(&ada, None, Command::ReopenSession).await.expect("to reopen");
    assert_eq!(state(&visitor, &seat).await, SessionState::Ended);
    server.stop().await;
}

async fn state(visitor: &Visitor, seat: &Seat) -> SessionState {
    let path = format!("/api/sessions/{}/timeline", seat.session);
    visitor.get_as::<protocol::http::Timeline>(&seat.token, &path).await.expect("a timeline").session.state
}

#[tokio::test]
async fn somebody_who_is_behind_takes_part_while_class_goes_on() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut instructor = class.instructor().await;
    let seat = class.guests_seat("Lea").await;
    let visitor = server.visitor();
    visitor.act_later(&seat, Some(1), says("From behind")).await.expect("a later message");
    let heard = instructor.event("the message", |body| matches!(body, EventBody::ChatSent { .. })).await;
    assert!(heard.later.is_some_and(|later| later.anchor == Some(1)), "{heard:?}");
    assert_eq!(visitor.act_later(&seat, None, Command::RaiseHand).await, refused(409, ErrorCode::LiveOnly));
    let moment = Some(limits::DURATION_MS);
    assert!(visitor.act_later(&seat, moment, says("From the future")).await.is_err());
    server.stop().await;
}

#[tokio::test]
async fn an_act_that_is_sent_again_is_done_once_during_class_after_it_and_after_a_restart() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut instructor = class.instructor().await;
    let seat = class.guests_seat("Lea").await;
    let act = |id: u32, text| LaterCommand { id: id.into(), anchor: None, command: says(text) };
    let (during, after) = (act(7, "During"), act(8, "After"));
    let visitor = server.visitor();
    let twice = async |visitor: &Visitor, act| {
        visitor.send_later(&seat, act).await.expect("to be done");
        visitor.send_later(&seat, act).await.expect("to be acknowledged again");
    };
    twice(&visitor, &during).await;
    instructor.must(Command::EndSession).await;
    is_over(&class).await;
    twice(&visitor, &during).await;
    twice(&visitor, &after).await;
    drop(class);
    let server = server.restart().await;
    let visitor = server.visitor();
    twice(&visitor, &during).await;
    twice(&visitor, &after).await;
    let said: Vec<_> =
        visitor.journal(&seat, 1).await.events.iter().filter_map(|e| text(e).map(str::to_owned)).collect();
    assert_eq!(said, ["During", "After"]);
    server.stop().await;
}

#[tokio::test]
async fn who_is_banned_while_they_wait_for_news_hears_none() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut instructor = class.instructor().await;
    let seat = class.guests_seat("Gus").await;
    let mut gus = Client::enter(server.web(), &seat).await;
    let visitor = server.visitor();
    let page = visitor.journal(&seat, 1).await;
    let path = format!("/api/sessions/{}/journal?from={}&wait=true", seat.session, page.next);
    let ban = async {
        // Once other requests are answered, the one before them waits.
        for _ in 0..20 {
            visitor.journal(&seat, 1).await;
        }
        instructor.must(Command::Remove { participant: seat.participant, ban: true }).await;
    };
    let (heard, ()) = tokio::join!(visitor.get_as::<JournalPage>(&seat.token, &path), ban);
    assert_eq!(heard, refused(403, ErrorCode::Banned));
    assert_eq!(gus.socket.farewell().await, Some(ErrorCode::Banned));
    server.stop().await;
}

#[tokio::test]
async fn who_waits_for_news_hears_that_the_recording_was_opened() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut instructor = class.instructor().await;
    let seat = class.guests_seat("Gus").await;
    drop(Client::enter(server.web(), &seat).await);
    instructor.must(Command::EndSession).await;
    is_over(&class).await;
    let visitor = server.visitor();
    let page = visitor.journal(&seat, 1).await;
    let path = format!("/api/sessions/{}/journal?from={}&wait=true", seat.session, page.next);
    let begun = Instant::now();
    let open = async {
        // Once other requests are answered, the one before them waits.
        for _ in 0..20 {
            visitor.journal(&seat, 1).await;
        }
        class.open_recording_for_an_hour().await;
    };
    let (heard, ()) = tokio::join!(visitor.get_as::<JournalPage>(&seat.token, &path), open);
    assert_eq!(heard.unwrap().events, []);
    assert!(
        begun.elapsed() < Duration::from_millis(limits::NEWS_WAIT_MS / 2),
        "it hears of it, and does not wait until it asks again"
    );
    server.stop().await;
}

#[tokio::test]
async fn a_later_act_needs_a_seat_of_this_session() {
    let server = TestServer::start().await;
    let class = server.class().await;
    class.open_recording_for_an_hour().await;
    let mut instructor = class.instructor().await;
    instructor.must(Command::EndSession).await;
    is_over(&class).await;
    let seat = class.guests_seat("Lea").await;
    let stranger = Seat { token: "guess".into(), ..seat.clone() };
    assert_eq!(server.visitor().act_later(&stranger, None, says("?")).await, refused(401, ErrorCode::Unauthorized));
    let other = class.owner.start_class("Geometry", true).await;
    let elsewhere = Seat { session: SessionId(other.id.0), ..seat };
    assert_eq!(server.visitor().act_later(&elsewhere, None, says("?")).await, refused(403, ErrorCode::Forbidden));
    server.stop().await;
}
