//! Where a class lost people: what they said, what they heard again and what they had wrong, laid over its timeline.

use std::collections::BTreeSet;

use protocol::{
    Millis,
    insight::ConfusedPart,
    limits::{CONFUSION_PART_MS, CONFUSION_PEOPLE},
};

use crate::Stretches;

/// What of a class tells that somebody did not follow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signs {
    /// When they said that they are lost.
    pub confused: Vec<Millis>,
    /// The stretches to which they went back.
    pub again: Stretches,
    /// When questions were put that they had wrong.
    pub wrong: Vec<Millis>,
}

/// Who gave a sign within a part of class, by kind.
#[derive(Debug, Clone, Default)]
struct Who {
    confused: BTreeSet<usize>,
    again: BTreeSet<usize>,
    wrong: BTreeSet<usize>,
}

impl Who {
    fn with(mut self, other: &Who) -> Who {
        self.confused.extend(&other.confused);
        self.again.extend(&other.again);
        self.wrong.extend(&other.wrong);
        self
    }

    fn people(&self) -> usize {
        self.confused.iter().chain(&self.again).chain(&self.wrong).collect::<BTreeSet<_>>().len()
    }
}

/// The parts of a class that has come to `length` in which at least [`CONFUSION_PEOPLE`] of these people did not follow, in its order. What
/// fewer did is in none of them: it would point at somebody. Signs count together within two times [`CONFUSION_PART_MS`], wherever in
/// class that is.
pub fn confusion(length: Millis, people: &[Signs]) -> Vec<ConfusedPart> {
    let count = usize::try_from(length.div_ceil(CONFUSION_PART_MS)).unwrap_or(0);
    let parts = parts(count, people);
    let are_lost = |first: usize| parts[first].clone().with(&parts[first + 1]).people() >= CONFUSION_PEOPLE;
    let mut hot = vec![false; count];
    for first in (0..count.saturating_sub(1)).filter(|&first| are_lost(first)) {
        (hot[first], hot[first + 1]) = (true, true);
    }
    // A class of one part has no two.
    if count == 1 {
        hot[0] = parts[0].people() >= CONFUSION_PEOPLE;
    }
    let mut found = Vec::new();
    let mut at = 0;
    for run in hot.chunk_by(|a, b| a == b) {
        if run[0] {
            found.push(spot(at, &parts[at..at + run.len()], length));
        }
        at += run.len();
    }
    found
}

/// Who gave which sign, in each part of class.
fn parts(count: usize, people: &[Signs]) -> Vec<Who> {
    let mut parts = vec![Who::default(); count];
    let part = |at: Millis| usize::try_from(at / CONFUSION_PART_MS).unwrap_or(usize::MAX);
    for (person, signs) in people.iter().enumerate() {
        for &at in &signs.confused {
            parts.get_mut(part(at)).map(|who| who.confused.insert(person));
        }
        for &at in &signs.wrong {
            parts.get_mut(part(at)).map(|who| who.wrong.insert(person));
        }
        for (from, to) in signs.again.iter() {
            for who in parts.iter_mut().take(part(to - 1).saturating_add(1)).skip(part(from)) {
                who.again.insert(person);
            }
        }
    }
    parts
}

fn spot(first: usize, parts: &[Who], length: Millis) -> ConfusedPart {
    let who = parts.iter().fold(Who::default(), Who::with);
    let number = |people: usize| u32::try_from(people).unwrap_or(u32::MAX);
    let start = |part: usize| (part as Millis * CONFUSION_PART_MS).min(length);
    ConfusedPart {
        from: start(first),
        to: start(first + parts.len()),
        people: number(who.people()),
        confused: number(who.confused.len()),
        again: number(who.again.len()),
        wrong: number(who.wrong.len()),
    }
}
