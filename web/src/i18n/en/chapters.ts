import type { Message } from '../message';

/** Texts of the chapters that staff name. */
export const chapters = {
  'chapters.new': 'New chapter',
  'chapters.name': 'Name of the chapter',
  'chapters.name_hint': 'It begins at {time}.',
  'chapters.title_wrong': 'Give it a name of 1 to {max} characters.',
  'chapters.more': 'Actions for the chapter {title}',
  'chapters.rename': 'Rename…',
  'chapters.rename_title': 'Rename chapter',
  'chapters.save': 'Save',
  'chapters.remove': 'Remove',
  'chapters.removed': 'The chapter {title} is removed.',
  'chapters.hidden': 'Removed chapters',
  'chapters.put_back': 'Put back',
  'chapters.put_back_one': 'Put back: {title}',
  'chapters.none': 'No chapters.',
  'chapters.none_staff': 'No chapters yet. Name a part where it begins: whoever watches finds it on the timeline.',
} as const satisfies Record<string, Message>;
