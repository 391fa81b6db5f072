import { describe, expect, test, vi } from 'vitest';
import { ApiError } from '../../core/http';
import { LIMITS, type OwnLedger, type Watched } from '../../protocol/generated';
import { Reports } from './reports';

const OWN = { entry: { state: 'on_the_way' } } as OwnLedger;

/** A page whose player is looked at ten times a second. */
class Page {
  readonly sent: Watched[] = [];
  readonly send = vi.fn(async (played: Watched) => (this.sent.push(played), OWN));
  readonly counted: OwnLedger[] = [];
  readonly #reports = new Reports(
    (played) => this.send(played),
    (own) => this.counted.push(own),
  );
  at = 0;
  now = 0;

  async play(ms: number, rate = 1, share = 1): Promise<void> {
    for (const end = this.now + ms; this.now < end; this.now += 100, this.at += 100 * rate * share)
      await this.look(true, rate, share);
    await this.look(true, rate, share);
  }

  async look(playing: boolean, rate = 1, share = 1): Promise<void> {
    this.#reports.follow(this.at, playing, rate, this.now, share);
    await vi.waitFor(() => {});
  }

  get stretches(): number[][] {
    return this.sent.map(({ from, to }) => [from, to]);
  }
}

describe('a page reports', () => {
  test('a take as the stretch of class that it stands for, apart from what is around it', async () => {
    const page = new Page();
    await page.play(2_000);
    await page.play(1_000, 1, 10);
    await page.play(1_000);
    await page.look(false);
    expect(page.stretches).toEqual([
      [0, 0],
      [0, 2_000],
      [2_000, 2_000],
      [2_000, 12_000],
      [12_000, 12_000],
      [12_000, 13_000],
    ]);
  });

  test('when it begins to play, at each interval, and where it stops', async () => {
    const page = new Page();
    await page.look(false);
    expect(page.sent).toEqual([]);
    await page.play(LIMITS.ledgerBeatMs + 3_000);
    await page.look(false);
    expect(page.stretches).toEqual([
      [0, 0],
      [0, LIMITS.ledgerBeatMs],
      [LIMITS.ledgerBeatMs, LIMITS.ledgerBeatMs + 3_000],
    ]);
    expect(page.counted).toEqual([OWN, OWN, OWN]);
    expect(page.sent.every(({ speed_percent }) => speed_percent === 100)).toBe(true);
  });

  test('no jump as something that was played, in either direction', async () => {
    const page = new Page();
    await page.play(1_000);
    page.at = 60_000;
    await page.play(1_000);
    page.at = 5_000;
    await page.play(1_000);
    await page.look(false);
    expect(page.stretches.filter(([from, to]) => from !== to)).toEqual([
      [0, 1_000],
      [60_000, 61_000],
      [5_000, 6_000],
    ]);
  });

  test('each speed by itself', async () => {
    const page = new Page();
    await page.play(1_000, 1);
    await page.play(1_000, 2);
    await page.look(false, 2);
    expect(page.sent.filter(({ from, to }) => to > from)).toEqual([
      { from: 0, to: 1_000, speed_percent: 100 },
      { from: 1_000, to: 3_000, speed_percent: 200 },
    ]);
  });

  test('also when the browser looks at it once in a while alone', async () => {
    const page = new Page();
    await page.look(true);
    [page.now, page.at] = [60_000, 60_000];
    await page.look(true);
    expect(page.stretches.at(-1)).toEqual([0, 60_000]);
  });

  test('what could not be sent before, in order', async () => {
    const page = new Page();
    await page.play(1_000);
    page.send.mockRejectedValueOnce(new ApiError('network', 0));
    await page.look(false);
    await page.play(500);
    await page.look(false);
    expect(page.stretches).toEqual([
      [0, 0],
      [0, 1_000],
      [1_000, 1_000],
      [1_000, 1_500],
    ]);
  });

  test('nothing more after a refusal for good', async () => {
    const page = new Page();
    page.send.mockRejectedValueOnce(new ApiError('forbidden', 403));
    await page.play(3 * LIMITS.ledgerBeatMs);
    expect(page.send).toHaveBeenCalledOnce();
  });
});
