//! Whether an event of this feature can come next.

use protocol::{Audience, Event};

use crate::invalid::{RebuildError, require};

/// Whether this event of this feature can come next: everybody learns of a chapter.
pub(crate) fn validate(event: &Event) -> Result<(), RebuildError> {
    require(event.audience == Audience::Everyone, RebuildError::Audience { seq: event.seq })
}
