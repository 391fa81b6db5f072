import type { Message } from '../message';

/** Texts of a recording that was taken along as a folder. */
export const offline = {
  'offline.unpack':
    'This page finds no class beside it. Unpack the whole ZIP into a folder first, then open index.html there.',
  'offline.copy':
    'A copy from {day}. Whatever you watch here counts for nobody, and polls are answered in Meridian alone.',
  'offline.online': 'Open this class in Meridian',
  'offline.film': 'Recording',
  'offline.no_film':
    'The film {file} cannot be played. It has to lie beside this page; Chrome, Edge and Firefox play it.',
  'offline.no_chat': 'Nothing was written up to here.',
  'offline.polls': 'Polls',
  'offline.no_polls': 'Nothing was asked up to here.',
  'offline.answer': 'Show what is right, and what others said',
} as const satisfies Record<string, Message>;
