/** A poll as a table for a spreadsheet, in the reader's language. */

import { t } from '../../i18n';
import type { Answer, ParticipantId, Poll, Tally } from '../../protocol/generated';
import { plainNumber } from './number';
import { verdictOn } from './polls';
import { answerText, labelsOf } from './text';

/**
 * The table of a poll: each answer, in a quiz with its points; for an anonymous poll only the count. Answers that came later
 * have no points, and a column says so.
 */
export function pollRows(poll: Poll, of: Tally | null, nameOf: (id: ParticipantId) => string): (string | number)[][] {
  const question = [t('polls.question'), poll.question.text];
  if (poll.question.anonymous) return [question, ...countRows(poll, of)];
  const { key, ballots, late } = poll;
  const points = (answer: Answer) => (verdictOn(poll, answer)?.points ?? 0) / 1000;
  const row = ({ participant, answer }: { participant: ParticipantId; answer: Answer }, isLate: boolean) => [
    nameOf(participant),
    answer.answer === 'number' ? answer.value / 1000 : answerText(poll.question.form, answer),
    ...(key ? [isLate ? '' : points(answer)] : []),
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
