//! A connection that is kept, as a browser does.

use std::{future::poll_fn, net::SocketAddr, pin::Pin};

use hyper::{
    Request, StatusCode,
    body::{Body, Incoming},
    client::conn::http1::{SendRequest, handshake},
    header::{AUTHORIZATION, HOST},
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// The header in which the proxy says whether it answered by itself.
const CACHE: &str = "x-cache";

/// A connection to the server, or to a proxy.
pub struct Connection {
    host: String,
    requests: SendRequest<String>,
}

/// An answer, all of it.
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Whether a proxy answered by itself; `None` where none says so.
    pub hit: Option<bool>,
    /// Its body.
    pub body: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (requests, connection) = handshake(TokioIo::new(stream)).await?;
        // Its end is noticed by whoever asks.
        tokio::spawn(async { drop(connection.await) });
        Ok(Connection { host: address.to_string(), requests })
    }

    /// `GET`
    pub async fn get(&mut self, path: &str, token: Option<&str>) -> anyhow::Result<Answer> {
        self.requests.ready().await?;
        let request = Request::get(path).header(HOST, &self.host);
        let request = match token {
            Some(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
            None => request,
        };
        let response = self.requests.send_request(request.body(String::new())?).await?;
        let status = response.status();
        let hit = response.headers().get(CACHE).map(|told| told.as_bytes() == b"HIT");
        Ok(Answer { status, hit, body: whole(response.into_body()).await? })
    }
}

async fn whole(mut body: Incoming) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        if let Ok(data) = frame?.into_data() {
            bytes.extend_from_slice(&data);
        }
    }
    Ok(bytes)
}
