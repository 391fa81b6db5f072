//! Passwords: argon2id.

use std::sync::{
    Arc, Mutex, OnceLock, PoisonError,
    mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
};

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash};
use tokio::sync::oneshot;

use crate::error::StoreError;

/// Memory in KiB, passes, lanes: the first choice of OWASP's Password Storage Cheat Sheet for argon2id (19 MiB, 2, 1).
/// RFC 9106 (section 4) recommends 64 MiB, 3 passes and 4 lanes where the machine has the memory to spare; a small
/// server in the middle of a class has not. The parameters stand in each hash, so that raising them later keeps old
/// hashes valid.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Threads that hash. Each hash takes a core for tens of milliseconds, and class must go on meanwhile. The threads do nothing
/// else, because the allocator keeps an arena of some 57 MB for each thread that ever hashed.
const THREADS: usize = 2;

/// Hashes that may wait: two threads compute so many in about a second. A further caller gets [`StoreError::Busy`], so that a
/// flood of sign-ins does not grow a queue of minutes.
const WAITING: usize = 32;

type Work = Box<dyn FnOnce() + Send>;

/// Computes and checks password hashes, off the async threads.
#[derive(Debug, Clone)]
pub(crate) struct Passwords {
    work: SyncSender<Work>,
}

impl Passwords {
    pub(crate) fn new() -> std::io::Result<Self> {
        let (work, waiting) = sync_channel::<Work>(WAITING);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..THREADS {
            let waiting = Arc::clone(&waiting);
            std::thread::Builder::new().name("passwords".into()).spawn(move || work_off(&waiting))?;
        }
        Ok(Passwords { work })
    }

    /// The PHC string of `password` with a new salt.
    pub(crate) async fn hash(&self, password: &str) -> Result<String, StoreError> {
        let password = password.to_owned();
        self.run(move || hash(&password)).await
    }

    /// Whether `password` fits `stored`. Without a stored hash the same work is done in vain, so that the time that it
    /// takes does not tell whether an e-mail address is known.
    pub(crate) async fn verify(&self, password: &str, stored: Option<String>) -> Result<bool, StoreError> {
        let password = password.to_owned();
        self.run(move || {
            let known = stored.is_some();
            let text = match &stored {
                Some(text) => text,
                None => in_vain()?,
            };
            let parsed = PasswordHash::new(text).map_err(|_| StoreError::Corrupt("password hash"))?;
            Ok(argon2id()?.verify_password(password.as_bytes(), &parsed).is_ok() && known)
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (done, result) = oneshot::channel();
        // The caller may have given up.
        let work: Work = Box::new(move || drop(done.send(work())));
        self.work.try_send(work).map_err(|refused| match refused {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Disconnected(_) => StoreError::Closed,
        })?;
        result.await.map_err(|_| StoreError::Closed)?
    }
}

/// Computes hashes until the last sender is dropped.
fn work_off(waiting: &Mutex<Receiver<Work>>) {
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(work) = next else { return };
        work();
    }
}

fn argon2id() -> Result<Argon2<'static>, StoreError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|e| StoreError::Password(e.into()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &str) -> Result<String, StoreError> {
    Ok(argon2id()?.hash_password(password.as_bytes()).map_err(StoreError::Password)?.to_string())
}

/// A hash that belongs to nobody.
fn in_vain() -> Result<&'static str, StoreError> {
    static HASH: OnceLock<String> = OnceLock::new();
    match HASH.get() {
        Some(text) => Ok(text),
        None => {
            let text = hash("")?;
            Ok(HASH.get_or_init(|| text))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use crate::{LinkPurpose, Store, StoreError};

    use super::*;

    /// Occupies all threads and fills the queue until the returned sender is dropped.
    async fn occupy(passwords: &Passwords) -> mpsc::Sender<()> {
        let (release, released) = mpsc::channel::<()>();
        let released = Arc::new(Mutex::new(released));
        let mut given = 0;
        while given < THREADS + WAITING {
            let released = Arc::clone(&released);
            let wait: Work = Box::new(move || {
                let _ = released.lock().unwrap().recv();
            });
            match passwords.work.try_send(wait) {
                Ok(()) => given += 1,
                // A thread is about to take one.
                Err(_) => tokio::task::yield_now().await,
            }
        }
        release
    }

    #[tokio::test]
    async fn a_setup_link_outlasts_that_too_many_passwords_are_being_checked() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let link = store.create_link(LinkPurpose::Setup, 0).await.unwrap();
        let release = occupy(&store.passwords).await;
        let busy = store.claim(link.reveal(), 0, "Ada", "a@b", "12345678").await;
        assert!(matches!(busy, Err(StoreError::Busy)), "{busy:?}");
        drop(release);
        let owner = loop {
            match store.claim(link.reveal(), 0, "Ada", "a@b", "12345678").await {
                Err(StoreError::Busy) => {}
                claimed => break claimed.unwrap(),
            }
        };
        assert_eq!(store.owner().await.unwrap(), Some(owner));
    }
}
