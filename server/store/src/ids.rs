//! Identifiers as they stand in columns.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{AnnouncementId, CourseId, MemberId, ParticipantId, PostId, PreparationId, SeriesId, SessionId};
use uuid::Uuid;

use crate::{error::StoreError, people::PersonId};

/// A post of a board, from its column.
pub(crate) fn post(column: &str) -> Result<PostId, StoreError> {
    column.parse::<Uuid>().map(PostId).map_err(|_| StoreError::Corrupt("post id"))
}

/// An announcement, from its column.
pub(crate) fn announcement(column: &str) -> Result<AnnouncementId, StoreError> {
    column.parse::<Uuid>().map(AnnouncementId).map_err(|_| StoreError::Corrupt("announcement id"))
}

/// A session's identifier from its column.
pub(crate) fn session(column: &str) -> Result<SessionId, StoreError> {
    column.parse().map_err(|_| StoreError::Corrupt("session id"))
}

/// A course's identifier from its column.
pub(crate) fn course(column: &str) -> Result<CourseId, StoreError> {
    column.parse::<Uuid>().map(CourseId).map_err(|_| StoreError::Corrupt("course id"))
}

/// The identifier of a series from its column.
pub(crate) fn series(column: &str) -> Result<SeriesId, StoreError> {
    column.parse::<Uuid>().map(SeriesId).map_err(|_| StoreError::Corrupt("series id"))
}

/// The identifier of something to be done before a session, from its column.
pub(crate) fn preparation(column: &str) -> Result<PreparationId, StoreError> {
    column.parse::<Uuid>().map(PreparationId).map_err(|_| StoreError::Corrupt("id of preparation"))
}

/// The number of a line of a roster from its column.
pub(crate) fn member(column: i64) -> Result<MemberId, StoreError> {
    u32::try_from(column).map(MemberId).map_err(|_| StoreError::Corrupt("number of a member"))
}

/// A person's identifier from its column.
pub(crate) fn person(column: &str) -> Result<PersonId, StoreError> {
    column.parse().map_err(|_| StoreError::Corrupt("person id"))
}

/// A seat's number from its column.
pub(crate) fn participant(column: i64) -> Result<ParticipantId, StoreError> {
    u32::try_from(column).map(ParticipantId).map_err(|_| StoreError::Corrupt("seat number"))
}

/// Seats by their classes, from their columns.
pub(crate) fn seats_by_class(
    rows: Vec<(String, i64)>,
) -> Result<BTreeMap<SessionId, BTreeSet<ParticipantId>>, StoreError> {
    let mut classes: BTreeMap<SessionId, BTreeSet<ParticipantId>> = BTreeMap::new();
    for (of, number) in rows {
        classes.entry(session(&of)?).or_default().insert(participant(number)?);
    }
    Ok(classes)
}

/// The numbers of seats, separated by commas, for `IN (…)`: one statement serves any number of seats. Numbers need no
/// quoting in SQL.
pub(crate) fn number_list(numbers: impl IntoIterator<Item = impl std::fmt::Display>) -> String {
    numbers.into_iter().map(|number| number.to_string()).collect::<Vec<_>>().join(", ")
}
