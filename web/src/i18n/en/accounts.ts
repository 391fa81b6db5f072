import type { Message } from '../message';

/** Texts of the page of the server's people. */
export const accounts = {
  'accounts.title': 'People',
  'accounts.lead': 'Everybody who has an account on this server, or is invited to one.',
  'accounts.role_owner': 'Owner',
  'accounts.role_instructor': 'Instructor',
  'accounts.role_member': 'Member',
  'accounts.invited_as': 'Invited · {role}',
  'accounts.changed': 'What {name} may do is changed.',
  'accounts.last_owner': 'The server needs an owner. Make somebody else owner first.',
  'accounts.end': 'End the invitation of {name}',
  'accounts.ended': 'The invitation of {name} has ended.',
  'accounts.invite_title': 'Invite somebody',
  'accounts.invite_text':
    'Instructors make classes and courses; owners also run the server. Students come by the links of their course.',
  'accounts.invite': 'Make invitation link',
  'accounts.invite_by_mail': 'Send invitation',
  'accounts.mailed': 'An invitation to {email} is on its way. It works until {until}.',
  'accounts.link_text': 'Send this link to them yourself. It is shown this once, and works until {until}.',
  'accounts.password_link': 'Make a link to a new password',
  'accounts.password_link_title': 'A new password for {name}',
  'accounts.password_link_text':
    'Give this link to them and to nobody else: whoever opens it chooses the password of the account. It is shown this once, and works once, until {until}. Nothing changes before it is used.',
  'accounts.no_mail': 'This server sends no mail: you get a link to send to them yourself.',
} as const satisfies Record<string, Message>;
