import type { Message } from '../message';

/** Texts of the discussion on the timeline: messages that are discussed, and questions that are answered in class. */
export const moments = {
  'moments.discuss': 'Discuss the message of {name}',
  'moments.discuss_title': 'Discuss a message',
  'moments.discuss_hint': 'Everybody in the course reads this, beside the recording and on the board.',
  'moments.thread': 'Open the thread',
  'moments.ask': 'Keep the message of {name} as a question',
  'moments.asked': 'It waits for an answer, on the board and beside the recording.',
  'moments.is_question': 'The message is a question',
  'moments.gone': 'Message that is not there any more',
  'moments.gone_why': 'The message was deleted, or taken out of the recording.',
  'moments.said': 'In the chat of {title}, at {moment}',
  'moments.in_class': 'Answered in class: {title}, at {moment}',
  'moments.waiting': {
    one: '{count} question of the course waits for an answer',
    other: '{count} questions of the course wait for an answer',
  },
  'moments.waiting_title': 'Questions that wait for an answer',
  'moments.none_waiting':
    'No question of the course waits for an answer. What is asked on the board or beside a recording comes here.',
  'moments.mine': 'Yours',
  'moments.respond': 'Open what a classmate wrote, and reply to it.',
  'moments.nobody_so_far': 'No classmate has begun anything of what is loaded so far.',
  'moments.nobody': 'No classmate has begun anything about this class so far.',
  'moments.yours': 'You asked this',
  'moments.answer_now': 'Answer now',
  'moments.answering': 'Being answered since {moment}',
  'moments.answered_now': 'Answered',
  'moments.not_now': 'Not now',
  'moments.show': 'Show to class',
  'moments.shown': 'A question of the course: {link}',
  'moments.done': 'Answered. Whoever asked is led to {moment} of this class.',
  'moments.back': 'All questions',
} as const satisfies Record<string, Message>;
