//! Floods of the port of media.

use server_tests::{
    client::Client,
    peer::{Peer, Plan},
};
use tokio::net::UdpSocket;

use super::super::{arena::Arena, pace::Pace};

/// Bursts of datagrams, a second.
const BURSTS_PER_SECOND: u32 = 50;
/// STUN requests in each: more than a network may send unverified.
const REQUESTS: usize = 80;
/// Forged packets in each: 1 Mbit/s.
const FORGED: usize = 40;
/// Bytes of a forged packet.
const FORGED_BYTES: usize = 80;
/// The payload type of sound in the stack's offers.
const SOUND: u8 = 111;

/// STUN requests in the teacher's name with a wrong signature, from another address: 80 kbit/s of them once made their consent
/// expire, which cut them off within 32 s. A request counts for a connection once its signature is verified, before that for
/// its network, which has `UNVERIFIED` of `media::stun_limit`. Nothing is answered.
pub async fn stun(mut arena: Arena) -> anyhow::Result<()> {
    let socket = UdpSocket::bind((Arena::address(1), 0)).await?;
    let request = binding_request(&format!("{}:eve", arena.ufrag_of_teacher));
    arena.begin().await?;
    let pace = Pace::per_second(BURSTS_PER_SECOND);
    loop {
        pace.turn().await;
        for _ in 0..REQUESTS {
            socket.send_to(&request, arena.media).await?;
        }
    }
}

/// Packets with made-up sources, from the address of a guest who has a connection: SRTP kept state for each. Those that offers
/// name go through, and a few more: `media::ssrcs`. Nothing is answered.
pub async fn forged(mut arena: Arena) -> anyhow::Result<()> {
    let (client, peer) = guest(&arena, 1, Plan::listener()).await?;
    tokio::spawn(client.attend());
    arena.begin().await?;
    let (pace, mut ssrc) = (Pace::per_second(BURSTS_PER_SECOND), 1_u32 << 16);
    loop {
        pace.turn().await;
        for _ in 0..FORGED {
            ssrc += 1;
            let mut packet = vec![0x80, SOUND, 0, 1, 0, 0, 0, 1];
            packet.extend(ssrc.to_be_bytes());
            packet.resize(FORGED_BYTES, 0);
            peer.send(packet);
        }
    }
}

/// A guest with a media connection.
pub async fn guest(arena: &Arena, number: u8, plan: Plan) -> anyhow::Result<(Client, Peer)> {
    let seat = arena.door(number).seat(format!("Eve {number}")).await?;
    let mut client = Client::enter(arena.web, &seat).await;
    let peer = Peer::connect(&mut client, plan).await;
    Ok((client, peer))
}

/// A binding request with this user name and a signature that is none (RFC 8489).
fn binding_request(username: &str) -> Vec<u8> {
    const HEADER: usize = 20;
    let mut message = vec![0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42];
    message.extend([9; 12]);
    message.extend([0, 6, 0, username.len() as u8]);
    message.extend(username.as_bytes());
    message.resize(message.len().next_multiple_of(4), 0);
    message.extend([0, 8, 0, 20]);
    message.extend([0; 20]);
    message[3] = (message.len() - HEADER) as u8;
    message
}
