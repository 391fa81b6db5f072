import { expect, test } from 'vitest';
import type { ClassSource } from '../../core/source';
import type { Participant } from '../../protocol/generated';
import { classOf, person } from '../kit/fixture';
import { ClassView } from './classView.svelte';

function viewOf(participants: Participant[]) {
  let changed = () => {};
  const source = {
    snapshot: classOf(participants),
    now: () => 0,
    subscribe: (listener: () => void) => {
      changed = listener;
      return () => {};
    },
  } satisfies ClassSource;
  const view = new ClassView(source, () => ({ you: null, may: new Set(), live: false }));
  const become = (next: Participant[]) => {
    source.snapshot = classOf(next);
    changed();
  };
  return { view, become };
}

test('who is staff is told by the role, whatever the name', () => {
  const { view } = viewOf([
    person(1, { name: 'Dr. Okafor', role: 'instructor', present: false }),
    person(2, { name: 'Dr. Okafor' }),
  ]);
  expect([1, 2, 3].map((id) => [view.nameOf(id), view.roleOf(id)])).toEqual([
    ['Dr. Okafor', 'instructor'],
    ['Dr. Okafor', 'guest'],
    ['', undefined],
  ]);
  view.close();
});

test('a role or a name that changes is seen', () => {
  const { view, become } = viewOf([person(1)]);
  become([person(1, { role: 'assistant' })]);
  expect(view.roleOf(1)).toBe('assistant');
  become([person(1, { role: 'assistant', name: 'Bo' })]);
  expect(view.nameOf(1)).toBe('Bo');
  view.close();
});
