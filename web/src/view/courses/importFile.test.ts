import { describe, expect, test } from 'vitest';
import generated from '../../protocol/generated.ts?raw';
import { LIMITS, type ImportProblem } from '../../protocol/generated';
import { decodeText, isTooLong, problemText } from './importFile';

const TEXT = 'name;email\nZoë Müller;zoe@school.example\n';

describe('the text of a file', () => {
  const utf8 = new TextEncoder().encode(TEXT);

  test.each([
    ['UTF-8', utf8],
    ['UTF-8 with a mark', new Uint8Array([0xef, 0xbb, 0xbf, ...utf8])],
    ['UTF-16 with a mark', new Uint8Array(Uint16Array.from([0xfeff, ...TEXT].map(unitOf)).buffer)],
    ['the old Windows code page', Uint8Array.from(TEXT, (letter) => letter.charCodeAt(0))],
  ])('is read from %s', (_, bytes) => expect(decodeText(bytes)).toBe(TEXT));
});

function unitOf(unit: number | string): number {
  return typeof unit === 'number' ? unit : unit.charCodeAt(0);
}

test('the length is counted in bytes, as the server does', () => {
  expect(isTooLong('x'.repeat(LIMITS.importBytes))).toBe(false);
  expect(isTooLong('x'.repeat(LIMITS.importBytes + 1))).toBe(true);
  expect(isTooLong('ä'.repeat(LIMITS.importBytes / 2 + 1))).toBe(true);
});

describe('why a line is left out', () => {
  const union = /export type ImportProblem = ([^;]+);/.exec(generated)![1]!;
  const problems = [...union.matchAll(/"(\w+)"/g)].map((match) => match[1] as ImportProblem);

  test.each(problems)('%s is said in words', (problem) =>
    expect(problemText({ line: 2, problem, value: 'x@y' })).toMatch(/^[A-Z“].*[.y]$/),
  );

  test('what is missing is not quoted', () => {
    expect(problemText({ line: 2, problem: 'email', value: ' ' })).toBe('The e-mail address is missing.');
    expect(problemText({ line: 2, problem: 'email', value: 'lin' })).toBe('“lin” is not an e-mail address.');
  });
});
