//! The count of a poll.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

use protocol::{
    limits,
    polls::{Answer, Counts, Form, Question, Tally, TextCount},
};

use super::question::positions;
use crate::text::folded;

/// Counts answers; their order makes no difference. An answer that does not fit the question counts as a ballot, and
/// for nothing else.
///
/// The browser has the same function, for polls that are open; `server/protocol/golden/polls.json` holds both to the
/// same results.
pub fn tally<'a>(question: &Question, answers: impl IntoIterator<Item = &'a Answer>) -> Tally {
    let answers: Vec<&Answer> = answers.into_iter().collect();
    let withheld = question.anonymous && answers.len() < limits::ANONYMOUS_BALLOTS;
    let ballots = u32::try_from(answers.len()).unwrap_or(u32::MAX);
    Tally { ballots, counts: (!withheld).then(|| counts(&question.form, &answers)) }
}

fn counts(form: &Form, answers: &[&Answer]) -> Counts {
    match form {
        Form::Single { .. } | Form::Multiple { .. } | Form::YesNo | Form::Scale { .. } => {
            Counts::Choices { counts: choices(positions(form), answers) }
        }
        Form::Number => Counts::Numbers { values: numbers(answers) },
        Form::Text => Counts::Texts { texts: texts(answers) },
        Form::Order { .. } => Counts::Places { places: places(positions(form), answers) },
    }
}

fn choices(positions: usize, answers: &[&Answer]) -> Vec<u32> {
    let mut counts = vec![0; positions];
    for answer in answers {
        if let Answer::Choices { choices } = answer {
            choices.iter().for_each(|&choice| count(&mut counts, choice));
        }
    }
    counts
}

fn numbers(answers: &[&Answer]) -> Vec<i64> {
    let value = |answer: &&Answer| if let Answer::Number { value } = answer { Some(*value) } else { None };
    let mut values: Vec<i64> = answers.iter().filter_map(value).collect();
    values.sort_unstable();
    values
}

fn texts(answers: &[&Answer]) -> Vec<TextCount> {
    let mut groups: HashMap<String, BTreeMap<&str, u32>> = HashMap::new();
    for answer in answers {
        if let Answer::Text { text } = answer {
            *groups.entry(folded(text)).or_default().entry(text).or_default() += 1;
        }
    }
    let mut texts: Vec<TextCount> = groups.into_values().map(|spellings| group(&spellings)).collect();
    texts.sort_unstable_by(|a, b| (Reverse(a.count), &a.text).cmp(&(Reverse(b.count), &b.text)));
    texts
}

fn group(spellings: &BTreeMap<&str, u32>) -> TextCount {
    let usual = spellings.iter().min_by_key(|&(text, count)| (Reverse(count), text));
    TextCount { text: usual.map(|(text, _)| (*text).to_owned()).unwrap_or_default(), count: spellings.values().sum() }
}

fn places(positions: usize, answers: &[&Answer]) -> Vec<Vec<u32>> {
    let mut places = vec![vec![0; positions]; positions];
    for answer in answers {
        if let Answer::Order { order } = answer {
            for (place, &item) in (0..).zip(order) {
                if let Some(counts) = places.get_mut(item as usize) {
                    count(counts, place);
                }
            }
        }
    }
    places
}

fn count(counts: &mut [u32], position: u32) {
    if let Some(count) = counts.get_mut(position as usize) {
        *count += 1;
    }
}
