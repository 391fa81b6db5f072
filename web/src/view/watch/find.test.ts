import { expect, test } from 'vitest';
import { event } from '../kit/fixture';
import { find, MOST_HITS, type Searched } from './find';

const says = (at: number, participant: number, text: string) =>
  event(at, { kind: 'chat_sent', message: at, participant, text, audience: { to: 'room', room: 0 } } as never);

const searched: Searched = {
  chapters: [{ kind: 'screen', from: 1_000, to: 9_000, participant: 1 }],
  chapterName: () => 'Screen of Zoë',
  polls: [{ poll: 1, at: 5_000, text: 'What is a vector?' }] as never,
  asked: [
    { id: 1, question: { form: { form: 'single', choices: [{ text: 'An arrow' }, { text: 'A number' }] } } },
  ] as never,
  threads: [{ id: 4, title: 'Is zero one?', by: 'Ada', message: null, moment: { moment: { at: 7_000 } } }] as never,
  events: [
    event(0, { kind: 'joined', participant: 1, name: 'Zoë' } as never),
    says(6_000, 2, 'Vectors have a direction'),
    says(3_000, 1, 'Hello'),
  ],
  nameOf: (id) => (id === 1 ? 'Zoë' : 'Ada'),
};

test('finds the choices of polls, and what is discussed', () => {
  expect(find('arrow', searched).map(({ kind, at }) => [kind, at])).toEqual([['poll', 5_000]]);
  expect(find('zero', searched).map(({ at, thread }) => [at, thread])).toEqual([[7_000, 4]]);
});

test('finds all words, whatever their case and accents, in order of time', () => {
  expect(find('vector', searched).map(({ kind, at }) => [kind, at])).toEqual([
    ['poll', 5_000],
    ['message', 6_000],
  ]);
  expect(find('ZOE', searched).map(({ kind, at }) => [kind, at])).toEqual([
    ['person', 0],
    ['chapter', 1_000],
    ['message', 3_000],
  ]);
  expect(find('ada direction', searched).map(({ at }) => at)).toEqual([6_000]);
  expect(find('  ', searched)).toEqual([]);
});

test('stops at some', () => {
  const events = Array.from({ length: 500 }, (_, i) => says(i, 1, 'again'));
  expect(find('again', { ...searched, events }).length).toBe(MOST_HITS);
});
