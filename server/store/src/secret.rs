//! Tokens.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// A token on its way to its owner: 256 random bits in base64url (43 characters). Whoever holds it is let in, so it is
/// never printed by accident; the store itself keeps only [`digest`]s.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new one, from the operating system's seed by a cryptographic generator.
    pub(crate) fn random() -> Self {
        Secret(BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()))
    }

    /// The token itself: for a cookie, a link or an answer to its owner, never for a log.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the database keeps of it.
    pub(crate) fn digest(&self) -> String {
        digest(&self.0)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// SHA-256 of a presented token, in base64url. A token has 256 bits of entropy, so that a plain fast hash suffices, and
/// looking it up by its hash tells nothing by timing.
pub(crate) fn digest(token: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(token))
}
