//! Keeping order: deleted messages, roles, microphones, settings that change while something goes on.

use live::visible;
use protocol::{
    Audience, Command, ErrorCode, EventBody, ParticipantId, Role, RoomId, Settings, Source, TrackRef,
    TrackState::{self, Muted, Off, On},
    chat::ChatTo,
    moderation::{ChatPolicy, SharePolicy},
    rooms::{RoomRules, RoomWatching},
};

use crate::class::{Class, GUEST, HELPER, STUDENT, TEACHER, room};

fn set(source: Source, state: TrackState) -> Command {
    Command::SetTrack { source, state }
}

fn off(id: u32, source: Source) -> EventBody {
    let by = Some(ParticipantId(TEACHER));
    EventBody::TrackChanged { participant: ParticipantId(id), source, state: Off, by }
}

/// A message in a breakout room is deleted after one reader has left and another person has come: the deletion is for
/// those who could read the message.
#[test]
fn who_could_read_a_message_hears_of_its_deletion() {
    let mut class = Class::with(2);
    let rules = RoomRules { may_choose: true, watching: RoomWatching::Members, ..RoomRules::default() };
    class.does(TEACHER, Command::OpenRooms { rooms: vec![room(&[STUDENT, GUEST])], rules }).unwrap();
    let message = class.says(STUDENT, "what nobody should read");
    class.enters(GUEST, 0).unwrap();
    class.enters(5, 1).unwrap();
    let delete = |message| Command::DeleteMessage { message };
    assert_eq!(class.does(5, delete(message)), Err(ErrorCode::NotFound), "who cannot read it");
    assert_eq!(class.does(GUEST, delete(message)), Err(ErrorCode::Forbidden), "another's");
    let body = EventBody::ChatDeleted { message, by: ParticipantId(HELPER) };
    assert_eq!(class.does(HELPER, delete(message)), Ok(vec![body]));
    let deletion = class.journal.last().expect("it was just made").clone();
    assert_eq!(deletion.audience, Audience::Room { room: RoomId(1) });
    for (id, hears) in [(TEACHER, true), (HELPER, true), (STUDENT, true), (GUEST, true), (5, false), (6, false)] {
        let membership = class.session.state().membership();
        assert_eq!(visible(&deletion, class.viewer(id), membership), hears, "{id}");
        let texts: Vec<_> = class.sees(id).chat.into_iter().map(|m| (m.text, m.deleted)).collect();
        assert_eq!(texts, if hears { vec![(String::new(), true)] } else { vec![] }, "{id}");
    }
    assert_eq!(class.does(STUDENT, delete(message)), Ok(vec![]), "it is deleted");
}

#[test]
fn a_role_comes_with_its_rights_and_goes_with_them() {
    let mut class = Class::with(1);
    let make = |id, role| Command::SetRole { participant: ParticipantId(id), role };
    class.does(TEACHER, make(STUDENT, Role::Assistant)).unwrap();
    class.does(TEACHER, Command::OpenRooms { rooms: vec![room(&[GUEST])], rules: RoomRules::default() }).unwrap();
    class.does(STUDENT, set(Source::Screen, On)).unwrap();
    class.does(STUDENT, Command::SetVoiceToAll { on: true }).unwrap();
    let made = class.does(TEACHER, make(STUDENT, Role::Student)).unwrap();
    let changed =
        EventBody::RoleChanged { participant: ParticipantId(STUDENT), role: Role::Student, by: ParticipantId(TEACHER) };
    let silent = EventBody::VoiceToAllSet { participant: None };
    assert_eq!(made, [off(STUDENT, Source::Screen), silent, changed], "what ends comes first");
    assert_eq!(class.does(STUDENT, Command::LowerAllHands { room: RoomId::MAIN }), Err(ErrorCode::Forbidden));
    assert_eq!(class.does(TEACHER, make(STUDENT, Role::Student)), Ok(vec![]));
    class.does(TEACHER, make(STUDENT, Role::Assistant)).unwrap();
    class.does(STUDENT, Command::Leave).unwrap();
    class.joins(STUDENT, Role::Student).unwrap();
    assert_eq!(class.session.participant(ParticipantId(STUDENT)).unwrap().role, Role::Assistant, "it outlives a leave");
}

#[test]
fn what_settings_take_away_ends_at_once() {
    let mut class = Class::with(0);
    let open = Settings { sharing: SharePolicy::Everyone, private_chat: true, ..Settings::default() };
    class.sets(open);
    for source in Source::ALL {
        class.does(STUDENT, set(source, On)).unwrap();
    }
    class.does(HELPER, set(Source::Camera, On)).unwrap();
    let closed = Settings { cameras: false, sharing: SharePolicy::Staff, chat: ChatPolicy::Off, ..open };
    let made = class.sets(closed);
    let ended = [Source::Camera, Source::Screen, Source::ScreenAudio].map(|source| off(STUDENT, source));
    let changed = EventBody::SettingsChanged { settings: closed, by: ParticipantId(TEACHER) };
    assert_eq!(made, [&ended[..], &[changed]].concat(), "of who is not staff");
    for source in [Source::Camera, Source::Screen, Source::ScreenAudio] {
        assert_eq!(class.does(STUDENT, set(source, On)), Err(ErrorCode::NotNow), "{source:?}");
    }
    let write = |to| Command::SendChat { text: "hi".into(), to };
    for to in [ChatTo::MAIN, ChatTo::Staff, ChatTo::Person { participant: ParticipantId(GUEST) }] {
        assert_eq!(class.does(STUDENT, write(to)), Err(ErrorCode::NotNow), "{to:?}");
        assert!(class.does(HELPER, write(to)).is_ok(), "{to:?}");
    }
    class.sets(Settings { chat_gap: 60_000, ..open });
    class.says(STUDENT, "one");
    assert_eq!(class.does(STUDENT, write(ChatTo::Staff)), Err(ErrorCode::RateLimited), "slow mode");
    class.waits(60_000);
    assert!(class.does(STUDENT, write(ChatTo::Staff)).is_ok());
}

#[test]
fn a_share_is_asked_for_granted_and_taken_back() {
    let mut class = Class::with(0);
    assert_eq!(class.does(STUDENT, set(Source::Screen, On)), Err(ErrorCode::NotNow));
    class.does(STUDENT, Command::AskToShare).unwrap();
    assert_eq!(class.does(STUDENT, Command::AskToShare), Ok(vec![]), "asked already");
    let share = |may_share| Command::SetMayShare { participant: ParticipantId(STUDENT), may_share };
    class.does(HELPER, share(true)).unwrap();
    class.does(STUDENT, set(Source::Screen, On)).unwrap();
    assert_eq!(class.does(HELPER, share(true)), Ok(vec![]));
    assert_eq!(class.does(TEACHER, share(false)).unwrap()[0], off(STUDENT, Source::Screen));
    assert_eq!(class.does(STUDENT, set(Source::Screen, On)), Err(ErrorCode::NotNow));
}

/// Students 3 and 5 are asked to unmute in a class that may not; 3 does, and mutes again.
fn asked() -> Class {
    let mut class = Class::with(2);
    class.does(TEACHER, Command::MuteAll { may_unmute: false }).unwrap();
    for id in [STUDENT, 5] {
        assert_eq!(class.does(id, set(Source::Microphone, On)), Err(ErrorCode::NotNow));
        class.does(TEACHER, Command::AskToUnmute { participant: ParticipantId(id) }).unwrap();
    }
    class.does(STUDENT, set(Source::Microphone, On)).unwrap();
    class
}

#[test]
fn mute_all_takes_back_what_was_asked() {
    let mut class = asked();
    let by = ParticipantId(HELPER);
    let muted = EventBody::TrackChanged {
        participant: ParticipantId(STUDENT),
        source: Source::Microphone,
        state: Muted,
        by: Some(by),
    };
    let taken_back = EventBody::UnmuteRevoked { participant: ParticipantId(5), by };
    assert_eq!(class.does(HELPER, Command::MuteAll { may_unmute: false }), Ok(vec![muted, taken_back]));
    for id in [STUDENT, 5] {
        assert_eq!(class.does(id, set(Source::Microphone, On)), Err(ErrorCode::NotNow));
    }
    assert_eq!(class.does(HELPER, Command::MuteAll { may_unmute: false }), Ok(vec![]), "nothing is left to take");
    class.does(TEACHER, Command::AskToUnmute { participant: ParticipantId(5) }).unwrap();
    assert!(class.does(5, set(Source::Microphone, On)).is_ok(), "asked anew");
}

#[test]
fn who_was_asked_may_go_on_until_staff_mute_them() {
    let mut class = asked();
    class.does(STUDENT, set(Source::Microphone, Muted)).unwrap();
    class.sets(Settings { may_unmute: false, cameras: false, ..Settings::default() });
    assert!(class.does(STUDENT, set(Source::Microphone, On)).is_ok(), "other settings do not matter");
    let track = TrackRef { participant: ParticipantId(STUDENT), source: Source::Microphone };
    class.does(HELPER, Command::MuteTrack { track }).unwrap();
    assert_eq!(class.does(STUDENT, set(Source::Microphone, On)), Err(ErrorCode::NotNow));
    class.does(TEACHER, Command::MuteAll { may_unmute: true }).unwrap();
    assert!(class.does(6, set(Source::Microphone, On)).is_ok());
}

#[test]
fn the_next_hand_is_called_without_force() {
    let mut class = Class::with(0);
    class.does(STUDENT, set(Source::Camera, On)).unwrap();
    for id in [STUDENT, GUEST] {
        class.does(id, Command::RaiseHand).unwrap();
    }
    let made = class.does(TEACHER, Command::CallNext { room: RoomId::MAIN }).unwrap();
    assert!(matches!(
        made[..],
        [
            EventBody::HandLowered { .. },
            EventBody::SpotlightSet { target: Some(_), .. },
            EventBody::AskedToUnmute { .. }
        ]
    ));
    let made = class.does(TEACHER, Command::CallNext { room: RoomId::MAIN }).unwrap();
    let called = matches!(
        made[..],
        [EventBody::HandLowered { .. }, EventBody::SpotlightSet { target: None, .. }, EventBody::AskedToUnmute { .. }]
    );
    assert!(called, "who was called before is not in the middle any more: {made:?}");
    assert_eq!(class.does(TEACHER, Command::CallNext { room: RoomId::MAIN }), Ok(vec![]), "no hand is up");
}

#[test]
fn a_teacher_in_the_middle_stays_there_while_hands_without_a_camera_are_called() {
    let mut class = Class::with(0);
    class.does(TEACHER, set(Source::Camera, On)).unwrap();
    let target = Some(TrackRef { participant: ParticipantId(TEACHER), source: Source::Camera });
    class.does(TEACHER, Command::SetSpotlight { room: RoomId::MAIN, target }).unwrap();
    class.does(GUEST, Command::RaiseHand).unwrap();
    let made = class.does(TEACHER, Command::CallNext { room: RoomId::MAIN }).unwrap();
    assert!(matches!(made[..], [EventBody::HandLowered { .. }, EventBody::AskedToUnmute { .. }]), "{made:?}");
}
