import type { Message } from '../message';

/** Texts of people's photos. */
export const photos = {
  'photo.title': 'Photo',
  'photo.lead':
    'The people of your courses and classes see it beside your name. The middle of the picture is kept, and nothing of what the file says of place and time.',
  'photo.choose': 'Choose a photo',
  'photo.replace': 'Choose another photo',
  'photo.file': 'Picture: PNG, JPEG or WebP',
  'photo.remove': 'Remove photo',
  'photo.saved': 'Your photo is changed.',
  'photo.removed': 'Your photo is removed.',
} as const satisfies Record<string, Message>;
