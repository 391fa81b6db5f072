//! A guest who was in class makes the seat that of their account, and nobody else does.

use protocol::{
    Command, CourseRole, ErrorCode, EventBody, LeaveReason, ServerRole, SessionId,
    chat::ChatTo,
    claims::{KeptSeat, SeatTokens},
    courses::{Course, CourseDetails},
    http::{JoinInfo, Me, Seat, SessionSummary, Timeline},
    limits,
    people::InvitationLink,
    roster::Member,
};
use serde_json::json;
use server_tests::{
    client::Client,
    school::{School, accept, details},
    server::TestServer,
    visitor::{Refused, Visitor, refused},
};

/// A member of the server.
async fn member(server: &TestServer, owner: &Visitor, name: &str) -> Visitor {
    let email = format!("{}@home.example", name.to_lowercase());
    let invite = json!({ "name": name, "email": email, "role": ServerRole::Member });
    accept(server, &owner.post::<InvitationLink>("/api/people", &invite).await.unwrap()).await
}

/// Ends class, and waits until it is over.
async fn end(instructor: &mut Client) {
    instructor.must(Command::EndSession).await;
    assert_eq!(instructor.socket.farewell().await, Some(ErrorCode::SessionEnded));
}

fn tokens(seats: &[&Seat]) -> SeatTokens {
    SeatTokens { tokens: seats.iter().map(|seat| seat.token.clone()).collect() }
}

async fn look(visitor: &Visitor, seats: &[&Seat]) -> Result<Vec<(SessionId, String)>, Refused> {
    let found = visitor.post::<Vec<KeptSeat>>("/api/account/seats/look", &tokens(seats)).await?;
    Ok(found.into_iter().map(|seat| (seat.session, seat.name)).collect())
}

async fn claim(visitor: &Visitor, seats: &[&Seat]) -> Vec<SessionId> {
    let claimed: Vec<KeptSeat> = visitor.post("/api/account/seats", &tokens(seats)).await.unwrap();
    claimed.into_iter().map(|seat| seat.session).collect()
}

/// Whether a seat's token reads the recording.
async fn reads(visitor: &Visitor, seat: &Seat) -> Result<(), Refused> {
    visitor.get_as::<Timeline>(&seat.token, &format!("/api/sessions/{}/timeline", seat.session)).await.map(|_| ())
}

#[tokio::test]
async fn a_seat_becomes_that_of_whoever_has_its_token_once_and_after_class() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut instructor = class.instructor().await;
    let (code, browser) = (class.session.code.clone(), server.visitor());
    let seat = browser.join(&code, "Ana").await.unwrap();
    let second = browser.join(&code, "Ana B").await.unwrap();
    for seat in [&seat, &second] {
        let mut guest = Client::enter(server.web(), seat).await;
        guest.must(Command::SendChat { to: ChatTo::MAIN, text: "Hello".into() }).await;
    }
    let passer_by = server.visitor().join(&code, "Pia").await.unwrap();
    let (ana, eve) = (member(&server, &class.owner, "Ana").await, member(&server, &class.owner, "Eve").await);
    assert_eq!(look(&ana, &[&seat]).await, Ok(vec![]), "class runs");
    end(&mut instructor).await;

    assert_eq!(look(&browser, &[&seat]).await, refused(401, ErrorCode::Unauthorized));
    assert_eq!(look(&class.owner, &[&seat]).await, Ok(vec![]), "whoever owns a class is no guest in it");
    assert_eq!(look(&ana, &[&passer_by]).await, Ok(vec![]), "who took a seat and never came was not in class");
    let guess = Seat { token: "guess".into(), ..seat.clone() };
    assert_eq!(look(&ana, &[&guess, &seat]).await, Ok(vec![(class.session.id, "Ana".into())]));
    assert_eq!(look(&ana, &vec![&guess; limits::SEATS_CLAIMED + 1]).await, refused(413, ErrorCode::TooLarge));

    assert_eq!(claim(&ana, &[&guess, &seat, &second]).await.len(), 1, "a person has one seat in a class");
    assert_eq!(look(&ana, &[&seat, &second]).await, Ok(vec![]));
    assert_eq!(claim(&eve, &[&seat]).await, [], "it is somebody's");
    let attended = async |who: &Visitor| {
        let list: Vec<SessionSummary> = who.get("/api/account/seats").await.unwrap();
        list.into_iter().map(|session| session.id).collect::<Vec<_>>()
    };
    assert_eq!((attended(&ana).await, attended(&eve).await), (vec![class.session.id], vec![]));

    // By the account it is watched in any browser; the seat is the same, and keeps its name.
    let info: JoinInfo = ana.get(&format!("/api/join/{code}")).await.unwrap();
    assert_eq!((info.yours, info.name.as_deref()), (true, Some("Ana")));
    let by_account = ana.join(&code, "Another name").await.unwrap();
    assert!([seat.participant, second.participant].contains(&by_account.participant));
    assert_eq!(reads(&ana, &by_account).await, Ok(()));
    // The tokens end with the sign-in, also the one that the guest had.
    ana.post::<Me>("/api/sign-out", &()).await.unwrap();
    let former = if by_account.participant == seat.participant { &seat } else { &second };
    for token in [&by_account, former] {
        assert_eq!(reads(&ana, token).await, refused(401, ErrorCode::Unauthorized));
    }
    server.stop().await;
}

#[tokio::test]
async fn who_was_removed_from_class_has_no_seat_to_claim() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut instructor = class.instructor().await;
    let seat = class.guests_seat("Gus").await;
    let guest = Client::enter(server.web(), &seat).await;
    instructor.must(Command::Remove { participant: seat.participant, ban: false }).await;
    drop(guest);
    instructor.event("removed", |body| matches!(body, EventBody::Left { reason: LeaveReason::Removed, .. })).await;
    end(&mut instructor).await;
    let gus = member(&server, &class.owner, "Gus").await;
    assert_eq!(claim(&gus, &[&seat]).await, []);
    server.stop().await;
}

#[tokio::test]
async fn in_a_class_of_a_course_its_students_claim_seats_and_nobody_else() {
    let school = School::open().await;
    let open = CourseDetails { guests_allowed: true, ..details() };
    let request = school.instructor.request(reqwest::Method::PUT, &school.path("")).json(&open);
    school.instructor.send::<Course>(request).await.unwrap();
    let class = school.class().await;
    let mut teacher =
        Client::enter(school.server.web(), &school.instructor.join(&class.code, "Ivy").await.unwrap()).await;
    let guest = async |name: &str| {
        let seat = school.server.visitor().join(&class.code, name).await.unwrap();
        let mut client = Client::enter(school.server.web(), &seat).await;
        client.say(Command::Leave).await;
        assert_eq!(client.socket.farewell().await, Some(ErrorCode::Left));
        seat
    };
    let (sams, evas) = (guest("Sam").await, guest("Eva").await);
    end(&mut teacher).await;

    let (sam, line): (Visitor, Member) = school.member("Sam", CourseRole::Student).await;
    let (tom, _) = school.member("Tom", CourseRole::Assistant).await;
    let eva = member(&school.server, &school.owner, "Eva").await;
    assert_eq!(claim(&tom, &[&sams]).await, [], "staff come in as what they are");
    assert_eq!(claim(&eva, &[&evas]).await, [], "what her account sees is a matter of the roster");
    assert_eq!(reads(&eva, &evas).await, refused(403, ErrorCode::MembersOnly));
    assert_eq!(reads(&sam, &sams).await, refused(403, ErrorCode::MembersOnly));
    assert_eq!(claim(&sam, &[&sams]).await, [class.id]);
    assert_eq!(reads(&sam, &sams).await, Ok(()));
    school.change(&line, json!({ "state": "removed" })).await.unwrap();
    assert_eq!(reads(&sam, &sams).await, refused(401, ErrorCode::Unauthorized), "it ends with the membership");
    school.server.stop().await;
}
