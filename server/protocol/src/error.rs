//! Refusals.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::limits;

/// A refusal: a stable code for programs and translations, and detail for people who debug.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Refusal {
    /// The reason.
    pub code: ErrorCode,
    /// Detail in English, for logs; never shown as the message to a person. Holds no secret. At most
    /// [`limits::REFUSAL_DETAIL_BYTES`] and an ellipsis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub detail: Option<String>,
    /// Seconds after which the same may be taken; absent where nobody knows. HTTP says it as `Retry-After`, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub retry_after: Option<u32>,
}

impl Refusal {
    /// A refusal with a word of detail. Detail that does not fit is cut off: it may repeat what a client sent.
    pub fn because(code: ErrorCode, detail: impl Into<String>) -> Self {
        let mut detail = detail.into();
        if detail.len() > limits::REFUSAL_DETAIL_BYTES {
            detail.truncate(detail.floor_char_boundary(limits::REFUSAL_DETAIL_BYTES));
            detail.push('…');
        }
        Refusal { code, detail: Some(detail), retry_after: None }
    }

    /// A refusal of what may be taken after this time, in whole seconds.
    pub fn after(code: ErrorCode, wait: Duration) -> Self {
        let seconds = u32::try_from(wait.as_millis().div_ceil(1_000)).unwrap_or(u32::MAX);
        Refusal { code, detail: None, retry_after: Some(seconds) }
    }
}

impl From<ErrorCode> for Refusal {
    fn from(code: ErrorCode) -> Self {
        Refusal { code, detail: None, retry_after: None }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.detail {
            Some(detail) => write!(f, "{:?}: {detail}", self.code),
            None => write!(f, "{:?}", self.code),
        }
    }
}

impl std::error::Error for Refusal {}

/// Why something was refused. Its `snake_case` name is stable: it is on the wire and the key `error.<name>` of the
/// translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The client speaks another protocol version: reload.
    VersionMismatch,
    /// No valid session cookie or token.
    Unauthorized,
    /// The person is known, but not allowed to do this.
    Forbidden,
    /// There is no such thing, or you may not see it.
    NotFound,
    /// A frame, a body, a query or a header is not of the expected form.
    BadFrame,
    /// More bytes than allowed.
    TooLarge,
    /// Too many requests in too short a time: wait a moment.
    RateLimited,
    /// Text is empty, or of characters that cannot be shown.
    TextInvalid,
    /// Text is over its limit.
    TextTooLong,
    /// A name is empty, too long, or of characters that cannot be shown.
    NameInvalid,
    /// The name looks like that of staff of this class.
    NameTaken,
    /// Not an e-mail address.
    EmailInvalid,
    /// There is an account with this address: sign in.
    EmailTaken,
    /// A password is too short or too long.
    PasswordInvalid,
    /// The picture has too many bytes or pixels.
    ImageTooLarge,
    /// Not a picture that can be read: PNG, JPEG or WebP.
    NotAnImage,
    /// E-mail address and password do not match.
    SignInFailed,
    /// Not the present password of whoever wants to change it.
    PasswordWrong,
    /// The passkey is not known here, or was asked for too long ago.
    PasskeyFailed,
    /// A person has no more passkeys than this: remove one first.
    PasskeysFull,
    /// The setup link was used, or is not the printed one.
    SetupLinkInvalid,
    /// The link that came by e-mail was used, has ended, or there is none like it.
    MailLinkInvalid,
    /// The server sends no mail.
    MailUnavailable,
    /// The invitation was taken, has ended, or is not the one that was made.
    InvitationInvalid,
    /// This person is on the roster already.
    OnRoster,
    /// This person is on the roster, and left the course or was removed from it: staff admit them again there.
    WasMember,
    /// People come into this course with addresses of other domains.
    OtherDomain,
    /// This is no domain of mail addresses, or there are too many.
    DomainInvalid,
    /// The course, its term or its zone cannot be like this.
    CourseInvalid,
    /// The course has classes: it is not deleted.
    CourseInUse,
    /// The course's plan has not so many sessions left, or no more holidays.
    PlanFull,
    /// The session has as much preparation as it can.
    PreparationFull,
    /// The course has as many bytes of files as it can.
    FilesFull,
    /// Not a web address that begins with http:// or https://, or one with a password in it.
    BadLink,
    /// No address of a push service that browsers give, or keys that are none.
    BadPushDevice,
    /// No class of this course that has ended: there is no recording of it to prepare with.
    NoRecording,
    /// So much was written on the board today by one person, or in one thread, that no more is taken.
    BoardFull,
    /// The course had so many announcements today that no more are taken.
    AnnouncementsFull,
    /// There is no such time zone.
    UnknownZone,
    /// A local time or a day cannot be read, or is none for class.
    BadTime,
    /// Class lasts no time, or longer than a day.
    BadLength,
    /// The rule has a number out of its bounds.
    BadRule,
    /// The rule has neither a last day nor a count, or both.
    BadEnd,
    /// No day fits the rule.
    NoOccurrence,
    /// Too many days fit the rule.
    TooManyOccurrences,
    /// The session is in no series any more, so that none follows it.
    UnknownOccurrence,
    /// The reason is too long.
    LongReason,
    /// The deadline has too many days, or no day that is not a holiday.
    NoDeadline,
    /// The session was cancelled.
    SessionCancelled,
    /// The session has begun: its plan is not changed any more.
    SessionBegun,
    /// Somebody was in the session: it is cancelled, and not deleted.
    SessionInUse,
    /// The class is for the members of its course: sign in as one of them.
    MembersOnly,
    /// The person is in a class that runs, as staff: it ends first, or they leave.
    TeachesNow,
    /// What is told before recording has changed since it was read: it is read again.
    ConsentChanged,
    /// The address that was typed is not that of the account.
    AddressDiffers,
    /// The server keeps an owner, and a course an instructor: make somebody else one first.
    LastOne,
    /// The session is over.
    SessionEnded,
    /// The session is closed for later participation.
    SessionClosed,
    /// The recording was deleted. What was written in class is still there.
    RecordingDeleted,
    /// You download a recording already, or so many others do that no more begin: try again when it has ended.
    DownloadsBusy,
    /// The server makes no MP4 files: whoever runs it has to install ffmpeg.
    FfmpegMissing,
    /// This is done in class, and only there: not with a moved cursor.
    LiveOnly,
    /// A closed poll takes no other answer of somebody who answered in class, nor to a quiz question.
    AlreadyAnswered,
    /// The class has not begun: it does when staff come. Come back in a moment.
    NotBegun,
    /// The class admits no guests.
    GuestsNotAllowed,
    /// The session is locked: nobody takes a new seat.
    Locked,
    /// The recording of the class is for those who were in it.
    NotInside,
    /// Staff banned you from this session.
    Banned,
    /// You wait to be admitted.
    Waiting,
    /// The session or server is full.
    Full,
    /// No such person in the session.
    UnknownParticipant,
    /// No such track, or not in your room.
    UnknownTrack,
    /// No such room.
    UnknownRoom,
    /// The room is closed, or you are not there any more.
    RoomGone,
    /// No such poll, or not in your room.
    UnknownPoll,
    /// The poll is closed.
    PollClosed,
    /// Staff closed the poll for those who come later, or its deadline is over.
    LateAnswersClosed,
    /// The question cannot be asked like this.
    QuestionInvalid,
    /// The answer does not fit the question.
    AnswerInvalid,
    /// The rooms, the agenda or the settings cannot be like this.
    PlanInvalid,
    /// The settings of the class do not permit this now, or it is too early: a poll that is open has no results to
    /// share.
    NotNow,
    /// No such slot in your connection.
    UnknownSlot,
    /// The hand is not up, the track is not on, …: nothing to do.
    NothingToDo,
    /// The SDP cannot be used.
    BadSdp,
    /// There is no media connection to do this with.
    NoMedia,
    /// Another window took this seat.
    Superseded,
    /// Staff removed you.
    Removed,
    /// You asked to leave.
    Left,
    /// The server stops or restarts: come back in a moment.
    Draining,
    /// The connection could not keep up, or was silent for too long: come back and resume.
    TooSlow,
    /// The server's disk is full: nothing can be kept until there is room. Come back in a moment.
    DiskFull,
    /// The server is at fault, and has logged it.
    Internal,
}

impl ErrorCode {
    /// The HTTP status of a response with this code.
    pub fn http_status(self) -> u16 {
        use ErrorCode::*;
        match self {
            Unauthorized | SignInFailed | PasskeyFailed => 401,
            Forbidden | PasswordWrong | GuestsNotAllowed | Removed | Banned | Locked | NotInside | Waiting
            | MembersOnly | OtherDomain => 403,
            NotFound | UnknownParticipant | UnknownTrack | UnknownSlot | UnknownRoom | UnknownPoll => 404,
            NotBegun | AlreadyAnswered | LiveOnly | NameTaken | EmailTaken | OnRoster | WasMember | LastOne
            | CourseInUse | TeachesNow | SessionCancelled | SessionBegun | SessionInUse | MailUnavailable
            | PasskeysFull | PreparationFull | FilesFull | ConsentChanged => 409,
            SessionEnded | SessionClosed | LateAnswersClosed | RecordingDeleted | SetupLinkInvalid
            | InvitationInvalid | MailLinkInvalid | Superseded | RoomGone => 410,
            TooLarge | ImageTooLarge => 413,
            RateLimited | AnnouncementsFull | BoardFull | DownloadsBusy => 429,
            Internal => 500,
            Full | Draining | FfmpegMissing => 503,
            DiskFull => 507,
            _ => 422,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_repeats_little_of_what_was_sent() {
        let detail = |text: &str| Refusal::because(ErrorCode::BadFrame, text).detail.unwrap();
        assert_eq!(detail("short"), "short");
        let fits = "x".repeat(limits::REFUSAL_DETAIL_BYTES);
        assert_eq!(detail(&fits), fits);
        assert_eq!(detail(&(fits.clone() + "y")), fits + "…");
        let wide = detail(&"€".repeat(1_000));
        assert!(wide.ends_with("€…") && wide.len() <= limits::REFUSAL_DETAIL_BYTES + '…'.len_utf8(), "{wide}");
    }
}
