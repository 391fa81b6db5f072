import { t } from '../../i18n';
import '../../i18n/late/moments';
import type { Thread } from '../../protocol/generated';

/** As much of a message as stands for a title, in characters. */
const BEGINNING = 120;

/** What a thread is called: its title, or how the message begins that is its first post. One whose first post was deleted has neither. */
export function threadName({ title, message, deleted }: Pick<Thread, 'title' | 'message' | 'deleted'>): string {
  if (deleted) return t('board.first_deleted');
  if (message === null) return title || t('board.no_title');
  const words = [...message.text.replace(/\s+/g, ' ').trim()];
  if (words.length === 0) return t('moments.gone');
  return words.length > BEGINNING ? `${words.slice(0, BEGINNING).join('')}…` : words.join('');
}
