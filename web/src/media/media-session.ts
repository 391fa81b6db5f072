/** What the keys of a keyboard, a headset or a lock screen do. */
export interface MediaKeys {
  play(): void;
  pause(): void;
  /** Moves by milliseconds. */
  moveBy(ms: number): void;
  /** Goes to a time in milliseconds. */
  moveTo(ms: number): void;
}

/** Offers what plays to the system's media keys, until the returned function is called. */
export function offerMediaKeys(title: string, keys: MediaKeys): () => void {
  if (!('mediaSession' in navigator)) return () => {};
  const session = navigator.mediaSession;
  session.metadata = new MediaMetadata({ title });
  const handlers: Partial<Record<MediaSessionAction, MediaSessionActionHandler>> = {
    play: () => keys.play(),
    pause: () => keys.pause(),
    seekbackward: ({ seekOffset }) => keys.moveBy(-(seekOffset ?? STEP_S) * 1_000),
    seekforward: ({ seekOffset }) => keys.moveBy((seekOffset ?? STEP_S) * 1_000),
    seekto: ({ seekTime }) => seekTime !== undefined && keys.moveTo(seekTime * 1_000),
  };
  for (const [action, handler] of Object.entries(handlers)) handle(session, action as MediaSessionAction, handler);
  return () => {
    session.metadata = null;
    session.playbackState = 'none';
    for (const action of Object.keys(handlers)) handle(session, action as MediaSessionAction, null);
  };
}

/** Tells the system where playback is, all in milliseconds. */
export function tellMediaKeys(playing: boolean, position: number, duration: number, rate: number): void {
  if (!('mediaSession' in navigator)) return;
  navigator.mediaSession.playbackState = playing ? 'playing' : 'paused';
  if (duration <= 0 || !('setPositionState' in navigator.mediaSession)) return;
  navigator.mediaSession.setPositionState({
    duration: duration / 1_000,
    position: Math.min(position, duration) / 1_000,
    playbackRate: rate,
  });
}

/** Browsers throw for an action that they do not know. */
function handle(session: MediaSession, action: MediaSessionAction, handler: MediaSessionActionHandler | null): void {
  try {
    session.setActionHandler(action, handler);
  } catch {
    // The key does nothing then.
  }
}

/** As the player's own keys. */
const STEP_S = 10;
