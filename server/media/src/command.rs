//! Commands of the handle to the shard.

use protocol::Source;

use crate::{Offer, PeerKey, Placement, Watch, waiting_offers::Reply};

/// A command to the shard. The methods of [`Media`](crate::Media) say what each means.
pub(crate) enum Command {
    Offer { peer: PeerKey, offer: Offer, reply: Reply },
    Watch { peer: PeerKey, slots: Vec<Watch> },
    Place { peer: PeerKey, placement: Placement },
    Reserve { peer: PeerKey, reserved: bool },
    Gate { peer: PeerKey, source: Source, open: bool },
    Tap { peer: PeerKey, sources: Vec<Source> },
    Close { peer: PeerKey },
    Shutdown,
}
