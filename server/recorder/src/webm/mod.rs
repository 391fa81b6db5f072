//! WebM: the few elements of which an init and a segment consist.
//!
//! EBML per RFC 8794, Matroska elements per RFC 9559 (section numbers below), limited to the WebM byte stream format of
//! Media Source Extensions: an init segment is the EBML header, an open-ended Segment, Info and Tracks; a media segment
//! is one Cluster of known size. Timestamps are class time in milliseconds.

use bytes::Bytes;
use protocol::Millis;

use self::elements::{ebml, element, id, put_id, put_size, read_element, uint};
use crate::sample::Sample;

mod elements;
pub(crate) mod whole;

/// Every recorded file has one track.
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
/// The bytes of a Block before its frame (10.1).
const BLOCK_HEADER: usize = 4;

/// The init of a video track. `codec_id` is `V_VP8` or `V_VP9`.
pub(crate) fn video_init(codec_id: &str, width: u32, height: u32) -> Bytes {
    init(&video_entry(codec_id, (width, height)))
}

/// The init of an Opus track at 48 kHz.
pub(crate) fn opus_init(channels: u8) -> Bytes {
    init(&opus_entry(TRACK_NUMBER, channels))
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
    let (start, blocks) = blocks(file)?;
    blocks.iter().map(|(_, block)| read_block(start, block)).collect()
}

/// The time at which a segment's Cluster starts, and its blocks: each as the element that has it, and its own content. `None` for
/// bytes that are no segment.
fn blocks(file: &Bytes) -> Option<(Millis, Vec<(Bytes, Bytes)>)> {
    let (found, body, _) = read_element(file)?;
    if found != id::CLUSTER {
        return None;
    }
    let (mut rest, mut start, mut blocks) = (body, None, Vec::new());
    while !rest.is_empty() {
        let (found, content, after) = read_element(&rest)?;
        let whole = rest.slice(..rest.len() - after.len());
        match found {
            id::TIMESTAMP => start = Some(content.iter().fold(0, |time, byte| time << 8 | Millis::from(*byte))),
            id::SIMPLE_BLOCK => blocks.push((whole, content)),
            id::BLOCK_GROUP => {
                let (found, block, _) = read_element(&content)?;
                blocks.push((whole, (found == id::BLOCK).then_some(block)?));
            }
            _ => {}
        }
        rest = after;
    }
    Some((start?, blocks))
}

/// The content of a Block: its time, and its frame.
fn read_block(cluster_start: Millis, block: &Bytes) -> Option<(Millis, Bytes)> {
    let relative = i16::from_be_bytes([*block.get(1)?, *block.get(2)?]);
    Some((
        cluster_start.checked_add_signed(relative.into())?,
        block.get(BLOCK_HEADER..).map(|_| block.slice(BLOCK_HEADER..))?,
    ))
}

fn init(track_entry: &[u8]) -> Bytes {
    let mut tracks = Vec::new();
    element(&mut tracks, id::TRACK_ENTRY, track_entry);

    let mut out = ebml_header();
    put_id(&mut out, id::SEGMENT);
    out.extend_from_slice(&[0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]); // size unknown (RFC 8794, 6.2)
    element(&mut out, id::INFO, &info());
    element(&mut out, id::TRACKS, &tracks);
    out.into()
}

fn ebml_header() -> Vec<u8> {
    let mut header = Vec::new();
    uint(&mut header, ebml::VERSION, 1);
    uint(&mut header, ebml::READ_VERSION, 1);
    uint(&mut header, ebml::MAX_ID_LENGTH, 4);
    uint(&mut header, ebml::MAX_SIZE_LENGTH, 8);
    element(&mut header, ebml::DOC_TYPE, b"webm");
    uint(&mut header, ebml::DOC_TYPE_VERSION, 4);
    uint(&mut header, ebml::DOC_TYPE_READ_VERSION, 2);
    let mut out = Vec::new();
    element(&mut out, ebml::HEADER, &header);
    out
}

/// The content of Info, without a duration.
fn info() -> Vec<u8> {
    let mut info = Vec::new();
    uint(&mut info, id::TIMESTAMP_SCALE, TIMESTAMP_SCALE_NS);
    element(&mut info, id::MUXING_APP, b"meridian");
    element(&mut info, id::WRITING_APP, b"meridian");
    info
}

fn video_entry(codec_id: &str, (width, height): (u32, u32)) -> Vec<u8> {
    let mut video = Vec::new();
    uint(&mut video, id::PIXEL_WIDTH, width.into());
    uint(&mut video, id::PIXEL_HEIGHT, height.into());
    let mut entry = track_entry(TRACK_NUMBER, TRACK_TYPE_VIDEO, codec_id);
    element(&mut entry, id::VIDEO, &video);
    entry
}

fn opus_entry(number: u64, channels: u8) -> Vec<u8> {
    let mut audio = Vec::new();
    element(&mut audio, id::SAMPLING_FREQUENCY, &48_000f64.to_be_bytes());
    uint(&mut audio, id::CHANNELS, channels.into());
    let mut entry = track_entry(number, TRACK_TYPE_AUDIO, "A_OPUS");
    element(&mut entry, id::CODEC_PRIVATE, &opus_head(channels));
    uint(&mut entry, id::SEEK_PRE_ROLL, OPUS_SEEK_PRE_ROLL_NS);
    element(&mut entry, id::AUDIO, &audio);
    entry
}

fn track_entry(number: u64, track_type: u64, codec_id: &str) -> Vec<u8> {
    let mut entry = Vec::new();
    uint(&mut entry, id::TRACK_NUMBER, number);
    uint(&mut entry, id::TRACK_UID, number);
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
    put_block(out, block_id, TRACK_NUMBER, relative, flags, &sample.data);
}

fn put_block(out: &mut Vec<u8>, block_id: u32, track: u64, relative: i16, flags: u8, frame: &[u8]) {
    put_id(out, block_id);
    put_size(out, BLOCK_HEADER + frame.len());
    out.push(0x80 | track as u8);
    out.extend_from_slice(&relative.to_be_bytes());
    out.push(flags);
    out.extend_from_slice(frame);
}

#[cfg(test)]
mod tests {
    use super::*;

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
