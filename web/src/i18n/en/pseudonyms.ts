import type { Message } from '../message';

/** Texts of pseudonyms in the recording of a class. */
export const pseudonyms = {
  'pseudonyms.menu': 'Names in the recording…',
  'pseudonyms.title': 'Names in the recording of {title}',
  'pseudonyms.choice': 'Whoever watches and is not staff of this class reads',
  'pseudonyms.names': 'The names that people had in class',
  'pseudonyms.pseudonyms': 'Pseudonyms, such as “Student 3”',
  'pseudonyms.does':
    'Each person has one number in all of this recording: in the chat, in the list of people, and wherever else a name stands. Photos and pronouns are not shown. Staff keep their names, and read all others.',
  'pseudonyms.does_not':
    'What people wrote and said stays as it is, with the names in it. Faces and voices are seen and heard as before.',
  'pseudonyms.set': 'Pseudonyms stand for the names in this recording now.',
  'pseudonyms.ended': 'The recording shows the names again.',
  'pseudonyms.here': 'Names are hidden in this recording: “Student 3” is the same person everywhere in it.',
  'pseudonyms.for_others': 'Whoever is not staff reads “Student 3” and the like for these names.',
} as const satisfies Record<string, Message>;
