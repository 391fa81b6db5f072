import type { Message } from '../message';

/** Texts of study tables. */
export const table = {
  'table.watch': 'Watch together',
  'table.watch_with': {
    one: 'Watch together: {count} person is there',
    other: 'Watch together: {count} people are there',
  },
  'table.player': 'Watched together: {title}',
  'table.stage': 'Recording',
  'table.loading': 'The recording is loading …',
  'table.failed': 'The recording cannot be played here: {reason}',
  'table.class_failed': 'What was said in class cannot be shown here.',
  'table.chat_empty': 'Nothing was written in class up to this moment.',
  'table.polls_empty': 'Nothing was asked in class up to this moment.',
  'table.gone': 'The recording is not there any more. You can go on talking.',
  'table.no_seat': 'You may not watch this class.',
  'table.join': 'Play with the others',
  'table.open': 'Open on Watch at this moment',
  'table.lost': 'The others watch a new take that cannot be played here. You go on with them at {time}.',
  'table.paused': '{name} paused at {time}',
  'table.played': '{name} plays from {time}',
  'table.went': '{name} went to {time}',
  'table.sped': '{name} chose {rate}× speed',
} as const satisfies Record<string, Message>;
