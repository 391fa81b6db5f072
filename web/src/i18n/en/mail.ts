import type { Message } from '../message';

/** Texts of what goes by e-mail: links that sign in, new passwords, addresses. */
export const mail = {
  'mail.link': 'E-mail me a link',
  'mail.link_hint': 'Without a password: we send you a link that signs you in once.',
  'mail.forgot': 'Forgot your password?',
  'mail.on_its_way':
    'If there is an account for {email}, a mail with a link is on its way. It works once, within {minutes} minutes. Look into the spam folder, too.',

  'mail.sign_in_title': 'Sign in by your link',
  'mail.sign_in_lead': 'The link works once. Use it in the browser in which you want to be signed in.',
  'mail.no_token': 'This page opens by a link that was sent by e-mail. Open the whole link as it stands in the mail.',
  'mail.another': 'Ask for another link',

  'mail.password_title': 'Choose a new password',
  'mail.password_lead':
    'All devices that are signed in to your account are signed out, its passkeys are removed, and you are signed in here.',
  'mail.password_save': 'Save and sign in',
  'mail.forgot_lead': 'Give the address of your account. We send a link by which you choose a new password.',
  'mail.forgot_send': 'Send the link',
  'mail.unavailable':
    'This server sends no mail. Ask one of its owners for a link to a new password: they make it on the page People.',

  'mail.confirm_title': 'Confirm your address',
  'mail.confirm_lead': 'Confirm only if the account is yours: its address is then the one to which the mail went.',
  'mail.confirm': 'Confirm this address',
  'mail.confirm_signed_in':
    'This changes the address of an account. Sign in to that account by its present address, and the new one is confirmed.',
  'mail.confirmed': '{email} is confirmed.',
  'mail.to_course': 'Go to {title}',

  'mail.address': 'E-mail address',
  'mail.is_confirmed': 'Confirmed',
  'mail.not_confirmed': 'Not confirmed',
  'mail.why_confirm': 'A link that signs you in is sent to confirmed addresses alone.',
  'mail.resend': 'Send the link to confirm it',
  'mail.resent': 'A mail to {email} is on its way. Open the link in it within a day.',
  'mail.change': 'Change address',
  'mail.change_text':
    'We send a link to the new address. Until you open it, signed in to your account, nothing changes.',
  'mail.new_address': 'New address',
  'mail.no_mail': 'This server sends no mail: addresses are not confirmed, and cannot be changed.',
} as const satisfies Record<string, Message>;
