//! Hands to a push service what is for a device (RFC 8030), encrypted so that its browser alone reads it (RFC 8291).

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use anyhow::{Context, anyhow, bail};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use protocol::{ErrorCode, Millis};
use store::PushKeys;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring::default_provider, pki_types::ServerName},
};
use web_push_native::{Auth, p256::PublicKey};

use super::{
    endpoint::{Endpoint, Reach},
    vapid::VapidKey,
};

/// How long one push may take: a service answers within a second, and others wait behind one that does not.
const SENDING: Duration = Duration::from_secs(10);

/// What is pushed to a device.
pub struct Push<'a> {
    /// What it says, as JSON.
    pub text: String,
    /// How long the push service keeps it for a device that is off, in seconds.
    pub seconds: Millis,
    /// How much it matters (RFC 8030, section 5.3): a device that saves power takes `high` at once.
    pub urgency: &'a str,
}

/// The keys of a device, as encryption takes them.
pub struct DeviceKeys {
    public: PublicKey,
    auth: Auth,
}

impl DeviceKeys {
    /// Reads them: an uncompressed point of P-256, and 16 bytes.
    pub fn read(keys: &PushKeys) -> Result<DeviceKeys, ErrorCode> {
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
        let public = bytes(&keys.p256dh).and_then(|bytes| PublicKey::from_sec1_bytes(&bytes).ok());
        let auth = bytes(&keys.auth).and_then(Auth::from_exact_iter);
        let (public, auth) = public.zip(auth).ok_or(ErrorCode::BadPushDevice)?;
        Ok(DeviceKeys { public, auth })
    }
}

/// Pushes to a device; returns what its service says.
pub async fn push(
    keys: &PushKeys,
    reach: Reach,
    vapid: &VapidKey,
    push: Push<'_>,
    now_unix: Millis,
) -> anyhow::Result<StatusCode> {
    let endpoint =
        Endpoint::read(&keys.endpoint, reach).map_err(|_| anyhow!("its address is none of a push service"))?;
    let device = DeviceKeys::read(keys).map_err(|_| anyhow!("its keys are none"))?;
    let sealed = web_push_native::encrypt(push.text.into_bytes(), &device.public, &device.auth);
    let sealed = sealed.map_err(|error| anyhow!("it cannot be encrypted: {error}"))?;
    let origin = endpoint.url.origin().ascii_serialization();
    let authorization = vapid.authorization(&origin, now_unix).context("it cannot be signed")?;
    let path = &endpoint.url[url::Position::BeforePath..];
    let request = Request::post(path)
        .header(header::HOST, &origin[endpoint.url.scheme().len() + 3..])
        .header(header::CONTENT_ENCODING, "aes128gcm")
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .header(header::AUTHORIZATION, authorization)
        .header("TTL", push.seconds)
        .header("Urgency", push.urgency)
        .body(Body::from(sealed))?;
    tokio::time::timeout(SENDING, send(&endpoint, reach, request)).await.context("the push service took too long")?
}

async fn send(endpoint: &Endpoint, reach: Reach, request: Request<Body>) -> anyhow::Result<StatusCode> {
    let addresses = endpoint.addresses(reach).await.context("the push service is not found")?;
    if addresses.is_empty() {
        bail!("the push service has no address of the internet");
    }
    let stream = TcpStream::connect(&addresses[..]).await.context("the push service is not reached")?;
    if !endpoint.is_secure() {
        return exchange(stream, request).await;
    }
    let name = ServerName::try_from(endpoint.host.clone())?;
    exchange(TlsConnector::from(tls().await?).connect(name, stream).await?, request).await
}

/// Sends a request, and reads the head of its answer.
async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Body>,
) -> anyhow::Result<StatusCode> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let answer = async { anyhow::Ok(sender.send_request(request).await?.status()) };
    tokio::pin!(answer);
    tokio::select! {
        status = &mut answer => status,
        // It may have hung up once it had answered.
        ended = connection => {
            ended?;
            answer.await
        }
    }
}

/// TLS with the certificates that this machine trusts.
async fn tls() -> anyhow::Result<Arc<ClientConfig>> {
    static TLS: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    if let Some(config) = TLS.get() {
        return Ok(Arc::clone(config));
    }
    let loaded = tokio::task::spawn_blocking(rustls_native_certs::load_native_certs).await?;
    let mut trusted = RootCertStore::empty();
    trusted.add_parsable_certificates(loaded.certs);
    let config =
        ClientConfig::builder_with_provider(Arc::new(default_provider())).with_safe_default_protocol_versions()?;
    let config = config.with_root_certificates(trusted).with_no_client_auth();
    Ok(Arc::clone(TLS.get_or_init(|| Arc::new(config))))
}
