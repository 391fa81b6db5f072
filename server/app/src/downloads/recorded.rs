//! What was recorded in the main room of a class, and which of its pictures are shown.

use std::{collections::HashMap, ops::Range};

use protocol::{
    Event, Millis, RoomId, Source, TrackRef,
    manifest::{ManifestEntry, TrackContent},
};
use recorder::{Codec, PictureSegment};

use super::wanted::Wanted;

/// A picture goes on over a hole in its track up to this long: pictures of a still screen come about once a second.
const GOES_ON: Millis = 1_000;

/// The recording of a main room.
#[derive(Debug, Default)]
pub struct Recorded {
    /// The segments of its mix: their starts, files and bytes.
    pub sound: Vec<(Millis, String, u64)>,
    /// Class time of its end.
    pub duration: Millis,
    pictures: Vec<Picture>,
    wanted: Wanted,
}

/// A segment of a camera or a screen.
#[derive(Debug, Clone)]
pub struct Picture {
    track: u32,
    of: TrackRef,
    codec: Codec,
    /// The file with which its own begins.
    init: String,
    /// The segment.
    pub segment: PictureSegment,
}

/// With what the files of some segments begin.
#[derive(Debug)]
struct Init {
    codec: Option<Codec>,
    size: (u32, u32),
    file: String,
}

/// Segments of one track that follow one another: from a keyframe on, in one format, without a hole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Whose pictures they are.
    pub of: TrackRef,
    /// How they are encoded.
    pub codec: Codec,
    /// The file with which they begin.
    pub init: String,
    /// The segments.
    pub segments: Vec<PictureSegment>,
}

impl Run {
    /// Class time of its pictures.
    pub fn time(&self) -> Range<Millis> {
        let edge = |segment: Option<&PictureSegment>, of: fn(&PictureSegment) -> Millis| segment.map_or(0, of);
        edge(self.segments.first(), |first| first.start)..edge(self.segments.last(), |last| last.end)
    }

    /// What has to be read for the pictures of a stretch: from the last keyframe before it on.
    pub fn between(&self, stretch: Range<Millis>) -> &[PictureSegment] {
        let end = self.segments.partition_point(|segment| segment.start < stretch.end);
        let begun = self.segments.partition_point(|segment| segment.start <= stretch.start);
        let first = self.segments[..begun].iter().rposition(|segment| segment.key).unwrap_or(0);
        &self.segments[first.min(end)..end]
    }
}

/// How long each kind of picture is shown.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct ShownTime {
    /// A shared screen.
    pub screen_ms: Millis,
    /// A camera.
    pub camera_ms: Millis,
}

impl Recorded {
    /// What a manifest and a journal tell.
    pub fn of(entries: &[ManifestEntry], events: &[Event]) -> Self {
        let mut recorded = Recorded { wanted: Wanted::of(events), ..Recorded::default() };
        let (mut contents, mut inits) = (HashMap::new(), HashMap::new());
        let mut end = None;
        for entry in entries {
            match entry {
                ManifestEntry::Track { track, content } => drop(contents.insert(*track, *content)),
                ManifestEntry::Init { track, init, file, mime, width, height } => {
                    let codec = recorder::codec_of_mime(mime);
                    inits.insert((*track, *init), Init { codec, size: (*width, *height), file: file.clone() });
                }
                ManifestEntry::Segment { track, init, .. } => {
                    recorded.take(entry, contents.get(track), inits.get(&(*track, *init)));
                }
                ManifestEntry::End { duration } => end = Some(*duration),
                ManifestEntry::Gap { .. } | ManifestEntry::Erased { .. } => {}
            }
        }
        recorded.duration = end.unwrap_or(recorded.duration);
        recorded.sound.sort();
        recorded.pictures.sort_by_key(|picture| (picture.segment.start, picture.track));
        recorded
    }

    fn take(&mut self, entry: &ManifestEntry, content: Option<&TrackContent>, init: Option<&Init>) {
        let ManifestEntry::Segment { track, file, start, duration, key, bytes, .. } = entry else { return };
        let (track, start, end, file, key, bytes) = (*track, *start, start + duration, file.clone(), *key, *bytes);
        self.duration = self.duration.max(end);
        match content {
            Some(TrackContent::Mix { room: RoomId::MAIN }) => {
                self.sound.push((start, file, bytes));
            }
            Some(TrackContent::Participant { participant, source, room: RoomId::MAIN }) if !source.is_audio() => {
                let Some(Init { codec: Some(codec), size, file: init }) = init else { return };
                let of = TrackRef { participant: *participant, source: *source };
                let segment = PictureSegment { file, start, end, key, size: *size, bytes };
                self.pictures.push(Picture { track, of, codec: *codec, init: init.clone(), segment });
            }
            _ => {}
        }
    }

    /// The bytes of the sound that begins in a stretch.
    pub fn sound_bytes(&self, stretch: &Range<Millis>) -> u64 {
        self.sound.iter().filter(|(start, ..)| stretch.contains(start)).map(|(.., bytes)| bytes).sum()
    }

    /// All pictures, in runs.
    pub fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut last_of: HashMap<u32, usize> = HashMap::new();
        for Picture { track, of, codec, init, segment } in &self.pictures {
            let current = last_of.get(track).map(|last| &mut runs[*last]);
            match current.filter(|run| run.init == *init && run.time().end + GOES_ON > segment.start) {
                Some(run) => run.segments.push(segment.clone()),
                None if segment.key => {
                    last_of.insert(*track, runs.len());
                    let segments = vec![segment.clone()];
                    runs.push(Run { of: *of, codec: *codec, init: init.clone(), segments });
                }
                // It cannot be decoded: what it builds on is lost.
                None => {}
            }
        }
        runs
    }

    /// What class looked at.
    pub fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    /// The pictures in one of these codecs that are shown in a stretch, in their order: at each moment the one that is wanted most of
    /// those that have begun with a keyframe.
    pub fn shown(&self, codecs: &[Codec], stretch: &Range<Millis>) -> Vec<&Picture> {
        let mut shown: Vec<&Picture> = Vec::new();
        for picture in self.pictures.iter().filter(|picture| codecs.contains(&picture.codec)) {
            let start = picture.segment.start;
            if !stretch.contains(&start) {
                continue;
            }
            let rank = |of: TrackRef| self.wanted.at(start).iter().position(|wanted| *wanted == of);
            let Some(place) = rank(picture.of) else { continue };
            let current = shown.last().filter(|last| last.segment.end + GOES_ON > start);
            let takes = match current {
                Some(last) if last.track == picture.track => true,
                Some(last) => picture.segment.key && rank(last.of).is_none_or(|current| place < current),
                None => picture.segment.key,
            };
            if takes {
                shown.push(picture);
            }
        }
        shown
    }

    /// What is seen of a stretch by whoever is [shown](Self::shown) pictures in these codecs alone: when, and of which track.
    pub fn seen(&self, codecs: &[Codec], stretch: &Range<Millis>) -> Vec<(Range<Millis>, TrackRef)> {
        let shown = self.shown(codecs, stretch);
        let nexts = shown.iter().skip(1).map(|next| next.segment.start).chain([stretch.end]);
        let until = |segment: &PictureSegment, next| if segment.end + GOES_ON > next { next } else { segment.end };
        let seen = shown
            .iter()
            .zip(nexts)
            .map(|(Picture { of, segment, .. }, next)| (segment.start..until(segment, next), *of));
        seen.collect()
    }
}

/// How long these pictures are shown, each until the next begins.
pub fn shown_time(shown: &[&Picture]) -> ShownTime {
    let nexts = shown.iter().skip(1).map(|next| next.segment.start).chain([Millis::MAX]);
    let mut time = ShownTime::default();
    for (picture, next) in shown.iter().zip(nexts) {
        let lasts = picture.segment.end.min(next).saturating_sub(picture.segment.start);
        match picture.of.source {
            Source::Screen => time.screen_ms += lasts,
            _ => time.camera_ms += lasts,
        }
    }
    time
}
