import { expect, test } from 'vitest';
import { Failures } from './failures.svelte';

test('a reason is said once, for as long as a part has it', () => {
  const failures = new Failures();
  const [courses, news] = [failures.tell('courses', 'away'), failures.tell('news', 'away')];
  failures.tell('classes', 'broken');
  expect(failures.reasons).toEqual(['away', 'broken']);
  courses();
  expect(failures.reasons).toEqual(['away', 'broken']);
  news();
  expect(failures.reasons).toEqual(['broken']);
});
