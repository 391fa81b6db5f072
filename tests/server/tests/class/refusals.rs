//! Every response of `/api` that is not a success is a refusal: JSON with a stable code.

use protocol::{ErrorCode, Refusal, limits};
use reqwest::{Method, StatusCode, header};
use server_tests::{server::TestServer, visitor::refused, within};

#[tokio::test]
async fn every_error_is_a_refusal() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let seat = class.guests_seat("Gus").await;
    let visitor = server.visitor();
    let at = |what: &str| format!("/api/sessions/{}/{what}", seat.session);
    use ErrorCode::*;
    for (method, path, status, code) in [
        (Method::GET, "/api".to_owned(), 404, NotFound),
        (Method::GET, "/api/".to_owned(), 404, NotFound),
        (Method::GET, "/api//me".to_owned(), 404, NotFound),
        (Method::GET, "/api/me/".to_owned(), 404, NotFound),
        (Method::GET, "/api/nothing".to_owned(), 404, NotFound),
        (Method::GET, "/api/sessions/nothing/at/all".to_owned(), 404, NotFound),
        (Method::GET, "/api/join/%ff%fe".to_owned(), 404, NotFound),
        (Method::GET, "/api/join/%00".to_owned(), 404, NotFound),
        (Method::GET, "/api/sessions/%ff%fe/timeline".to_owned(), 403, Forbidden),
        (Method::GET, at("journal?from=abc"), 422, BadFrame),
        (Method::GET, at("journal?from=-1"), 422, BadFrame),
        (Method::GET, at("journal?from=%ff"), 422, BadFrame),
        (Method::GET, at("manifest?from="), 422, BadFrame),
        (Method::GET, at("media/%ff%fe.webm"), 404, NotFound),
        (Method::GET, "/api/live".to_owned(), 422, BadFrame),
        (Method::PUT, "/api/me".to_owned(), 405, NotFound),
        (Method::DELETE, at("timeline"), 405, NotFound),
        (Method::GET, "/api/sign-in".to_owned(), 405, NotFound),
        (Method::POST, "/api/live".to_owned(), 405, NotFound),
    ] {
        let told = format!("{method} {path}");
        let request = visitor.request(method, &path).bearer_auth(&seat.token);
        assert_eq!(visitor.send::<()>(request).await, refused(status, code), "{told}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_body_that_is_not_understood_is_refused() {
    let server = TestServer::start().await;
    let visitor = server.visitor();
    let good = r#"{"email":"a@b","password":"12345678"}"#;
    for (content_type, body, status, code) in [
        ("application/json", "", 422, ErrorCode::BadFrame),
        ("application/json", "{", 422, ErrorCode::BadFrame),
        ("application/json", "[]", 422, ErrorCode::BadFrame),
        ("application/json", r#"{"email":"a@b"}"#, 422, ErrorCode::BadFrame),
        ("application/json", "{\"email\":\"a@b\",\"password\":\"\u{0}\"}", 422, ErrorCode::BadFrame),
        ("text/plain", good, 422, ErrorCode::BadFrame),
        ("", good, 422, ErrorCode::BadFrame),
        ("application/json", good, 401, ErrorCode::SignInFailed),
    ] {
        let request = visitor.request(Method::POST, "/api/sign-in").header(header::CONTENT_TYPE, content_type);
        assert_eq!(visitor.send::<()>(request.body(body)).await, refused(status, code), "{content_type} {body}");
    }
    let bytes = visitor.request(Method::POST, "/api/sign-in").header(header::CONTENT_TYPE, "application/json");
    assert_eq!(visitor.send::<()>(bytes.body(vec![0xff, 0xfe])).await, refused(422, ErrorCode::BadFrame));
    server.stop().await;
}

#[tokio::test]
async fn what_another_sites_page_asks_for_is_refused() {
    let server = TestServer::start().await;
    let visitor = server.visitor();
    let own = format!("http://{}", server.web());
    for (origin, status) in [(own.as_str(), 200), ("https://evil.example", 403), ("null", 403)] {
        let request = visitor.request(Method::GET, "/api/me").header(header::ORIGIN, origin);
        assert_eq!(within("a response", request.send()).await.unwrap().status(), status, "{origin}");
    }
    let page = within("a page", visitor.request(Method::GET, "/").send()).await.unwrap();
    for name in ["cross-origin-opener-policy", "cross-origin-resource-policy"] {
        assert_eq!(page.headers()[name], "same-origin");
    }
    assert!(!page.headers().contains_key(header::STRICT_TRANSPORT_SECURITY), "not by http");
    server.stop().await;
}

#[tokio::test]
async fn a_refusal_does_not_repeat_a_long_text() {
    let server = TestServer::start().await;
    let (long, most) = ("x".repeat(60_000), limits::REFUSAL_DETAIL_BYTES + '…'.len_utf8());
    let body = format!(r#"{{"{long}":1}}"#);
    let request =
        server.visitor().request(Method::POST, "/api/sign-in").header(header::CONTENT_TYPE, "application/json");
    let refusal = within("a response", request.body(body).send()).await.unwrap().json::<Refusal>().await.unwrap();
    assert!(refusal.detail.is_some_and(|detail| detail.len() <= most), "by HTTP");
    let class = server.class().await;
    let mut gus = class.guest("Gus").await;
    gus.socket.send_text(&format!(r#"{{"type":"command","id":77,"command":{{"do":"{long}"}}}}"#)).await;
    let refusal = gus.answer(77.into()).await.unwrap_err();
    assert!(refusal.detail.is_some_and(|detail| detail.len() <= most), "by WebSocket");
    server.stop().await;
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_one() {
    let server = TestServer::start().await;
    let visitor = server.visitor();
    let response = within("a response", visitor.request(Method::PUT, "/api/sign-in").send()).await.unwrap();
    assert_eq!(response.headers()[header::ALLOW], "POST");
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
    assert_eq!(response.json::<Refusal>().await.unwrap().code, ErrorCode::NotFound);
    server.stop().await;
}

#[tokio::test]
async fn the_web_app_comes_compressed_to_whoever_takes_that() {
    let server = TestServer::start().await;
    let visitor = server.visitor();
    let page = async |encoding: &str| {
        let asked = visitor.request(Method::GET, "/").header("accept-encoding", encoding);
        let response = within("the page", asked.send()).await.unwrap();
        assert_eq!(response.headers()["vary"], "accept-encoding");
        let coding = response.headers().get("content-encoding").map(|coding| coding.to_str().unwrap().to_owned());
        (coding, response.bytes().await.unwrap())
    };
    let (plain, whole) = page("identity").await;
    let (coded, short) = page("gzip, br").await;
    assert_eq!((plain.as_deref(), coded.as_deref()), (None, Some("gzip")));
    assert!(short.starts_with(&[0x1f, 0x8b]) && short.len() < whole.len());
    server.stop().await;
}

/// Whatever people write: nothing that is not this server's is loaded or run, and no other site learns the address.
#[tokio::test]
async fn a_page_loads_from_this_server_alone() {
    let server = TestServer::start().await;
    let visitor = server.visitor();
    for path in ["/", "/class/x", "/api/me"] {
        let response = within("a response", visitor.request(Method::GET, path).send()).await.unwrap();
        let told = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap());
        let policy = told("content-security-policy").expect("a policy");
        let rules: Vec<&str> = policy.split(';').map(str::trim).collect();
        assert!(rules.contains(&"default-src 'self'") && !policy.contains("script-src"), "{path}: {policy}");
        assert!(rules.contains(&"frame-ancestors 'none'") && rules.contains(&"base-uri 'self'"), "{path}: {policy}");
        assert_eq!(told("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(told("referrer-policy"), Some("same-origin"), "{path}");
    }
    server.stop().await;
}

#[tokio::test]
async fn the_web_app_has_no_hidden_files() {
    let server = TestServer::start().await;
    let visitor = server.visitor();
    for path in ["/.vite/manifest.json", "/.vite/", "/assets/.hidden", "/.git/config", "//.vite/manifest.json"] {
        let response = within("a response", visitor.request(Method::GET, path).send()).await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(response.bytes().await.unwrap().is_empty(), "{path}");
    }
    server.stop().await;
}
