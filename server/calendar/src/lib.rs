//! When the sessions of a course happen, when work on them is due, and the calendar that other programs read.
//!
//! All of it is computed: no clock, database, network or file, and the zones' rules are in the binary. Instants are
//! milliseconds of the Unix epoch (`*_unix`), local times are [`DateTime`]s, which mean nothing without their zone. Texts
//! for people are made where they are read, from an instant and the names of two zones.
//!
//! # Series
//!
//! A [`Series`] is a local start in a zone, a length, perhaps a [`Rule`], and [`Exception`]s.
//!
//! ```
//! use calendar::{Pattern, Plan, Rule, Series};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let every_week = Pattern::Weekly { weekdays: vec![] };
//! let mut analysis = Series {
//!     zone: "Europe/Berlin".into(),
//!     start: "2026-10-20T10:00".parse()?,
//!     minutes: 90,
//!     rule: Some(Rule { pattern: every_week, interval: 1, until: None, count: Some(5) }),
//!     exceptions: vec![],
//! };
//! analysis.check()?;
//! let third = analysis.occurrences()?.remove(2);
//! analysis.move_one(third.original, Plan { start: "2026-11-04T14:00".parse()?, minutes: 60 })?;
//! analysis.cancel(third.original, "The room is flooded")?;
//! // From the fourth on it is on Thursdays.
//! let fourth = analysis.occurrences()?.remove(3);
//! let split = analysis.split(fourth.original, Plan { start: "2026-11-12T10:00".parse()?, minutes: 90 }, None)?;
//! assert_eq!(split.renamed[0], (fourth.original, "2026-11-12T10:00".parse()?));
//! # Ok(())
//! # }
//! ```
//!
//! **Names.** An occurrence is named by the local start that the rule gives it, its *original*, as iCalendar does by
//! RECURRENCE-ID. It keeps that name wherever it is moved, and whether or not it is cancelled. When an occurrence and all
//! that follow are moved, the series ends before it and a new one begins; [`Split::renamed`] says under which name each goes
//! on. So what is kept of a session has an id of its own, and finds its place by (series, original): a split changes these
//! two columns and no id. iCalendar's UID is made of that id.
//!
//! **Clocks.** Class keeps its local time when clocks are changed, and its length in minutes that pass. A local time that
//! clocks skip is as much later as they skip (02:30 is 03:30, and a class on the day that Samoa skipped is a day later); of
//! one that they show twice the first counts. RFC 5545 and jiff (`compatible`) have the same rule for single times. RFC 5545
//! leaves occurrences of a rule out that clocks skip; here they are later, because class should not be missing without a word.
//!
//! **Bounds.** Rules repeat every n days, weeks (several weekdays), or months (a day, or the nth weekday; also from the end),
//! until a date or some times. [`Series::check`] is for what people send; what is stored is expanded in any case: at most
//! [`limits::MAX_OCCURRENCES`], soon, and without a panic, whatever is in the row. Only an unknown zone is refused.
//!
//! # Deadlines
//!
//! [`DeadlineRule::due`]: some days after class at a local time. Holidays are not counted, so a deadline is never on one; an
//! extension is more days for one person, and follows class when it is moved.
//!
//! # Calendars of other programs
//!
//! [`calendar`] writes the text of a feed or of one `.ics` file. Each class is an event of its own, with its own UID; there
//! is no RRULE, EXDATE or RECURRENCE-ID:
//!
//! - Each session has its own title, address and state, so there is little that events could share.
//! - Programs agree on single events, and not on rules with exceptions: many show a moved class twice or not at all, Outlook
//!   takes no exception that passes its neighbour, RANGE=THISANDFUTURE is hardly known, and a split would need a new UID.
//! - A feed of [`limits::MAX_OCCURRENCES`] classes is some 150 kB, which compresses to a tenth.
//!
//! Times are local with TZID, so that programs show the course's zone, and VTIMEZONE has what clocks really do around the
//! classes: as yearly rules where there are any, because Outlook reads nothing else. A time that clocks show twice is in UTC:
//! ical.js takes the second, RFC 5545 means the first. There is no METHOD, which would ask for an organizer: [`Event`] has no
//! place for people.
//!
//! # Rows
//!
//! | table | columns |
//! | --- | --- |
//! | series | `id`, `course`, `zone` TEXT, `start` TEXT (`2026-11-03T10:00:00`), `minutes` BIGINT, `rule` TEXT (JSON) or NULL |
//! | sessions | `series` and `original` TEXT (unique together) or NULL; `plan_start` TEXT and `plan_minutes` BIGINT; `cancelled` TEXT or NULL; `start_unix` and `end_unix` BIGINT, to search by, written anew when the session is moved; `sequence` BIGINT and `changed_unix` BIGINT for [`Event`] |
//! | courses | `zone` TEXT, `deadline_days` BIGINT, `deadline_time` TEXT (`23:59`) |
//! | holidays | `course`, `first_day` TEXT, `last_day` TEXT |
//! | extensions | `session`, `member` (both: the key; the line of the roster), `days` BIGINT |
//!
//! Each occurrence is a session from the beginning, so its row says what is different for it: there is no table of exceptions.
//! `original` is written as [`DateTime`] displays it, so that equal times are equal texts. [`Series`], [`Rule`] and
//! [`Exception`] are read and written by serde, too; fields that they do not know are passed over.
//!
//! # Libraries
//!
//! Zones and dates are jiff's. Its database (IANA's, 0.2 MB) is compiled in: a container has none, and two servers must not
//! disagree. The crate `rrule` would bring chrono, regex and a second database of zones, whose rules may be of another year;
//! the rules that a course needs are a page of code. The crate `icalendar` brings chrono and writes no VTIMEZONE; what is
//! left is to escape text and to fold lines. Two parsers that others wrote hold both to RFC 5545: `tests/parsers.rs`.

mod change;
mod deadline;
mod ical;
pub mod limits;
mod refused;
mod rule;
mod series;
mod zone;

pub use change::Split;
pub use deadline::{DeadlineRule, Holiday};
pub use ical::{Event, calendar};
pub use jiff::civil::{Date, DateTime, Time};
pub use refused::Refused;
pub use rule::{Pattern, Rule, Weekday};
pub use series::{Exception, Occurrence, Plan, Series};
pub use zone::{day_of, end_of_day, instant_of, last_sunday_at, local_time, zone_name};
