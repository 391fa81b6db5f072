import { expect, test } from 'vitest';

const texts = import.meta.glob<Record<string, Record<string, unknown>>>('./en/*.ts', { eager: true });
const keys = Object.values(texts).flatMap((file) => Object.values(file).flatMap(Object.keys));

const sources = import.meta.glob<string>(['../**/*.{ts,svelte}', '!../**/*.test.ts', '!./en/*'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const code = Object.values(sources).join('\n');

/** Keys that are put together in the sources, as in `` `tools.${name}` ``. The type checker knows that each of them exists. */
const composed = [...code.matchAll(/`(\w+\.[\w$.{}!]*)`/g)]
  .filter(([, key]) => key!.includes('${'))
  .map(([, key]) => new RegExp(`^${key!.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '\\w+')}$`));

test('every text is said somewhere', () => {
  const used = (key: string) => code.includes(`'${key}'`) || composed.some((pattern) => pattern.test(key));
  expect(keys.filter((key) => !used(key))).toEqual([]);
});
