//! Seats that are taken and left: whoever comes from a few addresses leaves places to others.

use protocol::{
    Command, Consent, ErrorCode,
    http::{JoinRequest, JournalPage, Seat},
    limits,
};
use reqwest::Method;
use server_tests::{
    client::Client,
    server::TestServer,
    visitor::{Refused, Visitor},
};

/// Takes a seat from an address, as the reverse proxy reports it.
async fn join_from(visitor: &Visitor, address: &str, code: &str) -> Result<Seat, Refused> {
    let request = JoinRequest { name: "Eve".into(), consent: Consent::default(), consent_version: None };
    let path = format!("/api/join/{code}");
    visitor.send(visitor.request(Method::POST, &path).header("x-forwarded-for", address).json(&request)).await
}

/// Takes seats from an address until it is refused, and reads the journal once with each.
async fn floods(visitor: Visitor, address: String, code: String) -> Vec<Seat> {
    let mut seats = Vec::new();
    loop {
        match join_from(&visitor, &address, &code).await {
            Ok(seat) => {
                visitor.journal(&seat, 1).await;
                seats.push(seat);
            }
            Err(refused) => {
                assert_eq!(refused.code, ErrorCode::RateLimited);
                return seats;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn four_addresses_that_take_all_seats_they_can_leave_places_to_others() {
    let server = TestServer::start_behind_proxy().await;
    let class = server.class().await;
    class.open_recording_for_an_hour().await;
    let code = class.session.code.clone();
    let visitor = server.visitor();
    let seats = [class.instructors_seat().await, join_from(&visitor, "192.0.2.1", &code).await.expect("a seat")];
    // They have been in class. A flood takes longer than a connection without heartbeats lasts.
    for seat in &seats {
        Client::enter(server.web(), seat).await;
    }

    let floods: Vec<_> =
        (1..=4).map(|n| tokio::spawn(floods(server.visitor(), format!("198.51.100.{n}"), code.clone()))).collect();
    let mut taken = 0;
    let mut open = 0;
    for flood in floods {
        for seat in flood.await.expect("a flood") {
            taken += 1;
            let path = format!("/api/sessions/{}/journal", seat.session);
            open += usize::from(visitor.get_as::<JournalPage>(&seat.token, &path).await.is_ok());
        }
    }
    assert!(taken >= 4 * limits::JOINS_BURST as usize, "{taken} of them were given");
    assert!(open <= limits::SEATS - 391, "{open} of {taken} are left to them");

    // People come into class from other addresses, thirty of them from one.
    for n in 0..30 {
        let seat =
            join_from(&visitor, if n == 0 { "203.0.113.1" } else { "203.0.113.2" }, &code).await.expect("a seat");
        let mut guest = Client::enter(server.web(), &seat).await;
        assert!(n % 10 > 0 || guest.is_in_class().await);
    }
    let [mut ada, mut early] =
        [Client::enter(server.web(), &seats[0]).await, Client::enter(server.web(), &seats[1]).await];
    assert!(early.is_in_class().await);
    ada.must(Command::EndSession).await;
    let late = join_from(&visitor, "203.0.113.3", &code).await.expect("a seat to watch from");
    assert!(visitor.journal(&late, 1).await.complete);
    server.stop().await;
}
