import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../protocol/generated';
import { checkDraft, EMPTY, keptDraft, threadOf } from './draft';

describe('the form of a thread', () => {
  it('wants a title and a text within bounds', () => {
    expect(Object.keys(checkDraft(EMPTY))).toEqual(['title', 'text']);
    expect(checkDraft({ title: 'A', text: 'b', question: true })).toEqual({});
    expect(Object.keys(checkDraft({ title: 'A', text: 'ä'.repeat(LIMITS.postBytes), question: true }))).toEqual([
      'text',
    ]);
    expect(threadOf({ title: ' A ', text: ' b\n', question: true }, null)).toEqual({
      title: 'A',
      text: 'b',
      question: true,
      moment: null,
    });
  });

  it('is kept over a reload, whatever was kept', () => {
    expect(keptDraft({ title: 'A', text: 'b', question: true })).toEqual({ title: 'A', text: 'b', question: true });
    for (const kept of [undefined, null, 'x', { title: 1 }]) expect(keptDraft(kept)).toEqual(EMPTY);
  });
});
