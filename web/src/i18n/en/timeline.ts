import type { Message } from '../message';

/** Texts of the timeline and its chapters. */
export const timeline = {
  'time.name': 'Timeline',
  'time.live': 'LIVE',
  'time.left': 'Left for you',
  'time.seen': 'Watched',
  'time.where_seen': '{where}, watched',
  'time.where_left': '{where}, left for you',
  'time.of': '{time} of {length}',
  'time.of_in': '{time} of {length}, {chapter}',
  'time.go_back': 'Timeline. Enter goes back to the chosen moment.',

  'chapter.start': 'Start of class',
  'chapter.screen': 'Screen of {name}',
  'chapter.spotlight': 'Spotlight on {name}',
  'chapter.rooms': 'Breakout rooms',
  'chapter.poll': 'Poll: {name}',
  'chapter.open': 'After “{name}”',
  'chapter.gap': 'Not recorded',
  'chapter.resumed': 'Class goes on',
  'damage.title': 'Part of this class is lost.',
  'damage.events': {
    one: '{count} entry of what was said and done cannot be read.',
    other: '{count} entries of what was said and done cannot be read.',
  },
  'damage.recording': 'Sound or picture is missing between {from} and {to}.',
  'damage.contents': 'Some of the recorded files cannot be found any more.',
  'damage.rest': 'The rest plays.',
  'damage.read': 'Close',
} as const satisfies Record<string, Message>;
