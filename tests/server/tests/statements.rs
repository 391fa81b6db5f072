//! The pages around class send a number of SQL statements that is the same however many courses, sessions and people there are.

use meridian::clock::unix_now;
use server_tests::{
    filling::{Filled, Size, fill},
    home_pages::pages,
    server::{TestServer, new_database},
    statements::{rest, statements_of},
    visitor::Visitor,
};

/// Three and thirty of everything.
const SIZES: [Size; 2] = [of(3), of(30)];

const fn of(count: usize) -> Size {
    Size { courses: count, sessions: count, students: count, lecture: count }
}

/// A server on a store of this size.
async fn filled(size: Size) -> (TestServer, Filled) {
    let (data, database) = (tempfile::tempdir().unwrap(), new_database());
    let filled = fill(data.path(), database.as_deref(), size, unix_now()).await;
    let server = TestServer::start_on_filled(data, database).await;
    rest().await;
    (server, filled)
}

/// How many statements each request of each page takes.
async fn statements(size: Size) -> Vec<(String, u64)> {
    let (server, filled) = filled(size).await;
    let mut all = Vec::new();
    for page in pages(&filled) {
        let visitor = Visitor::signed_in(server.web(), page.who.token(&filled));
        for (name, path) in page.asks {
            // The first request of a sign-in may note that it is used.
            assert_eq!(visitor.read(&path).await, 200, "{}: {path}", page.name);
            let count = statements_of(|| visitor.read(&path)).await;
            all.push((format!("{}: {name}", page.name), count));
        }
    }
    server.stop().await;
    all
}

#[tokio::test]
async fn no_page_around_class_asks_the_database_for_each_row() {
    let [few, many] = SIZES.map(statements);
    let (few, many) = (few.await, many.await);
    assert!(few.iter().all(|(_, count)| (1..=20).contains(count)), "{few:?}");
    assert_eq!(few, many);
}
