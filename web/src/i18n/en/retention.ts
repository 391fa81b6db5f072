import type { Message } from '../message';

/** Texts of how long classes are kept, and of deleting one. */
export const retention = {
  'retention.title': 'How long classes are kept',
  'retention.lead':
    'Then they are deleted for good: recordings, chat, polls, and who was there. Its instructors are told two weeks before.',
  'retention.keep': 'After the term and the last class, whichever is later',
  'retention.keep_usual': 'Keep classes for {count} days',
  'retention.keep_days': 'Keep them for another number of days',
  'retention.keep_for_ever': 'Keep them for ever',
  'retention.for_ever_hint': 'Schools are seldom allowed to. Only owners of the server choose this.',
  'retention.days': 'Days',
  'retention.days_wrong': 'From 1 to {max} days.',
  'retention.until': 'Kept until {day}',
  'retention.soon': 'Classes of this course are deleted from {day} on.',
  'retention.change': 'How long classes are kept',

  'class.delete': 'Delete class',
  'class.delete_title': 'Delete {title}?',
  'class.delete_what':
    'The whole class goes at once and for good: recording, chat, polls, agenda, and who was there. This cannot be undone. That it was deleted stays in the log.',
  'class.delete_confirm': 'Type the title of the class',
  'class.delete_type': 'Type “{title}” to delete it.',
  'class.delete_not': 'Keep it',
  'class.deleted': '{title} is deleted.',
} as const satisfies Record<string, Message>;
