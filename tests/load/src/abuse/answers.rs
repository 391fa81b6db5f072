//! Counts what the server answers an offender.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use protocol::{ErrorCode, Refusal};
use tokio_tungstenite::tungstenite;

/// What the offender asked for was done.
const DONE: &str = "done";

/// The answers so far, by their kind. A clone shares them.
#[derive(Debug, Clone, Default)]
pub struct Answers(Arc<Mutex<BTreeMap<String, u64>>>);

impl Answers {
    /// What was asked for was done.
    pub fn done(&self) {
        self.count(DONE.to_owned());
    }

    /// It was refused.
    pub fn refused(&self, code: ErrorCode) {
        self.count(name_of(code));
    }

    /// The connection was ended, with this good-bye, or without one.
    pub fn ended(&self, good_bye: Option<ErrorCode>) {
        self.count(good_bye.map_or_else(|| "cut".to_owned(), |code| format!("bye {}", name_of(code))));
    }

    /// The connection was ended with a good-bye that begins like this.
    pub fn told(&self, beginning: &str) {
        let code = beginning.split_once(r#""code":""#).and_then(|(_, rest)| rest.split_once('"'));
        self.count(code.map_or_else(|| "cut".to_owned(), |(code, _)| format!("bye {code}")));
    }

    /// A request by HTTP was answered.
    pub async fn answered(&self, answer: reqwest::Result<reqwest::Response>) {
        match answer {
            Ok(answer) if answer.status().is_success() => match answer.bytes().await {
                Ok(_) => self.done(),
                Err(_) => self.ended(None),
            },
            Ok(answer) => {
                let status = answer.status();
                match answer.json::<Refusal>().await {
                    Ok(refusal) => self.refused(refusal.code),
                    Err(_) => self.status(status.as_u16()),
                }
            }
            Err(_) => self.ended(None),
        }
    }

    /// A WebSocket could not be opened.
    pub fn no_socket(&self, error: &tungstenite::Error) {
        match error {
            tungstenite::Error::Http(answer) => self.status(answer.status().as_u16()),
            _ => self.ended(None),
        }
    }

    /// A request was refused with nothing but a status.
    fn status(&self, status: u16) {
        self.count(status.to_string());
    }

    /// Forgets what came before.
    pub fn reset(&self) {
        self.lock().clear();
    }

    /// How many were refused or ended.
    pub fn refusals(&self) -> u64 {
        self.lock().iter().filter(|(kind, _)| *kind != DONE).map(|(_, count)| count).sum()
    }

    /// The answers so far.
    pub fn so_far(&self) -> BTreeMap<String, u64> {
        self.lock().clone()
    }

    fn count(&self, kind: String) {
        *self.lock().entry(kind).or_default() += 1;
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The code's name on the wire.
fn name_of(code: ErrorCode) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(name)) => name,
        _ => format!("{code:?}"),
    }
}
