//! Meridian's own links in a connection's chain of interceptors.
//!
//! The stack discards retransmissions of simulcast layers, and its NACK generator sees no retransmissions. So
//! [`RepairIn`] turns them back into the packets that they repair, before the generator. [`ReportTap`] keeps RTCP reports, which
//! the stack does not pass on to the application. [`Responder`](super::retransmission::Responder) is in a file of its own.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use rtc::{
    interceptor::{Interceptor, Packet, StreamInfo, TaggedPacket},
    rtcp::{
        payload_feedbacks::{full_intra_request::FullIntraRequest, picture_loss_indication::PictureLossIndication},
        sender_report::SenderReport,
    },
    rtp::Packet as RtpPacket,
    sansio::Protocol,
    shared::error::Error,
};

use crate::sdp::{Extensions, Format};

/// Streams that a connection may teach [`RepairIn`]: sources times layers, with room for restarts.
const LEARNED_STREAMS: usize = 256;
/// Reports that may wait. They are taken after every datagram, which holds a few.
const REPORTS: usize = 256;

/// The parts of the offers that the interceptors need. Shared with the engine, which writes it at each offer; only the
/// shard's thread ever holds the lock.
#[derive(Default)]
pub(super) struct Negotiated {
    pub(super) extensions: Extensions,
    pub(super) formats: HashMap<u8, Format>,
    pub(super) repairs: HashMap<u32, u32>,
}

/// Locks a mutex. Poisoning does not matter, because values are written whole.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An RTCP report of a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Report {
    /// The decoder behind the stream that we send under this SSRC wants a keyframe (PLI or FIR).
    KeyframeWanted { ssrc: u32 },
    /// The sender's clock: at NTP time `ntp` (32.32 bits, seconds since 1900), the RTP timestamp of `ssrc` was `rtp`.
    Clock { ssrc: u32, ntp: u64, rtp: u32 },
}

/// The queues of every link: packets pass through unchanged unless the link says otherwise.
#[derive(Default)]
pub(super) struct Queues {
    pub(super) read: VecDeque<TaggedPacket>,
    pub(super) write: VecDeque<TaggedPacket>,
}

/// Turns retransmissions (RFC 4588) back into the packets that they repair.
pub(super) struct RepairIn {
    negotiated: Arc<Mutex<Negotiated>>,
    /// Primary SSRC by mid and rid, learned from the packets of the primary stream.
    primaries: HashMap<(Vec<u8>, Vec<u8>), u32>,
    /// Primary SSRC by repairing SSRC.
    learned: HashMap<u32, u32>,
    queues: Queues,
}

impl RepairIn {
    pub(super) fn new(negotiated: Arc<Mutex<Negotiated>>) -> Self {
        RepairIn { negotiated, primaries: HashMap::new(), learned: HashMap::new(), queues: Queues::default() }
    }

    fn restore(&mut self, packet: &mut RtpPacket) {
        let negotiated = lock(&self.negotiated);
        let extension = |id: u8| if id == 0 { None } else { packet.header.get_extension(id) };
        let Some(Format::Repair(original)) = negotiated.formats.get(&packet.header.payload_type) else {
            let ids = negotiated.extensions;
            if let (Some(mid), Some(rid)) = (extension(ids.mid), extension(ids.rid))
                && self.primaries.len() < LEARNED_STREAMS
            {
                self.primaries.insert((mid.to_vec(), rid.to_vec()), packet.header.ssrc);
            }
            return;
        };
        let ssrc = packet.header.ssrc;
        let primary = negotiated.repairs.get(&ssrc).or_else(|| self.learned.get(&ssrc)).copied().or_else(|| {
            let ids = negotiated.extensions;
            let key = (extension(ids.mid)?.to_vec(), extension(ids.repaired_rid)?.to_vec());
            self.primaries.get(&key).copied()
        });
        let Some(primary) = primary else { return };
        if self.learned.len() < LEARNED_STREAMS {
            self.learned.insert(ssrc, primary);
        }
        // Padding stays on its own stream and passes through: congestion control would take missing padding for loss.
        if packet.payload.len() <= 2 {
            return;
        }
        packet.header.sequence_number = u16::from_be_bytes([packet.payload[0], packet.payload[1]]);
        packet.header.ssrc = primary;
        packet.header.payload_type = *original;
        packet.payload = packet.payload.slice(2..);
    }
}

/// Keeps RTCP reports for the application.
pub(super) struct ReportTap {
    reports: Arc<Mutex<VecDeque<Report>>>,
    queues: Queues,
}

impl ReportTap {
    pub(super) fn new(reports: Arc<Mutex<VecDeque<Report>>>) -> Self {
        ReportTap { reports, queues: Queues::default() }
    }

    fn listen(&mut self, compound: &[Box<dyn rtc::rtcp::Packet>]) {
        let mut reports = lock(&self.reports);
        let mut keep = |report| {
            if reports.len() < REPORTS {
                reports.push_back(report);
            }
        };
        for packet in compound {
            let packet = packet.as_any();
            if let Some(pli) = packet.downcast_ref::<PictureLossIndication>() {
                keep(Report::KeyframeWanted { ssrc: pli.media_ssrc });
            } else if let Some(fir) = packet.downcast_ref::<FullIntraRequest>() {
                fir.fir.iter().for_each(|entry| keep(Report::KeyframeWanted { ssrc: entry.ssrc }));
            } else if let Some(sr) = packet.downcast_ref::<SenderReport>() {
                keep(Report::Clock { ssrc: sr.ssrc, ntp: sr.ntp_time, rtp: sr.rtp_time });
            }
        }
    }
}

/// Implements the chain's interface. `$read` and `$write` see packets on their way in and out.
macro_rules! interceptor {
    ($link:ty, read: $read:expr, write: $write:expr, bind: $bind:expr) => {
        impl Protocol<TaggedPacket, TaggedPacket, ()> for $link {
            type Rout = TaggedPacket;
            type Wout = TaggedPacket;
            type Eout = ();
            type Error = Error;
            type Time = Instant;

            fn handle_read(&mut self, mut msg: TaggedPacket) -> Result<(), Error> {
                let see: fn(&mut $link, Instant, &mut Packet) = $read;
                see(self, msg.now, &mut msg.message.packet);
                self.queues.read.push_back(msg);
                Ok(())
            }

            fn poll_read(&mut self) -> Option<TaggedPacket> {
                self.queues.read.pop_front()
            }

            fn handle_write(&mut self, mut msg: TaggedPacket) -> Result<(), Error> {
                let see: fn(&mut $link, &mut Packet) = $write;
                see(self, &mut msg.message.packet);
                self.queues.write.push_back(msg);
                Ok(())
            }

            fn poll_write(&mut self) -> Option<TaggedPacket> {
                self.queues.write.pop_front()
            }
        }

        impl Interceptor for $link {
            fn bind_local_stream(&mut self, info: &StreamInfo) {
                let bind: fn(&mut $link, &StreamInfo) = $bind;
                bind(self, info);
            }
            fn unbind_local_stream(&mut self, _info: &StreamInfo) {}
            fn bind_remote_stream(&mut self, _info: &StreamInfo) {}
            fn unbind_remote_stream(&mut self, _info: &StreamInfo) {}
        }
    };
}

pub(super) use interceptor;

interceptor!(RepairIn,
    read: |link, _, packet| if let Packet::Rtp(rtp) = packet { link.restore(rtp) },
    write: |_, _| {},
    bind: |_, _| {});

interceptor!(ReportTap,
    read: |link, _, packet| if let Packet::Rtcp(compound) = packet { link.listen(compound) },
    write: |_, _| {},
    bind: |_, _| {});

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn negotiated() -> Arc<Mutex<Negotiated>> {
        Arc::new(Mutex::new(Negotiated {
            extensions: Extensions { audio_level: 1, mid: 4, rid: 10, repaired_rid: 11 },
            formats: HashMap::from([(97, Format::Repair(96)), (99, Format::Repair(98))]),
            repairs: HashMap::from([(51, 50)]),
        }))
    }

    fn packet(ssrc: u32, payload_type: u8, sequence: u16, payload: &'static [u8]) -> RtpPacket {
        let mut packet = RtpPacket { payload: Bytes::from_static(payload), ..Default::default() };
        packet.header.ssrc = ssrc;
        packet.header.payload_type = payload_type;
        packet.header.sequence_number = sequence;
        packet
    }

    #[test]
    fn a_retransmission_of_a_layer_becomes_its_original() {
        let mut link = RepairIn::new(negotiated());
        let mut primary = packet(20, 96, 5, b"x");
        primary.header.set_extension(4, Bytes::from_static(b"1")).unwrap();
        primary.header.set_extension(10, Bytes::from_static(b"h")).unwrap();
        link.restore(&mut primary);
        let mut repair = packet(21, 97, 900, &[0x12, 0x34, 9]);
        repair.header.set_extension(4, Bytes::from_static(b"1")).unwrap();
        repair.header.set_extension(11, Bytes::from_static(b"h")).unwrap();
        link.restore(&mut repair);
        let h = &repair.header;
        assert_eq!((h.ssrc, h.payload_type, h.sequence_number), (20, 96, 0x1234));
        assert_eq!(&repair.payload[..], [9]);
        let mut later = packet(21, 97, 901, &[0x12, 0x35, 9]);
        link.restore(&mut later);
        assert_eq!(later.header.ssrc, 20, "browsers stop to send the extensions; the SSRC is known by then");
    }

    #[test]
    fn a_retransmission_announced_by_sdp_is_restored_and_padding_is_left_alone() {
        let mut link = RepairIn::new(negotiated());
        let mut repair = packet(51, 97, 900, &[0, 7, 1]);
        link.restore(&mut repair);
        assert_eq!((repair.header.ssrc, repair.header.sequence_number), (50, 7));
        let mut padding = packet(51, 97, 901, &[]);
        link.restore(&mut padding);
        assert_eq!((padding.header.ssrc, padding.header.sequence_number), (51, 901));
    }
}
