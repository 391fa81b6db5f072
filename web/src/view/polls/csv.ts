/** A poll as a table for a spreadsheet, in the reader's language. */

import { t } from '../../i18n';
import '../../i18n/late/downloads';
import type { Answer, LateCount, ParticipantId, Poll, Tally } from '../../protocol/generated';
import { plainNumber } from './number';
import { clockTime } from '../kit/format';
import { countOf, verdictOn } from './polls';
import { answerText, labelsOf } from './text';

/**
 * The table of a poll: each answer, in a quiz with its points; for an anonymous poll only the count, and below it that of the answers that came
 * later (`secret`). A column says which named answers came later.
 */
export function pollRows(
  poll: Poll,
  of: Tally | null,
  nameOf: (id: ParticipantId) => string,
  secret?: Tally,
): (string | number)[][] {
  const question = [t('polls.question'), poll.question.text];
  if (poll.question.anonymous) {
    const later = secret ? [[t('polls.csv_later')], ...countRows(poll, secret)] : [];
    return [question, ...countRows(poll, of), ...later];
  }
  const { key, ballots, late } = poll;
  const row = ({ participant, answer }: Ballot, isLate: boolean) => [
    nameOf(participant),
    answer.answer === 'number' ? answer.value / 1000 : answerText(poll.question.form, answer),
    ...(key ? [pointsOf(poll, answer)] : []),
    ...(late.length > 0 ? [isLate ? t('polls.csv_is_later') : ''] : []),
  ];
  return [
    question,
    [
      t('polls.csv_name'),
      t('polls.csv_answer'),
      ...(key ? [t('polls.points')] : []),
      ...(late.length > 0 ? [t('polls.csv_later')] : []),
    ],
    ...ballots.map((ballot) => row(ballot, false)),
    ...late.map((ballot) => row(ballot, true)),
  ];
}

/**
 * All polls of a class in one table: a line for each answer, and for each choice of an anonymous poll one with its count, and one with that of the answers
 * that came later (`secret`). A poll of which no answer is known has a line with how many answered. Where both rounds of a question were asked, each is a
 * poll.
 */
export function pollsRows(
  polls: readonly Poll[],
  nameOf: (id: ParticipantId) => string,
  secret: readonly LateCount[] = [],
): (string | number)[][] {
  const answered = (poll: Poll, { participant, answer }: Ballot, later: string) => [
    nameOf(participant),
    answer.answer === 'number' ? answer.value / 1000 : answerText(poll.question.form, answer),
    '',
    poll.key ? pointsOf(poll, answer) : '',
    later,
  ];
  const counted = (poll: Poll, of: Tally | null, later: string) =>
    countLines(poll, of).map(([answer, count]) => ['', answer, count, '', later]);
  const known = (poll: Poll): (string | number)[][] => {
    const isLater = t('polls.csv_is_later');
    if (!poll.question.anonymous) {
      const now = poll.ballots.map((ballot) => answered(poll, ballot, ''));
      return [...now, ...poll.late.map((ballot) => answered(poll, ballot, isLater))];
    }
    const late = secret.find((count) => count.poll === poll.id)?.tally;
    return [...counted(poll, countOf(poll, true), ''), ...(late ? counted(poll, late, isLater) : [])];
  };
  const lines = (poll: Poll) => {
    const all = known(poll);
    return all.length > 0 ? all : [['', '', poll.answered.length, '', '']];
  };
  const rows = polls.flatMap((poll) => lines(poll).map((line) => [clockTime(poll.at), poll.question.text, ...line]));
  const heading = ['at', 'question', 'name', 'answer', 'count', 'points', 'later'] as const;
  return [heading.map((column) => t(`downloads.polls_${column}`)), ...rows];
}

type Ballot = { readonly participant: ParticipantId; readonly answer: Answer };

const pointsOf = (poll: Poll, answer: Answer) => (verdictOn(poll, answer)?.points ?? 0) / 1000;

/**
 * The answers of an anonymous poll, each with how often it was given. Of a ranking the places of each choice are counted apart. Where so few answered that
 * nobody learns what, it is a line with how many.
 */
function countLines(poll: Poll, of: Tally | null): [answer: string | number, count: number][] {
  if (!of?.counts) return [['', of?.ballots ?? poll.answered.length]];
  const [, ...rows] = countRows(poll, of);
  const places = poll.question.form.form === 'order';
  return rows.flatMap(([answer = '', ...counts]): [string | number, number][] =>
    places
      ? counts.map((count, place) => [`${answer}: ${t('polls.place', { place: place + 1 })}`, Number(count)])
      : [[answer, Number(counts[0] ?? 1)]],
  );
}

function countRows(poll: Poll, of: Tally | null): (string | number)[][] {
  const labels = labelsOf(poll.question.form);
  const counts = of?.counts;
  const heading = [t('polls.csv_answer'), t('polls.csv_count')];
  switch (counts?.of) {
    case 'choices':
      return [heading, ...labels.map((label, index) => [label, counts.counts[index] ?? 0])];
    case 'texts':
      return [heading, ...counts.texts.map(({ text, count }) => [text, count])];
    case 'numbers':
      return [[t('polls.csv_answer')], ...counts.values.map((value) => [Number(plainNumber(value))])];
    case 'places': {
      const places = labels.map((_, place) => t('polls.place', { place: place + 1 }));
      return [
        [t('polls.csv_answer'), ...places],
        ...labels.map((label, item) => [label, ...(counts.places[item] ?? [])]),
      ];
    }
    case undefined:
      return [[t('polls.csv_count'), of?.ballots ?? poll.answered.length]];
  }
}
