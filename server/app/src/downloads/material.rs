//! What files of a recording are made of.

use std::{collections::BTreeMap, io, ops::Range};

use common::Kept;
use live::Edited;
use protocol::{Event, Millis, SessionId, recording::Cut};
use store::{Store, StoreError};

use super::recorded::Recorded;

/// What was recorded of a class, and what is left of it.
#[derive(Debug)]
pub struct Material {
    /// The recordings that a file is made of: that of the class, and then its new takes.
    pub recordings: Vec<Recording>,
    /// What follows one another in a file.
    pub pieces: Vec<Piece>,
    /// Its journal.
    pub events: Vec<Event>,
}

/// A recording that a file is made of.
#[derive(Debug)]
pub struct Recording {
    /// Whose files it has.
    pub session: SessionId,
    /// What was recorded in its main room.
    pub recorded: Recorded,
}

/// A piece of a file: a stretch of class, or the new take that stands in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The stretch of class time, and the take that is shown instead.
    pub stretch: Cut,
    /// The number of the recording in which it is.
    pub of: usize,
    /// Its time in that recording.
    pub time: Range<Millis>,
}

impl Piece {
    /// How long it is in the file.
    pub fn length(&self) -> Millis {
        self.time.end - self.time.start
    }
}

impl Material {
    /// Reads manifests and journals. A take that is not there, or not the class's any more, is a cut.
    pub async fn of(store: &Store, session: SessionId) -> Result<Self, StoreError> {
        let (class, events) = Recording::of(store, session).await?;
        let mut edited = Edited::default();
        events.iter().for_each(|event| edited.apply(event));
        let cuts = &edited.edits().cuts;
        let end = class.recorded.duration;
        let (mut recordings, mut takes) = (vec![class], BTreeMap::new());
        for take in cuts.iter().filter_map(|cut| cut.take) {
            let is_there = store.session(take.session).await?.is_some();
            if is_there && store.class_of_take(take.session).await? == Some(session) {
                takes.insert(take.session, recordings.len());
                recordings.push(Recording::of(store, take.session).await?.0);
            }
        }
        let pieces = pieces(&Kept::of(edited.cut_out(), end), cuts, &takes);
        Ok(Material { recordings, pieces, events })
    }

    /// How long a file of it plays.
    pub fn duration(&self) -> Millis {
        self.pieces.iter().map(Piece::length).sum()
    }

    /// Whether there is something to hear.
    pub fn has_sound(&self) -> bool {
        self.recordings.iter().any(|recording| !recording.recorded.sound.is_empty())
    }
}

impl Recording {
    /// Reads a manifest and a journal.
    async fn of(store: &Store, session: SessionId) -> Result<(Self, Vec<Event>), StoreError> {
        let lines = store.manifest(session, 0).await?;
        let events = store.journal().events(session, 1, usize::MAX).await?;
        let fold = move || {
            let entries: Vec<_> = lines.entries.into_iter().map(|(_, entry)| entry).collect();
            (Recorded::of(&entries, &events), events)
        };
        let (recorded, events) = tokio::task::spawn_blocking(fold).await.map_err(io::Error::other)?;
        Ok((Recording { session, recorded }, events))
    }
}

/// What is left of a class, with new takes in the places of stretches that are cut out; `takes`: their numbers among the recordings.
fn pieces(kept: &Kept, cuts: &[Cut], takes: &BTreeMap<SessionId, usize>) -> Vec<Piece> {
    let of_class = |time: &Range<Millis>| {
        let stretch = Cut::out(time.start, time.end);
        Piece { stretch, of: 0, time: time.clone() }
    };
    let of_take = |cut: &Cut| {
        let take = cut.take?;
        Some(Piece { stretch: *cut, of: *takes.get(&take.session)?, time: 0..take.duration })
    };
    let mut pieces: Vec<Piece> = kept.stretches().iter().map(of_class).chain(cuts.iter().filter_map(of_take)).collect();
    pieces.sort_by_key(|piece| piece.stretch.from);
    pieces
}

#[cfg(test)]
mod tests {
    use protocol::recording::Take;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_take_stands_between_what_is_before_and_after_its_stretch_and_one_that_is_gone_is_a_cut() {
        let [there, gone] = [1, 2].map(|number| SessionId(Uuid::from_u128(number)));
        let with = |session, from, to| Cut { take: Some(Take { session, duration: 9_000 }), ..Cut::out(from, to) };
        let cuts = [Cut::out(500, 1_000), with(there, 2_000, 4_000), Cut::out(4_000, 5_000), with(gone, 6_000, 7_000)];
        let kept = Kept::of(cuts.iter().map(|cut| cut.from..cut.to), 8_000);
        let pieces = pieces(&kept, &cuts, &BTreeMap::from([(there, 1)]));
        let told: Vec<_> = pieces.iter().map(|piece| (piece.of, piece.stretch.from, piece.time.clone())).collect();
        let expected = [
            (0, 0, 0..500),
            (0, 1_000, 1_000..2_000),
            (1, 2_000, 0..9_000),
            (0, 5_000, 5_000..6_000),
            (0, 7_000, 7_000..8_000),
        ];
        assert_eq!(told, expected);
        assert_eq!(pieces.iter().map(Piece::length).sum::<Millis>(), 500 + 1_000 + 9_000 + 1_000 + 1_000);
    }
}
