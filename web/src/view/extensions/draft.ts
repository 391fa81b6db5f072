/** The form by which one person gets more time for a class. Pure. */

import { t } from '../../i18n';
import { LIMITS } from '../../protocol/generated';

/** What stands in the form: the number of a line of the roster, and the id of a class, both empty as long as none is chosen. */
export type ExtensionDraft = { member: string; session: string; days: string };

/** The fields that can be wrong. */
export type ExtensionErrors = Partial<Record<keyof ExtensionDraft | 'form', string>>;

/** Checks what can be checked before asking the server. */
export function checkExtension({ member, session, days }: ExtensionDraft): ExtensionErrors {
  const count = /^\d{1,3}$/.test(days.trim()) ? Number(days) : 0;
  return {
    ...(member === '' && { member: t('extensions.person_missing') }),
    ...(session === '' && { session: t('extensions.class_missing') }),
    ...((count < 1 || count > LIMITS.extensionDays) && {
      days: t('extensions.days_wrong', { max: LIMITS.extensionDays }),
    }),
  };
}
