//! What the events of this feature mean.

use protocol::{Event, EventBody, Snapshot, table::Playback};

/// Folds an event of this feature in.
pub(crate) fn reduce(state: &mut Snapshot, event: &Event) {
    if let (EventBody::PlaybackSet { playing, position, speed_percent, by }, Some(table)) =
        (&event.body, &mut state.table)
    {
        table.playback = Playback {
            playing: *playing,
            position: *position,
            speed_percent: *speed_percent,
            since: event.at,
            by: Some(*by),
        };
    }
}
