//! Commands about rooms and moderation: sensible ones, and others.

use live::Arrival;
use protocol::{
    Command, Millis, ParticipantId, Role, RoomId, Settings, limits,
    moderation::{ChatPolicy, SharePolicy, WithoutStaff},
    rooms::{LatePlacement, NewRoom, RoomRules, RoomWatching},
};
use rand::{RngExt, seq::IndexedRandom};

use super::{HERE, PLAYED_MS, Planner, role};

impl Planner {
    /// A command of staff, now and then sent by somebody else.
    pub(super) fn command_of_staff(&mut self) -> (ParticipantId, Command) {
        let staff = ParticipantId(self.rng.random_range(1..=2));
        let by = if self.rng.random_bool(0.8) { staff } else { self.anybody() };
        let command = if self.rng.random_bool(0.4) { self.staff_on_rooms() } else { self.staff_on_order() };
        (by, command)
    }

    /// A command about rooms, chat or sharing that everybody may send.
    pub(super) fn command_of_all(&mut self, by: ParticipantId) -> Command {
        match self.rng.random_range(0..10) {
            0..4 => Command::EnterRoom { room: self.room() },
            4..6 => Command::AskForHelp { reason: self.text() },
            6 => self.hand_in(HERE),
            7 => Command::EndHelp { participant: if self.rng.random_bool(0.5) { by } else { self.anybody() } },
            8 if self.rng.random_bool(0.5) => Command::SetPlayback {
                playing: self.rng.random(),
                position: self.rng.random_range(0..PLAYED_MS + 1_000),
                speed_percent: self.rng.random_range(0..400),
            },
            8 if self.rng.random_bool(0.5) => Command::AskToShare,
            8 => Command::SetTogether { room: self.rng.random_bool(0.7).then(|| self.room()) },
            _ => Command::DeleteMessage { message: self.message() },
        }
    }

    /// Hands in for a room, or takes back what was.
    pub(super) fn hand_in(&mut self, room: RoomId) -> Command {
        let text = if self.rng.random_bool(0.1) { String::new() } else { self.text() };
        Command::HandIn { room, text, on: None }
    }

    /// Those who agreed to do this together with whoever sends it: seats that are taken, and others.
    pub(super) fn company(&mut self, command: &Command) -> Vec<Arrival> {
        if !matches!(command, Command::HandInTogether { .. }) {
            return Vec::new();
        }
        let one = |planner: &mut Planner| {
            let participant = ParticipantId(planner.rng.random_range(1..=planner.seats + 5));
            let (name, role) = (format!("Viewer {}", participant.0), role(participant));
            Arrival { participant, name, role, consent: planner.consent(), near_ban: false }
        };
        (0..self.rng.random_range(0..4)).map(|_| one(self)).collect()
    }

    fn staff_on_rooms(&mut self) -> Command {
        match self.rng.random_range(0..20) {
            0..4 => self.open_rooms(),
            4 => {
                let countdown = self.duration();
                Command::CloseRooms { countdown: if self.rng.random_bool(0.7) { countdown } else { 0 } }
            }
            5..7 => {
                let room = self.room();
                Command::ExtendRooms { room: self.rng.random_bool(0.5).then_some(room), by: self.duration() }
            }
            7..13 => Command::MovePerson { participant: self.anybody(), room: self.room() },
            13..16 => Command::EnterRoom { room: self.room() },
            16 => Command::EndHelp { participant: self.anybody() },
            _ => Command::SetVoiceToAll { on: self.rng.random_bool(0.7) },
        }
    }

    fn open_rooms(&mut self) -> Command {
        let count = *[0, 1, 2, 2, 3, 3, 4, 5, limits::ROOMS_AT_ONCE + 1].choose(&mut self.rng).expect("not empty");
        let rooms = (0..count).map(|_| self.new_room()).collect();
        self.rooms += u32::try_from(count).expect("a few");
        let late = if self.rng.random_bool(0.6) { LatePlacement::Smallest } else { LatePlacement::Main };
        let watching = *[RoomWatching::Staff, RoomWatching::Members, RoomWatching::AfterOwn, RoomWatching::Everyone]
            .choose(&mut self.rng)
            .expect("not empty");
        let rules =
            RoomRules { may_return: self.rng.random_bool(0.7), may_choose: self.rng.random_bool(0.5), late, watching };
        Command::OpenRooms { rooms, rules }
    }

    fn new_room(&mut self) -> NewRoom {
        let many = if self.rng.random_bool(0.1) { 12 } else { 3 };
        let duration = self.rng.random_bool(0.5).then(|| self.duration());
        let expected = self.rng.random_bool(0.2).then(|| format!("participant  {}", self.somebody().0));
        NewRoom {
            name: if self.rng.random_bool(0.02) { self.text() } else { "Room".into() },
            task: if self.rng.random_bool(0.1) { self.text() } else { String::new() },
            duration,
            members: (0..self.rng.random_range(0..many)).map(|_| self.somebody()).collect(),
            expected: expected.into_iter().collect(),
        }
    }

    fn staff_on_order(&mut self) -> Command {
        match self.rng.random_range(0..24) {
            0 => Command::LowerAllHands { room: self.own_room() },
            1..4 => Command::CallNext { room: self.own_room() },
            4 => Command::AskToUnmute { participant: self.anybody() },
            5 => Command::MuteAll { may_unmute: self.rng.random_bool(0.5) },
            6..9 => Command::DeleteMessage { message: self.message() },
            9..11 => Command::SetMayShare { participant: self.anybody(), may_share: self.rng.random_bool(0.7) },
            11..13 => {
                let role = *Role::ALL.choose(&mut self.rng).expect("not empty");
                Command::SetRole { participant: self.anybody(), role }
            }
            13 => Command::Rename { participant: self.anybody(), name: self.text() },
            14..17 => Command::ChangeSettings { settings: self.settings().into() },
            17..20 => {
                let who = self.rng.random_range(0..3);
                Command::Admit { participants: (0..who).map(|_| self.somebody()).collect() }
            }
            20..22 => Command::TellWaiting { text: self.text() },
            22 if self.rng.random_bool(0.05) => Command::ClearGuests { from: self.somebody() },
            22 if self.rng.random_bool(0.3) => {
                Command::Remove { participant: self.anybody(), ban: self.rng.random_bool(0.5) }
            }
            _ => Command::SetMayShare { participant: self.anybody(), may_share: true },
        }
    }

    fn settings(&mut self) -> Settings {
        let chat = [ChatPolicy::Everyone, ChatPolicy::Everyone, ChatPolicy::ToStaff, ChatPolicy::Off];
        let sharing = [SharePolicy::Everyone, SharePolicy::Asking, SharePolicy::Asking, SharePolicy::Staff];
        let without_staff = [WithoutStaff::Ends, WithoutStaff::OffRecord, WithoutStaff::GoesOn];
        let gap = [0, 0, 0, 2_000, 30_000, limits::CHAT_GAP_MS + 1];
        Settings {
            waiting_room: self.rng.random_bool(0.6),
            locked: self.rng.random_bool(0.15),
            chat: *chat.choose(&mut self.rng).expect("not empty"),
            chat_gap: *gap.choose(&mut self.rng).expect("not empty"),
            private_chat: self.rng.random_bool(0.5),
            sharing: *sharing.choose(&mut self.rng).expect("not empty"),
            may_unmute: self.rng.random_bool(0.7),
            cameras: self.rng.random_bool(0.7),
            without_staff: *without_staff.choose(&mut self.rng).expect("not empty"),
            open_recording: self.rng.random_bool(0.5),
        }
    }

    /// Mostly the room in which the sender is.
    pub(super) fn own_room(&mut self) -> RoomId {
        if self.rng.random_bool(0.8) { HERE } else { self.room() }
    }

    /// The main room, one of those that may be open, or one that does not exist.
    pub(super) fn room(&mut self) -> RoomId {
        let newest = self.rng.random_bool(0.7);
        let first = if newest { self.rooms.saturating_sub(6) } else { 0 };
        RoomId(if self.rng.random_bool(0.2) { 0 } else { self.rng.random_range(first..=self.rooms + 1) })
    }

    /// One of the last messages, counted from the end, or one that does not exist.
    fn message(&mut self) -> u64 {
        if self.rng.random_bool(0.1) { u64::MAX } else { self.rng.random_range(0..8) }
    }

    pub(super) fn duration(&mut self) -> Millis {
        match self.rng.random_range(0..20) {
            0 => 0,
            1 => limits::DURATION_MS + 1,
            2 => u64::MAX,
            _ => self.rng.random_range(1..200_000),
        }
    }
}
