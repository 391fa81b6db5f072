import { expect, test } from 'vitest';
import type { Activity, RunningActivity } from '../../protocol/generated';
import { countdown, MINUTE_MS, nextPosition, plannedTime, positionOf, PRESETS, progress, TimesUp } from './agenda';
import { gauge, ownFeedback } from './feedback';
import { activityName, countdownText } from './text';

const lecture: Activity = { kind: 'lecture', title: 'Vectors', planned: 10 * MINUTE_MS };
const pause: Activity = { kind: 'break', title: '', planned: null };
const running = (rest: Partial<RunningActivity> = {}): RunningActivity => ({
  position: 0,
  activity: lecture,
  at: 0,
  until: 10 * MINUTE_MS,
  ...rest,
});

test('time counts down to nothing, then up', () => {
  expect(countdown(running(), 4 * MINUTE_MS)).toEqual({ ms: 6 * MINUTE_MS, over: false });
  expect(countdown(running(), 11 * MINUTE_MS)).toEqual({ ms: MINUTE_MS, over: true });
  expect(countdown(running({ until: null }), 0)).toBeNull();
  expect(countdown(null, 0)).toBeNull();
  expect(countdownText({ ms: 300, over: false })).toBe('0:01');
  expect(countdownText({ ms: 30_900, over: true })).toBe('+0:30');
  expect([0, 5, 20].map((minutes) => progress(running(), minutes * MINUTE_MS))).toEqual([0, 0.5, 1]);
});

test('what comes next', () => {
  const agenda = [lecture, pause];
  expect(nextPosition(agenda, null)).toBe(0);
  expect(nextPosition([], null)).toBeUndefined();
  expect(nextPosition(agenda, running())).toBe(1);
  expect(nextPosition(agenda, running({ position: 1, activity: pause }))).toBeUndefined();
});

test('after a change of the agenda the running activity is found by its like', () => {
  expect(positionOf([pause, lecture], running({ position: null }))).toBe(1);
  expect(positionOf([pause], running({ position: null }))).toBe(-1);
  expect(nextPosition([pause, lecture, pause], running({ position: null }))).toBe(2);
});

test('plans to begin with', () => {
  expect(plannedTime(PRESETS.rhythm)).toBe(60 * MINUTE_MS);
  expect(PRESETS.groups.map((activity) => activity.kind)).toEqual(['lecture', 'discussion', 'group']);
  expect([lecture, pause].map(activityName)).toEqual(['Vectors', 'Break']);
});

test('the end of the time is told once, and again after more time', () => {
  const end = new TimesUp();
  const at = (activity: RunningActivity | null, now: number) => end.passed(activity, now);
  expect([0, 599_999, 600_000, 600_250].map((now) => at(running(), now))).toEqual([false, false, true, false]);
  const longer = running({ until: 11 * MINUTE_MS });
  expect([610_000, 661_000].map((now) => at(longer, now))).toEqual([false, true]);
});

test('whoever comes in after the end hears nothing of it, nor of what was ended before', () => {
  expect(new TimesUp().passed(running(), 700_000)).toBe(false);
  const end = new TimesUp();
  end.passed(running(), 1_000);
  expect(end.passed(null, 600_000)).toBe(false);
});

test('feedback', () => {
  const given = [
    { participant: 2, feedback: 'confused', at: 0 },
    { participant: 3, feedback: 'confused', at: 1 },
  ] as const;
  const counts = gauge([...given], 4);
  expect(counts.find((each) => each.feedback === 'confused')).toEqual({ feedback: 'confused', count: 2, share: 0.5 });
  expect(counts).toHaveLength(5);
  expect([ownFeedback([...given], 3), ownFeedback([...given], 4)]).toEqual(['confused', null]);
});
