import type { Message } from '../message';

/** Texts of setting up, signing in and out. */
export const account = {
  'account.sign_in': 'Sign in',
  'account.sign_out': 'Sign out',
  'account.signed_out': 'You are signed out.',
  'account.name': 'Your name',
  'account.name_hint': 'As your classes will see it.',
  'account.email': 'E-mail',
  'account.password': 'Password',
  'account.password_hint': 'At least {min} characters. A sentence that only you would think of is best.',

  'setup.title': 'Make this server yours',
  'setup.lead': 'You are its first user, and its owner. After this you can start a class.',
  'setup.submit': 'Create account',
  'setup.no_token': 'This page opens by the link that the server printed in its terminal. Open that link.',
  'setup.done_already': 'This server already has an owner.',

  'sign_in.title': 'Sign in',
  'sign_in.lead': 'For people who hold classes here. To join a class you only need its link or code.',

  'enter.title': 'Signing you in',
  'enter.failed': 'This link did not work',
  'enter.used': 'This link has been used, or there is a newer one. Sign in, or use the newest link.',
  'enter.no_token': 'A sign-in link carries a key, and this one has none. Open the whole link as it was printed.',
} as const satisfies Record<string, Message>;
