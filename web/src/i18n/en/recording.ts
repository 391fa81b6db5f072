import type { Message } from '../message';

/** Texts of deleting the recording of a class. */
export const recording = {
  'recording.actions': 'Actions for {title}',
  'recording.delete': 'Delete recording',
  'recording.delete_title': 'Delete the recording of {title}?',
  'recording.goes': 'Sound and pictures go: nobody can watch them any more, from now on.',
  'recording.stays': 'What was written stays: chat, polls, agenda, and who was there.',
  'recording.bin': {
    one: 'You can restore the recording for {count} day. Then it is gone for good, except from backups.',
    other: 'You can restore the recording for {count} days. Then it is gone for good, except from backups.',
  },
  'recording.keep': 'Keep recording',
  'recording.in_bin': 'Recording deleted. You can restore it until {time}.',
  'recording.deleted': 'Recording deleted on {time}.',
  'recording.restore': 'Restore',
  'recording.restore_named': 'Restore the recording of {title}',
  'recording.restored': 'The recording is restored.',
  'recording.erase': 'Delete now',
  'recording.erase_named': 'Delete now: the recording of {title}',
  'recording.erase_title': 'Delete the recording of {title} for good?',
  'recording.erase_text': 'Its sound and pictures are removed from the server’s disk now. That cannot be undone.',
  'recording.keep_in_bin': 'Keep it until then',
  'recording.read': 'Read',
  'recording.read_named': 'Read what was written in {title}',
  'recording.gone': 'The recording of this class was deleted. What was written is still here.',
} as const satisfies Record<string, Message>;
