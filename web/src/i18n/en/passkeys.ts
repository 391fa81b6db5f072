import type { Message } from '../message';

/** Texts of passkeys. */
export const passkeys = {
  'passkeys.title': 'Passkeys',
  'passkeys.hint':
    'Sign in with the lock of your device (fingerprint, face, PIN) or a security key. There is no password to forget, or to give away.',
  'passkeys.sign_in': 'Sign in with a passkey',
  'passkeys.not_used': 'No passkey was used. Try again, or sign in with your password.',
  'passkeys.add': 'Add a passkey',
  'passkeys.make': 'Continue',
  'passkeys.password': 'Your password, once more',
  'passkeys.password_hint': 'So that nobody adds a passkey in a browser that you left open.',
  'passkeys.added': 'The passkey is added. You can sign in with it.',
  'passkeys.there': 'This device has a passkey for your account already.',
  'passkeys.not_made': 'No passkey was made. Try again when you are ready.',
  'passkeys.not_here':
    'Passkeys cannot be made here: this browser is too old for them, or this page has no secure address with a name.',
  'passkeys.made': 'Made on {time}',
  'passkeys.used': 'Last used on {time}',
  'passkeys.remove': 'Remove',
  'passkeys.remove_named': 'Remove the passkey of {device}',
  'passkeys.removed': 'The passkey of {device} is removed. You can delete it on the device, too.',
} as const satisfies Record<string, Message>;
