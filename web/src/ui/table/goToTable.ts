import { api } from '../../core/http';
import { errorText } from '../../i18n';
import type { CourseId, SessionSummary } from '../../protocol/generated';
import { router } from '../../router';
import { toast } from '../../view/kit/toasts.svelte';

/** Leads to the study table of a class of the course, where it is opened if nobody is there. Says why not. */
export async function goToTable({ id, title }: Pick<SessionSummary, 'id' | 'title'>, course: CourseId): Promise<void> {
  try {
    const table = await api.startSession({ title, guests_allowed: false, course, kind: 'study', watches: id });
    router.go(`/j/${table.code}`);
  } catch (error) {
    toast(errorText(error), 'bad');
  }
}
