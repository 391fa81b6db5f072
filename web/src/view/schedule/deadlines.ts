/** The form of deadlines and of days without class. Pure. */

import { t } from '../../i18n';
import type { Deadlines, Holidays } from '../../protocol/generated';

/** What stands in the form. Days and time stay while deadlines are switched off. */
export type DeadlinesDraft = { on: boolean; days: string; time: string; holidays: Holidays[] };

/** What is wrong, at its field. */
export type DeadlinesErrors = { days?: string; time?: string; holidays: (string | undefined)[] };

/** A week, until the end of the day. */
const USUAL = { days: 7, time: '23:59' };

/** The most days that the server takes. */
const MOST_DAYS = 366;

/** The form, with what is kept. */
export function deadlinesDraft({ rule, holidays }: Deadlines): DeadlinesDraft {
  const { days, time } = rule ?? USUAL;
  return { on: rule !== null, days: String(days), time, holidays: holidays.map((each) => ({ ...each })) };
}

/** What is kept. A single day without class need not be written twice. */
export function deadlinesOf({ on, days, time, holidays }: DeadlinesDraft): Deadlines {
  return {
    rule: on ? { days: Number(days), time } : null,
    holidays: holidays.map(({ first, last }) => ({ first, last: last || first })),
  };
}

/** Checks what can be checked before asking the server. */
export function checkDeadlines({ on, days, time, holidays }: DeadlinesDraft): DeadlinesErrors {
  return {
    ...(on && !(/^\d{1,3}$/.test(days.trim()) && Number(days) <= MOST_DAYS) && { days: t('deadlines.days_wrong') }),
    ...(on && time === '' && { time: t('schedule.time_missing') }),
    holidays: holidays.map(({ first, last }) => {
      if (first === '') return t('schedule.date_missing');
      return last !== '' && last < first ? t('course.term_wrong') : undefined;
    }),
  };
}
