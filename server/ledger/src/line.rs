//! The timeline of a class as it is played: where a stretch was replaced by a new take, that lasts as long as the take.
//!
//! All that somebody has of a class is kept in class time, whatever stood in a place when they had it: they were there, or watched
//! what was recorded, or the take that stands there now. So both count, and neither twice. A moment of a take is that moment of the
//! stretch which is as far through it. What is measured (the length of the class, what is left, what a playback costs) is measured here.

use protocol::Millis;

use crate::{Stretches, facts::Place};

/// The timeline as it is played; without takes, class time itself.
///
/// ```
/// use ledger::{Line, Place};
///
/// let line = Line::of(&[Place { from: 1_000, to: 5_000, duration: 2_000 }]);
/// assert_eq!([500, 1_000, 3_000, 5_000, 6_000].map(|at| line.played(at)), [500, 1_000, 2_000, 3_000, 4_000]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// In order; each with where it begins as it is played.
    places: Vec<(Place, Millis)>,
}

impl Line {
    /// With these takes in their places, which are apart from one another.
    pub fn of(places: &[Place]) -> Self {
        let mut in_order: Vec<Place> = places.iter().copied().filter(|place| place.from < place.to).collect();
        in_order.sort_unstable_by_key(|place| place.from);
        in_order.dedup_by(|next, before| next.from < before.to);
        let mut line = Line::default();
        for place in in_order {
            let begins = line.played(place.from);
            line.places.push((place, begins));
        }
        line
    }

    /// Where a moment of class is as it is played.
    pub fn played(&self, at: Millis) -> Millis {
        match self.places.iter().rfind(|(place, _)| place.from <= at) {
            None => at,
            Some((place, begins)) if at < place.to => begins + share(at - place.from, place.duration, place.length()).0,
            Some((place, begins)) => (begins + place.duration).saturating_add(at - place.to),
        }
    }

    /// The first moment of class that is not before this one, as it is played.
    pub(crate) fn first_at(&self, played: Millis) -> Millis {
        self.class(played, |place, into| {
            let (whole, rest) = share(into, place.length(), place.duration);
            whole + Millis::from(rest)
        })
    }

    /// The last moment of class that is not after this one, as it is played.
    pub(crate) fn last_at(&self, played: Millis) -> Millis {
        self.class(played, |place, into| {
            let (whole, rest) = share(into + 1, place.length(), place.duration);
            (whole + Millis::from(rest) - 1).min(place.length())
        })
    }

    fn class(&self, played: Millis, within: impl Fn(&Place, Millis) -> Millis) -> Millis {
        match self.places.iter().rfind(|(_, begins)| *begins <= played) {
            None => played,
            Some((place, begins)) if played < begins + place.duration => place.from + within(place, played - begins),
            Some((place, begins)) => place.to.saturating_add(played - begins - place.duration),
        }
    }

    /// Stretches of class as they are played.
    pub(crate) fn all(&self, stretches: &Stretches) -> Stretches {
        stretches.iter().map(|(from, to)| (self.played(from), self.played(to))).collect::<Vec<_>>().into()
    }

    /// The takes, as they are played.
    pub(crate) fn takes(&self) -> Stretches {
        self.places.iter().map(|(place, begins)| (*begins, begins + place.duration)).collect::<Vec<_>>().into()
    }

    /// The stretches that takes stand for, in class time.
    pub(crate) fn replaced(&self) -> Stretches {
        self.places.iter().map(|(place, _)| (place.from, place.to)).collect::<Vec<_>>().into()
    }
}

/// `part * of / whole`, and whether something was left over.
fn share(part: Millis, of: Millis, whole: Millis) -> (Millis, bool) {
    let product = u128::from(part) * u128::from(of);
    let whole = u128::from(whole.max(1));
    (Millis::try_from(product / whole).unwrap_or(Millis::MAX), product % whole > 0)
}
