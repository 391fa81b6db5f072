import type { Message } from '../message';

/** Texts of new takes in the places of stretches of a recording. */
export const takes = {
  'takes.mark': 'New take, {length}',
  'takes.replace': 'Replace by a new take',
  'takes.what':
    'Record these minutes once more: the new take plays in their place. Whoever was there, or has watched them, keeps them in their participation; all others watch the take.',
  'takes.title': 'New take of {from} to {to}',
  'takes.place': 'Replace',
  'takes.placed': 'A new take plays in place of {from} to {to}.',
  'takes.in_place': '{stretch}: new take, {length}',
  'takes.overlaps': 'This overlaps another stretch that is cut out or replaced. Put that one back first.',
  'takes.short': 'Choose a stretch of a second or more.',
  'takes.too_short': 'The take is shorter than a second. Record it again.',
} as const satisfies Record<string, Message>;
