import type { Message } from '../message';

/** Texts of the timeline and its chapters. */
export const timeline = {
  'time.name': 'Timeline',
  'time.live': 'LIVE',
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
} as const satisfies Record<string, Message>;
