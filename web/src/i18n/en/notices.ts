import type { Message } from '../message';

/** Texts of notices: mails that nobody asked for. */
export const notices = {
  'notices.title': 'Notices',
  'notices.lead': 'Mails about your courses. They go to {email}.',
  'notices.no_mail': 'This server sends no mail, so no notices come. What you choose here counts once it does.',
  'notices.not_confirmed': 'Notices go to confirmed addresses alone, and yours is not confirmed so far.',
  'notices.class_reminder': 'Class begins within the hour',
  'notices.first_class': 'Test your set-up, a day before your first class of a course',
  'notices.class_began': 'Class has begun without you',
  'notices.class_changed': 'A class is moved or cancelled',
  'notices.quiet': 'Quiet hours',
  'notices.quiet_hint': 'In your time zone, {place}. What can wait comes at their end.',
  'notices.from': 'From',
  'notices.until': 'Until',
  'notices.wrong': 'Give two different times, like 22:00 and 07:00.',
  'notices.strict': 'Nothing at all in quiet hours',
  'notices.strict_hint': 'Not even that class begins within the hour, or has begun.',
  'notices.save': 'Save notices',
  'notices.saved': 'Your notices are saved.',
  'notices.stop_title': 'No more mails of this kind?',
  'notices.stop_lead': 'Other mails come as before. You can change all of this in your account.',
  'notices.stop': 'Stop these mails',
  'notices.stopped_title': 'These mails have stopped',
  'notices.stopped': 'Stopped: {kind}. Other mails come as before.',
  'notices.stop_unknown': 'This link works no more. Sign in to choose which notices come.',
  'notices.choose': 'Choose which notices come',
} as const satisfies Record<string, Message>;
