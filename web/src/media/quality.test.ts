import { expect, test } from 'vitest';
import { loudness } from './meter';
import { grade, QualityMeter } from './quality';

test.each([
  [0, 20, 'good'],
  [0.02, 250, 'good'],
  [0.05, 20, 'fair'],
  [0, 400, 'fair'],
  [0.2, 20, 'poor'],
  [0, 900, 'poor'],
] as const)('loss %f and %i ms are %s', (loss, roundTrip, quality) => expect(grade(loss, roundTrip)).toBe(quality));

test('the meter goes by what is new, and follows within three reports', () => {
  const report = (received: number, lost: number, fractionLost = 0): [string, Record<string, unknown>][] => [
    ['in', { type: 'inbound-rtp', packetsReceived: received, packetsLost: lost }],
    ['out', { type: 'remote-inbound-rtp', fractionLost }],
    ['pair', { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.03 }],
    ['idle', { type: 'candidate-pair', nominated: false, currentRoundTripTime: 9 }],
  ];
  const meter = new QualityMeter();
  expect(meter.update(report(1_000, 0))).toBe('good');
  meter.update(report(1_080, 20));
  expect(meter.update(report(1_160, 40))).toBe('poor');
  for (let i = 0; i < 3; i++) meter.update(report(2_000 + 1_000 * i, 40));
  expect(meter.update(report(6_000, 40))).toBe('good');
  for (let i = 0; i < 3; i++) meter.update(report(7_000 + i, 40, 0.3));
  expect(meter.update(report(7_010, 40, 0.3))).toBe('poor');
});

test('loudness is 0 for silence and 1 for full scale', () => {
  expect(loudness(new Float32Array(64))).toBe(0);
  expect(loudness(new Float32Array(64).fill(1))).toBe(1);
  expect(loudness(new Float32Array(64).fill(0.1))).toBeCloseTo(2 / 3);
});
