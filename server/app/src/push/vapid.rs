//! The key by which push services know this server (RFC 8292). Browsers are given its public part, so that nobody else pushes to them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use protocol::Millis;
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::json;

/// How long a signature is good: a push service refuses more than a day.
const GOOD_FOR_MS: Millis = 12 * 3_600_000;

/// The key of a server.
pub struct VapidKey {
    pair: EcdsaKeyPair,
    random: SystemRandom,
    /// Who answers for what it sends: an address of this server.
    contact: String,
}

impl VapidKey {
    /// A new private key, in base64url.
    pub fn generate() -> Option<String> {
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).ok()?;
        Some(URL_SAFE_NO_PAD.encode(key.as_ref()))
    }

    /// Reads a private key.
    pub fn read(key: &str, contact: &str) -> Option<VapidKey> {
        let (key, random) = (URL_SAFE_NO_PAD.decode(key).ok()?, SystemRandom::new());
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &key, &random).ok()?;
        Some(VapidKey { pair, random, contact: contact.to_owned() })
    }

    /// Its public part, uncompressed, in base64url.
    pub fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.pair.public_key().as_ref())
    }

    /// The header `Authorization` for a push to a service.
    pub fn authorization(&self, origin: &str, now_unix: Millis) -> Option<String> {
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = part(json!({ "typ": "JWT", "alg": "ES256" }));
        let expires = (now_unix + GOOD_FOR_MS) / 1_000;
        let claims = part(json!({ "aud": origin, "exp": expires, "sub": self.contact }));
        let signed = format!("{header}.{claims}");
        let signature = self.pair.sign(&self.random, signed.as_bytes()).ok()?;
        Some(format!("vapid t={signed}.{}, k={}", URL_SAFE_NO_PAD.encode(signature.as_ref()), self.public()))
    }
}

#[cfg(test)]
mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::*;

    #[test]
    fn whoever_has_the_public_key_can_check_who_pushes_where_until_when() {
        let key = VapidKey::read(&VapidKey::generate().unwrap(), "https://class.example").unwrap();
        let header = key.authorization("https://push.example.org", 1_000_000).unwrap();
        let (token, public) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        assert_eq!(public, key.public());
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, decode(public));
        public.verify(signed.as_bytes(), &decode(signature)).unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&decode(signed.split_once('.').unwrap().1)).unwrap();
        let expected = json!({ "aud": "https://push.example.org", "exp": 44_200, "sub": "https://class.example" });
        assert_eq!(claims, expected);
        assert!(VapidKey::read("no key", "").is_none());
    }
}
