//! Threads of this process that do not wait for one another: what the clients of one cost is not taken for what the
//! server makes those of another wait.

use std::thread::JoinHandle;

/// A thread, with the name of who runs on it.
pub struct Thread(&'static str, JoinHandle<anyhow::Result<()>>);

impl Thread {
    /// Runs tasks on a thread of their own, until the first of them is done.
    pub fn start<F: Future<Output = anyhow::Result<()>>>(
        who: &'static str,
        first: impl FnOnce() -> F + Send + 'static,
    ) -> Self {
        let run = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(first())
        };
        Thread(who, std::thread::spawn(run))
    }

    /// Waits for its end.
    pub fn join(self) -> anyhow::Result<()> {
        let Thread(who, thread) = self;
        thread.join().map_err(|_| anyhow::anyhow!("the thread of {who} broke"))?
    }
}
