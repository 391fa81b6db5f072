//! The points for an answer.

use std::collections::BTreeSet;

use protocol::polls::{Answer, Form, Key, Question};

use crate::text::folded;

/// The points for the answer to a quiz question, in thousandths: 0 to 1000 times [`Key::points`].
///
/// Multiple choices give a part, as [`Key::points`] says, rounded to the nearest thousandth, halves up. Every other
/// answer is right or wrong; one that does not fit the question is wrong.
///
/// The browser has the same function; `server/protocol/golden/polls.json` holds both to the same results.
pub fn score(question: &Question, key: &Key, answer: &Answer) -> u32 {
    let whole = key.points.saturating_mul(1_000);
    let right = match (&question.form, &key.right, answer) {
        (Form::Multiple { .. }, Answer::Choices { choices: right }, Answer::Choices { choices }) => {
            return part(whole, right, choices);
        }
        (Form::Number, Answer::Number { value: right }, Answer::Number { value }) => {
            right.abs_diff(*value) <= key.tolerance.unsigned_abs()
        }
        (Form::Text, Answer::Text { text: right }, Answer::Text { text }) => folded(right) == folded(text),
        (_, right, answer) => right == answer,
    };
    if right { whole } else { 0 }
}

/// The part of `whole` for multiple choices: (right ones chosen - wrong ones chosen) / all right ones, not below 0.
fn part(whole: u32, right: &[u32], chosen: &[u32]) -> u32 {
    let (right, chosen): (BTreeSet<_>, BTreeSet<_>) = (right.iter().collect(), chosen.iter().collect());
    let (hits, misses) = (chosen.intersection(&right).count() as u64, chosen.difference(&right).count() as u64);
    let all = (right.len() as u64).max(1);
    let halves = 2 * u64::from(whole) * hits.saturating_sub(misses);
    u32::try_from((halves + all) / (2 * all)).unwrap_or(whole)
}
