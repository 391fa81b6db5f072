//! The media plane: a selective forwarding unit on the sans-I/O WebRTC stack `rtc`.
//!
//! # What it does
//!
//! Every participant has one WebRTC connection. The client offers, this crate answers. The offer's sending m-lines are
//! the participant's **tracks** (microphone, camera, screen, screen audio); its receiving m-lines are **slots**. This
//! crate decides what a slot carries, without further SDP: it rewrites packets of the chosen track so that the slot is
//! one continuous stream.
//!
//! Video slots show what their peer subscribes to by [`Media::watch`]: slot, track, height. The smallest sufficient
//! simulcast layer is chosen. Audio slots carry the active speakers of the peer's group, [`Media::place`]; some peers
//! have a reserved place, [`Media::reserve`]. [`Media::tap`] yields complete frames of a track, repaired and in order,
//! with capture times: for a recorder.
//!
//! # What it does not know
//!
//! Users, roles, rooms, chat, JSON, or why a route exists. A peer is a [`PeerKey`]; what is set for a peer is
//! remembered under that key until [`Media::close`], across its reconnects.
//!
//! # How it runs
//!
//! One **shard** thread owns one UDP socket and all its peers, without locks; a second thread answers offers for it, one at a
//! time. [`Media`] is a handle: a bounded queue of
//! commands to that thread. Events and frames come back by bounded queues. Nothing in a shard is global, so that
//! several can run side by side. The way of a packet:
//!
//! ```text
//! socket (recvmmsg) -> demux (ufrag, then address) -> peer (ICE, DTLS, SRTP, NACK, RTX)
//!   -> routes: slots that show this layer -> rewrite -> peer of each slot (SRTP) -> socket (sendmmsg)
//!   -> tap: jitter buffer -> depacketise -> clock -> TapFrame
//! ```
//!
//! Only the module `peer` uses the crate `rtc`.

use std::{
    net::{IpAddr, SocketAddr},
    time::Instant,
};

use bytes::Bytes;
use protocol::Source;

mod allowance;
mod claims;
mod codec;
mod command;
mod counters;
mod demux;
mod handle;
mod held;
mod layers;
mod negotiator;
mod packet;
mod peer;
mod router;
mod sdp;
mod shard;
mod slot;
mod socket;
mod speakers;
mod ssrcs;
mod stun;
mod stun_limit;
mod tap;
mod unconnected;
mod waiting_offers;

pub use common::Codec;
pub use handle::Media;

/// Names a peer. The key is stable for a seat; a new connection under the same key replaces the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerKey(pub u64);

/// Names a group of peers who hear and see each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub u64);

/// Names a track by its sender and source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackKey {
    /// The sender.
    pub peer: PeerKey,
    /// Which of the sender's tracks.
    pub source: Source,
}

/// The configuration of the media plane.
#[derive(Debug, Clone)]
pub struct MediaConfig {
    /// The UDP address to bind. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// Whether datagrams from other machines are dropped.
    pub this_machine_alone: bool,
    /// The addresses that clients are told. When empty, the address of `listen`, or, when that is unspecified, all
    /// addresses of the machine, including loopback.
    pub announce: Vec<IpAddr>,
}

/// An SDP offer of a peer.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The network of whoever sends it: connections that are offered and do not come have a bound, which networks share.
    pub from: IpAddr,
    /// The offer.
    pub sdp: String,
    /// Whether this is the first offer of a new connection, which then replaces the peer's old connection.
    pub fresh: bool,
    /// The sources that the sending m-lines carry, by their `a=mid`.
    pub sends: Vec<(String, Source)>,
}

/// Why an offer was refused. After a refused `fresh` offer the connection before it continues, and so it does after an offer
/// that was refused without a try. An offer with which the connection could not go on ends it; [`MediaEvent::Lost`] then tells.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OfferError {
    /// Not an SDP offer that can be answered.
    #[error("the offer cannot be used: {0}")]
    BadSdp(String),
    /// More receiving m-lines than [`protocol::limits::SLOTS`].
    #[error("the offer has more slots than allowed")]
    TooManySlots,
    /// A further offer without a connection that it could continue, or the peer was closed before it was answered.
    #[error("there is no connection to continue")]
    NoConnection,
    /// The peer's offers took more time than [`protocol::limits::OFFER_CPU_BURST_US`], too many offers wait, or there was no room for
    /// one more connection ([`protocol::limits::UNCONNECTED_LINES`]).
    #[error("the offers took too much time, or too many of them wait")]
    TooMuch,
    /// The shard has stopped.
    #[error("the media plane has stopped")]
    Stopped,
}

/// The subscription of a video slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// The receiving m-line's `a=mid`.
    pub mid: String,
    /// The track that it shows.
    pub track: TrackKey,
    /// The height at which the track is displayed, in pixels.
    pub height: u32,
}

/// Where a peer is heard and seen, and whom it hears and sees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Placement {
    /// The group to which the peer belongs. Its members hear and see one another, and nobody else. A peer without a
    /// group is alone.
    pub group: Option<GroupId>,
    /// Other groups in which the peer's microphone is heard.
    pub voice_also: Vec<GroupId>,
}

/// Something that happened in the media plane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaEvent {
    /// ICE and DTLS of a peer's new connection are complete.
    Connected {
        /// The peer.
        peer: PeerKey,
    },
    /// A peer's connection is gone: nothing valid arrived for 15 s, or the peer closed it. The peer's settings are
    /// remembered.
    Lost {
        /// The peer.
        peer: PeerKey,
    },
    /// A peer began or stopped to speak.
    Speaking {
        /// The peer.
        peer: PeerKey,
        /// Whether it speaks now.
        speaking: bool,
    },
    /// A peer's microphone sends silence that claims to be loud. Told at most once a minute for each peer.
    LoudSilence {
        /// The peer.
        peer: PeerKey,
    },
    /// A video slot carries another track now, whose first packet was sent, or it carries nothing any more.
    Slot {
        /// The peer that has the slot.
        peer: PeerKey,
        /// The slot's `a=mid`.
        mid: String,
        /// The track; `None` when the slot carries nothing.
        track: Option<TrackKey>,
    },
}

/// A complete frame of a tapped track.
#[derive(Debug, Clone)]
pub struct TapFrame {
    /// Its track.
    pub track: TrackKey,
    /// When it was captured, on this machine's clock. Ascends within a track; the tracks of one peer are in step.
    pub at: Instant,
    /// How `data` is encoded.
    pub codec: Codec,
    /// Whether decoding can start here. Always true for sound.
    pub key: bool,
    /// Picture width in pixels, from the last keyframe; 0 for sound.
    pub width: u32,
    /// Picture height in pixels, from the last keyframe; 0 for sound.
    pub height: u32,
    /// The encoded frame.
    pub data: Bytes,
    /// Whether frames before this one were lost.
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
    /// Datagrams that the operating system refused to send.
    pub unsent: u64,
    /// Media packets forwarded into slots.
    pub forwarded: u64,
    /// Frames given to the receiver of tapped frames.
    pub tapped: u64,
    /// Frames lost because the queue of tapped frames was full.
    pub tap_dropped: u64,
    /// Events lost because their queue was full for long.
    pub events_dropped: u64,
    /// Packets or calls that a peer's WebRTC engine refused.
    pub errors: u64,
    /// Peers connected now.
    pub peers: u64,
}
