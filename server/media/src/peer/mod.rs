//! One peer's WebRTC connection, on the sans-I/O stack `rtc`, which no other module uses.
//!
//! [`Engine`] takes datagrams and time, and yields packets, reports and datagrams. The client offers, the server
//! answers; the server is ICE-lite and waits passively for DTLS. `rtc` is young: when it panics on what a client sent,
//! [`Engine`] catches the panic and counts as closed, and no other peer is affected.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    net::SocketAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Instant,
};

use bytes::BytesMut;
use protocol::Source;
use rtc::{
    media_stream::MediaStreamTrack,
    peer_connection::{
        RTCPeerConnection,
        event::{RTCPeerConnectionEvent, RTCTrackEvent},
        message::RTCMessage,
        sdp::RTCSessionDescription,
        state::RTCPeerConnectionState,
        transport::RTCIceCandidateInit,
    },
    rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication,
    rtp,
    rtp_transceiver::{
        RTCRtpReceiverId, RTCRtpSenderId, RTCRtpTransceiverDirection, RTCRtpTransceiverId, RTCRtpTransceiverInit,
        rtp_sender::{RTCRtpCodingParameters, RTCRtpEncodingParameters, RtpCodecKind},
    },
    sansio::Protocol,
    shared::{TaggedBytesMut, TransportContext, TransportProtocol},
};

use crate::{
    Codec, Offer, OfferError,
    packet::Packet,
    sdp::{self, Format, Line, Outline},
    socket::Outgoing,
    ssrcs::{Admission, Ssrcs, is_media},
    stun,
};

mod interceptors;
mod retransmission;
mod setup;

pub(crate) use interceptors::Report;
use interceptors::{Negotiated, lock};

/// Streams that a client may open: every source with three layers, and as many again for restarts.
const STREAMS: usize = 64;

/// A stream of packets that the client sends: one layer of one track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stream {
    pub(crate) source: Source,
    /// The simulcast layer's name; empty without simulcast.
    pub(crate) rid: Arc<str>,
    receiver: RTCRtpTransceiverId,
}

/// A slot: a receiving m-line of the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SlotLine {
    pub(crate) mid: String,
    pub(crate) audio: bool,
    /// Payload types that may be sent in it, by codec.
    pub(crate) codecs: Vec<(Codec, u8)>,
    /// The SSRC of its packets.
    pub(crate) ssrc: u32,
    sender: RTCRtpTransceiverId,
}

/// The answer of an offer.
pub(crate) struct Answer {
    pub(crate) sdp: String,
    /// The slots that are new, in the order of their m-lines.
    pub(crate) slots: Vec<SlotLine>,
}

/// A WebRTC connection.
pub(crate) struct Engine {
    connection: RTCPeerConnection,
    /// The addresses in the answer. The stack is told that every packet came to the first one of the same family: one
    /// socket serves all, and it makes no difference which of the machine's addresses the client used.
    candidates: Vec<SocketAddr>,
    negotiated: Arc<Mutex<Negotiated>>,
    reports: Arc<Mutex<VecDeque<Report>>>,
    known: HashSet<String>,
    sends: HashMap<String, Source>,
    /// How many slots there are.
    slots: usize,
    streams: HashMap<u32, Stream>,
    ssrcs: Ssrcs,
    /// How many packets of RTP and RTCP were authenticated.
    authentic: Arc<AtomicU64>,
    connected: bool,
    /// An offer could not be answered.
    failed: bool,
    closed: bool,
    leaving: Vec<Outgoing>,
    errors: u64,
}

impl Engine {
    /// A new connection, whose answers name `candidates`.
    pub(crate) fn new(now: Instant, candidates: Vec<SocketAddr>) -> Result<Engine, OfferError> {
        let negotiated = Arc::new(Mutex::new(Negotiated::default()));
        let reports = Arc::new(Mutex::new(VecDeque::new()));
        let authentic = Arc::default();
        let mut connection = setup::connection(now, &negotiated, &reports, &authentic).map_err(bad_sdp)?;
        for (index, candidate) in candidates.iter().enumerate() {
            // Priority as RFC 8445, section 5.1.2.1: host, the first address preferred.
            let priority = (126 << 24) + ((65_535 - index as u32) << 8) + 255;
            let (ip, port) = (candidate.ip(), candidate.port());
            let candidate = format!("candidate:{} 1 udp {priority} {ip} {port} typ host", index + 1);
            connection.add_local_candidate(RTCIceCandidateInit { candidate, ..Default::default() }).map_err(bad_sdp)?;
        }
        Ok(Engine {
            connection,
            candidates,
            negotiated,
            reports,
            known: HashSet::new(),
            sends: HashMap::new(),
            slots: 0,
            streams: HashMap::new(),
            ssrcs: Ssrcs::default(),
            authentic,
            connected: false,
            failed: false,
            closed: false,
            leaving: Vec::new(),
            errors: 0,
        })
    }

    /// Answers an offer, the first or a later one. Slots are only ever added, at the end. After an error the connection
    /// is as before, or it counts as closed.
    pub(crate) fn answer(&mut self, now: Instant, offer: &Offer, outline: Outline) -> Result<Answer, OfferError> {
        let slots = outline.lines.iter().filter(|line| !line.sends).count();
        if self.slots + slots > 2 * protocol::limits::SLOTS {
            return Err(OfferError::TooManySlots);
        }
        for (mid, source) in &offer.sends {
            let line = outline.lines.iter().find(|line| line.mid == *mid && line.sends);
            if line.is_none_or(|line| line.audio != source.is_audio()) {
                return Err(OfferError::BadSdp(format!("mid {mid} does not send what was said")));
            }
        }
        self.sends.extend(offer.sends.iter().cloned());
        self.ssrcs.name(&outline.ssrcs);
        *lock(&self.negotiated) =
            Negotiated { extensions: outline.extensions, formats: outline.formats, repairs: outline.repairs };
        let sdp = sdp::without_sources(&outline.sdp, &self.known);
        let lines = outline.lines;
        let known = self.known.clone();
        let result = self.guarded(|connection| negotiate(connection, now, sdp, &lines, &known));
        let result = result.unwrap_or_else(|| Err("the offer broke the engine".into())).map_err(bad_sdp);
        // The stack may have taken half of the offer.
        self.failed = result.is_err();
        let answer = result?;
        self.slots += answer.slots.len();
        self.known.extend(lines.into_iter().map(|line| line.mid));
        Ok(answer)
    }

    /// Handles a datagram. Returns `false` when it is dropped unread.
    pub(crate) fn receive(&mut self, now: Instant, from: SocketAddr, data: BytesMut) -> bool {
        let new = match Some(&data).filter(|data| is_media(data)).map(|data| self.ssrcs.admit(now, data)) {
            Some(Admission::Refused) => return false,
            Some(Admission::New(ssrc)) => Some(ssrc),
            Some(Admission::Known) | None => None,
        };
        let Some(local) = self.candidates.iter().find(|c| c.is_ipv4() == from.is_ipv4()).copied() else { return false };
        let transport = TransportContext {
            local_addr: local,
            peer_addr: from,
            transport_protocol: TransportProtocol::UDP,
            ecn: None,
        };
        let before = self.authentic.load(Relaxed);
        let taken = self.guarded(|connection| connection.handle_read(TaggedBytesMut { now, transport, message: data }));
        self.errors += u64::from(matches!(taken, Some(Err(_))));
        if let Some(ssrc) = new.filter(|_| self.authentic.load(Relaxed) > before) {
            self.ssrcs.authenticated(now, ssrc);
        }
        true
    }

    /// The next media packet that arrived, and its stream.
    pub(crate) fn poll_packet(&mut self) -> Option<(Stream, Packet)> {
        loop {
            let message = self.guarded(Protocol::poll_read).flatten()?;
            let RTCMessage::RtpPacket(_, packet) = message.message else { continue };
            if !self.streams.contains_key(&packet.header.ssrc) {
                self.poll_events();
            }
            let Some(stream) = self.streams.get(&packet.header.ssrc).cloned() else { continue };
            let negotiated = lock(&self.negotiated);
            let Some(Format::Media(codec)) = negotiated.formats.get(&packet.header.payload_type) else { continue };
            let level_id = negotiated.extensions.audio_level;
            let level = Some(level_id).filter(|id| *id != 0).and_then(|id| packet.header.get_extension(id));
            let packet = Packet {
                ssrc: packet.header.ssrc,
                codec: *codec,
                sequence: packet.header.sequence_number,
                timestamp: packet.header.timestamp,
                marker: packet.header.marker,
                payload: packet.payload,
                level: level.and_then(|value| value.first().map(|byte| byte & 0x7f)),
            };
            return Some((stream, packet));
        }
    }

    /// Handles the stack's events.
    pub(crate) fn poll_events(&mut self) {
        while let Some(event) = self.guarded(Protocol::poll_event).flatten() {
            match event {
                RTCPeerConnectionEvent::OnTrack(RTCTrackEvent::OnOpen(open)) => {
                    let receiver = RTCRtpTransceiverId::from(open.receiver_id);
                    let source = self.source_of(receiver);
                    if let Some(source) = source
                        && self.streams.len() < STREAMS
                    {
                        let stream = Stream { source, rid: open.rid.unwrap_or_default().into(), receiver };
                        self.streams.insert(open.ssrc, stream);
                    }
                }
                RTCPeerConnectionEvent::OnConnectionStateChangeEvent(state) => match state {
                    RTCPeerConnectionState::Connected => self.connected = true,
                    RTCPeerConnectionState::Failed | RTCPeerConnectionState::Closed => self.closed = true,
                    _ => {}
                },
                _ => {}
            }
        }
    }

    fn source_of(&mut self, transceiver: RTCRtpTransceiverId) -> Option<Source> {
        let mid = self.guarded(|c| c.rtp_transceiver(transceiver).and_then(|t| t.mid().clone())).flatten()?;
        self.sends.get(&mid).copied()
    }

    /// The next RTCP report.
    pub(crate) fn poll_report(&mut self) -> Option<Report> {
        lock(&self.reports).pop_front()
    }

    /// Sends a packet in a slot, with the numbers that it has.
    pub(crate) fn send(&mut self, now: Instant, line: &SlotLine, packet: Packet) {
        if !self.connected {
            return;
        }
        let Some((_, payload_type)) = line.codecs.iter().find(|(codec, _)| *codec == packet.codec) else { return };
        let header = rtp::Header {
            version: 2,
            marker: packet.marker,
            payload_type: *payload_type,
            sequence_number: packet.sequence,
            timestamp: packet.timestamp,
            ssrc: line.ssrc,
            ..Default::default()
        };
        let packet = rtp::Packet { header, payload: packet.payload };
        let sender = RTCRtpSenderId::from(line.sender);
        let sent = self.guarded(|c| c.rtp_sender(sender).map(|mut sender| sender.write_rtp(now, packet)));
        self.errors += u64::from(!matches!(sent, Some(Some(Ok(())))));
    }

    /// Requests a keyframe from the client (PLI, RFC 4585, section 6.3.1).
    pub(crate) fn request_keyframe(&mut self, now: Instant, ssrc: u32) {
        let Some(receiver) = self.streams.get(&ssrc).map(|stream| RTCRtpReceiverId::from(stream.receiver)) else {
            return;
        };
        let pli = PictureLossIndication { sender_ssrc: 0, media_ssrc: ssrc };
        let sent = self.guarded(|c| c.rtp_receiver(receiver).map(|mut r| r.write_rtcp(now, vec![Box::new(pli)])));
        self.errors += u64::from(!matches!(sent, Some(Some(Ok(())))));
    }

    /// Takes from the stack the datagrams that it has to send. Returns an address that ICE has validated just now.
    pub(crate) fn flush(&mut self) -> Option<SocketAddr> {
        let mut validated = None;
        while let Some(message) = self.guarded(Protocol::poll_write).flatten() {
            let to = message.transport.peer_addr;
            // The engine checks MESSAGE-INTEGRITY and then answers a request with success. When the request nominates
            // (USE-CANDIDATE, which Firefox sends from its first request on), it sends a request of its own before it
            // answers. An ICE-lite engine sends requests to nobody else.
            if stun::is_success(&message.message) || stun::is_request(&message.message) {
                validated = Some(to);
            }
            self.leaving.push(Outgoing { to, data: message.message });
        }
        validated
    }

    /// Appends the datagrams to be sent. Returns the same as [`Engine::flush`].
    pub(crate) fn transmit(&mut self, out: &mut Vec<Outgoing>) -> Option<SocketAddr> {
        let validated = self.flush();
        out.append(&mut self.leaving);
        validated
    }

    /// When to call [`Engine::timeout`].
    pub(crate) fn deadline(&mut self) -> Option<Instant> {
        self.guarded(Protocol::poll_timeout).flatten()
    }

    /// Lets the stack handle its timeouts.
    pub(crate) fn timeout(&mut self, now: Instant) {
        let taken = self.guarded(|connection| connection.handle_timeout(now));
        self.errors += u64::from(matches!(taken, Some(Err(_))));
    }

    /// Closes the connection. The DTLS close_notify is to be transmitted.
    pub(crate) fn close(&mut self) {
        let closed = self.guarded(Protocol::close);
        self.errors += u64::from(matches!(closed, Some(Err(_))));
    }

    /// How many calls the stack refused since this method was last called.
    pub(crate) fn take_errors(&mut self) -> u64 {
        std::mem::take(&mut self.errors)
    }

    /// Whether the connection is over: failed, closed by the client, or broken.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed || self.failed
    }

    /// Whether ICE and DTLS are complete.
    pub(crate) fn is_connected(&self) -> bool {
        self.connected
    }

    /// Calls the stack. After a panic in it this connection is closed, and the stack is never called again.
    fn guarded<T>(&mut self, call: impl FnOnce(&mut RTCPeerConnection) -> T) -> Option<T> {
        if self.closed {
            return None;
        }
        let connection = &mut self.connection;
        // Unwind safe: after a panic the connection's state is never used again.
        let result = catch_unwind(AssertUnwindSafe(|| call(connection)));
        if result.is_err() {
            tracing::error!("the engine of a connection panicked; the connection is closed");
            self.closed = true;
        }
        result.ok()
    }
}

fn bad_sdp(error: impl ToString) -> OfferError {
    OfferError::BadSdp(error.to_string())
}

/// Applies an offer and makes the answer. The transceivers of new slots must come before the remote description, or
/// they are never associated.
fn negotiate(
    connection: &mut RTCPeerConnection,
    now: Instant,
    sdp: String,
    lines: &[Line],
    known: &HashSet<String>,
) -> Result<Answer, String> {
    let text = |error: rtc::shared::error::Error| error.to_string();
    let mut added = Vec::new();
    for line in lines.iter().filter(|line| !line.sends && !known.contains(&line.mid)) {
        let (track, ssrc) = slot_track(line);
        let init = RTCRtpTransceiverInit {
            direction: RTCRtpTransceiverDirection::Sendonly,
            streams: vec![],
            send_encodings: vec![],
        };
        let id = connection.add_transceiver_from_track(track, Some(init)).map_err(text)?;
        added.push((id, line, ssrc));
    }
    let offer = RTCSessionDescription::offer(sdp).map_err(text)?;
    connection.set_remote_description(now, offer).map_err(text)?;
    let answer = connection.create_answer(None).map_err(text)?;
    connection.set_local_description(now, answer).map_err(text)?;
    let sdp = connection.local_description().ok_or("no answer was made")?.sdp;

    let mut slots = Vec::new();
    for (id, line, ssrc) in added {
        let mid = connection.rtp_transceiver(id).and_then(|transceiver| transceiver.mid().clone());
        if mid.as_deref() != Some(&line.mid) {
            return Err(format!("slot {} was taken for {mid:?}", line.mid));
        }
        let mut sender = connection.rtp_sender(RTCRtpSenderId::from(id)).ok_or("a slot has no sender")?;
        let codecs = setup::known_codecs(&sender.get_parameters().rtp_parameters.codecs);
        slots.push(SlotLine { mid: line.mid.clone(), audio: line.audio, codecs, ssrc, sender: id });
    }
    Ok(Answer { sdp, slots })
}

fn slot_track(line: &Line) -> (MediaStreamTrack, u32) {
    // Some stacks take 0 for absent.
    let ssrc = setup::random_u32().max(1);
    let kind = if line.audio { RtpCodecKind::Audio } else { RtpCodecKind::Video };
    let codec = line.codecs.first().copied().unwrap_or(Codec::Opus);
    let encoding = RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters { ssrc: Some(ssrc), ..Default::default() },
        codec: setup::codec(codec),
        active: true,
        ..Default::default()
    };
    let name = format!("slot-{}", line.mid);
    (MediaStreamTrack::new(name.clone(), name.clone(), name, kind, vec![encoding]), ssrc)
}
