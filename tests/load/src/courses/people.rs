//! People who open pages.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use server_tests::{
    home_pages::{Page, Who, pages},
    visitor::Visitor,
};
use tokio::task::JoinSet;

use super::{Measured, Subject};

/// How many people open pages, one after the other each.
pub const PEOPLE: usize = 40;
/// The time of each from one opening to the next. Pages that are seen ask again every ten seconds: so this is what ten times as
/// many people do.
pub const PACE: Duration = Duration::from_secs(1);
/// How often each opens a page.
const TIMES: usize = 45;

/// An opening: which page, how long it took, and how long each of its requests.
struct Opening(usize, Duration, Vec<Duration>);

/// All people open all pages by turns. Returns what was measured, and how long it took altogether.
pub async fn open_pages(subject: &Subject) -> anyhow::Result<(Vec<Measured>, Duration)> {
    let pages = Arc::new(pages(&subject.filled));
    let empty = |page: &Page| Measured {
        took: Vec::new(),
        asks: vec![Vec::new(); page.asks.len()],
        statements: Vec::new(),
        page: page.clone(),
    };
    let mut measured: Vec<Measured> = pages.iter().map(empty).collect();
    let started = Instant::now();
    let mut people = JoinSet::new();
    for person in 0..PEOPLE {
        // One of each: the server ends a connection over which nothing is asked sooner than a browser of its own comes to its turn.
        let of = |who: Who| Visitor::signed_in(subject.server.web(), who.token(&subject.filled));
        let browsers = Who::ALL.map(|who| (who, of(who)));
        people.spawn(opens(person, Arc::clone(&pages), browsers));
    }
    for openings in people.join_all().await {
        for Opening(page, took, asks) in openings {
            measured[page].took.push(took);
            for (all, one) in measured[page].asks.iter_mut().zip(asks) {
                all.push(one);
            }
        }
    }
    Ok((measured, started.elapsed()))
}

/// Opens pages by turns, at moments of one's own within the pace.
async fn opens(person: usize, pages: Arc<Vec<Page>>, browsers: [(Who, Visitor); Who::ALL.len()]) -> Vec<Opening> {
    let mut openings = Vec::new();
    let mut turns = tokio::time::interval(PACE);
    tokio::time::sleep(PACE * person as u32 / PEOPLE as u32).await;
    turns.reset_immediately();
    for turn in 0..TIMES {
        turns.tick().await;
        let which = (person + turn) % pages.len();
        let page = &pages[which];
        let (_, browser) = browsers.iter().find(|(who, _)| *who == page.who).expect("a browser of each");
        let started = Instant::now();
        let asks = join_all(page.asks.iter().map(async |(_, path)| {
            let status = browser.read(path).await;
            assert_eq!(status, 200, "{path}");
            started.elapsed()
        }));
        let asks = asks.await;
        openings.push(Opening(which, started.elapsed(), asks));
    }
    openings
}
