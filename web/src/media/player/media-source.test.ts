import { afterEach, expect, test, vi } from 'vitest';
import { canPlay, makeSource, mediaSourceClass } from './media-source';

function source(plays: string) {
  return class {
    static isTypeSupported = (mime: string) => mime.startsWith(plays);
  };
}

const element = () => ({ disableRemotePlayback: false }) as HTMLMediaElement;

afterEach(() => vi.unstubAllGlobals());

test('an iPhone has the managed source alone, which wants that nothing plays elsewhere', () => {
  const Managed = source('video/mp4');
  vi.stubGlobal('ManagedMediaSource', Managed);
  expect(mediaSourceClass()).toBe(Managed);
  expect([canPlay('video/mp4; codecs="avc1.42E01F"'), canPlay('video/webm; codecs="vp8"')]).toEqual([true, false]);
  const video = element();
  expect(makeSource(video)).toBeInstanceOf(Managed);
  expect(video.disableRemotePlayback).toBe(true);
});

test('where there are both, the plain one is taken, and playing elsewhere stays possible', () => {
  const Plain = source('video/webm');
  vi.stubGlobal('MediaSource', Plain);
  vi.stubGlobal('ManagedMediaSource', source('video/mp4'));
  const video = element();
  expect(makeSource(video)).toBeInstanceOf(Plain);
  expect(video.disableRemotePlayback).toBe(false);
  expect(canPlay('video/webm; codecs="vp8"')).toBe(true);
});

test('where there is none, nothing can be played', () => {
  expect(mediaSourceClass()).toBeUndefined();
  expect(canPlay('audio/webm; codecs="opus"')).toBe(false);
});
