//! A native client with its own UDP socket and thread: sends sound and a synthetic picture, and keeps what arrives.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket},
    sync::mpsc::{Receiver, Sender, TryRecvError, channel},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use bytes::{Bytes, BytesMut};
use media::{Media, Offer, PeerKey};
use protocol::Source;
use ring::hmac;
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
    rtcp::transport_feedbacks::transport_layer_nack::{NackPair, TransportLayerNack},
    rtp,
    rtp_transceiver::{
        RTCRtpReceiverId, RTCRtpSenderId, RTCRtpTransceiverDirection, RTCRtpTransceiverId, RTCRtpTransceiverInit,
        rtp_sender::{RTCRtpCodec, RTCRtpCodingParameters, RTCRtpEncodingParameters, RtpCodecKind},
    },
    sansio::Protocol,
    sdp::extmap::{SDES_MID_URI, SDES_RTP_STREAM_ID_URI},
    shared::{TaggedBytesMut, TransportContext, TransportProtocol},
};

/// The network that all offers say to come from.
pub const FROM: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// Between frames, of sound and picture alike.
const FRAME: Duration = Duration::from_millis(20);
/// One picture in so many is a keyframe.
const KEYFRAMES: u16 = 5;

/// A packet that arrived in a slot.
pub struct Arrival {
    pub mid: String,
    pub packet: rtp::Packet,
}

/// What a client's camera sends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Camera {
    Vp8,
    Vp9,
    /// VP8 in two layers, [`LAYERS`]. The higher one has [`HIGH`] added to its tag.
    Layers,
}

/// Names and heights of layers.
pub const LAYERS: [(&str, u16); 2] = [("q", 180), ("f", 480)];
/// What the higher layer adds to its tag.
pub const HIGH: u8 = 100;
const VP8: u8 = 96;
const VP9: u8 = 98;

pub struct Client {
    pub audio_slots: Vec<String>,
    pub video_slots: Vec<String>,
    pub arrivals: Receiver<Arrival>,
    /// The USERNAME and the password of this client's STUN requests.
    pub credentials: (String, String),
    sends: Vec<(String, Source)>,
    wishes: Option<Sender<Wish>>,
    thread: Option<JoinHandle<()>>,
}

/// A command to a running client.
enum Wish {
    /// Requests these packets again, so many times.
    Nack(String, Vec<NackPair>, usize),
    /// Offers so many more video slots. From then on packets carry no names: browsers send them only at first.
    Offer(usize, Sender<(String, Vec<String>)>),
    Answer(String),
    /// Sends this datagram from the client's own address.
    Send(Vec<u8>, SocketAddr),
}

struct Driver {
    connection: RTCPeerConnection,
    socket: UdpSocket,
    microphone: (RTCRtpSenderId, u32),
    camera: (RTCRtpSenderId, u32),
    kind: Camera,
    /// The camera's `a=mid`, and the ids of the header extensions for it and the layer's name, while packets carry
    /// them.
    names: Option<(String, u8, u8)>,
    slots: HashMap<u32, String>,
    receivers: HashMap<String, RTCRtpReceiverId>,
    arrivals: Sender<Arrival>,
    frame: u16,
}

impl Client {
    /// Joins with two audio and two video slots. Every picture contains `tag`.
    pub async fn join(media: &Media, key: PeerKey, tag: u8, kind: Camera) -> Client {
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
        let opus =
            RTCRtpCodec { mime_type: "audio/opus".into(), clock_rate: 48_000, channels: 2, ..Default::default() };
        let (mime, parameters) = if kind == Camera::Vp9 { ("video/VP9", "profile-id=0") } else { ("video/VP8", "") };
        let video = RTCRtpCodec {
            mime_type: mime.into(),
            clock_rate: 90_000,
            sdp_fmtp_line: parameters.into(),
            ..Default::default()
        };
        let layers: &[&str] = if kind == Camera::Layers { &LAYERS.map(|(name, _)| name) } else { &[""] };
        // Slots come first: the codecs of the first line of a kind are those of all lines.
        let mut slots = Vec::new();
        for kind in [RtpCodecKind::Audio, RtpCodecKind::Audio, RtpCodecKind::Video, RtpCodecKind::Video] {
            slots.push(connection.add_transceiver_from_kind(kind, None).unwrap());
        }
        let (microphone, camera) = (
            add_sender(&mut connection, RtpCodecKind::Audio, &opus, ssrc + 1, &[""]),
            add_sender(&mut connection, RtpCodecKind::Video, &video, ssrc + 2, layers),
        );
        let port = socket.local_addr().unwrap().port();
        let candidate = format!("candidate:1 1 udp 2130706431 127.0.0.1 {port} typ host");
        connection.add_local_candidate(RTCIceCandidateInit { candidate, ..Default::default() }).unwrap();
        let offer = connection.create_offer(None).unwrap();
        connection.set_local_description(now, offer).unwrap();
        let sdp = connection.local_description().unwrap().sdp;
        let mut mid = |id| connection.rtp_transceiver(id).unwrap().mid().clone().unwrap();
        let sends = vec![(mid(4), Source::Microphone), (mid(5), Source::Camera)];
        let receivers: Vec<(String, RTCRtpReceiverId)> = slots.into_iter().map(|id| (mid(id), id.into())).collect();
        let mids: Vec<String> = receivers.iter().map(|(mid, _)| mid.clone()).collect();
        let row = |sdp: &str, key| sdp.lines().find_map(|row| row.strip_prefix(key)).unwrap().trim().to_owned();
        let own = row(&sdp, "a=ice-ufrag:");
        let answer = media.offer(key, Offer { from: FROM, sdp, fresh: true, sends: sends.clone() }).await.unwrap();
        let credentials = (format!("{}:{own}", row(&answer, "a=ice-ufrag:")), row(&answer, "a=ice-pwd:"));
        let (arrived, arrivals) = channel();
        let (wishes, told) = channel();
        let mut driver = Driver {
            connection,
            socket,
            microphone: (microphone, ssrc + 1),
            camera: (camera, ssrc + 2),
            kind,
            names: extension(&answer, SDES_MID_URI)
                .zip(extension(&answer, SDES_RTP_STREAM_ID_URI))
                .map(|(mid, rid)| (sends[1].0.clone(), mid, rid)),
            slots: HashMap::new(),
            receivers: receivers.into_iter().collect(),
            arrivals: arrived,
            // The first picture is a keyframe.
            frame: u16::from(tag) * 7000 - 1,
        };
        driver.take_answer(now, answer);
        let thread = Some(std::thread::spawn(move || driver.run(tag, &told)));
        let (audio_slots, video_slots) = (mids[..2].to_vec(), mids[2..].to_vec());
        Client { audio_slots, video_slots, arrivals, credentials, sends, wishes: Some(wishes), thread }
    }

    /// Adds video slots to the running connection by another offer.
    pub async fn offer_more(&mut self, media: &Media, key: PeerKey, slots: usize) {
        let (offered, offer) = channel();
        self.tell(Wish::Offer(slots, offered));
        let (sdp, mids) = offer.recv().unwrap();
        let answer =
            media.offer(key, Offer { from: FROM, sdp, fresh: false, sends: self.sends.clone() }).await.unwrap();
        self.tell(Wish::Answer(answer));
        self.video_slots.extend(mids);
    }

    /// Requests packets of a slot again, so many times.
    pub fn nack(&self, mid: &str, packets: Vec<NackPair>, times: usize) {
        self.tell(Wish::Nack(mid.to_owned(), packets, times));
    }

    /// A STUN request that this client could have made, also from elsewhere.
    pub fn request(&self) -> Vec<u8> {
        stun_request(&self.credentials.0, Some(&self.credentials.1))
    }

    /// Sends a datagram from this client's address, as somebody would who makes up the address that it comes from.
    pub fn spoof(&self, datagram: Vec<u8>, to: SocketAddr) {
        self.tell(Wish::Send(datagram, to));
    }

    fn tell(&self, wish: Wish) {
        self.wishes.as_ref().unwrap().send(wish).unwrap();
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
        self.wishes.take();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Driver {
    fn run(mut self, tag: u8, told: &Receiver<Wish>) {
        let mut next_frame = Instant::now();
        let mut connected = false;
        loop {
            let now = Instant::now();
            match told.try_recv() {
                Ok(wish) => self.grant(now, wish),
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => break,
            }
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

    fn grant(&mut self, now: Instant, wish: Wish) {
        match wish {
            Wish::Nack(mid, nacks, times) => {
                let (media_ssrc, _) = self.slots.iter().find(|(_, slot)| **slot == mid).unwrap();
                let nack = TransportLayerNack { sender_ssrc: 0, media_ssrc: *media_ssrc, nacks };
                let mut receiver = self.connection.rtp_receiver(self.receivers[&mid]).unwrap();
                for _ in 0..times {
                    receiver.write_rtcp(now, vec![Box::new(nack.clone())]).unwrap();
                }
            }
            Wish::Offer(slots, offered) => {
                self.names = None;
                let ids: Vec<RTCRtpTransceiverId> = (0..slots)
                    .map(|_| self.connection.add_transceiver_from_kind(RtpCodecKind::Video, None).unwrap())
                    .collect();
                let offer = self.connection.create_offer(None).unwrap();
                self.connection.set_local_description(now, offer).unwrap();
                let mut mid = |id| self.connection.rtp_transceiver(id).unwrap().mid().clone().unwrap();
                let more: Vec<(String, RTCRtpReceiverId)> = ids.into_iter().map(|id| (mid(id), id.into())).collect();
                let mids = more.iter().map(|(mid, _)| mid.clone()).collect();
                self.receivers.extend(more);
                offered.send((self.connection.local_description().unwrap().sdp, mids)).unwrap();
            }
            Wish::Answer(answer) => self.take_answer(now, answer),
            Wish::Send(datagram, to) => drop(self.socket.send_to(&datagram, to)),
        }
    }

    fn take_answer(&mut self, now: Instant, answer: String) {
        self.slots = self.receivers.keys().map(|mid| (slot_ssrc(&answer, mid), mid.clone())).collect();
        let answer = RTCSessionDescription::answer(answer).unwrap();
        self.connection.set_remote_description(now, answer).unwrap();
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
        let (sender, first) = self.camera;
        let key = frame.is_multiple_of(KEYFRAMES);
        let pictures = match self.kind {
            Camera::Vp8 => vec![(VP8, vp8(frame, key, 480, tag))],
            Camera::Vp9 => vec![(VP9, vp9(frame, key, tag))],
            Camera::Layers => LAYERS
                .iter()
                .zip([tag, tag + HIGH])
                .map(|((_, height), tag)| (VP8, vp8(frame, key, *height, tag)))
                .collect(),
        };
        for (index, (payload_type, payload)) in pictures.into_iter().enumerate() {
            let mut header = header(first + index as u32, payload_type, u32::from(frame) * 1800);
            if let (Camera::Layers, Some((mid, mid_id, rid_id))) = (self.kind, &self.names) {
                header.set_extension(*mid_id, Bytes::from(mid.clone())).unwrap();
                header.set_extension(*rid_id, Bytes::from(LAYERS[index].0)).unwrap();
            }
            let picture = rtp::Packet { header, payload };
            self.connection.rtp_sender(sender).unwrap().write_rtp(now, picture).unwrap();
        }
    }
}

/// A picture of 640 pixels' width in one packet, numbered, with a tag at its end.
fn vp8(frame: u16, key: bool, height: u16, tag: u8) -> Bytes {
    let [high, low] = (0x8000 | frame & 0x7fff).to_be_bytes();
    let [height_low, height_high] = height.to_le_bytes();
    let start = [0, 0, 0x9d, 1, 0x2a, 0x80, 2, height_low, height_high];
    Bytes::from([&[0x90, 0xc0, high, low, frame as u8, u8::from(!key)], &start[..], &[tag]].concat())
}

/// As [`vp8`], 640x480: picture id, layers and TL0PICIDX in the descriptor, then a frame header.
fn vp9(frame: u16, key: bool, tag: u8) -> Bytes {
    let [high, low] = (0x8000 | frame & 0x7fff).to_be_bytes();
    let inter = if key { 0 } else { 0x40 };
    let start = [0x82, 0x49, 0x83, 0x42, 0x20, 0x27, 0xf0, 0x1d, 0xf0];
    Bytes::from([&[0xac | inter, high, low, 0, frame as u8], &start[..], &[tag]].concat())
}

/// A STUN binding request (RFC 8489), with MESSAGE-INTEGRITY when there is a password. The attributes are those that an
/// ICE agent wants: USERNAME, PRIORITY, ICE-CONTROLLING.
pub fn stun_request(username: &str, password: Option<&str>) -> Vec<u8> {
    let mut request = vec![0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42];
    request.extend([7; 12]);
    request.extend([0, 6, 0, username.len() as u8]);
    request.extend(username.as_bytes());
    request.resize(request.len().next_multiple_of(4), 0);
    request.extend([0, 0x24, 0, 4, 110, 0, 1, 255]);
    request.extend([0x80, 0x2a, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8]);
    request[3] = (request.len() - 20) as u8;
    if let Some(password) = password {
        request[3] += 24;
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
        let code = hmac::sign(&key, &request);
        request.extend([0, 8, 0, 20]);
        request.extend(code.as_ref());
    }
    request
}

/// What a picture contains.
#[derive(Debug, Clone, Copy)]
pub struct Picture {
    pub id: u16,
    pub tl0: u8,
    pub key: bool,
    pub tag: u8,
}

/// Reads a picture of either codec.
pub fn picture(packet: &rtp::Packet) -> Picture {
    let payload = &packet.payload;
    let tag = *payload.last().unwrap();
    let (at, key) = match packet.header.payload_type {
        VP8 => (2, payload[5] & 1 == 0),
        VP9 => (1, payload[0] & 0x40 == 0),
        other => panic!("payload type {other}"),
    };
    let id = u16::from_be_bytes([payload[at] & 0x7f, payload[at + 1]]);
    Picture { id, tl0: payload[4], key, tag }
}

/// Adds a sender with one encoding for each layer, with SSRCs in sequence.
fn add_sender(
    connection: &mut RTCPeerConnection,
    kind: RtpCodecKind,
    codec: &RTCRtpCodec,
    ssrc: u32,
    layers: &[&str],
) -> RTCRtpSenderId {
    let encodings = layers.iter().zip(ssrc..).map(|(rid, ssrc)| RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters { ssrc: Some(ssrc), rid: (*rid).into(), ..Default::default() },
        codec: codec.clone(),
        active: true,
        ..Default::default()
    });
    let name = ssrc.to_string();
    let track = MediaStreamTrack::new(name.clone(), name.clone(), name, kind, encodings.collect());
    let direction = RTCRtpTransceiverDirection::Sendonly;
    let init = RTCRtpTransceiverInit { direction, streams: vec![], send_encodings: vec![] };
    connection.add_transceiver_from_track(track, Some(init)).unwrap().into()
}

/// The id under which a header extension was agreed.
fn extension(sdp: &str, uri: &str) -> Option<u8> {
    let rows = sdp.lines().filter_map(|row| row.trim_end().strip_prefix("a=extmap:"));
    let found = rows.filter_map(|row| row.split_once(' ')).find(|(_, named)| *named == uri)?;
    found.0.split('/').next()?.parse().ok()
}

fn slot_ssrc(answer: &str, mid: &str) -> u32 {
    let section =
        answer.split("\nm=").find(|section| section.lines().any(|row| row == format!("a=mid:{mid}"))).unwrap();
    let row = section.lines().find_map(|row| row.strip_prefix("a=ssrc:")).unwrap();
    row.split(' ').next().unwrap().parse().unwrap()
}
