//! The discussion board of a course: threads, about the course or about a moment of one of its classes, and replies.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    announcements::Clip,
    ids::{CourseId, Millis, PostId, Seq, SessionId},
};

/// `POST /api/courses/{id}/board` (whoever writes on the board) begins a thread and returns it as a [`WholeThread`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NewThread {
    /// A line: 1 to [`crate::limits::TITLE_CHARS`] characters.
    pub title: String,
    /// The text, at most [`crate::limits::POST_BYTES`]. Links are shown as links.
    pub text: String,
    /// Whether it is a question, which waits for an answer.
    pub question: bool,
    /// The moment that it is about; `None` for the course as a whole.
    pub moment: Option<Moment>,
}

/// A moment of a class. `POST /api/courses/{id}/board/{thread}/answered` (staff) says that a question without an answer is answered in a
/// class that runs, from this moment on, which is at most the present one; it returns the [`WholeThread`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// The class, which is one of the course and has begun.
    pub session: SessionId,
    /// Class time.
    pub at: Millis,
}

/// `POST /api/courses/{id}/board/messages` (whoever writes on the board) discusses a message of the chat of a class that everybody may
/// read, and returns the [`WholeThread`]. The message is the first post of its thread, which is begun the first time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DiscussMessage {
    /// The class, which is one of the course.
    pub session: SessionId,
    /// The message: the number of its event.
    pub message: Seq,
    /// A reply, at most [`crate::limits::POST_BYTES`]. Empty only where staff make a question of the message.
    pub text: String,
    /// Whether the message is a question from now on: for staff, and whoever wrote it.
    pub question: bool,
}

/// `POST /api/courses/{id}/board/{thread}/replies` adds a reply; `PUT /api/courses/{id}/board/{post}` (its author) makes a post say this
/// instead. Both return the [`WholeThread`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PostRequest {
    /// The title, of the first post of a thread alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub title: Option<String>,
    /// The text, at most [`crate::limits::POST_BYTES`]. Empty only beside a video.
    pub text: String,
    /// The video of a reply: one that the author has recorded in this course, is over and belongs to nothing else, or the one that the
    /// reply has; absent for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub clip: Option<SessionId>,
}

/// `PUT /api/courses/{id}/board/{thread}/marks` changes how a thread is marked in one way, and returns the [`WholeThread`]. Staff pin; staff
/// and the author say whether it is a question and which reply is the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "mark", rename_all = "snake_case", deny_unknown_fields)]
pub enum MarkRequest {
    /// Whether it stands before all others.
    Pinned {
        /// Whether it does.
        pinned: bool,
    },
    /// Whether it is a question.
    Question {
        /// Whether it is one.
        question: bool,
    },
    /// Which reply answers it.
    Answer {
        /// The reply; `None`: none does.
        answer: Option<PostId>,
    },
}

/// How a thread is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ThreadMarks {
    /// Whether it stands before all others.
    pub pinned: bool,
    /// Whether it is a question.
    pub question: bool,
    /// The reply that answers it, if one does.
    pub answer: Option<PostId>,
}

/// A thread in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Thread {
    /// Its identity, which is that of its first post.
    pub id: PostId,
    /// Its title; empty where its first post was deleted or is a message, and where its author was erased.
    pub title: String,
    /// Who began it, as the roster calls them; empty where its first post was deleted, and where the account is gone.
    pub by: String,
    /// Whether they are staff of the course.
    pub staff: bool,
    /// Where its first post was deleted, and replies stand: what is known of that post. It is no question then, and nobody's.
    pub deleted: Option<DeletedPost>,
    /// Whether the reader began it, or wrote the message that is its first post.
    pub mine: bool,
    /// When.
    pub at_unix: Millis,
    /// When something was last written in it.
    pub last_unix: Millis,
    /// How many replies it has.
    pub replies: u32,
    /// How it is marked. The answer is `None` while that reply is deleted.
    pub marks: ThreadMarks,
    /// The moment that it is about.
    pub moment: Option<AboutMoment>,
    /// The message of that class which is its first post. Whoever wrote it is called as in the recording of the class, and so is everybody
    /// who replies: by a pseudonym where the reader reads no names there.
    pub message: Option<QuotedMessage>,
}

/// The first post of a thread, which was deleted while others had replied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeletedPost {
    /// Whether its author deleted it; otherwise staff did.
    pub by_author: bool,
    /// Whether the reader may restore it: within [`crate::limits::RESTORABLE_MS`], as [`Post::deletes`] says.
    pub restores: bool,
}

/// A message of the chat of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuotedMessage {
    /// The number of its event.
    pub seq: Seq,
    /// What it says; empty where it was deleted, or taken out of the recording.
    pub text: String,
}

/// The moment that a thread is about, or at which its question was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AboutMoment {
    /// Which.
    pub moment: Moment,
    /// The title of the class.
    pub title: String,
}

/// `GET /api/home/answers`: an answer to a question of whoever is signed in that they have not seen; the latest first, at most
/// [`crate::limits::HOME_ANSWERS`]. `POST /api/courses/{id}/board/{thread}/seen` (whoever asked) says that they saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NewAnswer {
    /// The course.
    pub course: CourseId,
    /// Its title.
    pub course_title: String,
    /// Its colour.
    pub colour: u8,
    /// The thread of the question.
    pub thread: PostId,
    /// What they asked: its title, or the message that is its first post.
    pub question: String,
    /// Who answered, as they may know them; empty where the account is gone.
    pub by: String,
    /// Since when it is answered.
    pub at_unix: Millis,
    /// What the answer says; empty where it was given in class or is a video alone.
    pub text: String,
    /// The length of its video.
    pub clip: Option<Millis>,
    /// The moment at which it was given in class.
    pub moment: Option<AboutMoment>,
}

/// A page of the threads of a course: pinned ones first, then by when something was last written.
/// `GET /api/courses/{id}/board?before=ID&find=TEXT&open=true&session=ID` (members) has at most
/// [`crate::limits::THREADS_PAGE`] of them: with `find` those in which somebody wrote that text, with `open` questions without an answer,
/// with `session` those about a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ThreadPage {
    /// The threads.
    pub threads: Vec<Thread>,
    /// `before` for the next page, if there is one.
    pub next: Option<PostId>,
    /// How many questions of the course have no answer.
    pub open: u32,
}

/// A thread with all that is written in it. `GET /api/courses/{id}/board/{thread}` (members).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WholeThread {
    /// The thread.
    pub thread: Thread,
    /// Its first post, unless that is a message or was deleted, then the replies in their order: at most [`crate::limits::REPLIES`].
    pub posts: Vec<Post>,
    /// Whether the reader may mark the thread as a question, and a reply as its answer.
    pub marks_answers: bool,
}

/// Something that somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Post {
    /// Its identity.
    pub id: PostId,
    /// Who wrote it; empty where the account is gone.
    pub by: String,
    /// Whether they teach or help to teach the course now.
    pub staff: bool,
    /// When.
    pub at_unix: Millis,
    /// When it was last changed.
    pub changed_unix: Option<Millis>,
    /// What; empty where its author was erased, where the question was answered in class, and where the video says it.
    pub text: String,
    /// Its video.
    pub clip: Option<Clip>,
    /// The moment of a class at which the question was answered.
    pub moment: Option<AboutMoment>,
    /// Whether the reader wrote it.
    pub mine: bool,
    /// Whether the reader may delete it: `DELETE /api/courses/{id}/board/{post}`, and
    /// `POST /api/courses/{id}/board/{post}/restore` within [`crate::limits::RESTORABLE_MS`], which returns the [`WholeThread`].
    /// A first post to which nobody has replied, and a message, go with their thread; otherwise the replies stay.
    pub deletes: bool,
}
