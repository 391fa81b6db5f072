//! A participant's WebRTC connection, on the sans-I/O stack: one task that owns a UDP socket and the connection.

use std::{
    collections::HashMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

use bytes::{Bytes, BytesMut};
use protocol::{Command, CommandResult, OfferedTrack, Refusal, Source};
use rtc::{
    interceptor::{NackGeneratorBuilder, Registry, Slot as Place},
    media_stream::MediaStreamTrack,
    peer_connection::{
        RTCPeerConnection, RTCPeerConnectionBuilder,
        configuration::{
            interceptor_registry::register_default_interceptors, media_engine::MediaEngine,
            setting_engine::SettingEngineBuilder,
        },
        event::RTCPeerConnectionEvent,
        message::RTCMessage,
        sdp::RTCSessionDescription,
        state::RTCPeerConnectionState,
        transport::RTCIceCandidateInit,
    },
    rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication,
    rtp,
    rtp_transceiver::{
        RTCRtpReceiverId, RTCRtpSenderId, RTCRtpTransceiverDirection, RTCRtpTransceiverInit,
        rtp_sender::{
            RTCRtpCodingParameters, RTCRtpEncodingParameters, RTCRtpHeaderExtensionCapability, RTCRtpRtxParameters,
            RtpCodecKind,
        },
    },
    sansio::Protocol,
    sdp::extmap::AUDIO_LEVEL_URI,
    shared::{TaggedBytesMut, TransportContext, TransportProtocol},
};
use tokio::{
    net::UdpSocket,
    sync::{mpsc, watch},
    task::JoinHandle,
};

use crate::{
    arrivals::{Arrived, Counter},
    client::Client,
    feedback::{Asked, Feedback},
    film::{self, Codec, Film, Showing},
    picture,
    relay::Relay,
    speech::Speech,
    within,
};

/// Time between packets of sound. With every second one a frame of video is sent: 25 a second.
const SOUND: Duration = Duration::from_millis(20);
/// One frame in so many is a keyframe, requested or not: two a second. See [`Peer::keyframes_when_asked_only`].
const KEYFRAMES: u64 = 12;
/// Datagrams read from the socket before anything is sent.
const BATCH: usize = 32;
/// The longest datagram of WebRTC that fits an Ethernet frame.
const DATAGRAM: usize = 1_500;
/// Voice activity (RFC 6464).
const VOICE: u8 = 0x80;
/// Voice activity, and a level of 20 dB below the loudest.
const LOUD: u8 = VOICE | 20;
/// Time between NACKs, and how often each packet is requested: as browsers do, which repeat a request after a round
/// trip, ten times.
const ASK_AGAIN: Duration = Duration::from_millis(50);
/// See [`ASK_AGAIN`].
const ASK_ROUNDS: u16 = 10;
/// The SSRC of the microphone's packets.
const MICROPHONE_SSRC: u32 = 1_001;
/// The SSRC of the camera's packets.
const CAMERA_SSRC: u32 = 1_002;
/// The position of [`Feedback`] in the chain: last on the way in.
const FEEDBACK: Place = Place::Custom(14_000);
/// The SSRC of the camera's retransmissions (RFC 4588).
const CAMERA_REPAIR_SSRC: u32 = 1_003;
/// The SSRC of the first film's packets. That of its retransmissions is the next, and so on.
const FILM_SSRC: u32 = 2_000;

/// The media that a connection publishes, and the slots in which it receives.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The tag of a published microphone: 50 packets a second. See [`picture::silence`].
    pub microphone: Option<u8>,
    /// A published camera.
    pub camera: Option<Camera>,
    /// Published media that are encoded already.
    pub films: Vec<(Source, Film)>,
    /// Receiving m-lines for sound.
    pub audio_slots: usize,
    /// Receiving m-lines for pictures.
    pub video_slots: usize,
}

/// A camera of 25 frames a second.
#[derive(Debug, Clone, Copy)]
pub struct Camera {
    /// RTP packets of a frame.
    pub packets: usize,
    /// Payload bytes of each packet.
    pub bytes: usize,
    /// The last byte of every packet: see [`picture::tag`].
    pub tag: u8,
}

impl Plan {
    /// Microphone, camera, and two slots of each kind.
    pub fn both_ways(tag: u8) -> Self {
        let camera = Some(Camera { packets: 2, bytes: 500, tag });
        Plan { microphone: Some(tag), camera, films: Vec::new(), audio_slots: 2, video_slots: 2 }
    }

    /// Nothing published, and one slot of each kind.
    pub fn listener() -> Self {
        Plan { microphone: None, camera: None, films: Vec::new(), audio_slots: 1, video_slots: 1 }
    }
}

/// The state of a connection.
#[derive(Debug, Clone, Default)]
struct State {
    connected: bool,
    sent: u64,
    slots: HashMap<String, Arrived>,
}

/// A command to a running connection.
enum Wish {
    AskForKeyframe(String),
    KeyframesWhenAskedOnly,
    Speak(Speech),
    Listen(Speech),
    Claim(u8),
    Hush,
    Resize,
    Send(Vec<u8>),
}

/// An offer that has not been answered.
pub struct Offered {
    /// The offer.
    pub sdp: String,
    /// The tracks that its sending m-lines carry.
    pub sends: Vec<OfferedTrack>,
    audio_slots: Vec<String>,
    video_slots: Vec<String>,
    driver: Driver,
}

/// A running connection. Dropping it is like a power cut: the other side is not told.
pub struct Peer {
    /// The `a=mid` of the slots for sound.
    pub audio_slots: Vec<String>,
    /// The `a=mid` of the slots for pictures.
    pub video_slots: Vec<String>,
    state: watch::Receiver<State>,
    wishes: mpsc::UnboundedSender<Wish>,
    feedback: Feedback,
    task: JoinHandle<()>,
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Peer {
    /// Sends an offer by the client's WebSocket, and waits until the connection is established.
    pub async fn connect(client: &mut Client, plan: Plan) -> Peer {
        let offered = Offered::new(plan).await;
        let answer = offered.ask(client, true).await.expect("an answer");
        offered.start(&answer).connected().await
    }

    /// As [`Peer::connect`], but all datagrams pass the relay.
    pub async fn connect_through(relay: &Relay, client: &mut Client, plan: Plan) -> Peer {
        let offered = Offered::new(plan).await;
        let answer = offered.ask(client, true).await.expect("an answer");
        offered.start(&relay.redirect(&answer)).connected().await
    }

    /// Waits until the connection is established.
    pub async fn connected(self) -> Peer {
        let mut peer = self;
        within("ICE and DTLS", peer.state.wait_for(|state| state.connected)).await.expect("the connection runs");
        peer
    }

    /// The packets that arrived in a slot so far.
    pub fn arrived(&self, mid: &str) -> Arrived {
        self.state.borrow().slots.get(mid).cloned().unwrap_or_default()
    }

    /// The packets that arrived in all slots so far.
    pub fn arrived_in_all(&self) -> Arrived {
        let state = self.state.borrow();
        let sum = |part: fn(&Arrived) -> u64| state.slots.values().map(part).sum();
        Arrived { packets: sum(|slot| slot.packets), expected: sum(|slot| slot.expected), ..Arrived::default() }
    }

    /// Packets with this tag that arrived so far, in any slot.
    pub fn arrived_of(&self, tag: u8) -> u64 {
        self.state.borrow().slots.values().filter_map(|slot| slot.by_tag.get(&tag)).sum()
    }

    /// Waits until so many more packets with this tag arrived in some of the slots.
    pub async fn wait_for_tag(&self, slots: &[String], tag: u8, more: u64) {
        let packets =
            |state: &State| -> u64 { slots.iter().filter_map(|mid| state.slots.get(mid)?.by_tag.get(&tag)).sum() };
        let wanted = packets(&self.state.borrow()) + more;
        let what = format!("{more} packets with tag {tag} in slots {slots:?}");
        within(&what, self.state.clone().wait_for(|state| packets(state) >= wanted))
            .await
            .expect("the connection runs");
    }

    /// Waits until the packets that arrived in a slot fit.
    pub async fn wait_until(&mut self, what: &str, mid: &str, fits: impl Fn(&Arrived) -> bool) -> Arrived {
        let come = self.state.wait_for(|state| state.slots.get(mid).is_some_and(&fits));
        let state = within(what, come).await.expect("the connection runs");
        state.slots.get(mid).cloned().unwrap_or_default()
    }

    /// The server's requests so far.
    pub fn asked(&self) -> Asked {
        self.feedback.asked()
    }

    /// Where the server's requests are counted, also when the peer has gone elsewhere.
    pub fn feedback(&self) -> &Feedback {
        &self.feedback
    }

    /// Requests a keyframe in a slot, once: the request may be lost.
    pub fn ask_for_keyframe(&self, mid: &str) {
        // A connection that has ended requests nothing.
        let _ = self.wishes.send(Wish::AskForKeyframe(mid.to_owned()));
    }

    /// Sends keyframes only when they are requested, from now on.
    pub fn keyframes_when_asked_only(&self) {
        let _ = self.wishes.send(Wish::KeyframesWhenAskedOnly);
    }

    /// Times the packets of its microphone, from now on.
    pub fn speak(&self, speech: Speech) {
        let _ = self.wishes.send(Wish::Speak(speech));
    }

    /// Notes in this speech what is heard of it, from now on.
    pub fn listen(&self, speech: Speech) {
        let _ = self.wishes.send(Wish::Listen(speech));
    }

    /// Claims from now on that its sound is so far below the loudest, in dB.
    pub fn claim(&self, below: u8) {
        let _ = self.wishes.send(Wish::Claim(below));
    }

    /// Sends silence without padding from its microphone, from now on.
    pub fn hush(&self) {
        let _ = self.wishes.send(Wish::Hush);
    }

    /// Makes each frame of the camera a keyframe of another size than the one before, from now on.
    pub fn resize(&self) {
        let _ = self.wishes.send(Wish::Resize);
    }

    /// Sends a datagram to the server, as it is, from the address that the connection has.
    pub fn send(&self, datagram: Vec<u8>) {
        let _ = self.wishes.send(Wish::Send(datagram));
    }

    /// Packets of media sent so far.
    pub fn sent(&self) -> u64 {
        self.state.borrow().sent
    }

    /// Waits until so many more packets arrived in these slots, and one of them has this tag as its last, if a tag is
    /// given.
    pub async fn wait_for(&mut self, slots: &[String], more: u64, tag: Option<u8>) {
        let packets = |state: &State| slots.iter().filter_map(|mid| Some(state.slots.get(mid)?.packets)).sum::<u64>();
        let shown = |state: &State| slots.iter().any(|mid| state.slots.get(mid).is_some_and(|slot| slot.tag == tag));
        let wanted = packets(&self.state.borrow()) + more;
        let what = format!("{more} packets in slots {slots:?} with tag {tag:?}");
        let come = self.state.wait_for(|state| packets(state) >= wanted && (tag.is_none() || shown(state)));
        within(&what, come).await.expect("the connection runs");
    }

    /// Waits until pictures with this tag in the first slot, and sound in any slot, arrive steadily.
    pub async fn sees_and_hears(&mut self, tag: u8) {
        let (audio, video) = (self.audio_slots.clone(), self.video_slots[..1].to_vec());
        self.wait_for(&video, 10, Some(tag)).await;
        self.wait_for(&audio, 10, None).await;
    }
}

impl Offered {
    /// Makes a connection with its own socket, and an offer of what the plan says.
    pub async fn new(plan: Plan) -> Offered {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a socket");
        let local = socket.local_addr().expect("a bound socket");
        let feedback = Feedback::default();
        let mut connection = connection(&feedback);
        let (microphone, camera) = (add_senders(&mut connection, &plan, RtpCodecKind::Audio), plan.camera);
        let camera_sender = add_senders(&mut connection, &plan, RtpCodecKind::Video);
        let films = plan.films.iter().zip((FILM_SSRC..).step_by(2)).map(|((_, film), ssrc)| {
            let sender = add_sender(&mut connection, film.codec, ssrc, (!film.codec.is_audio()).then_some(ssrc + 1));
            (Sending::new((sender, ssrc)), Showing::new(film.clone()))
        });
        let films = films.collect();
        let mut add_slots = |kind, count| -> Vec<_> {
            (0..count).map(|_| connection.add_transceiver_from_kind(kind, None).expect("a slot")).collect()
        };
        let audio_slots = add_slots(RtpCodecKind::Audio, plan.audio_slots);
        let video_slots = add_slots(RtpCodecKind::Video, plan.video_slots);
        let candidate = format!("candidate:1 1 udp 2130706431 127.0.0.1 {} typ host", local.port());
        let candidate = RTCIceCandidateInit { candidate, ..Default::default() };
        connection.add_local_candidate(candidate).expect("a candidate");
        let offer = connection.create_offer(None).expect("an offer");
        connection.set_local_description(Instant::now(), offer).expect("the offer");
        let sdp = connection.local_description().expect("the offer").sdp;

        let mut mid = |id| connection.rtp_transceiver(id).and_then(|t| t.mid().clone()).expect("a mid");
        let receivers = video_slots.iter().map(|&id| (mid(id), RTCRtpReceiverId::from(id))).collect();
        let (audio_slots, video_slots): (Vec<_>, Vec<_>) =
            (audio_slots.into_iter().map(&mut mid).collect(), video_slots.into_iter().map(&mut mid).collect());
        // The sending m-lines come first, in the order in which they were added.
        let sources = [plan.microphone.map(|_| Source::Microphone), camera.map(|_| Source::Camera)];
        let sources = sources.into_iter().flatten().chain(plan.films.iter().map(|(source, _)| *source));
        let sends = sources.enumerate();
        let sends = sends.map(|(index, source)| OfferedTrack { mid: mid(index), source }).collect();
        let driver = Driver {
            connection,
            socket,
            local,
            remote: local,
            microphone: microphone.map(Sending::new).zip(plan.microphone),
            camera: camera_sender.map(Sending::new).zip(camera),
            films,
            level: None,
            claims: LOUD,
            is_hushed: false,
            resizes: false,
            speaks: None,
            listens: None,
            slots: HashMap::new(),
            receivers,
            feedback,
            keyframes_sent: 0,
            when_asked_only: false,
            ticks: 0,
        };
        Offered { sdp, sends, audio_slots, video_slots, driver }
    }

    /// Sends the offer to the server.
    pub async fn ask(&self, client: &mut Client, fresh: bool) -> Result<String, Refusal> {
        let command = Command::Offer { sdp: self.sdp.clone(), fresh, sends: self.sends.clone() };
        match client.ask(command).await? {
            CommandResult::Answer { sdp } => Ok(sdp),
            CommandResult::Done => panic!("an offer was acknowledged without an answer"),
        }
    }

    /// Takes the server's answer and runs the connection.
    pub fn start(mut self, answer: &str) -> Peer {
        for mid in self.audio_slots.iter().chain(&self.video_slots) {
            let ssrc = ssrc_in_line(answer, mid).unwrap_or_else(|| panic!("slot {mid} has no source in {answer}"));
            self.driver.slots.insert(ssrc, Slot { mid: mid.clone(), counter: Counter::default() });
        }
        self.driver.level = extension_id(answer, AUDIO_LEVEL_URI);
        self.driver.remote = candidate(answer).expect("the server's address");
        let answer = RTCSessionDescription::answer(answer.to_owned()).expect("an answer");
        self.driver.connection.set_remote_description(Instant::now(), answer).expect("the answer");
        let (sender, state) = watch::channel(State::default());
        let (wishes, told) = mpsc::unbounded_channel();
        let feedback = self.driver.feedback.clone();
        let task = tokio::spawn(self.driver.run(sender, told));
        Peer { audio_slots: self.audio_slots, video_slots: self.video_slots, state, wishes, feedback, task }
    }
}

/// A stream that this peer sends.
struct Sending {
    sender: RTCRtpSenderId,
    ssrc: u32,
    sequence: u16,
}

impl Sending {
    fn new((sender, ssrc): (RTCRtpSenderId, u32)) -> Self {
        Sending { sender, ssrc, sequence: 0 }
    }

    fn header(&mut self, payload_type: u8, timestamp: u32, marker: bool) -> rtp::Header {
        self.sequence = self.sequence.wrapping_add(1);
        let (sequence_number, ssrc) = (self.sequence, self.ssrc);
        rtp::Header { version: 2, marker, payload_type, sequence_number, timestamp, ssrc, ..Default::default() }
    }
}

/// A stream that this peer receives.
struct Slot {
    mid: String,
    counter: Counter,
}

/// The state of the connection's task.
struct Driver {
    connection: RTCPeerConnection,
    socket: UdpSocket,
    local: SocketAddr,
    /// The server's address for media.
    remote: SocketAddr,
    microphone: Option<(Sending, u8)>,
    camera: Option<(Sending, Camera)>,
    films: Vec<(Sending, Showing)>,
    level: Option<u8>,
    /// The audio level that packets of sound carry.
    claims: u8,
    is_hushed: bool,
    resizes: bool,
    speaks: Option<Speech>,
    listens: Option<Speech>,
    slots: HashMap<u32, Slot>,
    /// The receivers of the video slots, by mid.
    receivers: HashMap<String, RTCRtpReceiverId>,
    feedback: Feedback,
    /// The value of [`Asked::keyframes`] when the last keyframe was sent.
    keyframes_sent: u64,
    when_asked_only: bool,
    ticks: u64,
}

impl Driver {
    async fn run(mut self, state: watch::Sender<State>, mut wishes: mpsc::UnboundedReceiver<Wish>) {
        let mut buffer = [0; DATAGRAM];
        let mut sound = tokio::time::interval(SOUND);
        let publishes = self.microphone.is_some() || self.camera.is_some() || !self.films.is_empty();
        loop {
            self.settle(&state).await;
            let connected = state.borrow().connected;
            let far = Instant::now() + Duration::from_secs(1);
            let deadline = self.connection.poll_timeout().unwrap_or(far);
            tokio::select! {
                received = self.socket.recv_from(&mut buffer) => self.receive(received, &mut buffer),
                () = tokio::time::sleep_until(deadline.into()) => {
                    // A refusal here is a loss, like that of a packet.
                    let _ = self.connection.handle_timeout(Instant::now());
                }
                Some(wish) = wishes.recv() => match wish {
                    Wish::AskForKeyframe(mid) => self.ask_for_keyframe(&mid),
                    Wish::KeyframesWhenAskedOnly => self.when_asked_only = true,
                    Wish::Speak(speech) => self.speaks = Some(speech),
                    Wish::Listen(speech) => self.listens = Some(speech),
                    Wish::Claim(below) => self.claims = VOICE | below,
                    Wish::Hush => self.is_hushed = true,
                    Wish::Resize => self.resizes = true,
                    Wish::Send(datagram) => drop(self.socket.send_to(&datagram, self.remote).await),
                },
                _ = sound.tick(), if connected && publishes => {
                    let sent = self.publish(Instant::now());
                    state.send_modify(|state| state.sent += sent);
                }
            }
        }
    }

    fn receive(&mut self, first: std::io::Result<(usize, SocketAddr)>, buffer: &mut [u8; DATAGRAM]) {
        let mut received = first;
        for _ in 0..BATCH {
            let Ok((length, from)) = received else { break };
            let now = Instant::now();
            let transport = TransportContext {
                local_addr: self.local,
                peer_addr: from,
                transport_protocol: TransportProtocol::UDP,
                ecn: None,
            };
            let message = BytesMut::from(&buffer[..length]);
            // A datagram that the stack refuses does not count.
            let _ = self.connection.handle_read(TaggedBytesMut { now, transport, message });
            received = self.socket.try_recv_from(buffer);
        }
    }

    /// Handles everything that the connection has to tell and to send.
    async fn settle(&mut self, state: &watch::Sender<State>) {
        while let Some(event) = self.connection.poll_event() {
            if let RTCPeerConnectionEvent::OnConnectionStateChangeEvent(now) = event {
                state.send_modify(|state| state.connected = now == RTCPeerConnectionState::Connected);
            }
        }
        let mut arrived = Vec::new();
        while let Some(message) = self.connection.poll_read() {
            if let RTCMessage::RtpPacket(_, packet) = message.message {
                arrived.push(packet);
            }
        }
        if !arrived.is_empty() {
            state.send_modify(|state| arrived.iter().for_each(|packet| self.count(packet, state)));
        }
        while let Some(message) = self.connection.poll_write() {
            // A full buffer loses the datagram, as a network would.
            let _ = self.socket.send_to(&message.message, message.transport.peer_addr).await;
        }
    }

    fn count(&mut self, packet: &rtp::Packet, state: &mut State) {
        let Some(slot) = self.slots.get_mut(&packet.header.ssrc).filter(|_| !packet.payload.is_empty()) else { return };
        if let Some(speech) = &self.listens {
            speech.hear(Instant::now(), &packet.payload);
        }
        slot.counter.count(packet, state.slots.entry(slot.mid.clone()).or_default());
    }

    fn ask_for_keyframe(&mut self, mid: &str) {
        let slot = self.slots.iter().find(|(_, slot)| slot.mid == mid);
        let (&media_ssrc, &receiver) = slot.map(|(ssrc, _)| ssrc).zip(self.receivers.get(mid)).expect("a slot");
        let pli = PictureLossIndication { sender_ssrc: 0, media_ssrc };
        let mut receiver = self.connection.rtp_receiver(receiver).expect("a receiver");
        receiver.write_rtcp(Instant::now(), vec![Box::new(pli)]).expect("a request");
    }

    /// Whether the frame with this number is to be a keyframe.
    fn is_keyframe(&mut self, number: u64) -> bool {
        let asked = self.feedback.asked().keyframes;
        let is = asked > self.keyframes_sent || (!self.when_asked_only && number % KEYFRAMES == 1);
        if is {
            self.keyframes_sent = asked;
        }
        is
    }

    /// Sends what is due every 20 ms: a packet of sound, and every other time a frame of video. Returns the number of
    /// packets.
    fn publish(&mut self, now: Instant) -> u64 {
        self.ticks += 1;
        let mut packets: Vec<(RTCRtpSenderId, rtp::Packet)> = Vec::new();
        if let Some((sending, tag)) = &mut self.microphone {
            let mut header = sending.header(111, (self.ticks * 960) as u32, false);
            if let Some(id) = self.level {
                header.set_extension(id, Bytes::copy_from_slice(&[self.claims])).expect("an extension of one byte");
            }
            let payload = match &self.speaks {
                _ if self.is_hushed => picture::bare_silence(),
                Some(speech) => speech.say(now),
                None => picture::silence(*tag),
            };
            packets.push((sending.sender, rtp::Packet { header, payload }));
        }
        if self.camera.is_some() && self.ticks.is_multiple_of(2) {
            let number = self.ticks / 2;
            let key = self.is_keyframe(number) || self.resizes;
            let width = if self.resizes && number.is_multiple_of(2) { picture::WIDTH / 2 } else { picture::WIDTH };
            let (sending, camera) = self.camera.as_mut().expect("there is one");
            let payloads = picture::vp8(number as u16, key, width, camera.packets, camera.bytes, camera.tag);
            for (index, payload) in payloads.into_iter().enumerate() {
                let header = sending.header(96, (number * 3_600) as u32, index + 1 == camera.packets);
                packets.push((sending.sender, rtp::Packet { header, payload }));
            }
        }
        let asked = self.feedback.asked().keyframes;
        for (sending, showing) in &mut self.films {
            let (codec, payloads) = (showing.codec(), showing.due(self.ticks, asked));
            let count = payloads.len();
            for (index, payload) in payloads.into_iter().enumerate() {
                let timestamp = (self.ticks * u64::from(codec.clock_hz()) / 50) as u32;
                let last = index + 1 == count;
                let mut header = sending.header(film::payload_type(codec), timestamp, last && !codec.is_audio());
                if let Some(id) = self.level.filter(|_| codec.is_audio()) {
                    header.set_extension(id, Bytes::copy_from_slice(&[self.claims])).expect("an extension of one byte");
                }
                packets.push((sending.sender, rtp::Packet { header, payload }));
            }
        }
        let written = packets
            .into_iter()
            .filter_map(|(sender, packet)| self.connection.rtp_sender(sender)?.write_rtp(now, packet).ok());
        written.count() as u64
    }
}

fn connection(feedback: &Feedback) -> RTCPeerConnection {
    let mut engine = MediaEngine::default();
    engine.register_default_codecs().expect("codecs");
    let level = RTCRtpHeaderExtensionCapability { uri: AUDIO_LEVEL_URI.to_owned() };
    engine.register_header_extension(level, RtpCodecKind::Audio, None).expect("an extension");
    let generator = NackGeneratorBuilder::new().with_interval(ASK_AGAIN).with_max_nacks_per_packet(ASK_ROUNDS).build();
    let registry = register_default_interceptors(Registry::new(), &mut engine).expect("interceptors");
    // Replaces the default generator, which never stops requesting.
    let registry = registry.with(Place::NackGenerator, generator).with(FEEDBACK, feedback.tap());
    RTCPeerConnectionBuilder::new()
        .with_media_engine(engine)
        .with_setting_engine(SettingEngineBuilder::new().build())
        .with_interceptor_registry(registry)
        .build(Instant::now())
        .expect("a connection")
}

/// Adds the plan's sender of this kind, if it has one.
fn add_senders(connection: &mut RTCPeerConnection, plan: &Plan, kind: RtpCodecKind) -> Option<(RTCRtpSenderId, u32)> {
    let (wanted, codec, ssrc, repair) = match kind {
        RtpCodecKind::Audio => (plan.microphone.is_some(), Codec::Opus, MICROPHONE_SSRC, None),
        _ => (plan.camera.is_some(), Codec::Vp8, CAMERA_SSRC, Some(CAMERA_REPAIR_SSRC)),
    };
    wanted.then(|| (add_sender(connection, codec, ssrc, repair), ssrc))
}

/// Adds a sender of one stream.
fn add_sender(connection: &mut RTCPeerConnection, codec: Codec, ssrc: u32, repair: Option<u32>) -> RTCRtpSenderId {
    let repair = repair.map(|ssrc| RTCRtpRtxParameters { ssrc });
    let kind = if codec.is_audio() { RtpCodecKind::Audio } else { RtpCodecKind::Video };
    let encoding = RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters { ssrc: Some(ssrc), rtx: repair, ..Default::default() },
        codec: film::description(codec),
        active: true,
        ..Default::default()
    };
    let name = format!("{codec:?}-{ssrc}");
    let track = MediaStreamTrack::new("me".into(), name.clone(), name, kind, vec![encoding]);
    let direction = RTCRtpTransceiverDirection::Sendonly;
    let init = RTCRtpTransceiverInit { direction, streams: vec![], send_encodings: vec![] };
    connection.add_transceiver_from_track(track, Some(init)).expect("a sender").into()
}

/// The first SSRC of an m-line.
fn ssrc_in_line(sdp: &str, mid: &str) -> Option<u32> {
    let wanted = format!("a=mid:{mid}");
    let section = sdp.split("\nm=").find(|section| section.lines().any(|row| row.trim_end() == wanted))?;
    section.lines().find_map(|row| row.strip_prefix("a=ssrc:"))?.split(' ').next()?.parse().ok()
}

/// The address of the first candidate.
fn candidate(sdp: &str) -> Option<SocketAddr> {
    let mut parts = sdp.lines().find_map(|row| row.strip_prefix("a=candidate:"))?.split(' ').skip(4);
    Some(SocketAddr::new(parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// The id under which a header extension was agreed.
fn extension_id(sdp: &str, uri: &str) -> Option<u8> {
    let rows = sdp.lines().filter_map(|row| row.trim_end().strip_prefix("a=extmap:"));
    let found = rows.filter_map(|row| row.split_once(' ')).find(|(_, named)| *named == uri)?;
    found.0.split('/').next()?.parse().ok()
}
