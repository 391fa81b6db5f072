//! Reads from an SDP offer what this crate needs besides the engine, and removes lines that the engine must not see
//! twice.

use std::collections::{HashMap, HashSet};

use protocol::limits;

use crate::{Codec, OfferError};

/// The longest offer. With four sending lines and 60 slots, an offer has about 80 kB.
const OFFER_BYTES: usize = 128 * 1024;
/// Sending m-lines: one of each source, and as many again for a client that replaces lines.
const SENDING_LINES: usize = 8;

const AUDIO_LEVEL: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
const MID: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";
const RID: &str = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
const REPAIRED_RID: &str = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";

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
    /// The codecs it names that this crate knows, the preferred one first.
    pub(crate) codecs: Vec<Codec>,
}

/// What this crate needs of an offer.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    pub(crate) lines: Vec<Line>,
    pub(crate) extensions: Extensions,
    pub(crate) formats: HashMap<u8, Format>,
    /// The SSRC that each repairing SSRC repairs (RFC 5576, FID).
    pub(crate) repairs: HashMap<u32, u32>,
    /// The SSRCs that the client names as its own.
    pub(crate) ssrcs: Vec<u32>,
}

/// Reads an offer; refuses one that cannot or must not be answered.
pub(crate) fn read_offer(sdp: &str) -> Result<Outline, OfferError> {
    if sdp.len() > OFFER_BYTES {
        return Err(OfferError::BadSdp("too long".into()));
    }
    let mut outline = Outline::default();
    for section in sdp.split("\nm=").skip(1) {
        if outline.lines.len() >= limits::SLOTS + SENDING_LINES {
            return Err(OfferError::TooManySlots);
        }
        let line = read_line(section, &mut outline)?;
        if outline.lines.iter().any(|other| other.mid == line.mid) {
            return Err(OfferError::BadSdp(format!("mid {} stands twice", line.mid)));
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

fn read_line(section: &str, outline: &mut Outline) -> Result<Line, OfferError> {
    let bad = |what: &str| OfferError::BadSdp(what.to_owned());
    let mut rows = section.lines();
    let mut media = rows.next().unwrap_or_default().split_ascii_whitespace();
    let audio = match media.next() {
        Some("audio") => true,
        Some("video") => false,
        _ => return Err(bad("a media line is neither audio nor video")),
    };
    let order: Vec<u8> = media.skip(2).filter_map(|payload_type| payload_type.parse().ok()).collect();
    let (mut mid, mut direction) = (None, "sendrecv");
    let mut names: HashMap<u8, &str> = HashMap::new();
    let mut parameters: HashMap<u8, &str> = HashMap::new();
    for row in rows.filter_map(|row| row.trim_end().strip_prefix("a=")) {
        let (key, value) = row.split_once(':').unwrap_or((row, ""));
        match key {
            "mid" => mid = Some(value),
            "sendonly" | "recvonly" | "sendrecv" | "inactive" => direction = key,
            "rtpmap" => drop(numbered(value).map(|(number, name)| names.insert(number, name))),
            "fmtp" => drop(numbered(value).map(|(number, value)| parameters.insert(number, value))),
            "extmap" => read_extension(value, &mut outline.extensions),
            "ssrc" => outline.ssrcs.extend(value.split(' ').next().and_then(|ssrc| ssrc.parse::<u32>().ok())),
            "ssrc-group" => read_repair(value, &mut outline.repairs),
            _ => {}
        }
    }
    let mid = mid.filter(|mid| !mid.is_empty() && mid.len() <= 32).ok_or_else(|| bad("a media line has no mid"))?;
    if direction == "inactive" {
        // An inactive line would stop its transceiver for good.
        return Err(bad("a media line is inactive"));
    }
    let mut codecs = Vec::new();
    for payload_type in order {
        let parameters = parameters.get(&payload_type).copied().unwrap_or_default();
        let Some(format) = names.get(&payload_type).and_then(|name| format_of(name, parameters)) else { continue };
        outline.formats.insert(payload_type, format);
        if let Format::Media(codec) = format
            && !codecs.contains(&codec)
        {
            codecs.push(codec);
        }
    }
    if codecs.is_empty() {
        return Err(bad("a media line has no known codec"));
    }
    Ok(Line { mid: mid.to_owned(), audio, sends: direction != "recvonly", codecs })
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
        m=video 9 UDP/TLS/RTP/SAVPF 98 96 97\r\na=mid:1\r\na=recvonly\r\na=extmap:4/recvonly urn:ietf:params:rtp-hdrext:sdes:mid\r\n\
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
        assert!(outline.lines[0].sends && !outline.lines[1].sends);
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

    proptest! {
        #[test]
        fn arbitrary_text_does_not_panic(rows in proptest::collection::vec("(m=|a=mid:|a=rtpmap:|a=fmtp:|a=extmap:|a=ssrc-group:FID )?[ -~]{0,40}", 0..40)) {
            let sdp = rows.join("\n");
            let _ = read_offer(&sdp);
            let _ = without_sources(&sdp, &HashSet::from([String::new()]));
            let _ = ice_credentials(&sdp);
        }
    }
}
