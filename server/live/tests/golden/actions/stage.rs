//! Tracks, hands, reactions, the middle of the stage.

use protocol::{
    Command, OfferedTrack, ParticipantId, Reaction, RoomId, Source,
    TrackState::{self, Muted, Off, On},
    WatchedSlot,
};

use super::{
    Action, does,
    scene::{ADA, BEN, CHI, DOV, EVE, FLO, IVY},
};
use crate::class::track;

fn sets(name: &'static str, by: u32, source: Source, state: TrackState) -> Action {
    does(name, by, Command::SetTrack { source, state })
}

fn puts(name: &'static str, by: u32, target: Option<(u32, Source)>) -> Action {
    does(name, by, Command::SetSpotlight { room: RoomId::MAIN, target: target.map(|(id, source)| track(id, source)) })
}

pub(super) fn actions() -> Vec<Action> {
    let sends = vec![OfferedTrack { mid: "0".into(), source: Source::Camera }];
    let slots = vec![WatchedSlot { mid: "1".into(), track: track(EVE, Source::Camera), height: 360 }];
    let lowers = |name, by, whose| does(name, by, Command::LowerHand { participant: ParticipantId(whose) });
    vec![
        does("a student offers media", CHI, Command::Offer { sdp: "v=0".into(), fresh: true, sends }).silent(),
        does("the instructor watches a guest", ADA, Command::Watch { slots }).silent(),
        sets("a student begins to share sound", FLO, Source::ScreenAudio, On),
        sets("an assistant switches their camera on", BEN, Source::Camera, On),
        sets("a guest unmutes who was asked to", DOV, Source::Microphone, On),
        sets("one who speaks mutes", CHI, Source::Microphone, Muted),
        sets("a guest on whom the spotlight is switches the camera off", EVE, Source::Camera, Off),
        does("an assistant mutes one who speaks", BEN, Command::MuteTrack { track: track(CHI, Source::Microphone) }),
        does("an assistant stops a share", BEN, Command::MuteTrack { track: track(FLO, Source::Screen) }),
        does("the instructor raises a hand", ADA, Command::RaiseHand),
        lowers("a guest lowers their hand", EVE, EVE),
        lowers("an assistant lowers a hand in a breakout room", BEN, CHI),
        does("the instructor lowers all hands", ADA, Command::LowerAllHands { room: RoomId::MAIN }),
        does("the instructor calls the next", ADA, Command::CallNext { room: RoomId::MAIN }),
        does("a guest reacts anew", EVE, Command::React { reaction: Reaction::Heart }),
        puts("the instructor puts a screen in the middle", ADA, Some((ADA, Source::Screen))),
        puts("an assistant ends the spotlight", BEN, None),
        does("the instructor asks a guest to unmute", ADA, Command::AskToUnmute { participant: ParticipantId(EVE) }),
        does(
            "the instructor asks one to unmute whose connection is lost",
            ADA,
            Command::AskToUnmute { participant: ParticipantId(IVY) },
        ),
        does("the instructor mutes all", ADA, Command::MuteAll { may_unmute: true }),
        does("the instructor mutes all for good", ADA, Command::MuteAll { may_unmute: false }),
        does("a guest in a breakout room asks to share", DOV, Command::AskToShare),
        does("an assistant lets a guest share", BEN, may_share(EVE, true)),
        does("an assistant refuses a guest", BEN, may_share(EVE, false)),
        does("an assistant ends a student's right to share", BEN, may_share(FLO, false)),
    ]
}

fn may_share(id: u32, may_share: bool) -> Command {
    Command::SetMayShare { participant: ParticipantId(id), may_share }
}
