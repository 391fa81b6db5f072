import { describe, expect, test } from 'vitest';
import type { Event, Snapshot } from '../protocol/generated';
import { emptySnapshot, reduce } from './reducer';

/** A journal, the events of it that each viewer sees, and their fold. The server's reducer is held to the same files. */
interface Golden {
  name: string;
  journal: Event[];
  views: View[];
}

interface View {
  viewer: { participant: number; role: string };
  /** The events that they may see. */
  events: number[];
  /** The state after all of these events. */
  snapshot: Snapshot;
}

const files = import.meta.glob<Partial<Golden>>('../../../server/protocol/golden/*.json', {
  eager: true,
  import: 'default',
});
const goldens = Object.values(files).filter((file): file is Golden => 'journal' in file);

const fold = (events: readonly Event[]) => events.reduce(reduce, emptySnapshot());

test('golden journals exist', () => expect(goldens.length).toBeGreaterThan(0));

describe.each(goldens)('golden: $name', ({ journal, views }) => {
  test.each(views)('seat $viewer.participant, $viewer.role', ({ events, snapshot }) => {
    expect(fold(journal.filter(({ seq }) => events.includes(seq)))).toEqual(snapshot);
  });
});

/** The snapshots that people have before an action, by scene. */
type Scenes = Record<string, { viewer: { participant: number }; snapshot: Snapshot }[]>;

/** The events of an action as people are told them. The server makes sure that people need no other events. */
interface Action {
  name: string;
  scene: string;
  /** People, the events that they are told, and the parts of their snapshots that these events change. */
  told: { to: number[]; events: Event[]; changed: Partial<Snapshot> }[];
}

const actionFiles = import.meta.glob<Action[] | Scenes>('../../../server/protocol/golden/actions/*.json', {
  eager: true,
  import: 'default',
});
const scenes = Object.values(actionFiles).find((file): file is Scenes => !Array.isArray(file))!;
const features = Object.entries(actionFiles).filter((entry): entry is [string, Action[]] => Array.isArray(entry[1]));

test('golden actions exist', () => expect(features.length).toBeGreaterThan(0));

describe.each(features)('%s', (_, actions) => {
  test.each(actions)('$name', ({ scene, told }) => {
    const held = new Map(scenes[scene]!.map(({ viewer, snapshot }) => [viewer.participant, snapshot]));
    for (const { to, events, changed } of told) {
      for (const seat of to) {
        const before = held.get(seat)!;
        expect(events.reduce(reduce, before), `seat ${seat}`).toEqual({ ...before, ...changed });
      }
    }
  });
});

describe('reduce', () => {
  const everyone = { to: 'everyone' } as const;
  const joined = (seq: number, participant: number): Event => ({
    seq,
    at: seq * 10,
    audience: everyone,
    kind: 'joined',
    participant,
    name: `Seat ${participant}`,
    role: 'student',
    room: 0,
    consent: { record_camera: true, record_voice: true },
  });

  test('leaves the old state as it was and shares what did not change', () => {
    const before = fold([joined(1, 1), joined(2, 2)]);
    const copy = structuredClone(before);
    const after = reduce(before, {
      seq: 3,
      at: 30,
      audience: everyone,
      kind: 'reacted',
      participant: 2,
      reaction: 'heart',
    });
    expect(before).toEqual(copy);
    expect(after.participants[0]).toBe(before.participants[0]);
    expect(after.rooms).toBe(before.rooms);
    expect(after.participants[1]!.reaction).toEqual({ reaction: 'heart', at: 30 });
  });

  test('ignores a kind of event that it does not know', () => {
    const before = fold([joined(1, 1)]);
    const unknown = { seq: 2, at: 20, audience: everyone, kind: 'poll_opened', poll: 1 } as unknown as Event;
    expect(reduce(before, unknown)).toEqual({ ...before, seq: 2 });
  });

  test('changes nothing for a person it does not know', () => {
    const before = fold([joined(1, 1)]);
    const strangers: Event[] = [
      { seq: 2, at: 20, audience: everyone, kind: 'hand_raised', participant: 9 },
      { seq: 2, at: 20, audience: everyone, kind: 'track_changed', participant: 9, source: 'camera', state: 'on' },
      { seq: 2, at: 20, audience: everyone, kind: 'left', participant: 9, reason: 'lost' },
    ];
    for (const event of strangers) expect(reduce(before, event)).toEqual({ ...before, seq: 2 });
  });
});
