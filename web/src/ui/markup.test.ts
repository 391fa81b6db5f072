import { expect, test } from 'vitest';

const sources = import.meta.glob<string>(['../**/*.{ts,svelte}', '!../**/*.test.ts', '!../protocol/*'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Ways to make elements or code of a text. */
const MARKUP =
  /\{@html\b|\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|\bsrcdoc\b|new Function\(|\beval\(/;

/** Text that people write is never taken as markup: names, messages and answers come from anybody who has the link. */
test('no source makes markup of a text', () => {
  expect(Object.keys(sources).length).toBeGreaterThan(200);
  expect(Object.keys(sources).filter((path) => MARKUP.test(sources[path]!))).toEqual([]);
});

test.each(['{@html name}', 'element.innerHTML = name', '<iframe srcdoc={text}>', 'eval(text)'])('%s is found', (code) =>
  expect(code).toMatch(MARKUP),
);
