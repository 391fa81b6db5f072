import { describe, expect, test } from 'vitest';
import type { NewPreparation } from '../../protocol/generated';
import { checkPreparation, preparationDraft, preparationErrors, preparationOf } from './draft';

const LINK: NewPreparation = { title: 'Read', content: { kind: 'link', url: 'https://example.org/' } };
const TEXT: NewPreparation = { title: 'Think', content: { kind: 'text', text: 'Why?' } };
const WATCH: NewPreparation = { title: 'Watch', content: { kind: 'recording', session: 's1' } };
const FILE: NewPreparation = { title: 'Slides', content: { kind: 'file', file: 'f', name: 'a.pdf', bytes: 3 } };

test.each([LINK, TEXT, WATCH, FILE])('the form keeps what it was opened with: %j', (present) =>
  expect(preparationOf(preparationDraft(present))).toEqual(present),
);

test.each([
  ['example.org/a', 'https://example.org/a'],
  [' http://example.org ', 'http://example.org'],
])('an address is completed: %s', (url, expected) =>
  expect(preparationOf({ ...preparationDraft(LINK), url }).content).toEqual({ kind: 'link', url: expected }),
);

describe('what is wrong is said at its field', () => {
  test.each([
    [{}, []],
    [{ title: ' ' }, ['title']],
    [{ url: '' }, ['url']],
    [{ url: 'javascript:alert(1)' }, ['url']],
    [{ kind: 'text', text: ' ' }, ['text']],
    [{ kind: 'text', text: 'é'.repeat(4_097) }, ['text']],
    [{ kind: 'text', text: 'é'.repeat(4_096), url: '' }, []],
    [{ kind: 'recording' }, ['session']],
    [{ kind: 'file' }, ['file']],
    [{ kind: 'file', chosen: { name: 'a.pdf', size: 2 ** 24 } }, []],
    [{ kind: 'file', chosen: { name: 'a.pdf', size: 2 ** 24 + 1 } }, ['file']],
  ] as const)('%j', (changes, fields) =>
    expect(Object.keys(checkPreparation({ ...preparationDraft(LINK), ...changes }))).toEqual(fields),
  );

  test('also when the server says it', () => {
    expect(Object.keys(preparationErrors({ code: 'bad_link' }))).toEqual(['url']);
    expect(Object.keys(preparationErrors({ code: 'too_large' }))).toEqual(['file']);
    expect(Object.keys(preparationErrors({ code: 'preparation_full' }))).toEqual(['form']);
  });
});
