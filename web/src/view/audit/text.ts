import { t } from '../../i18n';
import '../../i18n/late/audit';
import type { AuditEntry, AuditTopic, MailKind } from '../../protocol/generated';
import { courseRoles, serverRoles } from '../courses/roles';
import { letterKind } from '../letters/text';

const TOPICS: readonly AuditTopic[] = ['attendance', 'people', 'content', 'accounts'];

/** The topics by which a log can be asked, for a select; the first is all. */
export const auditTopics = () => [
  { value: 'all' as const, label: t('audit.topic_all') },
  ...TOPICS.map((value) => ({ value, label: t(`audit.topic_${value}`) })),
];

/** What was done, in a sentence without its subject. */
export function auditText(entry: Pick<AuditEntry, 'kind' | 'about' | 'subject' | 'detail'>): string {
  const { kind, about, subject, detail } = entry;
  if (kind === 'members_invited' && subject) return t('audit.kind_member_invited', { subject });
  if (kind === 'person_withdrawn' && subject) return t('audit.kind_person_withdrawn_of', { subject, about });
  if (kind === 'data_exported' && subject) return t('audit.kind_data_exported_of', { subject });
  if (kind === 'mail_retried' || kind === 'mail_given_up') {
    const letter = letterKind(detail as MailKind);
    return t(`audit.kind_${kind}`, { letter: subject ? t('audit.letter_to', { letter, subject }) : letter });
  }
  const ofServer = kind === 'person_invited' || kind === 'server_role_changed';
  const role = (ofServer ? serverRoles() : courseRoles()).find(({ value }) => value === detail)?.label ?? detail;
  return t(`audit.kind_${kind}`, { about, subject, role, file: detail, count: Number(detail) || 0 });
}
