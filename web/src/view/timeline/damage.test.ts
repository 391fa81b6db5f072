import { expect, test } from 'vitest';
import { damageText } from './damage';

test('nothing is said of a class that is whole', () => expect(damageText([])).toBe(''));

test('each loss is named once, and that the rest plays', () => {
  const text = damageText([
    { lost: 'events', from: 3, to: 5 },
    { lost: 'events', from: 9, to: 9 },
    { lost: 'contents', lines: 2 },
    { lost: 'recording', files: 4, from: 61_000, to: 3_723_000 },
  ]);
  expect(text).toBe(
    'Part of this class is lost. 4 entries of what was said and done cannot be read. ' +
      'Sound or picture is missing between 1:01 and 1:02:03. Some of the recorded files cannot be found any more. The rest plays.',
  );
  expect(damageText([{ lost: 'events', from: 7, to: 7 }])).toContain('1 entry of');
});
