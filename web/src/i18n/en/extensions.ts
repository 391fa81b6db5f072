import type { Message } from '../message';

/** Texts of deadlines that are later for one person. */
export const extensions = {
  'extensions.title': 'More time',
  'extensions.lead': 'A later deadline for one person, who sees it wherever the deadline is shown.',
  'extensions.none': 'Nobody has more time for this class.',
  'extensions.none_of': 'They have more time for no class so far.',
  'extensions.no_rule': 'This course has no deadlines, so that nobody needs more time.',
  'extensions.give': 'Give more time',
  'extensions.menu': 'More time…',
  'extensions.of': 'More time for {name}',
  'extensions.person': 'Person',
  'extensions.person_choose': 'Choose a person',
  'extensions.person_missing': 'Choose a person.',
  'extensions.class': 'Class',
  'extensions.class_choose': 'Choose a class',
  'extensions.class_missing': 'Choose a class.',
  'extensions.days': 'More days',
  'extensions.days_hint': 'After the deadline of all others. Days off are not counted.',
  'extensions.days_wrong': 'Give a number of days from 1 to {max}.',
  'extensions.save': 'Save',
  'extensions.given': 'Saved. {name} sees the later deadline.',
  'extensions.more_days': { one: '{count} more day', other: '{count} more days' },
  'extensions.yours': { one: '{count} more day for you', other: '{count} more days for you' },
  'extensions.end': 'End the extension of {name} for {title}',
  'extensions.ended': 'The extension of {name} for {title} has ended.',
} as const satisfies Record<string, Message>;
