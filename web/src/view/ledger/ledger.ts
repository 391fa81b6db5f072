/** The ledger of participation in words and in tables. Pure. */

import { t } from '../../i18n';
import { lengthOfTime, listOf } from '../../i18n/format';
import type {
  ClassCounts,
  HomeSession,
  LedgerEntry,
  LedgerLine,
  LedgerRule,
  LedgerState,
} from '../../protocol/generated';

/** Where a student stands with a class: how far they are, or that they are invited and have not joined the course so far. */
export type Standing = LedgerState | 'invited';

/** The standings, in the order in which staff ask for them: whom they may have to help first. */
export const STANDINGS: readonly Standing[] = [
  'missing',
  'on_the_way',
  'response_left',
  'caught_up',
  'live',
  'invited',
];

/** The tones of the standings. */
export const TONES = {
  live: 'good',
  caught_up: 'good',
  on_the_way: 'accent',
  response_left: 'accent',
  missing: 'warn',
  invited: 'plain',
} as const;

/** Where the student of a line stands. */
export const standingOf = ({ entry }: LedgerLine): Standing => entry?.state ?? 'invited';

const MINUTE_MS = 60_000;

/** What somebody has, in words: `52 min live, 31 min later and 2 of 3 polls`. */
export function partsText(entry: LedgerEntry): string {
  const answered = entry.polls_live + entry.polls_later;
  const handedIn = entry.tasks_live + entry.tasks_later;
  const messages = entry.messages_live + entry.messages_later;
  const parts = [
    ...(entry.live >= 1_000 ? [t('ledger.part_live', { length: lengthOfTime(entry.live) })] : []),
    ...(entry.later >= 1_000 ? [t('ledger.part_later', { length: lengthOfTime(entry.later) })] : []),
    ...(answered > 0 ? [t('ledger.part_polls', { done: answered, count: entry.polls })] : []),
    ...(handedIn > 0 ? [t('ledger.part_tasks', { done: handedIn, count: entry.tasks })] : []),
    ...(messages > 0 ? [t('ledger.part_messages', { count: messages })] : []),
    ...(entry.comments > 0 ? [t('ledger.part_comments', { count: entry.comments })] : []),
    ...(entry.responses > 0 ? [t('ledger.part_responses', { count: entry.responses })] : []),
  ];
  return parts.length > 0 ? listOf(parts) : t('ledger.nothing');
}

/**
 * What is left, in words, and how long it takes at the reader's speed: `31 min and 2 polls left, 21 min at 1.5x`. Undefined when nothing is.
 */
export function leftText(
  { left, polls_left: polls, response_left: response }: LedgerEntry,
  rate = 1,
): string | undefined {
  if (left === 0 && polls === 0 && !response) return undefined;
  const text = t('ledger.left', { what: workText(left, polls, response) });
  return left > 0 && rate !== 1 ? t('ledger.left_at', { left: text, length: roundedUp(left / rate), rate }) : text;
}

/**
 * How it ended for somebody of whom nothing more is expected, in words: that they missed polls which take no answers any more, or whether they had
 * caught up by the date of the class. Undefined where something is left, and where there is no date or nobody knows.
 */
export function endText(entry: LedgerEntry): string | undefined {
  const { state, polls, polls_live, polls_later, on_time } = entry;
  if (state === 'on_the_way' && leftText(entry) === undefined)
    return t('ledger.polls_missed', { count: polls - polls_live - polls_later });
  return on_time === null ? undefined : t(on_time ? 'ledger.on_time' : 'ledger.after_date');
}

/** A length in whole minutes, or in seconds when it is less than one. */
function roundedUp(ms: number): string {
  const unit = ms < MINUTE_MS ? 1_000 : MINUTE_MS;
  return lengthOfTime(Math.ceil(ms / unit) * unit);
}

/** What is to be watched, to be answered and to be written, in words: `31 min and 2 polls`. */
export function workText(left: number, polls: number, response = false): string {
  return listOf([
    ...(left > 0 ? [roundedUp(left)] : []),
    ...(polls > 0 ? [t('ledger.left_polls', { count: polls })] : []),
    ...(response ? [t('ledger.left_response')] : []),
  ]);
}

/** How many of the students have not caught up with a class, in words: `2 of 30 students missing and 4 on the way`. */
export function countsText({ students, missing, on_the_way, response_left }: ClassCounts): string {
  const parts = [
    ...(missing > 0 ? [t('ledger.counts_missing', { missing, count: students })] : []),
    ...(on_the_way > 0 ? [t('ledger.counts_on_the_way', { count: on_the_way })] : []),
    ...(response_left > 0 ? [t('ledger.counts_response_left', { count: response_left })] : []),
  ];
  return parts.length > 0 ? listOf(parts) : t('ledger.counts_none');
}

/** The rule in words. */
export function ruleText({ percent, polls, response }: LedgerRule): string {
  const rule = t(polls ? 'ledger.rule_polls' : 'ledger.rule', { percent });
  return response ? `${rule} ${t('ledger.rule_response')}` : rule;
}

/** A class that the reader has to catch up on. */
export type ToCatchUp = HomeSession & { readonly entry: LedgerEntry };

/** The classes in which something is left for the reader, those first that are due first, and those without a date last. */
export function toCatchUp(sessions: readonly HomeSession[]): ToCatchUp[] {
  const due = ({ session }: ToCatchUp) => session.due_unix ?? Infinity;
  return sessions
    .flatMap((each) => {
      const { ledger: entry, session } = each.session;
      const watchable = session.recording === undefined || session.recording.state === 'kept';
      return entry && watchable && leftText(entry) !== undefined ? [{ ...each, entry }] : [];
    })
    .sort((a, b) => due(a) - due(b));
}

/** The table of a class for a spreadsheet. Times are minutes, with one decimal. */
export function ledgerRows(lines: readonly LedgerLine[]): (string | number)[][] {
  const minutes = (ms: number) => Math.round(ms / (MINUTE_MS / 10)) / 10;
  const heading = [
    t('ledger.csv_name'),
    t('ledger.csv_group'),
    t('ledger.csv_state'),
    t('ledger.csv_length'),
    t('ledger.csv_live'),
    t('ledger.csv_later'),
    t('ledger.csv_left'),
    t('ledger.csv_polls'),
    t('ledger.csv_polls_live'),
    t('ledger.csv_polls_later'),
    t('ledger.csv_tasks'),
    t('ledger.csv_tasks_live'),
    t('ledger.csv_tasks_later'),
    t('ledger.csv_messages_live'),
    t('ledger.csv_messages_later'),
    t('ledger.csv_comments'),
    t('ledger.csv_responses'),
    t('ledger.csv_done'),
    t('ledger.csv_on_time'),
  ];
  const row = ({ name, group, entry }: LedgerLine) => [
    name,
    group ?? '',
    t(`ledger.${entry?.state ?? 'invited'}`),
    ...(entry
      ? [
          ...[entry.length, entry.live, entry.later, entry.left].map(minutes),
          ...[entry.polls, entry.polls_live, entry.polls_later, entry.tasks, entry.tasks_live, entry.tasks_later],
          ...[entry.messages_live, entry.messages_later, entry.comments, entry.responses],
          entry.done_unix === null ? '' : new Date(entry.done_unix).toISOString().slice(0, 16).replace('T', ' '),
          entry.on_time === null ? '' : t(entry.on_time ? 'ledger.csv_is_on_time' : 'ledger.csv_is_late'),
        ]
      : []),
  ];
  return [heading, ...lines.map(row)];
}

/** The rule that a form says; a text that says what is wrong. */
export function ruleOf({ percent, ...asked }: Omit<LedgerRule, 'percent'> & { percent: string }): LedgerRule | string {
  const number = Number(percent.trim());
  const fits = /^\d+$/.test(percent.trim()) && number >= 1 && number <= 100;
  return fits ? { percent: number, ...asked } : t('ledger.percent_wrong');
}
