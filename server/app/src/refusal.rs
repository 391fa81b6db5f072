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
            ErrorCode::Internal.into()
        }
    }
}
