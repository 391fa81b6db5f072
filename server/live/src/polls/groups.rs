//! Later answers, as they are told to whoever is not staff.

use std::collections::BTreeMap;

use protocol::{ParticipantId, limits, polls::Answer};

/// The later answers to one poll. They are told in groups, so that no two counts of them differ by what one person answered: a group is told once
/// [`limits::LATE_GROUP`] people have answered, or changed their answers, since the one before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct LateGroups {
    told: BTreeMap<ParticipantId, Answer>,
    waiting: BTreeMap<ParticipantId, Answer>,
}

impl LateGroups {
    /// Takes the next answer, in place of an earlier one of the same person.
    pub(super) fn cast(&mut self, by: ParticipantId, answer: Answer) {
        match self.told.get(&by) == Some(&answer) {
            true => drop(self.waiting.remove(&by)),
            false => drop(self.waiting.insert(by, answer)),
        }
        if self.waiting.len() >= limits::LATE_GROUP {
            self.told.append(&mut self.waiting);
        }
    }

    /// Whether somebody has answered.
    pub(super) fn has(&self, by: ParticipantId) -> bool {
        self.told.contains_key(&by) || self.waiting.contains_key(&by)
    }

    /// The answers that are told.
    pub(super) fn told(&self) -> impl Iterator<Item = &Answer> {
        self.told.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(value: i64) -> Answer {
        Answer::Number { value }
    }

    /// The values that are told after each of these answers.
    fn told(answers: &[(u32, i64)]) -> Vec<Vec<i64>> {
        let mut groups = LateGroups::default();
        let mut after = |&(by, value): &(u32, i64)| {
            groups.cast(ParticipantId(by), answer(value));
            let values = groups.told().map(|answer| match answer {
                Answer::Number { value } => *value,
                _ => unreachable!("all are numbers"),
            });
            values.collect()
        };
        answers.iter().map(&mut after).collect()
    }

    #[test]
    fn they_are_told_by_threes_in_the_order_of_time() {
        let steps = told(&[(9, 1), (2, 2), (8, 3), (1, 4), (3, 5), (7, 6)]);
        let none: Vec<i64> = Vec::new();
        assert_eq!(steps[..2], [none.clone(), none]);
        assert_eq!(steps[2..5], [[2, 3, 1], [2, 3, 1], [2, 3, 1]], "those of seats 2, 8 and 9");
        assert_eq!(steps[5].len(), 6);
    }

    #[test]
    fn who_changes_their_mind_is_one_of_the_next_three() {
        let first = [(1, 1), (2, 2), (3, 3)];
        let steps = told(&[&first[..], &[(1, 10), (1, 11), (4, 4), (5, 5)]].concat());
        assert_eq!(steps[2..6], [[1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 2, 3]]);
        assert_eq!(steps[6], [11, 2, 3, 4, 5]);
        let back = told(&[&first[..], &[(1, 10), (1, 1), (4, 4), (5, 5)]].concat());
        assert_eq!(back[6], [1, 2, 3], "who said the same again is none of them");
    }

    #[test]
    fn who_has_answered_is_known_before_it_is_told() {
        let mut groups = LateGroups::default();
        groups.cast(ParticipantId(1), answer(1));
        assert_eq!([groups.has(ParticipantId(1)), groups.has(ParticipantId(2))], [true, false]);
    }
}
