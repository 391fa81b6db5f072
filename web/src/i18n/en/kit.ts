import type { Message } from '../message';

/** Texts of the app's frame and of controls that all pages share. */
export const kit = {
  'app.name': 'Meridian',
  'app.skip': 'Skip to content',
  'app.title': '{page} · Meridian',
  'app.loading': 'Loading…',
  'app.home': 'Meridian, home',
  'app.try_again': 'Try again',

  'app.nav': 'Pages',
  'app.nav_home': 'Home',

  'kit.close': 'Close',
  'kit.cancel': 'Cancel',
  'kit.link': 'Link',
  'kit.copy': 'Copy',
  'kit.copied': 'Copied',
  'kit.undo': 'Undo',
  'kit.moved': '{name}: place {place} of {of}',
  'kit.move_up': 'Move {name} up',
  'kit.move_down': 'Move {name} down',
  'kit.options': { one: '{count} fits.', other: '{count} fit.' },
  'kit.option_list': 'What can be chosen',
  'kit.no_option': 'Nothing fits.',
  'kit.show_password': 'Show password',
  'kit.hide_password': 'Hide password',
  'kit.notifications': 'Notifications',

  'state.scheduled': 'Scheduled',
  'state.live': 'Live',
  'state.ended': 'Ended',
  'state.closed': 'Closed',
  'kit.try_again_seconds': {
    one: 'Too many attempts from this network. Try again in {count} second.',
    other: 'Too many attempts from this network. Try again in {count} seconds.',
  },
  'kit.try_again_minutes': {
    one: 'Too many attempts from this network. Try again in {count} minute.',
    other: 'Too many attempts from this network. Try again in {count} minutes.',
  },
} as const satisfies Record<string, Message>;
