//! Wrong passwords.

use futures_util::future::join_all;
use protocol::http::SignInRequest;

use super::super::{arena::Arena, pace::Pace};

/// Addresses from which they come.
const ADDRESSES: u8 = 8;
/// Attempts of all of them, a second: each address has [`protocol::limits::SIGN_IN_ATTEMPTS_OF_ADDRESS`] of them.
const ATTEMPTS_PER_SECOND: u32 = 60;
/// Attempts of an address under way at a time.
const AT_ONCE: usize = 4;

/// People at eight addresses guess passwords of many accounts. 60 wrong passwords once pinned 400 MB. Two threads hash, each with
/// memory that it keeps; so many may wait; and an address has so many attempts: `SIGN_IN_ATTEMPTS_OF_ADDRESS`.
pub async fn run(mut arena: Arena) -> anyhow::Result<()> {
    let url = format!("http://{}/api/sign-in", arena.web);
    arena.begin().await?;
    let pace = Pace::per_second(ATTEMPTS_PER_SECOND);
    let guess = async |task: usize| {
        let own = Arena::address(1 + (task / AT_ONCE) as u8);
        let http = reqwest::Client::builder().local_address(own).build().expect("an HTTP client");
        for number in 0.. {
            pace.turn().await;
            let (email, password) = (format!("teacher{task}-{number}@school.example"), "wrong password".to_owned());
            arena.answers.answered(http.post(&url).json(&SignInRequest { email, password }).send().await).await;
        }
    };
    join_all((0..usize::from(ADDRESSES) * AT_ONCE).map(guess)).await;
    Ok(())
}
