//! The media plane: a selective forwarding unit on the sans-I/O WebRTC stack `rtc`.
//!
//! # What it does
//!
//! Every participant has one WebRTC connection. The client offers, this crate answers. The offer's sending m-lines are
//! the participant's **tracks** (microphone, camera, screen, screen audio); its receiving m-lines are **slots**. What a
//! slot carries is decided here, without further SDP: packets of the chosen track are rewritten so that the slot is one
//! continuous stream.
//!
//! - Video slots follow a wish, [`Media::watch`]: slot, track, height. The smallest sufficient simulcast layer is chosen.
//! - Audio slots are filled by choice of the loudest speakers in a group, [`Media::place`].
//! - [`Media::tap`] yields complete frames of a track, repaired and in order, with capture times: for a recorder.
//!
//! # What it does not know
//!
//! Users, roles, rooms, chat, JSON, or why a route exists. A peer is a [`PeerKey`]; wishes about a peer are remembered by
//! that key until [`Media::close`], across its reconnects.
//!
//! # How it runs
//!
//! One **shard** thread owns one UDP socket and all its peers outright, without locks. [`Media`] is a handle: a bounded
//! queue of commands to that thread. Events and frames come back by bounded queues. Nothing in a shard is global, so that
//! several can run side by side. A packet's way:
//!
//! ```text
//! socket (recvmmsg) -> demux (ufrag, then address) -> peer (ICE, DTLS, SRTP, NACK, RTX)
//!   -> routes: slots that show this layer -> rewrite -> peer of each slot (SRTP) -> socket (sendmmsg)
//!   -> tap: jitter buffer -> depacketise -> clock -> TapFrame
//! ```
//!
//! Only the module `peer` knows the crate `rtc`.

use std::{
    net::{IpAddr, SocketAddr},
    time::Instant,
};

use bytes::Bytes;
use protocol::Source;

mod codec;
mod command;
mod counters;
mod demux;
mod handle;
mod layers;
mod packet;
mod peer;
mod router;
mod sdp;
mod shard;
mod slot;
mod socket;
mod speakers;
mod stun_limit;
mod tap;

pub use common::Codec;
pub use handle::Media;

/// Names a peer: stable for a seat. A new connection of the same key replaces the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerKey(pub u64);

/// Names a group of peers who hear each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub u64);

/// Names a track: whose and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackKey {
    /// Who sends it.
    pub peer: PeerKey,
    /// Which of their tracks.
    pub source: Source,
}

/// How to start.
#[derive(Debug, Clone)]
pub struct MediaConfig {
    /// The UDP address to bind. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// The addresses that clients are told. When empty: `listen`'s, or when that is unspecified all of the machine's,
    /// loopback included.
    pub announce: Vec<IpAddr>,
}

/// An SDP offer of a peer.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The offer.
    pub sdp: String,
    /// Whether it is the first of a new connection, which then replaces the peer's old one.
    pub fresh: bool,
    /// What the sending m-lines carry: `a=mid` and source.
    pub sends: Vec<(String, Source)>,
}

/// Why an offer was refused. After a `fresh` one, or [`OfferError::TooManySlots`], the connection before it goes on; after
/// another that could not be used it may be lost, and [`MediaEvent::Lost`] says so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OfferError {
    /// Not an SDP that can be answered.
    #[error("the offer cannot be used: {0}")]
    BadSdp(String),
    /// More receiving m-lines than [`protocol::limits::SLOTS`].
    #[error("the offer has more slots than allowed")]
    TooManySlots,
    /// A further offer, but there is no connection that it continues.
    #[error("there is no connection to continue")]
    NoConnection,
    /// The shard has stopped.
    #[error("the media plane has stopped")]
    Stopped,
}

/// A video slot and what it shall show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// The receiving m-line's `a=mid`.
    pub mid: String,
    /// The track.
    pub track: TrackKey,
    /// The height at which it is shown, in pixels.
    pub height: u32,
}

/// Who hears and sees a peer, and whom it hears and sees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Placement {
    /// The group to which the peer belongs: its members hear and see one another, and nobody else does. Without one, a
    /// peer is alone.
    pub group: Option<GroupId>,
    /// Other groups in which the peer's microphone is heard.
    pub voice_also: Vec<GroupId>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaEvent {
    /// ICE and DTLS of a peer's new connection are complete.
    Connected {
        /// Whose.
        peer: PeerKey,
    },
    /// Nothing valid came from a peer for 15 s, or it closed the connection. Its connection is freed; what was wished
    /// about it is remembered.
    Lost {
        /// Whose.
        peer: PeerKey,
    },
    /// A peer began or ceased to speak.
    Speaking {
        /// Who.
        peer: PeerKey,
        /// Began or ceased.
        speaking: bool,
    },
    /// A video slot shows another track now: its first packet went out. Or it rests.
    Slot {
        /// Whose slot.
        peer: PeerKey,
        /// The slot's `a=mid`.
        mid: String,
        /// What it carries; `None` when it rests.
        track: Option<TrackKey>,
    },
}

/// A complete frame of a tapped track.
#[derive(Debug, Clone)]
pub struct TapFrame {
    /// Of which track.
    pub track: TrackKey,
    /// When it was captured, on this machine's clock. Ascending within a track; tracks of one peer agree.
    pub at: Instant,
    /// How `data` is encoded.
    pub codec: Codec,
    /// Whether decoding can start here. Every Opus frame is one.
    pub key: bool,
    /// Picture width in pixels, from the last keyframe; 0 for sound.
    pub width: u32,
    /// Picture height in pixels, from the last keyframe; 0 for sound.
    pub height: u32,
    /// The frame.
    pub data: Bytes,
    /// Whether frames before it were lost.
    pub discontinuity: bool,
}

/// Counters since the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Datagrams received.
    pub received: u64,
    /// Datagrams sent.
    pub sent: u64,
    /// Datagrams received that belong to no peer or are not allowed from their address.
    pub refused: u64,
    /// Datagrams that the system did not take for sending.
    pub unsent: u64,
    /// Media packets forwarded into slots.
    pub forwarded: u64,
    /// Frames given to the tap.
    pub tapped: u64,
    /// Frames lost to the tap: its queue was full.
    pub tap_dropped: u64,
    /// Events lost: their queue was full for long.
    pub events_dropped: u64,
    /// Packets or calls that a peer's engine refused.
    pub errors: u64,
    /// Peers connected now.
    pub peers: u64,
}
