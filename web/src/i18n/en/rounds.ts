import type { Message } from '../message';

/** Texts of two rounds of one question, for whoever answers after class. */
export const rounds = {
  'rounds.ahead': 'There is a second round. What is right, and what the class answered, you see after it.',
  'rounds.go_on': 'Go on to how others reasoned',
  'rounds.before': 'This is the second round of a question. Answer the first one before it.',
  'rounds.to_first': 'To the first round',
  'rounds.how': 'How others reasoned',
  'rounds.chosen': 'Chosen by staff',
  'rounds.convinced': 'This convinced me',
  'rounds.convinced_by': 'This convinced me: what {name} wrote',
  'rounds.others': { one: 'It convinced {count} other', other: 'It convinced {count} others' },
  'rounds.missed': 'You missed this question. Once you have answered it in the recording, you see what came of it.',
  'rounds.listen': 'Hear what was said ({from} to {to})',
} as const satisfies Record<string, Message>;
