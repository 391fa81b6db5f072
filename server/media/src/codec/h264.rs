//! H.264 over RTP (RFC 6184, packetization modes 0 and 1), and the picture size in a sequence parameter set.

use bytes::{Bytes, BytesMut};

use super::{Bits, Inspection};

const START_CODE: [u8; 4] = [0, 0, 0, 1];
const TYPE: u8 = 0x1f;
const IDR: u8 = 5;
const SPS: u8 = 7;
const STAP_A: u8 = 24;
const FU_A: u8 = 28;

pub(super) fn inspect(payload: &[u8]) -> Option<Inspection> {
    let kind = payload.first()? & TYPE;
    let mut out = Inspection::default();
    match kind {
        STAP_A => {
            for unit in aggregated(payload) {
                see_unit(unit, &mut out);
            }
        }
        FU_A => {
            let header = *payload.get(1)?;
            out.begins = header & 0x80 != 0;
            out.key = out.begins && matches!(header & TYPE, IDR | SPS);
        }
        _ => see_unit(payload, &mut out),
    }
    Some(out)
}

fn see_unit(unit: &[u8], out: &mut Inspection) {
    out.begins = true;
    match unit.first().map(|header| header & TYPE) {
        Some(SPS) => {
            out.key = true;
            out.size = size(unit);
        }
        // Browsers send parameter sets before a keyframe. An IDR slice without them counts as a keyframe, too.
        Some(IDR) => out.key = true,
        _ => {}
    }
}

/// The units of a STAP-A packet, up to the first broken one.
fn aggregated(payload: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = &payload[1..];
    std::iter::from_fn(move || {
        let length = usize::from(u16::from_be_bytes([*rest.first()?, *rest.get(1)?]));
        let unit = rest.get(2..2 + length)?;
        rest = &rest[2 + length..];
        Some(unit)
    })
}

/// An access unit as Annex B byte stream.
pub(super) fn assemble<'a>(payloads: impl Iterator<Item = &'a Bytes>) -> Option<Bytes> {
    let mut out = BytesMut::new();
    for payload in payloads {
        let header = *payload.first()?;
        match header & TYPE {
            STAP_A => {
                for unit in aggregated(payload) {
                    out.extend_from_slice(&START_CODE);
                    out.extend_from_slice(unit);
                }
            }
            FU_A => {
                let fragment = *payload.get(1)?;
                if fragment & 0x80 != 0 {
                    out.extend_from_slice(&START_CODE);
                    out.extend_from_slice(&[header & !TYPE | fragment & TYPE]);
                }
                out.extend_from_slice(&payload[2..]);
            }
            _ => {
                out.extend_from_slice(&START_CODE);
                out.extend_from_slice(payload);
            }
        }
    }
    Some(out.freeze())
}

/// Width and height of a sequence parameter set (ITU-T H.264, section 7.3.2.1.1).
pub(crate) fn size(unit: &[u8]) -> Option<(u32, u32)> {
    // Emulation prevention: 00 00 03 stands for 00 00.
    let mut raw: Vec<u8> = Vec::with_capacity(unit.len());
    for byte in unit.get(1..)? {
        if !(*byte == 3 && raw.ends_with(&[0, 0])) {
            raw.push(*byte);
        }
    }
    let mut bits = Bits { bytes: &raw, at: 0 };
    let profile = bits.bits(8)?;
    bits.bits(16)?;
    bits.golomb()?;
    let mut chroma = 1;
    if matches!(profile, 100 | 110 | 122 | 244 | 44 | 83 | 86 | 118 | 128) {
        chroma = bits.golomb()?;
        if chroma == 3 {
            bits.bit()?;
        }
        bits.skip_golomb(2)?;
        bits.bit()?;
        if bits.bit()? == 1 {
            // Scaling lists are not read: no browser sends them.
            return None;
        }
    }
    bits.golomb()?;
    match bits.golomb()? {
        0 => bits.golomb().map(drop)?,
        1 => {
            bits.bit()?;
            bits.skip_golomb(2)?;
            let cycle = bits.golomb()?.min(255);
            bits.skip_golomb(cycle)?;
        }
        _ => {}
    }
    bits.golomb()?;
    bits.bit()?;
    let width = bits.golomb()?.checked_add(1)?.checked_mul(16)?;
    let map_units = bits.golomb()?.checked_add(1)?;
    let frame_only = bits.bit()?;
    if frame_only == 0 {
        bits.bit()?;
    }
    let height = map_units.checked_mul(16)?.checked_mul(2 - frame_only)?;
    bits.bit()?;
    let (mut crop_x, mut crop_y) = (0u32, 0u32);
    if bits.bit()? == 1 {
        let (unit_x, unit_y) = if chroma == 1 { (2, 2 * (2 - frame_only)) } else { (1, 2 - frame_only) };
        crop_x = bits.golomb()?.checked_add(bits.golomb()?)?.checked_mul(unit_x)?;
        crop_y = bits.golomb()?.checked_add(bits.golomb()?)?.checked_mul(unit_y)?;
    }
    Some((width.checked_sub(crop_x)?, height.checked_sub(crop_y)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Constrained baseline, level 3.1, 640x480, made by a browser.
    const SPS_640: [u8; 12] = [0x67, 0x42, 0xe0, 0x1f, 0x8c, 0x8d, 0x40, 0x50, 0x1e, 0xd0, 0x0f, 0x08];

    #[test]
    fn a_keyframe_of_aggregated_parameter_sets() {
        let mut payload = vec![STAP_A | 0x60, 0, SPS_640.len() as u8];
        payload.extend(SPS_640);
        payload.extend([0, 2, 0x68, 0xce]);
        let inspection = inspect(&payload).unwrap();
        assert!(inspection.key && inspection.begins);
        assert_eq!(inspection.size, Some((640, 480)));
    }

    #[test]
    fn units_are_put_together() {
        let packets = [
            Bytes::from_static(&[STAP_A | 0x60, 0, 1, 0x67, 0, 1, 0x68]),
            Bytes::from_static(&[FU_A | 0x60, 0x80 | IDR, 1]),
            Bytes::from_static(&[FU_A | 0x60, 0x40 | IDR, 2]),
        ];
        let frame = assemble(packets.iter()).unwrap();
        assert_eq!(&frame[..], [0, 0, 0, 1, 0x67, 0, 0, 0, 1, 0x68, 0, 0, 0, 1, 0x65, 1, 2]);
    }
}
