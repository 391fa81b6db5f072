import { describe, expect, test } from 'vitest';
import golden from '../../../../server/protocol/golden/polls.json';
import type { Answer, Key, Question, Tally } from '../../protocol/generated';
import { folded, score, tally } from './tally';

/** Answers with their tallies and scores. The server is held to the same file. */
interface Golden {
  tallies: { name: string; question: Question; answers: Answer[]; tally: Tally }[];
  scores: { name: string; question: Question; key: Key; answers: { answer: Answer; thousandths: number }[] }[];
}

const { tallies, scores } = golden as unknown as Golden;

describe('golden: polls', () => {
  test.each(tallies)('tally: $name', ({ question, answers, tally: expected }) => {
    expect(tally(question, answers)).toEqual(expected);
    expect(tally(question, answers.toReversed())).toEqual(expected);
  });

  test.each(scores)('score: $name', ({ question, key, answers }) => {
    for (const { answer, thousandths } of answers)
      expect([answer, score(question, key, answer)]).toEqual([answer, thousandths]);
  });
});

test('folding', () => {
  expect(folded(' \u3000Ein  \n Öl\u00A0TOPF ')).toBe('ein öl topf');
  expect(folded('ΟΔΟΣ ΣΟΦΟΣ')).toBe('οδος σοφος');
});
