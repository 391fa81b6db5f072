import type { Message } from '../message';

/** Texts of answers to polls that come later than class. */
export const lateAnswers = {
  'late.title': 'Late answers',
  'late.open': 'Late answers are taken.',
  'late.until': 'Late answers close {when}.',
  'late.over': 'Late answers closed {when}.',
  'late.closed': 'Late answers are closed.',
  'late.close': 'Close late answers',
  'late.close_ask': 'Close late answers for good?',
  'late.close_quiz': 'Everybody who may watch sees then what is right. So this question takes no answers again.',
  'late.set': 'Set a deadline',
  'late.change': 'Change the deadline',
  'late.remove': 'Remove the deadline',
  'late.again': 'Take late answers again',
  'late.day': 'Last day',
  'late.time': 'Until',
  'late.save': 'Save deadline',
  'late.shown': 'Answers shown',
  'late.of_all': 'All',
  'late.of_class': 'In class',
  'late.of_later': 'Later',
  'late.counts': '{inClass} in class, {later} later',
  'late.anonymous':
    'Nobody learns who gave an answer, so you cannot change yours once it is sent. Late answers are shown three at a time.',
  'late.joins': 'Late answers join these numbers three at a time: yours may not be among them yet.',
  'late.threes': 'Late answers to an anonymous poll are shown three at a time.',
  'late.past': 'Choose a time that is still to come.',
} as const satisfies Record<string, Message>;
