//! Tokens.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// A token on its way to its owner: 256 random bits in base64url (43 characters). Anybody who holds a token is let in, so
/// `Debug` does not print it, and the store keeps only [`digest`]s.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Makes a token with a cryptographic generator, which the operating system seeds.
    pub(crate) fn random() -> Self {
        Secret(BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()))
    }

    /// The token itself, for a cookie, a link or an answer to its owner. It never goes into a log.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The digest that the database keeps.
    pub(crate) fn digest(&self) -> String {
        digest(&self.0)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// SHA-256 of a presented token, in base64url. A token has 256 bits of entropy, so that a plain fast hash suffices. The time
/// that a lookup by hash takes tells nothing about tokens.
pub(crate) fn digest(token: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(token))
}
