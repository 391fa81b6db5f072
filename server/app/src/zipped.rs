//! A ZIP that is written while it is sent: nothing of it is ever whole in memory, or on the disk.

use std::{
    io::{self, Write},
    time::Duration,
};

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use tokio::{runtime::Handle, sync::mpsc};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions, write::StreamWriter};

/// Pieces of this size go out.
const PIECE: usize = 64 * 1024;

/// Pieces that wait for a slow reader.
const PIECES_WAITING: usize = 4;

/// How long a piece waits for its reader, who is given up then.
const PATIENCE: Duration = Duration::from_secs(60);

/// The ZIP, on a thread that may wait. What is written goes into the file that was begun last.
pub struct Zipped {
    handle: Handle,
    zip: ZipWriter<StreamWriter<Pieces>>,
}

impl Zipped {
    /// Begins a file of at most so many bytes. Not every program reads a file that may be one of more than 4 GiB.
    pub fn begin(&mut self, name: &str, most: u64) -> io::Result<()> {
        let large = most > u64::from(u32::MAX);
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(large);
        self.zip.start_file(name, options).map_err(io::Error::other)
    }

    /// Waits for what is to be written.
    pub fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.handle.block_on(work)
    }

    fn finish(self) -> io::Result<()> {
        self.zip.finish().map_err(io::Error::other)?.flush()
    }
}

impl Write for Zipped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.zip.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.zip.flush()
    }
}

/// The ZIP that `write` writes, as it is read. It breaks off where that fails, which the log says of `what`. `place` is given back at
/// its end.
pub fn stream(
    what: &'static str,
    place: impl Send + 'static,
    write: impl FnOnce(&mut Zipped) -> io::Result<()> + Send + 'static,
) -> Body {
    let (sender, receiver) = mpsc::channel(PIECES_WAITING);
    let handle = Handle::current();
    tokio::task::spawn_blocking(move || {
        let to = Pieces { sender: sender.clone(), handle: handle.clone(), piece: Vec::with_capacity(PIECE) };
        let mut zipped = Zipped { handle: handle.clone(), zip: ZipWriter::new_stream(to) };
        if let Err(error) = write(&mut zipped).and_then(|()| zipped.finish()) {
            tracing::warn!(%error, "{what} broke off");
            // The reader may have gone.
            let _ = handle.block_on(sender.send(Err(error)));
        }
        // Whoever has read the end may ask again at once: the reader is told of it by the last sender.
        drop(place);
        drop(sender);
    });
    Body::from_stream(stream::unfold(receiver, |mut receiver| async { Some((receiver.recv().await?, receiver)) }))
}

/// Sends what is written, piece by piece.
struct Pieces {
    sender: mpsc::Sender<io::Result<Bytes>>,
    handle: Handle,
    piece: Vec<u8>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE)));
        self.handle.block_on(self.sender.send_timeout(Ok(piece), PATIENCE)).map_err(io::Error::other)
    }
}
