//! Answers requests for packets that were lost on their way to a peer (NACK, RFC 4585, section 6.2.1).
//!
//! The stack has a responder, too. It keeps room for all packets of every slot from the beginning, 46 kB of memory each, so that offers
//! of many slots took 2.7 MB whether or not anything was ever sent; it answers every request, however often it comes; and it knows
//! only the first codec of a slot, which changes with the track that is in it.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use common::TokenBucket;
use rtc::{
    interceptor::{Attribute, AttributedPacket, Interceptor, Packet, StreamInfo, TaggedPacket},
    rtcp::transport_feedbacks::transport_layer_nack::TransportLayerNack,
    rtp::{Header, Packet as RtpPacket},
    sansio::Protocol,
    shared::{TransportContext, error::Error},
};

use super::interceptors::{Negotiated, Queues, interceptor, lock};
use crate::sdp::Format;

/// Packets of a slot that are kept: a second of a 2 Mbit/s picture. In that time a packet can be requested several times even
/// when a round trip takes 200 ms.
const KEPT_PACKETS: usize = 256;
/// A packet requested again within this time was requested before its retransmission could arrive.
const ANSWERED: Duration = Duration::from_millis(20);
/// Retransmissions to one peer at once: all that nine slots of 200 packets a second lose in an outage of 100 ms.
/// Packets that are not sent now are requested again.
const REPAIRS: u32 = 200;
/// Retransmissions in a second: as many in every 100 ms.
const REPAIRS_A_SECOND: u32 = 2_000;

/// Keeps what is sent in each slot for a while, and sends it again.
pub(super) struct Responder {
    negotiated: Arc<Mutex<Negotiated>>,
    /// By the SSRC of the slot.
    sent: HashMap<u32, Sent>,
    /// When packets were last retransmitted, by SSRC and sequence number.
    answered: HashMap<(u32, u16), Instant>,
    budget: TokenBucket<Instant>,
    /// Counts the packets that came: each has been authenticated.
    authentic: Arc<AtomicU64>,
    queues: Queues,
}

/// What was sent in a slot.
struct Sent {
    /// In the order in which they were sent.
    packets: VecDeque<RtpPacket>,
    /// The SSRC of its retransmissions (RFC 4588, section 4), if they have one of their own.
    repair: Option<u32>,
    /// The sequence number of the next of them.
    next: u16,
}

impl Responder {
    pub(super) fn new(negotiated: Arc<Mutex<Negotiated>>, authentic: Arc<AtomicU64>) -> Self {
        Responder {
            negotiated,
            sent: HashMap::new(),
            answered: HashMap::new(),
            budget: TokenBucket::per_second(REPAIRS, REPAIRS_A_SECOND),
            authentic,
            queues: Queues::default(),
        }
    }

    fn bind(&mut self, info: &StreamInfo) {
        if info.rtcp_feedback.iter().any(|feedback| feedback.typ == "nack" && feedback.parameter.is_empty()) {
            let sent = Sent { packets: VecDeque::new(), repair: info.ssrc_rtx, next: 0 };
            self.sent.entry(info.ssrc).or_insert(sent);
        }
    }

    fn keep(&mut self, packet: &RtpPacket) {
        if let Some(sent) = self.sent.get_mut(&packet.header.ssrc) {
            if sent.packets.len() == KEPT_PACKETS {
                sent.packets.pop_front();
            }
            sent.packets.push_back(packet.clone());
        }
    }

    fn answer(&mut self, now: Instant, compound: &[Box<dyn rtc::rtcp::Packet>]) {
        self.answered.retain(|_, at| now.saturating_duration_since(*at) < ANSWERED);
        for packet in compound {
            let Some(nack) = packet.as_any().downcast_ref::<TransportLayerNack>() else { continue };
            for number in nack.nacks.iter().flat_map(|pair| pair.into_iter()) {
                self.repeat(now, nack.media_ssrc, number);
            }
        }
    }

    /// Sends a packet again, if it is kept and may be sent now.
    fn repeat(&mut self, now: Instant, ssrc: u32, number: u16) {
        let Some(sent) = self.sent.get_mut(&ssrc) else { return };
        let Some(packet) = sent.packets.iter().rfind(|packet| packet.header.sequence_number == number) else { return };
        if self.answered.contains_key(&(ssrc, number)) || !self.budget.take(now) {
            return;
        }
        self.answered.insert((ssrc, number), now);
        let format = Format::Repair(packet.header.payload_type);
        let negotiated = lock(&self.negotiated);
        let payload_type = negotiated.formats.iter().find(|(_, other)| **other == format).map(|(number, _)| *number);
        let packet = match (sent.repair, payload_type) {
            (Some(ssrc), Some(payload_type)) => {
                sent.next = sent.next.wrapping_add(1);
                repair(packet, ssrc, payload_type, sent.next)
            }
            _ => packet.clone(),
        };
        let message = AttributedPacket::new(Packet::Rtp(packet)).with(Attribute::Retransmission);
        self.queues.write.push_back(TaggedPacket { now, transport: TransportContext::default(), message });
    }
}

/// The packet in a stream of repairs (RFC 4588, section 4): its number comes before its payload.
fn repair(packet: &RtpPacket, ssrc: u32, payload_type: u8, sequence_number: u16) -> RtpPacket {
    let original = packet.header.sequence_number.to_be_bytes();
    let header = Header {
        version: 2,
        ssrc,
        payload_type,
        sequence_number,
        timestamp: packet.header.timestamp,
        marker: packet.header.marker,
        ..Header::default()
    };
    RtpPacket { header, payload: [&original, &packet.payload[..]].concat().into() }
}

interceptor!(Responder,
    read: |link, now, packet| {
        link.authentic.fetch_add(1, Relaxed);
        if let Packet::Rtcp(compound) = packet {
            link.answer(now, compound);
        }
    },
    write: |link, packet| if let Packet::Rtp(rtp) = packet { link.keep(rtp) },
    bind: |link, info| link.bind(info));

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use rtc::{interceptor::RTCPFeedback, rtcp::transport_feedbacks::transport_layer_nack::NackPair};

    use super::*;

    const SLOT: u32 = 1;
    const REPAIR: u32 = 2;

    /// A responder that has sent so many packets in a slot, from number 0 on, of a payload type.
    fn after(packets: usize, payload_type: u8) -> Responder {
        let formats = HashMap::from([(97, Format::Repair(96)), (99, Format::Repair(98))]);
        let negotiated = Negotiated { formats, ..Negotiated::default() };
        let mut responder = Responder::new(Arc::new(Mutex::new(negotiated)), Arc::default());
        let nack = RTCPFeedback { typ: "nack".into(), parameter: String::new() };
        let info =
            StreamInfo { ssrc: SLOT, ssrc_rtx: Some(REPAIR), rtcp_feedback: vec![nack], ..StreamInfo::default() };
        responder.bind(&info);
        send(&mut responder, 0..packets, payload_type);
        responder
    }

    fn send(responder: &mut Responder, numbers: std::ops::Range<usize>, payload_type: u8) {
        for number in numbers {
            let header =
                Header { ssrc: SLOT, payload_type, sequence_number: number as u16, version: 2, ..Header::default() };
            responder.keep(&RtpPacket { header, payload: Bytes::from_static(b"x") });
        }
    }

    /// What is sent again when the peer asks for `asked`.
    fn answers(responder: &mut Responder, now: Instant, ssrc: u32, asked: &[NackPair]) -> Vec<RtpPacket> {
        let nack = TransportLayerNack { sender_ssrc: 0, media_ssrc: ssrc, nacks: asked.to_vec() };
        responder.answer(now, &[Box::new(nack)]);
        let rtp = |tagged: TaggedPacket| match tagged.message.packet {
            Packet::Rtp(rtp) => rtp,
            other => panic!("{other:?}"),
        };
        responder.queues.write.drain(..).map(rtp).collect()
    }

    fn numbers(packets: &[RtpPacket]) -> Vec<u16> {
        packets.iter().map(|packet| u16::from_be_bytes([packet.payload[0], packet.payload[1]])).collect()
    }

    #[test]
    fn a_lost_packet_is_sent_again_in_the_stream_of_repairs_of_its_codec() {
        let mut responder = after(3, 96);
        send(&mut responder, 3..5, 98);
        let pair = NackPair { packet_id: 2, lost_packets: 0b1 };
        let again = answers(&mut responder, Instant::now(), SLOT, &[pair]);
        let header = |packet: &RtpPacket| {
            let Header { version, ssrc, payload_type, sequence_number, .. } = packet.header;
            (version, ssrc, payload_type, sequence_number)
        };
        assert_eq!(again.iter().map(header).collect::<Vec<_>>(), [(2, REPAIR, 97, 1), (2, REPAIR, 99, 2)]);
        assert_eq!(&again[1].payload[..], [0, 3, b'x']);
    }

    #[test]
    fn what_is_kept_grows_with_what_is_sent_and_is_bounded() {
        let mut responder = after(0, 96);
        assert_eq!(responder.sent[&SLOT].packets.capacity(), 0, "a slot in which nothing was sent keeps nothing");
        send(&mut responder, 0..2 * KEPT_PACKETS, 96);
        assert_eq!(responder.sent[&SLOT].packets.len(), KEPT_PACKETS);
        let asked = |number: usize| [NackPair { packet_id: number as u16, lost_packets: 0 }];
        let now = Instant::now();
        assert!(answers(&mut responder, now, SLOT, &asked(KEPT_PACKETS - 1)).is_empty(), "too old");
        assert_eq!(numbers(&answers(&mut responder, now, SLOT, &asked(KEPT_PACKETS))), [KEPT_PACKETS as u16]);
        assert!(answers(&mut responder, now, SLOT, &asked(2 * KEPT_PACKETS)).is_empty(), "not sent yet");
        assert!(answers(&mut responder, now, 7, &asked(KEPT_PACKETS + 1)).is_empty(), "another slot");
    }

    #[test]
    fn a_number_is_sent_again_once_in_a_while_however_often_it_is_asked_for() {
        let (mut responder, now) = (after(4, 96), Instant::now());
        let pair = NackPair { packet_id: 1, lost_packets: 0b10 };
        assert_eq!(numbers(&answers(&mut responder, now, SLOT, &[pair; 400])), [1, 3]);
        assert!(answers(&mut responder, now + ANSWERED / 2, SLOT, &[pair]).is_empty());
        assert_eq!(numbers(&answers(&mut responder, now + ANSWERED, SLOT, &[pair])), [1, 3]);
    }

    #[test]
    fn retransmissions_have_a_bound_whatever_is_asked_for() {
        let (mut responder, start) = (after(KEPT_PACKETS, 96), Instant::now());
        let all: Vec<NackPair> = (0..16).map(|i| NackPair { packet_id: i * 17, lost_packets: u16::MAX }).collect();
        assert_eq!(answers(&mut responder, start, SLOT, &all).len(), REPAIRS as usize);
        assert!(answers(&mut responder, start, SLOT, &all).len() <= 1);
        let later = |ms| start + Duration::from_millis(ms);
        let second: usize = (1..=1000).map(|ms| answers(&mut responder, later(ms), SLOT, &all).len()).sum();
        assert!((1_990..=2_000).contains(&second), "{second} in a second");
    }
}
