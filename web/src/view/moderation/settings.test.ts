import { describe, expect, test } from 'vitest';
import type { SettingsChange } from '../../protocol/generated';
import { classOf } from '../kit/fixture';
import { Changes } from './settings.svelte';

/** A server that answers when it is told to. */
function server() {
  let settings = classOf([]).settings;
  const asked: { change: SettingsChange; answer: () => void }[] = [];
  const changes = new Changes(
    () => settings,
    (change) => new Promise<void>((answer) => asked.push({ change, answer })),
  );
  return {
    changes,
    asked,
    do: (index: number) => {
      settings = { ...settings, ...asked[index]!.change };
      asked[index]!.answer();
    },
    refuse: (index: number) => asked[index]!.answer(),
  };
}

describe('changes of settings', () => {
  test('one builds on another that is under way', async () => {
    const { changes, asked, do: carryOut } = server();
    const before = changes.settings;
    const both = [changes.make({ chat: 'off' }), changes.make({ chat_gap: 10_000 })];
    const wanted = { ...before, chat: 'off', chat_gap: 10_000 };
    expect(changes.settings).toEqual(wanted);
    expect(asked.map(({ change }) => change)).toEqual([{ chat: 'off' }, { chat_gap: 10_000 }]);
    carryOut(0);
    await both[0];
    expect(changes.settings).toEqual(wanted);
    carryOut(1);
    await both[1];
    expect(changes.settings).toEqual(wanted);
  });

  test('the last of the same setting holds, whatever is answered first', async () => {
    const { changes, refuse } = server();
    const first = changes.make({ cameras: false });
    void changes.make({ cameras: true });
    refuse(0);
    await first;
    expect(changes.settings.cameras).toBe(true);
  });

  test('what is refused is as it was', async () => {
    const { changes, refuse } = server();
    const before = changes.settings;
    const made = changes.make({ locked: !before.locked });
    expect(changes.settings.locked).toBe(!before.locked);
    refuse(0);
    await made;
    expect(changes.settings).toEqual(before);
  });
});
