import type { Message } from '../message';

/** Texts of the People panel and of consent. */
export const presence = {
  'people.list': 'In class',
  'people.you': 'you',
  'people.instructor': 'Instructor',
  'people.assistant': 'Assistant',
  'people.student': 'Student',
  'people.observer': 'Observer',
  'people.guest': 'Guest',
  'people.away': 'Connection lost',
  'people.microphone_on': 'Microphone on',
  'people.microphone_off': 'Microphone off',
  'people.camera_on': 'Camera on',
  'people.camera_off': 'Camera off',
  'people.shares': 'Shares a screen',
  'people.empty': 'Nobody was here at this moment.',
  'people.hand_away': 'Hand raised, passed over while away',
  'people.consent': 'Recording of you',
  'people.not_camera': 'Do not record my camera',
  'people.not_voice': 'Do not record my voice',
  'people.consent_hint': 'Takes effect at once. The class still sees and hears you.',
  'people.namesake': '{name} ({number})',
} as const satisfies Record<string, Message>;
