import { expect, test } from 'vitest';
import { ApiError } from '../../core/http';
import { LIMITS, type ConsentText } from '../../protocol/generated';
import { basisText, checkDraft, draftErrors, draftOf, keptDraft, paragraphs, same, toldBy } from './draft';

const TOLD: ConsentText = {
  text: 'We keep classes for a term.\n\nAsk us.',
  basis: { kind: 'other', words: 'The school act' },
  responsible: 'The office',
  contact: 'office@school.example',
};
const NOTHING: ConsentText = { text: '', basis: null, responsible: '', contact: '' };

test('what is told comes back from the form as it was', () => {
  for (const told of [TOLD, NOTHING, { ...TOLD, basis: { kind: 'contract' } } satisfies ConsentText]) {
    expect(toldBy(draftOf(told))).toEqual(told);
    expect(same(told, toldBy(draftOf(told)))).toBe(true);
  }
  expect(same(TOLD, NOTHING)).toBe(false);
  expect(toldBy({ ...draftOf(TOLD), basis: 'none' }).basis, 'words of a basis that is not chosen').toBeNull();
});

test('a form that was kept is read carefully', () => {
  expect(keptDraft(draftOf(TOLD))).toEqual(draftOf(TOLD));
  expect(keptDraft({ basis: 'whim', text: 7 })).toEqual(draftOf(NOTHING));
  expect(keptDraft(null)).toBeUndefined();
});

test('a form is checked before the server is asked', () => {
  expect(checkDraft(draftOf(TOLD))).toEqual({});
  expect(checkDraft(draftOf(NOTHING))).toEqual({});
  const wrong = {
    text: 'é'.repeat(LIMITS.consentTextBytes / 2 + 1),
    basis: 'other' as const,
    words: ' ',
    responsible: 'x'.repeat(LIMITS.titleChars + 1),
    contact: 'nowhere',
  };
  expect(Object.keys(checkDraft(wrong))).toEqual(['text', 'words', 'responsible', 'contact']);
  expect(Object.keys(checkDraft({ ...wrong, words: 'x'.repeat(LIMITS.titleChars + 1) }))).toContain('words');
});

test('a refusal stands beside its field', () => {
  expect(Object.keys(draftErrors(new ApiError('email_invalid', 422)))).toEqual(['contact']);
  expect(Object.keys(draftErrors(new ApiError('consent_changed', 409)))).toEqual(['form']);
});

test('a legal basis is said in words', () => {
  expect(basisText(null)).toBeUndefined();
  expect(basisText({ kind: 'contract' })).toBe('A contract with you');
  expect(basisText({ kind: 'other', words: 'The school act' })).toBe('The school act');
});

test('empty lines part paragraphs', () => {
  expect(paragraphs('')).toEqual([]);
  expect(paragraphs('One\nline\n\n \n\tTwo\n')).toEqual(['One\nline', 'Two']);
});
