//! The least that forwarding can cost on this machine: encrypt each packet and hand it to the kernel, in large batches,
//! to sockets that are drained. There is no parsing, no routing and no feedback.

use std::{
    net::UdpSocket,
    os::fd::AsRawFd,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use anyhow::Context;
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use socket2::SockAddr;

use crate::cpu;

/// Receiving sockets: as many as the largest class has subscribers.
const RECEIVERS: usize = 100;
/// Bytes of a video packet. A batch has one for each receiver, as when the publisher's packet is forwarded to all.
const PACKET_BYTES: usize = 1_100;
/// Bytes of an RTP header without extensions: authenticated, not encrypted.
const HEADER_BYTES: usize = 12;
/// Time between batches: the publisher sends 250 packets a second.
const PACE: Duration = Duration::from_millis(4);
/// How long sending is measured.
const MEASURED: Duration = Duration::from_secs(4);
/// Packets whose encryption is measured: about half a second.
const ENCRYPTED: u32 = 1_000_000;

/// CPU time of one packet.
pub struct Floor {
    /// For AES-128-GCM.
    pub encrypt: Duration,
    /// For sendmmsg(2), including the kernel's delivery to the receiving socket.
    pub send: Duration,
}

/// Measures the floor.
pub fn measure() -> anyhow::Result<Floor> {
    Ok(Floor { encrypt: encrypt()?, send: send()? })
}

fn encrypt() -> anyhow::Result<Duration> {
    let key = UnboundKey::new(&AES_128_GCM, &[7; 16]).ok().context("a key")?;
    let key = LessSafeKey::new(key);
    let mut packet = vec![0; PACKET_BYTES];
    let before = cpu::of_this_thread()?;
    for number in 0..ENCRYPTED {
        seal(&key, number, &mut packet)?;
    }
    Ok((cpu::of_this_thread()? - before) / ENCRYPTED)
}

fn send() -> anyhow::Result<Duration> {
    let draining = Draining::start()?;
    let sender = UdpSocket::bind("127.0.0.1:0")?;
    let packet = vec![0; PACKET_BYTES];
    let (before, mut batches) = (cpu::of_this_thread()?, 0);
    let mut next = Instant::now();
    let end = next + MEASURED;
    while next < end {
        send_batch(&sender, &packet, &draining.addresses)?;
        batches += 1;
        next += PACE;
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }
    Ok((cpu::of_this_thread()? - before) / (batches * RECEIVERS as u32))
}

/// Encrypts in place and appends the tag.
fn seal(key: &LessSafeKey, number: u32, packet: &mut Vec<u8>) -> anyhow::Result<()> {
    packet.truncate(PACKET_BYTES);
    let mut nonce = [0; 12];
    nonce[8..].copy_from_slice(&number.to_be_bytes());
    let (header, body) = packet.split_at_mut(HEADER_BYTES);
    let sealed = key.seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(&*header), body);
    packet.extend_from_slice(sealed.ok().context("encryption")?.as_ref());
    Ok(())
}

/// Sends the packet to all in one call.
#[allow(unsafe_code)] // sendmmsg(2) has no safe wrapper among the dependencies.
fn send_batch(sender: &UdpSocket, packet: &[u8], to: &[SockAddr]) -> anyhow::Result<()> {
    let mut vector = libc::iovec { iov_base: packet.as_ptr().cast_mut().cast(), iov_len: packet.len() };
    let header = |address: &SockAddr| {
        // SAFETY: `mmsghdr` is a plain C structure for which all zeroes is a valid value.
        let mut header: libc::mmsghdr = unsafe { std::mem::zeroed() };
        header.msg_hdr.msg_name = address.as_ptr().cast_mut().cast();
        header.msg_hdr.msg_namelen = address.len();
        header.msg_hdr.msg_iov = &raw mut vector;
        header.msg_hdr.msg_iovlen = 1;
        header
    };
    let mut headers: Vec<libc::mmsghdr> = to.iter().map(header).collect();
    let count = libc::c_uint::try_from(headers.len())?;
    // SAFETY: each header points to an address of `to` and to `vector`, which points to `packet`; all outlive the call, and
    // sendmmsg only reads through these pointers.
    let sent = unsafe { libc::sendmmsg(sender.as_raw_fd(), headers.as_mut_ptr(), count, 0) };
    anyhow::ensure!(usize::try_from(sent) == Ok(to.len()), "{sent} of {} packets were taken", to.len());
    Ok(())
}

/// Receiving sockets, and the thread that drains them.
struct Draining {
    addresses: Vec<SockAddr>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Draining {
    fn start() -> anyhow::Result<Self> {
        let (mut sockets, mut addresses) = (Vec::new(), Vec::new());
        for _ in 0..RECEIVERS {
            let socket = UdpSocket::bind("127.0.0.1:0")?;
            socket.set_nonblocking(true)?;
            addresses.push(SockAddr::from(socket.local_addr()?));
            sockets.push(socket);
        }
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut room = [0; 2_048];
            while !stopped.load(Ordering::Relaxed) {
                for socket in &sockets {
                    while socket.recv(&mut room).is_ok() {}
                }
                std::thread::sleep(PACE / 2);
            }
        });
        Ok(Draining { addresses, stop, thread: Some(thread) })
    }
}

impl Drop for Draining {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // The thread cannot panic.
            let _ = thread.join();
        }
    }
}
