//! Whose page a request comes from.

use std::net::IpAddr;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use protocol::{ErrorCode, Refusal};

use super::error::HttpRefusal;
use crate::context::App;

/// Refuses what another site's page asks for: its `Origin` is neither the host that is asked nor the public URL's. A request
/// without an origin comes from no page, or is a plain link's.
pub async fn same_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    if is_foreign(&app.public_url, request.headers()) {
        let refusal = Refusal::because(ErrorCode::Forbidden, "asked by a page of another site");
        return HttpRefusal(refusal).into_response();
    }
    if !is_own_host(&app.public_url, request.headers()) {
        let detail = format!("this server is {}: a proxy before it must pass the Host header on", app.public_url);
        return HttpRefusal(Refusal::because(ErrorCode::Forbidden, detail)).into_response();
    }
    next.run(request).await
}

fn is_foreign(public_url: &str, headers: &HeaderMap) -> bool {
    let Some(origin) = value(headers, header::ORIGIN).map(authority) else { return false };
    origin.is_none() || (origin != value(headers, header::HOST) && origin != authority(public_url))
}

/// Whether the request names this server: a name that an attacker lets point to it would make their page one of the same
/// origin (DNS rebinding). Without a public URL, any name may be its. A proxy beside it asks by an address. Of two names, a proxy
/// may have looked at the other one.
fn is_own_host(public_url: &str, headers: &HeaderMap) -> bool {
    let Some(host) = value(headers, header::HOST) else { return true };
    let is_one = headers.get_all(header::HOST).iter().count() == 1;
    let port = if public_url.starts_with("https://") { 443 } else { 80 };
    is_one
        && (is_local(host)
            || authority(public_url).is_none_or(|public| is_local(public) || is_same(public, host, port)))
}

/// Whether two authorities name the same host and port (RFC 3986, section 6.2): case does not matter, nor does a dot at the end, nor
/// whether the scheme's own port is written.
fn is_same(one: &str, other: &str, own_port: u16) -> bool {
    let named = |text: &str| {
        let authority: Authority = text.parse().ok()?;
        let host = authority.host().trim_end_matches('.').to_ascii_lowercase();
        Some((host, authority.port_u16().unwrap_or(own_port)))
    };
    named(one).is_some_and(|one| named(other) == Some(one))
}

/// Whether a host is an address or this very machine, which nobody can let point elsewhere.
fn is_local(host: &str) -> bool {
    let Ok(host) = host.parse::<Authority>() else { return false };
    let name = host.host().trim_matches(['[', ']']);
    name == "localhost" || name.parse::<IpAddr>().is_ok()
}

fn value(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// Host and port of a URL without a path, as `Host` and `Origin` write them.
fn authority(url: &str) -> Option<&str> {
    url.split_once("://").map(|(_, authority)| authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(host: &str, origin: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        origin.map(|origin| headers.insert(header::ORIGIN, origin.parse().unwrap()));
        headers
    }

    #[test]
    fn a_page_of_another_site_is_foreign() {
        let foreign = |host, origin| is_foreign("https://class.example.org", &headers(host, Some(origin)));
        assert!(!foreign("class.example.org", "https://class.example.org"));
        assert!(!foreign("127.0.0.1:8080", "https://class.example.org"), "behind a proxy");
        assert!(!foreign("192.0.2.7:8080", "http://192.0.2.7:8080"), "by its address");
        for origin in
            ["https://evil.example", "https://class.example.org.evil.example", "null", "http://192.0.2.7:8081"]
        {
            assert!(foreign("192.0.2.7:8080", origin), "{origin}");
        }
        assert!(!is_foreign("https://class.example.org", &headers("class.example.org", None)));
    }

    #[test]
    fn another_name_of_this_server_is_not_its_own() {
        let own = |host| is_own_host("https://class.example.org", &headers(host, None));
        assert!(own("class.example.org") && own("127.0.0.1:8080") && own("localhost:8080"));
        assert!(own("CLASS.example.org") && own("class.example.org:443") && own("class.example.org."));
        assert!(!own("evil.example") && !own("class.example.org.evil.example") && !own("class.example.org:8443"));
        let mut two = headers("class.example.org", None);
        two.append(header::HOST, "evil.example".parse().unwrap());
        assert!(!is_own_host("https://class.example.org", &two));
        assert!(is_own_host("http://localhost:8080", &headers("teacher.lan:8080", None)), "it was given no name");
    }

    #[test]
    fn addresses_and_this_machine_are_local() {
        for host in ["localhost", "localhost:8080", "127.0.0.1:1", "192.0.2.7", "[2001:db8::1]:80"] {
            assert!(is_local(host), "{host}");
        }
        for host in ["class.example.org", "localhost.example.org", "127.0.0.1.example.org:80", "", "a b"] {
            assert!(!is_local(host), "{host}");
        }
    }
}
