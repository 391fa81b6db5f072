//! A push service, and browsers that take pushes there: what is sent to them is decrypted with their keys (RFC 8291).

use std::{
    collections::VecDeque,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use protocol::push::PushDevice;
use serde_json::Value;
use tokio::{net::TcpListener, sync::mpsc};
use web_push_native::{Auth, decrypt, p256::SecretKey};

use crate::within;

/// What the service was sent.
pub struct Sent {
    /// The path of the address.
    pub path: String,
    /// The headers.
    pub headers: HeaderMap,
    body: Bytes,
}

/// A push service.
pub struct PushService {
    address: SocketAddr,
    sent: mpsc::UnboundedReceiver<Sent>,
    answers: Answers,
}

/// What it answers next, the first one first; afterwards that it takes all.
type Answers = Arc<Mutex<VecDeque<StatusCode>>>;

/// A browser.
pub struct Browser {
    /// The path at the service.
    pub path: String,
    secret: SecretKey,
    auth: [u8; 16],
}

impl PushService {
    /// Starts one on this machine.
    pub async fn start() -> PushService {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let ((tell, sent), answers) = (mpsc::unbounded_channel(), Answers::default());
        let router = Router::new().fallback(take).with_state((tell, Arc::clone(&answers)));
        tokio::spawn(async move { axum::serve(listener, router).await });
        PushService { address, sent, answers }
    }

    /// What is said to a browser that takes pushes here.
    pub fn device(&self, browser: &Browser) -> PushDevice {
        PushDevice {
            endpoint: format!("http://{}{}", self.address, browser.path),
            p256dh: URL_SAFE_NO_PAD.encode(browser.secret.public_key().to_sec1_bytes()),
            auth: URL_SAFE_NO_PAD.encode(browser.auth),
        }
    }

    /// Answers so next.
    pub fn answer(&self, status: StatusCode) {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).push_back(status);
    }

    /// The next push that arrives.
    pub async fn next(&mut self) -> Sent {
        within("a push", self.sent.recv()).await.expect("the service runs")
    }

    /// The pushes that have arrived, and that nobody has looked at.
    pub fn arrived(&mut self) -> usize {
        std::iter::from_fn(|| self.sent.try_recv().ok()).count()
    }
}

async fn take(
    State((tell, answers)): State<(mpsc::UnboundedSender<Sent>, Answers)>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let answer = answers.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    // Whoever started it may be gone.
    let _ = tell.send(Sent { path: uri.path().to_owned(), headers, body });
    answer.unwrap_or(StatusCode::CREATED)
}

impl Browser {
    /// A browser with keys of its own, at `/name` of a service.
    pub fn new(name: &str) -> Browser {
        let secret = loop {
            if let Ok(secret) = SecretKey::from_slice(&rand::random::<[u8; 32]>()) {
                break secret;
            }
        };
        Browser { path: format!("/{name}"), secret, auth: rand::random() }
    }

    /// Reads what was sent to it, as its service worker does.
    pub fn read(&self, sent: &Sent) -> Value {
        serde_json::from_slice(&self.opened(&sent.body)).expect("JSON")
    }

    fn opened(&self, body: &[u8]) -> Vec<u8> {
        let auth = Auth::from_exact_iter(self.auth).expect("16 bytes");
        decrypt(body.to_vec(), &self.secret, &auth).expect("it is for this browser")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8291, appendix A.
    #[test]
    fn the_example_of_the_standard_is_read() {
        let bytes = |text| URL_SAFE_NO_PAD.decode(text).unwrap();
        let secret = SecretKey::from_slice(&bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")).unwrap();
        let auth = bytes("BTBZMqHH6r4Tts7J_aSIgg").try_into().unwrap();
        let body = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        let browser = Browser { path: String::new(), secret, auth };
        assert_eq!(browser.opened(&bytes(body)), b"When I grow up, I want to be a watermelon");
    }
}
