//! Packets that look like a camera's and a microphone's.

use std::ops::Range;

use bytes::{BufMut, Bytes, BytesMut};

/// Where a number stands in the padding of a packet of [`silence`].
const NUMBER: Range<usize> = 5..9;

/// A packet of Opus, 20 ms at 48 kHz: silence, as libopus itself encodes it, with `tag` in the last byte of padding, which
/// decoders ignore (RFC 6716, section 3.2.5: code 3, padding, one frame).
///
/// There is more padding than the tag needs: what is as small as silence is not taken for speech.
pub fn silence(tag: u8) -> Bytes {
    numbered_silence(tag, 0)
}

/// As [`silence`], without padding and tag.
pub fn bare_silence() -> Bytes {
    Bytes::from_static(&[0xf8, 0xff, 0xfe])
}

/// As [`silence`], with a number in the padding.
pub fn numbered_silence(tag: u8, number: u32) -> Bytes {
    let mut packet = [0xfb, 0x41, 0x0c, 0xff, 0xfe, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, tag];
    packet[NUMBER].copy_from_slice(&number.to_be_bytes());
    Bytes::copy_from_slice(&packet)
}

/// The number of a packet of [`numbered_silence`].
pub fn number(payload: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(payload.get(NUMBER)?.try_into().ok()?))
}

/// The picture's size in pixels.
pub const WIDTH: u16 = 640;
/// See [`WIDTH`].
pub const HEIGHT: u16 = 480;

/// The payloads of a VP8 frame of [`HEIGHT`], cut into `packets` of `bytes` each. The last byte of each is `tag`.
///
/// Payload descriptor of RFC 7741, section 4.2, with picture id and TL0PICIDX; frame header of RFC 6386, section 9.1.
/// The rest is not a picture: nobody decodes it.
pub fn vp8(number: u16, key: bool, width: u16, packets: usize, bytes: usize, tag: u8) -> Vec<Bytes> {
    (0..packets)
        .map(|index| {
            let mut payload = BytesMut::with_capacity(bytes);
            let start = if index == 0 { 0x10 } else { 0 };
            payload.put_slice(&[0x80 | start, 0xc0]);
            payload.put_u16(0x8000 | number & 0x7fff);
            payload.put_u8(number as u8);
            if index == 0 {
                payload.put_slice(&[u8::from(!key) | 0x10, 0, 0]);
                if key {
                    payload.put_slice(&[0x9d, 0x01, 0x2a]);
                    payload.put_u16_le(width);
                    payload.put_u16_le(HEIGHT);
                }
            }
            payload.resize(bytes, tag);
            payload.freeze()
        })
        .collect()
}

/// Whether a packet of [`vp8`] begins a keyframe: bit S of the payload descriptor is set, bit P of the frame header is
/// not. The descriptor has the length that [`vp8`] gives it; the server rewrites its content.
pub fn starts_keyframe(payload: &[u8]) -> bool {
    const DESCRIPTOR: usize = 5;
    payload.first().is_some_and(|first| first & 0x10 != 0)
        && payload.get(DESCRIPTOR).is_some_and(|frame| frame & 1 == 0)
}

/// The tag of a packet of [`vp8`] or [`silence`].
pub fn tag(payload: &[u8]) -> Option<u8> {
    payload.last().copied()
}
