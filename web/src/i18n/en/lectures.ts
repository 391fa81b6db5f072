import type { Message } from '../message';

/** Texts of lectures that one of the staff of a course records alone. */
export const lectures = {
  'lecture.title': 'Lectures',
  'lecture.none':
    'None is recorded so far. Students watch a lecture before class, so that class has time for the rest.',
  'lecture.record': 'Record a lecture',
  'lecture.record_text': 'You record it alone, with camera, screen, chapters and polls. Nobody else can come in.',
  'lecture.name': 'Title',
  'lecture.default_title': 'Lecture of {day}',
  'lecture.open': 'Open the recorder',
  'lecture.draft': 'Draft',
  'lecture.draft_hint': 'Staff alone see it.',
  'lecture.not_recorded': 'Not recorded yet',
  'lecture.recording_now': 'Recording now',
  'lecture.start': 'Start recording',
  'lecture.start_named': 'Start recording: {title}',
  'lecture.go_on': 'Go on recording',
  'lecture.go_on_named': 'Go on recording: {title}',
  'lecture.publish': 'Publish',
  'lecture.publish_named': 'Publish {title}',
  'lecture.published': '{title} is published: the people of the course can watch it.',
  'lecture.alone': 'You record this lecture alone.',
  'lecture.enter_as': 'You record as {name}.',
  'lecture.finish': 'Finish',
  'lecture.finish_title': 'Finish the lecture?',
  'lecture.finish_body':
    'The recording ends here. You can look at it, name chapters and put polls into it before anybody else sees it.',
  'lecture.finish_stay': 'Go on recording',
  'lecture.over_title': 'The lecture is recorded',
  'lecture.over_body':
    'Staff of the course alone see it now. Look at it, name its chapters and put polls into it; then publish it, or delete this take and record another one.',
  'lecture.over_watch': 'Look at it',
  'lecture.question': 'A question for you: answer it in the panel, then go on.',
  'lecture.ended': 'End of the lecture',
  'lecture.to_course': 'To the course',
} as const satisfies Record<string, Message>;
