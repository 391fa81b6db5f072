/**
 * Runs in the page before everything else, and keeps the peer connections, so that a test can ask for decoded frames and
 * sound. With `capture` it also captures recorded sound in Firefox, which then plays it without a sound device.
 */
export function probe({ capture = false } = {}) {
  const connections = [];
  const story = [];
  let descriptions = 0;
  const sounds = [];
  const captured = [];
  let ear;
  const analysers = new Map();
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...args) {
      super(...args);
      connections.push(this);
      this.addEventListener('connectionstatechange', () => story.push(`${performance.now().toFixed(0)} ms: ${this.connectionState}`));
      this.addEventListener('track', ({ track }) => track.kind === 'audio' && sounds.push(track));
    }

    setRemoteDescription(...args) {
      descriptions += 1;
      return super.setRemoteDescription(...args);
    }
  };
  let you;
  const moves = [];
  window.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        const frame = JSON.parse(data);
        if (frame.type === 'welcome') you = frame.you;
        for (const event of frame.events ?? []) {
          if (event.kind === 'moved' && event.participant === you) moved(event.room);
        }
      });
    }
  };
  const pictures = () =>
    [...document.querySelectorAll('[data-source] video')].filter(
      (video) => video.srcObject && Number(video.closest('[data-participant]').dataset.participant) !== you,
    );

  /** Notes when the first picture and the first sound of another room come. */
  function moved(room) {
    const move = { room, at: performance.now(), frame: null, colour: null, sound: null };
    moves.push(move);
    const seen = new Map(pictures().map((video) => [video, video.srcObject]));
    const look = () => {
      for (const video of pictures().filter((video) => seen.get(video) !== video.srcObject)) {
        seen.set(video, video.srcObject);
        video.requestVideoFrameCallback((now) => {
          move.frame ??= now - move.at;
          move.colour ??= colourOf(video);
        });
      }
      const played = soundAt();
      if (played > move.at) move.sound ??= played - move.at;
      if (performance.now() < move.at + 3_000 && moves.at(-1) === move) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }

  /** The time at which the last received sound was played, on the clock of `performance.now`. */
  function soundAt() {
    const receivers = connections.at(-1).getReceivers().filter(({ track }) => track.kind === 'audio');
    const times = receivers.flatMap((receiver) => receiver.getSynchronizationSources().map(({ timestamp }) => timestamp));
    return Math.max(0, ...times) - performance.timeOrigin;
  }

  /** The main colour of the top left of a picture: 'red', 'green' or 'blue'. */
  function colourOf(video) {
    const canvas = new OffscreenCanvas(8, 8).getContext('2d');
    canvas.drawImage(video, 0, 0, 32, 32, 0, 0, 8, 8);
    const [red, green, blue] = canvas.getImageData(2, 2, 1, 1).data;
    return red > green && red > blue ? 'red' : green > blue ? 'green' : 'blue';
  }

  let log;
  const watched = new Map();
  const nativeSend = WebSocket.prototype.send;
  WebSocket.prototype.send = function (text) {
    const { command } = JSON.parse(text);
    if (command?.do === 'watch') {
      watched.clear();
      for (const { track, height } of command.slots) watched.set(`${track.participant}-${track.source}`, height);
    }
    nativeSend.call(this, text);
  };
  const players = [];
  const NativeAudio = window.Audio;
  window.Audio = function (...args) {
    const audio = new NativeAudio(...args);
    players.push(audio);
    if (capture) captured.push(audio.mozCaptureStream());
    return audio;
  };
  window.meridianProbe = {
    /** The elements that play from Media Source Extensions: the sound that leads, and the pictures. */
    players: () => ({
      audio: players.filter((p) => p.src.startsWith('blob:')).at(-1),
      video: [...document.querySelectorAll('video')].filter((v) => v.src.startsWith('blob:')),
    }),
    /** How loud each voice of the live class is played, 0 to 1. */
    loudness: () => players.filter((p) => p.srcObject).map((p) => p.volume),
    /** How far, in milliseconds, each chat message that appeared since `watchLog` was from its time. */
    shown: [],
    /** Notes from now on, for every chat message that appears, where playback is. */
    watchLog() {
      log?.disconnect();
      const shown = (window.meridianProbe.shown = []);
      const seen = new Set([...document.querySelectorAll('[data-at]')].map((m) => m.dataset.seq));
      log = new MutationObserver(() => {
        for (const message of document.querySelectorAll('[data-at]')) {
          if (seen.has(message.dataset.seq)) continue;
          seen.add(message.dataset.seq);
          shown.push(window.meridianProbe.players().audio.currentTime * 1000 - Number(message.dataset.at));
        }
      });
      log.observe(document.body, { childList: true, subtree: true });
    },
    /** How far each picture is from the sound that leads, in milliseconds: infinitely for one that stands still. Null while there is no sound. */
    drifts() {
      const { audio, video } = window.meridianProbe.players();
      if (!audio || audio.paused || audio.seeking || audio.readyState < 3) return null;
      const plays = (v) => !v.paused && !v.seeking && v.readyState >= 3;
      return video.map((v) => (plays(v) ? Math.abs(v.currentTime - audio.currentTime) * 1000 : Infinity));
    },
    /** Presses on the timeline at a share of its width; returns the class time there. */
    clickTimeline(share) {
      const slider = document.querySelector('[role=slider]');
      const box = slider.getBoundingClientRect();
      const at = { clientX: box.left + box.width * share, clientY: box.top + box.height / 2, button: 0, pointerId: 1, bubbles: true };
      slider.dispatchEvent(new PointerEvent('pointerdown', at));
      slider.dispatchEvent(new PointerEvent('pointerup', at));
      return Number(slider.getAttribute('aria-valuemax')) * 1000 * share;
    },
    /** The received streams of all open connections: {kind, codec, mid, frames, height, energy, jitterLost}. */
    async inbound() {
      const found = [];
      for (const connection of connections.filter((c) => c.connectionState !== 'closed')) {
        const stats = await connection.getStats();
        for (const stat of stats.values()) {
          if (stat.type !== 'inbound-rtp') continue;
          found.push({
            kind: stat.kind,
            codec: stats.get(stat.codecId)?.mimeType,
            mid: stat.mid,
            frames: stat.framesDecoded ?? 0,
            height: stat.frameHeight ?? 0,
            energy: stat.totalAudioEnergy ?? 0,
            packets: stat.packetsReceived ?? 0,
            lost: stat.packetsLost ?? 0,
          });
        }
      }
      return found;
    },
    /** The layers of the camera that are sent, the lowest first: {rid, height, rate}, the rate in frames a second. */
    async layers() {
      const found = [];
      for (const connection of connections.filter((c) => c.connectionState === 'connected')) {
        for (const stat of (await connection.getStats()).values()) {
          const { type, rid, frameHeight, framesPerSecond, qualityLimitationReason } = stat;
          if (type !== 'outbound-rtp' || !rid || !frameHeight || !framesPerSecond) continue;
          found.push({ rid, height: frameHeight, rate: framesPerSecond, limit: qualityLimitationReason });
        }
      }
      return found.sort((a, b) => a.height - b.height);
    },
    /** The height in pixels that was last requested for a track; undefined while it is not shown. */
    requested: (participant, source) => watched.get(`${participant}-${source}`),
    /** The loudest frequency of all received sound now: {hz, db}. */
    loudest() {
      const context = (ear ??= new AudioContext());
      let loudest = { hz: 0, db: -Infinity };
      for (const track of sounds.filter(({ readyState }) => readyState === 'live')) {
        if (!analysers.has(track)) {
          const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
          context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
          analysers.set(track, analyser);
        }
        const levels = new Float32Array(analysers.get(track).frequencyBinCount);
        analysers.get(track).getFloatFrequencyData(levels);
        levels.forEach((db, i) => {
          if (db > loudest.db) loudest = { hz: (i * context.sampleRate) / 8192, db };
        });
      }
      return loudest;
    },
    /** The level of the recorded sound over a second, in dB of full scale; needs `capture`. */
    async level() {
      const tracks = captured.flatMap((stream) => stream.getAudioTracks()).filter((track) => track.readyState === 'live');
      if (tracks.length === 0) return -Infinity;
      const recorder = new MediaRecorder(new MediaStream(tracks.slice(-1)));
      const data = new Promise((done) => (recorder.ondataavailable = (event) => done(event.data)));
      recorder.start();
      setTimeout(() => recorder.stop(), 1_000);
      // An offline context decodes without a sound device.
      const context = new OfflineAudioContext(1, 1, 48_000);
      const samples = (await context.decodeAudioData(await (await data).arrayBuffer())).getChannelData(0);
      return 10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    },
    /** How many connections the page has made. */
    count: () => connections.length,
    /** The states that the connections had, in order. */
    story: () => story,
    /** How many remote descriptions the connections were given. */
    descriptions: () => descriptions,
    /** Moves into other rooms: {room, frame, colour, sound}, with the milliseconds from the event to the first of each. */
    moves: () => moves,
    raw: () => connections,
    states: () => connections.map((c) => c.connectionState),
  };
}

/**
 * Runs in the page before everything else: sets the devices with which this tab joins, {microphone, camera}, until the
 * person chooses.
 */
export function choose(choice) {
  if (!sessionStorage.getItem('meridian.choice')) sessionStorage.setItem('meridian.choice', JSON.stringify(choice));
}

/** Runs in the page: the next shared screen is a moving picture, with a tone if one is given. */
export function drawScreen(hz) {
  navigator.mediaDevices.getDisplayMedia = async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
    const brush = canvas.getContext('2d');
    const draw = () => {
      brush.fillStyle = `hsl(${(performance.now() / 20) % 360} 60% 40%)`;
      brush.fillRect(0, 0, 640, 360);
    };
    draw();
    const stream = canvas.captureStream(10);
    setInterval(draw, 100);
    if (!hz) return stream;
    const context = new AudioContext();
    const tone = new OscillatorNode(context, { frequency: hz });
    const out = context.createMediaStreamDestination();
    tone.connect(new GainNode(context, { gain: 0.3 })).connect(out);
    tone.start();
    stream.addTrack(out.stream.getAudioTracks()[0]);
    return stream;
  };
}

/**
 * Runs in the page: every tile with a picture, with its participant, its size, how many frames were presented since the first
 * call, and when the last one was (`frameAt`, milliseconds since 1970). (Firefox does not count frames of a live stream in
 * getVideoPlaybackQuality.)
 */
export function tiles() {
  const counted = (video) => {
    if (video && video.meridianFrames === undefined) {
      video.meridianFrames = 0;
      const next = () =>
        video.requestVideoFrameCallback((at) => {
          video.meridianFrames++;
          video.meridianFrameAt = performance.timeOrigin + at;
          next();
        });
      next();
    }
    return video?.meridianFrames ?? 0;
  };
  return [...document.querySelectorAll('[data-participant][data-source]')].map((tile) => {
    const video = tile.matches('video') ? tile : tile.querySelector('video');
    return {
      participant: Number(tile.dataset.participant),
      source: tile.dataset.source,
      height: video?.videoHeight ?? 0,
      frames: counted(video),
      frameAt: video?.meridianFrameAt ?? 0,
      time: video?.currentTime ?? 0,
    };
  });
}

/**
 * Runs in the page before everything else: packets of its microphone hold silence, and claim to be as loud as what the
 * microphone hears.
 */
export function hushMicrophone() {
  const silence = `onrtctransform = ({ transformer: { readable, writable } }) => {
    const transform = (frame, out) => {
      frame.data = new Uint8Array([0xf8, 0xff, 0xfe]).buffer;
      out.enqueue(frame);
    };
    readable.pipeThrough(new TransformStream({ transform })).pipeTo(writable);
  };`;
  const worker = new Worker(URL.createObjectURL(new Blob([silence])));
  const { addTransceiver } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.addTransceiver = function (...args) {
    const transceiver = addTransceiver.apply(this, args);
    const isSound = args[0] === 'audio' || args[0].kind === 'audio';
    if (isSound) transceiver.sender.transform = new RTCRtpScriptTransform(worker);
    return transceiver;
  };
}
