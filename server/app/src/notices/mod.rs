//! Notices: mails and pushes that nobody asked for, which say what somebody would not like to miss.
//!
//! One task looks every half minute at what is near. [`due`] decides, without any clock or database of its own, who is to
//! be told, and [`quiet`] when; the store notes each decision in the transaction that puts its mail into the queue, so that nothing is told
//! twice, also by two servers, or by one that was killed. Every kind has an end of its time: what a server missed while it
//! was away is not told late. What a letter says is looked up when it is sent, and a letter that is not true any more is
//! dropped: `mail::notice_writing`.

mod answers;
mod catching_up;
mod digest;
pub mod due;
pub mod quiet;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use protocol::{CourseId, Millis, NoticeKind};
use store::{
    Expected, NewNotice, NoticeKey, NoticeSubject, NoticedClass, PersonId, Recipient, Store, StoreError, ToldSession,
    UntoldAnnouncement, Ways,
};
use tokio::{sync::watch, task::JoinHandle};

use crate::{
    clock::TaskClock,
    context::App,
    ledger::Ledgers,
    mail::{
        Mail,
        notice::{Changed, Notice},
    },
    push::Pushes,
};
use due::{ANNOUNCED_WITHIN, BEGAN_AFTER, Change, FIRST_CLASS_LEAD, REMINDER_LEAD, SETTLED};
use quiet::Wishes;

/// How often the task looks at what is near.
const LOOK: Duration = Duration::from_secs(30);

/// How often it looks for what is told about a day ahead, or some time within a day.
const LOOK_FAR: Millis = 10 * 60_000;

/// How often what was told long ago is forgotten.
const TIDY: Duration = Duration::from_secs(3_600);

/// Members who are decided upon together, in one transaction.
const BATCH: usize = 500;

/// A class that began so long after its time, or goes on for so long, is not looked at any more.
const LONGEST_CLASS: Millis = 24 * 3_600_000;

/// The kinds that follow from the time of a class.
const OF_CLASS: [NoticeKind; 3] = [NoticeKind::FirstClass, NoticeKind::ClassReminder, NoticeKind::ClassBegan];

/// The running task.
pub struct Notices {
    stop: watch::Sender<bool>,
    looks: watch::Receiver<u64>,
    task: JoinHandle<()>,
}

/// What the task works with.
struct Round {
    store: Store,
    ledgers: Arc<Ledgers>,
    mail: Mail,
    pushes: Pushes,
    clock: TaskClock,
    tidied: Option<Instant>,
    /// When it was last looked for what is told some time ahead.
    distant_unix: Option<Millis>,
    looks: watch::Sender<u64>,
}

impl Notices {
    /// Starts the task.
    pub fn start(app: &App, clock: &TaskClock) -> Notices {
        let ((stop, stopped), (looked, looks)) = (watch::channel(false), watch::channel(0));
        let (store, ledgers, mail) = (app.store.clone(), Arc::clone(&app.ledgers), app.mail.clone());
        let (pushes, clock) = (app.pushes.clone(), clock.clone());
        let round = Round { store, ledgers, mail, pushes, clock, tidied: None, distant_unix: None, looks: looked };
        Notices { stop, looks, task: tokio::spawn(round.run(stopped)) }
    }

    /// How many looks have ended.
    pub fn looks(&self) -> watch::Receiver<u64> {
        self.looks.clone()
    }

    /// Finishes the look that is under way, and stops.
    pub async fn stop(self) {
        // The task may have ended already.
        let _ = self.stop.send(true);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the task of notices had ended");
        }
    }
}

impl Round {
    async fn run(mut self, mut stopped: watch::Receiver<bool>) {
        let mut set = self.clock.follow();
        while !*stopped.borrow() {
            match self.look(self.clock.now()).await {
                Ok(()) => self.looks.send_modify(|looks| *looks += 1),
                Err(StoreError::Closed) => return,
                Err(error) => tracing::error!(%error, "notices cannot be queued; it is tried again"),
            }
            tokio::select! {
                _ = stopped.changed() => return,
                Ok(()) = set.changed() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// Looks once at everything.
    async fn look(&mut self, now: Millis) -> Result<(), StoreError> {
        if self.tidied.is_none_or(|at| at.elapsed() >= TIDY) {
            self.store.tidy_notices(now).await?;
            self.store.tidy_unsubscribe_links(now).await?;
            self.tidied = Some(Instant::now());
        }
        self.store.follow_plans(now).await?;
        self.tell_changes(now).await?;
        self.tell_announcements(now).await?;
        self.tell_answers(now).await?;
        self.tell_of_recordings(now).await?;
        if self.distant_unix.is_none_or(|at| now >= at + LOOK_FAR) {
            self.tell_of_deadlines(now).await?;
            self.tell_digests(now).await?;
            self.distant_unix = Some(now);
        }
        let near = now.saturating_sub(LONGEST_CLASS)..now + FIRST_CLASS_LEAD.max(REMINDER_LEAD) + BEGAN_AFTER;
        for class in self.store.classes_near(near.start, near.end).await? {
            for kind in OF_CLASS {
                self.tell_of_class(kind, &class, now).await?;
            }
        }
        self.mail.wake();
        self.pushes.wake();
        Ok(())
    }

    /// Tells whoever has to be told of a class.
    async fn tell_of_class(&self, kind: NoticeKind, class: &NoticedClass, now: Millis) -> Result<(), StoreError> {
        let Some(window) = due::window(kind, class).filter(|window| window.is_open(now)) else { return Ok(()) };
        let instant = if kind == NoticeKind::FirstClass { 0 } else { class.start_unix };
        let key = NoticeKey { kind, course: class.course, subject: NoticeSubject::Session(class.session), instant };
        let notice = |member: &Expected| {
            let notice = Notice::of_class(kind, member.recipient.person.0, class.session, class.start_unix);
            due::concerns(kind, member).then_some(notice)
        };
        self.tell_all(&key, window.until, notice, now).await
    }

    /// Tells members what was announced a moment ago, so that a slip that is mended at once is told to nobody.
    async fn tell_announcements(&self, now: Millis) -> Result<(), StoreError> {
        let (after, until) = (now.saturating_sub(ANNOUNCED_WITHIN), now.saturating_sub(SETTLED));
        for UntoldAnnouncement { id, course, author, at_unix } in self.store.untold_announcements(after, until).await? {
            let kind = NoticeKind::Announcement;
            let key = NoticeKey { kind, course, subject: NoticeSubject::Announcement(id), instant: at_unix };
            let notice = |member: &Expected| {
                let is_told = due::concerns(kind, member) && Some(member.recipient.person) != author;
                is_told.then(|| Notice::announced(member.recipient.person.0, id))
            };
            self.tell_all(&key, at_unix + ANNOUNCED_WITHIN, notice, now).await?;
            self.store.announcement_was_told(id).await?;
        }
        Ok(())
    }

    /// Decides for all members for whom it is not decided yet. `notice`: what a member is told, if anything.
    async fn tell_all(
        &self,
        key: &NoticeKey,
        until: Millis,
        notice: impl Fn(&Expected) -> Option<Notice>,
        now: Millis,
    ) -> Result<(), StoreError> {
        let mut after = None;
        while let Some(members) = self.batch(key, &mut after).await? {
            let told = members.iter().filter_map(|member| Some((&member.recipient, notice(member)?)));
            let notices = told.map(|(to, notice)| self.decided(key, to, &notice, (until, until), now));
            let notices: Vec<NewNotice> = notices.collect();
            if !notices.is_empty() {
                self.store.note_notices(key, &notices, now).await?;
            }
        }
        Ok(())
    }

    /// The decision to tell somebody something: at once, or after their quiet hours. It helps before `soonest`, and is of no use from `until`
    /// on.
    fn decided(
        &self,
        key: &NoticeKey,
        to: &Recipient,
        notice: &Notice,
        (soonest, until): (Millis, Millis),
        now: Millis,
    ) -> NewNotice {
        let due = quiet::moment(key.kind, wishes(to), now, soonest);
        let mail = due.map(|due| (notice.to_mail(key, &to.email, until), due));
        NewNotice { person: to.person, mail, ways: self.ways(to) }
    }

    /// How somebody is told: by mail where the server sends some.
    fn ways(&self, to: &Recipient) -> Ways {
        Ways { mail: to.ways.mail && self.mail.is_available(), push: to.ways.push }
    }

    /// The next members for whom nothing is decided; `None` after the last.
    async fn batch(&self, key: &NoticeKey, after: &mut Option<PersonId>) -> Result<Option<Vec<Expected>>, StoreError> {
        let members = self.store.expected(key, *after, BATCH).await?;
        *after = members.last().map(|member| member.recipient.person);
        Ok(after.map(|_| members))
    }

    /// Tells members of courses what has changed in the plans.
    async fn tell_changes(&self, now: Millis) -> Result<(), StoreError> {
        let mut quiet = Vec::new();
        let mut told: Vec<(ToldSession, Millis)> = Vec::new();
        for session in self.store.changed_sessions().await? {
            match due::change(&session, now) {
                Change::Unsettled => {}
                Change::Quiet => quiet.push(session),
                Change::Told { until } => told.push((session, until)),
            }
        }
        if !quiet.is_empty() {
            self.store.tell_changes(&quiet, None, now).await?;
        }
        // The rows come by their courses.
        for of_course in told.chunk_by(|(one, _), (next, _)| one.course == next.course) {
            self.tell_changes_of(of_course[0].0.course, of_course, now).await?;
        }
        Ok(())
    }

    /// Tells the members of a course in one letter what has changed.
    async fn tell_changes_of(
        &self,
        course: CourseId,
        changes: &[(ToldSession, Millis)],
        now: Millis,
    ) -> Result<(), StoreError> {
        let sessions: Vec<ToldSession> = changes.iter().map(|(session, _)| session.clone()).collect();
        let until = changes.iter().map(|(_, until)| *until).max().unwrap_or(now);
        // What comes soonest decides whether they can wait.
        let soonest = changes.iter().map(|(_, until)| *until).min().unwrap_or(now);
        let changed = Changed::of(&sessions);
        let key = NoticeKey { kind: NoticeKind::ClassChanged, course, subject: NoticeSubject::Course, instant: now };
        let mut notices = Vec::new();
        let mut after = None;
        while let Some(members) = self.batch(&key, &mut after).await? {
            let concerned = members.iter().filter(|member| due::concerns(key.kind, member));
            notices.extend(concerned.map(|member| {
                let notice = Notice::changed(member.recipient.person.0, course, changed.clone());
                self.decided(&key, &member.recipient, &notice, (soonest, until), now)
            }));
        }
        self.store.tell_changes(&sessions, Some((&key, &notices)), now).await
    }
}

fn wishes(to: &Recipient) -> Wishes<'_> {
    Wishes { quiet: to.quiet.as_ref(), strict: to.strict, zone: &to.zone }
}
