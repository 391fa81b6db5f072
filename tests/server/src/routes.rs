//! The routes of the server, as its source has them: so that a test can ask whether it knows all of them.

use reqwest::Method;

/// Routes that lead to nothing of a course: those of one's own sign-in and account, and what anybody may ask.
const OF_NO_COURSE: [&str; 17] = [
    "/me",
    "/account/name",
    "/account/password",
    "/account/devices",
    "/account/devices/{id}",
    "/account/passkeys",
    "/account/passkeys/begin",
    "/account/passkeys/{id}",
    "/setup",
    "/sign-in",
    "/sign-in/link",
    "/sign-in/passkey",
    "/sign-in/passkey/begin",
    "/sign-out",
    "/unsubscribe/{secret}",
    "/healthz",
    "/api/",
];

/// Routes on which a link's code, a seat's token, the secret of a calendar or the key of a room says who asks.
pub const BY_SECRET: [(Method, &str); 18] = [
    (Method::GET, "/join/{code}"),
    (Method::POST, "/join/{code}"),
    (Method::GET, "/live"),
    (Method::GET, "/calendar/{file}"),
    (Method::GET, "/sessions/{id}/timeline"),
    (Method::PUT, "/sessions/{id}/position"),
    (Method::GET, "/sessions/{id}/journal"),
    (Method::GET, "/sessions/{id}/people"),
    (Method::GET, "/sessions/{id}/manifest"),
    (Method::GET, "/sessions/{id}/media-keys"),
    (Method::GET, "/sessions/{id}/groups"),
    (Method::GET, "/sessions/{id}/media/{file}"),
    (Method::GET, "/sessions/{id}/photos/{photo}"),
    (Method::POST, "/sessions/{id}/commands"),
    (Method::POST, "/sessions/{id}/exports"),
    (Method::POST, "/sessions/{id}/withdraw"),
    (Method::GET, "/media/{session}/{key}/{file}"),
    (Method::GET, "/media/{session}/{key}/manifest/{line}"),
];

/// All routes that may lead to something of a course, below `/api` and beside it.
pub fn of_courses() -> Vec<(Method, &'static str)> {
    let source = include_str!("../../../server/app/src/http/mod.rs");
    let routes = source.split(".route(").skip(1).filter_map(|rest| {
        let path = rest.split('"').nth(1)?;
        let methods = rest.split("\n        .").next().unwrap_or(rest);
        (!OF_NO_COURSE.contains(&path)).then_some((path, methods))
    });
    routes.flat_map(|(path, methods)| methods_in(methods).map(move |method| (method, path))).collect()
}

/// The methods that a line of routes names.
fn methods_in(line: &'static str) -> impl Iterator<Item = Method> {
    let words = [
        ("get(", Method::GET),
        ("post(", Method::POST),
        ("put(", Method::PUT),
        ("patch(", Method::PATCH),
        ("delete(", Method::DELETE),
    ];
    words.into_iter().filter_map(move |(word, method)| {
        let has = line.match_indices(word).any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric()));
        has.then_some(method)
    })
}
