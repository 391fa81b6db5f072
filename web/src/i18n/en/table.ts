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
  'table.together': 'Work on this with the table',
  'table.together_hint': 'Whoever of you hands in does so for all who say so here. You can take it back until then.',
  'table.together_with': 'You hand in together with {names}.',
  'table.together_nobody': 'Nobody else says so yet. If you hand in now, you do so on your own.',
  'table.together_others': 'They work on it together: {names}',
  'table.together_full': 'They work on it together: {names}. There is no place for one more.',
  'table.together_none':
    'Nobody of them can hand in with you just now. Take yourself out above to hand in on your own.',
  'table.together_numbers':
    'Names are hidden in this class. Whoever hands in with you learns your number there, and so what else you wrote in it.',
  'table.together_elsewhere': 'You work with the table on a task of rooms that come later.',
  'table.together_end': 'Work on it no more',
  'table.together_alone':
    'This counts as yours alone. Take it back first to do it with the table: empty the field, and hand in.',
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
