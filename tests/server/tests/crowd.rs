//! A whole class that is moved into rooms and back, again and again. `cargo xtask bench rooms` does it with 200.

use std::time::Duration;

use protocol::{Command, EventBody, rooms::RoomRules};
use server_tests::{client::Client, crowd::Crowd, plan, server::TestServer, within};
use tokio::task::JoinSet;

/// Longer than a move takes on a machine that is busy with other tests, with a server that is not optimised.
const MOVE_AT_MOST: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread")]
async fn everybody_arrives_in_every_room_every_time() {
    const PEOPLE: usize = 20;
    const ROOMS: usize = 5;
    const TIMES: usize = 3;
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut seats = Vec::new();
    let instructor = class.instructor().await;
    for number in 0..PEOPLE {
        seats.push(class.guests_seat(&format!("Guest {number}")).await);
    }
    let mut crowd = Crowd::gather(server.web(), instructor, seats, ROOMS).await;
    for _ in 0..TIMES {
        // One in each room publishes, the others watch; in main all watch the instructor.
        for (moves, watchers) in [(crowd.open().await, PEOPLE - ROOMS), (crowd.close().await, PEOPLE)] {
            let slowest = moves.iter().map(|one| one.told.max(one.seen.unwrap_or_default())).max();
            assert!(slowest < Some(MOVE_AT_MOST), "{slowest:?}");
            let seen = moves.iter().filter(|one| one.seen.is_some()).count();
            assert_eq!((moves.len(), seen), (PEOPLE, watchers));
        }
    }
    assert!(crowd.is_whole());
    server.stop().await;
}

/// As many as a class may be, who are all moved at once: what they are all told does not cut them off.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_class_is_moved_without_losing_anybody() {
    const PEOPLE: usize = 540;
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut instructor = class.instructor().await;
    let (mut members, mut people) = (Vec::new(), JoinSet::new());
    for number in 0..PEOPLE {
        // With all that happened known already: 540 snapshots of a full class are not what is tested.
        let seat = class.guests_seat(&format!("Guest {number}")).await;
        let mut guest = Client::resume(server.web(), &seat, instructor.seq).await;
        members.push(guest.you);
        instructor.attend_until_joined(guest.you).await;
        people.spawn(async move { guest.socket.attend_until_told("rooms_closed").await });
    }
    let rooms = members.chunks(30).map(|members| plan::room("Room", members)).collect();
    instructor.say(plan::open(rooms, RoomRules::default())).await;
    instructor.say(Command::CloseRooms { countdown: 0 }).await;
    instructor.attend_until(|body| matches!(body, EventBody::RoomsClosed { .. })).await.expect("the instructor stays");
    let stayed = within("the end of the rooms for all", people.join_all()).await;
    assert_eq!(stayed.into_iter().filter(|stayed| *stayed).count(), PEOPLE);
    server.stop().await;
}
