//! Counts the requests of the other side by RTCP. The stack does not pass RTCP on to the application, so this is a link
//! of its chain.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use rtc::{
    interceptor::{Interceptor, Packet, StreamInfo, TaggedPacket},
    rtcp::{
        payload_feedbacks::picture_loss_indication::PictureLossIndication,
        transport_feedbacks::transport_layer_nack::TransportLayerNack,
    },
    sansio::Protocol,
    shared::error::Error,
};

/// The requests so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked {
    /// Requests for keyframes, by PLI.
    pub keyframes: u64,
    /// Requests for packets, by NACK.
    pub repairs: u64,
}

/// Reads the counts of a [`Tap`].
#[derive(Debug, Clone, Default)]
pub struct Feedback(Arc<Mutex<Asked>>);

impl Feedback {
    /// The requests so far.
    pub fn asked(&self) -> Asked {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The link of the chain that counts.
    pub fn tap(&self) -> Tap {
        Tap { feedback: self.clone(), read: VecDeque::new(), write: VecDeque::new() }
    }

    fn listen(&self, compound: &[Box<dyn rtc::rtcp::Packet>]) {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for packet in compound {
            asked.keyframes += u64::from(packet.as_any().is::<PictureLossIndication>());
            asked.repairs += u64::from(packet.as_any().is::<TransportLayerNack>());
        }
    }
}

/// Passes everything on and counts requests.
pub struct Tap {
    feedback: Feedback,
    read: VecDeque<TaggedPacket>,
    write: VecDeque<TaggedPacket>,
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for Tap {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, message: TaggedPacket) -> Result<(), Error> {
        if let Packet::Rtcp(compound) = &message.message.packet {
            self.feedback.listen(compound);
        }
        self.read.push_back(message);
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        self.read.pop_front()
    }

    fn handle_write(&mut self, message: TaggedPacket) -> Result<(), Error> {
        self.write.push_back(message);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.write.pop_front()
    }
}

impl Interceptor for Tap {
    fn bind_local_stream(&mut self, _info: &StreamInfo) {}
    fn unbind_local_stream(&mut self, _info: &StreamInfo) {}
    fn bind_remote_stream(&mut self, _info: &StreamInfo) {}
    fn unbind_remote_stream(&mut self, _info: &StreamInfo) {}
}
