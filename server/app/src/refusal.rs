//! Errors of the crates below, as refusals that a client is told.

use protocol::{ErrorCode, Refusal};
use store::StoreError;

/// What the store refuses or cannot do. Only the latter is logged.
pub fn store(error: StoreError) -> Refusal {
    match error {
        StoreError::OwnerExists => ErrorCode::SetupLinkInvalid.into(),
        StoreError::Full => ErrorCode::Full.into(),
        StoreError::Busy => ErrorCode::RateLimited.into(),
        StoreError::SeatRevoked => ErrorCode::Removed.into(),
        StoreError::Banned => ErrorCode::Banned.into(),
        // The client tries again: this server may take the session once the other one has let it go.
        StoreError::Held => ErrorCode::Draining.into(),
        other => {
            tracing::error!(error = %other, "the store failed");
            failure(&other).into()
        }
    }
}

/// What clients are told of a failure: that it is the disk, which whoever runs the server can mend, or no more than that the
/// server is at fault.
pub fn failure(error: &StoreError) -> ErrorCode {
    if error.is_full_disk() { ErrorCode::DiskFull } else { ErrorCode::Internal }
}
