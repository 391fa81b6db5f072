//! Where pushes go. The address comes from whoever is signed in, so it leads to no machine of the server's own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use protocol::{ErrorCode, limits};
use url::{Host, Url};

/// Where pushes may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To push services, by TLS.
    Internet,
    /// To a receiver of a test on this machine, also without TLS.
    ThisMachine,
}

/// An address to which pushes may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The whole address.
    pub url: Url,
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
}

impl Endpoint {
    /// Reads an address. Push services have names and the usual port, and no passwords in their addresses.
    pub fn read(text: &str, reach: Reach) -> Result<Endpoint, ErrorCode> {
        let url = Url::parse(text).ok().filter(|_| text.len() <= limits::PUSH_ENDPOINT_BYTES);
        let url = url.ok_or(ErrorCode::BadPushDevice)?;
        let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        let port = url.port_or_known_default().unwrap_or(0);
        let may_go = match (url.host(), reach) {
            (Some(Host::Domain(name)), Reach::Internet) => {
                url.scheme() == "https" && port == 443 && name.trim_end_matches('.').contains('.')
            }
            (Some(Host::Ipv4(address)), Reach::ThisMachine) => address.is_loopback(),
            _ => false,
        };
        let host = url.host_str().unwrap_or_default().to_owned();
        if may_go && is_plain { Ok(Endpoint { url, host, port }) } else { Err(ErrorCode::BadPushDevice) }
    }

    /// Whether it is spoken to by TLS.
    pub fn is_secure(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// The addresses of its host at which it may be reached. They are asked for with each push, and connections go to these alone: a name
    /// can be given another address at any time.
    pub async fn addresses(&self, reach: Reach) -> std::io::Result<Vec<SocketAddr>> {
        let all = tokio::net::lookup_host((self.host.as_str(), self.port)).await?;
        Ok(all.filter(|address| reach == Reach::ThisMachine || is_public(address.ip())).collect())
    }
}

/// Whether an address is one of the internet. What has a special purpose is none (RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !matches!(
        address.octets(),
        [0 | 10 | 127 | 224..=255, ..]
            | [100, 64..128, ..]
            | [169, 254, ..]
            | [172, 16..32, ..]
            | [192, 0, 0 | 2, _]
            | [192, 88, 99, _]
            | [192, 168, ..]
            | [198, 18 | 19, ..]
            | [198, 51, 100, _]
            | [203, 0, 113, _]
    )
}

/// Global unicast is 2000::/3. Within it, 2001::/23 has special purposes, 2001:db8::/32 is for examples, and 2002::/16 and 64:ff9b::/96 hide
/// addresses of version 4.
fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        [0x2001, second, ..] => second >= 0x200 && second != 0xdb8,
        [0x2002 | 0x3fff, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pushes_go_to_named_hosts_by_tls_alone() {
        let read = |text: &str| Endpoint::read(text, Reach::Internet).map(|endpoint| endpoint.host);
        assert_eq!(read("https://push.example.org/send/abc?x=1").as_deref(), Ok("push.example.org"));
        let long = format!("https://push.example.org/{}", "a".repeat(limits::PUSH_ENDPOINT_BYTES));
        for wrong in [
            "http://push.example.org/a",
            "https://push.example.org:8443/a",
            "https://user@push.example.org/a",
            "https://user:pw@push.example.org/a",
            "https://localhost/a",
            "https://intranet/a",
            "https://intranet./a",
            "https://127.0.0.1/a",
            "https://0x7f000001/a",
            "https://2130706433/a",
            "https://[::1]/a",
            "https://93.184.215.14/a",
            "https://push.example.org/a#b",
            "ftp://push.example.org/a",
            "push.example.org",
            "",
            &long,
        ] {
            assert_eq!(read(wrong), Err(ErrorCode::BadPushDevice), "{wrong}");
        }
        assert!(Endpoint::read("http://127.0.0.1:9/a", Reach::ThisMachine).is_ok());
        assert!(Endpoint::read("http://10.0.0.1:9/a", Reach::ThisMachine).is_err());
    }

    #[test]
    fn no_address_of_a_network_of_ones_own_is_public() {
        let public = ["1.1.1.1", "93.184.215.14", "172.15.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::5"];
        for address in public {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        let own = [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.168.1.1",
            "198.18.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::7f00:1",
            "64:ff9b::7f00:1",
            "fc00::1",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::1",
        ];
        for address in own {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_to_this_machine_is_not_reached() {
        let url = Url::parse("https://localhost/").unwrap();
        let endpoint = Endpoint { url, host: "localhost".into(), port: 443 };
        assert!(endpoint.addresses(Reach::Internet).await.unwrap().is_empty());
        assert!(!endpoint.addresses(Reach::ThisMachine).await.unwrap().is_empty());
    }
}
