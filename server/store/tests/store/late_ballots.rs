//! Later answers to anonymous polls: counted once, told by threes, and linked to nobody.

use protocol::{
    ParticipantId,
    polls::{Answer, PollId},
};
use sqlx::Row;
use store::LateBallots;

use crate::{Home, NOW, PASSWORD, empty};

const POLL: PollId = PollId(3);

fn number(value: i64) -> Answer {
    Answer::Number { value }
}

/// The voters, the answers that are told, and those that wait, as the database has them.
async fn rows(home: &Home) -> Vec<[String; 3]> {
    let mut database = home.aside().await;
    let rows = sqlx::query("SELECT voters, told, waiting FROM late_ballots ORDER BY poll").fetch_all(&mut database);
    rows.await.unwrap().iter().map(|row| ["voters", "told", "waiting"].map(|column| row.get(column))).collect()
}

#[tokio::test]
async fn each_seat_answers_once_and_three_answers_are_told_at_a_time_in_an_order_that_says_nothing() {
    let (home, store) = empty().await;
    let owner = store.create_owner("Ada", "ada@example.org", PASSWORD).await.unwrap();
    let session = store.create_session(owner.id, "Analysis", true, NOW).await.unwrap().id;
    let lease = store.lease(session).await.unwrap();
    let cast = async |seat, value| store.cast_late(&lease, POLL, ParticipantId(seat), &number(value)).await.unwrap();
    let told =
        async || store.late_ballots(session).await.unwrap().into_iter().flat_map(|poll| poll.told).collect::<Vec<_>>();

    assert!(cast(9, 7).await && cast(2, 4).await);
    assert_eq!(told().await, []);
    assert!(!cast(9, 1).await, "they have answered");
    let ballot = |value: i64| serde_json::to_string(&number(value)).unwrap();
    let list =
        |values: &[i64]| format!("[{}]", values.iter().map(|&value| ballot(value)).collect::<Vec<_>>().join(","));
    assert_eq!(rows(&home).await, [[",2,9,".to_owned(), list(&[]), list(&[4, 7])]], "each by its own order");

    assert!(cast(5, 6).await);
    assert_eq!(rows(&home).await, [[",2,5,9,".to_owned(), list(&[4, 6, 7]), list(&[])]]);
    assert!(cast(1, 5).await);
    assert_eq!(told().await, [4, 6, 7].map(number), "the next three wait for one another");
    let seats = [1, 2, 5, 9].map(ParticipantId).into();
    assert_eq!(
        store.late_ballots(session).await.unwrap(),
        [LateBallots { poll: POLL, voters: seats, told: [4, 6, 7].map(number).to_vec() }]
    );
    assert!(store.cast_late(&lease, PollId(4), ParticipantId(9), &number(1)).await.unwrap(), "of another poll");

    store.erase_seats(&lease, &[9, 1].map(ParticipantId).into(), &[], NOW).await.unwrap();
    let voters: Vec<String> = rows(&home).await.into_iter().map(|[voters, ..]| voters).collect();
    assert_eq!(voters, [",2,5,", ","], "an erased seat is forgotten, and no answer");
    assert_eq!(told().await.len(), 3);
}

#[tokio::test]
async fn whoever_has_lost_the_session_takes_no_answer() {
    let (_home, store) = empty().await;
    let owner = store.create_owner("Ada", "ada@example.org", PASSWORD).await.unwrap();
    let session = store.create_session(owner.id, "Analysis", true, NOW).await.unwrap().id;
    let lost = store.lease(session).await.unwrap();
    let lease = store.lease(session).await.unwrap();
    assert!(store.cast_late(&lost, POLL, ParticipantId(1), &number(1)).await.is_err());
    assert!(store.cast_late(&lease, POLL, ParticipantId(1), &number(1)).await.unwrap());
}
