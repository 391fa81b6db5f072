import { describe, expect, test } from 'vitest';

const texts = import.meta.glob<Record<string, Record<string, unknown>>>('./en/*.ts', { eager: true });
const keys = Object.values(texts).flatMap((file) => Object.values(file).flatMap(Object.keys));

const sources = import.meta.glob<string>(['../**/*.{ts,svelte}', '!../**/*.test.ts', '!./en/*'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

/**
 * The keys of `known` that no source uses: neither written out, nor put together as in `` t(`tools.${name}`) `` from parts
 * that are values somewhere in the sources.
 */
function unused(known: readonly string[], code: string): string[] {
  const values = new Set([...code.matchAll(/'([\w.]+)'|"([\w.]+)"|\b(\d+)\b/g)].map(([, a, b, c]) => a ?? b ?? c));
  // A call of `t`, with calls in its arguments up to two deep.
  const calls = code.matchAll(/\bt\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g);
  const templates = [...calls].flatMap(([call]) =>
    [...call.matchAll(/`(\w+\.[^`]*\$\{[^`]*)`/g)].map(([, key]) => key!),
  );
  const patterns = templates.map(
    (key) => new RegExp(`^${key.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '(\\w+?)')}$`),
  );
  const isComposed = (key: string) =>
    patterns.some((pattern) =>
      pattern
        .exec(key)
        ?.slice(1)
        .every((part) => values.has(part)),
    );
  return known.filter((key) => !values.has(key) && !isComposed(key));
}

test('every text is said somewhere', () => {
  expect(unused(keys, Object.values(sources).join('\n'))).toEqual([]);
});

describe('a text is unused', () => {
  const code =
    "type Tab = 'chat'; t('app.title'); t(tab ? `tools.${tab}` : `tools.${a}_${b.c}`); store(`panel.${tab}`);";

  test.each(['app.name', 'tools.chart', 'tools.chat_room', 'panel.chat'])('%s', (key) =>
    expect(unused([key], code)).toEqual([key]),
  );
  test.each(['app.title', 'tools.chat', 'tools.chat_chat'])('but not %s', (key) =>
    expect(unused([key], code)).toEqual([]),
  );
});

describe('a text that comes with pages', () => {
  const late = Object.keys(import.meta.glob('./late/*.ts')).map((file) => /(\w+)\.ts$/.exec(file)![1]!);
  const saying = (name: string) => {
    const own = Object.keys(Object.values(texts[`./en/${name}.ts`]!)[0]!);
    return Object.entries(sources).filter(([, code]) => unused(own, code).length < own.length);
  };

  test.each(late)('%s is brought by whoever says it', (name) => {
    const without = saying(name).filter(([, code]) => !code.includes(`i18n/late/${name}'`));
    expect(without.map(([file]) => file)).toEqual([]);
  });
});
