import type { Message } from '../message';

/** Texts of the study room of a course. */
export const study = {
  'study.title': 'Study room',
  'study.text': 'Students of the course meet here without its staff, whenever they like. It counts for nothing.',
  'study.open': 'Open the study room',
  'study.go_in': 'Go into the study room',
  'study.inside': { one: '{count} person is there now', other: '{count} people are there now' },
  'study.name': 'Study room on {day}',
  'study.recorded': 'It is recorded: the people of the course can watch it afterwards.',
  'study.unrecorded':
    'Nothing is recorded. Once everybody has left, nothing of it is kept, the chat included. That you were there stays in the activity log.',
  'study.not_recorded': 'Not recorded',
  'study.begins': 'It begins with whoever comes first.',
  'study.chat_empty': 'No messages yet. Nothing of what is written here is kept.',
  'study.at_table': { one: '{count} at the table', other: '{count} at the table' },
  'study.together': 'You watch it together.',
  'study.alone': 'Go on alone',
  'study.over_left': 'You can come back as long as anybody is there, and for some minutes afterwards.',
  'study.over': 'Everybody has left, so the study room is closed. Nothing of it was kept.',
  'study.choice': 'Study room: students may meet without staff',
  'study.choice_off': 'No',
  'study.choice_open': 'Yes, and nothing is recorded or kept',
  'study.choice_recorded': 'Yes, and it is recorded for the people of the course',
} as const satisfies Record<string, Message>;
