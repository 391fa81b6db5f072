//! Class off the record: nobody is recorded, also not after a restart, and what was written stays with those who were there.

use std::time::Duration;

use protocol::{
    Command, ErrorCode, Event, EventBody, Millis, Source,
    chat::ChatTo,
    http::{Seat, Timeline},
    manifest::{ManifestEntry, TrackContent},
};
use server_tests::{person::Person, server::TestServer, visitor::Visitor, within};

/// A last picture lasts as long as the one before it.
const PICTURE_MS: Millis = 100;

fn off(off: bool) -> Command {
    Command::SetOffRecord { off }
}

/// Waits until something of this camera is recorded that begins after a moment.
async fn recorded_after(visitor: &Visitor, seat: &Seat, person: &Person, after: Millis) {
    let wait = async {
        loop {
            let entries = visitor.manifest(seat).await.entries;
            let is_camera = |entry: &ManifestEntry| match *entry {
                ManifestEntry::Track {
                    track,
                    content: TrackContent::Participant { participant, source: Source::Camera, .. },
                } if participant == person.id() => Some(track),
                _ => None,
            };
            let camera = entries.iter().find_map(is_camera);
            let fits = |entry: &ManifestEntry| matches!(*entry, ManifestEntry::Segment { track, start, .. } if Some(track) == camera && start >= after);
            if entries.iter().any(fits) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    within("a picture in the recording", wait).await;
}

/// Waits until class has come to a moment.
async fn class_time(visitor: &Visitor, seat: &Seat, moment: Millis) {
    let path = format!("/api/sessions/{}/timeline", seat.session);
    let wait = async {
        while visitor.get_as::<Timeline>(&seat.token, &path).await.expect("the timeline").now < moment {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    within("class to go on", wait).await;
}

fn texts(events: &[Event]) -> Vec<String> {
    let text = |event: &Event| match &event.body {
        EventBody::ChatSent { text, .. } => Some(text.clone()),
        _ => None,
    };
    events.iter().filter_map(text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_what_is_off_the_record_is_kept_but_for_those_who_were_there() {
    let server = TestServer::start().await;
    let class = server.class().await;
    class.open_recording_for_an_hour().await;
    let mut ada = Person::enter(&server, class.instructors_seat().await, 9).await;
    let mut gus = Person::enter(&server, class.guests_seat("Gus").await, 1).await;
    let absent = class.guests_seat("Abe").await;
    let says = |text: &str| Command::SendChat { text: text.into(), to: ChatTo::MAIN };
    gus.client.must(says("Before")).await;
    recorded_after(&server.visitor(), &ada.seat, &gus, 0).await;
    assert_eq!(gus.client.refusal(off(true)).await, ErrorCode::Forbidden);
    ada.client.must(off(true)).await;
    let is_set = |body: &EventBody| matches!(body, EventBody::OffRecordSet { .. });
    let since = gus.client.event("off the record", is_set).await.at;
    gus.client.must(says("Between us")).await;
    class_time(&server.visitor(), &absent, since + 2_500).await;

    let (adas, guss) = (ada.seat.clone(), gus.seat.clone());
    let server = server.restart().await;
    let visitor = server.visitor();
    let mut ada = Person::enter(&server, adas, 8).await;
    let gus = Person::enter(&server, guss, 2).await;
    let stretches = &gus.client.snapshot.as_ref().expect("a snapshot").off_record;
    assert!(matches!(stretches[..], [stretch] if stretch.from == since && stretch.to.is_none()), "{stretches:?}");
    ada.hears_only(2, &[]).await;
    ada.client.must(off(false)).await;
    let until = ada.client.event("on the record", is_set).await.at;
    recorded_after(&visitor, &ada.seat, &gus, until).await;
    ada.client.must(Command::EndSession).await;
    within("the end", ada.client.socket.farewell()).await;

    let entries = visitor.manifest(&absent).await.entries;
    let within_stretch = |entry: &&ManifestEntry| matches!(**entry, ManifestEntry::Segment { start, duration, .. } if start < until && start + duration > since + PICTURE_MS);
    assert_eq!(entries.iter().find(within_stretch), None, "off the record from {since} to {until}");
    let gap = |entry: &ManifestEntry| matches!(*entry, ManifestEntry::Gap { track: None, from, to } if from <= since + PICTURE_MS && to == until);
    assert!(entries.iter().any(gap), "{entries:?}");
    for seat in [&ada.seat, &gus.seat] {
        assert_eq!(texts(&visitor.journal(seat, 1).await.events), ["Before", "Between us"]);
    }
    let events = visitor.journal(&absent, 1).await.events;
    assert_eq!(events.iter().filter(|event| is_set(&event.body)).count(), 2, "that there was something all learn");
    assert_eq!(texts(&events), ["Before"]);
    server.stop().await;
}
