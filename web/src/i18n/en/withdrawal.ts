import type { Message } from '../message';

/** Texts of taking people out of the recording of a class. */
export const withdrawal = {
  'withdrawal.menu': 'Take me out of this recording…',
  'withdrawal.menu_of': 'Take out of this recording…',
  'withdrawal.title': 'Take me out of this recording',
  'withdrawal.title_of': 'Take {name} out of this recording',
  'withdrawal.goes':
    'Camera, voice and screen leave every minute of it, also those in breakout rooms. The sound of the class is made again without the voice, and files for download are made anew.',
  'withdrawal.stays':
    'What was written stays, and so does the name among the people, and that they were there. What others have saved before is theirs, and a loudspeaker may be heard in the microphone of somebody else.',
  'withdrawal.for_good':
    'From now on nobody but staff gets what goes, and within minutes it is deleted. This cannot be undone.',
  'withdrawal.confirm': 'Take out',
  'withdrawal.keep': 'Leave it as it is',
  'withdrawal.out': 'taken out of this recording',
} as const satisfies Record<string, Message>;
