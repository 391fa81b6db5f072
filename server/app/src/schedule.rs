//! Between what people say of plans, the computation of `calendar`, and what the store keeps.

use calendar::{
    Date, DateTime, DeadlineRule, Exception, Holiday, Occurrence, Pattern, Plan, Refused, Rule, Series, Time,
};
use protocol::{
    ErrorCode, Millis, Refusal, SeriesId, limits,
    plans::{SessionPlan, SessionTime},
    schedule::{Deadline, Deadlines, Holidays, PlannedSeries, PreviewedSession, RulePattern, SessionRule, Weekday},
};
use store::{Place, PlanRow, PlannedTime, SeriesRow, SessionRow, Split};
use uuid::Uuid;

/// The characters of a local time that people read and write: `2026-11-03T10:00`, without seconds.
const TO_THE_MINUTE: usize = 16;

/// The refusal that a client is told.
pub fn refusal(refused: Refused) -> Refusal {
    let code = match refused {
        Refused::UnknownZone => ErrorCode::UnknownZone,
        Refused::BadTime => ErrorCode::BadTime,
        Refused::BadLength => ErrorCode::BadLength,
        Refused::BadRule => ErrorCode::BadRule,
        Refused::BadEnd => ErrorCode::BadEnd,
        Refused::NoOccurrence => ErrorCode::NoOccurrence,
        Refused::TooManyOccurrences => ErrorCode::TooManyOccurrences,
        Refused::UnknownOccurrence => ErrorCode::UnknownOccurrence,
        Refused::LongReason => ErrorCode::LongReason,
        Refused::NoDeadline => ErrorCode::NoDeadline,
    };
    Refusal::because(code, refused.to_string())
}

/// A series as somebody plans it, with the places of its sessions.
pub fn new_series(
    zone: &str,
    time: &SessionTime,
    rule: Option<&SessionRule>,
) -> Result<(SeriesRow, Vec<Place>), Refusal> {
    let plan = plan_from(time)?;
    let rule = rule.map(rule_from).transpose()?;
    let series =
        Series { zone: zone.to_owned(), start: plan.start, minutes: plan.minutes, rule, exceptions: Vec::new() };
    series.check().map_err(refusal)?;
    let places = series.occurrences().map_err(refusal)?.iter().map(place).collect();
    Ok((series_row(&series), places))
}

/// Another time for one session.
pub fn new_time(zone: &str, time: &SessionTime) -> Result<PlannedTime, Refusal> {
    let (_, places) = new_series(zone, time, None)?;
    places.into_iter().next().map(|place| place.time).ok_or_else(|| refusal(Refused::NoOccurrence))
}

/// The reason of a cancelled session as it is kept.
pub fn valid_reason(reason: &str) -> Result<String, Refusal> {
    if reason.chars().count() > calendar::limits::MAX_REASON {
        return Err(refusal(Refused::LongReason));
    }
    if reason.trim().is_empty() { Ok(String::new()) } else { Ok(live::text::valid_message(reason)?) }
}

/// What becomes of a series when the session at `original` and all that follow are moved. `sessions` are those that have not
/// begun; one that was deleted leaves its place empty.
pub fn split(
    row: &SeriesRow,
    sessions: &[SessionRow],
    original: &str,
    time: &SessionTime,
    rule: Option<&SessionRule>,
    title: &str,
) -> Result<Split, Refusal> {
    let series = series_from(row, sessions)?;
    let name = original.parse().map_err(|_| refusal(Refused::UnknownOccurrence))?;
    let rule = rule.map(rule_from).transpose()?;
    let split = series.split(name, plan_from(time)?, rule).map_err(refusal)?;
    let mut places: Vec<Place> = split.after.occurrences().map_err(refusal)?.iter().map(place).collect();
    let added = places.split_off(split.renamed.len().min(places.len()));
    let at = |original: &DateTime| {
        let text = original.to_string();
        sessions.iter().find(|session| session.plan.as_ref().is_some_and(|plan| plan.original == text))
    };
    let moved = split.renamed.iter().zip(places);
    let moved = moved.filter_map(|((old, _), place)| Some((at(old)?.id, place))).collect();
    let dropped = split.dropped.iter().filter_map(|old| Some(at(old)?.id)).collect();
    let before = split.before.and_then(|before| before.rule).map(|rule| rule_text(&rule));
    Ok(Split { before, after: series_row(&split.after), moved, dropped, added, title: title.to_owned() })
}

/// The series with what is different for its sessions.
fn series_from(row: &SeriesRow, sessions: &[SessionRow]) -> Result<Series, Refusal> {
    let start = local(&row.start)?;
    let rule = row.rule.as_deref().map(serde_json::from_str).transpose().map_err(|_| ErrorCode::Internal)?;
    let exceptions = sessions.iter().filter_map(|session| session.plan.as_ref()).filter_map(exception).collect();
    Ok(Series { zone: row.zone.clone(), start, minutes: row.minutes, rule, exceptions })
}

fn exception(plan: &PlanRow) -> Option<Exception> {
    let moved = Plan { start: plan.time.start.parse().ok()?, minutes: plan.time.minutes };
    let moved = plan.moved.then_some(moved);
    let cancelled = plan.cancelled.clone();
    let original = plan.original.parse().ok()?;
    (moved.is_some() || cancelled.is_some()).then_some(Exception { original, moved, cancelled })
}

fn series_row(series: &Series) -> SeriesRow {
    SeriesRow {
        id: SeriesId(Uuid::new_v4()),
        zone: series.zone.clone(),
        start: series.start.to_string(),
        minutes: series.minutes,
        rule: series.rule.as_ref().map(rule_text),
    }
}

fn rule_text(rule: &Rule) -> String {
    serde_json::to_string(rule).unwrap_or_default()
}

fn place(occurrence: &Occurrence) -> Place {
    let time = PlannedTime {
        start: occurrence.plan.start.to_string(),
        minutes: occurrence.plan.minutes,
        start_unix: occurrence.start_unix,
        end_unix: occurrence.end_unix,
    };
    Place { original: occurrence.original.to_string(), time }
}

/// The instant of a local time in a zone.
pub fn instant(zone: &str, text: &str) -> Result<Millis, Refusal> {
    calendar::instant_of(zone, local(text)?).map_err(refusal)
}

/// A stored series, for people.
pub fn public_series(row: &SeriesRow) -> PlannedSeries {
    let rule = row.rule.as_deref().and_then(|text| serde_json::from_str(text).ok());
    PlannedSeries {
        id: row.id,
        zone: row.zone.clone(),
        time: SessionTime { start: to_the_minute(&row.start), minutes: row.minutes },
        rule: rule.as_ref().map(public_rule),
    }
}

/// A stored plan, for people.
pub fn public_plan(plan: &PlanRow) -> SessionPlan {
    SessionPlan {
        series: plan.series,
        original: to_the_minute(&plan.original),
        zone: plan.zone.clone(),
        time: SessionTime { start: to_the_minute(&plan.time.start), minutes: plan.time.minutes },
        start_unix: plan.time.start_unix,
        end_unix: plan.time.end_unix,
        moved: plan.moved,
        cancelled: plan.cancelled.clone(),
    }
}

/// A place in a series, for people.
pub fn previewed(place: &Place) -> PreviewedSession {
    let PlannedTime { start, minutes, start_unix, end_unix } = &place.time;
    let time = SessionTime { start: to_the_minute(start), minutes: *minutes };
    PreviewedSession { time, start_unix: *start_unix, end_unix: *end_unix }
}

fn to_the_minute(local: &str) -> String {
    local.chars().take(TO_THE_MINUTE).collect()
}

fn plan_from(time: &SessionTime) -> Result<Plan, Refusal> {
    Ok(Plan { start: local(&time.start)?, minutes: time.minutes })
}

/// A local time from `YYYY-MM-DDTHH:MM`, with seconds or without.
fn local(text: &str) -> Result<DateTime, Refusal> {
    let time: Option<DateTime> = text.parse().ok();
    time.filter(|time| time.to_string().starts_with(text)).ok_or_else(|| refusal(Refused::BadTime))
}

fn day(text: &str) -> Result<Date, Refusal> {
    let day: Option<Date> = text.parse().ok();
    day.filter(|day| day.to_string() == text).ok_or_else(|| refusal(Refused::BadTime))
}

fn rule_from(rule: &SessionRule) -> Result<Rule, Refusal> {
    let weekday = |day: &Weekday| calendar::Weekday::ALL[*day as usize];
    let pattern = match &rule.pattern {
        RulePattern::Daily => Pattern::Daily,
        RulePattern::Weekly { weekdays } => Pattern::Weekly { weekdays: weekdays.iter().map(weekday).collect() },
        RulePattern::MonthDay { day } => Pattern::MonthDay { day: *day },
        RulePattern::MonthWeekday { nth, weekday: day } => Pattern::MonthWeekday { nth: *nth, weekday: weekday(day) },
    };
    let until = rule.until.as_deref().map(day).transpose()?;
    Ok(Rule { pattern, interval: rule.interval, until, count: rule.count })
}

fn public_rule(rule: &Rule) -> SessionRule {
    let weekday = |day: &calendar::Weekday| match day {
        calendar::Weekday::Mo => Weekday::Mo,
        calendar::Weekday::Tu => Weekday::Tu,
        calendar::Weekday::We => Weekday::We,
        calendar::Weekday::Th => Weekday::Th,
        calendar::Weekday::Fr => Weekday::Fr,
        calendar::Weekday::Sa => Weekday::Sa,
        calendar::Weekday::Su => Weekday::Su,
    };
    let pattern = match &rule.pattern {
        Pattern::Daily => RulePattern::Daily,
        Pattern::Weekly { weekdays } => RulePattern::Weekly { weekdays: weekdays.iter().map(weekday).collect() },
        Pattern::MonthDay { day } => RulePattern::MonthDay { day: *day },
        Pattern::MonthWeekday { nth, weekday: day } => RulePattern::MonthWeekday { nth: *nth, weekday: weekday(day) },
    };
    let until = rule.until.map(|day| day.to_string());
    SessionRule { pattern, interval: rule.interval, until, count: rule.count }
}

/// Deadlines as they may be kept.
pub fn valid_deadlines(deadlines: &Deadlines) -> Result<(), Refusal> {
    if let Some(rule) = &deadlines.rule {
        deadline_from(rule)?.check().map_err(refusal)?;
    }
    if deadlines.holidays.len() > limits::HOLIDAYS {
        return Err(ErrorCode::PlanFull.into());
    }
    deadlines.holidays.iter().try_for_each(|days| {
        let holiday = holiday_from(days)?;
        if holiday.first <= holiday.last { Ok(()) } else { Err(refusal(Refused::BadTime)) }
    })?;
    // A deadline is found then, however many of the days are off.
    let most = calendar::limits::MAX_DAYS_AHEAD as u64 - u64::from(calendar::limits::MAX_DEADLINE_DAYS);
    if days_of(&deadlines.holidays) < most { Ok(()) } else { Err(refusal(Refused::NoDeadline)) }
}

fn deadline_from(rule: &Deadline) -> Result<DeadlineRule, Refusal> {
    let time: Option<Time> = rule.time.parse().ok();
    let time = time.filter(|time| time.strftime("%H:%M").to_string() == rule.time);
    Ok(DeadlineRule { days: rule.days, time: time.ok_or_else(|| refusal(Refused::BadTime))? })
}

fn holiday_from(days: &Holidays) -> Result<Holiday, Refusal> {
    Ok(Holiday { first: day(&days.first)?, last: day(&days.last)? })
}

/// How many days these holidays are, those twice that are in two of them.
pub fn days_of(holidays: &[Holidays]) -> u64 {
    let ends = holidays.iter().filter_map(|days| holiday_from(days).ok());
    let days = ends.filter_map(|Holiday { first, last }| u64::try_from((last - first).get_days()).ok());
    days.map(|days| days + 1).sum()
}

/// The rule by which work on a course's sessions is due.
pub struct Due {
    rule: DeadlineRule,
    zone: String,
    holidays: Vec<Holiday>,
}

impl Due {
    /// The rule of a course, if it has one that can be read.
    pub fn of(rule: Option<&Deadline>, zone: &str, holidays: &[Holidays]) -> Option<Due> {
        let rule = deadline_from(rule?).ok()?;
        let holidays = holidays.iter().filter_map(|days| holiday_from(days).ok()).collect();
        Some(Due { rule, zone: zone.to_owned(), holidays })
    }

    /// Until when work on a session is due, for somebody who was given days in addition. A class that began early is not due sooner than was said; one that went on for
    /// longer, or was held later, counts from its end.
    pub fn at(&self, session: &SessionRow, extension: u16) -> Option<Millis> {
        let planned = session.plan.as_ref();
        // What is watched before a class is due with that class.
        if !session.kind.is_class() || planned.is_some_and(|plan| plan.cancelled.is_some()) {
            return None;
        }
        let end = session.ended_unix.max(planned.map(|plan| plan.time.end_unix))?;
        self.after(end, extension)
    }

    /// Until when work on a class is due that was over then.
    pub fn after(&self, over_unix: Millis, extension: u16) -> Option<Millis> {
        self.rule.due(over_unix, &self.zone, &self.holidays, extension).ok()
    }
}
