//! Threads of a board, as somebody reads them. What hangs on a message of a class is read as in the recording of that class: without what
//! was taken out, and under pseudonyms where those stand for names.

use std::collections::{BTreeMap, HashSet};

use access::Standing;
use protocol::{
    CourseAction, CourseId, ErrorCode, EventBody, Millis, PostId, Refusal, Seq, SessionId,
    board::{AboutMoment, DeletedPost, Moment, Post, QuotedMessage, Thread, WholeThread},
    limits::RESTORABLE_MS,
    privacy::pseudonym_of,
};
use store::{DeletedFirst, MessageRow, Person, PostRow, ThreadRow};

use crate::{clips, context::App, refusal};

/// Who reads.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// Their account.
    pub person: &'a Person,
    /// What they are in the course.
    pub standing: Standing,
}

impl Reader<'_> {
    /// Whether they see to the board: they pin, delete what others wrote, and say which questions were answered in class.
    pub fn moderates(self) -> bool {
        access::allows(self.standing, CourseAction::ModerateBoard)
    }

    /// Whether they may say that a thread is a question, and which reply is the answer.
    pub fn marks_answers(self, thread: &ThreadRow) -> bool {
        let own = thread.author == Some(self.person.id) && access::allows(self.standing, CourseAction::WriteOnBoard);
        own || self.moderates()
    }

    /// Whether they may restore a first post now.
    fn restores(self, DeletedFirst { at_unix, by_author, author }: DeletedFirst, now_unix: Millis) -> bool {
        let own = by_author && author == Some(self.person.id);
        let may = self.moderates() || (own && access::allows(self.standing, CourseAction::WriteOnBoard));
        may && now_unix < at_unix.saturating_add(RESTORABLE_MS)
    }

    fn reads_names(self, message: Option<&MessageRow>) -> bool {
        let pseudonyms = message.is_some_and(|message| message.pseudonyms);
        access::role_in_class(self.standing).is_some_and(|role| access::reads_names(role, pseudonyms))
    }
}

/// Threads, as the reader reads them.
pub async fn list(app: &App, rows: Vec<ThreadRow>, reader: Reader<'_>) -> Result<Vec<Thread>, Refusal> {
    let shown = if reader.moderates() { HashSet::new() } else { everybodys_messages(app, &rows).await? };
    let now = app.clock.now();
    let thread = |row: ThreadRow| {
        let is_shown = |session, seq| reader.moderates() || shown.contains(&(session, seq));
        thread(row, reader, is_shown, now)
    };
    Ok(rows.into_iter().map(thread).collect())
}

/// A thread with what is written in it, as the reader reads it.
pub async fn whole(app: &App, course: CourseId, id: PostId, reader: Reader<'_>) -> Result<WholeThread, Refusal> {
    let (row, posts) = app.store.thread(course, id).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    let marks_answers = row.deleted.is_none() && reader.marks_answers(&row);
    let reads_names = reader.reads_names(row.message.as_ref());
    let posts = posts.into_iter().map(|row| post(row, reader, reads_names)).collect();
    let thread = list(app, vec![row], reader).await?.pop().ok_or(ErrorCode::NotFound)?;
    Ok(WholeThread { thread, posts, marks_answers })
}

/// The messages among the first posts that everybody reads in the recordings of their classes.
async fn everybodys_messages(app: &App, rows: &[ThreadRow]) -> Result<HashSet<(SessionId, Seq)>, Refusal> {
    let mut of_classes: BTreeMap<SessionId, Vec<&MessageRow>> = BTreeMap::new();
    for row in rows {
        if let (Some((moment, _)), Some(message)) = (&row.moment, &row.message) {
            of_classes.entry(moment.session).or_default().push(message);
        }
    }
    let mut shown = HashSet::new();
    for (session, messages) in of_classes {
        let mut access = app.timeline_access.of(session).await;
        access.read_journal(&app.store, session).await?;
        let events = messages.into_iter().map(|message| &message.event);
        shown.extend(events.filter(|event| access.everybody_reads(event)).map(|event| (session, event.seq)));
    }
    Ok(shown)
}

fn thread(row: ThreadRow, reader: Reader<'_>, is_shown: impl Fn(SessionId, Seq) -> bool, now_unix: Millis) -> Thread {
    let deleted =
        row.deleted.map(|first| DeletedPost { by_author: first.by_author, restores: reader.restores(first, now_unix) });
    let reads_names = reader.reads_names(row.message.as_ref());
    let by = match &row.message {
        Some(message) if !reads_names && !row.staff => pseudonym_of(Some(message.speaker)),
        _ => row.by,
    };
    let session = row.moment.as_ref().map(|(moment, _)| moment.session);
    let message = row.message.zip(session).map(|(MessageRow { event, .. }, session)| {
        let text = match event.body {
            EventBody::ChatSent { text, .. } if is_shown(session, event.seq) => text,
            _ => String::new(),
        };
        QuotedMessage { seq: event.seq, text }
    });
    Thread {
        id: row.id,
        title: row.title,
        by,
        staff: row.staff,
        deleted,
        mine: row.author == Some(reader.person.id),
        at_unix: row.at_unix,
        last_unix: row.last_unix,
        replies: row.replies,
        marks: row.marks,
        moment: about(row.moment),
        message,
    }
}

fn post(row: PostRow, reader: Reader<'_>, reads_names: bool) -> Post {
    let mine = access::allows(reader.standing, CourseAction::WriteOnBoard) && row.author == Some(reader.person.id);
    let named = reads_names || row.staff || row.author.is_none();
    Post {
        id: row.id,
        by: if named { row.by } else { pseudonym_of(row.seat) },
        staff: row.staff,
        at_unix: row.at_unix,
        changed_unix: row.changed_unix,
        text: row.text,
        clip: row.clip.map(clips::public),
        moment: about(row.moment),
        mine,
        deletes: mine || reader.moderates(),
    }
}

fn about(moment: Option<(Moment, String)>) -> Option<AboutMoment> {
    moment.map(|(moment, title)| AboutMoment { moment, title })
}
