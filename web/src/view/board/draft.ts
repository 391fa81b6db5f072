/** The form in which a thread is begun or a post is changed. Pure. */

import { errorCode, errorText, t } from '../../i18n';
import {
  LIMITS,
  type Moment,
  type NewThread,
  type Post,
  type PostRequest,
  type Thread,
} from '../../protocol/generated';
import { characters, utf8Bytes } from '../kit/format';

/** What stands in the fields of a thread. */
export type ThreadDraft = { title: string; text: string; question: boolean };

/** The fields that can be wrong. */
export type ThreadErrors = Partial<Record<'title' | 'text' | 'form', string>>;

/** An empty form. */
export const EMPTY: ThreadDraft = { title: '', text: '', question: false };

/** The form for changing the first post of a thread. */
export function draftOf(thread: Thread, post: Post): ThreadDraft {
  return { title: thread.title, text: post.text, question: thread.marks.question };
}

/** A form that was kept over a reload; an empty one for what is none. */
export function keptDraft(kept: unknown): ThreadDraft {
  if (typeof kept !== 'object' || kept === null) return EMPTY;
  const of = kept as Record<string, unknown>;
  const text = (name: string) => (typeof of[name] === 'string' ? of[name] : '');
  return { title: text('title'), text: text('text'), question: of['question'] === true };
}

/** What the server is asked for. */
export function threadOf({ title, text, question }: ThreadDraft, moment: Moment | null): NewThread {
  return { title: title.trim(), text: text.trim(), question, moment };
}

/** What the server is asked for when a first post changes. */
export function changeOf({ title, text }: ThreadDraft): PostRequest {
  return { title: title.trim(), text: text.trim() };
}

/** Checks what can be checked before asking the server. */
export function checkDraft({ title, text }: ThreadDraft): ThreadErrors {
  const errors: ThreadErrors = {};
  const length = characters(title.trim());
  if (length < 1 || length > LIMITS.titleChars) errors.title = t('home.title_missing', { max: LIMITS.titleChars });
  const wrong = wrongText(text);
  if (wrong) errors.text = wrong;
  return errors;
}

/** What is wrong with the text of a post. */
export function wrongText(text: string): string | undefined {
  if (!text.trim()) return t('board.text_missing');
  return utf8Bytes(text.trim()) > LIMITS.postBytes ? t('error.text_too_long') : undefined;
}

/** What the server refuses, beside the field that it is about. */
export function draftErrors(failure: unknown): ThreadErrors {
  return errorCode(failure) === 'text_too_long' ? { text: errorText(failure) } : { form: errorText(failure) };
}
