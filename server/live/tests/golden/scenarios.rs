//! The scenarios.

use live::{Input, State};
use protocol::{
    Audience, Command, Consent, Event, EventBody, LeaveReason, ParticipantId, PollId, Reaction, Role, RoomId,
    SessionKind, Source,
    TrackState::{Muted, Off, On},
    chat::ChatTo,
    limits,
};

use crate::{
    Scenario, agenda,
    class::{BREAKOUT, Class, SESSION, STARTED, track},
    later, moderation, polls, recording, rooms, table,
};

pub(crate) const EVERY_ROLE: [(u32, Role); 4] =
    [(1, Role::Instructor), (2, Role::Assistant), (3, Role::Student), (4, Role::Guest)];
/// A person who was never there and watches afterwards.
pub(crate) const ABSENT: (u32, Role) = (99, Role::Student);

pub(crate) fn all() -> Vec<Scenario> {
    let mut all = vec![
        come_and_go(),
        tracks(),
        speaking(),
        hands(),
        reactions(),
        chat(),
        spotlight(),
        restart(),
        ended_by_instructor(),
        ended_by_itself(),
        breakout_rooms(),
        strangers(),
    ];
    all.extend(polls::all());
    all.extend(rooms::all());
    all.extend(moderation::all());
    all.extend(agenda::all());
    all.extend(recording::all());
    all.extend(later::all());
    all.push(table::watched_together());
    all.push(table::worked_together());
    all
}

fn scenario(name: &'static str, journal: Vec<Event>) -> Scenario {
    Scenario { name, journal, viewers: vec![EVERY_ROLE[0], EVERY_ROLE[3], ABSENT] }
}

/// A blip, a loss, a return, a leave, a removal.
fn come_and_go() -> Scenario {
    let mut class = Class::full();
    class.track(3, Source::Camera, On);
    class.drop(3);
    class.wait(limits::GRACE_MS - 1).tick();
    class.join(3, "Chi again, within the grace", Role::Student);
    class.drop(3);
    class.wait(limits::GRACE_MS).tick();
    class.wait(500).join(3, "A seat keeps its name", Role::Instructor);
    class.does(4, Command::Leave);
    class.does(2, Command::Remove { participant: ParticipantId(5), ban: false });
    class.wait(2_000).join(12, "Ünal  🎓", Role::Guest);
    class.join(6, "ADA (7)", Role::Student);
    class.does(1, Command::Rename { participant: ParticipantId(12), name: "Chi".into() });
    scenario("come-and-go", class.journal)
}

/// Tracks are switched on, muted and off, by their owners and by staff; consent changes.
fn tracks() -> Scenario {
    let mut class = Class::full();
    class.track(1, Source::ScreenAudio, On);
    class.track(1, Source::Camera, On);
    class.track(1, Source::Screen, On);
    class.track(1, Source::Microphone, On);
    class.track(4, Source::Microphone, On);
    class.does(2, Command::MuteTrack { track: track(4, Source::Microphone) });
    class.track(4, Source::Microphone, On);
    class.track(4, Source::Microphone, Muted);
    class.does(1, Command::MuteTrack { track: track(1, Source::Camera) });
    class.track(3, Source::Camera, On);
    class.does(1, Command::MuteTrack { track: track(3, Source::Camera) });
    class.track(1, Source::Screen, Off);
    class.track(1, Source::ScreenAudio, Off);
    class.track(1, Source::Screen, On);
    class.does(4, Command::SetConsent { consent: Consent { record_camera: true, record_voice: false } });
    scenario("tracks", class.journal)
}

/// People speak, and are silenced.
fn speaking() -> Scenario {
    let mut class = Class::full();
    for id in [1, 3, 4, 5] {
        class.track(id, Source::Microphone, On);
        class.speaks(id, true);
    }
    class.speaks(1, false);
    class.track(3, Source::Microphone, Muted);
    class.does(2, Command::MuteTrack { track: track(4, Source::Microphone) });
    class.input(Input::MediaLost { participant: ParticipantId(5) });
    class.speaks(5, true);
    class.does(5, Command::Leave);
    scenario("speaking", class.journal)
}

/// The queue in order of raising.
fn hands() -> Scenario {
    let mut class = Class::full();
    for id in [4, 3, 5, 1] {
        class.does(id, Command::RaiseHand);
    }
    class.does(4, Command::RaiseHand);
    class.does(3, Command::LowerHand { participant: ParticipantId(3) });
    class.does(2, Command::LowerHand { participant: ParticipantId(4) });
    class.does(4, Command::RaiseHand);
    class.does(5, Command::Leave);
    scenario("hands", class.journal)
}

/// The last one counts, also after its owner has left.
fn reactions() -> Scenario {
    let mut class = Class::full();
    class.does(3, Command::React { reaction: Reaction::Agree });
    class.does(4, Command::React { reaction: Reaction::Surprise });
    class.does(3, Command::React { reaction: Reaction::Heart });
    class.does(5, Command::React { reaction: Reaction::Laugh });
    class.does(5, Command::Leave);
    class.does(4, Command::Leave);
    class.wait(100).join(4, "Dov", Role::Guest);
    scenario("reactions", class.journal)
}

/// To the room, to staff, to one person; and texts that are shown as they are.
fn chat() -> Scenario {
    let mut class = Class::full();
    class.says(3, ChatTo::MAIN, "Good morning");
    class.says(4, ChatTo::Staff, "I cannot hear");
    class.says(1, ChatTo::Person { participant: ParticipantId(4) }, "Try the other speaker");
    class.says(2, ChatTo::Staff, "Shall we start?");
    class.says(5, ChatTo::MAIN, "<script>alert(1)</script>\n\t<b>&amp;");
    class.says(4, ChatTo::MAIN, "שלום مرحبا 👩‍🏫🏳️‍🌈 e\u{301}");
    class.says(5, ChatTo::Staff, "Private to staff");
    let viewers = [EVERY_ROLE.to_vec(), vec![(5, Role::Guest), ABSENT]].concat();
    Scenario { name: "chat", journal: class.journal, viewers }
}

/// Set, changed, and ended in every way.
fn spotlight() -> Scenario {
    let mut class = Class::full();
    class.track(1, Source::Screen, On);
    for id in [3, 4] {
        class.track(id, Source::Camera, On);
    }
    let target = |id, source| Command::SetSpotlight { room: RoomId::MAIN, target: Some(track(id, source)) };
    class.does(1, target(1, Source::Screen));
    class.does(2, target(3, Source::Camera));
    class.track(3, Source::Camera, Muted);
    class.track(3, Source::Camera, Off);
    class.does(1, target(1, Source::Screen));
    class.does(1, Command::SetSpotlight { room: RoomId::MAIN, target: None });
    class.does(1, target(4, Source::Camera));
    class.does(4, Command::Leave);
    class.does(2, target(1, Source::Screen));
    scenario("spotlight", class.journal)
}

/// The server was away: the class goes on, one does not come back.
fn restart() -> Scenario {
    let mut class = Class::full();
    class.track(3, Source::Microphone, On);
    class.speaks(3, true);
    class.does(4, Command::RaiseHand);
    class.restart(20_000);
    for (id, role) in EVERY_ROLE {
        class.wait(1_000).join(id, "As before", role);
    }
    class.speaks(3, true);
    class.wait(limits::GRACE_MS).tick();
    class.restart(3_000);
    scenario("restart", class.journal)
}

/// With everything still going on.
fn ended_by_instructor() -> Scenario {
    let mut class = Class::full();
    class.track(3, Source::Camera, On);
    class.track(4, Source::Microphone, On);
    class.speaks(4, true);
    class.does(5, Command::RaiseHand);
    class.does(1, Command::SetSpotlight { room: RoomId::MAIN, target: Some(track(3, Source::Camera)) });
    class.does(4, Command::React { reaction: Reaction::Applause });
    class.does(1, Command::EndSession);
    scenario("ended-by-instructor", class.journal)
}

/// Nobody is there any more.
fn ended_by_itself() -> Scenario {
    let mut class = Class::start();
    class.wait(10).join(1, "Ada", Role::Instructor);
    class.drop(1);
    class.wait(limits::GRACE_MS).tick();
    class.wait(limits::EMPTY_SESSION_MS).tick();
    scenario("ended-by-itself", class.journal)
}

/// Two people move into a room of their own: messages there stay there, and a person who leaves sees no more of them.
fn breakout_rooms() -> Scenario {
    let mut class = Class::full();
    class.track(3, Source::Camera, On);
    class.does(1, Command::SetSpotlight { room: RoomId::MAIN, target: Some(track(3, Source::Camera)) });
    class.does(3, Command::RaiseHand);
    let mut journal = class.journal;
    let mut happens = |audience, body| {
        let (seq, at) = (journal.len() as u64 + 1, journal.last().unwrap().at + 500);
        journal.push(Event { seq, at, audience, later: None, body });
    };
    let room = Audience::Room { room: BREAKOUT };
    let moved = |id, room| EventBody::Moved { participant: ParticipantId(id), room, by: None };
    let said = |id, text: &str| EventBody::ChatSent { participant: ParticipantId(id), text: text.into() };
    happens(Audience::Everyone, moved(3, BREAKOUT));
    happens(room, said(3, "Alone here"));
    happens(Audience::Everyone, moved(4, BREAKOUT));
    happens(Audience::Everyone, EventBody::HandRaised { participant: ParticipantId(4) });
    let target = Some(track(3, Source::Camera));
    happens(Audience::Everyone, EventBody::SpotlightSet { room: BREAKOUT, target });
    happens(room, said(4, "Together"));
    happens(Audience::Room { room: RoomId::MAIN }, said(5, "In the main room"));
    happens(Audience::Everyone, moved(3, RoomId::MAIN));
    happens(room, said(4, "Alone again"));
    happens(Audience::Everyone, EventBody::Left { participant: ParticipantId(4), reason: LeaveReason::Lost });
    happens(room, said(1, "Anybody?"));
    let viewers = [EVERY_ROLE.to_vec(), vec![(5, Role::Guest), ABSENT]].concat();
    Scenario { name: "breakout-rooms", journal, viewers }
}

/// Events that no session makes: they count, and change nothing else.
fn strangers() -> Scenario {
    let participant = ParticipantId(8);
    let bodies = [
        EventBody::SessionStarted {
            session: SESSION,
            title: String::new(),
            started_unix: STARTED,
            kind: SessionKind::Study,
            unrecorded: true,
            watches: None,
        },
        EventBody::Left { participant, reason: LeaveReason::Left },
        EventBody::Moved { participant, room: BREAKOUT, by: None },
        EventBody::ConsentChanged { participant, consent: Consent::default() },
        EventBody::TrackChanged { participant, source: Source::Camera, state: On, by: None },
        EventBody::Speaking { participant, speaking: true },
        EventBody::HandRaised { participant },
        EventBody::HandLowered { participant, by: None },
        EventBody::Reacted { participant, reaction: Reaction::Agree },
        EventBody::ShareAsked { participant },
        EventBody::MayShareSet { participant, may_share: true, by: participant },
        EventBody::RoleChanged { participant, role: Role::Assistant, by: participant },
        EventBody::Renamed { participant, name: "Nobody".into(), namesake: Some(2), by: participant },
        EventBody::ChatDeleted { message: 3, by: participant },
        EventBody::PollDiscarded { poll: PollId(3) },
        EventBody::PollClosed { poll: PollId(3), key: None },
        EventBody::BallotCast { poll: PollId(3), participant, answer: None },
        EventBody::ActivityExtended { until: 9 },
    ];
    let event = |(i, body)| Event { seq: i as u64 + 1, at: i as u64, audience: Audience::Everyone, later: None, body };
    let journal: Vec<Event> = bodies.into_iter().enumerate().map(event).collect();
    let mut state = State::default();
    journal.iter().for_each(|e| state.apply(e));
    assert!(state.participants().is_empty() && state.rooms().len() == 1);
    Scenario { name: "strangers", journal, viewers: vec![ABSENT] }
}
