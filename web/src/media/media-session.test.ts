import { afterEach, expect, test, vi } from 'vitest';
import { offerMediaKeys, tellMediaKeys } from './media-session';

class FakeSession {
  metadata: { title: string } | null = null;
  playbackState = 'none';
  position: MediaPositionState | undefined;
  readonly handlers = new Map<string, MediaSessionActionHandler>();
  /** What this browser does not know. */
  unknown: readonly string[] = [];

  setActionHandler(action: string, handler: MediaSessionActionHandler | null): void {
    if (this.unknown.includes(action)) throw new TypeError(action);
    if (handler) this.handlers.set(action, handler);
    else this.handlers.delete(action);
  }
  setPositionState(position: MediaPositionState): void {
    this.position = position;
  }
  press(action: MediaSessionAction, details: Partial<MediaSessionActionDetails> = {}): void {
    this.handlers.get(action)?.({ action, ...details });
  }
}

function browser(session?: object): void {
  vi.stubGlobal('navigator', session ? { mediaSession: session } : {});
  vi.stubGlobal(
    'MediaMetadata',
    class {
      constructor(readonly of: { title: string }) {
        Object.assign(this, of);
      }
    },
  );
}

function keys() {
  const pressed: unknown[] = [];
  return {
    pressed,
    play: () => pressed.push('play'),
    pause: () => pressed.push('pause'),
    moveBy: (ms: number) => pressed.push(['by', ms]),
    moveTo: (ms: number) => pressed.push(['to', ms]),
  };
}

afterEach(() => vi.unstubAllGlobals());

test('keys of a headset or lock screen do what the player’s own do, until it is gone', () => {
  const session = new FakeSession();
  browser(session);
  const does = keys();
  const end = offerMediaKeys('Waves', does);
  expect(session.metadata).toMatchObject({ title: 'Waves' });
  session.press('play');
  session.press('pause');
  session.press('seekbackward');
  session.press('seekforward', { seekOffset: 30 });
  session.press('seekto', { seekTime: 61.5 });
  session.press('seekto');
  expect(does.pressed).toEqual(['play', 'pause', ['by', -10_000], ['by', 30_000], ['to', 61_500]]);
  end();
  expect([session.metadata, session.playbackState, session.handlers.size]).toEqual([null, 'none', 0]);
});

test('the system is told where playback is, and never of a place behind the end', () => {
  const session = new FakeSession();
  browser(session);
  tellMediaKeys(true, 90_000, 60_000, 1.5);
  expect(session.playbackState).toBe('playing');
  expect(session.position).toEqual({ duration: 60, position: 60, playbackRate: 1.5 });
  session.position = undefined;
  tellMediaKeys(false, 0, 0, 1);
  expect([session.playbackState, session.position]).toEqual(['paused', undefined]);
});

test('a browser that knows fewer keys, or none, plays as well', () => {
  const session = new FakeSession();
  session.unknown = ['seekto', 'seekforward'];
  browser(session);
  const end = offerMediaKeys('Waves', keys());
  expect([...session.handlers.keys()]).toEqual(['play', 'pause', 'seekbackward']);
  end();
  browser();
  offerMediaKeys('Waves', keys())();
  tellMediaKeys(true, 0, 1, 1);
});
