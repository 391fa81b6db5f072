//! Passwords: argon2id.

use std::sync::{
    Arc, Mutex, OnceLock, PoisonError,
    mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::{
        self,
        phc::{Output, ParamsString, PasswordHash, Salt},
    },
};
use nix::libc;
use tokio::sync::oneshot;

use crate::error::StoreError;

/// Memory in KiB, passes, lanes: the first choice of OWASP's Password Storage Cheat Sheet for argon2id (19 MiB, 2, 1).
/// RFC 9106 (section 4) recommends 64 MiB, 3 passes and 4 lanes where the machine has the memory to spare; a small
/// server in the middle of a class has not. The parameters stand in each hash, so that raising them later keeps old
/// hashes valid.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// The most threads that hash. Each hash takes a core for tens of milliseconds, and class must go on meanwhile. Each thread keeps its
/// memory for all hashes: the allocator would keep some 57 MB for each thread that ever hashed.
const MOST_THREADS: usize = 2;

/// Half of the processors, so that wrong passwords leave the other half to class: argon2 fills the caches and the memory bus,
/// which niceness does not share out.
fn threads() -> usize {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    (processors / 2).clamp(1, MOST_THREADS)
}

/// The niceness of these threads (sched(7)): where processors are short, they take a tenth of what a thread of class takes. On
/// two processors, wrong passwords once made acknowledgements wait for four times as long.
const NICENESS: libc::c_int = 10;

/// Hashes that may wait: a thread computes so many in about a second. A further caller gets [`StoreError::Busy`], so that a
/// flood of sign-ins does not grow a queue of minutes.
const WAITING: usize = 32;

type Work = Box<dyn FnOnce(&mut Memory) + Send>;

/// The memory that argon2 fills. Each thread has its own, and uses it again for each hash.
struct Memory(Vec<Block>);

/// Computes and checks password hashes, off the async threads.
#[derive(Debug, Clone)]
pub(crate) struct Passwords {
    work: SyncSender<Work>,
}

impl Passwords {
    pub(crate) fn new() -> std::io::Result<Self> {
        let (work, waiting) = sync_channel::<Work>(WAITING);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..threads() {
            let waiting = Arc::clone(&waiting);
            std::thread::Builder::new().name("passwords".into()).spawn(move || work_off(&waiting))?;
        }
        Ok(Passwords { work })
    }

    /// The PHC string of `password` with a new salt.
    pub(crate) async fn hash(&self, password: &str) -> Result<String, StoreError> {
        let password = password.to_owned();
        self.run(move |memory| memory.hash(&password)).await
    }

    /// Whether `password` fits `stored`. Without a stored hash the same work is done in vain, so that the time that it
    /// takes does not tell whether an e-mail address is known.
    pub(crate) async fn verify(&self, password: &str, stored: Option<String>) -> Result<bool, StoreError> {
        let password = password.to_owned();
        self.run(move |memory| {
            let known = stored.is_some();
            let text = match &stored {
                Some(text) => text,
                None => in_vain(memory)?,
            };
            Ok(memory.fits(&password, text)? && known)
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (done, result) = oneshot::channel();
        // The caller may have given up.
        let work: Work = Box::new(move |memory| drop(done.send(work(memory))));
        self.work.try_send(work).map_err(|refused| match refused {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Disconnected(_) => StoreError::Closed,
        })?;
        result.await.map_err(|_| StoreError::Closed)?
    }
}

/// Computes hashes until the last sender is dropped.
fn work_off(waiting: &Mutex<Receiver<Work>>) {
    yield_to_class();
    let mut memory = Memory(Vec::new());
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(work) = next else { return };
        work(&mut memory);
    }
}

/// Lets this thread run after those of class.
#[allow(unsafe_code)] // setpriority(2) has no safe wrapper among the dependencies.
fn yield_to_class() {
    // SAFETY: setpriority touches no memory. On Linux, 0 is the calling thread. Anybody may make their own priority lower.
    unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, NICENESS) };
}

impl Memory {
    /// The PHC string of a password with a new salt.
    fn hash(&mut self, password: &str) -> Result<String, StoreError> {
        let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(Params::DEFAULT_OUTPUT_LEN)).map_err(failed)?;
        let salt = Salt::generate();
        let hash = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&params).map_err(StoreError::Password)?,
            hash: Some(self.output(password, &salt, params)?),
            salt: Some(salt),
        };
        Ok(hash.to_string())
    }

    /// Whether a password is that of a PHC string.
    fn fits(&mut self, password: &str, text: &str) -> Result<bool, StoreError> {
        let corrupt = || StoreError::Corrupt("password hash");
        let stored = PasswordHash::new(text).map_err(|_| corrupt())?;
        let (Some(salt), Some(wanted)) = (stored.salt, stored.hash) else { return Err(corrupt()) };
        let params = Params::try_from(&stored).map_err(|_| corrupt())?;
        let is_ours = stored.algorithm == Algorithm::Argon2id.ident() && stored.version == Some(Version::V0x13.into());
        if !is_ours {
            return Err(corrupt());
        }
        // Outputs are compared in constant time.
        Ok(self.output(password, &salt, params)? == wanted)
    }

    fn output(&mut self, password: &str, salt: &Salt, params: Params) -> Result<Output, StoreError> {
        if self.0.len() < params.block_count() {
            self.0.resize(params.block_count(), Block::default());
        }
        let mut output = vec![0; params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN)];
        let argon2id = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon2id.hash_password_into_with_memory(password.as_bytes(), salt, &mut output, &mut self.0).map_err(failed)?;
        Output::new(&output).map_err(|_| StoreError::Corrupt("password hash"))
    }
}

fn failed(error: argon2::Error) -> StoreError {
    StoreError::Password(password_hash::Error::from(error))
}

/// A hash that belongs to nobody.
fn in_vain(memory: &mut Memory) -> Result<&'static str, StoreError> {
    static HASH: OnceLock<String> = OnceLock::new();
    match HASH.get() {
        Some(text) => Ok(text),
        None => {
            let text = memory.hash("")?;
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
        while given < threads() + WAITING {
            let released = Arc::clone(&released);
            let wait: Work = Box::new(move |_| {
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

    #[test]
    fn a_password_fits_its_own_hash_also_one_that_the_library_made() {
        use argon2::PasswordHasher;
        let mut memory = Memory(Vec::new());
        let theirs = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(1_024, 3, 2, None).unwrap());
        let theirs = theirs.hash_password(b"12345678").unwrap().to_string();
        for text in [memory.hash("12345678").unwrap(), theirs] {
            assert!(memory.fits("12345678", &text).unwrap(), "{text}");
            assert!(!memory.fits("12345679", &text).unwrap() && !memory.fits("", &text).unwrap(), "{text}");
        }
        let other = memory.hash("12345678").unwrap();
        assert!(other.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && other != memory.hash("12345678").unwrap());
        for text in ["", "$argon2id$v=19$m=19456,t=2,p=1", "$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$aGFzaGhhc2g"] {
            assert!(matches!(memory.fits("", text), Err(StoreError::Corrupt(_))), "{text}");
        }
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
