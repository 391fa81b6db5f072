//! When a session is, from its columns.

use protocol::{Millis, SeriesId};
use sqlx::{Row, any::AnyRow};

use crate::{columns::unsigned, error::StoreError, ids};

/// When a session is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedTime {
    /// The local start.
    pub start: String,
    /// How long it is.
    pub minutes: u16,
    /// The instant at which it starts.
    pub start_unix: Millis,
    /// The instant at which it ends.
    pub end_unix: Millis,
}

/// The plan of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// Its series.
    pub series: SeriesId,
    /// The zone of its local times.
    pub zone: String,
    /// The local start that the series gives it.
    pub original: String,
    /// When it is.
    pub time: PlannedTime,
    /// Whether it is at another time, or of another length, than the series says.
    pub moved: bool,
    /// Why it is cancelled, if it is.
    pub cancelled: Option<String>,
    /// How often its time, or whether it is cancelled, was changed.
    pub sequence: u32,
    /// When it was changed last.
    pub changed_unix: Millis,
}

impl PlanRow {
    pub(crate) fn from_columns(row: &AnyRow) -> Result<Option<Self>, StoreError> {
        let Some(series) = row.try_get::<Option<String>, _>("series")? else { return Ok(None) };
        let number = |column| Ok::<_, StoreError>(unsigned(row.try_get::<i64, _>(column)?));
        let minutes = |column| u16::try_from(number(column)?).map_err(|_| StoreError::Corrupt("length of a session"));
        let time = PlannedTime {
            start: row.try_get("plan_start")?,
            minutes: minutes("plan_minutes")?,
            start_unix: number("start_unix")?,
            end_unix: number("end_unix")?,
        };
        let original: String = row.try_get("original")?;
        Ok(Some(PlanRow {
            series: ids::series(&series)?,
            zone: row.try_get("series_zone")?,
            moved: time.start != original || time.minutes != minutes("series_minutes")?,
            original,
            time,
            cancelled: row.try_get("cancelled")?,
            sequence: u32::try_from(number("sequence")?).unwrap_or(u32::MAX),
            changed_unix: number("changed_unix")?,
        }))
    }
}
