//! Letters that nobody asked for: what they are about, as the queue has it.

use protocol::{AnnouncementId, CourseId, Millis, NoticeKind, PostId, SessionId};
use serde::{Deserialize, Serialize};
use store::{NewMail, NoticeKey, NoticeSubject, ToldSession};
use uuid::Uuid;

/// Changes that a letter lists: those that somebody reads. Of the rest it says how many there are.
const LISTED: usize = 5;

/// A notice. It says of what it speaks, and as what that was known: it is dropped when that is not true any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// Whom it is for.
    pub person: Uuid,
    /// Of what it speaks.
    #[serde(flatten)]
    pub about: About,
}

/// Of what a notice speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum About {
    /// A class.
    Class {
        /// The session.
        session: SessionId,
        /// When it is to begin.
        start_unix: Millis,
    },
    /// An announcement.
    Announcement {
        /// Which.
        announcement: AnnouncementId,
    },
    /// A class that is over.
    Over {
        /// The session.
        class: SessionId,
        /// Until when it is to be caught up on, if that is what is said.
        due_unix: Option<Millis>,
    },
    /// A week.
    Week {
        /// When its digest was due.
        week_unix: Millis,
    },
    /// An answer to a question.
    Answer {
        /// The reply.
        answer: PostId,
    },
    /// What has changed in a course.
    Changes {
        /// The course.
        course: CourseId,
        /// The changes.
        #[serde(flatten)]
        changed: Changed,
    },
}

/// What has changed in a course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Sessions of which something has changed, the first ones.
    pub sessions: Vec<ChangedSession>,
    /// How many more there are.
    pub more: usize,
}

/// A session as it was known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedSession {
    /// The session.
    pub id: SessionId,
    /// What it was called.
    pub title: String,
    /// When it was to begin.
    pub start_unix: Millis,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// Whether the course's clocks show the same at another instant, because the rules of its zone have changed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_the_clock: bool,
}

impl Changed {
    /// The changes of these sessions.
    pub fn of(sessions: &[ToldSession]) -> Self {
        let listed = sessions.iter().take(LISTED);
        let listed = listed.map(|session| ChangedSession {
            id: session.session,
            title: session.title.clone(),
            start_unix: session.start_unix,
            cancelled: session.cancelled,
            by_the_clock: session.by_the_clock,
        });
        Changed { sessions: listed.collect(), more: sessions.len().saturating_sub(LISTED) }
    }
}

impl Notice {
    /// A notice about a class.
    pub fn of_class(kind: NoticeKind, person: Uuid, session: SessionId, start_unix: Millis) -> Self {
        Notice { kind, person, about: About::Class { session, start_unix } }
    }

    /// The notice of an announcement.
    pub fn announced(person: Uuid, announcement: AnnouncementId) -> Self {
        Notice { kind: NoticeKind::Announcement, person, about: About::Announcement { announcement } }
    }

    /// A notice of what is left of a class that is over.
    pub fn over(kind: NoticeKind, person: Uuid, class: SessionId, due_unix: Option<Millis>) -> Self {
        Notice { kind, person, about: About::Over { class, due_unix } }
    }

    /// The digest of a week.
    pub fn week(person: Uuid, week_unix: Millis) -> Self {
        Notice { kind: NoticeKind::WeeklyDigest, person, about: About::Week { week_unix } }
    }

    /// The notice that a question was answered.
    pub fn answered(person: Uuid, answer: PostId) -> Self {
        Notice { kind: NoticeKind::QuestionAnswered, person, about: About::Answer { answer } }
    }

    /// The notice of what has changed in a course.
    pub fn changed(person: Uuid, course: CourseId, changed: Changed) -> Self {
        Notice { kind: NoticeKind::ClassChanged, person, about: About::Changes { course, changed } }
    }

    /// The notice as the queue has it. Its key is that of what was decided, so that two servers queue it once.
    pub fn to_mail(&self, key: &NoticeKey, recipient: &str, useless_unix: Millis) -> NewMail {
        let about = match key.subject {
            NoticeSubject::Course => key.course.to_string(),
            NoticeSubject::Session(session) => session.to_string(),
            NoticeSubject::Announcement(announcement) => announcement.to_string(),
            NoticeSubject::Thread(thread) => thread.to_string(),
        };
        self.queued(&about, key.instant, recipient, useless_unix)
    }

    /// The digest as the queue has it.
    pub fn to_digest(&self, recipient: &str, due_unix: Millis, useless_unix: Millis) -> NewMail {
        self.queued("week", due_unix, recipient, useless_unix)
    }

    fn queued(&self, about: &str, instant: Millis, recipient: &str, useless_unix: Millis) -> NewMail {
        NewMail {
            key: format!("{:?} {about} {instant} {}", self.kind, self.person),
            recipient: recipient.to_owned(),
            letter: serde_json::to_string(self).expect("names and identities are JSON"),
            useless_unix,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::letter::{Essential, Letter};

    #[test]
    fn a_letter_in_the_queue_is_read_as_what_it_is() {
        let session = ChangedSession {
            id: SessionId(Uuid::from_u128(2)),
            title: "Week 1".into(),
            start_unix: 5,
            cancelled: false,
            by_the_clock: true,
        };
        let changed = Changed { sessions: vec![session], more: 3 };
        for notice in [
            Notice::of_class(NoticeKind::FirstClass, Uuid::nil(), SessionId(Uuid::from_u128(1)), 7),
            Notice::announced(Uuid::nil(), AnnouncementId(Uuid::from_u128(3))),
            Notice::over(NoticeKind::RecordingWaits, Uuid::nil(), SessionId(Uuid::from_u128(4)), None),
            Notice::over(NoticeKind::DeadlineNear, Uuid::nil(), SessionId(Uuid::from_u128(4)), Some(9)),
            Notice::answered(Uuid::nil(), PostId(Uuid::from_u128(5))),
            Notice::week(Uuid::nil(), 9),
            Notice::changed(Uuid::nil(), CourseId(Uuid::nil()), changed),
        ] {
            let text = serde_json::to_string(&notice).unwrap();
            assert_eq!(serde_json::from_str::<Letter>(&text).unwrap(), Letter::Notice(notice), "{text}");
        }
        let essential = Essential::SignIn { person: Uuid::nil() };
        let text = serde_json::to_string(&essential).unwrap();
        assert_eq!(serde_json::from_str::<Letter>(&text).unwrap(), Letter::Essential(essential));
    }

    #[test]
    fn the_longest_letter_fits_into_the_queue() {
        let told = |n: u128| ToldSession {
            session: SessionId(Uuid::from_u128(n)),
            course: CourseId(Uuid::nil()),
            title: "\u{1F600}".repeat(protocol::limits::TITLE_CHARS),
            start_unix: Millis::MAX,
            cancelled: false,
            by_the_clock: true,
            present: None,
        };
        let changed = Changed::of(&(0..400).map(told).collect::<Vec<_>>());
        assert_eq!(changed.more, 395);
        let text = serde_json::to_string(&Notice::changed(Uuid::nil(), CourseId(Uuid::nil()), changed)).unwrap();
        assert!(text.len() < 4 * 1024, "{}", text.len());
    }
}
