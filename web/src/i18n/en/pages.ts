import type { Message } from '../message';

/** Texts of pages that say that something is missing or failed. */
export const pages = {
  'not_found.title': 'Page not found',
  'not_found.text': 'There is no page at this address. The link may be cut off or mistyped.',
  'not_found.home': 'Go to Home',

  'fault.title': 'Something went wrong',
  'fault.text': 'This page stopped because of an error. Nothing that was said or recorded in class is lost.',
  'fault.again': 'A part of this page could not be loaded. It is tried again …',
  'fault.load_text': 'A part of this page could not be loaded. Check your connection, then reload.',
  'fault.reload': 'Reload page',
  'fault.detail': 'Details for support',
  'fault.toast': 'Something went wrong in this page. If it happens again, reload it.',
} as const satisfies Record<string, Message>;
