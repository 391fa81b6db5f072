//! Gives each command to its feature.

use protocol::{
    Audience, Command, ErrorCode, EventBody, LeaveReason, Millis, ParticipantId, Refusal, presence::Participant,
};

use crate::{
    agenda,
    by::By,
    chapters, chat,
    decision::Decision,
    moderation, permission,
    polls::{self, ballots::SecretBallots},
    presence::{self, expected::Expected},
    recording, rooms, stage,
    state::State,
    table,
};

/// Decides on a command of somebody who is present. Changes nothing.
pub(crate) fn decide(
    state: &State,
    secret: &SecretBallots,
    expected: &Expected,
    by: &Participant,
    now: Millis,
    command: Command,
) -> Result<Decision, Refusal> {
    permission::permit(state, by, now, &command)?;
    match command {
        Command::CloseSession
        | Command::ReopenSession
        | Command::CutOut { .. }
        | Command::UndoCut { .. }
        | Command::HideRoom { .. } => Err(Refusal::because(ErrorCode::NotNow, "class goes on")),
        Command::SetLateAnswers { .. } | Command::HandInTogether { .. } => {
            Err(Refusal::because(ErrorCode::NotNow, "it is said with a moved cursor"))
        }
        Command::Leave | Command::SetConsent { .. } | Command::Admit { .. } | Command::TellWaiting { .. } => {
            presence::decide::decide(state, by, command)
        }
        Command::Offer { .. }
        | Command::Watch { .. }
        | Command::SetTrack { .. }
        | Command::MuteTrack { .. }
        | Command::RaiseHand
        | Command::LowerHand { .. }
        | Command::LowerAllHands { .. }
        | Command::CallNext { .. }
        | Command::React { .. }
        | Command::SetSpotlight { .. } => stage::decide::decide(state, by, command),
        Command::SendChat { .. } | Command::DeleteMessage { .. } => chat::decide::decide(state, By::live(by), command),
        Command::OpenRooms { .. }
        | Command::CloseRooms { .. }
        | Command::ExtendRooms { .. }
        | Command::EnterRoom { .. }
        | Command::MovePerson { .. }
        | Command::AskForHelp { .. }
        | Command::EndHelp { .. }
        | Command::HandIn { .. }
        | Command::SetVoiceToAll { .. } => rooms::decide::decide(state, secret, by, now, command),
        Command::PreparePoll { .. }
        | Command::DiscardPoll { .. }
        | Command::StartPoll { .. }
        | Command::AnswerPoll { .. }
        | Command::ClosePoll { .. }
        | Command::ShareResults { .. } => polls::decide::decide(state, secret, by, now, command),
        Command::SetAgenda { .. }
        | Command::StartActivity { .. }
        | Command::ExtendActivity { .. }
        | Command::EndActivity
        | Command::SetFeedback { .. } => agenda::decide::decide(state, by, now, command),
        Command::SetChapter { .. } | Command::HideChapter { .. } | Command::RemoveChapter { .. } => {
            chapters::decide::decide(state, By::live(by), now, command)
        }
        Command::SetOffRecord { .. } => recording::decide::decide(state, by, command),
        Command::SetPlayback { .. } | Command::SetTogether { .. } => table::decide::decide(state, by, command),
        Command::AskToUnmute { .. }
        | Command::MuteAll { .. }
        | Command::AskToShare
        | Command::SetMayShare { .. }
        | Command::SetRole { .. }
        | Command::Rename { .. }
        | Command::ChangeSettings { .. }
        | Command::Remove { .. }
        | Command::ClearGuests { .. } => moderation::decide::decide(state, expected, by, command),
        Command::EndSession => Ok(end(state, secret, Some(by.id))),
    }
}

/// Ends the session. Open polls close first. People who wait may not see the session's end, so each of them learns of
/// it by an event of their own.
pub(crate) fn end(state: &State, secret: &SecretBallots, by: Option<ParticipantId>) -> Decision {
    let waits_end = |participant| presence::waiting::wait_ended(participant, LeaveReason::Left);
    let waiting = state.waiting().iter().map(|waiting| waits_end(waiting.participant));
    let ended = (Audience::Everyone, EventBody::SessionEnded { by });
    Decision::from_facts(polls::decide::close_all(state, secret, |_| true).into_iter().chain(waiting).chain([ended]))
}
