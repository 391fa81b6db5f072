import { describe, expect, test } from 'vitest';
import { ApiError } from '../../core/http';
import type { NewPreparation, PreparationItem, SessionPreparation } from '../../protocol/generated';
import { Preparation } from './preparation.svelte';

const item = (id: string, done_unix: number | null = null): PreparationItem => ({
  ...{ id, title: id, content: { kind: 'text', text: id }, recording: null, done_unix, done_by: null },
});

/** A server with these items; answers are given when the test lets them go, the first one first. */
function serverWith(items: PreparationItem[]) {
  const removed = new Map<string, [PreparationItem, number]>();
  const server = {
    held: [] as (() => void)[],
    hold: false,
    refuse: false,
    orders: [] as string[][],
    async answer(): Promise<SessionPreparation> {
      const list = { items: [...items], students: null };
      if (server.refuse) throw new ApiError('not_found', 404);
      if (server.hold) await new Promise<void>((go) => server.held.push(go));
      return list;
    },
    preparation: () => server.answer(),
    addPreparation: (_: string, { title }: NewPreparation) => (items.push(item(title)), server.answer()),
    changePreparation: (_: string, id: string, { title }: NewPreparation) => {
      items = items.map((each) => (each.id === id ? { ...each, title } : each));
      return server.answer();
    },
    removePreparation(_: string, id: string) {
      const place = items.findIndex((each) => each.id === id);
      removed.set(id, [items[place]!, place]);
      items.splice(place, 1);
      return server.answer();
    },
    restorePreparation(_: string, id: string) {
      const [back, place] = removed.get(id)!;
      items.splice(place, 0, back);
      return server.answer();
    },
    orderPreparation(_: string, { items: ids }: { items: string[] }) {
      server.orders.push(ids);
      items = ids.map((id) => items.find((each) => each.id === id)!);
      return server.answer();
    },
    copyPreparation: () => server.answer(),
    setPrepared(_: string, id: string, done: boolean) {
      if (!server.refuse) items = items.map((each) => (each.id === id ? item(id, done ? 1 : null) : each));
      return server.answer();
    },
  };
  return server;
}

async function loaded(...ids: string[]) {
  const server = serverWith(ids.map((id) => item(id)));
  const preparation = new Preparation(server, 's');
  await preparation.load();
  return { server, preparation, ids: () => preparation.items?.map(({ id }) => id).join('') };
}

/** Lets go of the oldest held answer, and waits until it has arrived. */
async function arrive({ held }: { held: (() => void)[] }) {
  held.shift()!();
  await new Promise((done) => setTimeout(done));
}

test('what is removed comes back to its place', async () => {
  const { preparation, ids } = await loaded('a', 'b', 'c');
  const undo = await preparation.remove('b');
  expect(ids()).toBe('ac');
  await undo();
  expect(ids()).toBe('abc');
});

describe('a tick', () => {
  test('is shown at once', async () => {
    const { server, preparation } = await loaded('a');
    server.hold = true;
    void preparation.tick('a', true);
    expect(preparation.items?.[0]?.done_unix).toBeGreaterThan(0);
    await arrive(server);
    expect(preparation.items?.[0]?.done_unix).toBe(1);
  });

  test('is taken back when the server refuses', async () => {
    const { server, preparation } = await loaded('a');
    server.refuse = true;
    await expect(preparation.tick('a', true)).rejects.toThrow();
    expect(preparation.items?.[0]?.done_unix).toBeNull();
  });

  test('is not taken back by an answer that was asked for before', async () => {
    const { server, preparation } = await loaded('a');
    server.hold = true;
    void preparation.load();
    void preparation.tick('a', true);
    await arrive(server);
    expect(preparation.items?.[0]?.done_unix).not.toBeNull();
  });
});

test('orders are sent one after the other, and those between are left out', async () => {
  const { server, preparation, ids } = await loaded('a', 'b', 'c');
  server.hold = true;
  const [a, b, c] = preparation.items!;
  void preparation.order([b!, a!, c!]);
  void preparation.order([b!, c!, a!]);
  void preparation.order([c!, b!, a!]);
  expect(ids()).toBe('cba');
  await arrive(server);
  await arrive(server);
  expect([ids(), server.orders.map((order) => order.join(''))]).toEqual(['cba', ['bac', 'cba']]);
});
