//! What people change in a series: one occurrence, or one and all that follow.

use jiff::civil::DateTime;

use crate::{
    limits::MAX_OCCURRENCES,
    refused::Refused,
    rule::Rule,
    series::{Exception, Plan, Series, check_reason},
};

/// What becomes of a series when an occurrence and all that follow are moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// What is left of the series; none when the first occurrence was moved, so that nothing comes before.
    pub before: Option<Series>,
    /// The series of what was moved.
    pub after: Series,
    /// The occurrences that go on in `after`: their original starts in the old series and in the new one. A name of the new
    /// series may be another's in the old one, so the new series is a row of its own, also when nothing comes before.
    pub renamed: Vec<(DateTime, DateTime)>,
    /// The occurrences of the old series that have no successor, because the new rule makes fewer.
    pub dropped: Vec<DateTime>,
}

impl Series {
    /// Moves one occurrence. Moved to where the rule has it, it is as if it had never been moved.
    pub fn move_one(&mut self, original: DateTime, plan: Plan) -> Result<(), Refused> {
        plan.check()?;
        let is_usual = plan == Plan { start: original, minutes: self.minutes };
        self.change(original, |exception| exception.moved = (!is_usual).then_some(plan))
    }

    /// Cancels one occurrence, and says why.
    pub fn cancel(&mut self, original: DateTime, reason: &str) -> Result<(), Refused> {
        check_reason(reason)?;
        self.change(original, |exception| exception.cancelled = Some(reason.to_owned()))
    }

    /// Takes the cancelling of one occurrence back. Where it was moved to, it stays.
    pub fn restore(&mut self, original: DateTime) -> Result<(), Refused> {
        self.change(original, |exception| exception.cancelled = None)
    }

    /// Changes the exception of an occurrence. One that says nothing is not kept.
    fn change(&mut self, original: DateTime, change: impl FnOnce(&mut Exception)) -> Result<(), Refused> {
        self.index(original)?;
        let kept = self.exceptions.iter().position(|exception| exception.original == original);
        let mut exception = match kept {
            Some(at) => self.exceptions.remove(at),
            None => Exception { original, moved: None, cancelled: None },
        };
        change(&mut exception);
        if exception.moved.is_some() || exception.cancelled.is_some() {
            self.exceptions.push(exception);
            self.exceptions.sort_by_key(|exception| exception.original);
        }
        Ok(())
    }

    /// Moves an occurrence and all that follow: the series ends before it, and a new one begins at `plan`. Without a rule
    /// for the new one it repeats as before, from the new day on, and has as many occurrences as were left.
    ///
    /// Occurrences go on in their order: the first that is moved becomes the first of the new series, and so on. What was
    /// decided for single ones of those that follow (moved, cancelled) goes with them.
    pub fn split(&self, original: DateTime, plan: Plan, rule: Option<Rule>) -> Result<Split, Refused> {
        let index = self.index(original)?;
        let mut old = self.originals(MAX_OCCURRENCES);
        let rest = old.split_off(index);
        let as_before = || {
            let moved = self.rule.as_ref()?.moved(original.date(), plan.start.date());
            Some(Rule { until: None, count: u16::try_from(rest.len()).ok(), ..moved })
        };
        let rule = rule.or_else(as_before);
        let mut after =
            Series { start: plan.start, minutes: plan.minutes, rule, exceptions: Vec::new(), ..self.clone() };
        let new = after.originals(MAX_OCCURRENCES);
        let renamed: Vec<_> = rest.iter().copied().zip(new).collect();
        after.exceptions = self.exceptions.iter().filter_map(|exception| follow(exception, &renamed)).collect();
        after.check()?;
        let dropped = rest[renamed.len()..].to_vec();
        Ok(Split { before: self.cut_after(&old), after, renamed, dropped })
    }

    /// The same series, with these of its occurrences alone: some from the beginning on.
    fn cut_after(&self, originals: &[DateTime]) -> Option<Series> {
        let last = originals.last()?;
        let mut series = self.clone();
        series.exceptions.retain(|exception| originals.contains(&exception.original));
        series.rule = series.rule.map(|rule| Rule { until: Some(last.date()), count: None, ..rule });
        Some(series)
    }

    fn index(&self, original: DateTime) -> Result<usize, Refused> {
        let originals = self.originals(MAX_OCCURRENCES);
        originals.iter().position(|one| *one == original).ok_or(Refused::UnknownOccurrence)
    }
}

/// The exception under its occurrence's new name. The first occurrence is what was moved just now: it is where it was put.
fn follow(exception: &Exception, renamed: &[(DateTime, DateTime)]) -> Option<Exception> {
    let at = renamed.iter().position(|(old, _)| *old == exception.original)?;
    let moved = exception.moved.filter(|_| at > 0);
    let followed = Exception { original: renamed[at].1, moved, cancelled: exception.cancelled.clone() };
    (followed.moved.is_some() || followed.cancelled.is_some()).then_some(followed)
}
