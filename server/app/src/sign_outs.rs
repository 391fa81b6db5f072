//! Shows people out of class whose sign-in has ended, or who are members of its course no more.
//!
//! The token of a seat that was taken by a sign-in ends with it, so that each request and each new WebSocket is refused. A
//! WebSocket that is open asks again when it is told that some sign-in or membership has ended, and now and then: another server with the same
//! database may have ended it.

use std::time::Duration;

use protocol::ErrorCode;
use store::{SeatRow, Store};
use tokio::sync::watch;

use crate::clock::unix_now;

/// How often an open WebSocket asks though nobody tells it to: a query a minute for each person with an account.
const ASKED_EVERY: Duration = Duration::from_secs(60);

/// Tells open WebSockets that sign-ins have ended. All clones tell the same ones.
#[derive(Debug, Clone)]
pub struct SignOuts(watch::Sender<()>);

impl Default for SignOuts {
    fn default() -> Self {
        SignOuts(watch::Sender::new(()))
    }
}

/// Hears of sign-ins that end from its making on.
pub struct SignOutWatch(watch::Receiver<()>);

impl SignOuts {
    /// Tells that a sign-in or a membership has ended, or some have.
    pub fn tell(&self) {
        self.0.send_replace(());
    }

    /// To be called before the token is looked up, so that no end falls in between.
    pub fn watch(&self) -> SignOutWatch {
        SignOutWatch(self.0.subscribe())
    }
}

impl SignOutWatch {
    /// Waits until the sign-in has ended by which the token of this seat was given, or its holder is no member of the course
    /// any more. Returns what they are told.
    pub async fn signed_out(mut self, store: &Store, seat: &SeatRow, token: &str) -> ErrorCode {
        // Without an account there is no sign-in that could end.
        if seat.person.is_none() {
            return std::future::pending().await;
        }
        loop {
            let told = tokio::time::timeout(ASKED_EVERY, self.0.changed()).await;
            let now = unix_now();
            let holds = match &seat.sign_in {
                // The token itself may be one of too many by now.
                Some(sign_in) => store.is_signed_in(sign_in, now).await,
                // The sign-in was not noted yet: the token is all there is.
                None => store.seat_of_token(token, now).await.map(|seat| seat.is_some()),
            };
            match (holds, told) {
                (Ok(false), _) => return ErrorCode::Unauthorized,
                (Ok(true), _) if store.is_former_seat(seat).await.unwrap_or(false) => return ErrorCode::MembersOnly,
                // The server stops.
                (_, Ok(Err(_))) => return std::future::pending().await,
                // While the database cannot be asked, class goes on.
                _ => {}
            }
        }
    }
}
