//! Answers with pages of journal and manifest. They are put together on threads apart from those of class.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use flate2::Compression;
use protocol::Refusal;
use serde::Serialize;
use store::SeatRow;

use super::{
    auth::{Watching, bearer},
    error::{HttpRefusal, HttpResult, internal},
    gzip,
};
use crate::{
    client_address::ClientAddress,
    compressed_pages::CompressedPages,
    context::App,
    pages::{Pages, Reading, Turn},
    seat_of_token::watching,
};

/// A page that is shorter is not worth compressing: it fits into one packet.
const COMPRESSED_BYTES: usize = 1_024;

/// Who asks for a page.
pub struct Reader {
    /// Their seat.
    pub seat: SeatRow,
    token: String,
    address: ClientAddress,
    takes_gzip: bool,
}

impl FromRequestParts<App> for Reader {
    type Rejection = HttpRefusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let Watching(seat) = Watching::from_request_parts(parts, app).await?;
        let Ok(address) = ClientAddress::from_request_parts(parts, app).await;
        let token = bearer(parts).unwrap_or_default().to_owned();
        Ok(Reader { seat, token, address, takes_gzip: gzip::accepted(&parts.headers) })
    }
}

impl Reader {
    fn reading(&self) -> Reading {
        Reading { seat: (self.seat.session, self.seat.participant), address: self.address }
    }

    /// Checks, after a wait, that the reader's token still lets them watch.
    pub async fn check_token(&self, app: &App) -> Result<(), Refusal> {
        watching(app, &self.token, self.seat.session).await.map(drop)
    }

    /// Waits for this reader's turn.
    pub async fn turn(&self, pages: &Pages) -> Result<Turn, Refusal> {
        pages.turn(self.reading()).await
    }

    /// Puts a page together within the reader's turn, and charges the reader for its bytes before compression.
    pub async fn answer<T: Serialize>(
        &self,
        pages: &Arc<Pages>,
        turn: Turn,
        page: impl FnOnce() -> T + Send + 'static,
    ) -> HttpResult<Response> {
        let (reading, takes_gzip, pages) = (self.reading(), self.takes_gzip, Arc::clone(pages));
        // The page is put together, and charged for, also when the reader has hung up meanwhile.
        let put_together = move || {
            let json = serde_json::to_vec(&page())?;
            pages.charge(reading, json.len());
            let response = encoded(json, takes_gzip, &pages.compressed);
            drop(turn);
            Ok::<_, serde_json::Error>(response)
        };
        tokio::task::spawn_blocking(put_together).await.map_err(internal)?.map_err(internal)
    }
}

fn encoded(json: Vec<u8>, takes_gzip: bool, compressed: &CompressedPages) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding, Authorization"));
    let is_long = json.len() >= COMPRESSED_BYTES;
    // More effort would cost the server more than it saves the readers.
    let compress = |json: &[u8]| gzip::compressed(json, Compression::fast());
    match (takes_gzip && is_long).then(|| compressed.of(&json, compress)).flatten() {
        Some(short) => {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            (headers, short).into_response()
        }
        None => (headers, json).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use protocol::{Consent, ErrorCode, ParticipantId, Role, SessionId, SessionKind, limits};
    use uuid::Uuid;

    use super::*;

    fn reader(seat: u32) -> Reader {
        let seat = SeatRow {
            session: SessionId(Uuid::nil()),
            participant: ParticipantId(seat),
            name: "Ada".into(),
            role: Role::Guest,
            kind: SessionKind::Class,
            consent: Consent::default(),
            person: None,
            waits: false,
            takes_part: true,
            near_ban: false,
            sign_in: None,
        };
        let address = std::net::IpAddr::from(Ipv4Addr::LOCALHOST).into();
        Reader { seat, token: String::new(), address, takes_gzip: false }
    }

    #[tokio::test]
    async fn who_hangs_up_before_the_page_comes_has_read_it() {
        let (pages, hasty, other) = (Arc::new(Pages::new(1)), reader(1), reader(2));
        let turn = hasty.turn(&pages).await.unwrap();
        // So much more than may be read that the test is over before a part of it may be read again.
        let most = (limits::READ_KIB_BURST as usize + 10_000) * 1024;
        let mut answer = Box::pin(hasty.answer(&pages, turn, move || "x".repeat(most)));
        tokio::select! {
            biased;
            _ = &mut answer => panic!("nobody has put the page together yet"),
            () = std::future::ready(()) => {}
        }
        drop(answer);
        drop(other.turn(&pages).await.unwrap());
        assert_eq!(hasty.turn(&pages).await.unwrap_err().code, ErrorCode::RateLimited);
    }
}
