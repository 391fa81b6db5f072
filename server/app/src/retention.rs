//! Until when the classes of a course are kept, and what happens then: its instructors are told some days before, and the classes
//! are deleted after those days.

use std::time::Duration;

use protocol::{
    AuditKind, Millis,
    courses::{Keeping, Retention},
    limits::{RETENTION_DAYS, RETENTION_NOTICE_MS},
};
use store::{AuditLine, RetentionRow, StoreError};

use crate::{clock::unix_now, context::App, mail::letter::Essential};

/// How often it is looked at what is over: so much later than promised a class is deleted, at most.
const EVERY: Duration = Duration::from_secs(600);

const DAY: Millis = 24 * 3_600_000;

/// What says until when each class of a course is kept; `None` for ever.
pub fn keeping(row: &RetentionRow, now_unix: Millis) -> Option<Keeping> {
    let days = match row.retention {
        Retention::Usual => RETENTION_DAYS,
        Retention::Days { days } => days,
        Retention::ForEver => return None,
    };
    let term_end = row.to.as_deref().and_then(|day| calendar::end_of_day(day.parse().ok()?, &row.zone).ok());
    Some(Keeping {
        from_unix: term_end.map_or(row.last_unix, |end| end.max(row.last_unix)),
        days,
        not_before_unix: row.told_unix.unwrap_or(now_unix) + RETENTION_NOTICE_MS,
    })
}

/// Until when a class that ended then is kept, whether anybody was told or not.
fn due(keeping: &Keeping, ended_unix: Millis) -> Millis {
    keeping.from_unix.max(ended_unix) + Millis::from(keeping.days) * DAY
}

/// Whether the time of a class that ended then is over, and its course's instructors were told of that a whole notice ago.
fn is_over(row: &RetentionRow, ended_unix: Millis, now_unix: Millis) -> bool {
    let told = keeping(row, now_unix).filter(|_| row.told_unix.is_some());
    told.is_some_and(|keeping| {
        now_unix >= keeping.not_before_unix && due(&keeping, ended_unix) <= keeping.not_before_unix
    })
}

/// Looks now and then which classes are to be kept no longer, until the store is closed.
pub async fn keep_deleting(app: App) {
    loop {
        match look(&app, unix_now()).await {
            Ok(0) => {}
            Ok(deleted) => tracing::info!(deleted, "classes were deleted, because their time was over"),
            Err(StoreError::Closed) => return,
            Err(error) => tracing::error!(%error, "it is not known how long classes are kept; it is tried again"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Tells instructors of what is over soon, and deletes what is over and was told; also announcements that were deleted, with videos that none has, and what
/// was removed from preparation, a while ago. Returns how many classes were deleted. What cannot be done for one course, or one class,
/// holds up no other.
pub async fn look(app: &App, now_unix: Millis) -> Result<usize, StoreError> {
    app.store.forget_deleted_announcements(now_unix).await?;
    app.store.forget_unused_clips(now_unix).await?;
    app.store.forget_unrecorded(now_unix).await?;
    app.store.forget_deleted_posts(now_unix).await?;
    let mut deleted = 0;
    for row in app.store.retention(None).await? {
        match look_at(app, &row, now_unix).await {
            Ok(count) => deleted += count,
            Err(StoreError::Closed) => return Err(StoreError::Closed),
            Err(error) => {
                tracing::error!(course = %row.course, %error, "it could not be looked after how long classes are kept");
            }
        }
    }
    app.store.tidy_preparation(now_unix).await?;
    app.store.sweep_files().await?;
    Ok(deleted)
}

async fn look_at(app: &App, row: &RetentionRow, now_unix: Millis) -> Result<usize, StoreError> {
    let near =
        keeping(row, now_unix).filter(|keeping| now_unix + RETENTION_NOTICE_MS >= due(keeping, row.first_ended_unix));
    match near {
        Some(keeping) if row.told_unix.is_none() => tell(app, row, keeping.not_before_unix, now_unix).await?,
        Some(keeping) if now_unix >= keeping.not_before_unix => return delete(app, row, &keeping, now_unix).await,
        // The term was made longer.
        None if row.told_unix.is_some() => app.store.forget_expiry(row.course).await?,
        _ => {}
    }
    Ok(0)
}

async fn tell(app: &App, row: &RetentionRow, until_unix: Millis, now_unix: Millis) -> Result<(), StoreError> {
    let letter = Essential::ClassesExpire { course: row.course, until_unix };
    let mut mails = Vec::new();
    if app.mail.is_available() {
        let addresses = app.store.addresses_of_instructors(row.course).await?;
        mails.extend(addresses.iter().map(|to| letter.to_mail(to, now_unix)));
    }
    if app.store.tell_of_expiry(row, &mails, now_unix).await? {
        app.mail.wake();
    }
    Ok(())
}

async fn delete(app: &App, row: &RetentionRow, keeping: &Keeping, now_unix: Millis) -> Result<usize, StoreError> {
    let ended_until = keeping.not_before_unix.saturating_sub(Millis::from(keeping.days) * DAY);
    let (mut deleted, mut failed) = (0, false);
    for (session, title) in app.store.classes_ended_until(row.course, ended_until).await? {
        let line = AuditLine::by_server(AuditKind::ClassExpired).in_session(session, Some(row.course)).about(&title);
        let is_over = |row: &RetentionRow, ended_unix| is_over(row, ended_unix, now_unix);
        match app.store.expire_class(row.course, session, &line, now_unix, is_over).await {
            Ok(done) => deleted += usize::from(done),
            Err(StoreError::Closed) => return Err(StoreError::Closed),
            Err(error) => {
                tracing::error!(%session, %error, "a class whose time is over could not be deleted");
                failed = true;
            }
        }
        app.forget_recording(session);
    }
    // Whatever is over later is told of anew, also what could not be deleted for a day.
    if !failed || now_unix >= keeping.not_before_unix + DAY {
        app.store.forget_expiry(row.course).await?;
    }
    Ok(deleted)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2027-01-01T00:00Z.
    const NEW_YEAR: Millis = 1_798_761_600_000;

    fn row(to: Option<&str>, retention: Retention, told_unix: Option<Millis>) -> RetentionRow {
        RetentionRow {
            course: protocol::CourseId(uuid::Uuid::nil()),
            title: "Analysis".into(),
            zone: "Europe/Berlin".into(),
            to: to.map(str::to_owned),
            retention,
            told_unix,
            first_ended_unix: NEW_YEAR + 5 * DAY,
            last_unix: NEW_YEAR + 9 * DAY,
        }
    }

    #[test]
    fn classes_are_kept_after_the_term_and_the_last_class() {
        let of = |row: &RetentionRow| keeping(row, 0).map(|keeping| due(&keeping, row.first_ended_unix));
        let usual = Millis::from(RETENTION_DAYS) * DAY;
        assert_eq!(of(&row(None, Retention::Usual, None)), Some(NEW_YEAR + 9 * DAY + usual));
        // The end of the 20th in Berlin, which was an hour ahead of UTC.
        let term = NEW_YEAR + 20 * DAY - 3_600_000;
        assert_eq!(of(&row(Some("2027-01-20"), Retention::Usual, None)), Some(term + usual));
        assert_eq!(of(&row(Some("2027-01-20"), Retention::Days { days: 7 }, None)), Some(term + 7 * DAY));
        assert_eq!(
            of(&row(Some("2027-01-02"), Retention::Days { days: 7 }, None)),
            Some(NEW_YEAR + 16 * DAY),
            "the last class is after the term"
        );
        assert_eq!(of(&row(None, Retention::ForEver, None)), None);
    }

    #[test]
    fn nothing_is_deleted_before_the_notice_is_over() {
        let told = |at| keeping(&row(None, Retention::Usual, at), 1_000).unwrap().not_before_unix;
        assert_eq!((told(None), told(Some(10))), (1_000 + RETENTION_NOTICE_MS, 10 + RETENTION_NOTICE_MS));
        let usual = Millis::from(RETENTION_DAYS) * DAY;
        let told = NEW_YEAR + 9 * DAY + usual - RETENTION_NOTICE_MS;
        let over = |told, ended, now| is_over(&row(None, Retention::Usual, told), ended, now);
        let (ended, end) = (NEW_YEAR + 9 * DAY, told + RETENTION_NOTICE_MS);
        assert!(over(Some(told), ended, end));
        assert!(!over(Some(told), ended, end - 1) && !over(None, ended, end + 1_000 * DAY));
        assert!(!over(Some(told), ended + 1, end + 1_000 * DAY), "nobody was told of a class that is over later");
        assert!(!is_over(&row(None, Retention::ForEver, Some(told)), ended, end));
    }
}
