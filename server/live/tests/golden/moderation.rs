//! Scenarios of keeping a class in order.

use protocol::{
    Command, ParticipantId, Role, RoomId, Settings, Source,
    TrackState::On,
    chat::ChatTo,
    moderation::{ChatPolicy, SharePolicy},
};

use crate::{
    Scenario,
    class::Class,
    scenarios::{ABSENT, EVERY_ROLE},
};

/// A guest who waits, and is in at the end or not.
const WAITING: (u32, Role) = (6, Role::Guest);

pub(crate) fn all() -> Vec<Scenario> {
    vec![waiting(), still_waiting(), deleted(), settings(), roles(), pair()]
}

fn scenario(name: &'static str, class: Class) -> Scenario {
    let viewers = [EVERY_ROLE.to_vec(), vec![(5, Role::Guest), WAITING, ABSENT]].concat();
    Scenario { name, journal: class.journal, viewers }
}

impl Class {
    fn sets(&mut self, settings: Settings) {
        self.does(1, Command::ChangeSettings { settings: settings.into() });
    }
}

fn waiting_room() -> Settings {
    Settings { waiting_room: true, ..Settings::default() }
}

/// Of those who wait one is admitted, one is sent away, one leaves, one is given up, one comes from the network of a ban.
fn waiting() -> Scenario {
    let mut class = Class::full();
    class.sets(waiting_room());
    for (id, name) in [(6, "Flo"), (7, "flo"), (8, "Hal"), (9, "Ida")] {
        class.wait(1_000).join(id, name, Role::Guest);
    }
    class.wait(1_000).join(10, "Jo", Role::Student);
    class.does(2, Command::TellWaiting { text: "We begin at ten".into() });
    class.says(1, ChatTo::MAIN, "Before you came in");
    class.does(2, Command::Remove { participant: ParticipantId(7), ban: true });
    class.does(8, Command::Leave);
    class.join_near_ban(11, "Kit");
    class.does(1, Command::Admit { participants: vec![ParticipantId(6)] });
    class.says(6, ChatTo::MAIN, "Good morning");
    class.drop(9);
    class.wait(60_000).tick();
    class.does(1, Command::Admit { participants: vec![ParticipantId(11)] });
    let mut scenario = scenario("moderation-waiting", class);
    scenario.viewers.extend([7, 8, 11].map(|id| (id, Role::Guest)));
    scenario
}

/// The class ends while somebody waits.
fn still_waiting() -> Scenario {
    let mut class = Class::full();
    class.sets(waiting_room());
    class.wait(1_000).join(6, "Flo", Role::Guest);
    class.does(1, Command::TellWaiting { text: "A moment please".into() });
    class.says(1, ChatTo::MAIN, "Not for those who wait");
    class.does(1, Command::TellWaiting { text: "Come again tomorrow".into() });
    class.does(1, Command::EndSession);
    scenario("moderation-still-waiting", class)
}

/// People delete their own messages and staff those of others: each is gone for its recipients.
fn deleted() -> Scenario {
    let mut class = Class::full();
    class.says(3, ChatTo::MAIN, "An insult");
    class.says(4, ChatTo::Staff, "Look at that");
    class.says(4, ChatTo::MAIN, "A slip");
    class.says(5, ChatTo::MAIN, "Stays");
    for (by, message) in [(2, 7), (4, 9), (4, 8), (2, 7)] {
        class.does(by, Command::DeleteMessage { message });
    }
    scenario("moderation-deleted", class)
}

/// Rights are withdrawn while they are used, and given back.
fn settings() -> Scenario {
    let mut class = Class::full();
    class.does(3, Command::AskToShare);
    class.does(4, Command::AskToShare);
    class.does(2, Command::SetMayShare { participant: ParticipantId(3), may_share: true });
    class.does(2, Command::SetMayShare { participant: ParticipantId(4), may_share: false });
    class.track(3, Source::Screen, On);
    class.track(4, Source::Camera, On);
    for id in [3, 4, 5] {
        class.track(id, Source::Microphone, On);
    }
    class.does(5, Command::RaiseHand);
    class.does(1, Command::MuteAll { may_unmute: false });
    class.does(1, Command::CallNext { room: RoomId::MAIN });
    class.track(5, Source::Microphone, On);
    class.does(5, Command::RaiseHand);
    class.does(2, Command::LowerAllHands { room: RoomId::MAIN });
    class.sets(Settings {
        locked: true,
        chat: ChatPolicy::ToStaff,
        chat_gap: 30_000,
        sharing: SharePolicy::Staff,
        cameras: false,
        ..Settings::default()
    });
    class.says(4, ChatTo::Staff, "May I speak?");
    class.does(2, Command::AskToUnmute { participant: ParticipantId(4) });
    class.does(1, Command::MuteAll { may_unmute: false });
    scenario("moderation-settings", class)
}

/// Another role, another name, kept out for good.
fn roles() -> Scenario {
    let mut class = Class::full();
    class.does(1, Command::SetRole { participant: ParticipantId(3), role: Role::Assistant });
    class.does(3, Command::Rename { participant: ParticipantId(5), name: "Eve Adams".into() });
    class.says(5, ChatTo::Staff, "Thank you");
    class.does(3, Command::Remove { participant: ParticipantId(4), ban: true });
    class.does(1, Command::SetRole { participant: ParticipantId(3), role: Role::Student });
    class.says(5, ChatTo::Staff, "Is she gone?");
    scenario("moderation-roles", class)
}

/// Messages between two people who are not staff.
fn pair() -> Scenario {
    let mut class = Class::full();
    class.sets(Settings { private_chat: true, ..Settings::default() });
    class.says(3, ChatTo::Person { participant: ParticipantId(4) }, "Do you follow?");
    class.says(4, ChatTo::Person { participant: ParticipantId(3) }, "Hardly");
    class.says(4, ChatTo::Person { participant: ParticipantId(1) }, "Slower please");
    class.does(4, Command::DeleteMessage { message: 9 });
    scenario("moderation-pair", class)
}
