import { expect, test } from 'vitest';
import { pieces } from './links';

const links = (text: string) => pieces(text).flatMap(({ text: shown, href }) => (href ? [shown] : []));

test('a text without addresses is one piece', () => {
  expect(pieces('no link: example.org, mailto:a@b.c')).toEqual([{ text: 'no link: example.org, mailto:a@b.c' }]);
  expect(pieces('')).toEqual([]);
});

test('addresses among words; nothing is lost', () => {
  const text = 'See https://example.org/a?b=1#c and\nhttp://b.example too';
  expect(pieces(text)).toEqual([
    { text: 'See ' },
    { text: 'https://example.org/a?b=1#c', href: 'https://example.org/a?b=1#c' },
    { text: ' and\n' },
    { text: 'http://b.example', href: 'http://b.example/' },
    { text: ' too' },
  ]);
  for (const each of [text, 'a https://x.y). b', 'https://', 'https://x.y', '(https://x.y/(z))!']) {
    expect(
      pieces(each)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(each);
  }
});

test('the end of a sentence and brackets around it are no part of an address, brackets in it are', () => {
  expect(links('At https://x.org/a. (https://x.org/b), [https://x.org/c]! “https://x.org/d”…')).toEqual([
    'https://x.org/a',
    'https://x.org/b',
    'https://x.org/c',
    'https://x.org/d',
  ]);
  expect(links('https://en.example.org/wiki/A_(b)?')).toEqual(['https://en.example.org/wiki/A_(b)']);
  expect(links('(see https://en.example.org/wiki/A_(b)).')).toEqual(['https://en.example.org/wiki/A_(b)']);
});

test('in texts from right to left', () => {
  expect(links('انظر https://example.org/x، ثم https://example.org/ب؟')).toEqual([
    'https://example.org/x',
    'https://example.org/ب',
  ]);
  expect(links('\u2067https://example.org/x\u2069')).toEqual(['https://example.org/x']);
});

test('only of the web, and no name that passes for a host', () => {
  expect(links('javascript:alert(1) data:text/html,x ftp://x.org xhttps://x.org')).toEqual([]);
  expect(links('https://bank.example@evil.example/ http://')).toEqual([]);
});
