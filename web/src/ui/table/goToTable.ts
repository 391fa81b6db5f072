import { api } from '../../core/http';
import { errorText } from '../../i18n';
import type { CourseId, SessionSummary } from '../../protocol/generated';
import { router } from '../../router';
import { keepOpening } from '../../view/table/opening';
import { toast } from '../../view/kit/toasts.svelte';

/**
 * Leads to the study table of a class of the course, where it is opened if nobody is there, at the moment of class where whoever opens
 * it is, in milliseconds. Says why not.
 */
export async function goToTable(
  { id, title }: Pick<SessionSummary, 'id' | 'title'>,
  course: CourseId,
  at = 0,
): Promise<void> {
  try {
    const table = await api.startSession({ title, guests_allowed: false, course, kind: 'study', watches: id });
    keepOpening(id, at);
    router.go(`/j/${table.code}`);
  } catch (error) {
    toast(errorText(error), 'bad');
  }
}
