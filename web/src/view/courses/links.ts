import { t } from '../../i18n';
import type { InvitationLink } from '../../protocol/generated';
import { csvFile } from '../kit/csv';

/** Invitation links as a table for a spreadsheet, from which staff send them. */
export function linksFile(links: readonly InvitationLink[], origin: string): string {
  const rows = links.map(({ name, email, path, expires_unix }) => [
    name,
    email,
    origin + (path ?? ''),
    new Date(expires_unix).toISOString().slice(0, 10),
  ]);
  return csvFile([[t('roster.name'), t('roster.email'), t('roster.csv_link'), t('roster.csv_until')], ...rows]);
}

/** A name for a file: that of the course, without what file systems forbid. */
export function fileName(title: string, what: string): string {
  return `${title} ${what}`.replaceAll(/[\p{Cc}\\/:*?"<>|]/gu, '-').trim();
}
