//! The UDP socket of a shard: batched receive and send, and waiting for work.
//!
//! The only unsafe code of the crate is here: `recvmmsg(2)`, `sendmmsg(2)` and `poll(2)` have no safe wrapper among the
//! dependencies, and one system call for many packets is what makes forwarding cheap.
#![allow(unsafe_code)]

use std::{
    io,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    os::fd::AsRawFd,
    time::{Duration, Instant},
};

use bytes::BytesMut;
use socket2::{Domain, Protocol, SockAddr, SockAddrStorage, Socket, Type};

/// Datagrams in one system call. More would gain little: the fixed cost of the call is spread thin by then.
const BATCH: usize = 64;
/// The longest datagram received. WebRTC stays below the Ethernet MTU; a longer datagram is cut and fails
/// authentication.
const DATAGRAM_BYTES: usize = 2048;
/// How often the addresses of this machine are looked up at most.
const LOOK_UP: Duration = Duration::from_secs(1);
/// Requested socket buffers: 4 MB is 250 ms at 128 Mbit/s. The system may grant less.
const SOCKET_BUFFER_BYTES: usize = 4 << 20;

/// A datagram to send.
pub(crate) struct Outgoing {
    pub(crate) to: SocketAddr,
    pub(crate) data: BytesMut,
}

/// The socket with room for one batch.
pub(crate) struct BatchSocket {
    socket: Socket,
    local: SocketAddr,
    room: Vec<u8>,
    /// The only machine that is served, if others are not.
    this_machine: Option<ThisMachine>,
}

/// The addresses of this machine. Browsers on it send to the loopback address from none of the others, so that a socket that is
/// bound to the loopback address would not reach them. The kernel lets no other machine send from these addresses.
struct ThisMachine {
    addresses: Vec<IpAddr>,
    looked_up: Instant,
}

impl ThisMachine {
    fn new() -> ThisMachine {
        ThisMachine { addresses: interface_addresses(), looked_up: Instant::now() }
    }

    /// Whether this is an address of this machine, which may have got it a moment ago.
    fn has(&mut self, address: IpAddr) -> bool {
        if !self.addresses.contains(&address) && self.looked_up.elapsed() >= LOOK_UP {
            *self = ThisMachine::new();
        }
        self.addresses.contains(&address)
    }
}

impl BatchSocket {
    pub(crate) fn bind(listen: SocketAddr, this_machine_alone: bool) -> io::Result<BatchSocket> {
        let socket = Socket::new(Domain::for_address(listen), Type::DGRAM, Some(Protocol::UDP))?;
        if listen.is_ipv6() {
            socket.set_only_v6(false)?;
        }
        // Smaller buffers have less reserve, which is not worth failing.
        let _ = socket.set_recv_buffer_size(SOCKET_BUFFER_BYTES);
        let _ = socket.set_send_buffer_size(SOCKET_BUFFER_BYTES);
        socket.set_nonblocking(true)?;
        socket.bind(&listen.into())?;
        let local = socket.local_addr()?.as_socket().ok_or(io::ErrorKind::AddrNotAvailable)?;
        let this_machine = this_machine_alone.then(ThisMachine::new);
        Ok(BatchSocket { socket, local, room: vec![0; BATCH * DATAGRAM_BYTES], this_machine })
    }

    pub(crate) fn local_addr(&self) -> SocketAddr {
        self.local
    }

    /// Receives one batch of datagrams at most. An empty batch means that none wait.
    pub(crate) fn receive(&mut self, into: &mut Vec<(SocketAddr, BytesMut)>) {
        let mut froms: [SockAddrStorage; BATCH] = std::array::from_fn(|_| SockAddrStorage::zeroed());
        let mut vectors: [libc::iovec; BATCH] = std::array::from_fn(|i| libc::iovec {
            iov_base: self.room[i * DATAGRAM_BYTES..].as_mut_ptr().cast(),
            iov_len: DATAGRAM_BYTES,
        });
        let mut headers: [libc::mmsghdr; BATCH] = std::array::from_fn(|i| {
            // SAFETY: `mmsghdr` is a plain C structure for which all zeroes is a valid value.
            let mut header: libc::mmsghdr = unsafe { std::mem::zeroed() };
            header.msg_hdr.msg_name = (&raw mut froms[i]).cast();
            header.msg_hdr.msg_namelen = froms[i].size_of();
            header.msg_hdr.msg_iov = &raw mut vectors[i];
            header.msg_hdr.msg_iovlen = 1;
            header
        });
        // SAFETY: every header points to its own address storage and to one vector, which points to its own
        // `DATAGRAM_BYTES` of `room`; all of them outlive the call, and the lengths given are theirs.
        let received = unsafe {
            libc::recvmmsg(
                self.socket.as_raw_fd(),
                headers.as_mut_ptr(),
                BATCH as libc::c_uint,
                libc::MSG_DONTWAIT,
                std::ptr::null_mut(),
            )
        };
        let received = usize::try_from(received).unwrap_or(0);
        for (i, (storage, header)) in froms.into_iter().zip(&headers).take(received).enumerate() {
            // SAFETY: the kernel has written an address of `msg_namelen` bytes into this storage.
            let from = unsafe { SockAddr::new(storage, header.msg_hdr.msg_namelen) };
            let Some(from) = from.as_socket().map(canonical) else { continue };
            if self.this_machine.as_mut().is_some_and(|machine| !machine.has(from.ip())) {
                continue;
            }
            let start = i * DATAGRAM_BYTES;
            let data = &self.room[start..start + (header.msg_len as usize).min(DATAGRAM_BYTES)];
            into.push((from, BytesMut::from(data)));
        }
    }

    /// Sends all datagrams. Returns how many the system refused. They are not sent again: late media is of no use.
    pub(crate) fn send(&self, datagrams: &[Outgoing]) -> usize {
        datagrams.chunks(BATCH).map(|batch| self.send_batch(batch)).sum()
    }

    fn send_batch(&self, batch: &[Outgoing]) -> usize {
        let tos: Vec<SockAddr> = batch.iter().map(|d| self.wire_address(d.to).into()).collect();
        let mut vectors: Vec<libc::iovec> = batch
            .iter()
            .map(|d| libc::iovec { iov_base: d.data.as_ptr().cast_mut().cast(), iov_len: d.data.len() })
            .collect();
        let mut headers: Vec<libc::mmsghdr> = tos
            .iter()
            .zip(&mut vectors)
            .map(|(to, vector)| {
                // SAFETY: `mmsghdr` is a plain C structure for which all zeroes is a valid value.
                let mut header: libc::mmsghdr = unsafe { std::mem::zeroed() };
                header.msg_hdr.msg_name = to.as_ptr().cast_mut().cast();
                header.msg_hdr.msg_namelen = to.len();
                header.msg_hdr.msg_iov = vector;
                header.msg_hdr.msg_iovlen = 1;
                header
            })
            .collect();
        let (mut done, mut unsent) = (0, 0);
        while done < headers.len() {
            let rest = &mut headers[done..];
            // SAFETY: each header points to an address and one vector, which points to a datagram; `tos`, `vectors` and
            // `batch` outlive the call. sendmmsg only reads through these pointers.
            let sent = unsafe {
                libc::sendmmsg(
                    self.socket.as_raw_fd(),
                    rest.as_mut_ptr(),
                    rest.len() as libc::c_uint,
                    libc::MSG_DONTWAIT,
                )
            };
            match usize::try_from(sent) {
                Ok(sent) if sent > 0 => done += sent,
                // The first of the rest was refused (no route, full buffer): it is left out.
                _ => {
                    unsent += 1;
                    done += 1;
                }
            }
        }
        unsent
    }

    /// An IPv6 socket needs IPv4 addresses in their mapped form.
    fn wire_address(&self, to: SocketAddr) -> SocketAddr {
        match (self.local, to.ip()) {
            (SocketAddr::V6(_), IpAddr::V4(v4)) => SocketAddr::new(v4.to_ipv6_mapped().into(), to.port()),
            _ => to,
        }
    }

    /// Waits until a datagram arrives, `waker` is readable, or the time is over.
    pub(crate) fn wait(&self, waker: &impl AsRawFd, timeout: Duration) {
        let watch = |fd| libc::pollfd { fd, events: libc::POLLIN, revents: 0 };
        let mut fds = [watch(self.socket.as_raw_fd()), watch(waker.as_raw_fd())];
        let timeout_ms = timeout.as_micros().div_ceil(1000).min(1000) as libc::c_int;
        // SAFETY: `fds` is an array of as many `pollfd` as said, which outlives the call.
        unsafe { libc::poll(fds.as_mut_ptr(), fds.len() as libc::nfds_t, timeout_ms) };
    }
}

/// The address in IPv4 form, also when it came through an IPv6 socket.
fn canonical(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

/// The addresses to announce for a socket bound to `local` when the configuration names none.
pub(crate) fn machine_addresses(local: SocketAddr) -> Vec<IpAddr> {
    if !local.ip().is_unspecified() {
        return vec![local.ip().to_canonical()];
    }
    // The address of the default route: a connected UDP socket tells it, and sends nothing.
    let route = |bind: &str, to: &str| {
        let socket = std::net::UdpSocket::bind(bind).ok()?;
        socket.connect(to).ok()?;
        socket.local_addr().ok().map(|address| address.ip())
    };
    let mut found: Vec<IpAddr> = interface_addresses();
    found.extend(route("0.0.0.0:0", "192.0.2.1:9"));
    if local.is_ipv6() {
        found.extend(route("[::]:0", "[2001:db8::1]:9"));
    }
    found.retain(|ip| local.is_ipv6() || ip.is_ipv4());
    found.sort_by_key(|ip| (ip.is_loopback(), ip.is_ipv6()));
    found.dedup();
    found
}

/// All addresses of all interfaces, except link-local IPv6 addresses, whose scope cannot be written in SDP.
fn interface_addresses() -> Vec<IpAddr> {
    let mut found = Vec::new();
    let mut list: *mut libc::ifaddrs = std::ptr::null_mut();
    // SAFETY: `list` is a valid place for the pointer that the call writes.
    if unsafe { libc::getifaddrs(&raw mut list) } != 0 {
        return found;
    }
    let mut entry = list;
    while !entry.is_null() {
        // SAFETY: `entry` is a non-null node of the list that getifaddrs made, freed only below. Its address, where
        // there is one, is of the type that its family says.
        unsafe {
            let address = (*entry).ifa_addr;
            if !address.is_null() {
                match i32::from((*address).sa_family) {
                    libc::AF_INET => {
                        let v4 = (*address.cast::<libc::sockaddr_in>()).sin_addr.s_addr;
                        found.push(IpAddr::from(v4.to_ne_bytes()));
                    }
                    libc::AF_INET6 => {
                        let v6 = Ipv6Addr::from((*address.cast::<libc::sockaddr_in6>()).sin6_addr.s6_addr);
                        if !v6.is_unicast_link_local() {
                            found.push(v6.into());
                        }
                    }
                    _ => {}
                }
            }
            entry = (*entry).ifa_next;
        }
    }
    // SAFETY: `list` came from getifaddrs and is not used after this.
    unsafe { libc::freeifaddrs(list) };
    found
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_batch_arrives_whole_and_in_order() {
        let mut receiver = BatchSocket::bind("127.0.0.1:0".parse().unwrap(), false).unwrap();
        let sender = BatchSocket::bind("127.0.0.1:0".parse().unwrap(), false).unwrap();
        let to = receiver.local_addr();
        let datagrams: Vec<Outgoing> = (0..100u8).map(|i| Outgoing { to, data: BytesMut::from(&[i][..]) }).collect();
        assert_eq!(sender.send(&datagrams), 0);
        let mut received = Vec::new();
        loop {
            let before = received.len();
            receiver.receive(&mut received);
            if received.len() == before {
                break;
            }
        }
        assert!(received.iter().all(|(from, _)| *from == sender.local_addr()));
        assert_eq!(received.iter().map(|(_, d)| d[0]).collect::<Vec<_>>(), (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn a_socket_for_this_machine_alone_takes_nothing_from_elsewhere() {
        let mut socket = BatchSocket::bind("0.0.0.0:0".parse().unwrap(), true).unwrap();
        let (_waker, woken) = std::os::unix::net::UnixStream::pair().unwrap();
        let mut arrives = |from: IpAddr, to: IpAddr| {
            let sender = std::net::UdpSocket::bind((from, 0)).unwrap();
            sender.send_to(&[7], (to, socket.local_addr().port())).unwrap();
            socket.wait(&woken, Duration::from_secs(10));
            let mut arrived = Vec::new();
            socket.receive(&mut arrived);
            arrived.len()
        };
        let addresses = machine_addresses(([0, 0, 0, 0], 0).into());
        assert!(addresses.iter().any(IpAddr::is_loopback));
        for address in addresses {
            assert_eq!(arrives(address, address), 1, "{address}");
        }
        // No interface has this address, though one can send from it.
        assert_eq!(arrives([127, 0, 0, 2].into(), [127, 0, 0, 1].into()), 0);
    }

    #[test]
    fn a_v6_socket_speaks_to_v4() {
        if let Err(error) = std::net::UdpSocket::bind("[::]:0") {
            // Written past the output that is kept from view when a test passes: `cargo xtask test` counts the line.
            writeln!(std::io::stdout(), "NOT TESTED: this machine has no IPv6 ({error})").unwrap();
            return;
        }
        let mut receiver = BatchSocket::bind("[::]:0".parse().unwrap(), false).unwrap();
        let sender = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        sender.send_to(b"x", ("127.0.0.1", receiver.local_addr().port())).unwrap();
        receiver.wait(&sender, Duration::from_secs(1));
        let mut received = Vec::new();
        receiver.receive(&mut received);
        assert_eq!(received[0].0, sender.local_addr().unwrap());
        assert_eq!(receiver.send(&[Outgoing { to: received[0].0, data: BytesMut::from(&b"y"[..]) }]), 0);
        assert_eq!(sender.recv(&mut [0; 8]).unwrap(), 1);
    }
}
