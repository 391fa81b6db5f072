//! Quiet hours: when a notice is sent that is decided now.

use calendar::Time;
use protocol::{Millis, NoticeKind, notices::QuietHours};

/// What a person says of when notices come, and the zone in which they say it.
#[derive(Debug, Clone, Copy)]
pub struct Wishes<'a> {
    /// When nothing shall come.
    pub quiet: Option<&'a QuietHours>,
    /// Whether that holds for what cannot wait, too.
    pub strict: bool,
    /// Their zone.
    pub zone: &'a str,
}

/// When a notice is sent: now, or at the end of quiet hours; `None` when that would be late.
///
/// A class that begins within the hour, or runs, cannot wait: its notices come in quiet hours, unless the person says that nothing
/// does. A change that would be known too late comes at once: whoever has class then is awake, or has to be.
pub fn moment(kind: NoticeKind, wishes: Wishes<'_>, now: Millis, until: Millis) -> Option<Millis> {
    let Some(end) = wishes.quiet.and_then(|quiet| end_of(quiet, wishes.zone, now)) else { return Some(now) };
    let waits = match kind {
        NoticeKind::ClassReminder | NoticeKind::ClassBegan => wishes.strict,
        NoticeKind::FirstClass
        | NoticeKind::ClassChanged
        | NoticeKind::Announcement
        | NoticeKind::RecordingWaits
        | NoticeKind::DeadlineNear
        | NoticeKind::QuestionAnswered
        | NoticeKind::WeeklyDigest => true,
    };
    match waits {
        false => Some(now),
        true if end < until => Some(end),
        true => (kind == NoticeKind::ClassChanged && !wishes.strict).then_some(now),
    }
}

/// When the quiet hours end that are now; `None` where none are, or they cannot be read.
fn end_of(quiet: &QuietHours, zone: &str, now: Millis) -> Option<Millis> {
    let (from, until) = (time(&quiet.from)?, time(&quiet.until)?);
    let local = calendar::local_time(zone, now).ok()?;
    let clock = local.time();
    let is_quiet = if from <= until { (from..until).contains(&clock) } else { clock >= from || clock < until };
    let day = if clock < until { local.date() } else { local.date().tomorrow().ok()? };
    is_quiet.then(|| calendar::instant_of(zone, day.to_datetime(until)).ok()).flatten()
}

/// A time of day from `HH:MM`.
pub fn time(text: &str) -> Option<Time> {
    let time: Time = text.parse().ok()?;
    (time.strftime("%H:%M").to_string() == text).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Millis = 3_600_000;
    /// 2026-11-03T00:00 in Berlin.
    const MIDNIGHT: Millis = 1_793_660_400_000;

    fn send(kind: NoticeKind, strict: bool, hour: Millis, until: Millis) -> Option<Millis> {
        let quiet = QuietHours { from: "22:00".into(), until: "07:00".into() };
        let wishes = Wishes { quiet: Some(&quiet), strict, zone: "Europe/Berlin" };
        let moment = moment(kind, wishes, MIDNIGHT + hour * HOUR, MIDNIGHT + until * HOUR)?;
        Some((moment - MIDNIGHT) / HOUR)
    }

    #[test]
    fn what_can_wait_waits_for_the_end_of_quiet_hours_and_what_would_be_late_is_dropped() {
        for (hour, expected) in [(6, 7), (7, 7), (12, 12), (21, 21), (22, 31), (23, 31)] {
            assert_eq!(send(NoticeKind::FirstClass, false, hour, 40), Some(expected), "{hour}");
        }
        assert_eq!(send(NoticeKind::FirstClass, false, 5, 7), None);
        assert_eq!(send(NoticeKind::ClassChanged, false, 5, 9), Some(7));
        assert_eq!(send(NoticeKind::ClassChanged, false, 5, 7), Some(5), "they have to be awake");
        assert_eq!(send(NoticeKind::ClassChanged, true, 5, 7), None);
    }

    #[test]
    fn what_cannot_wait_comes_unless_nothing_shall() {
        for kind in [NoticeKind::ClassReminder, NoticeKind::ClassBegan] {
            assert_eq!(send(kind, false, 6, 7), Some(6));
            assert_eq!((send(kind, true, 6, 7), send(kind, true, 6, 8)), (None, Some(7)));
        }
    }

    #[test]
    fn hours_within_a_day_are_of_that_day_and_other_zones_have_others() {
        let quiet = QuietHours { from: "12:00".into(), until: "14:00".into() };
        let at = |zone, hour| {
            let wishes = Wishes { quiet: Some(&quiet), strict: true, zone };
            let now = MIDNIGHT + hour * HOUR;
            (moment(NoticeKind::FirstClass, wishes, now, Millis::MAX).unwrap() - MIDNIGHT) / HOUR
        };
        assert_eq!([11, 12, 13, 14].map(|hour| at("Europe/Berlin", hour)), [11, 14, 14, 14]);
        assert_eq!([3, 4, 12].map(|hour| at("Asia/Tokyo", hour)), [3, 6, 12]);
        assert!(["24:00", "7:00", "07:00:00", "", "x"].iter().all(|text| time(text).is_none()));
    }
}
