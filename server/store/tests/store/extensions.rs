//! The days that one person is given for a class after the deadline of all.

use std::collections::HashMap;

use protocol::{MemberId, MemberState};
use store::StoreError;

use crate::{
    NOW,
    courses::{join, line, with_course},
    noted, quietly,
    schedule::plan,
};

#[tokio::test]
async fn days_are_given_changed_and_taken_away_and_end_with_the_class() {
    let (_home, store, owner, course) = with_course().await;
    let sessions = plan(&store, &owner, course, 2).await.unwrap();
    let [first, second] = [sessions[0].id, sessions[1].id];
    let row = store.add_member(course, &line("Sam", "sam@example.org"), &noted(), NOW).await.unwrap();
    let other = store.add_member(course, &line("Ida", "ida@example.org"), &noted(), NOW).await.unwrap();
    let sam = join(&store, course, &row).await;
    let set = async |session, member, days| store.set_extension(course, session, member, days, &noted(), NOW).await;
    assert!(set(second, row.id, Some(3)).await.unwrap());
    assert!(set(first, row.id, Some(5)).await.unwrap());
    assert!(set(first, other.id, Some(2)).await.unwrap(), "before they have an account");
    assert!(!set(first, row.id, Some(5)).await.unwrap(), "nothing has changed");
    assert!(set(first, row.id, Some(7)).await.unwrap());
    assert!(matches!(set(first, MemberId(99), Some(1)).await, Err(StoreError::NotFound)));

    let of_class = store.extensions_of_session(first).await.unwrap();
    let of_class: Vec<_> = of_class.iter().map(|row| (row.name.as_str(), row.days)).collect();
    assert_eq!(of_class, [("Ida", 2), ("Sam", 7)]);
    let of_sam = store.extensions_of_member(course, row.id).await.unwrap();
    assert_eq!(of_sam.iter().map(|row| (row.session, row.days)).collect::<Vec<_>>(), [(first, 7), (second, 3)]);
    assert_eq!(store.extensions_of(sam.id).await.unwrap(), HashMap::from([(first, 7), (second, 3)]));

    assert!(set(second, row.id, None).await.unwrap());
    assert!(!set(second, row.id, None).await.unwrap());
    store.change_member(course, row.id, |row| row.state = MemberState::Removed, quietly, NOW).await.unwrap();
    assert_eq!(store.extensions_of(sam.id).await.unwrap(), HashMap::new());
    store.change_member(course, row.id, |row| row.state = MemberState::Active, quietly, NOW).await.unwrap();
    assert_eq!(store.extensions_of(sam.id).await.unwrap(), HashMap::from([(first, 7)]), "an undo gives all back");
    store.delete_planned(&sessions[0], false, &noted(), NOW).await.unwrap();
    assert_eq!(store.extensions_of_member(course, row.id).await.unwrap(), []);
}
