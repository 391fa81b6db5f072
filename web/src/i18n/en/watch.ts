import type { Message } from '../message';

/** Texts of watching a recording. */
export const watch = {
  'watch.title': 'Watch',
  'watch.loading': 'Loading the class…',
  'watch.controls': 'Playback',
  'watch.play': 'Play',
  'watch.pause': 'Pause',
  'watch.speed': 'Speed',
  'watch.speed_value': '{rate}x',
  'watch.so_far': 'of {length} so far',
  'watch.whole': 'of {length}',
  'watch.live_now': 'Class is live now',
  'watch.go_live': 'Go to live',
  'watch.left_at': '{length} left at {rate}x',
  'watch.buffering': 'Loading…',
  'watch.gap': 'The server was away from {from} to {to}. Nothing was recorded.',
  'watch.gap_short': 'Nothing was recorded from {from} to {to}.',
  'watch.at_edge': 'You have caught up with class.',
  'watch.resume': 'You stopped at {time}.',
  'watch.resume_go': 'Go on at {time}',
  'watch.dismiss': 'Start here',
  'watch.not_started_title': 'Class has not started yet',
  'watch.not_started_body': 'The recording begins when the instructor joins. This page then opens it by itself.',
  'watch.no_recording_title': 'Nothing was recorded',
  'watch.no_recording_body': 'This class has no recording.',
  'watch.no_seat_title': 'You have no seat in this class',
  'watch.no_seat_body':
    'Come in by the link of the class, or of its course: from there you go on to this page. If you were signed out, sign in first.',
  'watch.failed_title': 'The recording could not be loaded',
  'watch.back': 'Back to the lobby',
  'watch.ended': 'End of class',
} as const satisfies Record<string, Message>;
