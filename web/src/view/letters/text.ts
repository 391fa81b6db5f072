import { t } from '../../i18n';
import type { MailKind, NoticeKind } from '../../protocol/generated';

const ESSENTIAL = [
  'sign_in',
  'password',
  'confirm_address',
  'address_changed',
  'password_changed',
  'passkey_added',
  'passkey_removed',
  'server_invitation',
  'course_invitation',
  'course_admission',
  'classes_expire',
] as const satisfies readonly Exclude<MailKind, NoticeKind>[];

const isEssential = (kind: MailKind): kind is (typeof ESSENTIAL)[number] =>
  (ESSENTIAL as readonly string[]).includes(kind);

/** What a letter is about. */
export const letterKind = (kind: MailKind): string =>
  isEssential(kind) ? t(`letters.kind_${kind}`) : t(`notices.${kind}`);
