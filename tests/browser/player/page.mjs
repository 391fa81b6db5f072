// Runs in the browser: a player, its videos, and what can be measured on them.
import { TimelinePlayer } from '../../../web/src/media/player';

const player = new TimelinePlayer({ session: 'class', token: 'seat' });
const videos = new Map();
const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

function show(participant, source) {
  const video = document.body.appendChild(document.createElement('video'));
  videos.set(participant, video);
  player.attach({ participant, source }, video);
}

/** The class time in the frame on display, in milliseconds; undefined without a frame. */
function shown(participant) {
  const video = videos.get(participant);
  if (!video.videoWidth || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return undefined;
  canvas.canvas.width = video.videoWidth;
  canvas.canvas.height = video.videoHeight;
  canvas.drawImage(video, 0, 0);
  const size = video.videoWidth / 16;
  const white = (i) => canvas.getImageData((i + 0.5) * size, size / 2, 1, 1).data[1] > 128;
  return Array.from({ length: 12 }, (_, i) => (white(i) ? 2 ** i : 0)).reduce((sum, bit) => sum + bit, 0) * 40;
}

/** Drifts of the presented frames from the player's position during `ms`: sorted absolute values. */
function drifts(participant, ms) {
  const video = videos.get(participant);
  const found = [];
  const look = (_, frame) => {
    found.push(Math.abs(frame.mediaTime * 1000 - player.position));
    video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback(look);
  return new Promise((done) => setTimeout(() => done(found.sort((a, b) => a - b)), ms));
}

/** Seeks; returns the milliseconds until the frame of the position (within 100 ms) is on display, up to `patience`. */
async function seekTo(ms, participant, patience = 10_000) {
  const begin = performance.now();
  player.seek(ms);
  while (performance.now() - begin < patience) {
    await new Promise((later) => setTimeout(later, 10));
    if (Math.abs(shown(participant) - player.position) <= 100) break;
  }
  return performance.now() - begin;
}

function state() {
  const { position, edge, playable, playing, buffering, atEdge, complete, masterKind, gaps, error } = player;
  const tracks = player.videoTracks.map(({ participant }) => participant);
  return { position, edge, playable, playing, buffering, atEdge, complete, masterKind, gaps, tracks, error: error?.code };
}

Object.assign(window, { player, show, shown, drifts, seekTo, state, ready: true });
