//! A whole file of pictures and sound. What each of its clusters takes is known before the first byte is written, so the file begins with
//! an index by which players seek, and is sent while it is made.

use bytes::Bytes;
use protocol::Millis;

use super::{
    BLOCK_HEADER, FLAG_KEYFRAME, TRACK_NUMBER, blocks, ebml_header,
    elements::{element, element_length, id, put_id, put_size, size_length, uint, void},
    info, opus_entry, put_block, read_block, video_entry,
};
/// The number of the track of pictures: that of recorded files, whose blocks stay as they are.
const PICTURES: u64 = TRACK_NUMBER;
/// The number of the track of sound.
const SOUND: u64 = 2;
/// The bytes of a SimpleBlock's id, and of a Cluster's.
const BLOCK_ID: u64 = 1;
const CLUSTER_ID: u64 = 4;

/// The track of pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pictures {
    /// `V_VP8` or `V_VP9`.
    pub(crate) codec_id: &'static str,
    /// The width and height of the largest.
    pub(crate) size: (u32, u32),
}

/// A cluster that will be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Its time in the file.
    pub(crate) at: Millis,
    /// The bytes of its blocks.
    pub(crate) blocks: u64,
    /// Whether decoding can start here.
    pub(crate) key: bool,
}

impl Extent {
    /// The bytes of the whole cluster.
    pub(crate) fn bytes(&self) -> u64 {
        element_length(CLUSTER_ID, timestamp_bytes(self.at) + self.blocks)
    }
}

/// The part of a recorded segment that is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Picture<'a> {
    pub(crate) file: &'a Bytes,
    /// Class time of its start and of the moment from which nothing of it is shown.
    pub(crate) from: Millis,
    pub(crate) until: Millis,
    /// The bytes that its blocks take in the file, whether they can be read or not.
    pub(crate) bytes: u64,
}

/// All that stands before the first cluster.
pub(crate) fn head(duration: Millis, pictures: Option<Pictures>, channels: u8, clusters: &[Extent]) -> Bytes {
    let mut about = info();
    element(&mut about, id::DURATION, &(duration as f64).to_be_bytes());
    let mut info = Vec::new();
    element(&mut info, id::INFO, &about);
    let mut entries = Vec::new();
    if let Some(Pictures { codec_id, size }) = pictures {
        element(&mut entries, id::TRACK_ENTRY, &video_entry(codec_id, size));
    }
    element(&mut entries, id::TRACK_ENTRY, &opus_entry(SOUND, channels));
    let mut tracks = Vec::new();
    element(&mut tracks, id::TRACKS, &entries);

    let sought = if pictures.is_some() { PICTURES } else { SOUND };
    let seek_bytes = seek_head(0, 0, 0).len() as u64;
    let cues_at = seek_bytes + (info.len() + tracks.len()) as u64;
    let first = cues_at + cues(sought, 0, clusters).len() as u64;
    let whole = first + clusters.iter().map(Extent::bytes).sum::<u64>();

    let mut out = ebml_header();
    put_id(&mut out, id::SEGMENT);
    out.extend_from_slice(&(whole | 1 << 56).to_be_bytes());
    out.extend(seek_head(seek_bytes, seek_bytes + info.len() as u64, cues_at));
    out.extend(info);
    out.extend(tracks);
    out.extend(cues(sought, first, clusters));
    out.into()
}

/// Where the parts of the file are. Its length is the same whatever it says.
fn seek_head(info: u64, tracks: u64, cues: u64) -> Vec<u8> {
    let mut seeks = Vec::new();
    for (wanted, position) in [(id::INFO, info), (id::TRACKS, tracks), (id::CUES, cues)] {
        let mut seek = Vec::new();
        element(&mut seek, id::SEEK_ID, &wanted.to_be_bytes());
        element(&mut seek, id::SEEK_POSITION, &position.to_be_bytes());
        element(&mut seeks, id::SEEK, &seek);
    }
    let mut out = Vec::new();
    element(&mut out, id::SEEK_HEAD, &seeks);
    out
}

/// The index of the clusters at which decoding can start. Its length is the same wherever the first one is.
fn cues(track: u64, first: u64, clusters: &[Extent]) -> Vec<u8> {
    let (mut points, mut position) = (Vec::new(), first);
    for cluster in clusters {
        if cluster.key {
            let mut place = Vec::new();
            uint(&mut place, id::CUE_TRACK, track);
            element(&mut place, id::CUE_CLUSTER_POSITION, &position.to_be_bytes());
            let mut point = Vec::new();
            uint(&mut point, id::CUE_TIME, cluster.at);
            element(&mut point, id::CUE_TRACK_POSITIONS, &place);
            element(&mut points, id::CUE_POINT, &point);
        }
        position += cluster.bytes();
    }
    let mut out = Vec::new();
    element(&mut out, id::CUES, &points);
    out
}

/// The bytes that the blocks of a recorded segment take; `None` when no segment that starts then has this size.
pub(crate) fn blocks_of(file_bytes: u64, start: Millis) -> Option<u64> {
    let body = (1..=8).find_map(|length| {
        let body = file_bytes.checked_sub(CLUSTER_ID + length)?;
        (size_length(body) as u64 == length).then_some(body)
    })?;
    body.checked_sub(timestamp_bytes(start)).filter(|blocks| *blocks > BLOCK_HEADER as u64)
}

/// The bytes that a packet of sound, or a picture that is a block by itself, takes.
pub(crate) fn block_bytes(frame: usize) -> u64 {
    element_length(BLOCK_ID, (BLOCK_HEADER + frame) as u64)
}

fn timestamp_bytes(at: Millis) -> u64 {
    let mut out = Vec::new();
    uint(&mut out, id::TIMESTAMP, at);
    out.len() as u64
}

/// Blocks of a cluster on their way: each with its time after the cluster's, and what is written.
#[derive(Debug, Default)]
pub(crate) struct Blocks(Vec<(Millis, Bytes)>);

impl Blocks {
    /// A packet of sound.
    pub(crate) fn sound(&mut self, relative: Millis, packet: &[u8]) {
        self.simple(SOUND, relative, packet);
    }

    /// A picture that needs no other.
    pub(crate) fn key_picture(&mut self, frame: &[u8]) {
        self.simple(PICTURES, 0, frame);
    }

    fn simple(&mut self, track: u64, relative: Millis, frame: &[u8]) {
        let mut out = Vec::with_capacity(frame.len() + 16);
        let time = i16::try_from(relative).unwrap_or(i16::MAX);
        put_block(&mut out, id::SIMPLE_BLOCK, track, time, FLAG_KEYFRAME, frame);
        self.0.push((relative, out.into()));
    }

    /// What is shown of a recorded segment. What is not, or cannot be read, takes its room.
    pub(crate) fn pictures(&mut self, picture: Picture<'_>) {
        let before = self.0.len();
        if self.shown(picture).is_none() {
            self.0.truncate(before);
            self.0.push((0, nothing(picture.bytes)));
        }
    }

    fn shown(&mut self, Picture { file, from, until, bytes }: Picture<'_>) -> Option<()> {
        let (start, blocks) = blocks(file)?;
        let fits = start == from && blocks.iter().map(|(whole, _)| whole.len() as u64).sum::<u64>() == bytes;
        for (whole, block) in blocks.into_iter().filter(|_| fits) {
            let (at, _) = read_block(start, &block)?;
            let written = if at < until { whole } else { nothing(whole.len() as u64) };
            self.0.push((at.saturating_sub(from), written));
        }
        fits.then_some(())
    }

    /// The cluster with these blocks, in the order of their times; `None` when they do not take the bytes that it was to have.
    pub(crate) fn cluster(mut self, extent: Extent) -> Option<Bytes> {
        // Sound comes before the picture of the same time, as WebM wants it: whoever adds them adds sound first.
        self.0.sort_by_key(|(relative, _)| *relative);
        let content = timestamp_bytes(extent.at) + self.0.iter().map(|(_, block)| block.len() as u64).sum::<u64>();
        let mut out = Vec::with_capacity(extent.bytes() as usize);
        put_id(&mut out, id::CLUSTER);
        put_size(&mut out, content as usize);
        uint(&mut out, id::TIMESTAMP, extent.at);
        self.0.iter().for_each(|(_, block)| out.extend_from_slice(block));
        (out.len() as u64 == extent.bytes()).then(|| out.into())
    }
}

fn nothing(bytes: u64) -> Bytes {
    let mut out = Vec::new();
    void(&mut out, bytes as usize);
    out.into()
}
