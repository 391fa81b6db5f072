import { expect, test } from 'vitest';
import { zoneOptions } from './zones';

test('zones that are likely come first, and one that this browser does not know can stay chosen', () => {
  const likely = [
    { zone: 'Europe/Berlin', note: 'This device' },
    { zone: 'Asia/Tokyo', note: 'The course' },
    { zone: 'Europe/Berlin', note: 'The course' },
  ];
  const options = zoneOptions('Mars/Olympus_Mons', likely, ['Asia/Tokyo', 'Europe/Berlin', 'America/New_York']);
  expect(options.map(({ label, note }) => [label, note])).toEqual([
    ['Europe/Berlin', 'This device'],
    ['Asia/Tokyo', 'The course'],
    ['America/New York', undefined],
    ['Mars/Olympus Mons', undefined],
    ['UTC', undefined],
  ]);
  expect(zoneOptions('UTC', [], []).map(({ value }) => value)).toEqual(['UTC']);
});
