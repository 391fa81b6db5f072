//! One WebM file of one or several recordings: sound, and at each moment one picture, put together from recorded segments without decoding.
//!
//! Whoever makes a file says of which pieces it is and which segments of pictures are shown, lets it read the sound once
//! ([`Remux::hear`]), and knows its length then. Now it is written, cluster by cluster, each from the files that belong to it: no more than one cluster is in memory. A player can
//! seek in it before all of it is there.

use std::{collections::VecDeque, ops::Range};

use bytes::Bytes;
use protocol::Millis;

use crate::{
    Codec,
    segment::CHANNELS,
    webm::{
        self,
        whole::{self, Blocks, Extent, Picture, Pictures, block_bytes, blocks_of},
    },
};

/// Where no picture was recorded for longer than this, the screen is black; a shorter hole is between two frames.
const HELD: Millis = 1_000;
/// A black picture lasts at most this long: a player can seek to the start of each.
const BLACK: Millis = 2_000;
/// No segment of pictures is taken to last longer: the recorder ends each far earlier.
const LONGEST: Millis = 20_000;
/// A black picture of 320x180 in each codec, as libvpx makes it.
const BLACK_VP8: &[u8] = include_bytes!("webm/black.vp8");
const BLACK_VP9: &[u8] = include_bytes!("webm/black.vp9");

/// A recorded segment of pictures that is shown, as its line in the manifest says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureSegment {
    /// File name.
    pub file: String,
    /// Class time of its first frame.
    pub start: Millis,
    /// Class time of its end.
    pub end: Millis,
    /// Whether it starts with a keyframe.
    pub key: bool,
    /// Size of its pictures in pixels.
    pub size: (u32, u32),
    /// File size in bytes.
    pub bytes: u64,
}

/// A piece of a file: a stretch of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The number of the recording, from 0 on. Of one recording no moment is in two pieces, and they come in order.
    pub of: usize,
    /// Its time in the recording.
    pub time: Range<Millis>,
    /// The pictures that it shows, in the order of their starts. Each is shown until the next one starts.
    pub pictures: Vec<PictureSegment>,
}

/// A file that is being made.
#[derive(Debug)]
pub struct Remux {
    pictures: Option<(Pictures, &'static [u8])>,
    clusters: Vec<Cluster>,
    /// The numbers of the clusters of each recording, in their order.
    of_recording: Vec<Vec<usize>>,
    duration: Millis,
}

/// What a cluster is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs<'a> {
    /// The number of the recording.
    pub of: usize,
    /// The file of pictures, if there is one.
    pub pictures: Option<&'a str>,
    /// The time of the recording before which the sound was recorded.
    pub until: Millis,
}

/// The part of a file that lasts from one picture's segment to the next.
#[derive(Debug)]
struct Cluster {
    /// The number of its recording.
    of: usize,
    /// Time of its recording: its sound and pictures are of this stretch.
    time: Range<Millis>,
    /// Its time in the file.
    at: Millis,
    shows: Shows,
    /// The bytes that its sound takes.
    sound: u64,
}

#[derive(Debug)]
enum Shows {
    /// The file has no pictures.
    Nothing,
    Black,
    /// A segment, and the bytes that its blocks take.
    Recorded(PictureSegment, u64),
}

/// A recorded file is not any more what it was when the file was laid out: it was erased, or made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the recording has changed meanwhile")]
pub struct Changed;

/// The packets of sound of one recording that are read and not yet written.
#[derive(Debug, Default)]
pub struct Heard(VecDeque<(Millis, Bytes)>);

impl Heard {
    /// Takes a segment file of the mix in; files come in their order. What cannot be read is silence.
    pub fn take(&mut self, file: &Bytes) {
        self.0.extend(webm::packets(file).unwrap_or_default());
    }
}

impl Remux {
    /// Lays a file out that has these pieces, one after the other; their pictures have `codec`.
    ///
    /// A file without pictures has sound alone; so has one in a codec that is not VP8 or VP9.
    pub fn new(codec: Codec, pieces: Vec<Piece>) -> Self {
        let all = pieces.iter().flat_map(|piece| &piece.pictures);
        let size = all.map(|segment| segment.size).max_by_key(|(width, height)| width * height);
        let of = |codec_id, black| Some((Pictures { codec_id, size: size? }, black));
        let track = match codec {
            Codec::Vp8 => of("V_VP8", BLACK_VP8),
            Codec::Vp9 => of("V_VP9", BLACK_VP9),
            Codec::H264 | Codec::Opus => None,
        };
        let recordings = pieces.iter().map(|piece| piece.of + 1).max().unwrap_or_default();
        let of_recording = vec![Vec::new(); recordings];
        let mut file = Remux { pictures: track, clusters: Vec::new(), of_recording, duration: 0 };
        for piece in pieces {
            let first = file.clusters.len();
            file.lay_out(&piece);
            file.of_recording[piece.of].extend(first..file.clusters.len());
            file.duration += piece.time.end - piece.time.start;
        }
        file
    }

    fn lay_out(&mut self, piece: &Piece) {
        let Piece { of, time: stretch, pictures } = piece;
        let first = self.clusters.len();
        let has_pictures = self.pictures.is_some();
        for segment in pictures.iter().filter(|segment| has_pictures && stretch.contains(&segment.start)) {
            let Some(bytes) = blocks_of(segment.bytes, segment.start) else { continue };
            let end = segment.end.min(segment.start + LONGEST).min(stretch.end);
            self.fill(first, piece, segment.start);
            let at = self.duration + (segment.start - stretch.start);
            let time = segment.start..end.max(segment.start + 1);
            let shows = Shows::Recorded(segment.clone(), bytes);
            self.clusters.push(Cluster { of: *of, time, at, shows, sound: 0 });
        }
        self.fill(first, piece, stretch.end);
    }

    /// Lets the clusters of a piece go on until `end`, without a hole, and no further.
    fn fill(&mut self, first: usize, piece: &Piece, end: Millis) {
        let mut from = match self.clusters[first..].last_mut() {
            Some(last) if last.time.end + HELD >= end => {
                last.time.end = end;
                return;
            }
            Some(last) => last.time.end,
            None => piece.time.start,
        };
        while from < end {
            let (until, at) = (end.min(from + BLACK), self.duration + (from - piece.time.start));
            let shows = if self.pictures.is_some() { Shows::Black } else { Shows::Nothing };
            self.clusters.push(Cluster { of: piece.of, time: from..until, at, shows, sound: 0 });
            from = until;
        }
    }

    /// Reads a segment file of the mix of a recording, to know what its sound takes. The caller gives all of them, in their order, before
    /// it asks for the length, and once more by [`Heard::take`].
    pub fn hear(&mut self, of: usize, file: &Bytes) {
        let Some(numbers) = self.of_recording.get(of) else { return };
        for (at, packet) in webm::packets(file).unwrap_or_default() {
            let begun = numbers.partition_point(|number| self.clusters[*number].time.start <= at);
            let Some(last) = numbers[..begun].last() else { continue };
            let cluster = &mut self.clusters[*last];
            if cluster.time.contains(&at) {
                cluster.sound += block_bytes(packet.len());
            }
        }
    }

    /// The bytes of the whole file.
    pub fn bytes(&self) -> u64 {
        let clusters = (0..self.clusters.len()).map(|number| self.extent(number).bytes()).sum::<u64>();
        self.head().len() as u64 + clusters
    }

    /// What comes before the first cluster.
    pub fn head(&self) -> Bytes {
        let extents: Vec<Extent> = (0..self.clusters.len()).map(|number| self.extent(number)).collect();
        whole::head(self.duration, self.pictures.map(|(pictures, _)| pictures), CHANNELS, &extents)
    }

    /// How many clusters it has.
    pub fn clusters(&self) -> usize {
        self.clusters.len()
    }

    /// What a cluster is made of.
    pub fn needs(&self, number: usize) -> Needs<'_> {
        let Cluster { of, time, shows, .. } = &self.clusters[number];
        let pictures = match shows {
            Shows::Recorded(segment, _) => Some(segment.file.as_str()),
            Shows::Nothing | Shows::Black => None,
        };
        Needs { of: *of, pictures, until: time.end }
    }

    /// The bytes of a cluster, made of what it [needs](Self::needs): its pictures, and what is heard of its recording. Pictures that cannot
    /// be read are left out.
    pub fn cluster(&self, number: usize, pictures: Option<&Bytes>, heard: &mut Heard) -> Result<Bytes, Changed> {
        let Cluster { time, shows, .. } = &self.clusters[number];
        let mut blocks = Blocks::default();
        while let Some((at, packet)) = heard.0.pop_front_if(|(at, _)| *at < time.end) {
            if time.contains(&at) {
                blocks.sound(at - time.start, &packet);
            }
        }
        match shows {
            Shows::Nothing => {}
            Shows::Black => blocks.key_picture(self.black()),
            Shows::Recorded(segment, bytes) => {
                let none = Bytes::new();
                let file = pictures.unwrap_or(&none);
                blocks.pictures(Picture { file, from: segment.start, until: time.end, bytes: *bytes });
            }
        }
        blocks.cluster(self.extent(number)).ok_or(Changed)
    }

    fn extent(&self, number: usize) -> Extent {
        let cluster = &self.clusters[number];
        let (pictures, key) = match &cluster.shows {
            Shows::Nothing => (0, true),
            Shows::Black => (block_bytes(self.black().len()), true),
            Shows::Recorded(segment, bytes) => (*bytes, segment.key),
        };
        Extent { at: cluster.at, blocks: cluster.sound + pictures, key }
    }

    fn black(&self) -> &'static [u8] {
        self.pictures.map_or(&[], |(_, black)| black)
    }
}
