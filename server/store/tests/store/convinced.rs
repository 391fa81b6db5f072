//! Which reasoning in a class convinced whom.

use protocol::{
    convinced::{Convinced, Reasoned},
    limits::CONVINCED_OF_CLASS,
};
use store::StoreError;

use crate::ledger::with_student;

#[tokio::test]
async fn a_person_says_it_once_of_each_reasoning_and_of_so_many_of_a_class() {
    let (_home, store, owner, _, session, (gus, _)) = with_student().await;
    let message = |seq: usize| Reasoned::Message { seq: seq as u64 };
    for seq in 1..=CONVINCED_OF_CLASS {
        store.convince(session, gus.id, message(seq)).await.unwrap();
    }
    store.convince(session, gus.id, message(1)).await.unwrap();
    let one_more = message(CONVINCED_OF_CLASS + 1);
    assert!(matches!(store.convince(session, gus.id, one_more).await, Err(StoreError::Full)));
    store.unconvince(session, gus.id, message(2)).await.unwrap();
    store.convince(session, gus.id, one_more).await.unwrap();

    store.convince(session, owner.id, message(7)).await.unwrap();
    let listed = store.convinced(session, gus.id).await.unwrap();
    assert_eq!(listed.len(), CONVINCED_OF_CLASS);
    assert_eq!(listed[0], Convinced { reasoned: message(7), people: 2, mine: true });
    assert!(!store.convinced(session, owner.id).await.unwrap()[1].mine);
}
