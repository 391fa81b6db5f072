//! WebM: the few elements of which an init and a segment consist.
//!
//! EBML per RFC 8794, Matroska elements per RFC 9559 (section numbers below), limited to the WebM byte stream format of
//! Media Source Extensions: an init segment is the EBML header, an open-ended Segment, Info and Tracks; a media segment
//! is one Cluster of known size. Timestamps are class time in milliseconds.

use bytes::Bytes;
use protocol::Millis;

use crate::sample::Sample;

/// RFC 8794, 11.2.
mod ebml {
    pub(super) const HEADER: u32 = 0x1A45_DFA3;
    pub(super) const VERSION: u32 = 0x4286;
    pub(super) const READ_VERSION: u32 = 0x42F7;
    pub(super) const MAX_ID_LENGTH: u32 = 0x42F2;
    pub(super) const MAX_SIZE_LENGTH: u32 = 0x42F3;
    pub(super) const DOC_TYPE: u32 = 0x4282;
    pub(super) const DOC_TYPE_VERSION: u32 = 0x4287;
    pub(super) const DOC_TYPE_READ_VERSION: u32 = 0x4285;
}

/// RFC 9559, 5.1.
mod id {
    pub(super) const SEGMENT: u32 = 0x1853_8067;
    pub(super) const INFO: u32 = 0x1549_A966;
    pub(super) const TIMESTAMP_SCALE: u32 = 0x2A_D7B1;
    pub(super) const MUXING_APP: u32 = 0x4D80;
    pub(super) const WRITING_APP: u32 = 0x5741;
    pub(super) const TRACKS: u32 = 0x1654_AE6B;
    pub(super) const TRACK_ENTRY: u32 = 0xAE;
    pub(super) const TRACK_NUMBER: u32 = 0xD7;
    pub(super) const TRACK_UID: u32 = 0x73C5;
    pub(super) const TRACK_TYPE: u32 = 0x83;
    pub(super) const FLAG_LACING: u32 = 0x9C;
    pub(super) const CODEC_ID: u32 = 0x86;
    pub(super) const CODEC_PRIVATE: u32 = 0x63A2;
    pub(super) const SEEK_PRE_ROLL: u32 = 0x56BB;
    pub(super) const VIDEO: u32 = 0xE0;
    pub(super) const PIXEL_WIDTH: u32 = 0xB0;
    pub(super) const PIXEL_HEIGHT: u32 = 0xBA;
    pub(super) const AUDIO: u32 = 0xE1;
    pub(super) const SAMPLING_FREQUENCY: u32 = 0xB5;
    pub(super) const CHANNELS: u32 = 0x9F;
    pub(super) const CLUSTER: u32 = 0x1F43_B675;
    pub(super) const TIMESTAMP: u32 = 0xE7;
    pub(super) const SIMPLE_BLOCK: u32 = 0xA3;
    pub(super) const BLOCK_GROUP: u32 = 0xA0;
    pub(super) const BLOCK: u32 = 0xA1;
    pub(super) const BLOCK_DURATION: u32 = 0x9B;
    pub(super) const REFERENCE_BLOCK: u32 = 0xFB;
}

/// Every file has one track.
const TRACK_NUMBER: u64 = 1;
/// TrackType (5.1.4.1.3).
const TRACK_TYPE_VIDEO: u64 = 1;
const TRACK_TYPE_AUDIO: u64 = 2;
/// A tick is a millisecond, given in nanoseconds (5.1.2.9).
const TIMESTAMP_SCALE_NS: u64 = 1_000_000;
/// The time within which Opus decoders converge (RFC 7845, 4.6): 80 ms, given in nanoseconds.
const OPUS_SEEK_PRE_ROLL_NS: u64 = 80_000_000;
/// Flag of a SimpleBlock (10.2).
const FLAG_KEYFRAME: u8 = 0x80;

/// The init of a video track. `codec_id` is `V_VP8` or `V_VP9`.
pub(crate) fn video_init(codec_id: &str, width: u32, height: u32) -> Bytes {
    let mut video = Vec::new();
    uint(&mut video, id::PIXEL_WIDTH, width.into());
    uint(&mut video, id::PIXEL_HEIGHT, height.into());
    let mut entry = track_entry(TRACK_TYPE_VIDEO, codec_id);
    element(&mut entry, id::VIDEO, &video);
    init(&entry)
}

/// The init of an Opus track at 48 kHz.
pub(crate) fn opus_init(channels: u8) -> Bytes {
    let mut audio = Vec::new();
    element(&mut audio, id::SAMPLING_FREQUENCY, &48_000f64.to_be_bytes());
    uint(&mut audio, id::CHANNELS, channels.into());
    let mut entry = track_entry(TRACK_TYPE_AUDIO, "A_OPUS");
    element(&mut entry, id::CODEC_PRIVATE, &opus_head(channels));
    uint(&mut entry, id::SEEK_PRE_ROLL, OPUS_SEEK_PRE_ROLL_NS);
    element(&mut entry, id::AUDIO, &audio);
    init(&entry)
}

/// A media segment: one Cluster with `samples`. The last sample lasts until `end`.
///
/// Each sample's time is at most `i16::MAX` ms after that of the first one: segments are far shorter.
pub(crate) fn cluster(samples: &[Sample], end: Millis) -> Bytes {
    let Some((last, others)) = samples.split_last() else { return Bytes::new() };
    let start = samples[0].at;
    let mut body = Vec::with_capacity(samples.iter().map(|s| s.data.len() + 32).sum());
    uint(&mut body, id::TIMESTAMP, start);
    for sample in others {
        let flags = if sample.key { FLAG_KEYFRAME } else { 0 };
        block(&mut body, id::SIMPLE_BLOCK, sample, start, flags);
    }
    // The last sample has a duration, so that players need not guess, and no hole opens before the next segment.
    let mut group = Vec::with_capacity(last.data.len() + 32);
    block(&mut group, id::BLOCK, last, start, 0);
    uint(&mut group, id::BLOCK_DURATION, end.saturating_sub(last.at).max(1));
    if !last.key {
        // The element's presence marks a frame as no keyframe; players ignore its value. A reference to the frame
        // before is true of most frames.
        let back = others.last().map_or(1, |previous| last.at - previous.at);
        element(&mut group, id::REFERENCE_BLOCK, &(-(back as i64)).to_be_bytes());
    }
    element(&mut body, id::BLOCK_GROUP, &group);
    let mut out = Vec::with_capacity(body.len() + 12);
    element(&mut out, id::CLUSTER, &body);
    out.into()
}

/// The frames of a segment that [`cluster`] has made, with their times. `None` for bytes that are no such segment.
pub(crate) fn packets(file: &Bytes) -> Option<Vec<(Millis, Bytes)>> {
    let (found, body, _) = read_element(file)?;
    if found != id::CLUSTER {
        return None;
    }
    let (mut rest, mut start, mut packets) = (body, None, Vec::new());
    while !rest.is_empty() {
        let (found, content, after) = read_element(&rest)?;
        match found {
            id::TIMESTAMP => start = Some(content.iter().fold(0, |time, byte| time << 8 | Millis::from(*byte))),
            id::SIMPLE_BLOCK => packets.push(read_block(start?, &content)?),
            id::BLOCK_GROUP => {
                let (found, block, _) = read_element(&content)?;
                packets.push((found == id::BLOCK).then(|| read_block(start?, &block))??);
            }
            _ => {}
        }
        rest = after;
    }
    Some(packets)
}

/// The content of a Block: its time, and its frame.
fn read_block(cluster_start: Millis, block: &Bytes) -> Option<(Millis, Bytes)> {
    let relative = i16::from_be_bytes([*block.get(1)?, *block.get(2)?]);
    Some((cluster_start.checked_add_signed(relative.into())?, block.get(4..).map(|_| block.slice(4..))?))
}

/// The first element: its id, its content, and what follows it.
fn read_element(bytes: &Bytes) -> Option<(u32, Bytes, Bytes)> {
    let id_length = bytes.first()?.leading_zeros() as usize + 1;
    let found = bytes.get(..id_length).filter(|_| id_length <= 4)?;
    let found = found.iter().fold(0, |id, byte| id << 8 | u32::from(*byte));
    let marked = bytes.get(id_length..)?;
    let size_length = marked.first()?.leading_zeros() as usize + 1;
    let size = marked.get(..size_length).filter(|_| size_length <= 8)?;
    let size = size.iter().fold(0u64, |size, byte| size << 8 | u64::from(*byte)) & ((1 << (7 * size_length)) - 1);
    let begin = id_length + size_length;
    let end = begin.checked_add(usize::try_from(size).ok()?).filter(|end| *end <= bytes.len())?;
    Some((found, bytes.slice(begin..end), bytes.slice(end..)))
}

fn init(track_entry: &[u8]) -> Bytes {
    let mut header = Vec::new();
    uint(&mut header, ebml::VERSION, 1);
    uint(&mut header, ebml::READ_VERSION, 1);
    uint(&mut header, ebml::MAX_ID_LENGTH, 4);
    uint(&mut header, ebml::MAX_SIZE_LENGTH, 8);
    element(&mut header, ebml::DOC_TYPE, b"webm");
    uint(&mut header, ebml::DOC_TYPE_VERSION, 4);
    uint(&mut header, ebml::DOC_TYPE_READ_VERSION, 2);

    let mut info = Vec::new();
    uint(&mut info, id::TIMESTAMP_SCALE, TIMESTAMP_SCALE_NS);
    element(&mut info, id::MUXING_APP, b"meridian");
    element(&mut info, id::WRITING_APP, b"meridian");

    let mut tracks = Vec::new();
    element(&mut tracks, id::TRACK_ENTRY, track_entry);

    let mut out = Vec::new();
    element(&mut out, ebml::HEADER, &header);
    put_id(&mut out, id::SEGMENT);
    out.extend_from_slice(&[0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]); // size unknown (RFC 8794, 6.2)
    element(&mut out, id::INFO, &info);
    element(&mut out, id::TRACKS, &tracks);
    out.into()
}

fn track_entry(track_type: u64, codec_id: &str) -> Vec<u8> {
    let mut entry = Vec::new();
    uint(&mut entry, id::TRACK_NUMBER, TRACK_NUMBER);
    uint(&mut entry, id::TRACK_UID, TRACK_NUMBER);
    uint(&mut entry, id::TRACK_TYPE, track_type);
    uint(&mut entry, id::FLAG_LACING, 0);
    element(&mut entry, id::CODEC_ID, codec_id.as_bytes());
    entry
}

/// The identification header of RFC 7845, 5.1. The pre-skip is 0, because packets have class time already.
fn opus_head(channels: u8) -> Vec<u8> {
    let mut head = b"OpusHead".to_vec();
    head.extend_from_slice(&[1, channels]); // version, channels
    head.extend_from_slice(&0u16.to_le_bytes()); // pre-skip
    head.extend_from_slice(&48_000u32.to_le_bytes());
    head.extend_from_slice(&0i16.to_le_bytes()); // gain
    head.push(0); // mapping family: mono or stereo
    head
}

/// A Block or SimpleBlock (10.1, 10.2): track number, time relative to the Cluster, flags, frame.
fn block(out: &mut Vec<u8>, block_id: u32, sample: &Sample, cluster_start: Millis, flags: u8) {
    let relative = i16::try_from(sample.at - cluster_start).unwrap_or(i16::MAX);
    put_id(out, block_id);
    put_size(out, 4 + sample.data.len());
    out.push(0x80 | TRACK_NUMBER as u8);
    out.extend_from_slice(&relative.to_be_bytes());
    out.push(flags);
    out.extend_from_slice(&sample.data);
}

fn element(out: &mut Vec<u8>, element_id: u32, content: &[u8]) {
    put_id(out, element_id);
    put_size(out, content.len());
    out.extend_from_slice(content);
}

fn uint(out: &mut Vec<u8>, element_id: u32, value: u64) {
    let bytes = value.to_be_bytes();
    let skip = (value.leading_zeros() as usize / 8).min(7);
    element(out, element_id, &bytes[skip..]);
}

/// Element ids contain their length marker: their significant bytes are written as they are.
fn put_id(out: &mut Vec<u8>, element_id: u32) {
    let bytes = element_id.to_be_bytes();
    out.extend_from_slice(&bytes[element_id.leading_zeros() as usize / 8..]);
}

/// A data size in as few bytes as possible (RFC 8794, 4). All ones is reserved, hence the `- 1`.
fn put_size(out: &mut Vec<u8>, size: usize) {
    let size = size as u64;
    let length = (1..8).find(|length| size < (1 << (7 * length)) - 1).unwrap_or(8);
    let marked = size | 1 << (7 * length);
    out.extend_from_slice(&marked.to_be_bytes()[8 - length as usize..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_take_as_few_bytes_as_hold_them() {
        for (size, expected) in [
            (0usize, vec![0x80]),
            (126, vec![0xFE]),
            (127, vec![0x40, 0x7F]),
            (16_382, vec![0x7F, 0xFE]),
            (16_383, vec![0x20, 0x3F, 0xFF]),
        ] {
            let mut out = Vec::new();
            put_size(&mut out, size);
            assert_eq!(out, expected, "{size}");
        }
    }

    #[test]
    fn a_cluster_of_one_key_and_one_delta_frame() {
        let sample = |at, key, data: &'static [u8]| Sample { at, key, data: Bytes::from_static(data) };
        let bytes = cluster(&[sample(300, true, b"K"), sample(333, false, b"D")], 366);
        let expected = [
            &[0x1F, 0x43, 0xB6, 0x75, 0x80 | 33][..],
            &[0xE7, 0x82, 0x01, 0x2C],
            &[0xA3, 0x85, 0x81, 0, 0, 0x80, b'K'],
            &[0xA0, 0x80 | 20, 0xA1, 0x85, 0x81, 0, 33, 0, b'D', 0x9B, 0x81, 33],
            &[0xFB, 0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xDF],
        ]
        .concat();
        assert_eq!(bytes, expected);
    }
}
