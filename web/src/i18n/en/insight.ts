import type { Message } from '../message';

/** Texts of what staff learn of their classes. */
export const insight = {
  'insight.title': 'Insights',
  'insight.none':
    'After the first class this page shows who was there, who caught up, which questions went wrong and for whom, and who may need help.',
  'insight.uncounted': {
    one: '{count} class is still being counted.',
    other: '{count} classes are still being counted.',
  },
  'insight.questions': 'Questions waiting',
  'insight.no_questions': 'No question on the board waits for an answer.',
  'insight.all_questions': 'All {count} questions',
  'insight.help': 'Who may need help',
  'insight.help_lead':
    'Reasons to ask somebody how they are doing, from the latest classes. Each opens to what it is made of.',
  'insight.no_help': 'Nobody missed several of the latest classes, answers worse than before, or is silent in rooms.',
  'insight.missed': { one: 'Has nothing of {count} class', other: 'Has nothing of {count} of the latest classes' },
  'insight.missed_step':
    'Write a short note, and ask what keeps them away. Their Home shows what is left, in small parts.',
  'insight.falling': 'Fewer right answers: {lately} lately, {before} before',
  'insight.falling_step': 'Go through the questions that went wrong with them before the next class builds on these.',
  'insight.silent': {
    one: 'Silent in the rooms of {count} class',
    other: 'Silent in the rooms of the last {count} classes with rooms',
  },
  'insight.silent_step': 'Visit their room first next time, or put them in a smaller one with somebody they know.',
  'insight.right_of': '{right} of {given} right',
  'insight.next_step': 'Next step',
  'insight.wrong': 'Questions that went wrong',
  'insight.wrong_lead': 'Those with a right answer that fewer than 7 of 10 found, in class or later.',
  'insight.no_wrong': 'No question with a right answer went wrong.',
  'insight.first_round': 'First round: {answers}',
  'insight.wrong_for': 'Wrong for',
  'insight.wrong_anonymous': 'The poll was anonymous: nobody knows whose answers these are.',
  'insight.explain': 'Explain it anew, with another example, and ask again.',
  'insight.discuss': 'Let them explain it to one another in rooms, and ask again.',
  'insight.watch_moment': 'Watch at {time}',
  'insight.watch_moment_of': '{title} at {time}',
  'insight.attendance': 'Who was there',
  'insight.nobody_there': 'The course has no students yet.',
  'insight.state_live': { one: '{count} live', other: '{count} live' },
  'insight.state_caught_up': { one: '{count} caught up', other: '{count} caught up' },
  'insight.state_on_the_way': { one: '{count} on the way', other: '{count} on the way' },
  'insight.state_missing': { one: '{count} missing', other: '{count} missing' },
} as const satisfies Record<string, Message>;
