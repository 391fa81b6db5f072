/** How far somebody is with what is to be done before sessions. Pure. */

import { t } from '../../i18n';
import type { HomeSession, PreparationProgress } from '../../protocol/generated';
import { isOpen, isPlanned, type Planned } from '../schedule/sessions';

/** A session for which the reader has something left to do. */
export type ToPrepare = HomeSession & { readonly session: Planned; readonly progress: PreparationProgress };

/** The sessions for which the reader has something left to do, the next one first. Staff have nothing to do. */
export function toPrepare(sessions: readonly HomeSession[]): ToPrepare[] {
  return sessions.flatMap((each) => {
    const { session, role } = each;
    const { preparation: progress } = session;
    const learns = role === 'student' || role === 'observer';
    if (!learns || !progress || progress.done >= progress.items) return [];
    return isPlanned(session) && isOpen(session) ? [{ ...each, session, progress }] : [];
  });
}

/** How far the reader is, in words; for staff how much there is. */
export function progressText({ items, done }: PreparationProgress, prepares: boolean): string {
  if (!prepares) return t('preparation.items', { count: items });
  return done >= items ? t('preparation.all_done') : t('preparation.progress', { done, items });
}
