//! How the store speaks with a bucket: HTTP by hyper, with TLS by rustls and ring, and the certificates that this machine trusts.

use std::{io, sync::Arc, time::Duration};

use async_trait::async_trait;
use http_body_util::BodyExt;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, Error, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use object_store::{
    ClientOptions,
    client::{
        HttpClient, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse, HttpResponseBody, HttpService,
    },
};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore, crypto::ring::default_provider};
use tower_http::timeout::TimeoutBody;

/// How long a connection may take.
const CONNECTING: Duration = Duration::from_secs(5);
/// How long it takes at most until an answer begins, once a file was sent, too: some megabytes over a thin line.
const ANSWERING: Duration = Duration::from_secs(60);
/// How long an answer may stall.
const STALLED: Duration = Duration::from_secs(15);
/// How long a connection waits for its next request.
const IDLE: Duration = Duration::from_secs(60);

/// Makes clients.
#[derive(Debug)]
pub(super) struct Connector;

#[derive(Debug)]
struct Service(Client<HttpsConnector<HttpConnector>, HttpRequestBody>);

impl object_store::client::HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECTING));
        let tls = tls().map_err(|source| object_store::Error::Generic { store: "S3", source: Box::new(source) })?;
        let connector =
            HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().wrap_connector(tcp);
        let mut client = Client::builder(TokioExecutor::new());
        client.pool_timer(TokioTimer::new()).pool_idle_timeout(IDLE);
        Ok(HttpClient::new(Service(client.build(connector))))
    }
}

fn tls() -> Result<ClientConfig, rustls::Error> {
    let mut trusted = RootCertStore::empty();
    trusted.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()));
    Ok(config.with_safe_default_protocol_versions()?.with_root_certificates(trusted).with_no_client_auth())
}

#[async_trait]
impl HttpService for Service {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answer = tokio::time::timeout(ANSWERING, self.0.request(request)).await;
        let late = |_| HttpError::new(HttpErrorKind::Timeout, io::Error::from(io::ErrorKind::TimedOut));
        let (head, body) = answer.map_err(late)?.map_err(failed)?.into_parts();
        let body = TimeoutBody::new(STALLED, body);
        let body = body.map_err(|error| HttpError::new_boxed(HttpErrorKind::Interrupted, error));
        Ok(HttpResponse::from_parts(head, HttpResponseBody::new(body)))
    }
}

/// What failed, as far as it decides whether a request is sent again.
fn failed(error: Error) -> HttpError {
    let kind = if error.is_connect() { HttpErrorKind::Connect } else { HttpErrorKind::Interrupted };
    HttpError::new(kind, error)
}
