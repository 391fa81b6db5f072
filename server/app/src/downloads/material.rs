//! What files of a recording are made of.

use std::{io, ops::Range};

use common::Kept;
use live::Edited;
use protocol::{Event, Millis, SessionId, recording::Cut};
use store::{Store, StoreError};

use super::recorded::Recorded;

/// What was recorded of a class, and what is left of it.
#[derive(Debug)]
pub struct Material {
    /// What was recorded in its main room.
    pub recorded: Recorded,
    /// The stretches of class time that are in a file: those that staff did not cut out.
    pub kept: Vec<Range<Millis>>,
    /// Its journal.
    pub events: Vec<Event>,
}

impl Material {
    /// Reads manifest and journal.
    pub async fn of(store: &Store, session: SessionId) -> Result<Self, StoreError> {
        let lines = store.manifest(session, 0).await?;
        let events = store.journal().events(session, 1, usize::MAX).await?;
        let fold = move || {
            let entries: Vec<_> = lines.entries.into_iter().map(|(_, entry)| entry).collect();
            let recorded = Recorded::of(&entries, &events);
            let mut edited = Edited::default();
            events.iter().for_each(|event| edited.apply(event));
            let cuts = edited.edits().cuts.iter().map(|&Cut { from, to, .. }| from..to);
            let kept = Kept::of(cuts, recorded.duration).stretches().to_vec();
            Material { recorded, kept, events }
        };
        Ok(tokio::task::spawn_blocking(fold).await.map_err(io::Error::other)?)
    }
}
