import type { Message } from '../message';

/** Texts of the short videos of announcements and replies. */
export const clips = {
  'clips.video': 'Video',
  'clips.record': 'Record a video',
  'clips.record_hint': {
    one: 'At most {count} minute. You record it alone, then look at it here.',
    other: 'At most {count} minutes. You record it alone, then look at it here.',
  },
  'clips.again': 'Record again',
  'clips.remove': 'Leave it out',
  'clips.found': 'You recorded a video that nothing has so far.',
  'clips.use': 'Use it',
  'clips.untitled': 'Video of an announcement',
  'clips.looking': 'The video is looked up…',
  'clips.gone': 'The video is not there any more. Record another one, or leave it out.',
  'clips.play_named': 'Play the video of {title}',
  'clips.of': 'Video of {title}',
  'clips.picture': 'Picture of {title}',
  'clips.failed': 'The video cannot be shown: {reason}',
  'clips.with': 'Video, {length}',
  'clips.alone': {
    one: 'You record this video alone. It ends by itself after {count} minute.',
    other: 'You record this video alone. It ends by itself after {count} minutes.',
  },
  'clips.left': '{time} left',
  'clips.stop': 'Stop',
  'clips.over_title': 'The video is recorded',
  'clips.over_body': 'Go back to look at it, to record it again, or to send it.',
  'clips.over_body_watch': 'Go back to look at it, to record it again, or to put it in its place.',
  'clips.over_back': 'Back to the announcement',
  'clips.over_back_reply': 'Back to the reply',
  'clips.over_back_watch': 'Back to the recording',
} as const satisfies Record<string, Message>;
