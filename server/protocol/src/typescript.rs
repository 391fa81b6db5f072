//! Makes `web/src/protocol/generated.ts` from the types of this crate.

use ts_rs::{Config, TS};

use crate::{
    agenda::*, chat::*, command::*, damage::*, error::*, event::*, frame::*, http::*, ids::*, later::*, limits,
    manifest::*, moderation::*, permission::*, polls::*, presence::*, rooms::*, snapshot::*, stage::*,
};

/// The whole file's text.
pub fn generate() -> String {
    let config = Config::default().with_large_int("number");
    let mut out = String::from("// Generated from server/protocol by `cargo xtask gen`. Do not edit.\n\n");
    macro_rules! types {
        ($($t:ty),* $(,)?) => { $( out.push_str("export "); out.push_str(&<$t>::decl(&config)); out.push_str("\n\n"); )* };
    }
    types!(
        SessionId,
        ParticipantId,
        RoomId,
        CommandId,
        Role,
        Source,
        TrackRef,
        TrackState,
        Consent,
        Reaction,
        Action,
        PollId,
        Choice,
        Form,
        Question,
        Answer,
        Key,
        Later,
        Ballot,
        LateBallot,
        TextCount,
        Counts,
        Tally,
        Poll,
        PreparedPoll,
        Ask,
        NewRoom,
        LatePlacement,
        RoomWatching,
        RoomRules,
        OpenedRoom,
        HelpRequest,
        ActivityKind,
        Activity,
        RunningActivity,
        Feedback,
        GivenFeedback,
        ChatPolicy,
        SharePolicy,
        Settings,
        SettingsChange,
        WaitCause,
        Waiting,
        Audience,
        LeaveReason,
        EventBody,
        Event,
        OfferedTrack,
        WatchedSlot,
        ChatTo,
        Command,
        CommandResult,
        ErrorCode,
        Refusal,
        Up,
        Notice,
        RecordedPictures,
        Down,
        Interruption,
        Hand,
        Room,
        Track,
        LastReaction,
        Participant,
        ChatMessage,
        Snapshot,
        TrackContent,
        ManifestEntry,
        Damage,
        Me,
        Person,
        SetupRequest,
        SignInRequest,
        LinkSignInRequest,
        LinkSignIn,
        ChangeNameRequest,
        ChangePasswordRequest,
        Device,
        StartSessionRequest,
        SessionState,
        SessionSummary,
        JoinInfo,
        JoinRequest,
        Seat,
        LaterCommand,
        Timeline,
        JournalPage,
        ManifestPage,
    );
    out.push_str(&format!("export const VERSION = {};\n\n", crate::VERSION));
    out.push_str("export const LIMITS = {\n");
    for (name, value) in [
        ("frameBytes", limits::FRAME_BYTES as u64),
        ("chatTextBytes", limits::CHAT_TEXT_BYTES as u64),
        ("nameChars", limits::NAME_CHARS as u64),
        ("titleChars", limits::TITLE_CHARS as u64),
        ("passwordMinBytes", limits::PASSWORD_MIN_BYTES as u64),
        ("passwordMaxBytes", limits::PASSWORD_MAX_BYTES as u64),
        ("chatInSnapshot", limits::CHAT_IN_SNAPSHOT as u64),
        ("heartbeatMs", limits::HEARTBEAT_MS),
        ("reactionGapMs", limits::REACTION_GAP_MS),
        ("slots", limits::SLOTS as u64),
        ("roomsAtOnce", limits::ROOMS_AT_ONCE as u64),
        ("roomNameChars", limits::ROOM_NAME_CHARS as u64),
        ("taskBytes", limits::TASK_BYTES as u64),
        ("waitingTextChars", limits::WAITING_TEXT_CHARS as u64),
        ("reasonChars", limits::REASON_CHARS as u64),
        ("durationMs", limits::DURATION_MS),
        ("questionChars", limits::QUESTION_CHARS as u64),
        ("choicesMin", limits::CHOICES_MIN as u64),
        ("choicesMax", limits::CHOICES_MAX as u64),
        ("choiceChars", limits::CHOICE_CHARS as u64),
        ("answerChars", limits::ANSWER_CHARS as u64),
        ("answerThousandths", limits::ANSWER_THOUSANDTHS as u64),
        ("points", limits::POINTS as u64),
        ("explanationChars", limits::EXPLANATION_CHARS as u64),
        ("anonymousBallots", limits::ANONYMOUS_BALLOTS as u64),
        ("activities", limits::ACTIVITIES as u64),
        ("chatGapMs", limits::CHAT_GAP_MS),
        ("withoutStaffMs", limits::WITHOUT_STAFF_MS),
    ] {
        out.push_str(&format!("  {name}: {value},\n"));
    }
    out.push_str("} as const;\n");
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn committed_typescript_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/src/protocol/generated.ts");
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == super::generate(), "{path} has drifted: run `cargo xtask gen`");
    }
}
