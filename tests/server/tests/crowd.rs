//! A whole class that is moved into rooms and back, again and again. `cargo xtask bench rooms` does it with 200.

use std::time::{Duration, Instant};

use protocol::{Command, EventBody, rooms::RoomRules};
use server_tests::{client::Client, crowd::Crowd, plan, server::TestServer, within};
use tokio::task::JoinSet;

/// The time that a move may take on an idle machine, with a server that is not optimised…
const MOVE_AT_MOST: Duration = Duration::from_millis(500);
/// …and so many times more than a command takes at the same time, where the machine is busy with other tests: a move is one
/// command of the instructor's, one of each member's, and a keyframe.
const COMMANDS_AT_MOST: u32 = 20;
/// The server requests a keyframe of a camera at most this often, however many want to see it.
const KEYFRAME_GAP: Duration = Duration::from_millis(300);

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
    for number in 0..2 * TIMES {
        let (opens, before) = (number % 2 == 0, crowd.keyframes_requested());
        let command = crowd.command().await;
        let started = Instant::now();
        let moves = if opens { crowd.open().await } else { crowd.close().await };
        let took = started.elapsed();
        let slowest = moves.iter().map(|one| one.told.max(one.seen.unwrap_or_default())).max().expect("moves");
        let most = MOVE_AT_MOST + COMMANDS_AT_MOST * command.max(crowd.command().await);
        println!("{slowest:?} of at most {most:?}, a command takes {command:?}");
        assert!(slowest < most, "a move took {slowest:?}, more than {most:?}");
        // One member of each room publishes and the others watch; in the main room all watch the instructor.
        let seen = moves.iter().filter(|one| one.seen.is_some()).count();
        assert_eq!((moves.len(), seen), (PEOPLE, if opens { PEOPLE - ROOMS } else { PEOPLE }));
        let requested = crowd.keyframes_requested() - before;
        // All cameras move, and the recording of each goes on in another room.
        let most = (ROOMS as u64 + 1) * (2 + (took.as_millis() / KEYFRAME_GAP.as_millis()) as u64);
        assert!(requested <= most, "{requested} keyframes requested of at most {most}");
        println!("{requested} keyframes requested of at most {most}");
    }
    assert!(crowd.is_whole());
    server.stop().await;
}

/// As many as a class may have are moved at once: the events of all moves must not disconnect anybody.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_class_is_moved_without_losing_anybody() {
    const PEOPLE: usize = 540;
    let server = TestServer::start().await;
    let class = server.class().await;
    let mut instructor = class.instructor().await;
    let (mut members, mut people) = (Vec::new(), JoinSet::new());
    for number in 0..PEOPLE {
        // The guests resume from the last event, because 540 snapshots of a full class are not what is tested.
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
