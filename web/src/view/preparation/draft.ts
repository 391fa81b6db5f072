/** The form of something to be done before a session: what stands in its fields, and what the server is asked for. Pure. */

import { errorCode, errorText, t } from '../../i18n';
import { LIMITS, type NewPreparation, type PreparationContent, type PreparationFile } from '../../protocol/generated';
import { characters, utf8Bytes } from '../kit/format';

/** What it can be. */
export const KINDS = ['link', 'text', 'file', 'recording'] as const;

/** What stands in the form. Each kind keeps its own field, so that nothing is lost when another one is chosen. */
export type PreparationDraft = {
  kind: PreparationContent['kind'];
  title: string;
  url: string;
  text: string;
  session: string;
  /** The file that is to be uploaded. */
  chosen: Pick<File, 'size' | 'name'> | null;
  /** The file that was. */
  uploaded: PreparationFile | null;
};

/** The fields that can be wrong. */
export type PreparationErrors = Partial<Record<'title' | 'url' | 'text' | 'file' | 'session' | 'form', string>>;

/** The form as it opens: empty, or with what is changed. */
export function preparationDraft(present?: NewPreparation): PreparationDraft {
  const empty = { kind: 'link', title: '', url: '', text: '', session: '', chosen: null, uploaded: null } as const;
  if (!present) return { ...empty };
  const { title, content } = present;
  if (content.kind !== 'file') return { ...empty, title, ...content };
  const { kind, ...uploaded } = content;
  return { ...empty, title, kind, uploaded };
}

/** What the server is asked to keep; a file is uploaded otherwise, and named here once it was. A link without `https://` gets it. */
export function preparationOf({ kind, title, url, text, session, uploaded }: PreparationDraft): NewPreparation {
  const content = {
    link: { kind: 'link', url: withScheme(url.trim()) } as const,
    text: { kind: 'text', text: text.trim() } as const,
    recording: { kind: 'recording', session } as const,
    file: { kind: 'file', ...(uploaded ?? { file: '', name: '', bytes: 0 }) } as const,
  };
  return { title: title.trim(), content: content[kind] };
}

const withScheme = (url: string) => (/^[a-z][a-z\d+.-]*:/i.test(url) ? url : `https://${url}`);

/** Checks what can be checked before asking the server. */
export function checkPreparation(draft: PreparationDraft): PreparationErrors {
  const { kind, title, url, text, session, chosen, uploaded } = draft;
  const length = characters(title.trim());
  const bytes = utf8Bytes(text.trim());
  return {
    ...((length < 1 || length > LIMITS.titleChars) && {
      title: t('preparation.title_wrong', { max: LIMITS.titleChars }),
    }),
    ...(kind === 'link' && !/^https?:\/\/\S/i.test(withScheme(url.trim())) && { url: t('error.bad_link') }),
    ...(kind === 'text' && bytes === 0 && { text: t('error.text_invalid') }),
    ...(kind === 'text' && bytes > LIMITS.preparationTextBytes && { text: t('preparation.text_long') }),
    ...(kind === 'file' && !chosen && !uploaded && { file: t('preparation.file_missing') }),
    ...(kind === 'file' && chosen && chosen.size > LIMITS.fileBytes && { file: fileTooLarge() }),
    ...(kind === 'recording' && session === '' && { session: t('preparation.recording_missing') }),
  };
}

const fileTooLarge = () => t('preparation.file_large', { most: LIMITS.fileBytes / 2 ** 20 });

/** The message of a refusal, at the field to which it belongs. */
export function preparationErrors(failure: unknown): PreparationErrors {
  const code = errorCode(failure);
  if (code === 'too_large') return { file: fileTooLarge() };
  const field = code === 'bad_link' ? 'url' : code === 'no_recording' ? 'session' : 'form';
  return { [field]: errorText(failure) };
}
