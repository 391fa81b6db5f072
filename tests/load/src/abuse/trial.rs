//! One attack on a fresh server: how class is without it, and how it is with it.

use std::{collections::BTreeMap, time::Duration};

use anyhow::Context;
use tokio::sync::oneshot;

use super::{
    arena::{Arena, Referee},
    attacks::Attack,
};
use crate::{
    cpu,
    door::Door,
    lecture::Lecture,
    stretch::Stretch,
    subject::Subject,
    talkers::{self, Talkers},
    thread::Thread,
};

/// After all have come and everything is prepared, the server finishes what it has under way within this time.
const CALM: Duration = Duration::from_secs(1);
/// How long class is measured before the attack.
const QUIET: Duration = Duration::from_secs(8);
/// What is not acknowledged or heard so long after the attack counts as lost.
const PATIENCE: Duration = Duration::from_secs(3);

/// An attack that was carried out.
pub struct Trial {
    /// The attack.
    pub attack: &'static Attack,
    /// Class before it.
    pub quiet: Stretch,
    /// Class while it went on.
    pub attacked: Stretch,
    /// What the offender was answered meanwhile.
    pub answers: BTreeMap<String, u64>,
    /// How many of these answers refused something.
    pub refusals: u64,
    /// What went wrong, beside figures: somebody honest was shown out, or the attack could not be carried out.
    pub broken: Vec<String>,
}

impl Trial {
    /// Carries an attack out.
    pub async fn hold(attack: &'static Attack) -> anyhow::Result<Trial> {
        let subject = Subject::start()?;
        let lecture = Lecture::begin(&subject).await?;
        let talkers = Talkers::start(subject.web, talkers::seats(&Door::new(&subject)).await?).await?;
        let (arena, mut referee) = Arena::new(&subject, &lecture);
        let answers = arena.answers.clone();
        let attackers = Attackers::start(attack, arena);
        if let Err(given_up) = referee.ready().await {
            attackers.stop()?;
            return Err(given_up);
        }
        tokio::time::sleep(CALM).await;
        let mut quiet = Stretch::measure(&subject, QUIET).await?;
        let mut attacked = fight(&subject, attack, &referee).await.with_context(|| attack.name)?;
        let (refusals, answers) = (answers.refusals(), answers.so_far());
        let mut broken = Vec::new();
        broken.extend(attackers.stop().err());
        tokio::time::sleep(PATIENCE).await;
        for stretch in [&mut quiet, &mut attacked] {
            let Stretch { from, until, .. } = *stretch;
            stretch.chat = talkers.waited(from, until);
            stretch.speech = lecture.took(from, until);
        }
        broken.extend([talkers.stop().err(), lecture.end().err()].into_iter().flatten());
        let broken = broken.into_iter().map(|error| format!("{error:#}")).collect();
        Ok(Trial { attack, quiet, attacked, answers, refusals, broken })
    }
}

async fn fight(subject: &Subject, attack: &Attack, referee: &Referee) -> anyhow::Result<Stretch> {
    referee.begin();
    Stretch::measure(subject, attack.lasts).await
}

/// The thread of those who attack. It yields to all others, so that the table speaks of what the server does for them, and
/// not of processors that they take from it.
struct Attackers {
    thread: Thread,
    stop: oneshot::Sender<()>,
}

impl Attackers {
    fn start(attack: &'static Attack, arena: Arena) -> Self {
        let (stop, stopped) = oneshot::channel();
        let thread = Thread::start("the attackers", move || async move {
            cpu::yield_to_others();
            tokio::select! {
                ended = (attack.run)(arena) => ended,
                _ = stopped => Ok(()),
            }
        });
        Attackers { thread, stop }
    }

    fn stop(self) -> anyhow::Result<()> {
        // Those who have failed say why.
        let _ = self.stop.send(());
        self.thread.join()
    }
}
