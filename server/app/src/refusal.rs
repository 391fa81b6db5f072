//! Turns errors of the crates below into refusals that clients are told.

use protocol::{ErrorCode, Refusal};
use store::StoreError;

/// The refusal that a client is told for an error of the store. An error is logged if it is a failure of the store, and
/// not if the store just refuses something.
pub fn store(error: StoreError) -> Refusal {
    match error {
        StoreError::OwnerExists => ErrorCode::SetupLinkInvalid.into(),
        StoreError::NotFound => ErrorCode::NotFound.into(),
        StoreError::EmailTaken => ErrorCode::EmailTaken.into(),
        StoreError::OnRoster => ErrorCode::OnRoster.into(),
        StoreError::WasMember => ErrorCode::WasMember.into(),
        StoreError::LastOne => ErrorCode::LastOne.into(),
        StoreError::HasClasses => ErrorCode::CourseInUse.into(),
        StoreError::PlanFull => ErrorCode::PlanFull.into(),
        StoreError::PreparationFull => ErrorCode::PreparationFull.into(),
        StoreError::BoardFull => ErrorCode::BoardFull.into(),
        StoreError::FilesFull => ErrorCode::FilesFull.into(),
        StoreError::AnnouncementsFull => ErrorCode::AnnouncementsFull.into(),
        StoreError::ConsentChanged => ErrorCode::ConsentChanged.into(),
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

/// The code that clients are told for a failure of the store. They learn that the disk is full, because whoever runs
/// the server can mend that; of all other failures they learn just that the server is at fault.
pub fn failure(error: &StoreError) -> ErrorCode {
    if error.is_full_disk() { ErrorCode::DiskFull } else { ErrorCode::Internal }
}
