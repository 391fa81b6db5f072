//! A media packet, between decryption and encryption.

use bytes::Bytes;

use crate::Codec;

/// An RTP packet, with what routing needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Packet {
    pub(crate) ssrc: u32,
    pub(crate) codec: Codec,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) marker: bool,
    /// Empty for padding, which keeps the numbering and carries nothing.
    pub(crate) payload: Bytes,
    /// Loudness in -dBov: 0 is the loudest, 127 silence (RFC 6464).
    pub(crate) level: Option<u8>,
}
