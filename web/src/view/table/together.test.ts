import { expect, test } from 'vitest';
import { ApiError } from '../../core/http';
import type { ClassSource } from '../../core/source';
import { tableOf } from '../../core/reduce/table';
import type { Agreed, Command, ErrorCode, Work } from '../../protocol/generated';
import { ClassView } from '../classroom/classView.svelte';
import { classOf, person } from '../kit/fixture';
import { toasts } from '../kit/toasts.svelte';
import type { WatchRoom } from '../watch/watchRoom.svelte';
import { Together, tableWork } from './together';

const [YOU, SAM, TIM] = [1, 2, 3];
const SEAT = 40;

/** A table at which some work on something together, and what is sent from there and to the class that is watched. */
function tableWith(agreed: Agreed[], work: Work[] = [], refused?: ErrorCode) {
  const people = [person(YOU), person(SAM, { name: 'Sam' }), person(TIM, { name: 'Tim' })];
  const table = { ...tableOf({ session: 'class', length: 60_000 }), together: agreed };
  const source: ClassSource = { snapshot: classOf(people, { table }), now: () => 0, subscribe: () => () => {} };
  const view = new ClassView(source, () => ({ you: YOU, may: new Set(), live: true }));
  const sent: Command[] = [];
  const send = (command: Command) => Promise.resolve(void sent.push(command));
  const together = new Together(view, send);
  const act = (command: Command) => (refused ? Promise.reject(new ApiError(refused, 422, '')) : send(command));
  const watched = { work, places: [], live: false, act } as unknown as WatchRoom;
  return { together, sent, hands: tableWork(watched, SEAT, together) };
}

const on = (room: number, ...people: number[]): Agreed[] => people.map((participant) => ({ participant, room }));

test('the others who work on a task are told, and whether the reader does', () => {
  const { together, sent } = tableWith([...on(1, SAM, YOU), ...on(2, TIM)]);
  expect([1, 2, 3].map((room) => [together.others(room), together.agreed(room)])).toEqual([
    [['Sam'], true],
    [['Tim'], false],
    [[], false],
  ]);
  together.set(2, true);
  together.set(1, false);
  expect(sent).toEqual([
    { do: 'set_together', room: 2 },
    { do: 'set_together', room: null },
  ]);
  const many = Array.from({ length: 12 }, (_, index) => 10 + index);
  const full = tableWith([...on(1, ...many), ...on(2, ...many.slice(1))]).together;
  expect([full.full(1), full.full(2)]).toEqual([true, false]);
});

test('whoever hands in does so for all who agreed, while they are several and nothing is handed in', async () => {
  const did = async (agreed: Agreed[], work: Work[] = []) => {
    const { hands, sent } = tableWith(agreed, work);
    expect(await hands.send(1, 'Six')).toBe(true);
    return sent.map((command) => command.do).join();
  };
  const made: Work = {
    seq: 1,
    room: 1,
    participant: 41,
    at: 0,
    later: { unix: 1 },
    audience: { to: 'room', room: 1 },
    text: 'Five',
    with: [SEAT],
  };
  expect(await did(on(1, YOU, SAM))).toBe('hand_in_together');
  expect(await did(on(1, YOU)), 'nobody else says so').toBe('hand_in');
  expect(await did(on(1, SAM, TIM)), 'the reader does not').toBe('hand_in');
  expect(await did([...on(1, YOU), ...on(2, SAM)]), 'the other one works on something else').toBe('hand_in');
  expect(await did(on(1, YOU, SAM), [made]), 'it is handed in').toBe('hand_in');
  expect(await did(on(1, YOU, SAM), [made, { ...made, seq: 2, text: '' }]), 'it was taken back').toBe(
    'hand_in_together',
  );
});

test('whoever hands in with nobody who can reads what to do', async () => {
  const said = async (refused: ErrorCode) => {
    expect(await tableWith(on(1, YOU, SAM), [], refused).hands.send(1, 'Six')).toBe(false);
    return toasts().at(-1)!.text;
  };
  expect(await said('not_now')).toContain('Take yourself out above');
  expect(await said('draining')).not.toContain('Take yourself out above');
});

test('whoever changes what was handed in says what they have read of it', async () => {
  const made = (seq: number, participant: number, text: string): Work => ({
    ...{ seq, room: 1, participant, at: 0, later: { unix: 1 }, audience: { to: 'room', room: 1 }, text },
    with: [participant === SEAT ? 41 : SEAT],
  });
  const read = async (work: Work[]) => {
    const { hands, sent } = tableWith([], work);
    await hands.send(1, 'Six');
    return sent.map((command) => command.do === 'hand_in' && command.on);
  };
  expect(await read([])).toEqual([0]);
  expect(await read([made(3, 41, 'Five'), made(5, SEAT, 'Six'), made(7, 41, 'Seven')])).toEqual([7]);
  expect(await read([made(3, 41, 'Five'), made(5, SEAT, '')])).toEqual([0]);
});
