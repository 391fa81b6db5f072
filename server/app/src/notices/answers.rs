//! Tells whoever asked on a board that there is an answer.

use protocol::{Millis, NoticeKind};
use store::{NoticeKey, NoticeSubject, StoreError, UntoldAnswer};

use super::{
    Round,
    due::{ANSWERED_WITHIN, ANSWERS_APART, SETTLED},
};
use crate::mail::notice::Notice;

impl Round {
    /// Tells of answers that have settled, of those of a thread in one letter.
    pub(super) async fn tell_answers(&self, now: Millis) -> Result<(), StoreError> {
        let (after, until) = (now.saturating_sub(ANSWERED_WITHIN), now.saturating_sub(SETTLED));
        let answers = self.store.untold_answers(after, until, now.saturating_sub(ANSWERS_APART)).await?;
        for of_thread in answers.chunk_by(|one, next| one.thread == next.thread) {
            // The letter has the latest one, and leads to all of them.
            let Some(UntoldAnswer { post, thread, course, answers_unix, asker }) = of_thread.last() else { continue };
            let (kind, subject) = (NoticeKind::QuestionAnswered, NoticeSubject::Thread(*thread));
            let key = NoticeKey { kind, course: *course, subject, instant: *answers_unix };
            let (notice, until) = (Notice::answered(asker.person.0, *post), answers_unix + ANSWERED_WITHIN);
            self.store.note_notices(&key, &[self.decided(&key, asker, &notice, (until, until), now)], now).await?;
            self.store.answers_were_told(*thread, *answers_unix).await?;
        }
        Ok(())
    }
}
