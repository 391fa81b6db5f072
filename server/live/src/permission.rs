//! The permission table, the row that each command requires, and what the settings of the class withhold.

use protocol::{
    Action, Command, ErrorCode, Millis, ParticipantId, Refusal, Role, Source, TrackState,
    chat::{ChatMessage, ChatTo},
    moderation::{ChatPolicy, Settings, SharePolicy},
    presence::Participant,
};

use crate::{
    by::{By, Moment},
    state::State,
};

/// Fails unless this person may send this command now. The table says what their role may do; the settings withhold
/// some of it from everybody who is not staff. Each command is checked when it comes, so that a withdrawn right is gone
/// at once.
pub(crate) fn permit(state: &State, by: &Participant, now: Millis, command: &Command) -> Result<(), Refusal> {
    if !allows(by.role, required_action(command, by.id)) {
        return Err(ErrorCode::Forbidden.into());
    }
    let subject = commanded(command).filter(|&subject| subject != by.id).and_then(|subject| state.participant(subject));
    if by.role != Role::Instructor && subject.is_some_and(|subject| subject.role == Role::Instructor) {
        return Err(Refusal::because(ErrorCode::Forbidden, "an instructor is commanded by instructors alone"));
    }
    if by.role.is_staff() {
        return Ok(());
    }
    match command {
        Command::SendChat { to, .. } => {
            permit_chat(state, *to)?;
            keep_gap(state, by.id, |message| Some(message.at), now)
        }
        Command::SetTrack { source, state: wanted } if *wanted != TrackState::Off => {
            let goes_on = *source == Source::Microphone && *wanted == TrackState::On;
            let can = may_publish(state.settings(), by, *source) && (!goes_on || may_unmute(state, by));
            if can { Ok(()) } else { not_now("the settings do not allow it") }
        }
        Command::AskToShare if state.settings().sharing == SharePolicy::Staff => not_now("only staff share"),
        _ => Ok(()),
    }
}

/// The person whom a command puts somewhere, silences, renames or sends away.
fn commanded(command: &Command) -> Option<ParticipantId> {
    match command {
        Command::MuteTrack { track } => Some(track.participant),
        Command::MovePerson { participant, .. }
        | Command::Rename { participant, .. }
        | Command::SetRole { participant, .. }
        | Command::Remove { participant, .. } => Some(*participant),
        _ => None,
    }
}

/// Whether role and settings let this person publish a track of this source.
pub(crate) fn may_publish(settings: &Settings, person: &Participant, source: Source) -> bool {
    person.role.is_staff()
        || match source {
            Source::Microphone => true,
            Source::Camera => settings.cameras,
            Source::Screen | Source::ScreenAudio => match settings.sharing {
                SharePolicy::Everyone => true,
                SharePolicy::Asking => person.may_share,
                SharePolicy::Staff => false,
            },
        }
}

/// Whether the person publishes nothing that these settings withhold.
pub(crate) fn keeps_to(settings: &Settings, person: &Participant) -> bool {
    person.tracks.iter().all(|track| may_publish(settings, person, track.source))
}

/// Whether the person may switch their microphone on. One that is on may stay on, so that the command can be repeated.
fn may_unmute(state: &State, person: &Participant) -> bool {
    state.settings().may_unmute || state.asked_to_unmute().contains(&person.id) || microphone_is_on(person)
}

/// Fails unless this person may do this later. The table and the settings are those of class. A command that makes
/// sense only in class is refused with [`ErrorCode::LiveOnly`].
pub(crate) fn permit_later(state: &State, by: By, now: Millis, command: &Command) -> Result<(), Refusal> {
    if !allows(by.role, required_action(command, by.id)) {
        return Err(ErrorCode::Forbidden.into());
    }
    if !is_done_later(command) {
        return Err(ErrorCode::LiveOnly.into());
    }
    let of_staff = match command {
        Command::CloseSession
        | Command::ReopenSession
        | Command::SetChapter { .. }
        | Command::HideChapter { .. }
        | Command::RemoveChapter { .. }
        | Command::SetLateAnswers { .. }
        | Command::CutOut { .. }
        | Command::UndoCut { .. }
        | Command::HideRoom { .. } => true,
        Command::DeleteMessage { .. } => by.role.is_staff(),
        _ => false,
    };
    if state.is_closed() && !of_staff {
        return Err(ErrorCode::SessionClosed.into());
    }
    match (by.moment, command) {
        (Moment::Later(later), Command::SendChat { to, .. }) if !by.role.is_staff() => {
            permit_chat(state, *to)?;
            // Class time, which all messages have, stands still after class.
            match state.is_ended() {
                true => keep_gap(state, by.id, |message| message.later.map(|later| later.unix), later.unix),
                false => keep_gap(state, by.id, |message| Some(message.at), now),
            }
        }
        _ => Ok(()),
    }
}

/// Whether a command can be a later act.
pub fn is_done_later(command: &Command) -> bool {
    matches!(
        command,
        Command::SendChat { .. }
            | Command::DeleteMessage { .. }
            | Command::AnswerPoll { .. }
            | Command::HandIn { .. }
            | Command::HandInTogether { .. }
            | Command::StartPoll { .. }
            | Command::SetLateAnswers { .. }
            | Command::SetChapter { .. }
            | Command::HideChapter { .. }
            | Command::RemoveChapter { .. }
            | Command::CutOut { .. }
            | Command::UndoCut { .. }
            | Command::HideRoom { .. }
            | Command::CloseSession
            | Command::ReopenSession
    )
}

fn permit_chat(state: &State, to: ChatTo) -> Result<(), Refusal> {
    let settings = state.settings();
    let to_staff = match to {
        ChatTo::Staff => true,
        ChatTo::Person { participant } => state.participant(participant).is_some_and(|p| p.role.is_staff()),
        ChatTo::Room { .. } | ChatTo::Everywhere => false,
    };
    let can = match settings.chat {
        ChatPolicy::Everyone => to_staff || matches!(to, ChatTo::Room { .. }) || settings.private_chat,
        ChatPolicy::ToStaff => to_staff,
        ChatPolicy::Off => false,
    };
    if can { Ok(()) } else { not_now("the settings do not allow this chat") }
}

/// Enforces slow mode. `written` gives the time of a message by the clock of `now`, or `None` if it has no time by that
/// clock.
fn keep_gap(
    state: &State,
    by: ParticipantId,
    written: impl Fn(&ChatMessage) -> Option<Millis>,
    now: Millis,
) -> Result<(), Refusal> {
    let gap = state.settings().chat_gap;
    let last = state.messages().iter().rev().filter(|message| message.participant == by).find_map(written);
    match gap > 0 && last.is_some_and(|last| last + gap > now) {
        true => Err(Refusal::because(ErrorCode::RateLimited, "slow mode")),
        false => Ok(()),
    }
}

fn not_now(detail: &str) -> Result<(), Refusal> {
    Err(Refusal::because(ErrorCode::NotNow, detail))
}

/// Whether the person's microphone is on.
pub(crate) fn microphone_is_on(person: &Participant) -> bool {
    person.tracks.iter().any(|t| t.source == Source::Microphone && t.state == TrackState::On)
}

/// Whether the role may do this.
pub fn allows(role: Role, action: Action) -> bool {
    use Action::*;
    match role {
        // Staff ask the questions, so they do not answer them.
        Role::Instructor => action != Answer,
        Role::Assistant => !matches!(action, EndSession | SetRole | Answer),
        // `permit` adds what the settings of the class withhold from them.
        Role::Student | Role::Guest => action == Answer || allows(Role::Observer, action),
        Role::Observer => matches!(
            action,
            Attend | Publish | ShareScreen | Chat | ChatStaff | RaiseHand | React | SetConsent | ChangeRoom
        ),
    }
}

/// All that the role may do, in the order of [`Action::ALL`]. The settings can withhold some of it for a while: clients
/// see that by the settings in their snapshot.
pub fn permissions(role: Role) -> Vec<Action> {
    Action::ALL.into_iter().filter(|&action| allows(role, action)).collect()
}

/// The action that a command requires. A command about oneself requires less than one about others.
pub fn required_action(command: &Command, by: ParticipantId) -> Action {
    match command {
        Command::Offer { .. } | Command::Watch { .. } | Command::Leave | Command::SetPlayback { .. } => Action::Attend,
        Command::SetTrack { source, .. } => publishing(*source),
        Command::MuteTrack { track } if track.participant == by => publishing(track.source),
        Command::MuteTrack { .. } => Action::MuteOthers,
        Command::RaiseHand => Action::RaiseHand,
        Command::LowerHand { participant } if *participant == by => Action::RaiseHand,
        Command::LowerHand { .. } => Action::LowerHands,
        Command::React { .. } => Action::React,
        Command::SendChat { to: ChatTo::Room { .. }, .. } => Action::Chat,
        Command::SendChat { to: ChatTo::Staff, .. } => Action::ChatStaff,
        // The settings decide about messages between people who are not staff.
        Command::SendChat { to: ChatTo::Person { .. }, .. } => Action::Chat,
        Command::SendChat { to: ChatTo::Everywhere, .. } => Action::ChatPerson,
        // Everybody may delete their own messages. `chat::decide` looks at the message, and requires more for
        // another's.
        Command::DeleteMessage { .. } => Action::Attend,
        Command::SetSpotlight { .. } => Action::Spotlight,
        Command::SetConsent { .. } => Action::SetConsent,
        Command::Remove { .. }
        | Command::ClearGuests { .. }
        | Command::Admit { .. }
        | Command::TellWaiting { .. }
        | Command::Rename { .. } => Action::Remove,
        Command::LowerAllHands { .. } => Action::LowerHands,
        Command::CallNext { .. } => Action::Spotlight,
        Command::AskToUnmute { .. } | Command::MuteAll { .. } => Action::MuteOthers,
        Command::AskToShare => Action::ShareScreen,
        Command::SetMayShare { .. } | Command::ChangeSettings { .. } => Action::Settings,
        Command::SetRole { .. } => Action::SetRole,
        Command::EnterRoom { .. } | Command::AskForHelp { .. } => Action::ChangeRoom,
        Command::EndHelp { participant } if *participant == by => Action::ChangeRoom,
        Command::OpenRooms { .. }
        | Command::CloseRooms { .. }
        | Command::ExtendRooms { .. }
        | Command::MovePerson { .. }
        | Command::EndHelp { .. }
        | Command::SetVoiceToAll { .. } => Action::Rooms,
        Command::PreparePoll { .. }
        | Command::DiscardPoll { .. }
        | Command::StartPoll { .. }
        | Command::ClosePoll { .. }
        | Command::SetLateAnswers { .. }
        | Command::ShareResults { .. } => Action::Polls,
        Command::AnswerPoll { .. }
        | Command::SetFeedback { .. }
        | Command::HandIn { .. }
        | Command::HandInTogether { .. }
        | Command::SetTogether { .. } => Action::Answer,
        Command::SetAgenda { .. }
        | Command::StartActivity { .. }
        | Command::ExtendActivity { .. }
        | Command::SetChapter { .. }
        | Command::HideChapter { .. }
        | Command::RemoveChapter { .. }
        | Command::EndActivity => Action::Agenda,
        Command::SetOffRecord { .. } | Command::CutOut { .. } | Command::UndoCut { .. } | Command::HideRoom { .. } => {
            Action::OffRecord
        }
        Command::EndSession | Command::CloseSession | Command::ReopenSession => Action::EndSession,
    }
}

fn publishing(source: Source) -> Action {
    match source {
        Source::Microphone | Source::Camera => Action::Publish,
        Source::Screen | Source::ScreenAudio => Action::ShareScreen,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Action, then instructor, assistant, student, observer, guest.
    const TABLE: &str = "
        Attend         yes yes yes yes yes
        Publish        yes yes yes yes yes
        ShareScreen    yes yes yes yes yes
        Chat           yes yes yes yes yes
        ChatStaff      yes yes yes yes yes
        ChatPerson     yes yes no  no  no
        DeleteMessages yes yes no  no  no
        RaiseHand      yes yes yes yes yes
        LowerHands     yes yes no  no  no
        React          yes yes yes yes yes
        MuteOthers     yes yes no  no  no
        Spotlight      yes yes no  no  no
        Remove         yes yes no  no  no
        SetRole        yes no  no  no  no
        Settings       yes yes no  no  no
        Rooms          yes yes no  no  no
        ChangeRoom     yes yes yes yes yes
        Polls          yes yes no  no  no
        Answer         no  no  yes no  yes
        Agenda         yes yes no  no  no
        OffRecord      yes yes no  no  no
        SetConsent     yes yes yes yes yes
        EndSession     yes no  no  no  no
    ";

    #[test]
    fn every_role_and_action_is_as_written() {
        let rows: Vec<Vec<&str>> = TABLE
            .lines()
            .map(|line| line.split_whitespace().collect())
            .filter(|row: &Vec<_>| !row.is_empty())
            .collect();
        assert_eq!(rows.len(), Action::ALL.len());
        for (action, row) in Action::ALL.into_iter().zip(rows) {
            assert_eq!(row[0], format!("{action:?}"));
            for (role, cell) in Role::ALL.into_iter().zip(&row[1..]) {
                assert_eq!(allows(role, action), *cell == "yes", "{role:?} {action:?}");
            }
        }
    }
}
