//! Arrivals, departures, and consent.

use live::{ConnectionId, Input};
use protocol::{Command, Consent, ParticipantId, Role, limits};

use super::{
    Action, Happening, Scene, does, happens,
    scene::{ADA, CHI, DOV, EVE, GIL, HAL, IVY},
};

/// A person who connects for the first time.
fn comes(name: &'static str, id: u32, called: &str, role: Role) -> Action {
    let (participant, connection) = (ParticipantId(id), ConnectionId(1_000));
    happens(
        name,
        Input::Connect {
            participant,
            connection,
            name: called.into(),
            role,
            consent: Consent::default(),
            near_ban: false,
        },
    )
}

/// Something that is due so long after the scene was set.
fn due(name: &'static str, scene: Scene, after: u64) -> Action {
    Action { after, scene, ..happens(name, Input::Tick) }
}

pub(super) fn actions() -> Vec<Action> {
    let is_gone = |id| Input::Disconnect { participant: ParticipantId(id), connection: ConnectionId(u64::from(id)) };
    vec![
        comes("a student comes", 10, "Jo", Role::Student),
        comes("a guest comes and waits", 10, "Jo", Role::Guest),
        comes("a student comes who is expected in Blue", 10, "KIM", Role::Student),
        comes("a guest comes back who had left", HAL, "Another name", Role::Guest),
        comes("a student is back from a lost connection", IVY, "Ivy", Role::Student).silent(),
        comes("a student comes by another window", CHI, "Chi", Role::Student).silent(),
        happens("a connection is lost", is_gone(CHI)).silent(),
        happens("nothing is heard of the connection of a guest", hears(DOV, true)),
        happens("nothing is heard of the connection of one who speaks", hears(CHI, true)).silent(),
        happens("a guest is heard who is not away", hears(DOV, false)).silent(),
        happens("nothing is heard of one who has no connection", hears(IVY, true)).silent(),
        due("one whose connection was lost is away", Scene::Class, limits::AWAY_MS),
        happens("a guest speaks whose microphone is off", speaks(DOV, true)).silent(),
        happens("a student is silent", speaks(CHI, false)),
        happens("the media connection of one who speaks is lost", Input::MediaLost { participant: ParticipantId(CHI) }),
        happens(
            "the instructor comes by the lobby again, and withdraws consent there",
            Input::Consent { participant: ParticipantId(ADA), consent: WITHDRAWN },
        ),
        happens("the browser of a student is banned", Input::Banned { participant: ParticipantId(CHI) }),
        happens("the browser of one who waits is banned", Input::Banned { participant: ParticipantId(GIL) }),
        due("one whose connection was lost is given up", Scene::Class, limits::GRACE_MS),
        due("a class that everybody has left ends", Scene::Empty, limits::EMPTY_SESSION_MS),
        Action { happening: Happening::Restart, ..due("the server was away", Scene::Class, 0) },
        does("a student in a room leaves", CHI, Command::Leave),
        does("a guest on whom the spotlight is leaves", EVE, Command::Leave),
        does("the instructor leaves who is heard in all rooms", ADA, Command::Leave),
        does("one who waits leaves", GIL, Command::Leave),
        does("a guest withdraws consent", DOV, Command::SetConsent { consent: WITHDRAWN }),
        does("the instructor ends class", ADA, Command::EndSession),
    ]
}

const WITHDRAWN: Consent = Consent { record_camera: false, record_voice: false };

fn hears(id: u32, away: bool) -> Input {
    Input::Away { participant: ParticipantId(id), connection: ConnectionId(u64::from(id)), away }
}

fn speaks(id: u32, speaking: bool) -> Input {
    Input::Speaking { participant: ParticipantId(id), speaking }
}
