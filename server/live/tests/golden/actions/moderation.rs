//! Keeping a class in order.

use protocol::{
    Command, ParticipantId, Role, Settings,
    moderation::{ChatPolicy, SharePolicy},
};

use super::{
    Action, does,
    scene::{ADA, BEN, CHI, DOV, EVE, GIL, SETTINGS},
};

fn makes(name: &'static str, whom: u32, role: Role) -> Action {
    does(name, ADA, Command::SetRole { participant: ParticipantId(whom), role })
}

fn sets(name: &'static str, settings: Settings) -> Action {
    does(name, ADA, Command::ChangeSettings { settings: settings.into() })
}

fn removes(name: &'static str, whom: u32, ban: bool) -> Action {
    does(name, BEN, Command::Remove { participant: ParticipantId(whom), ban })
}

pub(super) fn actions() -> Vec<Action> {
    let strict = Settings {
        locked: true,
        chat: ChatPolicy::ToStaff,
        chat_gap: 30_000,
        sharing: SharePolicy::Staff,
        may_unmute: false,
        cameras: false,
        ..SETTINGS
    };
    vec![
        makes("a student becomes an assistant", CHI, Role::Assistant),
        makes("an assistant becomes a guest", BEN, Role::Guest),
        makes("a guest becomes a student", DOV, Role::Student),
        does(
            "an assistant gives a guest another name",
            BEN,
            Command::Rename { participant: ParticipantId(EVE), name: "Eve Adams".into() },
        ),
        sets("the instructor takes away what others may do", strict),
        sets("the instructor opens the waiting room", Settings { waiting_room: false, ..SETTINGS }),
        does("an assistant lets all in who wait", BEN, Command::Admit { participants: vec![] }),
        does("an assistant tells those who wait", BEN, Command::TellWaiting { text: "Soon".into() }),
        removes("an assistant removes a student in a room", CHI, false),
        removes("an assistant bans a guest", EVE, true),
        removes("an assistant sends one away who waits", GIL, false),
        does("an assistant clears a flood of guests", BEN, Command::ClearGuests { from: ParticipantId(EVE) }),
    ]
}
