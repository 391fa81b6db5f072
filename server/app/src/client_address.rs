//! Addresses of clients, as limits count them.

use std::{
    fmt::{self, Display, Formatter},
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

use axum::http::HeaderMap;

/// The header in which a reverse proxy says where a request came from.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address of a client, as limits count it: an IPv4 address, or an IPv6 network of 64 bits, because one household
/// has all of its addresses (RFC 6177, section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(IpAddr);

impl From<IpAddr> for ClientAddress {
    fn from(address: IpAddr) -> Self {
        ClientAddress(match address.to_canonical() {
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
            address => address,
        })
    }
}

impl Display for ClientAddress {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ClientAddress {
    /// The address, or the first one of the network.
    pub fn network(self) -> IpAddr {
        self.0
    }

    /// The address that a reverse proxy reports: the last entry of the header, which the proxy itself adds. A client can make
    /// up all entries before it.
    pub fn forwarded(headers: &HeaderMap) -> Option<Self> {
        let last = headers.get_all(FORWARDED_FOR).iter().next_back()?.to_str().ok()?.rsplit(',').next()?.trim();
        let address = last.parse().ok().or_else(|| last.parse::<SocketAddr>().ok().map(|address| address.ip()));
        address.map(IpAddr::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(address: &str) -> ClientAddress {
        ClientAddress::from(address.parse::<IpAddr>().unwrap())
    }

    #[test]
    fn a_client_is_an_address_or_a_network() {
        assert_eq!(client("2001:db8:1:2::3"), client("2001:db8:1:2:ffff::"));
        assert_ne!(client("2001:db8:1:2::3"), client("2001:db8:1:3::3"));
        assert_eq!(client("::ffff:192.0.2.1"), client("192.0.2.1"));
        assert_ne!(client("192.0.2.1"), client("192.0.2.2"));
    }

    #[test]
    fn the_last_entry_is_the_proxys() {
        let forwarded = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(FORWARDED_FOR, value.parse().unwrap());
            }
            ClientAddress::forwarded(&headers).map(|address| address.to_string())
        };
        assert_eq!(forwarded(&["192.0.2.9"]).as_deref(), Some("192.0.2.9"));
        assert_eq!(forwarded(&["192.0.2.9, 198.51.100.7"]).as_deref(), Some("198.51.100.7"));
        assert_eq!(forwarded(&["192.0.2.9", "198.51.100.7:4711"]).as_deref(), Some("198.51.100.7"));
        assert_eq!(forwarded(&["[2001:db8::1]:80"]).as_deref(), Some("2001:db8::"));
        for none in [&[][..], &[""], &["192.0.2.9, unknown"]] {
            assert_eq!(forwarded(none), None, "{none:?}");
        }
    }
}
