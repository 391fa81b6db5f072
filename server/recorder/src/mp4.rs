//! Fragmented MP4 (ISO/IEC 14496-12, -15) for H.264, which WebM does not support. There is no edit list: the time of
//! fragments is class time in milliseconds.

use bytes::Bytes;
use mp4_atom::{
    Avc1, Avcc, AvccExt, Codec, Dinf, Dref, DrefEntry, Encode, FourCC, Ftyp, Hdlr, Mdhd, Mdia, Mfhd, Minf, Moof, Moov,
    Mvex, Mvhd, Stbl, Stco, Stsd, Tfdt, Tfhd, Tkhd, Traf, Trak, Trex, Trun, TrunEntry, TrunSamples, Url, Visual, Vmhd,
};
use protocol::Millis;

use crate::sample::Sample;

/// Every file has one track.
const TRACK: u32 = 1;
/// Units of time in a second.
const TIMESCALE: u32 = 1_000;
/// Sample flags (14496-12, 8.8.3.1) of a sample that depends on no other one.
const KEY_FLAGS: u32 = 0x0200_0000;
/// Sample flags of a sample that depends on others and is not a sync sample.
const DELTA_FLAGS: u32 = 0x0101_0000;

/// NAL unit types (ITU-T H.264, table 7-1).
const SPS: u8 = 7;
const PPS: u8 = 8;
const DELIMITER: u8 = 9;

/// The data that an H.264 decoder needs before the first sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct H264Format {
    pub(crate) width: u16,
    pub(crate) height: u16,
    sps: Bytes,
    pps: Bytes,
}

impl H264Format {
    /// Reads the parameter sets of a keyframe in Annex B form. `None` when it has none.
    pub(crate) fn of(key_frame: &Bytes, width: u32, height: u32) -> Option<H264Format> {
        let find = |kind| nal_units(key_frame).find(|unit| kind_of(unit) == kind);
        let (sps, pps) = (find(SPS)?, find(PPS)?);
        Some(H264Format {
            width: width.try_into().ok()?,
            height: height.try_into().ok()?,
            sps: Bytes::copy_from_slice(sps),
            pps: Bytes::copy_from_slice(pps),
        })
        .filter(|format| format.sps.len() >= 4)
    }

    /// As in RFC 6381, 3.3: `avc1.` with profile, constraints and level.
    pub(crate) fn codec_string(&self) -> String {
        format!("avc1.{:02x}{:02x}{:02x}", self.sps[1], self.sps[2], self.sps[3])
    }

    /// The content of the init file.
    pub(crate) fn init(&self) -> Bytes {
        let brands = [b"iso6", b"avc1", b"mp41"].map(FourCC::new);
        let ftyp = Ftyp { major_brand: brands[0], minor_version: 0, compatible_brands: brands.to_vec() };
        let moov = Moov {
            mvhd: Mvhd {
                timescale: TIMESCALE,
                rate: 1.into(),
                volume: 1.into(),
                next_track_id: TRACK + 1,
                ..Mvhd::default()
            },
            mvex: Some(Mvex {
                mehd: None,
                trex: vec![Trex { track_id: TRACK, default_sample_description_index: 1, ..Trex::default() }],
            }),
            trak: vec![self.trak()],
            ..Moov::default()
        };
        let mut out = Vec::new();
        put(&mut out, &ftyp);
        put(&mut out, &moov);
        out.into()
    }

    fn trak(&self) -> Trak {
        let stbl = Stbl {
            stsd: Stsd { codecs: vec![Codec::Avc1(self.avc1())] },
            stco: Some(Stco::default()),
            ..Stbl::default()
        };
        let dinf = Dinf { dref: Dref { entries: vec![DrefEntry::Url(Url::default())] } };
        Trak {
            tkhd: Tkhd {
                track_id: TRACK,
                enabled: true,
                in_movie: true,
                width: self.width.into(),
                height: self.height.into(),
                ..Tkhd::default()
            },
            mdia: Mdia {
                mdhd: Mdhd { timescale: TIMESCALE, language: "und".into(), ..Mdhd::default() },
                hdlr: Hdlr { handler: FourCC::new(b"vide"), name: "video".into() },
                minf: Minf { vmhd: Some(Vmhd::default()), dinf, stbl, ..Minf::default() },
            },
            ..Trak::default()
        }
    }

    fn avc1(&self) -> Avc1 {
        let profile = self.sps[1];
        Avc1 {
            visual: Visual { data_reference_index: 1, width: self.width, height: self.height, ..Visual::default() },
            avcc: Avcc {
                configuration_version: 1,
                avc_profile_indication: profile,
                profile_compatibility: self.sps[2],
                avc_level_indication: self.sps[3],
                length_size: 4,
                sequence_parameter_sets: vec![self.sps.to_vec()],
                picture_parameter_sets: vec![self.pps.to_vec()],
                // High profiles need this extension (14496-15, 5.3.3.1.2). WebRTC sends 8 bit 4:2:0 only.
                ext: matches!(profile, 100 | 110 | 122 | 144).then(AvccExt::default),
            },
            ..Avc1::default()
        }
    }
}

/// The content of a segment file whose last sample lasts until `end`.
pub(crate) fn fragment(samples: &[Sample], end: Millis) -> Bytes {
    let Some(first) = samples.first() else { return Bytes::new() };
    let ends = samples.iter().skip(1).map(|s| s.at).chain([end]);
    let entries = samples
        .iter()
        .zip(ends)
        .map(|(sample, end)| TrunEntry {
            duration: Some(end.saturating_sub(sample.at) as u32),
            size: Some(sample.data.len() as u32),
            flags: Some(if sample.key { KEY_FLAGS } else { DELTA_FLAGS }),
            cts: None,
        })
        .collect();
    let mut moof = Moof {
        mfhd: Mfhd { sequence_number: 1 },
        traf: vec![Traf {
            tfhd: Tfhd { track_id: TRACK, default_base_is_moof: true, ..Tfhd::default() },
            tfdt: Some(Tfdt { base_media_decode_time: first.at }),
            trun: vec![Trun { data_offset: Some(0), samples: TrunSamples::Explicit(entries) }],
            ..Traf::default()
        }],
    };
    const MDAT_HEADER: usize = 8;
    let mut out = Vec::new();
    put(&mut out, &moof);
    // The length of the moof is known now: the data follow it and the header of mdat.
    moof.traf[0].trun[0].data_offset = Some((out.len() + MDAT_HEADER) as i32);
    out.clear();
    put(&mut out, &moof);
    let data_bytes: usize = samples.iter().map(|s| s.data.len()).sum();
    out.extend_from_slice(&((MDAT_HEADER + data_bytes) as u32).to_be_bytes());
    out.extend_from_slice(b"mdat");
    for sample in samples {
        out.extend_from_slice(&sample.data);
    }
    out.into()
}

/// Replaces start codes by lengths of four bytes. Leaves out delimiters, and parameter sets, which the init has.
pub(crate) fn to_length_prefixed(annex_b: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(annex_b.len() + 16);
    for unit in nal_units(annex_b).filter(|unit| !matches!(kind_of(unit), SPS | PPS | DELIMITER)) {
        out.extend_from_slice(&(unit.len() as u32).to_be_bytes());
        out.extend_from_slice(unit);
    }
    out.into()
}

/// The NAL units of a byte stream (ITU-T H.264, annex B), without start codes and trailing zeros.
fn nal_units(annex_b: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = after_start_code(annex_b);
    std::iter::from_fn(move || {
        let unit = rest?;
        let end = unit.windows(3).position(|w| w == [0, 0, 1]).unwrap_or(unit.len());
        rest = after_start_code(&unit[end..]);
        let zeros = unit[..end].iter().rev().take_while(|&&b| b == 0).count();
        Some(&unit[..end - zeros])
    })
    .filter(|unit| !unit.is_empty())
}

fn after_start_code(bytes: &[u8]) -> Option<&[u8]> {
    bytes.windows(3).position(|w| w == [0, 0, 1]).map(|i| &bytes[i + 3..])
}

fn kind_of(unit: &[u8]) -> u8 {
    unit[0] & 0x1F
}

fn put(out: &mut Vec<u8>, atom: &impl Encode) {
    // Encoding fails only for sizes beyond 4 GB, and a segment is far smaller.
    if let Err(e) = atom.encode(out) {
        tracing::error!(error = %e, "an MP4 box could not be written");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_codes_become_lengths_and_parameter_sets_go() {
        let stream = [
            &[0, 0, 0, 1, 9, 16][..],
            &[0, 0, 0, 1, 0x67, 66, 192, 30],
            &[0, 0, 1, 0x68, 1],
            &[0, 0, 1, 0x65, 5, 6, 0],
        ]
        .concat();
        assert_eq!(to_length_prefixed(&stream), [0, 0, 0, 3, 0x65, 5, 6][..]);
        let format = H264Format::of(&stream.into(), 640, 480).unwrap();
        assert_eq!(format.codec_string(), "avc1.42c01e");
        assert_eq!(nal_units(b"no start code").count(), 0);
    }
}
