//! Counts and scores are as written in `golden/polls.json`, which the browser's tests read too.

use live::{score, tally};
use protocol::polls::{Answer, Key, Question, Tally};
use serde::Deserialize;

#[derive(Deserialize)]
struct Golden {
    tallies: Vec<Counted>,
    scores: Vec<Scored>,
}

#[derive(Deserialize)]
struct Counted {
    name: String,
    question: Question,
    answers: Vec<Answer>,
    tally: Tally,
}

#[derive(Deserialize)]
struct Scored {
    name: String,
    question: Question,
    key: Key,
    answers: Vec<Worth>,
}

#[derive(Deserialize)]
struct Worth {
    answer: Answer,
    thousandths: u32,
}

fn golden() -> Golden {
    let text = std::fs::read_to_string(crate::folder().join("polls.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn answers_are_counted_as_written() {
    for Counted { name, question, answers, tally: expected } in golden().tallies {
        assert_eq!(tally(&question, &answers), expected, "{name}");
        assert_eq!(tally(&question, answers.iter().rev()), expected, "{name}: in whatever order");
    }
}

#[test]
fn answers_are_worth_what_is_written() {
    for Scored { name, question, key, answers } in golden().scores {
        for Worth { answer, thousandths } in answers {
            assert_eq!(score(&question, &key, &answer), thousandths, "{name}: {answer:?}");
        }
    }
}
