//! Whose turn it is to have a page of journal or manifest put together, and how much a seat and an address may still read.

use std::{
    num::NonZero,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use protocol::{ErrorCode, ParticipantId, Refusal, SessionId, limits};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    client_address::ClientAddress,
    compressed_pages::CompressedPages,
    places::{Place, Places},
    rate::Buckets,
};

/// Who reads.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// The seat.
    pub seat: (SessionId, ParticipantId),
    /// The address from which its request comes.
    pub address: ClientAddress,
}

/// The pages that are put together on this server. Half of the processors do that, so that class has the others.
pub struct Pages {
    turns: Arc<Semaphore>,
    of_seat: Places<(SessionId, ParticipantId)>,
    kib_of_seat: Buckets<(SessionId, ParticipantId)>,
    kib_of_address: Buckets<ClientAddress>,
    /// What was put together and compressed lately.
    pub compressed: CompressedPages,
}

/// A turn: pages of others wait while it lasts.
#[derive(Debug)]
pub struct Turn {
    _turn: OwnedSemaphorePermit,
    _place: Place<(SessionId, ParticipantId)>,
}

impl Default for Pages {
    fn default() -> Self {
        Pages::new((thread::available_parallelism().map_or(1, NonZero::get) / 2).max(1))
    }
}

impl Pages {
    /// Has so many pages put together at a time.
    pub fn new(at_once: usize) -> Self {
        let of_address = limits::READ_KIB_BURST_OF_ADDRESS;
        let all_again = Duration::from_millis(limits::READ_KIB_OF_ADDRESS_FULL_MS);
        Pages {
            turns: Arc::new(Semaphore::new(at_once)),
            of_seat: Places::new(usize::MAX, Some(limits::PAGES_OF_SEAT)),
            kib_of_seat: Buckets::new(limits::READ_KIB_BURST, Duration::from_millis(limits::READ_KIB_REFILL_MS)),
            kib_of_address: Buckets::new(of_address, all_again / of_address),
            compressed: CompressedPages::default(),
        }
    }

    /// Waits for the reader's turn. Whoever has read too much lately, or has asked for several pages already, is refused.
    pub async fn turn(&self, reading: Reading) -> Result<Turn, Refusal> {
        let now = Instant::now();
        if !self.kib_of_seat.has_one(&reading.seat, now) || !self.kib_of_address.has_one(&reading.address, now) {
            return Err(Refusal::because(ErrorCode::RateLimited, "much of the recording was read just now"));
        }
        let place = self.of_seat.take(reading.seat).ok_or(ErrorCode::RateLimited)?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| ErrorCode::Draining)?;
        Ok(Turn { _turn: turn, _place: place })
    }

    /// Waits for a turn for a page that is for a whole audience. It is refused while its address has read too much.
    pub async fn turn_for_all(&self, address: ClientAddress) -> Result<OwnedSemaphorePermit, Refusal> {
        if !self.kib_of_address.has_one(&address, Instant::now()) {
            return Err(Refusal::because(ErrorCode::RateLimited, "much of the recording was read just now"));
        }
        Ok(Arc::clone(&self.turns).acquire_owned().await.map_err(|_| ErrorCode::Draining)?)
    }

    /// Charges the address for which such a page was put together.
    pub fn charge_address(&self, address: ClientAddress, bytes: usize) {
        self.kib_of_address.charge(&address, Instant::now(), kib(bytes));
    }

    /// Charges a reader for what they have read.
    pub fn charge(&self, reading: Reading, bytes: usize) {
        self.kib_of_seat.charge(&reading.seat, Instant::now(), kib(bytes));
        self.charge_address(reading.address, bytes);
    }
}

fn kib(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use uuid::Uuid;

    use super::*;

    fn reading(seat: u32, host: u8) -> Reading {
        let address = IpAddr::from(Ipv4Addr::new(192, 0, 2, host)).into();
        Reading { seat: (SessionId(Uuid::nil()), ParticipantId(seat)), address }
    }

    #[tokio::test]
    async fn who_has_read_much_waits_and_others_read_on() {
        let (pages, code) =
            (Pages::default(), |refused: Result<Turn, Refusal>| refused.map_err(|refusal| refusal.code));
        pages.charge(reading(1, 1), limits::READ_KIB_BURST as usize * 1024 + 1);
        assert_eq!(code(pages.turn(reading(1, 1)).await).unwrap_err(), ErrorCode::RateLimited);
        drop(pages.turn(reading(2, 1)).await.unwrap());
        for seat in 3..40 {
            pages.charge(reading(seat, 1), limits::READ_KIB_BURST as usize * 1024);
        }
        assert_eq!(code(pages.turn(reading(2, 1)).await).unwrap_err(), ErrorCode::RateLimited, "the address");
        drop(pages.turn(reading(2, 2)).await.unwrap());
    }

    #[tokio::test]
    async fn a_seat_asks_for_few_pages_at_a_time_and_others_take_their_turn() {
        let pages = Pages::new(1);
        let first = pages.turn(reading(1, 1)).await.unwrap();
        let turn = async |seat| pages.turn(reading(seat, 1)).await.map(drop).map_err(|refusal| refusal.code);
        let (second, third, other) = tokio::join!(
            biased;
            turn(1),
            turn(1),
            async {
                drop(first);
                turn(2).await
            }
        );
        assert_eq!((second, third, other), (Ok(()), Err(ErrorCode::RateLimited), Ok(())));
    }
}
