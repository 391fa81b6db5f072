//! Late answers to anonymous polls by HTTP: nobody, staff included, learns who answered what.

use protocol::{
    Command, ErrorCode, EventBody, PollId,
    http::{Seat, Timeline},
    polls::{Answer, Ask, Counts, Form, Key, LateAnswers, Question, Tally},
};
use server_tests::{
    client::Client,
    server::TestServer,
    visitor::{Visitor, refused},
};

use crate::later::is_over;

const POLL: PollId = PollId(1);

fn says(choice: u32) -> Command {
    Command::AnswerPoll { poll: POLL, answer: Answer::Choices { choices: vec![choice] } }
}

/// Puts an anonymous quiz question to the class, closes it, and shares what was answered.
async fn quiz(instructor: &mut Client) {
    let right = Answer::Choices { choices: vec![0] };
    let key = Some(Key { right, tolerance: 0, points: 1, explanation: "BECAUSE".into() });
    let question = Question { text: "Clear?".into(), form: Form::YesNo, anonymous: true };
    instructor.must(Command::StartPoll { ask: Ask::New { question, key }, room: None, duration: None }).await;
    instructor.event("the poll", |body| matches!(body, EventBody::PollStarted { .. })).await;
    instructor.must(Command::ClosePoll { poll: POLL }).await;
    instructor.must(Command::ShareResults { poll: POLL, hide: Vec::new() }).await;
}

/// What somebody reads of the poll.
#[derive(Debug, PartialEq, Eq)]
struct Read {
    /// Whether they read what is right, and what class answered.
    told: (bool, bool),
    /// Whether they have answered it later.
    answered: bool,
    /// What was answered later.
    later: Option<Tally>,
}

async fn read(by: &Visitor, seat: &Seat) -> Read {
    let journal = serde_json::to_string(&by.journal(seat, 1).await.events).expect("JSON");
    let path = format!("/api/sessions/{}/timeline", seat.session);
    let timeline: Timeline = by.get_as(&seat.token, &path).await.expect("a timeline");
    Read {
        told: (journal.contains("BECAUSE"), journal.contains("results_shared")),
        answered: timeline.answered_later == [POLL],
        later: timeline.late_counts.into_iter().find(|count| count.poll == POLL).map(|count| count.tally),
    }
}

fn unread() -> Read {
    Read { told: (false, false), answered: false, later: None }
}

#[tokio::test]
async fn three_late_answers_to_an_anonymous_poll_are_told_together_and_of_none_is_known_whose_it_is() {
    let server = TestServer::start().await;
    let class = server.class().await;
    class.open_recording_for_an_hour().await;
    let mut instructor = class.instructor().await;
    quiz(&mut instructor).await;
    let ada = class.instructors_seat().await;
    let seats = [class.guests_seat("Lea").await, class.guests_seat("Noa").await, class.guests_seat("Ola").await];
    let last = class.guests_seat("Uma").await;
    let visitor = server.visitor();
    assert_eq!(visitor.act_later(&seats[0], None, says(0)).await, refused(422, ErrorCode::PollClosed));
    instructor.must(Command::EndSession).await;
    is_over(&class).await;

    let journal = visitor.journal(&ada, 1).await.events;
    assert_eq!(read(&visitor, &seats[0]).await, unread(), "they can answer");
    visitor.act_later(&seats[0], None, says(0)).await.expect("an answer");
    let knows = |later| Read { told: (true, true), answered: true, later };
    assert_eq!(read(&visitor, &seats[0]).await, knows(None), "what is right is told to whoever has answered");
    assert_eq!(visitor.act_later(&seats[0], None, says(1)).await, refused(409, ErrorCode::AlreadyAnswered));
    visitor.act_later(&seats[1], None, says(1)).await.expect("an answer");
    let staff = |later| Read { answered: false, ..knows(later) };
    assert_eq!(read(&visitor, &ada).await, staff(None), "two answers are told to nobody");
    assert_eq!(read(&visitor, &seats[2]).await, unread());

    drop(class);
    let server = server.restart().await;
    let visitor = server.visitor();
    assert_eq!(visitor.act_later(&seats[1], None, says(1)).await, refused(409, ErrorCode::AlreadyAnswered));
    assert_eq!(read(&visitor, &seats[1]).await, knows(None));
    visitor.act_later(&seats[2], None, says(0)).await.expect("an answer");
    let three = Tally { ballots: 3, counts: Some(Counts::Choices { counts: vec![2, 1] }) };
    for seat in &seats {
        assert_eq!(read(&visitor, seat).await, knows(Some(three.clone())));
    }
    assert_eq!(read(&visitor, &ada).await, staff(Some(three.clone())));
    assert_eq!(read(&visitor, &last).await, unread(), "who can still answer reads nothing");
    visitor.act_later(&last, None, says(1)).await.expect("an answer");
    assert_eq!(read(&visitor, &ada).await, staff(Some(three)), "a fourth waits for two others");
    assert_eq!(
        visitor.journal(&ada, 1).await.events,
        journal,
        "nothing of it is in the journal, not even that they came"
    );

    let late_answers = LateAnswers::Closed;
    visitor.act_later(&ada, None, Command::SetLateAnswers { poll: POLL, late_answers }).await.expect("to close");
    let answered = &seats[0];
    assert_eq!(visitor.act_later(answered, None, says(0)).await, refused(410, ErrorCode::LateAnswersClosed));
    server.stop().await;
}
