//! A person before class: HTTP with cookies.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use protocol::{
    Command, CommandId, CommandResult, Consent, ErrorCode, Millis, Refusal, SessionId,
    http::{JoinRequest, JournalPage, LaterCommand, ManifestPage, Me, MediaKeys, Seat, SetupRequest, SignInRequest},
    limits,
    manifest::ManifestEntry,
};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, header};
use serde::{Serialize, de::DeserializeOwned};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::within;

/// A refused request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// The HTTP status.
    pub status: u16,
    /// The code in the body.
    pub code: ErrorCode,
}

/// A number that no other command of this process has.
fn next_id() -> CommandId {
    static LAST: AtomicU32 = AtomicU32::new(1 << 31);
    LAST.fetch_add(1, Ordering::Relaxed).into()
}

/// The refusal that a test expects.
pub fn refused<T>(status: u16, code: ErrorCode) -> Result<T, Refused> {
    Err(Refused { status, code })
}

/// A web browser's cookies. A clone shares them.
#[derive(Clone)]
pub struct Visitor {
    web: SocketAddr,
    http: Client,
}

impl Visitor {
    /// A visitor without cookies.
    pub fn new(web: SocketAddr) -> Self {
        Self::from_address(web, Ipv4Addr::LOCALHOST.into())
    }

    /// A visitor without cookies, whose requests come from this address.
    pub fn from_address(web: SocketAddr, own: IpAddr) -> Self {
        let http = Client::builder().cookie_store(true).local_address(own).build();
        Visitor { web, http: http.expect("an HTTP client") }
    }

    /// A browser in which somebody is signed in by this token, and which takes compressed answers as browsers do.
    pub fn signed_in(web: SocketAddr, token: &str) -> Self {
        let headers = [(header::COOKIE, format!("meridian={token}")), (header::ACCEPT_ENCODING, "gzip".to_owned())];
        let headers = headers.map(|(name, value)| (name, value.parse().expect("a header")));
        // A browser that meets a connection just as the server ends it asks over another one; this client fails.
        let idle = Duration::from_millis(limits::REQUEST_HEADERS_MS / 2);
        let http = Client::builder().default_headers(headers.into_iter().collect()).pool_idle_timeout(idle).build();
        Visitor { web, http: http.expect("an HTTP client") }
    }

    /// Reads an answer to its end, whatever it says. Returns its status.
    pub async fn read(&self, path: &str) -> u16 {
        let response = within("an HTTP response", self.request(Method::GET, path).send()).await.expect("a response");
        let status = response.status().as_u16();
        response.bytes().await.expect("a body");
        status
    }

    /// The same browser, after the server has moved to another port.
    pub fn at(self, web: SocketAddr) -> Self {
        Visitor { web, ..self }
    }

    /// A request, to which a test adds its own parts.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("http://{}{path}", self.web))
    }

    /// Sends a request. Returns the body.
    pub async fn send<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Refused> {
        outcome(within("an HTTP response", request.send()).await.expect("a response")).await
    }

    /// `GET`
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Refused> {
        self.send(self.request(Method::GET, path)).await
    }

    /// `GET` with a seat's token.
    pub async fn get_as<T: DeserializeOwned>(&self, token: &str, path: &str) -> Result<T, Refused> {
        self.send(self.request(Method::GET, path).bearer_auth(token)).await
    }

    /// `POST` of JSON.
    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, Refused> {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// `POST` of JSON; the answer says nothing.
    pub async fn tell(&self, path: &str, body: &impl Serialize) -> Result<(), Refused> {
        let response = within("an HTTP response", self.request(Method::POST, path).json(body).send()).await;
        refusal_of(response.expect("a response")).await.map_or(Ok(()), Err)
    }

    /// Claims the server.
    pub async fn setup(&self, token: &str, name: &str, email: &str, password: &str) -> Result<Me, Refused> {
        let [token, name, email, password] = [token, name, email, password].map(str::to_owned);
        self.post("/api/setup", &SetupRequest { token, name, email, password }).await
    }

    /// Signs in.
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<Me, Refused> {
        self.post("/api/sign-in", &SignInRequest { email: email.to_owned(), password: password.to_owned() }).await
    }

    /// Takes a seat.
    pub async fn join(&self, code: &str, name: &str) -> Result<Seat, Refused> {
        let request = JoinRequest { name: name.to_owned(), consent: Consent::default(), consent_version: None };
        self.post(&format!("/api/join/{code}"), &request).await
    }

    /// Takes part later, with a seat and without a WebSocket.
    pub async fn act_later(
        &self,
        seat: &Seat,
        anchor: Option<Millis>,
        command: Command,
    ) -> Result<CommandResult, Refused> {
        self.send_later(seat, &LaterCommand { id: next_id(), anchor, command }).await
    }

    /// Sends a later act, or sends it again.
    pub async fn send_later(&self, seat: &Seat, act: &LaterCommand) -> Result<CommandResult, Refused> {
        let request = self.request(Method::POST, &format!("/api/sessions/{}/commands", seat.session));
        self.send(request.bearer_auth(&seat.token).json(act)).await
    }

    /// The journal from an event on.
    pub async fn journal(&self, seat: &Seat, from: u64) -> JournalPage {
        let path = format!("/api/sessions/{}/journal?from={from}", seat.session);
        self.get_as(&seat.token, &path).await.expect("a journal")
    }

    /// The manifest.
    pub async fn manifest(&self, seat: &Seat) -> ManifestPage {
        let path = format!("/api/sessions/{}/manifest", seat.session);
        self.get_as(&seat.token, &path).await.expect("a manifest")
    }

    /// One page of the manifest, from a line on.
    pub async fn manifest_from(&self, seat: &Seat, from: u32) -> ManifestPage {
        let path = format!("/api/sessions/{}/manifest?from={from}", seat.session);
        self.get_as(&seat.token, &path).await.expect("a manifest")
    }

    /// The files of a recording, once it has some.
    pub async fn recorded(&self, seat: &Seat) -> Vec<String> {
        let wait = async {
            loop {
                let entries = self.manifest(seat).await.entries;
                let file = |entry: &ManifestEntry| match entry {
                    ManifestEntry::Segment { file, .. } => Some(file.clone()),
                    _ => None,
                };
                let files: Vec<String> = entries.iter().filter_map(file).collect();
                if files.len() >= 5 {
                    return files;
                }
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
        };
        within("a recording", wait).await
    }

    /// The refusals that a token gets from the requests of the timeline: timeline, journal, manifest, and a file.
    pub async fn refusals(&self, seat: &Seat, file: &str) -> Vec<Option<Refused>> {
        let path = |what: &str| format!("/api/sessions/{}/{what}", seat.session);
        let token = &seat.token;
        vec![
            self.get_as::<serde_json::Value>(token, &path("timeline")).await.err(),
            self.get_as::<serde_json::Value>(token, &path("journal")).await.err(),
            self.get_as::<serde_json::Value>(token, &path("manifest")).await.err(),
            refusal_of(self.media(seat.session, token, file, None).await).await,
        ]
    }

    /// A recorded file, or a part of it.
    pub async fn media(&self, session: SessionId, token: &str, file: &str, range: Option<&str>) -> Response {
        let request = self.request(Method::GET, &format!("/api/sessions/{session}/media/{file}")).bearer_auth(token);
        let request = match range {
            Some(range) => request.header("range", range),
            None => request,
        };
        within("a file", request.send()).await.expect("a response")
    }

    /// What opens the recordings of the rooms that a seat may watch.
    pub async fn media_keys(&self, seat: &Seat) -> Result<MediaKeys, Refused> {
        self.get_as(&seat.token, &format!("/api/sessions/{}/media-keys", seat.session)).await
    }

    /// What is below a key, such as the name of a file: asked for without any token.
    pub async fn by_key(&self, session: SessionId, key: &str, what: &str) -> Response {
        let request = self.request(Method::GET, &format!("/media/{session}/{key}/{what}"));
        within("an answer to a key", request.send()).await.expect("a response")
    }

    /// The status of a `GET` whose path goes out as it is written here: other clients tidy it first.
    pub async fn status_of_raw_path(&self, token: &str, path: &str) -> u16 {
        let mut stream = TcpStream::connect(self.web).await.expect("a connection");
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("to write");
        let mut answer = Vec::new();
        within("a raw response", stream.read_to_end(&mut answer)).await.expect("to read");
        let line = String::from_utf8_lossy(&answer);
        line.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
    }
}

/// The refusal in a response, if it is one.
pub async fn refusal_of(response: Response) -> Option<Refused> {
    if response.status().is_success() { None } else { outcome::<serde_json::Value>(response).await.err() }
}

/// The result of a response.
pub async fn outcome<T: DeserializeOwned>(response: Response) -> Result<T, Refused> {
    let status = response.status();
    let body = response.bytes().await.expect("a body");
    if status == StatusCode::OK {
        return Ok(serde_json::from_slice(&body).expect("the promised JSON"));
    }
    let refusal: Refusal = serde_json::from_slice(&body).unwrap_or_else(|_| panic!("{status} without a refusal"));
    Err(Refused { status: status.as_u16(), code: refusal.code })
}
