//! The VP8 payload descriptor (RFC 7741, section 4.2) and the frame header (RFC 6386, section 9.1).

use super::{Inspection, read_picture};

pub(super) fn inspect(payload: &[u8]) -> Option<Inspection> {
    let first = *payload.first()?;
    let mut at = 1;
    let mut out = Inspection::default();
    if first & 0x80 != 0 {
        let present = *payload.get(1)?;
        at = 2;
        if present & 0x80 != 0 {
            let picture = read_picture(payload, at)?;
            at += 1 + usize::from(picture.wide);
            out.picture = Some(picture);
        }
        if present & 0x40 != 0 {
            out.tl0 = Some((at, *payload.get(at)?));
            at += 1;
        }
        if present & 0x30 != 0 {
            at += 1;
        }
    }
    let data = payload.get(at..).filter(|data| !data.is_empty())?;
    out.descriptor = at;
    // The S bit is set and the partition is the first.
    out.begins = first & 0x17 == 0x10;
    // The lowest bit of the frame tag is 0 in a keyframe. The start code follows the tag.
    if out.begins && data[0] & 1 == 0 && data.get(3..6) == Some(&[0x9d, 0x01, 0x2a]) {
        let dimension = |at: usize| Some(u32::from(u16::from_le_bytes([*data.get(at)?, *data.get(at + 1)?]) & 0x3fff));
        out.key = true;
        out.size = dimension(6).zip(dimension(8));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::Picture;

    #[test]
    fn a_keyframe_with_everything_in_its_descriptor() {
        let payload = [0x90, 0xf0, 0x81, 0x02, 7, 0x21, 0x10, 0, 0, 0x9d, 1, 0x2a, 0x80, 0x02, 0xe0, 0x01];
        let inspection = inspect(&payload).unwrap();
        assert_eq!(inspection.descriptor, 6);
        assert!(inspection.begins && inspection.key);
        assert_eq!(inspection.size, Some((640, 480)));
        assert_eq!(inspection.picture, Some(Picture { offset: 2, wide: true, id: 0x102 }));
        assert_eq!(inspection.tl0, Some((4, 7)));
    }

    #[test]
    fn later_packets_and_delta_frames_are_no_keyframes() {
        assert!(!inspect(&[0x80, 0x80, 5, 0x10, 0, 0, 0x9d, 1, 0x2a, 0, 0, 0, 0]).unwrap().begins);
        assert!(!inspect(&[0x10, 0x11, 0, 0]).unwrap().key);
        assert_eq!(inspect(&[0x90, 0x80, 0x81, 0x02]), None, "nothing after the descriptor");
    }
}
