//! Keys of rooms: what a key opens stands in it, with a signature of the server.
//!
//! A key is `ROOM WHAT EDITS . UNTIL . SIGNATURE`: the number of the room, `c` for what is left once staff took parts out or `w` for the
//! whole, how often they did, the second of the Unix epoch until which it is good, and the HMAC-SHA256 of that and of the session, in
//! base64url.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use protocol::{Millis, RoomId, SessionId, limits::MEDIA_KEY_PERIOD_MS};
use ring::hmac;

/// What a key opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// What was recorded in this room.
    pub room: RoomId,
    /// Whether what staff took out is there, too.
    pub whole: bool,
    /// How often the recording had been edited. It opens nothing else: what is left after another edit has addresses of its own, so that
    /// nobody who asks for a key after it is answered with what a cache kept from before.
    pub edits: u32,
}

/// What a key opens that is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Valid {
    /// What it opens.
    pub key: Key,
    /// How long it is good from now on.
    pub for_ms: Millis,
}

/// Gives keys, and reads them.
pub struct RoomKeys(hmac::Key);

impl RoomKeys {
    /// With the server's secret.
    pub fn new(secret: &str) -> Self {
        RoomKeys(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()))
    }

    /// How long a key is good that is given now. All keys of a period end together, so that they are the same for all.
    pub fn valid_ms(now_unix: Millis) -> Millis {
        until(now_unix) - now_unix
    }

    /// A key.
    pub fn give(&self, session: SessionId, Key { room, whole, edits }: Key, now_unix: Millis) -> String {
        let what = if whole { 'w' } else { 'c' };
        let signed = format!("{}{what}{edits}.{}", room.0, until(now_unix) / 1_000);
        let signature = hmac::sign(&self.0, about(session, &signed).as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// What a key opens in a session. `None` when this server did not give it for this session, or it is not good any more.
    pub fn read(&self, session: SessionId, key: &str, now_unix: Millis) -> Option<Valid> {
        let (signed, signature) = key.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        hmac::verify(&self.0, about(session, signed).as_bytes(), &signature).ok()?;
        // From here on it is text that this server wrote.
        let (opens, until) = signed.split_once('.')?;
        let (room, edits) = opens.split_once(['c', 'w'])?;
        let whole = opens.contains('w');
        let until_unix = until.parse::<Millis>().ok()?.checked_mul(1_000)?;
        let for_ms = until_unix.checked_sub(now_unix).filter(|&left| left > 0)?;
        let key = Key { room: RoomId(room.parse().ok()?), whole, edits: edits.parse().ok()? };
        Some(Valid { key, for_ms })
    }
}

/// The end of the period that follows the present one.
fn until(now_unix: Millis) -> Millis {
    (now_unix / MEDIA_KEY_PERIOD_MS + 2) * MEDIA_KEY_PERIOD_MS
}

/// What is signed.
fn about(session: SessionId, signed: &str) -> String {
    format!("{session}/{signed}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const SESSION: SessionId = SessionId(Uuid::from_u128(7));

    #[test]
    fn a_key_is_the_same_for_all_within_a_period_and_good_for_a_minute_at_most() {
        let keys = RoomKeys::new("secret");
        let key = Key { room: RoomId(3), whole: false, edits: 0 };
        let begin = 1_000 * MEDIA_KEY_PERIOD_MS;
        let given = keys.give(SESSION, key, begin);
        assert_eq!(keys.give(SESSION, key, begin + MEDIA_KEY_PERIOD_MS - 1), given);
        assert_ne!(keys.give(SESSION, key, begin + MEDIA_KEY_PERIOD_MS), given, "the next period has another");
        assert_eq!(keys.read(SESSION, &given, begin), Some(Valid { key, for_ms: 60_000 }));
        assert_eq!(keys.read(SESSION, &given, begin + 59_999), Some(Valid { key, for_ms: 1 }));
        assert_eq!(keys.read(SESSION, &given, begin + 60_000), None);
        assert_eq!(RoomKeys::new("secret").read(SESSION, &given, begin), keys.read(SESSION, &given, begin));
        assert_eq!(RoomKeys::new("another").read(SESSION, &given, begin), None);
        assert_eq!(keys.read(SessionId(Uuid::from_u128(8)), &given, begin), None, "of another session");
    }

    fn some_key() -> impl Strategy<Value = Key> {
        (any::<u32>(), any::<bool>(), any::<u32>()).prop_map(|(room, whole, edits)| Key {
            room: RoomId(room),
            whole,
            edits,
        })
    }

    proptest! {
        #[test]
        fn what_was_given_is_read(key in some_key(), now in 0..1_u64 << 50) {
            let keys = RoomKeys::new("secret");
            let given = keys.give(SESSION, key, now);
            prop_assert_eq!(keys.read(SESSION, &given, now), Some(Valid { key, for_ms: RoomKeys::valid_ms(now) }));
            prop_assert!(RoomKeys::valid_ms(now) > MEDIA_KEY_PERIOD_MS && RoomKeys::valid_ms(now) <= 60_000);
            prop_assert!(given.bytes().all(|c| c.is_ascii_alphanumeric() || b"._-".contains(&c)), "it goes into a path");
        }

        #[test]
        fn no_other_text_is_a_key(text in any::<String>(), now in any::<u64>()) {
            prop_assert_eq!(RoomKeys::new("secret").read(SESSION, &text, now), None);
        }

        #[test]
        fn a_changed_key_opens_nothing(key in some_key(), at in any::<prop::sample::Index>(), with in any::<char>()) {
            let keys = RoomKeys::new("secret");
            let given = keys.give(SESSION, key, 0);
            let mut changed: Vec<char> = given.chars().collect();
            let at = at.index(changed.len());
            prop_assume!(changed[at] != with);
            changed[at] = with;
            prop_assert_eq!(keys.read(SESSION, &changed.into_iter().collect::<String>(), 0), None);
        }
    }
}
