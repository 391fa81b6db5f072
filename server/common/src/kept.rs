//! What is left of a timeline once stretches are cut out of it.

use std::ops::Range;

use protocol::Millis;

/// The stretches that are left of a timeline. Whoever shows or hands out a recording asks this.
///
/// ```
/// use common::Kept;
///
/// let kept = Kept::of([2_000..4_000, 3_000..5_000], 10_000);
/// assert_eq!(kept.stretches(), [0..2_000, 5_000..10_000]);
/// assert!(kept.holds(6_000) && !kept.holds(3_500) && !kept.holds_all(4_500, 5_500));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept(Vec<Range<Millis>>);

impl Kept {
    /// What is left of a timeline from 0 until before `end`. Cuts come in any order, may overlap, and may be empty or lie beyond the
    /// end.
    pub fn of(cuts: impl IntoIterator<Item = Range<Millis>>, end: Millis) -> Kept {
        let mut cuts: Vec<Range<Millis>> = cuts.into_iter().filter(|cut| !cut.is_empty()).collect();
        cuts.sort_unstable_by_key(|cut| cut.start);
        let mut kept = Vec::new();
        let mut from = 0;
        for cut in cuts.into_iter().chain(std::iter::once(end..Millis::MAX)) {
            let to = cut.start.min(end);
            if from < to {
                kept.push(from..to);
            }
            from = from.max(cut.end);
        }
        Kept(kept)
    }

    /// The stretches, in order and apart from one another.
    pub fn stretches(&self) -> &[Range<Millis>] {
        &self.0
    }

    /// Whether the moment is in one of them.
    pub fn holds(&self, moment: Millis) -> bool {
        let before = self.0.partition_point(|stretch| stretch.end <= moment);
        self.0.get(before).is_some_and(|stretch| stretch.contains(&moment))
    }

    /// Whether all of the time from `start` until before `end` is left.
    pub fn holds_all(&self, start: Millis, end: Millis) -> bool {
        let first = self.0.partition_point(|stretch| stretch.end <= start);
        start < end && self.0.get(first).is_some_and(|stretch| stretch.start <= start && end <= stretch.end)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cuts() -> impl Strategy<Value = Vec<Range<Millis>>> {
        prop::collection::vec((0u64..60, 0u64..60).prop_map(|(from, to)| from..to), 0..8)
    }

    proptest! {
        #[test]
        fn what_is_left_is_what_is_in_no_cut(cuts in cuts(), end in 0u64..50) {
            let kept = Kept::of(cuts.clone(), end);
            for moment in 0..70 {
                let is_left = moment < end && !cuts.iter().any(|cut| cut.contains(&moment));
                prop_assert_eq!(kept.holds(moment), is_left, "{}", moment);
                for until in 0..70 {
                    let all = moment < until && (moment..until).all(|moment| kept.holds(moment));
                    prop_assert_eq!(kept.holds_all(moment, until), all, "{}..{}", moment, until);
                }
            }
        }

        #[test]
        fn stretches_are_in_order_apart_and_never_empty(cuts in cuts(), end in 0u64..50) {
            let kept = Kept::of(cuts, end);
            prop_assert!(kept.stretches().iter().all(|stretch| !stretch.is_empty() && stretch.end <= end));
            prop_assert!(kept.stretches().windows(2).all(|pair| pair[0].end < pair[1].start));
        }

        #[test]
        fn the_order_of_cuts_and_cutting_twice_change_nothing(cuts in cuts(), end in 0u64..50) {
            let twice: Vec<_> = cuts.iter().rev().chain(&cuts).cloned().collect();
            prop_assert_eq!(Kept::of(twice, end), Kept::of(cuts, end));
        }
    }

    #[test]
    fn nothing_is_cut_and_all_is_cut() {
        assert_eq!(Kept::of([], 5).stretches(), std::slice::from_ref(&(0..5)));
        assert_eq!(Kept::of(Some(0..9), 5).stretches(), []);
        assert_eq!(Kept::of([], 0).stretches(), []);
    }
}
