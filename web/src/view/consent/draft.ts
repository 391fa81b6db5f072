/** What people are told before they are recorded, as a form and as texts on screen. Pure. */

import { errorCode, errorText, t } from '../../i18n';
import { LIMITS, type ConsentText, type LegalBasis } from '../../protocol/generated';
import { characters, utf8Bytes } from '../kit/format';

type BasisKind = LegalBasis['kind'];

/** What stands in the fields. */
export type ConsentDraft = {
  text: string;
  basis: BasisKind | 'none';
  words: string;
  responsible: string;
  contact: string;
};

/** The fields that can be wrong. */
export type ConsentErrors = Partial<Record<'text' | 'words' | 'responsible' | 'contact' | 'form', string>>;

const BASES: readonly BasisKind[] = ['consent', 'public_task', 'contract', 'legitimate_interest', 'other'];

/** The choices of a legal basis, for a select. */
export const bases = (): { value: ConsentDraft['basis']; label: string }[] => [
  { value: 'none', label: t('consent.basis_none') },
  ...BASES.map((value) => ({ value, label: t(`consent.basis_${value}`) })),
];

/** The form for changing what is told. */
export function draftOf({ text, basis, responsible, contact }: ConsentText): ConsentDraft {
  const words = basis?.kind === 'other' ? basis.words : '';
  return { text, basis: basis?.kind ?? 'none', words, responsible, contact };
}

/** A form that was kept over a reload; undefined for what is none. */
export function keptDraft(kept: unknown): ConsentDraft | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const of = kept as Record<string, unknown>;
  const text = (name: string) => (typeof of[name] === 'string' ? of[name] : '');
  const basis = BASES.find((basis) => basis === of['basis']) ?? 'none';
  return {
    text: text('text'),
    basis,
    words: text('words'),
    responsible: text('responsible'),
    contact: text('contact'),
  };
}

/** What the form says. */
export function toldBy({ text, basis, words, responsible, contact }: ConsentDraft): ConsentText {
  return {
    text: text.trim(),
    basis: basis === 'none' ? null : basis === 'other' ? { kind: 'other', words: words.trim() } : { kind: basis },
    responsible: responsible.trim(),
    contact: contact.trim(),
  };
}

/** Whether two say the same. */
export const same = (one: ConsentText, other: ConsentText): boolean =>
  JSON.stringify(draftOf(one)) === JSON.stringify(draftOf(other));

/** Checks what can be checked before asking the server. */
export function checkDraft(draft: ConsentDraft): ConsentErrors {
  const { text, basis, responsible, contact } = toldBy(draft);
  const errors: ConsentErrors = {};
  if (utf8Bytes(text) > LIMITS.consentTextBytes) errors.text = t('error.text_too_long');
  if (basis?.kind === 'other' && !basis.words) errors.words = t('error.text_invalid');
  else if (basis?.kind === 'other' && characters(basis.words) > LIMITS.titleChars)
    errors.words = t('error.text_too_long');
  if (characters(responsible) > LIMITS.titleChars) errors.responsible = t('error.text_too_long');
  if (contact && !/^\S+@\S+$/.test(contact)) errors.contact = t('error.email_invalid');
  return errors;
}

/** What the server refuses, beside the field that it is about. */
export function draftErrors(failure: unknown): ConsentErrors {
  return { [errorCode(failure) === 'email_invalid' ? 'contact' : 'form']: errorText(failure) };
}

/** The legal basis in words; undefined where nobody said it. */
export function basisText(basis: LegalBasis | null): string | undefined {
  if (!basis) return undefined;
  return basis.kind === 'other' ? basis.words : t(`consent.basis_${basis.kind}`);
}

/** The paragraphs of a text: empty lines part them. */
export const paragraphs = (text: string): string[] =>
  text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean);
