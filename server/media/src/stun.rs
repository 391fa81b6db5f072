//! Reads STUN messages (RFC 8489) as far as they must be read before an ICE agent sees them.

use ring::hmac;

const MAGIC: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const HEADER: usize = 20;
const USERNAME: u16 = 0x0006;
const MESSAGE_INTEGRITY: u16 = 0x0008;
const MESSAGE_INTEGRITY_BYTES: usize = 20;

/// Whether the datagram is a STUN message at all (RFC 8489, section 5).
fn is_stun(datagram: &[u8]) -> bool {
    datagram.len() >= HEADER && datagram[0] < 4 && datagram[4..8] == MAGIC
}

/// A binding request: method 0x001, class 0b00.
pub(crate) fn is_request(datagram: &[u8]) -> bool {
    is_stun(datagram) && datagram[..2] == [0x00, 0x01]
}

/// A success response to a binding request: method 0x001, class 0b10.
pub(crate) fn is_success(datagram: &[u8]) -> bool {
    is_stun(datagram) && datagram[..2] == [0x01, 0x01]
}

/// The first attribute of this kind, and where it begins.
fn attribute(message: &[u8], wanted: u16) -> Option<(usize, &[u8])> {
    let mut at = HEADER;
    loop {
        let rest = message.get(at..)?;
        let [a, b, c, d, ..] = *rest else { return None };
        let length = usize::from(u16::from_be_bytes([c, d]));
        let value = rest.get(4..4 + length)?;
        if u16::from_be_bytes([a, b]) == wanted {
            return Some((at, value));
        }
        at += 4 + length.next_multiple_of(4);
    }
}

/// The USERNAME attribute of a request.
pub(crate) fn username(request: &[u8]) -> Option<&str> {
    if !is_request(request) {
        return None;
    }
    attribute(request, USERNAME).and_then(|(_, value)| std::str::from_utf8(value).ok())
}

/// Whether the message has a valid MESSAGE-INTEGRITY (RFC 8489, section 14.5): its sender knows the password.
pub(crate) fn is_signed(message: &[u8], key: &hmac::Key) -> bool {
    let Some((at, code)) = attribute(message, MESSAGE_INTEGRITY) else { return false };
    if code.len() != MESSAGE_INTEGRITY_BYTES {
        return false;
    }
    // The code covers everything before it, with the length of a message that ends with the code.
    let Ok(length) = u16::try_from(at + 4 + MESSAGE_INTEGRITY_BYTES - HEADER) else { return false };
    let mut signed = message[..at].to_vec();
    signed[2..4].copy_from_slice(&length.to_be_bytes());
    hmac::verify(key, &signed, code).is_ok()
}

/// A binding request with this USERNAME; signed when there is a password.
#[cfg(test)]
pub(crate) fn request(username: &str, password: Option<&str>) -> Vec<u8> {
    let mut message = vec![0, 1, 0, 0];
    message.extend(MAGIC);
    message.extend([7; 12]);
    // An unknown attribute of odd length comes first.
    message.extend([0x80, 0x22, 0, 3, 1, 2, 3, 0]);
    message.extend([0, 6, 0, username.len() as u8]);
    message.extend(username.as_bytes());
    message.resize(message.len().next_multiple_of(4), 0);
    message[3] = (message.len() + 24 - HEADER) as u8;
    if let Some(password) = password {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
        let code = hmac::sign(&key, &message);
        message.extend([0, 8, 0, 20]);
        message.extend(code.as_ref());
    }
    message
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(password: &str) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes())
    }

    /// The sample request of RFC 5769, section 2.1.
    const SAMPLE: &[u8] = b"\x00\x01\x00\x58\x21\x12\xa4\x42\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae\
        \x80\x22\x00\x10STUN test client\x00\x24\x00\x04\x6e\x00\x01\xff\
        \x80\x29\x00\x08\x93\x2f\xf9\xb1\x51\x26\x3b\x36\x00\x06\x00\x09evtj:h6vY\x20\x20\x20\
        \x00\x08\x00\x14\x9a\xea\xa7\x0c\xbf\xd8\xcb\x56\x78\x1e\xf2\xb5\xb2\xd3\xf2\x49\xc1\xb5\x71\xa2\
        \x80\x28\x00\x04\xe5\x7a\x3b\xcf";

    #[test]
    fn a_message_is_signed_by_whoever_knows_the_password() {
        let right = key("VOkJxbRl1RmTxUk/WvJxBt");
        assert_eq!(username(SAMPLE), Some("evtj:h6vY"));
        assert!(is_signed(SAMPLE, &right), "what follows, a FINGERPRINT, is not signed");
        assert!(!is_signed(SAMPLE, &key("another")));
        assert!(is_signed(&request("a:b", Some("x")), &key("x")));
        assert!(!is_signed(&request("a:b", None), &key("x")));
        for index in 0..SAMPLE.len() - 8 {
            let mut forged = SAMPLE.to_vec();
            forged[index] ^= 1;
            // The length is that of the whole message, which is not signed.
            assert!(!is_signed(&forged, &right) || (2..4).contains(&index), "byte {index}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_attributes_do_not_panic(tail in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut message = request("a:b", None);
            message.truncate(HEADER);
            message.extend(tail);
            let _ = username(&message);
            prop_assert!(!is_signed(&message, &key("x")));
        }
    }
}
