//! Polls of every form.

use protocol::{
    Command,
    polls::{Answer, Ask, Choice, Form, Key, PollId, Question},
};
use server_tests::plan::words;

use crate::stage::Stage;

/// A question.
pub fn question(text: &str, form: Form, anonymous: bool) -> Question {
    Question { text: text.to_owned(), form, anonymous }
}

/// Choices with these texts.
pub fn choices(texts: &[&str]) -> Vec<Choice> {
    texts.iter().map(|text| Choice { text: text.to_string() }).collect()
}

/// The key that makes a question a quiz question.
pub fn key(right: Answer) -> Key {
    Key { right, tolerance: 0, points: 2, explanation: "Because".into() }
}

fn chosen(choices: &[u32]) -> Answer {
    Answer::Choices { choices: choices.to_vec() }
}

fn number(value: i64) -> Answer {
    Answer::Number { value }
}

fn order(order: &[u32]) -> Answer {
    Answer::Order { order: order.to_vec() }
}

fn new(question: Question, key: Option<Key>) -> Ask {
    Ask::New { question, key }
}

/// Asks each form, as poll and as quiz, named and anonymous, prepared, repeated, timed.
pub async fn every_form(stage: &mut Stage) {
    prepared(stage).await;
    let abc = choices(&["a", "b", "c"]);
    let rounds: Vec<(Ask, Vec<(&str, Answer)>)> = vec![
        (
            new(question("Several", Form::Multiple { choices: abc.clone() }, false), Some(key(chosen(&[0, 2])))),
            vec![("Chi", chosen(&[0, 2])), ("Dov", chosen(&[0, 1])), ("Fay", chosen(&[1]))],
        ),
        (new(question("Yes?", Form::YesNo, false), None), vec![("Chi", chosen(&[0])), ("Chi", chosen(&[1]))]),
        (
            new(question("How?", Form::Scale { steps: 5, low: "bad".into(), high: "good".into() }, false), None),
            vec![("Chi", chosen(&[4])), ("Dov", chosen(&[0]))],
        ),
        (
            new(question("g", Form::Number, false), Some(Key { tolerance: 20, ..key(number(9_810)) })),
            vec![("Chi", number(9_800)), ("Dov", number(-1_000)), ("Gil", number(9_810))],
        ),
        (
            new(question("In order", Form::Order { choices: abc }, false), Some(key(order(&[2, 0, 1])))),
            vec![("Chi", order(&[2, 0, 1])), ("Fay", order(&[0, 1, 2]))],
        ),
        (
            new(question("Anonymous", Form::YesNo, true), None),
            vec![("Chi", chosen(&[0])), ("Dov", chosen(&[1])), ("Fay", chosen(&[1])), ("Dov", chosen(&[0]))],
        ),
        (new(question("Too few", Form::Text, true), None), vec![("Chi", words("Only I")), ("Dov", words("and I"))]),
    ];
    for (ask, answers) in rounds {
        let poll = stage.asks("Ada", ask, None, None).await;
        stage.answer(poll, &answers).await;
        stage.does("Ben", Command::ClosePoll { poll }).await;
        stage.does("Ada", Command::ShareResults { poll, hide: vec![] }).await;
    }
    texts(stage).await;
}

async fn prepared(stage: &mut Stage) {
    let single = question("One", Form::Single { choices: choices(&["x", "y"]) }, false);
    let forgotten = stage.prepares("Ben", question("Forgotten", Form::Number, true), None).await;
    let kept = stage.prepares("Ben", single, Some(key(chosen(&[1])))).await;
    stage.does("Ben", Command::DiscardPoll { poll: forgotten }).await;
    let first = stage.asks("Ada", Ask::Prepared { poll: kept }, None, Some(600_000)).await;
    stage.answer(first, &[("Chi", chosen(&[0])), ("Dov", chosen(&[0]))]).await;
    stage.does("Ada", Command::ClosePoll { poll: first }).await;
    let again = stage.asks("Ada", Ask::Again { poll: first }, None, Some(600_000)).await;
    stage.answer(again, &[("Chi", chosen(&[1])), ("Dov", chosen(&[0]))]).await;
    stage.does("Ada", Command::ClosePoll { poll: again }).await;
}

/// Asks for texts, and shares them without one of them first, then all.
async fn texts(stage: &mut Stage) {
    let poll = stage.asks("Ada", new(question("A word", Form::Text, false), None), None, None).await;
    let answers = [("Chi", words("Wave")), ("Dov", words(" wave ")), ("Fay", words("Ugly")), ("Gil", words("Light"))];
    stage.answer(poll, &answers).await;
    stage.does("Ada", Command::ClosePoll { poll }).await;
    stage.does("Ada", Command::ShareResults { poll, hide: vec!["Ugly".into()] }).await;
}

/// Asks an anonymous poll, whose answers a crash takes along.
pub async fn secret_before_a_crash(stage: &mut Stage) -> PollId {
    let ask = new(question("Secret", Form::Single { choices: choices(&["a", "b"]) }, true), None);
    let poll = stage.asks("Ben", ask, None, None).await;
    stage.answer(poll, &[("Chi", chosen(&[0])), ("Dov", chosen(&[0])), ("Fay", chosen(&[0]))]).await;
    poll
}

/// Answers the anonymous poll anew.
pub async fn secret_after_a_crash(stage: &mut Stage, poll: PollId) {
    stage.answer(poll, &[("Chi", chosen(&[1])), ("Dov", chosen(&[1])), ("Fay", chosen(&[1]))]).await;
    stage.does("Ben", Command::ClosePoll { poll }).await;
    stage.does("Ben", Command::ShareResults { poll, hide: vec![] }).await;
}

/// Asks two polls that the end of class closes. Returns the poll that is not anonymous.
pub async fn open_at_the_end(stage: &mut Stage) -> PollId {
    let named = stage.asks("Ada", new(question("Last", Form::YesNo, false), Some(key(chosen(&[0])))), None, None).await;
    stage.answer(named, &[("Chi", chosen(&[0]))]).await;
    let secret = stage.asks("Ada", new(question("Last, secretly", Form::Number, true), None), None, None).await;
    stage.answer(secret, &[("Chi", number(1_000)), ("Dov", number(2_000)), ("Hal", number(3_000))]).await;
    named
}
