//! A native client on a UDP socket and a thread of its own: sends sound and a synthetic VP8 picture, keeps what arrives.

use std::{
    collections::HashMap,
    net::UdpSocket,
    sync::mpsc::{Receiver, Sender, channel},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use bytes::{Bytes, BytesMut};
use media::{Media, Offer, PeerKey};
use protocol::Source;
use rtc::{
    interceptor::Registry,
    media_stream::MediaStreamTrack,
    peer_connection::{
        RTCPeerConnection, RTCPeerConnectionBuilder,
        configuration::{
            interceptor_registry::register_default_interceptors, media_engine::MediaEngine,
            setting_engine::SettingEngineBuilder,
        },
        message::RTCMessage,
        sdp::RTCSessionDescription,
        state::RTCPeerConnectionState,
        transport::RTCIceCandidateInit,
    },
    rtp,
    rtp_transceiver::{
        RTCRtpSenderId, RTCRtpTransceiverDirection, RTCRtpTransceiverInit,
        rtp_sender::{RTCRtpCodec, RTCRtpCodingParameters, RTCRtpEncodingParameters, RtpCodecKind},
    },
    sansio::Protocol,
    shared::{TaggedBytesMut, TransportContext, TransportProtocol},
};

/// Between frames, of sound and picture alike.
const FRAME: Duration = Duration::from_millis(20);
/// Every so many pictures is a keyframe.
const KEYFRAMES: u16 = 5;

/// A packet that arrived in a slot.
pub struct Arrival {
    pub mid: String,
    pub packet: rtp::Packet,
}

pub struct Client {
    pub audio_slots: Vec<String>,
    pub video_slots: Vec<String>,
    pub arrivals: Receiver<Arrival>,
    stop: Sender<()>,
    thread: Option<JoinHandle<()>>,
}

struct Driver {
    connection: RTCPeerConnection,
    socket: UdpSocket,
    microphone: (RTCRtpSenderId, u32),
    camera: (RTCRtpSenderId, u32),
    slots: HashMap<u32, String>,
    arrivals: Sender<Arrival>,
    frame: u16,
}

impl Client {
    /// Joins with two audio and two video slots. `tag` stands in every picture.
    pub async fn join(media: &Media, key: PeerKey, tag: u8) -> Client {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(2))).unwrap();
        let now = Instant::now();
        let mut engine = MediaEngine::default();
        engine.register_default_codecs().unwrap();
        let registry = register_default_interceptors(Registry::new(), &mut engine).unwrap();
        let mut connection = RTCPeerConnectionBuilder::new()
            .with_media_engine(engine)
            .with_setting_engine(SettingEngineBuilder::new().build())
            .with_interceptor_registry(registry)
            .build(now)
            .unwrap();
        let ssrc = 1000 * u32::from(tag);
        let (microphone, camera) = (
            add_sender(&mut connection, RtpCodecKind::Audio, "audio/opus", 48_000, 2, ssrc + 1),
            add_sender(&mut connection, RtpCodecKind::Video, "video/VP8", 90_000, 0, ssrc + 2),
        );
        let mut slots = Vec::new();
        for kind in [RtpCodecKind::Audio, RtpCodecKind::Audio, RtpCodecKind::Video, RtpCodecKind::Video] {
            slots.push(connection.add_transceiver_from_kind(kind, None).unwrap());
        }
        let port = socket.local_addr().unwrap().port();
        let candidate = format!("candidate:1 1 udp 2130706431 127.0.0.1 {port} typ host");
        connection.add_local_candidate(RTCIceCandidateInit { candidate, ..Default::default() }).unwrap();
        let offer = connection.create_offer(None).unwrap();
        connection.set_local_description(now, offer).unwrap();
        let sdp = connection.local_description().unwrap().sdp;
        let mut mid = |id| connection.rtp_transceiver(id).unwrap().mid().clone().unwrap();
        let sends = vec![(mid(0), Source::Microphone), (mid(1), Source::Camera)];
        let mids: Vec<String> = slots.into_iter().map(mid).collect();
        let answer = media.offer(key, Offer { sdp, fresh: true, sends }).await.unwrap();
        let slots = mids.iter().map(|mid| (slot_ssrc(&answer, mid), mid.clone())).collect();
        connection.set_remote_description(now, RTCSessionDescription::answer(answer).unwrap()).unwrap();
        let (arrived, arrivals) = channel();
        let (stop, stopped) = channel();
        let driver = Driver {
            connection,
            socket,
            microphone: (microphone, ssrc + 1),
            camera: (camera, ssrc + 2),
            slots,
            arrivals: arrived,
            // The first picture is a keyframe, as everybody's.
            frame: u16::from(tag) * 7000 - 1,
        };
        let thread = std::thread::spawn(move || driver.run(tag, &stopped));
        let (audio_slots, video_slots) = (mids[..2].to_vec(), mids[2..].to_vec());
        Client { audio_slots, video_slots, arrivals, stop, thread: Some(thread) }
    }

    /// The next packet in a slot.
    pub fn next(&self, mid: &str) -> rtp::Packet {
        let end = Instant::now() + Duration::from_secs(10);
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let arrival = self.arrivals.recv_timeout(left).unwrap_or_else(|_| panic!("nothing came in slot {mid}"));
            if arrival.mid == mid {
                return arrival.packet;
            }
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.stop.send(());
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Driver {
    fn run(mut self, tag: u8, stopped: &Receiver<()>) {
        let mut next_frame = Instant::now();
        let mut connected = false;
        while stopped.try_recv().is_err() {
            let now = Instant::now();
            self.receive(now);
            self.connection.handle_timeout(now).unwrap();
            while let Some(event) = self.connection.poll_event() {
                use rtc::peer_connection::event::RTCPeerConnectionEvent::OnConnectionStateChangeEvent;
                if let OnConnectionStateChangeEvent(state) = event {
                    connected = state == RTCPeerConnectionState::Connected;
                }
            }
            if connected && now >= next_frame {
                next_frame = now + FRAME;
                self.send_frame(now, tag);
            }
            while let Some(message) = self.connection.poll_read() {
                if let RTCMessage::RtpPacket(_, packet) = message.message
                    && let Some(mid) = self.slots.get(&packet.header.ssrc)
                {
                    let _ = self.arrivals.send(Arrival { mid: mid.clone(), packet });
                }
            }
            while let Some(message) = self.connection.poll_write() {
                let _ = self.socket.send_to(&message.message, message.transport.peer_addr);
            }
        }
    }

    fn receive(&mut self, now: Instant) {
        let mut buffer = [0; 2048];
        while let Ok((length, from)) = self.socket.recv_from(&mut buffer) {
            let transport = TransportContext {
                local_addr: self.socket.local_addr().unwrap(),
                peer_addr: from,
                transport_protocol: TransportProtocol::UDP,
                ecn: None,
            };
            let message = BytesMut::from(&buffer[..length]);
            self.connection.handle_read(TaggedBytesMut { now, transport, message }).unwrap();
        }
    }

    fn send_frame(&mut self, now: Instant, tag: u8) {
        self.frame = self.frame.wrapping_add(1);
        let frame = self.frame;
        let header = |ssrc, payload_type, timestamp| rtp::Header {
            version: 2,
            marker: true,
            payload_type,
            sequence_number: frame,
            timestamp,
            ssrc,
            ..Default::default()
        };
        let (sender, ssrc) = self.microphone;
        let sound =
            rtp::Packet { header: header(ssrc, 111, u32::from(frame) * 960), payload: Bytes::from(vec![0xfc, tag]) };
        self.connection.rtp_sender(sender).unwrap().write_rtp(now, sound).unwrap();
        let (sender, ssrc) = self.camera;
        let picture = rtp::Packet {
            header: header(ssrc, 96, u32::from(frame) * 1800),
            payload: vp8(frame, frame.is_multiple_of(KEYFRAMES), tag),
        };
        self.connection.rtp_sender(sender).unwrap().write_rtp(now, picture).unwrap();
    }
}

/// A picture of 640x480 in one packet, numbered, with a tag at its end.
fn vp8(frame: u16, key: bool, tag: u8) -> Bytes {
    let [high, low] = (0x8000 | frame & 0x7fff).to_be_bytes();
    Bytes::from(vec![0x90, 0xc0, high, low, frame as u8, u8::from(!key), 0, 0, 0x9d, 1, 0x2a, 0x80, 2, 0xe0, 1, tag])
}

fn add_sender(
    connection: &mut RTCPeerConnection,
    kind: RtpCodecKind,
    mime: &str,
    clock_rate: u32,
    channels: u16,
    ssrc: u32,
) -> RTCRtpSenderId {
    let codec = RTCRtpCodec { mime_type: mime.into(), clock_rate, channels, ..Default::default() };
    let encoding = RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters { ssrc: Some(ssrc), ..Default::default() },
        codec,
        active: true,
        ..Default::default()
    };
    let track = MediaStreamTrack::new(ssrc.to_string(), ssrc.to_string(), ssrc.to_string(), kind, vec![encoding]);
    let direction = RTCRtpTransceiverDirection::Sendonly;
    let init = RTCRtpTransceiverInit { direction, streams: vec![], send_encodings: vec![] };
    connection.add_transceiver_from_track(track, Some(init)).unwrap().into()
}

fn slot_ssrc(answer: &str, mid: &str) -> u32 {
    let section =
        answer.split("\nm=").find(|section| section.lines().any(|row| row == format!("a=mid:{mid}"))).unwrap();
    let row = section.lines().find_map(|row| row.strip_prefix("a=ssrc:")).unwrap();
    row.split(' ').next().unwrap().parse().unwrap()
}
