//! Tells who sends a request: a cookie names a person, a token a seat, an address a stranger.

use std::{convert::Infallible, net::Ipv6Addr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{header, request::Parts},
};
use axum_extra::extract::CookieJar;
use protocol::{ErrorCode, SessionId};
use store::{Agent, Person, SeatRow, SignIn};

use super::error::HttpRefusal;
use crate::{
    client_address::ClientAddress,
    clock::unix_now,
    context::App,
    listener::Peer,
    refusal,
    seat_of_token::{seat_of, watching},
    user_agent::agent_of,
};

/// The sign-in cookie.
pub const COOKIE: &str = "meridian";

/// The signed-in person, if any.
pub struct MaybePerson(pub Option<Person>);

/// The signed-in person; without one the request is refused with [`ErrorCode::Unauthorized`].
pub struct SignedIn(pub Person);

/// The sign-in of the browser, and the token in its cookie; without one the request is refused with
/// [`ErrorCode::Unauthorized`].
pub struct SignedInBy {
    /// The sign-in.
    pub sign_in: SignIn,
    /// Its token.
    pub token: String,
}

/// The sign-in of the browser, if any.
pub struct MaybeSignIn(pub Option<SignIn>);

/// The browser and system from which the request comes.
pub struct By(pub Agent);

/// The seat whose token came as `Authorization: Bearer`, checked to be of the session in the path.
pub struct SeatIn(pub SeatRow);

/// The seat from which the session in the path is watched: as [`SeatIn`], or the seat in a class in whose recording the session stands as a
/// new take.
pub struct Watching(pub SeatRow);

impl FromRequestParts<App> for By {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        Ok(By(agent_of(&parts.headers)))
    }
}

impl FromRequestParts<App> for MaybeSignIn {
    type Rejection = HttpRefusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let jar = CookieJar::from_headers(&parts.headers);
        let Some(cookie) = jar.get(COOKIE) else { return Ok(MaybeSignIn(None)) };
        Ok(MaybeSignIn(app.store.sign_in_of_token(cookie.value(), unix_now()).await.map_err(refusal::store)?))
    }
}

impl FromRequestParts<App> for SignedInBy {
    type Rejection = HttpRefusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let MaybeSignIn(sign_in) = MaybeSignIn::from_request_parts(parts, app).await?;
        let cookie = CookieJar::from_headers(&parts.headers).get(COOKIE).map(|cookie| cookie.value().to_owned());
        let (sign_in, token) = sign_in.zip(cookie).ok_or(ErrorCode::Unauthorized)?;
        Ok(SignedInBy { sign_in, token })
    }
}

impl FromRequestParts<App> for MaybePerson {
    type Rejection = HttpRefusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let MaybeSignIn(sign_in) = MaybeSignIn::from_request_parts(parts, app).await?;
        Ok(MaybePerson(sign_in.map(|sign_in| sign_in.person)))
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = HttpRefusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let MaybePerson(person) = MaybePerson::from_request_parts(parts, app).await?;
        Ok(SignedIn(person.ok_or(ErrorCode::Unauthorized)?))
    }
}

impl FromRequestParts<App> for SeatIn {
    type Rejection = HttpRefusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let token = bearer(parts).ok_or(ErrorCode::Unauthorized)?;
        let seat = seat_of(app, token).await?;
        if session_in_path(parts) != Some(seat.session) {
            return Err(ErrorCode::Forbidden.into());
        }
        Ok(SeatIn(seat))
    }
}

impl FromRequestParts<App> for Watching {
    type Rejection = HttpRefusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let token = bearer(parts).ok_or(ErrorCode::Unauthorized)?;
        let session = session_in_path(parts).ok_or(ErrorCode::Forbidden)?;
        Ok(Watching(watching(app, token, session).await?))
    }
}

/// The token that came as `Authorization: Bearer`.
pub fn bearer(parts: &Parts) -> Option<&str> {
    parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

impl FromRequestParts<App> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let forwarded = if app.trust_proxy { ClientAddress::forwarded(&parts.headers) } else { None };
        let peer = || parts.extensions.get::<ConnectInfo<Peer>>().map(|ConnectInfo(peer)| peer.address.ip());
        // The server always knows the peer's address. Without one, all requests would count as one client's.
        Ok(forwarded.unwrap_or_else(|| peer().unwrap_or(Ipv6Addr::UNSPECIFIED.into()).into()))
    }
}

/// The `{id}` of `/sessions/{id}/…`.
fn session_in_path(parts: &Parts) -> Option<SessionId> {
    let mut segments = parts.uri.path().split('/').skip_while(|segment| *segment != "sessions");
    segments.nth(1)?.parse().ok()
}
