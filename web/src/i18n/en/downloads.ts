import type { Message } from '../message';

/** Texts of taking a recording along. */
export const downloads = {
  'downloads.menu': 'Download…',
  'downloads.title': 'Download',
  'downloads.chat': 'Chat',
  'downloads.chat_text': 'What you may read of it, as a table.',
  'downloads.work': 'Work of rooms',
  'downloads.work_text':
    'What rooms, and people who missed them, handed in for their tasks, as a table: what you may read of it.',
  'downloads.work_save': 'Save what was handed in (CSV)',
  'downloads.csv_opened': 'Rooms at',
  'downloads.csv_room': 'Room',
  'downloads.csv_task': 'Task',
  'downloads.csv_name': 'Handed in by',
  'downloads.csv_later': 'When',
  'downloads.csv_is_later': 'Later',
  'downloads.csv_text': 'What they found',
  'downloads.course': 'Students may download recordings',
  'downloads.course_hint':
    'As files with all that they may watch. Nobody can take such a file back, also once this is off again. Who downloads what is in the log.',
  'downloads.video': 'Recording',
  'downloads.video_text':
    'Files that play without Meridian: sound and pictures as they were recorded, what happened in the main room without breakout rooms. Slides and cameras may have been recorded in two formats: each file has one of them, with all of the sound. Each is made while you download it.',
  'downloads.reading': 'Looking at what was recorded…',
  'downloads.none': 'Nothing was recorded that could be downloaded.',
  'downloads.both': 'Slides, cameras and sound',
  'downloads.screen': 'Slides and sound',
  'downloads.camera': 'Cameras and sound',
  'downloads.take': 'New takes and sound',
  'downloads.sound': 'Sound alone',
  'downloads.length': '{length} long, about {size}.',
  'downloads.shows_both': 'It shows shared screens for {screen} and cameras for {camera}.',
  'downloads.shows_screen': 'It shows shared screens for {screen}, and is black without one.',
  'downloads.shows_camera': 'It shows cameras for {camera}.',
  'downloads.screen_left': 'Shared screens of {length} are missing: they were recorded in another format.',
  'downloads.camera_left': 'Cameras of {length} are missing: they were recorded in another format.',
  'downloads.take_left':
    'New takes of {length} are heard in it and not seen: they were recorded in another format. The MP4 file shows them.',
  'downloads.webm': 'Download WebM',
  'downloads.webm_named': 'Download WebM: {name}',
  'downloads.offline': 'For watching without a connection',
  'downloads.offline_text':
    'A folder with a page that plays the recording, slides where something was shared and else cameras, with chapters, and with the chat and polls of the main room in step. What was said to staff or between two is not in it. About {size}.',
  'downloads.zip': 'Download ZIP',
  'downloads.mp4_title': 'Recording as MP4',
  'downloads.mp4_text':
    'One file that plays on any device: the shared screen with the speaker beside it, or the speaker alone, with sound and chapters. The server makes it when no class runs.',
  'downloads.mp4_reading': 'Looking whether there is a file…',
  'downloads.mp4_absent': 'There is no file yet. Making one takes about a third of the length of class.',
  'downloads.mp4_make': 'Make an MP4 file',
  'downloads.mp4_waits_turn': 'It waits for its turn: the server makes one file at a time.',
  'downloads.mp4_waits_class': 'It waits until no class runs on this server.',
  'downloads.mp4_working': 'It is being made: {percent} % so far. You can close this page.',
  'downloads.mp4_progress': 'Making the MP4 file',
  'downloads.mp4_cancel': 'Cancel',
  'downloads.mp4_made': '{size}, made {when}. It is kept for {days} days, and can be made again.',
  'downloads.mp4_anew': 'The recording was changed, so that the file is made again.',
  'downloads.mp4': 'Download MP4',
  'downloads.mp4_delete': 'Delete the file',
  'downloads.mp4_failed_no_room':
    'It was not made: the disk of the server has too little room. Ask who runs the server.',
  'downloads.mp4_failed_nothing': 'It was not made: nothing is left of the recording.',
  'downloads.mp4_failed_program': 'It could not be made. Try again, or ask who runs the server: its log says why.',
  'downloads.mp4_no_ffmpeg':
    'ffmpeg is not installed on this server. Ask who runs it to install the package “ffmpeg”; the server need not be restarted.',
  'downloads.note': 'Whoever has the file can pass it on, and nobody can take it back. That you download it is noted.',
} as const satisfies Record<string, Message>;
