import type { Message } from '../message';

/** Texts of what is recorded of a class, of who may watch it, and of deleting it. */
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
  'recording.who': 'Who may watch…',
  'recording.who_title': 'Who may watch {title}?',
  'recording.who_choice': 'Sound, pictures and chat of this class are for',
  'recording.who_people': 'The people of the class: those who were in it or, in a course, its members',
  'recording.who_link': 'Anyone who has the link of the class, too',
  'recording.who_days': 'For how long, from now',
  'recording.days': { one: '{count} day', other: '{count} days' },
  'recording.who_until': 'Anyone with the link may watch until {time}.',
  'recording.who_shut': 'The link alone does not open the recording any more.',
  'recording.who_save': 'Save',
  'recording.narrowed': {
    one: 'The recording of one of your classes was open to anyone with its link. It is for the people of the class now. To open it for a while, choose “Who may watch” in its menu.',
    other:
      'The recordings of {count} of your classes were open to anyone with their link. They are for the people of the class now. To open one for a while, choose “Who may watch” in its menu.',
  },
  'recording.narrowed_read': 'Understood',
  'off_record.now': 'Off the record',
  'off_record.over': 'Class is on the record again.',
  'off_record.go': 'Off the record',
  'off_record.go_hint':
    'No sound and no picture is recorded until you go back on the record. Messages of that time stay with those who are here.',
  'off_record.back': 'Back on the record',
  'off_record.notice':
    'Off the record: no sound and no picture is recorded. Messages can be read later only by those who are here now, and by staff. Polls and attendance are kept.',
  'off_record.read': 'Understood',
  'off_record.watch': 'Class is off the record just now. This page goes on when it is recorded again.',
  'recording.gone': 'The recording of this class was deleted. What was written is still here.',
} as const satisfies Record<string, Message>;
