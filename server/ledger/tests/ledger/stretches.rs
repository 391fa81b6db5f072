//! Stretches, held to sets of milliseconds.

use std::collections::BTreeSet;

use ledger::Stretches;
use proptest::prelude::*;

type Pairs = Vec<(u64, u64)>;

fn pairs() -> impl Strategy<Value = Pairs> {
    prop::collection::vec((0_u64..60, 0_u64..60), 0..12)
}

fn set(pairs: &[(u64, u64)]) -> BTreeSet<u64> {
    pairs.iter().flat_map(|&(from, to)| from..to).collect()
}

fn stored(stretches: &Stretches) -> Pairs {
    serde_json::from_value(serde_json::to_value(stretches).unwrap()).unwrap()
}

fn moments(stretches: &Stretches) -> BTreeSet<u64> {
    set(&stored(stretches))
}

proptest! {
    #[test]
    fn they_are_what_sets_of_moments_are(some in pairs(), others in pairs()) {
        let (a, b) = (Stretches::from(some.clone()), Stretches::from(others.clone()));
        let (in_a, in_b) = (set(&some), set(&others));
        prop_assert_eq!(moments(&a), in_a.clone());
        prop_assert_eq!(a.length(), in_a.len() as u64);
        prop_assert_eq!(moments(&a.with(&b)), in_a.union(&in_b).copied().collect());
        prop_assert_eq!(moments(&a.without(&b)), in_a.difference(&in_b).copied().collect());
        prop_assert_eq!(a.start(), in_a.first().copied());
        for stretches in [&a, &a.with(&b), &a.without(&b)] {
            let pairs = stored(stretches);
            prop_assert!(pairs.iter().all(|(from, to)| from < to), "{pairs:?}");
            prop_assert!(pairs.windows(2).all(|two| two[0].1 < two[1].0), "apart from one another: {pairs:?}");
            let json = serde_json::to_string(stretches).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Stretches>(&json).unwrap(), stretches);
        }
    }

    #[test]
    fn what_joins_closes_small_gaps_alone_and_says_what_it_added(some in pairs(), from in 0_u64..60, to in 0_u64..60, gap in 0_u64..8) {
        let mut after = Stretches::from(some.clone());
        let before = after.clone();
        let added = after.add_and_join(from, to, gap);
        prop_assert_eq!(added, after.length() - before.length());
        prop_assert_eq!(before.without(&after).length(), 0, "nothing is lost");
        if from < to {
            prop_assert_eq!(Stretches::of(from, to).without(&after).length(), 0);
            prop_assert!(added <= to - from + 2 * gap);
        } else {
            prop_assert_eq!(added, 0);
        }
    }
}

proptest! {
    #[test]
    fn some_of_them_are_what_sets_have_there(some in pairs(), from in 0_u64..60, to in 0_u64..60, length in 0_u64..60, gap in 0_u64..8) {
        let (stretches, all) = (Stretches::from(some.clone()), set(&some));
        let within = all.iter().copied().filter(|at| (from..to).contains(at)).collect();
        prop_assert_eq!(moments(&stretches.within(from, to)), within);
        prop_assert_eq!(moments(&stretches.first(length)), all.iter().copied().take(length as usize).collect());
        prop_assert_eq!(stretches.iter().collect::<Vec<_>>(), stored(&stretches));
        let joined = stretches.joined(gap);
        prop_assert_eq!(stretches.without(&joined).length(), 0);
        prop_assert!(stored(&joined).windows(2).all(|two| two[0].1 + gap < two[1].0));
    }
}

#[test]
fn what_is_stored_oddly_is_read_as_stretches() {
    let odd: Stretches = serde_json::from_str("[[20, 30], [9, 4], [5, 20], [40, 40], [50, 60]]").unwrap();
    assert_eq!(serde_json::to_string(&odd).unwrap(), "[[5,30],[50,60]]");
    assert_eq!(odd.longer_than(10), Stretches::of(5, 30));
}
