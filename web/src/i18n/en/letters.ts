import type { Message } from '../message';

/** Texts of letters that could not be sent. */
export const letters = {
  'letters.title': 'Letters that were not sent',
  'letters.link': {
    one: '{count} letter was not sent',
    other: '{count} letters were not sent',
  },
  'letters.lead':
    'What the mail server did not take, what came too late, and what was being sent when this server was cut off, for 30 days.',
  'letters.none': 'All letters were sent. What cannot be sent is listed here, with what the mail server said.',
  'letters.no_mail':
    'This server sends no mail: people are invited by links to copy. Whoever runs the server can set up mail with --smtp-url.',
  'letters.attempts': { one: 'tried once', other: 'tried {count} times' },
  'letters.too_late': 'Too late to be of use: it is not tried again.',
  'letters.retry': 'Try again',
  'letters.retry_named': 'Try again: {kind}, to {to}',
  'letters.retried': 'The letter to {to} is on its way.',
  'letters.forget': 'Give up',
  'letters.forget_named': 'Give up: {kind}, to {to}',
  'letters.forgotten': 'The letter to {to} is not sent.',
  'letters.gone': 'This letter is not there any more, or it is too late for it.',
  'letters.kind_sign_in': 'A link to sign in',
  'letters.kind_password': 'A link to choose a password',
  'letters.kind_confirm_address': 'A link to confirm an address',
  'letters.kind_address_changed': 'The word that an address was changed',
  'letters.kind_password_changed': 'The word that a password was changed',
  'letters.kind_passkey_added': 'The word that a passkey was added',
  'letters.kind_passkey_removed': 'The word that a passkey was removed',
  'letters.kind_server_invitation': 'An invitation to this server',
  'letters.kind_course_invitation': 'An invitation to a course',
  'letters.kind_course_admission': 'The word that somebody is in a course',
  'letters.kind_classes_expire': 'The word that classes are deleted soon',
} as const satisfies Record<string, Message>;
