//! EBML elements: their ids, and how they are written and read.

use bytes::Bytes;

/// RFC 8794, 11.2.
pub(super) mod ebml {
    pub(in crate::webm) const HEADER: u32 = 0x1A45_DFA3;
    pub(in crate::webm) const VERSION: u32 = 0x4286;
    pub(in crate::webm) const READ_VERSION: u32 = 0x42F7;
    pub(in crate::webm) const MAX_ID_LENGTH: u32 = 0x42F2;
    pub(in crate::webm) const MAX_SIZE_LENGTH: u32 = 0x42F3;
    pub(in crate::webm) const DOC_TYPE: u32 = 0x4282;
    pub(in crate::webm) const DOC_TYPE_VERSION: u32 = 0x4287;
    pub(in crate::webm) const DOC_TYPE_READ_VERSION: u32 = 0x4285;
    pub(in crate::webm) const VOID: u32 = 0xEC;
}

/// RFC 9559, 5.1.
pub(super) mod id {
    pub(in crate::webm) const SEGMENT: u32 = 0x1853_8067;
    pub(in crate::webm) const SEEK_HEAD: u32 = 0x114D_9B74;
    pub(in crate::webm) const SEEK: u32 = 0x4DBB;
    pub(in crate::webm) const SEEK_ID: u32 = 0x53AB;
    pub(in crate::webm) const SEEK_POSITION: u32 = 0x53AC;
    pub(in crate::webm) const INFO: u32 = 0x1549_A966;
    pub(in crate::webm) const TIMESTAMP_SCALE: u32 = 0x2A_D7B1;
    pub(in crate::webm) const DURATION: u32 = 0x4489;
    pub(in crate::webm) const MUXING_APP: u32 = 0x4D80;
    pub(in crate::webm) const WRITING_APP: u32 = 0x5741;
    pub(in crate::webm) const TRACKS: u32 = 0x1654_AE6B;
    pub(in crate::webm) const TRACK_ENTRY: u32 = 0xAE;
    pub(in crate::webm) const TRACK_NUMBER: u32 = 0xD7;
    pub(in crate::webm) const TRACK_UID: u32 = 0x73C5;
    pub(in crate::webm) const TRACK_TYPE: u32 = 0x83;
    pub(in crate::webm) const FLAG_LACING: u32 = 0x9C;
    pub(in crate::webm) const CODEC_ID: u32 = 0x86;
    pub(in crate::webm) const CODEC_PRIVATE: u32 = 0x63A2;
    pub(in crate::webm) const SEEK_PRE_ROLL: u32 = 0x56BB;
    pub(in crate::webm) const VIDEO: u32 = 0xE0;
    pub(in crate::webm) const PIXEL_WIDTH: u32 = 0xB0;
    pub(in crate::webm) const PIXEL_HEIGHT: u32 = 0xBA;
    pub(in crate::webm) const AUDIO: u32 = 0xE1;
    pub(in crate::webm) const SAMPLING_FREQUENCY: u32 = 0xB5;
    pub(in crate::webm) const CHANNELS: u32 = 0x9F;
    pub(in crate::webm) const CUES: u32 = 0x1C53_BB6B;
    pub(in crate::webm) const CUE_POINT: u32 = 0xBB;
    pub(in crate::webm) const CUE_TIME: u32 = 0xB3;
    pub(in crate::webm) const CUE_TRACK_POSITIONS: u32 = 0xB7;
    pub(in crate::webm) const CUE_TRACK: u32 = 0xF7;
    pub(in crate::webm) const CUE_CLUSTER_POSITION: u32 = 0xF1;
    pub(in crate::webm) const CLUSTER: u32 = 0x1F43_B675;
    pub(in crate::webm) const TIMESTAMP: u32 = 0xE7;
    pub(in crate::webm) const SIMPLE_BLOCK: u32 = 0xA3;
    pub(in crate::webm) const BLOCK_GROUP: u32 = 0xA0;
    pub(in crate::webm) const BLOCK: u32 = 0xA1;
    pub(in crate::webm) const BLOCK_DURATION: u32 = 0x9B;
    pub(in crate::webm) const REFERENCE_BLOCK: u32 = 0xFB;
}

/// The first element: its id, its content, and what follows it.
pub(super) fn read_element(bytes: &Bytes) -> Option<(u32, Bytes, Bytes)> {
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

pub(super) fn element(out: &mut Vec<u8>, element_id: u32, content: &[u8]) {
    put_id(out, element_id);
    put_size(out, content.len());
    out.extend_from_slice(content);
}

pub(super) fn uint(out: &mut Vec<u8>, element_id: u32, value: u64) {
    let bytes = value.to_be_bytes();
    let skip = (value.leading_zeros() as usize / 8).min(7);
    element(out, element_id, &bytes[skip..]);
}

/// Element ids contain their length marker: their significant bytes are written as they are.
pub(super) fn put_id(out: &mut Vec<u8>, element_id: u32) {
    let bytes = element_id.to_be_bytes();
    out.extend_from_slice(&bytes[element_id.leading_zeros() as usize / 8..]);
}

/// A data size in as few bytes as possible.
pub(super) fn put_size(out: &mut Vec<u8>, size: usize) {
    let (length, size) = (size_length(size as u64), size as u64);
    let marked = size | 1 << (7 * length);
    out.extend_from_slice(&marked.to_be_bytes()[8 - length..]);
}

/// The bytes that a data size takes (RFC 8794, 4). All ones is reserved, hence the `- 1`.
pub(super) fn size_length(size: u64) -> usize {
    (1..8).find(|length| size < (1 << (7 * length)) - 1).unwrap_or(8)
}

/// The bytes of an element whose id has `id_length` bytes.
pub(super) fn element_length(id_length: u64, content: u64) -> u64 {
    id_length + size_length(content) as u64 + content
}

/// An element that says nothing, of so many bytes (RFC 8794, 11.3.2): at least two.
pub(super) fn void(out: &mut Vec<u8>, bytes: usize) {
    put_id(out, ebml::VOID);
    // A size of one byte says at most 126; a longer element's has eight, so that it fits whatever the length is.
    if bytes <= 128 {
        out.push(0x80 | (bytes - 2) as u8);
        out.resize(out.len() + bytes - 2, 0);
    } else {
        out.extend_from_slice(&((bytes - 9) as u64 | 1 << 56).to_be_bytes());
        out.resize(out.len() + bytes - 9, 0);
    }
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
    fn what_says_nothing_has_any_length() {
        for bytes in [2, 3, 127, 128, 129, 130, 140, 16_500] {
            let mut out = Vec::new();
            void(&mut out, bytes);
            assert_eq!(out.len(), bytes);
            let (found, content, rest) = read_element(&out.into()).unwrap();
            assert_eq!((found, rest.len()), (ebml::VOID, 0), "{bytes}");
            assert!(content.iter().all(|byte| *byte == 0));
        }
    }
}
