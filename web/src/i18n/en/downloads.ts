import type { Message } from '../message';

/** Texts of taking a recording along. */
export const downloads = {
  'downloads.menu': 'Download…',
  'downloads.title': 'Download',
  'downloads.chat': 'Chat',
  'downloads.chat_text': 'What you may read of it, as a table.',
  'downloads.video': 'Recording',
  'downloads.video_text':
    'One file that plays without Meridian: sound and pictures as they were recorded. It has what happened in the main room; breakout rooms are not in it. It is made while you download it.',
  'downloads.reading': 'Looking at what was recorded…',
  'downloads.none': 'Nothing was recorded that could be downloaded.',
  'downloads.both': 'Shared screen ({screen}) and cameras ({camera})',
  'downloads.screen': 'Shared screen ({screen})',
  'downloads.camera': 'Cameras ({camera})',
  'downloads.sound': 'Sound alone',
  'downloads.length': '{length} long, about {size}.',
  'downloads.screen_left': 'Shared screens of {length} are missing: they were recorded in another format.',
  'downloads.camera_left': 'Cameras of {length} are missing: they were recorded in another format.',
  'downloads.webm': 'Download WebM',
  'downloads.webm_named': 'Download WebM: {name}',
  'downloads.offline': 'For watching without a connection',
  'downloads.offline_text':
    'A folder with a page that plays the first of these files, with chapters, and with the chat and polls of the main room in step. What was said to staff or between two is not in it. About {size}.',
  'downloads.zip': 'Download ZIP',
  'downloads.note': 'Whoever has the file can pass it on, and nobody can take it back. That you download it is noted.',
} as const satisfies Record<string, Message>;
