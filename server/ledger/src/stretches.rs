//! Stretches of class time.

use protocol::Millis;
use serde::{Deserialize, Serialize};

/// Stretches of class time, each from a moment until before another: in order, and apart from one another. Stored as a list
/// of pairs; whatever list is read becomes such stretches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<(Millis, Millis)>")]
pub struct Stretches(Vec<(Millis, Millis)>);

impl From<Vec<(Millis, Millis)>> for Stretches {
    fn from(pairs: Vec<(Millis, Millis)>) -> Self {
        let mut all = Stretches::default();
        pairs.into_iter().for_each(|(from, to)| all.add(from, to));
        all
    }
}

impl Stretches {
    /// One stretch; none where `to` is not after `from`.
    pub fn of(from: Millis, to: Millis) -> Self {
        vec![(from, to)].into()
    }

    /// Adds a stretch.
    pub fn add(&mut self, from: Millis, to: Millis) {
        self.add_and_join(from, to, 0);
    }

    /// Adds a stretch, and what is between it and those beside it where that is not longer than `gap`. Returns by how much
    /// all of them are longer than before.
    pub fn add_and_join(&mut self, from: Millis, to: Millis, gap: Millis) -> Millis {
        if to <= from {
            return 0;
        }
        let before = self.length();
        let first = self.0.partition_point(|&(_, end)| end.saturating_add(gap) < from);
        let last = self.0.partition_point(|&(start, _)| start <= to.saturating_add(gap));
        let touched = &self.0[first..last];
        let from = touched.first().map_or(from, |&(start, _)| start.min(from));
        let to = touched.last().map_or(to, |&(_, end)| end.max(to));
        self.0.splice(first..last, [(from, to)]);
        self.length() - before
    }

    /// How long they are together.
    pub fn length(&self) -> Millis {
        self.0.iter().map(|(from, to)| to - from).sum()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Where the first one begins.
    pub fn start(&self) -> Option<Millis> {
        self.0.first().map(|&(from, _)| from)
    }

    /// The first moment of them that is not before `at`.
    pub fn next(&self, at: Millis) -> Option<Millis> {
        self.0.iter().find(|&&(_, to)| at < to).map(|&(from, _)| from.max(at))
    }

    /// All that is in these or in the others.
    pub fn with(&self, others: &Stretches) -> Stretches {
        self.0.iter().chain(&others.0).copied().collect::<Vec<_>>().into()
    }

    /// What is in these and not in the others.
    pub fn without(&self, others: &Stretches) -> Stretches {
        let mut left = Vec::new();
        for &(mut from, to) in &self.0 {
            let first = others.0.partition_point(|&(_, end)| end <= from);
            for &(start, end) in others.0[first..].iter().take_while(|&&(start, _)| start < to) {
                left.push((from, start));
                from = from.max(end);
            }
            left.push((from, to));
        }
        left.into()
    }

    /// What of them is from a moment until before another.
    pub fn within(&self, from: Millis, to: Millis) -> Stretches {
        let first = self.0.partition_point(|&(_, end)| end <= from);
        let met = self.0[first..].iter().take_while(|&&(start, _)| start < to);
        met.map(|&(start, end)| (start.max(from), end.min(to))).collect::<Vec<_>>().into()
    }

    /// The first of them that are so long together.
    pub fn first(&self, mut length: Millis) -> Stretches {
        let mut first = Vec::new();
        for &(from, to) in &self.0 {
            let end = to.min(from + length);
            length -= end - from;
            first.push((from, end));
        }
        first.into()
    }

    /// These, with what is between two of them where that is not longer than `gap`.
    pub fn joined(&self, gap: Millis) -> Stretches {
        let mut all = Stretches::default();
        for &(from, to) in &self.0 {
            all.add_and_join(from, to, gap);
        }
        all
    }

    /// Each of them, from a moment until before another.
    pub fn iter(&self) -> impl Iterator<Item = (Millis, Millis)> {
        self.0.iter().copied()
    }

    /// Those that are longer than `least`.
    pub fn longer_than(&self, least: Millis) -> Stretches {
        Stretches(self.0.iter().copied().filter(|(from, to)| to - from > least).collect())
    }
}
