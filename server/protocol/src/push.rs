//! Notices that come to a browser by push, also while no page of it is open.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// `GET /api/account/push` (signed in): what a browser is given to take pushes of this server, and whether it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PushKey {
    /// The server's public key (RFC 8292), in base64url.
    pub key: String,
    /// Where the browser of this sign-in takes notices, if it does.
    pub endpoint: Option<String>,
}

/// `PUT /api/account/push` (signed in): notices come to this browser from now on, until `DELETE` of the same or the end of its sign-in.
/// Both return nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PushDevice {
    /// The address that the browser's push service gave it: `https`, a host with a name, no other port.
    pub endpoint: String,
    /// Its public key (RFC 8291): an uncompressed point of P-256, in base64url.
    pub p256dh: String,
    /// Its secret, 16 bytes in base64url.
    pub auth: String,
}
