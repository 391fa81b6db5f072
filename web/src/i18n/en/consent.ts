import type { Message } from '../message';

/** Texts of what people are told before they are recorded. */
export const consent = {
  'consent.title': 'About recordings',
  'consent.link': 'About recordings on this server',
  'consent.since': 'As it stands since {time}',
  'consent.own_words':
    'Sound, pictures, chat and who was there are kept for the people of this class, so that those who missed it can catch up.',
  'consent.read_on': 'Read on',
  'consent.basis': 'Legal basis',
  'consent.basis_none': 'Not said',
  'consent.basis_consent': 'Your consent',
  'consent.basis_public_task': 'A public task of the school',
  'consent.basis_contract': 'A contract with you',
  'consent.basis_legitimate_interest': 'A legitimate interest of the school',
  'consent.basis_other': 'Another',
  'consent.basis_words': 'Which legal basis',
  'consent.responsible': 'Responsible',
  'consent.always': 'In every class',
  'consent.always_choice':
    'You choose in the lobby, and at any time in class, whether your camera and your voice are recorded. Others in class still see and hear you.',
  'consent.always_who':
    'A recording is for the people of its class or course, unless its staff open it to anyone with the link for a time.',
  'consent.always_kept': 'Each course says how long its classes are kept. Then they are deleted.',
  'consent.always_yours': 'If you have an account, you can download what is kept of you, or delete it:',
  'consent.change': 'Change the text',
  'consent.change_title': 'What people are told about recordings',
  'consent.change_lead':
    'It stands in the lobby of each class, above the choice to be recorded. Everybody who joins from now on sees the new text, and their seat keeps which version it was.',
  'consent.text': 'Text',
  'consent.text_hint':
    'In plain words. Empty lines part paragraphs, and web addresses become links. Leave it empty to use the words of Meridian.',
  'consent.responsible_name': 'Who is responsible',
  'consent.responsible_hint': 'A person or an office that people can turn to.',
  'consent.contact': 'Their e-mail address',
  'consent.preview': 'As people see it',
  'consent.save': 'Tell this from now on',
  'consent.saved': 'From now on, this is what people are told.',
  'consent.unchanged': 'Nothing was changed: people are told this already.',
  'consent.versions': 'Versions',
  'consent.no_versions': 'Nobody has written a text yet: people see the words of Meridian.',
  'consent.version': 'Version {number}, since {time}, by {name}',
  'consent.version_nobody': 'Version {number}, since {time}',
} as const satisfies Record<string, Message>;
