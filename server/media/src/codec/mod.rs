//! Reads what routing needs to know of a payload: where a frame begins, whether it is a keyframe, how large the picture
//! is, and where the numbers are that must be rewritten.

use bytes::{Bytes, BytesMut};

use crate::{Codec, packet::Packet};

pub(crate) mod h264;
mod vp8;
mod vp9;

/// The findings in a payload.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Inspection {
    /// Bytes of the payload descriptor before the codec's own data.
    pub(crate) descriptor: usize,
    /// A frame begins here.
    pub(crate) begins: bool,
    /// A keyframe begins here: decoding can start.
    pub(crate) key: bool,
    /// Width and height, if a keyframe tells them.
    pub(crate) size: Option<(u32, u32)>,
    pub(crate) picture: Option<Picture>,
    /// The offset and value of TL0PICIDX.
    pub(crate) tl0: Option<(usize, u8)>,
}

/// A picture id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Picture {
    /// The offset in the payload.
    pub(crate) offset: usize,
    /// Whether it has 15 bits instead of 7.
    pub(crate) wide: bool,
    pub(crate) id: u16,
}

/// Inspects a payload; `None` when it is empty or broken.
pub(crate) fn inspect(codec: Codec, payload: &[u8]) -> Option<Inspection> {
    match codec {
        Codec::Vp8 => vp8::inspect(payload),
        Codec::Vp9 => vp9::inspect(payload),
        Codec::H264 => h264::inspect(payload),
        Codec::Opus => (!payload.is_empty()).then_some(Inspection { begins: true, key: true, ..Inspection::default() }),
    }
}

/// Adds `picture` to the picture id and `tl0` to TL0PICIDX. Each wraps around within its width.
pub(crate) fn renumber(payload: &Bytes, inspection: &Inspection, picture: u16, tl0: u8) -> Bytes {
    let nothing_to_do = (inspection.picture.is_none() || picture == 0) && (inspection.tl0.is_none() || tl0 == 0);
    if nothing_to_do {
        return payload.clone();
    }
    let mut out = BytesMut::from(&payload[..]);
    if let Some(Picture { offset, wide, id }) = inspection.picture {
        let id = id.wrapping_add(picture);
        if wide {
            out[offset..offset + 2].copy_from_slice(&(0x8000 | (id & 0x7fff)).to_be_bytes());
        } else {
            out[offset] = (id & 0x7f) as u8;
        }
    }
    if let Some((offset, value)) = inspection.tl0 {
        out[offset] = value.wrapping_add(tl0);
    }
    out.freeze()
}

/// Joins a frame's packets, which are complete and in order. `None` when a payload is broken.
pub(crate) fn assemble(codec: Codec, packets: &[Packet]) -> Option<Bytes> {
    if codec == Codec::H264 {
        return h264::assemble(packets.iter().map(|packet| &packet.payload));
    }
    if let [one] = packets {
        let descriptor = inspect(codec, &one.payload)?.descriptor;
        return Some(one.payload.slice(descriptor..));
    }
    let mut frame = BytesMut::new();
    for packet in packets {
        frame.extend_from_slice(&packet.payload[inspect(codec, &packet.payload)?.descriptor..]);
    }
    Some(frame.freeze())
}

/// Reads the picture id, which VP8 and VP9 write alike: seven bits, or fifteen when the first bit is set.
fn read_picture(payload: &[u8], offset: usize) -> Option<Picture> {
    let first = *payload.get(offset)?;
    let wide = first & 0x80 != 0;
    let id = if wide { u16::from_be_bytes([first & 0x7f, *payload.get(offset + 1)?]) } else { u16::from(first) };
    Some(Picture { offset, wide, id })
}

/// Reads bits, most significant first.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn bit(&mut self) -> Option<u32> {
        let byte = self.bytes.get(self.at / 8)?;
        let bit = byte >> (7 - self.at % 8) & 1;
        self.at += 1;
        Some(u32::from(bit))
    }

    fn bits(&mut self, count: u32) -> Option<u32> {
        (0..count).try_fold(0u32, |value, _| Some(value << 1 | self.bit()?))
    }

    /// Exponential-Golomb code (ITU-T H.264, section 9.1).
    fn golomb(&mut self) -> Option<u32> {
        let mut zeroes = 0;
        while self.bit()? == 0 {
            zeroes += 1;
            if zeroes > 31 {
                return None;
            }
        }
        (1u32 << zeroes).checked_sub(1)?.checked_add(self.bits(zeroes)?)
    }

    fn skip_golomb(&mut self, count: u32) -> Option<()> {
        (0..count).try_for_each(|_| self.golomb().map(drop))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn codec() -> impl Strategy<Value = Codec> {
        prop_oneof![Just(Codec::Vp8), Just(Codec::Vp9), Just(Codec::H264), Just(Codec::Opus)]
    }

    proptest! {
        #[test]
        fn arbitrary_payloads_do_not_panic(codec in codec(), bytes in proptest::collection::vec(any::<u8>(), 0..64), picture: u16, tl0: u8) {
            let payload = Bytes::from(bytes);
            if let Some(inspection) = inspect(codec, &payload) {
                prop_assert!(inspection.descriptor <= payload.len());
                let out = renumber(&payload, &inspection, picture, tl0);
                prop_assert_eq!(out.len(), payload.len());
                let again = inspect(codec, &out).expect("a rewritten payload is still one");
                if let (Some(before), Some(after)) = (inspection.picture, again.picture) {
                    let mask = if before.wide { 0x7fff } else { 0x7f };
                    prop_assert_eq!(after.id, before.id.wrapping_add(picture) & mask);
                    prop_assert_eq!(after.wide, before.wide);
                }
                prop_assert_eq!(&out[inspection.descriptor..], &payload[inspection.descriptor..]);
            }
            let packet = Packet { ssrc: 1, codec, sequence: 0, timestamp: 0, marker: true, payload, level: None };
            let _ = assemble(codec, &[packet.clone(), packet]);
        }
    }
}
