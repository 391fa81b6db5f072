//! Identifiers as they stand in columns.

use protocol::{ParticipantId, SessionId};

use crate::{error::StoreError, people::PersonId};

/// A session's identifier from its column.
pub(crate) fn session(column: &str) -> Result<SessionId, StoreError> {
    column.parse().map_err(|_| StoreError::Corrupt("session id"))
}

/// A person's identifier from its column.
pub(crate) fn person(column: &str) -> Result<PersonId, StoreError> {
    column.parse().map_err(|_| StoreError::Corrupt("person id"))
}

/// A seat's number from its column.
pub(crate) fn participant(column: i64) -> Result<ParticipantId, StoreError> {
    u32::try_from(column).map(ParticipantId).map_err(|_| StoreError::Corrupt("seat number"))
}

/// Seats' numbers, separated by commas, for `IN (…)`: one statement for any number of them. They are numbers, so that they
/// may stand in SQL as they are.
pub(crate) fn number_list(numbers: impl IntoIterator<Item = impl std::fmt::Display>) -> String {
    numbers.into_iter().map(|number| number.to_string()).collect::<Vec<_>>().join(", ")
}
