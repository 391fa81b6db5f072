import type { Message } from '../message';

/** Texts of quiz questions that come back. */
export const practice = {
  'practice.title': 'To practise',
  'practice.lead':
    'Questions that you had wrong or missed come back after {days} days. Nobody else sees what you answer here, and it counts for nothing.',
  'practice.answer': 'Answer',
  'practice.answer_named': 'Answer: {question}',
  'practice.missed': 'You have not answered it so far. Answer it where it was asked, and it still counts.',
  'practice.watch': 'Go to its moment',
  'practice.watch_named': 'Go to its moment: {question}',
  'practice.right': 'Right',
  'practice.wrong': 'Not right yet',
  'practice.explained': {
    one: 'Watch the {count} second that explains it',
    other: 'Watch the {count} seconds that explain it',
  },
  'practice.again': { one: 'It comes back tomorrow.', other: 'It comes back in {count} days.' },
  'practice.done': 'That was the last time: it does not come back.',
  'practice.more': { one: '{count} more question waits.', other: '{count} more questions wait.' },
  'practice.explained_there': 'When it comes back to students, they are led to where it was asked.',
  'practice.explained_at': 'When it comes back to students, they are led to {time}.',
  'practice.explained_here': 'It is explained at this moment',
  'practice.explained_back': 'Where it was asked',
  'practice.course': 'Quiz questions come back',
  'practice.course_hint':
    'On Home, students find those that they had wrong or missed again after {days} days, with the part of class that explains them. Only they see what they answer there, and it counts for nothing.',
} as const satisfies Record<string, Message>;
