//! The pages around class on a server that a school has filled: how long each takes, and how many SQL statements it is.
//!
//! The server runs in this process, on threads of its own, since its statements are counted. Fails when a page takes too long, or
//! when a page of a large store takes more statements than that of a small one.

mod people;
mod table;

use std::time::{Duration, Instant};

use anyhow::Context;
use meridian::clock::unix_now;
use server_tests::{
    filling::{Filled, Size, fill},
    home_pages::{Page, pages},
    server::TestServer,
    statements::{rest, statements_of},
    visitor::Visitor,
};
use tokio::runtime::{Builder, Runtime};

use crate::cpu;

/// What a school has after some years.
const LARGE: Size = Size { courses: 200, sessions: 50, students: 100, lecture: 2_000 };
/// What its statements are compared with.
const SMALL: Size = Size { courses: 4, sessions: 4, students: 4, lecture: 4 };
/// What the 95th percentile of a page's time may be.
const BOUND: Duration = Duration::from_millis(50);

/// A page that was measured.
struct Measured {
    page: Page,
    /// How long each opening took: until the last of its requests was answered.
    took: Vec<Duration>,
    /// The same, of each of its requests.
    asks: Vec<Vec<Duration>>,
    /// Statements of each of its requests, on the small store and on the large one.
    statements: Vec<[u64; 2]>,
}

/// Measures all, prints a table for people and a line of JSON for programs.
pub async fn report(postgres: bool) -> anyhow::Result<()> {
    let cluster = postgres.then(test_postgres::Cluster::start);
    let database = || cluster.as_ref().map(test_postgres::Cluster::new_database);
    let small = Subject::start(SMALL, database()).await?;
    let few = small.statements().await?;
    small.stop().await?;
    let filling = Instant::now();
    let large = Subject::start(LARGE, database()).await?;
    println!("filled and started within {:.0} s\n", filling.elapsed().as_secs_f64());
    let many = large.statements().await?;
    let before = cpu::of_process(std::process::id())?;
    let (mut measured, took) = people::open_pages(&large).await?;
    let cores = (cpu::of_process(std::process::id())? - before).as_secs_f64() / took.as_secs_f64();
    large.stop().await?;
    for ((page, few), many) in measured.iter_mut().zip(few).zip(many) {
        page.statements = few.into_iter().zip(many).map(|(few, many)| [few, many]).collect();
    }
    table::print(&measured, if postgres { "PostgreSQL" } else { "SQLite" }, cores);
    verdict(&measured)
}

fn verdict(measured: &[Measured]) -> anyhow::Result<()> {
    let mut broken = Vec::new();
    for page in measured {
        let p95 = table::three(&page.took)[1];
        if p95 > BOUND.as_secs_f64() * 1e3 {
            broken.push(format!("{}: p95 {p95:.0} ms", page.page.name));
        }
        for ((ask, _), [few, many]) in page.page.asks.iter().zip(&page.statements) {
            if many > few {
                broken.push(format!("{}: {ask} takes {many} statements instead of {few}", page.page.name));
            }
        }
    }
    anyhow::ensure!(broken.is_empty(), "bounds are broken:\n{}", broken.join("\n"));
    Ok(())
}

/// A server on a store that was filled.
struct Subject {
    runtime: Runtime,
    server: TestServer,
    filled: Filled,
}

impl Subject {
    async fn start(size: Size, database: Option<String>) -> anyhow::Result<Subject> {
        let runtime = Builder::new_multi_thread().enable_all().build()?;
        let start = async move {
            let data = tempfile::tempdir().expect("a folder");
            let filled = fill(data.path(), database.as_deref(), size, unix_now()).await;
            (TestServer::start_on_filled(data, database).await, filled)
        };
        let (server, filled) = runtime.spawn(start).await.context("the server does not start")?;
        // It looks through all that is kept first.
        rest().await;
        Ok(Subject { runtime, server, filled })
    }

    async fn stop(self) -> anyhow::Result<()> {
        self.runtime.spawn(self.server.stop()).await?;
        self.runtime.shutdown_background();
        Ok(())
    }

    /// How many statements each request of each page takes, one after the other.
    async fn statements(&self) -> anyhow::Result<Vec<Vec<u64>>> {
        let mut all = Vec::new();
        for page in pages(&self.filled) {
            let visitor = Visitor::signed_in(self.server.web(), page.who.token(&self.filled));
            let mut of_page = Vec::new();
            for (_, path) in &page.asks {
                // The first request of a sign-in may note that it is used.
                let status = visitor.read(path).await;
                anyhow::ensure!(status == 200, "{path} of {} is answered with {status}", page.name);
                of_page.push(statements_of(|| visitor.read(path)).await);
            }
            all.push(of_page);
        }
        Ok(all)
    }
}
