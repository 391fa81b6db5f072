import type { OfferedTrack, Source } from '../protocol/generated';

/**
 * One `RTCPeerConnection`. This side always offers.
 *
 * The first offer has a sending line for each source, in the order of {@link SOURCES}, then the receiving lines: audio
 * slots, video slots. Tracks come and go by `replaceTrack`, and the server switches tracks into slots: neither needs an
 * offer. Only further video slots do.
 */
export class Peer {
  /** The connection itself: its state and statistics. */
  readonly connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  /** The streams of the audio slots. */
  readonly audio: readonly MediaStream[];

  readonly #senders = new Map<Source, RTCRtpTransceiver>();
  readonly #videoSlots: VideoSlot[] = [];
  #closed = false;

  /** @param videoSlots How many video slots to begin with. */
  constructor(videoSlots: number) {
    for (const source of SOURCES) {
      const { kind, encodings, codecs } = SENDING[source];
      const transceiver = this.connection.addTransceiver(kind, { direction: 'sendonly', sendEncodings: encodings });
      prefer(transceiver, RTCRtpSender.getCapabilities(kind), codecs);
      this.#senders.set(source, transceiver);
    }
    this.audio = Array.from({ length: AUDIO_SLOTS }, () => {
      const transceiver = this.connection.addTransceiver('audio', { direction: 'recvonly' });
      prefer(transceiver, RTCRtpReceiver.getCapabilities('audio'), [OPUS]);
      return new MediaStream([transceiver.receiver.track]);
    });
    this.addVideoSlots(videoSlots);
  }

  /** Adds receiving lines, which work after the next offer. */
  addVideoSlots(count: number): void {
    for (let i = 0; i < count; i++) {
      const transceiver = this.connection.addTransceiver('video', { direction: 'recvonly' });
      prefer(transceiver, RTCRtpReceiver.getCapabilities('video'), SLOT_CODECS);
      this.#videoSlots.push({ transceiver, stream: new MediaStream([transceiver.receiver.track]) });
    }
  }

  /** An offer that has an ICE candidate. */
  async offer(): Promise<{ sdp: string; sends: OfferedTrack[] }> {
    await this.connection.setLocalDescription();
    await gathered(this.connection);
    const sends = [...this.#senders].flatMap(([source, { mid }]) => (mid === null ? [] : [{ mid, source }]));
    return { sdp: this.connection.localDescription?.sdp ?? '', sends };
  }

  /** Takes the server's answer to the last offer. */
  answer(sdp: string): Promise<void> {
    return this.connection.setRemoteDescription({ type: 'answer', sdp });
  }

  /** The `mid`s of the negotiated video slots. */
  get videoMids(): string[] {
    return this.#videoSlots.flatMap(({ transceiver }) => transceiver.mid ?? []);
  }

  /** The stream of the video slot `mid`. */
  videoStream(mid: string): MediaStream | undefined {
    return this.#videoSlots.find(({ transceiver }) => transceiver.mid === mid)?.stream;
  }

  /** Sends `track` as `source`, or nothing. */
  async send(source: Source, track: MediaStreamTrack | null): Promise<void> {
    const sender = this.#senders.get(source)?.sender;
    if (!sender || sender.track === track || this.#closed) return;
    await sender.replaceTrack(track).catch((error: unknown) => {
      // A connection that was closed meanwhile needs no track.
      if (!this.#closed) throw error;
    });
  }

  /** Ends the connection. */
  close(): void {
    this.#closed = true;
    this.connection.close();
  }
}

interface VideoSlot {
  readonly transceiver: RTCRtpTransceiver;
  readonly stream: MediaStream;
}

interface Sending {
  readonly kind: 'audio' | 'video';
  readonly encodings: RTCRtpEncodingParameters[];
  /** Codecs to use, best first. */
  readonly codecs: readonly string[];
}

/** Every source, in the order of the sending lines. */
export const SOURCES: readonly Source[] = ['microphone', 'camera', 'screen', 'screen_audio'];

const OPUS = 'audio/opus';
const VP8 = 'video/vp8';
const VP9 = 'video/vp9';

const SENDING: Readonly<Record<Source, Sending>> = {
  microphone: { kind: 'audio', encodings: [{}], codecs: [OPUS] },
  // VP8 is the one codec whose simulcast both Chromium and Firefox send well. VP9 is named for the lines that follow: the server's
  // engine knows of a connection only the codecs of its first line of a kind.
  camera: {
    kind: 'video',
    encodings: [
      { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150_000 },
      { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500_000 },
      { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 1_700_000 },
    ],
    codecs: [VP8, VP9],
  },
  // VP9 has tools for text and still pictures; Firefox without it falls back to VP8.
  screen: { kind: 'video', encodings: [{ maxBitrate: 2_500_000 }], codecs: [VP9, VP8] },
  // Music and films deserve more than the rate that Opus takes for speech.
  screen_audio: { kind: 'audio', encodings: [{ maxBitrate: 96_000 }], codecs: [OPUS] },
};

/** The codecs of cameras and screens. Each further codec would cost several lines in every slot of every offer. */
const SLOT_CODECS: readonly string[] = [VP8, VP9];

/** People cannot tell more voices apart at once. */
const AUDIO_SLOTS = 3;

/** Candidates of the own host come within milliseconds; a stuck interface must not hold up class. */
const GATHERING_MS = 2_000;

/** Limits a line to `codecs` in this order, with retransmission. Browsers that cannot do this offer all they have. */
function prefer(
  transceiver: RTCRtpTransceiver,
  capabilities: RTCRtpCapabilities | null,
  codecs: readonly string[],
): void {
  if (!capabilities || !('setCodecPreferences' in transceiver)) return;
  const all = capabilities.codecs;
  const chosen = codecs.flatMap((name) => all.filter((codec) => codec.mimeType.toLowerCase() === name && plain(codec)));
  const repair = all.filter((codec) => codec.mimeType.toLowerCase() === 'video/rtx');
  if (chosen.length > 0) transceiver.setCodecPreferences([...chosen, ...repair]);
}

/** VP9 has profiles for more than 8 bits or other chroma; only profile 0 is for everyone. */
function plain(codec: RTCRtpCodec): boolean {
  return !/profile-id=[^0]/.test(codec.sdpFmtpLine ?? '');
}

/**
 * Waits until the description has a candidate: Firefox fails with offers that have none. The server needs only one, since
 * it answers any address that a request comes from; Chromium would gather more for 0.1 s.
 */
function gathered(connection: RTCPeerConnection): Promise<void> {
  if (connection.iceGatheringState === 'complete') return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      connection.removeEventListener('icecandidate', done);
      connection.removeEventListener('icegatheringstatechange', check);
      resolve();
    };
    const check = () => {
      if (connection.iceGatheringState === 'complete') done();
    };
    const timer = setTimeout(done, GATHERING_MS);
    connection.addEventListener('icecandidate', done);
    connection.addEventListener('icegatheringstatechange', check);
  });
}
