//! One WebM file of a recording: sound, and at each moment one picture, put together from recorded segments without decoding.
//!
//! Whoever makes a file says which segments of pictures are shown, lets it read the sound once ([`Remux::hear`]), and knows its length
//! then. Now it is written, cluster by cluster, each from the files that belong to it: no more than one cluster is in memory. A player can
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

/// A file that is being made.
#[derive(Debug)]
pub struct Remux {
    pictures: Option<(Pictures, &'static [u8])>,
    clusters: Vec<Cluster>,
    duration: Millis,
}

/// The part of a file that lasts from one picture's segment to the next.
#[derive(Debug)]
struct Cluster {
    /// Class time: its sound and pictures are of this stretch.
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

/// The packets of sound that are read and not yet written.
#[derive(Debug, Default)]
pub struct Heard(VecDeque<(Millis, Bytes)>);

impl Heard {
    /// Takes a segment file of the mix in; files come in their order. What cannot be read is silence.
    pub fn take(&mut self, file: &Bytes) {
        self.0.extend(webm::packets(file).unwrap_or_default());
    }
}

impl Remux {
    /// Lays a file out that has the stretches `kept` of class time, one after the other, and these pictures, which have `codec` and come
    /// in the order of their starts. Each is shown until the next one starts.
    ///
    /// A file without pictures has sound alone; so has one in a codec that is not VP8 or VP9.
    pub fn new(kept: &[Range<Millis>], codec: Codec, pictures: Vec<PictureSegment>) -> Self {
        let size = pictures.iter().map(|segment| segment.size).max_by_key(|(width, height)| width * height);
        let of = |codec_id, black| Some((Pictures { codec_id, size: size? }, black));
        let track = match codec {
            Codec::Vp8 => of("V_VP8", BLACK_VP8),
            Codec::Vp9 => of("V_VP9", BLACK_VP9),
            Codec::H264 | Codec::Opus => None,
        };
        let mut file = Remux { pictures: track, clusters: Vec::new(), duration: 0 };
        let mut pictures = pictures.into_iter().filter(|_| track.is_some()).peekable();
        for stretch in kept {
            while pictures.next_if(|segment| segment.start < stretch.start).is_some() {}
            let inside = std::iter::from_fn(|| pictures.next_if(|segment| segment.start < stretch.end));
            file.lay_out(stretch, inside);
            file.duration += stretch.end - stretch.start;
        }
        file
    }

    fn lay_out(&mut self, stretch: &Range<Millis>, pictures: impl Iterator<Item = PictureSegment>) {
        let first = self.clusters.len();
        let at = |time: Millis, file: &Remux| file.duration + (time - stretch.start);
        for segment in pictures {
            let Some(bytes) = blocks_of(segment.bytes, segment.start) else { continue };
            let end = segment.end.min(segment.start + LONGEST).min(stretch.end);
            self.fill(first, stretch, segment.start);
            let at = at(segment.start, self);
            let time = segment.start..end.max(segment.start + 1);
            self.clusters.push(Cluster { time, at, shows: Shows::Recorded(segment, bytes), sound: 0 });
        }
        self.fill(first, stretch, stretch.end);
    }

    /// Lets the clusters of a stretch go on until `end`, without a hole, and no further.
    fn fill(&mut self, first: usize, stretch: &Range<Millis>, end: Millis) {
        let mut from = match self.clusters[first..].last_mut() {
            Some(last) if last.time.end + HELD >= end => {
                last.time.end = end;
                return;
            }
            Some(last) => last.time.end,
            None => stretch.start,
        };
        while from < end {
            let (until, at) = (end.min(from + BLACK), self.duration + (from - stretch.start));
            let shows = if self.pictures.is_some() { Shows::Black } else { Shows::Nothing };
            self.clusters.push(Cluster { time: from..until, at, shows, sound: 0 });
            from = until;
        }
    }

    /// Reads a segment file of the mix, to know what its sound takes. The caller gives all of them, in their order, before it asks for the
    /// length, and once more by [`Heard::take`].
    pub fn hear(&mut self, file: &Bytes) {
        for (at, packet) in webm::packets(file).unwrap_or_default() {
            let after = self.clusters.partition_point(|cluster| cluster.time.start <= at);
            if let Some(cluster) = self.clusters[..after].last_mut().filter(|cluster| cluster.time.contains(&at)) {
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

    /// The file of pictures that a cluster needs, if any, and the class time before which its sound was recorded.
    pub fn needs(&self, number: usize) -> (Option<&str>, Millis) {
        let cluster = &self.clusters[number];
        let file = match &cluster.shows {
            Shows::Recorded(segment, _) => Some(segment.file.as_str()),
            Shows::Nothing | Shows::Black => None,
        };
        (file, cluster.time.end)
    }

    /// The bytes of a cluster, made of what it [needs](Self::needs). Pictures that cannot be read are left out.
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
