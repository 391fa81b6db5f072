//! Reads an SDP offer: what this crate needs of it, and the rows that the engine may see.
//!
//! The engine's cost grows with every list in an offer, and with some of them by their square: 4,500 simulcast layers once
//! took 290 ms of the thread that serves everybody. So the engine is never given a client's text, only the rows that it
//! needs, each list with a bound.

use std::collections::{HashMap, HashSet};

use protocol::limits;

use crate::{Codec, OfferError};

/// The longest offer. Chromium's with four sending lines and 60 slots has 118 kB.
const OFFER_BYTES: usize = 128 * 1024;
/// Sending m-lines: one of each source, and as many again for a client that replaces lines.
const SENDING_LINES: usize = 8;
/// A row, in bytes. Browsers come to 200.
const ROW_BYTES: usize = 512;
/// The row that names all lines, in bytes: numbers in browsers, 4 bytes for each line.
const GROUP_BYTES: usize = 4 * 1024;
/// Rows of a section that the engine sees. Browsers that offer all their codecs come to 90.
const ROWS: usize = 160;
/// Simulcast layers of a line: the web client sends three.
const LAYERS: usize = 4;
/// Rows about feedback to a payload type: four kinds are known, see [`KNOWN_FEEDBACK`]. Those beyond are left out.
const FEEDBACK: usize = 4;
/// Rows about SSRCs of a line: two for each of three layers and their repairs, and groups.
const SOURCES: usize = 24;
/// ICE candidates of an offer that the engine sees: those of the first lines. All lines share one transport, and an ICE-lite
/// server only answers checks.
const CANDIDATES: usize = 32;

const AUDIO_LEVEL: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
const MID: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";
const RID: &str = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
const REPAIRED_RID: &str = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";
const TRANSPORT_CC: &str = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
/// The kinds of feedback that the engine is told of.
const KNOWN_FEEDBACK: [&str; 4] = ["nack", "nack pli", "ccm fir", "transport-cc"];
/// The header extensions that the engine is told of.
const EXTENSIONS: [&str; 5] = [AUDIO_LEVEL, MID, RID, REPAIRED_RID, TRANSPORT_CC];

/// The meaning of a payload type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Media of this codec.
    Media(Codec),
    /// Retransmissions of this payload type (RFC 4588, `apt`).
    Repair(u8),
}

/// Ids of header extensions; 0 where there is none (an id is never 0, RFC 8285).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Extensions {
    pub(crate) audio_level: u8,
    pub(crate) mid: u8,
    pub(crate) rid: u8,
    pub(crate) repaired_rid: u8,
}

/// An m-line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) mid: String,
    pub(crate) audio: bool,
    /// Whether the client sends on it; else it receives, and the line is a slot.
    pub(crate) sends: bool,
    /// The codecs that the line names and this crate knows, the preferred one first.
    pub(crate) codecs: Vec<Codec>,
}

/// The parts of an offer that this crate needs.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    pub(crate) lines: Vec<Line>,
    pub(crate) extensions: Extensions,
    pub(crate) formats: HashMap<u8, Format>,
    /// The SSRC that each repairing SSRC repairs (RFC 5576, FID).
    pub(crate) repairs: HashMap<u32, u32>,
    /// The SSRCs that the client names as its own.
    pub(crate) ssrcs: Vec<u32>,
    /// The rows of the offer that the engine may see.
    pub(crate) sdp: String,
    candidates: usize,
}

/// Reads an offer; refuses one that cannot or must not be answered.
pub(crate) fn read_offer(sdp: &str) -> Result<Outline, OfferError> {
    if sdp.len() > OFFER_BYTES {
        return Err(OfferError::BadSdp("too long".into()));
    }
    let mut outline = Outline::default();
    let mut sections = sdp.split("\nm=");
    keep_session(sections.next().unwrap_or_default(), &mut outline)?;
    for section in sections {
        if outline.lines.len() >= limits::SLOTS + SENDING_LINES {
            return Err(OfferError::TooManySlots);
        }
        let line = read_line(section, &mut outline)?;
        if outline.lines.iter().any(|other| other.mid == line.mid) {
            return Err(bad("a mid stands twice"));
        }
        outline.lines.push(line);
    }
    if outline.lines.is_empty() {
        return Err(OfferError::BadSdp("no media lines".into()));
    }
    let sending = outline.lines.iter().filter(|line| line.sends).count();
    if sending > SENDING_LINES {
        return Err(OfferError::BadSdp("too many sending lines".into()));
    }
    if outline.lines.len() - sending > limits::SLOTS {
        return Err(OfferError::TooManySlots);
    }
    Ok(outline)
}

fn bad(what: &str) -> OfferError {
    OfferError::BadSdp(what.to_owned())
}

/// An attribute's name and value; a row of another type has its letter for a name.
fn parts(row: &str) -> (&str, &str) {
    let (kind, rest) = row.split_once('=').unwrap_or((row, ""));
    if kind == "a" { rest.split_once(':').unwrap_or((rest, "")) } else { (kind, rest) }
}

/// The rows of a section; an error when a row is too long.
fn rows(section: &str) -> Result<Vec<&str>, OfferError> {
    let limit = |row: &str| if row.starts_with("a=group:") { GROUP_BYTES } else { ROW_BYTES };
    let row = |row: &'_ str| if row.len() > limit(row) { Err(bad("a row is too long")) } else { Ok(()) };
    section.lines().map(str::trim_end).map(|text| row(text).map(|()| text)).collect()
}

/// Appends rows to what the engine sees.
fn keep<'a>(sdp: &mut String, kept: impl Iterator<Item = &'a str>) -> Result<(), OfferError> {
    for (index, row) in kept.enumerate() {
        if index >= ROWS {
            return Err(bad("too many rows"));
        }
        sdp.push_str(row);
        sdp.push_str("\r\n");
    }
    Ok(())
}

fn keep_session(section: &str, outline: &mut Outline) -> Result<(), OfferError> {
    const NEEDED: [&str; 12] = [
        "v",
        "o",
        "s",
        "t",
        "group",
        "ice-ufrag",
        "ice-pwd",
        "ice-options",
        "fingerprint",
        "setup",
        "extmap-allow-mixed",
        "msid-semantic",
    ];
    if !section.starts_with("v=") {
        return Err(bad("no description of a session"));
    }
    let needed = |row: &&str| NEEDED.contains(&parts(row).0);
    keep(&mut outline.sdp, rows(section)?.into_iter().filter(needed))
}

fn read_line(section: &str, outline: &mut Outline) -> Result<Line, OfferError> {
    let rows = rows(section)?;
    let first = rows.first().copied().unwrap_or_default();
    let mut media = first.split_ascii_whitespace();
    let audio = match media.next() {
        Some("audio") => true,
        Some("video") => false,
        _ => return Err(bad("a media line is neither audio nor video")),
    };
    let (port, transport) = (media.next().unwrap_or_default(), media.next().unwrap_or_default());
    let (mut mid, mut direction) = (None, "sendrecv");
    let mut names: HashMap<u8, &str> = HashMap::new();
    let mut parameters: HashMap<u8, &str> = HashMap::new();
    for row in rows.iter().skip(1) {
        let (key, value) = parts(row);
        match key {
            "mid" => mid = Some(value),
            "sendonly" | "recvonly" | "sendrecv" | "inactive" => direction = key,
            "rtpmap" => drop(numbered(value).map(|(number, name)| names.insert(number, name))),
            "fmtp" => drop(numbered(value).map(|(number, value)| parameters.insert(number, value))),
            _ => {}
        }
    }
    let mid = mid.filter(|mid| !mid.is_empty() && mid.len() <= 32).ok_or_else(|| bad("a media line has no mid"))?;
    if direction == "inactive" {
        // An inactive line would stop its transceiver for good.
        return Err(bad("a media line is inactive"));
    }
    let format = |payload_type: &u8| {
        let parameters = parameters.get(payload_type).copied().unwrap_or_default();
        names.get(payload_type).and_then(|name| format_of(name, parameters))
    };
    let offered: Vec<(u8, Format)> = media
        .filter_map(|payload_type| payload_type.parse().ok())
        .filter_map(|payload_type| Some((payload_type, format(&payload_type)?)))
        .collect();
    let usual = |payload_type| is_usual_profile(parameters.get(&payload_type).copied().unwrap_or_default());
    let order = one_of_each(&offered, usual);
    let mut codecs = Vec::new();
    for (payload_type, format) in &order {
        outline.formats.insert(*payload_type, *format);
        if let Format::Media(codec) = format {
            codecs.push(*codec);
        }
    }
    if codecs.is_empty() {
        return Err(bad("a media line has no known codec"));
    }
    let line = Line { mid: mid.to_owned(), audio, sends: direction != "recvonly", codecs };
    let order: Vec<u8> = order.into_iter().map(|(payload_type, _)| payload_type).collect();
    let types: String = order.iter().map(|payload_type| format!(" {payload_type}")).collect();
    let kind = if audio { "audio" } else { "video" };
    outline.sdp.push_str(&format!("m={kind} {port} {transport}{types}\r\n"));
    let kept = needed_rows(&rows[1..], &line, &order, outline)?;
    keep(&mut outline.sdp, kept.into_iter())?;
    Ok(line)
}

/// Of the payload types of a line, in its order, one of each codec and its first repair: the engine's work grows with the square
/// of their number, and the engine takes one of each codec anyway. Of several with one codec the first is kept, or the first
/// that is `usual`.
fn one_of_each(offered: &[(u8, Format)], usual: impl Fn(u8) -> bool) -> Vec<(u8, Format)> {
    let mut kept: Vec<(u8, Format)> = Vec::new();
    let preferred = offered.iter().filter(|(payload_type, _)| usual(*payload_type));
    for (payload_type, format) in preferred.chain(offered) {
        if matches!(format, Format::Media(_))
            && kept.iter().all(|(number, known)| number != payload_type && known != format)
        {
            kept.push((*payload_type, *format));
        }
    }
    for (payload_type, format) in offered {
        if let Format::Repair(original) = format
            && kept.iter().any(|(number, known)| number == original && matches!(known, Format::Media(_)))
            && kept.iter().all(|(number, known)| number != payload_type && known != format)
        {
            kept.push((*payload_type, *format));
        }
    }
    kept.sort_by_key(|(payload_type, _)| offered.iter().position(|(number, _)| number == payload_type));
    kept
}

/// Whether these are parameters of the H.264 profile that every browser has and the engine answers with: constrained baseline.
fn is_usual_profile(parameters: &str) -> bool {
    parameters.to_ascii_lowercase().contains("profile-level-id=42e0")
}

/// The rows of a line that the engine needs. Notes extensions and sources on the way.
fn needed_rows<'a>(
    rows: &[&'a str],
    line: &Line,
    formats: &[u8],
    outline: &mut Outline,
) -> Result<Vec<&'a str>, OfferError> {
    let (mut layers, mut sources) = (0, 0);
    let mut feedback: HashMap<u8, usize> = HashMap::new();
    let mut extensions: Vec<&str> = Vec::new();
    let mut kept = Vec::new();
    for row in rows {
        let (key, value) = parts(row);
        let needed = match key {
            "c" | "mid" | "sendonly" | "recvonly" | "sendrecv" | "rtcp" | "rtcp-mux" | "rtcp-rsize" => true,
            "ice-ufrag" | "ice-pwd" | "ice-options" | "fingerprint" | "setup" => true,
            "extmap-allow-mixed" | "bundle-only" | "end-of-candidates" => true,
            "candidate" => {
                outline.candidates += 1;
                outline.candidates <= CANDIDATES
            }
            "extmap" => {
                let name = value.split_ascii_whitespace().nth(1).unwrap_or_default();
                let new = EXTENSIONS.contains(&name) && !extensions.contains(&name);
                if new {
                    extensions.push(name);
                    read_extension(value, &mut outline.extensions);
                }
                new
            }
            "rtpmap" | "fmtp" => numbered(value).is_some_and(|(payload_type, _)| formats.contains(&payload_type)),
            "rtcp-fb" => numbered(value).is_some_and(|(payload_type, kind)| {
                if !KNOWN_FEEDBACK.contains(&kind) {
                    return false;
                }
                let count = feedback.entry(payload_type).or_default();
                *count += 1;
                formats.contains(&payload_type) && *count <= FEEDBACK
            }),
            "rid" | "simulcast" if line.sends => {
                layers += usize::from(key == "rid");
                let named = value.split([' ', ';', ',']).count();
                if layers > LAYERS || key == "simulcast" && named > 1 + LAYERS {
                    return Err(bad("too many layers"));
                }
                true
            }
            "msid" | "ssrc" | "ssrc-group" if line.sends => {
                sources += 1;
                if sources > SOURCES {
                    return Err(bad("too many sources"));
                }
                match key {
                    "ssrc" => outline.ssrcs.extend(value.split(' ').next().and_then(|ssrc| ssrc.parse::<u32>().ok())),
                    "ssrc-group" => read_repair(value, &mut outline.repairs),
                    _ => {}
                }
                true
            }
            _ => false,
        };
        if needed {
            kept.push(*row);
        }
    }
    Ok(kept)
}

fn numbered(value: &str) -> Option<(u8, &str)> {
    let (number, rest) = value.split_once(' ')?;
    Some((number.parse().ok()?, rest.trim()))
}

fn format_of(name: &str, parameters: &str) -> Option<Format> {
    let name = name.split('/').next()?.to_ascii_lowercase();
    let parameter = |key: &str| {
        parameters.split(';').find_map(|pair| pair.trim().split_once('=').filter(|(k, _)| *k == key).map(|(_, v)| v))
    };
    Some(match name.as_str() {
        "opus" => Format::Media(Codec::Opus),
        "vp8" => Format::Media(Codec::Vp8),
        "vp9" if parameter("profile-id").is_none_or(|profile| profile == "0") => Format::Media(Codec::Vp9),
        "h264" if parameter("packetization-mode") == Some("1") => Format::Media(Codec::H264),
        "rtx" => Format::Repair(parameter("apt")?.parse().ok()?),
        _ => return None,
    })
}

fn read_extension(value: &str, extensions: &mut Extensions) {
    let mut words = value.split_ascii_whitespace();
    let id = words.next().and_then(|id| id.split('/').next()?.parse().ok()).unwrap_or(0);
    match words.next() {
        Some(AUDIO_LEVEL) => extensions.audio_level = id,
        Some(MID) => extensions.mid = id,
        Some(RID) => extensions.rid = id,
        Some(REPAIRED_RID) => extensions.repaired_rid = id,
        _ => {}
    }
}

fn read_repair(value: &str, repairs: &mut HashMap<u32, u32>) {
    let mut words = value.split_ascii_whitespace();
    if words.next() == Some("FID")
        && let Some(primary) = words.next().and_then(|ssrc| ssrc.parse().ok())
        && let Some(repair) = words.next().and_then(|ssrc| ssrc.parse().ok())
    {
        repairs.insert(repair, primary);
    }
}

/// The offer without the sources of the m-lines in `known`. An engine that sees the sources again resets their
/// receivers. Simulcast layers would then be lost, because browsers send their RIDs only at the start.
pub(crate) fn without_sources(sdp: &str, known: &HashSet<String>) -> String {
    let mut sections = sdp.split("\nm=");
    let mut out = sections.next().unwrap_or_default().to_owned();
    for section in sections {
        out.push_str("\nm=");
        let mid = section.lines().find_map(|row| row.strip_prefix("a=mid:")).unwrap_or_default().trim();
        if !known.contains(mid) {
            out.push_str(section);
            continue;
        }
        let is_source = |row: &&str| ["a=msid:", "a=ssrc:", "a=ssrc-group:"].iter().any(|key| row.starts_with(key));
        let kept: Vec<&str> = section.split('\n').filter(|row| !is_source(row)).collect();
        out.push_str(&kept.join("\n"));
    }
    out
}

/// The ICE ufrag and password of a description.
pub(crate) fn ice_credentials(sdp: &str) -> Option<(&str, &str)> {
    let first = |key| sdp.lines().find_map(|row| row.strip_prefix(key)).map(str::trim);
    Some((first("a=ice-ufrag:")?, first("a=ice-pwd:")?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OFFER: &str = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=msid-semantic: WMS\r\n\
        m=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\na=mid:0\r\na=sendonly\r\na=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n\
        a=rtpmap:111 opus/48000/2\r\na=rtpmap:63 red/48000/2\r\na=msid:- x\r\na=ssrc:7 cname:a\r\n\
        m=video 9 UDP/TLS/RTP/SAVPF 98 96 97\r\na=mid:1\r\na=sendonly\r\na=extmap:4/recvonly urn:ietf:params:rtp-hdrext:sdes:mid\r\n\
        a=rtpmap:96 VP8/90000\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\na=rtpmap:98 VP9/90000\r\n\
        a=fmtp:98 profile-id=0\r\na=ssrc-group:FID 10 11\r\na=ssrc:10 cname:a\r\n";

    #[test]
    fn an_offer_is_read() {
        let outline = read_offer(OFFER).unwrap();
        assert_eq!(outline.extensions, Extensions { audio_level: 1, mid: 4, rid: 0, repaired_rid: 0 });
        assert_eq!(outline.formats[&97], Format::Repair(96));
        assert_eq!(outline.repairs[&11], 10);
        assert_eq!(outline.ssrcs, [7, 10]);
        assert_eq!(outline.lines[0].codecs, [Codec::Opus]);
        assert!(outline.lines[0].sends && outline.lines[1].sends);
        assert_eq!(outline.lines[1].codecs, [Codec::Vp9, Codec::Vp8], "as the m-line orders them");
    }

    #[test]
    fn sources_of_known_lines_are_removed_and_nothing_else() {
        let stripped = without_sources(OFFER, &HashSet::from(["0".to_owned()]));
        let expected = OFFER.replace("a=msid:- x\r\n", "").replace("a=ssrc:7 cname:a\r\n", "");
        assert_eq!(stripped, expected);
        assert_eq!(without_sources(OFFER, &HashSet::new()), OFFER);
    }

    #[test]
    fn what_cannot_be_answered_is_refused() {
        assert!(matches!(read_offer("v=0\r\n"), Err(OfferError::BadSdp(_))));
        assert!(matches!(read_offer(&"x".repeat(OFFER_BYTES + 1)), Err(OfferError::BadSdp(_))));
        assert!(matches!(read_offer("v=0\r\nm=application 9 x y\r\na=mid:0\r\n"), Err(OfferError::BadSdp(_))));
        let slot =
            |mid: usize| format!("m=audio 9 x 111\r\na=mid:{mid}\r\na=recvonly\r\na=rtpmap:111 opus/48000/2\r\n");
        let offer = |lines: usize| "v=0\r\n".to_owned() + &(0..lines).map(slot).collect::<String>();
        assert!(read_offer(&offer(limits::SLOTS)).is_ok());
        assert_eq!(read_offer(&offer(limits::SLOTS + 1)).unwrap_err(), OfferError::TooManySlots);
        assert_eq!(read_offer(&offer(1000)).unwrap_err(), OfferError::TooManySlots);
        assert!(read_offer(&(offer(1) + &slot(0))).is_err(), "a mid stands twice");
    }

    #[test]
    fn the_engine_sees_the_rows_that_it_needs() {
        let slot = "m=video 9 UDP/TLS/RTP/SAVPF 45 98 99 100\r\na=mid:2\r\na=recvonly\r\na=rtpmap:45 AV1/90000\r\n\
            a=rtpmap:98 VP9/90000\r\na=rtcp-fb:98 nack\r\na=rtcp-fb:45 nack\r\na=rtpmap:99 rtx/90000\r\n\
            a=fmtp:99 apt=98\r\na=rtpmap:100 rtx/90000\r\na=fmtp:100 apt=45\r\na=x-unknown:1\r\na=ssrc:77 cname:a\r\n\
            a=extmap:5 urn:3gpp:video-orientation\r\n";
        let outline = read_offer(&(OFFER.to_owned() + slot)).unwrap();
        let without_red = OFFER.replace(" 111 63\r\n", " 111\r\n").replace("a=rtpmap:63 red/48000/2\r\n", "");
        let slot = "m=video 9 UDP/TLS/RTP/SAVPF 98 99\r\na=mid:2\r\na=recvonly\r\na=rtpmap:98 VP9/90000\r\n\
            a=rtcp-fb:98 nack\r\na=rtpmap:99 rtx/90000\r\na=fmtp:99 apt=98\r\n";
        assert_eq!(outline.sdp, without_red + slot);
        assert_eq!(outline.ssrcs, [7, 10], "a slot has no sources");
    }

    #[test]
    fn a_codec_has_one_payload_type_and_one_repair() {
        let profile = |payload_type: u8, mode: u8, profile: &str| {
            format!(
                "a=rtpmap:{payload_type} H264/90000\r\na=fmtp:{payload_type} packetization-mode={mode};profile-level-id={profile}\r\n\
                 a=rtcp-fb:{payload_type} goog-remb\r\na=rtcp-fb:{payload_type} nack pli\r\n"
            )
        };
        let repair = |payload_type: u8, of: u8| {
            format!("a=rtpmap:{payload_type} rtx/90000\r\na=fmtp:{payload_type} apt={of}\r\n")
        };
        let line = |types: &str, rows: &[String]| {
            let sdp = format!("v=0\r\nm=video 9 x {types}\r\na=mid:v\r\na=recvonly\r\n{}", rows.concat());
            let outline = read_offer(&sdp).unwrap();
            let first = outline.sdp.lines().find_map(|row| row.strip_prefix("m=video 9 x ")).unwrap().to_owned();
            (first, outline.sdp.matches("rtcp-fb").count())
        };
        let high = [profile(102, 1, "64001f"), repair(103, 102), profile(104, 0, "42e01f"), repair(105, 104)];
        let usual = [profile(106, 1, "42E01F"), repair(108, 106), repair(107, 106), profile(109, 1, "42e034")];
        assert_eq!(line("102 103 104 105 106 108 107 109", &[&high[..], &usual].concat()), ("106 108".into(), 1));
        assert_eq!(line("103 102 104 105", &high), ("103 102".into(), 1), "another profile is better than none");
    }

    #[test]
    fn every_list_has_a_bound() {
        let line = |direction, rows: &str| {
            let row = format!("m=video 9 x 96\r\na=mid:v\r\na={direction}\r\na=rtpmap:96 VP8/90000\r\n{rows}");
            read_offer(&("v=0\r\n".to_owned() + &row))
        };
        let many = |count: usize, row: fn(usize) -> String| (0..count).map(row).collect::<String>();
        let rids = |count| many(count, |i| format!("a=rid:{i} send\r\n"));
        assert!(line("sendonly", &rids(LAYERS)).is_ok());
        assert!(line("sendonly", &rids(LAYERS + 1)).is_err());
        assert!(line("sendonly", &rids(4_500)).is_err());
        assert_eq!(line("recvonly", &rids(4_500)).unwrap().sdp, line("recvonly", "").unwrap().sdp);
        assert!(line("sendonly", "a=simulcast:send 1;2;3;4\r\n").is_ok());
        assert!(line("sendonly", "a=simulcast:send 1;2;3,4,5\r\n").is_err());
        assert!(line("sendonly", &many(SOURCES + 1, |i| format!("a=ssrc:{i} cname:x\r\n"))).is_err());
        assert!(line("recvonly", &"a=setup:actpass\r\n".repeat(ROWS)).is_err());
        assert!(line("recvonly", &format!("a=fmtp:96 {}\r\n", "x".repeat(ROW_BYTES))).is_err());
        assert!(
            read_offer(&OFFER.replacen("a=", &format!("a=group:BUNDLE {}\r\na=", "x".repeat(GROUP_BYTES)), 1)).is_err()
        );
        let kept = |rows: &str, key: &str| line("recvonly", rows).unwrap().sdp.matches(key).count();
        let candidate = "a=candidate:1 1 udp 1 10.0.0.1 5000 typ host\r\n";
        assert_eq!(kept(&candidate.repeat(1_000), "a=candidate"), CANDIDATES);
        assert_eq!(kept(&"a=rtcp-fb:96 nack\r\n".repeat(1_000), "a=rtcp-fb"), FEEDBACK);
        assert_eq!(kept(&many(1_000, |i| format!("a=extmap:{i} {MID}\r\n")), "a=extmap"), 1);
        let types: String = (0..100).map(|i| format!(" {i}")).collect();
        let maps: String = (0..100).map(|i| format!("a=rtpmap:{i} {}/90000\r\n", ["VP8", "vp9"][i % 2])).collect();
        let all = read_offer(&format!("v=0\r\nm=video 9 x{types}\r\na=mid:v\r\na=recvonly\r\n{maps}")).unwrap();
        assert_eq!((all.formats.len(), all.sdp.matches("a=rtpmap").count()), (2, 2), "one of each codec");
    }

    proptest! {
        /// Whatever text a client sends, nothing panics, and the engine sees at most that text, which reads the same.
        #[test]
        fn arbitrary_text_is_bounded(
            start in "(v=0\n|a=group:BUNDLE 0\n|[ -~]{0,20}\n)?",
            lines in proptest::collection::vec(
                (
                    "m=(audio|video|application) 9 x( 96| 97| 98| 111| [0-9]{1,3}){0,8}\n",
                    proptest::collection::vec(
                        "(a=mid:[0-9]{1,2}|a=sendonly|a=recvonly|a=rtpmap:(96 VP8/90000|97 rtx/90000|98 VP9/90000|111 opus/48000/2)|\
                         a=fmtp:97 apt=9[68]|a=(rid|simulcast|extmap|ssrc|ssrc-group|candidate|rtcp-fb):[ -~]{0,20}|[ -~]{0,20})\n",
                        0..12,
                    ),
                ),
                0..6,
            ),
        ) {
            let sdp = start + &lines.into_iter().map(|(media, rows)| media + &rows.concat()).collect::<String>();
            let _ = without_sources(&sdp, &HashSet::from([String::new()]));
            let _ = ice_credentials(&sdp);
            if let Ok(outline) = read_offer(&sdp) {
                let rows = sdp.lines().count();
                prop_assert!(outline.sdp.lines().count() <= rows && outline.sdp.len() <= sdp.len() + rows);
                let again = read_offer(&outline.sdp).unwrap();
                prop_assert_eq!((&again.sdp, &again.lines), (&outline.sdp, &outline.lines));
                prop_assert_eq!((again.formats, again.ssrcs), (outline.formats, outline.ssrcs));
            }
        }
    }
}
