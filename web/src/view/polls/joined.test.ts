import { describe, expect, test } from 'vitest';
import type { Answer, Form, Question } from '../../protocol/generated';
import { pollOf } from '../kit/fixture';
import { joined, laterCount } from './joined';
import { tally } from './tally';

const asked = (form: Form): Question => ({ text: 'Which?', form, anonymous: false });
const choices = ['a', 'b', 'c'].map((text) => ({ text }));
const chosen = (...of: number[]): Answer => ({ answer: 'choices', choices: of });
const number = (value: number): Answer => ({ answer: 'number', value });
const text = (words: string): Answer => ({ answer: 'text', text: words });
const order = (...of: number[]): Answer => ({ answer: 'order', order: of });

describe('two counts together', () => {
  test.each<[Form, Answer[], Answer[]]>([
    [{ form: 'single', choices }, [chosen(0), chosen(2)], [chosen(2)]],
    [{ form: 'multiple', choices }, [chosen(0, 1)], [chosen(1, 2), chosen(1)]],
    [{ form: 'yes_no' }, [], [chosen(1)]],
    [{ form: 'scale', steps: 3, low: '', high: '' }, [chosen(2)], [chosen(0)]],
    [{ form: 'number' }, [number(5), number(-1)], [number(3)]],
    [{ form: 'text' }, [text('Air'), text('a jar')], [text('air'), text('b'), text('b')]],
    [{ form: 'order', choices }, [order(0, 1, 2)], [order(2, 1, 0)]],
  ])('are the count of all answers: %o', (form, inClass, later) => {
    const question = asked(form);
    const all = joined(tally(question, inClass), tally(question, later));
    expect(all).toEqual(tally(question, [...inClass, ...later]));
  });

  test('leave out what is withheld', () => {
    const told = tally(asked({ form: 'yes_no' }), [chosen(0)]);
    expect(joined(told, { ballots: 2, counts: null })).toEqual({ ballots: 3, counts: told.counts });
    expect(joined({ ballots: 2, counts: null }, told)).toEqual({ ballots: 3, counts: told.counts });
  });
});

test('what came later is counted by itself', () => {
  const late = [3, 4].map((participant) => ({ participant, answer: chosen(1), later: { unix: 1 } }));
  const poll = pollOf(1, { question: asked({ form: 'yes_no' }), late });
  expect(laterCount(poll)).toEqual({ ballots: 2, counts: { of: 'choices', counts: [0, 2] } });
  expect(laterCount({ ...poll, late: [] })).toBeUndefined();
});
