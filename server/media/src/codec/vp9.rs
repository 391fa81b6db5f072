//! The VP9 payload descriptor (RFC 9628, section 4.2) and the uncompressed header (VP9 bitstream specification, 6.2).

use super::{Bits, Inspection, read_picture};

pub(super) fn inspect(payload: &[u8]) -> Option<Inspection> {
    let first = *payload.first()?;
    let flag = |mask: u8| first & mask != 0;
    let (has_picture, inter, has_layers, flexible) = (flag(0x80), flag(0x40), flag(0x20), flag(0x10));
    let (begins, has_structure) = (flag(0x08), flag(0x02));
    let mut out = Inspection { begins, ..Inspection::default() };
    let (mut at, mut spatial) = (1, 0);
    if has_picture {
        let picture = read_picture(payload, at)?;
        at += 1 + usize::from(picture.wide);
        out.picture = Some(picture);
    }
    if has_layers {
        spatial = *payload.get(at)? >> 1 & 7;
        at += 1;
        if !flexible {
            out.tl0 = Some((at, *payload.get(at)?));
            at += 1;
        }
    }
    if flexible && inter {
        // Up to three reference indices; the lowest bit says that another follows.
        for _ in 0..3 {
            let reference = *payload.get(at)?;
            at += 1;
            if reference & 1 == 0 {
                break;
            }
        }
    }
    if has_structure {
        at = skip_structure(payload, at)?;
    }
    let data = payload.get(at..).filter(|data| !data.is_empty())?;
    out.descriptor = at;
    if begins && !inter && spatial == 0 {
        out.size = keyframe_size(data);
        out.key = out.size.is_some();
    }
    Some(out)
}

/// The scalability structure: sizes of spatial layers, and a description of a picture group.
fn skip_structure(payload: &[u8], mut at: usize) -> Option<usize> {
    let head = *payload.get(at)?;
    at += 1;
    if head & 0x10 != 0 {
        at += 4 * (usize::from(head >> 5) + 1);
    }
    if head & 0x08 != 0 {
        let pictures = *payload.get(at)?;
        at += 1;
        for _ in 0..pictures {
            let references = *payload.get(at)? >> 2 & 3;
            at += 1 + usize::from(references);
        }
    }
    Some(at)
}

/// Width and height, when the frame is a keyframe of profile 0.
fn keyframe_size(data: &[u8]) -> Option<(u32, u32)> {
    let mut bits = Bits { bytes: data, at: 0 };
    let (marker, profile) = (bits.bits(2)?, bits.bits(2)?);
    let (show_existing, not_key) = (bits.bit()?, bits.bit()?);
    if marker != 2 || profile != 0 || show_existing == 1 || not_key == 1 {
        return None;
    }
    bits.bits(2)?;
    if bits.bits(24)? != 0x49_83_42 {
        return None;
    }
    const SRGB: u32 = 7;
    if bits.bits(3)? == SRGB {
        return None;
    }
    bits.bit()?;
    Some((bits.bits(16)? + 1, bits.bits(16)? + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2 frame marker, profile 0, keyframe, sync code, colour space 1, 640x480.
    fn keyframe() -> Vec<u8> {
        let bits = format!("10_00_0_0_10_{:024b}_001_0_{:016b}_{:016b}", 0x498342, 639, 479).replace('_', "");
        let mut bytes: Vec<u8> = Vec::new();
        for (i, bit) in bits.bytes().enumerate() {
            if i % 8 == 0 {
                bytes.push(0);
            }
            *bytes.last_mut().unwrap() |= (bit - b'0') << (7 - i % 8);
        }
        bytes
    }

    #[test]
    fn a_keyframe_with_structure() {
        let mut payload = vec![0x80 | 0x20 | 0x08 | 0x02, 0x81, 0x02, 0x00, 9];
        payload.extend([0x18, 2, 128, 1, 224, 1, 0x04, 1]);
        payload.extend(keyframe());
        let inspection = inspect(&payload).unwrap();
        assert_eq!(inspection.descriptor, 13);
        assert_eq!(inspection.tl0, Some((4, 9)));
        assert!(inspection.key);
        assert_eq!(inspection.size, Some((640, 480)));
    }

    #[test]
    fn an_inter_frame_is_no_keyframe() {
        let mut payload = vec![0x80 | 0x40 | 0x10 | 0x08, 5, 0x03, 0x02];
        payload.extend(keyframe());
        let inspection = inspect(&payload).unwrap();
        assert_eq!(inspection.descriptor, 4);
        assert!(inspection.begins && !inspection.key);
    }
}
