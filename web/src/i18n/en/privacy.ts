import type { Message } from '../message';

/** Texts of what a person is owed of their data: to have it, and to have it erased. */
export const privacy = {
  'privacy.title': 'Your data',
  'privacy.lead':
    'What this server keeps of you is yours. Take it with you: one archive has your profile, what you wrote and did in each class, and your own camera, microphone and screen. Or have it deleted.',
  'privacy.download': 'Download my data',
  'privacy.download_of': 'Download the data of {name}',
  'privacy.more_of': 'More about {name}',
  'privacy.erase': 'Delete my account…',
  'privacy.erase_title': 'Delete your account?',
  'privacy.erase_of': 'Delete the account of {name}…',
  'privacy.erase_title_of': 'Delete the account of {name}?',
  'privacy.erase_now': 'Delete for good',
  'privacy.erase_not': 'Keep the account',
  'privacy.goes': 'This goes, and nobody can bring it back:',
  'privacy.goes_account':
    'The account, with its sign-ins, passkeys, profile, calendar links, notices, mails, invitations and places in courses.',
  'privacy.goes_name': {
    one: 'The name in {count} class: “Former participant” stands there instead.',
    other: 'The name in {count} classes: “Former participant” stands there instead.',
  },
  'privacy.goes_words':
    'Chat messages, what was written on boards, answers in words, and what was written in calls for help.',
  'privacy.goes_media':
    'Camera, microphone and screen in recordings. The mixed sound is made again without the voice, which takes a while.',
  'privacy.stays': 'This stays:',
  'privacy.stays_marks': 'Choices in polls, raised hands and reactions, without the name.',
  'privacy.stays_material': 'Questions of polls, plans and names of rooms, and what others wrote.',
  'privacy.stays_courses': 'Courses and classes. An owner of the server looks after what has nobody else: {titles}.',
  'privacy.stays_owned': 'Courses and classes. An owner of the server looks after what has nobody else.',
  'privacy.later':
    'A class that runs now forgets all this when it ends. Backups that exist already keep it until they are deleted.',
  'privacy.only_owner': 'The server needs an owner. Make somebody else owner first.',
  'privacy.teaches_now': 'This class runs, and its staff is needed: {titles}. End it, or leave it, first.',
  'privacy.address': 'E-mail address of the account',
  'privacy.address_hint': 'Type {email}',
  'privacy.your_password': 'Your password',
  'privacy.erased': 'Your account is deleted.',
  'privacy.erased_of': 'The account of {name} is deleted.',
} as const satisfies Record<string, Message>;
