//! New takes in the places of stretches of recordings.

use std::collections::BTreeSet;

use protocol::{
    Audience, CourseId, Event, EventBody, Later, ParticipantId, SessionId,
    limits::CLIP_UNUSED_MS,
    recording::{Cut, Take},
};
use store::{AnnouncedAt, Person, Said, Store, StoreError};

use crate::{
    NOW,
    courses::{join, line, with_course},
    noted,
};

async fn over(store: &Store, session: SessionId, duration: u64) -> SessionId {
    store.set_live(session, NOW).await.unwrap();
    store.set_ended(session, duration, NOW).await.unwrap();
    session
}

async fn clip(store: &Store, by: &Person, course: CourseId) -> SessionId {
    let row = store.create_clip(by.id, "Take", course, NOW).await.unwrap();
    over(store, row.id, 80_000).await
}

async fn class(store: &Store, by: &Person, course: CourseId) -> SessionId {
    let row = store.create_class(by.id, "Light", course, NOW).await.unwrap();
    over(store, row.id, 600_000).await
}

/// Appends what staff do with a take in a class.
async fn edit(store: &Store, class: SessionId, clip: SessionId, undone: bool) {
    let cut = Cut { take: Some(Take { session: clip, duration: 80_000 }), ..Cut::out(1_000, 9_000) };
    let by = ParticipantId(1);
    let body = if undone { EventBody::CutUndone { cut, by } } else { EventBody::CutMade { cut, by } };
    let seq = store.journal().last(class).await.unwrap().map_or(1, |(seq, _)| seq + 1);
    let later = Some(Later { unix: NOW, anchor: None });
    let event = Event { seq, at: 0, audience: Audience::Everyone, later, body };
    let lease = store.lease(class).await.unwrap();
    store.journal().append(&lease, vec![event]).await.unwrap();
}

async fn unused(store: &Store, by: &Person, course: CourseId) -> Vec<SessionId> {
    store.unused_clips(course, by.id).await.unwrap().into_iter().map(|clip| clip.session).collect()
}

fn with(clip: SessionId) -> Said<'static> {
    let at = AnnouncedAt { local: "2023-11-14T23:13", zone: "Europe/Berlin", at_unix: NOW + 10 };
    Said { title: "News", text: "", clip: Some(clip), at: Some(at) }
}

#[tokio::test]
async fn a_take_is_of_a_class_as_long_as_it_stands_in_its_place_and_can_be_used_again_for_a_day() {
    let (_home, store, owner, course) = with_course().await;
    let (light, take) = (class(&store, &owner, course).await, clip(&store, &owner, course).await);
    assert_eq!(store.offer_take(light, take, owner.id, NOW).await.unwrap(), 80_000);
    assert_eq!(store.class_of_take(take).await.unwrap(), None, "it is offered alone");
    assert_eq!(unused(&store, &owner, course).await, [take]);
    edit(&store, light, take, false).await;
    assert_eq!(store.class_of_take(take).await.unwrap(), Some(light));
    assert_eq!(unused(&store, &owner, course).await, []);
    assert!(matches!(store.delete_clip(course, owner.id, take, NOW).await, Err(StoreError::NotFound)));
    let announced = store.announce(course, owner.id, with(take), &noted(), NOW).await;
    assert!(matches!(announced, Err(StoreError::NotFound)), "{announced:?}");
    let other = class(&store, &owner, course).await;
    let elsewhere = store.offer_take(other, take, owner.id, NOW).await;
    assert!(matches!(elsewhere, Err(StoreError::NotFound)), "{elsewhere:?}");
    store.offer_take(light, take, owner.id, NOW).await.unwrap();
    assert_eq!(store.class_of_take(take).await.unwrap(), Some(light), "it stays where it stands");
    store.forget_unused_clips(NOW + 9 * CLIP_UNUSED_MS).await.unwrap();
    assert!(store.session(take).await.unwrap().is_some());

    edit(&store, light, take, true).await;
    assert_eq!((store.class_of_take(take).await.unwrap(), unused(&store, &owner, course).await), (None, vec![take]));
    store.forget_unused_clips(NOW + CLIP_UNUSED_MS - 1).await.unwrap();
    assert!(store.session(take).await.unwrap().is_some(), "it can be put back");
    store.forget_unused_clips(NOW + CLIP_UNUSED_MS).await.unwrap();
    assert_eq!(store.session(take).await.unwrap(), None);
}

#[tokio::test]
async fn whoever_leads_the_class_puts_anybodys_take_back_and_nobody_places_what_is_not_theirs() {
    let (_home, store, owner, course) = with_course().await;
    let ann = store.add_member(course, &line("Ann", "ann@example.org"), &noted(), NOW).await.unwrap();
    let ann = join(&store, course, &ann).await;
    let (light, take) = (class(&store, &owner, course).await, clip(&store, &ann, course).await);
    let refused = |result: Result<u64, StoreError>| assert!(matches!(result, Err(StoreError::NotFound)), "{result:?}");
    refused(store.offer_take(light, take, owner.id, NOW).await);
    store.offer_take(light, take, ann.id, NOW).await.unwrap();
    edit(&store, light, take, false).await;
    edit(&store, light, take, true).await;
    store.offer_take(light, take, owner.id, NOW).await.unwrap();
    // One that was put back has another use then.
    store.announce(course, ann.id, with(take), &noted(), NOW).await.unwrap();
    refused(store.offer_take(light, take, owner.id, NOW).await);
    refused(store.offer_take(light, take, ann.id, NOW).await);
    // Not what runs, a class, or what is of another course.
    let running = store.create_clip(owner.id, "Take", course, NOW).await.unwrap().id;
    store.set_live(running, NOW).await.unwrap();
    refused(store.offer_take(light, running, owner.id, NOW).await);
    refused(store.offer_take(light, light, owner.id, NOW).await);
    let alone = store.create_session(owner.id, "Alone", true, NOW).await.unwrap().id;
    refused(store.offer_take(alone, take, ann.id, NOW).await);
}

#[tokio::test]
async fn it_goes_with_its_class_or_with_the_recording_and_with_whoever_recorded_it() {
    let (_home, store, owner, course) = with_course().await;
    let (light, sound) = (class(&store, &owner, course).await, class(&store, &owner, course).await);
    for of in [light, sound] {
        let take = clip(&store, &owner, course).await;
        store.offer_take(of, take, owner.id, NOW).await.unwrap();
        edit(&store, of, take, false).await;
        if of == light {
            assert!(store.delete_class(of, &noted(), NOW).await.unwrap());
        } else {
            assert!(store.delete_recording(of, owner.id, &noted(), NOW).await.unwrap());
            assert!(store.session(take).await.unwrap().is_some(), "it lies in the bin with the recording");
            assert!(store.erase_recording(of, &noted(), NOW).await.unwrap());
        }
        assert_eq!(store.session(take).await.unwrap(), None);
    }
    let ann = store.add_member(course, &line("Ann", "ann@example.org"), &noted(), NOW).await.unwrap();
    let ann = join(&store, course, &ann).await;
    let (heat, take) = (class(&store, &owner, course).await, clip(&store, &ann, course).await);
    store.offer_take(heat, take, ann.id, NOW).await.unwrap();
    edit(&store, heat, take, false).await;
    // A file of the class shows it, and is made anew as soon as something of it is erased, or all.
    assert!(store.ask_for_mp4(heat, &noted(), NOW).await.unwrap());
    let job = async || store.mp4(heat).await.unwrap().unwrap().job;
    let first = job().await;
    let lease = store.lease(take).await.unwrap();
    store.erase_seats(&lease, &BTreeSet::from([ParticipantId(1)]), &[], NOW).await.unwrap();
    drop(lease);
    let second = job().await;
    assert_ne!(first, second);
    store.erase_person(ann.id, &noted(), NOW).await.unwrap();
    assert_ne!(second, job().await);
    assert_eq!(store.session(take).await.unwrap(), None);
    let lost = store.lost_takes().await.unwrap();
    assert_eq!(lost[&heat].iter().collect::<Vec<_>>(), [&take], "whoever looks after its class is told");
    edit(&store, heat, take, true).await;
    assert!(!store.lost_takes().await.unwrap().contains_key(&heat));
}
