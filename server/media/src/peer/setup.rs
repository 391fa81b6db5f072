//! The configuration of a connection: codecs, header extensions, interceptors, transport.

use std::{
    collections::{VecDeque, hash_map::RandomState},
    hash::BuildHasher,
    sync::{Arc, Mutex, atomic::AtomicU64},
    time::{Duration, Instant},
};

use rtc::{
    ice::mdns::MulticastDnsMode,
    interceptor::{NackGeneratorBuilder, Registry, Slot},
    peer_connection::{
        RTCPeerConnection, RTCPeerConnectionBuilder,
        configuration::{
            interceptor_registry::{configure_rtcp_reports, configure_twcc_receiver_only, configure_twcc_sender_only},
            media_engine::{MIME_TYPE_H264, MIME_TYPE_OPUS, MIME_TYPE_RTX, MIME_TYPE_VP8, MIME_TYPE_VP9, MediaEngine},
            setting_engine::SettingEngineBuilder,
        },
        transport::RTCDtlsRole,
    },
    rtp_transceiver::{
        RTCRtpTransceiverDirection,
        rtp_sender::{RTCPFeedback, RTCRtpCodec, RTCRtpCodecParameters, RTCRtpHeaderExtensionCapability, RtpCodecKind},
    },
    sdp::extmap,
    shared::error::Result,
};

use super::{
    interceptors::{Negotiated, RepairIn, Report, ReportTap},
    retransmission::Responder,
};
use crate::Codec;

/// The time between rounds of NACKs: longer than a round trip within a country.
const NACK_INTERVAL: Duration = Duration::from_millis(50);
/// Rounds of NACKs for one packet: half a second, as long as the tap waits. Without a bound the stack would go on for
/// ever.
const NACK_ROUNDS: u16 = 10;

/// Before the NACK generator on the way in, so that the generator sees repaired packets.
const REPAIR_IN: Slot = Slot::Custom(6_500);
/// Last on the way in.
const REPORT_TAP: Slot = Slot::Custom(14_000);

pub(super) fn connection(
    now: Instant,
    negotiated: &Arc<Mutex<Negotiated>>,
    reports: &Arc<Mutex<VecDeque<Report>>>,
    authentic: &Arc<AtomicU64>,
) -> Result<RTCPeerConnection> {
    let mut engine = MediaEngine::default();
    register_codecs(&mut engine)?;
    register_extensions(&mut engine)?;
    let generator =
        NackGeneratorBuilder::new().with_interval(NACK_INTERVAL).with_max_nacks_per_packet(NACK_ROUNDS).build();
    let registry = Registry::new()
        .with(Slot::NackResponder, Responder::new(negotiated.clone(), authentic.clone()))
        .with(Slot::NackGenerator, generator)
        .with(REPAIR_IN, RepairIn::new(negotiated.clone()))
        .with(REPORT_TAP, ReportTap::new(reports.clone()));
    let registry = configure_twcc_receiver_only(registry, &mut engine)?;
    let registry = configure_twcc_sender_only(registry, &mut engine)?;
    let registry = configure_rtcp_reports(registry);
    let settings = SettingEngineBuilder::new()
        .with_lite(true)
        .with_answering_dtls_role(RTCDtlsRole::Server)
        // Multicast DNS would bind port 5353 for every peer.
        .with_multicast_dns_mode(MulticastDnsMode::Disabled)
        .build();
    RTCPeerConnectionBuilder::new()
        .with_setting_engine(settings)
        .with_media_engine(engine)
        .with_interceptor_registry(registry)
        .build(now)
}

/// How the stack describes a codec.
pub(super) fn codec(codec: Codec) -> RTCRtpCodec {
    let feedback = |typ: &str, parameter: &str| RTCPFeedback { typ: typ.into(), parameter: parameter.into() };
    let video = |mime: &str, parameters: &str| RTCRtpCodec {
        mime_type: mime.into(),
        clock_rate: 90_000,
        channels: 0,
        sdp_fmtp_line: parameters.into(),
        rtcp_feedback: vec![feedback("ccm", "fir"), feedback("nack", ""), feedback("nack", "pli")],
    };
    match codec {
        Codec::Opus => RTCRtpCodec {
            mime_type: MIME_TYPE_OPUS.into(),
            clock_rate: 48_000,
            channels: 2,
            sdp_fmtp_line: "minptime=10;useinbandfec=1;usedtx=1".into(),
            rtcp_feedback: vec![],
        },
        Codec::Vp8 => video(MIME_TYPE_VP8, ""),
        Codec::Vp9 => video(MIME_TYPE_VP9, "profile-id=0"),
        Codec::H264 => video(MIME_TYPE_H264, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"),
    }
}

fn register_codecs(engine: &mut MediaEngine) -> Result<()> {
    // Payload types before an offer, which replaces them.
    let opus = RTCRtpCodecParameters { rtp_codec: codec(Codec::Opus), payload_type: 111 };
    engine.register_codec(opus, RtpCodecKind::Audio)?;
    for (kind, payload_type) in [(Codec::Vp8, 96), (Codec::Vp9, 98), (Codec::H264, 102)] {
        let media = RTCRtpCodecParameters { rtp_codec: codec(kind), payload_type };
        engine.register_codec(media, RtpCodecKind::Video)?;
        let repair = RTCRtpCodec {
            mime_type: MIME_TYPE_RTX.into(),
            clock_rate: 90_000,
            channels: 0,
            sdp_fmtp_line: format!("apt={payload_type}"),
            rtcp_feedback: vec![],
        };
        let repair = RTCRtpCodecParameters { rtp_codec: repair, payload_type: payload_type + 1 };
        engine.register_codec(repair, RtpCodecKind::Video)?;
    }
    Ok(())
}

fn register_extensions(engine: &mut MediaEngine) -> Result<()> {
    let receive = Some(RTCRtpTransceiverDirection::Recvonly);
    for (uri, kind, direction) in [
        (extmap::AUDIO_LEVEL_URI, RtpCodecKind::Audio, receive),
        (extmap::SDES_MID_URI, RtpCodecKind::Audio, None),
        (extmap::SDES_MID_URI, RtpCodecKind::Video, None),
        (extmap::SDES_RTP_STREAM_ID_URI, RtpCodecKind::Video, None),
        (extmap::SDES_REPAIR_RTP_STREAM_ID_URI, RtpCodecKind::Video, None),
    ] {
        engine.register_header_extension(RTCRtpHeaderExtensionCapability { uri: uri.to_owned() }, kind, direction)?;
    }
    Ok(())
}

/// The negotiated payload types of codecs that this crate knows. H.264 counts only with packetization mode 1.
pub(super) fn known_codecs(codecs: &[RTCRtpCodecParameters]) -> Vec<(Codec, u8)> {
    let mut known: Vec<(Codec, u8)> = Vec::new();
    for parameters in codecs {
        let mime = parameters.rtp_codec.mime_type.to_ascii_lowercase();
        let codec = match mime.as_str() {
            "audio/opus" => Codec::Opus,
            "video/vp8" => Codec::Vp8,
            "video/vp9" => Codec::Vp9,
            "video/h264" if parameters.rtp_codec.sdp_fmtp_line.contains("packetization-mode=1") => Codec::H264,
            _ => continue,
        };
        if known.iter().all(|(other, _)| *other != codec) {
            known.push((codec, parameters.payload_type));
        }
    }
    known
}

/// A random number, which two slots share with a chance of one in billions. Not a secret.
pub(super) fn random_u32() -> u32 {
    RandomState::new().hash_one(0) as u32
}
