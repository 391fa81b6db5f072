import { describe, expect, it, vi } from 'vitest';
import type { Thread, ThreadPage } from '../../protocol/generated';
import { Board } from './board.svelte';

const thread = (id: string): Thread => ({
  id,
  title: id,
  by: '',
  staff: false,
  deleted: null,
  at_unix: 0,
  last_unix: 0,
  replies: 0,
  mine: false,
  marks: { pinned: false, question: false, answer: null },
  moment: null,
  message: null,
});
const page = (ids: string[], next: string | null = null, open = 0): ThreadPage => ({
  threads: ids.map(thread),
  next,
  open,
});
const ids = (board: Board) => board.list?.map(({ id }) => id);

describe('a board', () => {
  it('loads page after page, and each thread once', async () => {
    const threads = vi
      .fn()
      .mockResolvedValueOnce(page(['a', 'b'], 'b', 2))
      .mockResolvedValueOnce(page(['b', 'c']));
    const board = new Board({ threads }, 'course');
    await board.load();
    expect([ids(board), board.open, board.hasMore]).toEqual([['a', 'b'], 2, true]);
    await board.more();
    expect([ids(board), board.hasMore]).toEqual([['a', 'b', 'c'], false]);
    expect(threads).toHaveBeenLastCalledWith('course', { find: '', open: false, before: 'b' });
    await board.more();
    expect(threads).toHaveBeenCalledTimes(2);
  });

  it('loads as much again as there was', async () => {
    const threads = vi
      .fn()
      .mockResolvedValueOnce(page(['a'], 'a'))
      .mockResolvedValueOnce(page(['b'], null))
      .mockResolvedValueOnce(page(['n'], 'n'))
      .mockResolvedValueOnce(page(['a'], 'a'));
    const board = new Board({ threads }, 'course');
    await board.load();
    await board.more();
    await board.load();
    expect([ids(board), board.hasMore]).toEqual([['n', 'a'], true]);
  });

  it('shows what was asked for last, whatever comes first', async () => {
    const answers: ((page: ThreadPage) => void)[] = [];
    const board = new Board({ threads: () => new Promise((resolve) => answers.push(resolve)) }, 'course');
    board.find = 'a';
    const first = board.search();
    board.find = 'ab';
    const second = board.search();
    answers[1]!(page(['ab']));
    await second;
    answers[0]!(page(['a']));
    await first;
    expect(ids(board)).toEqual(['ab']);
  });

  it('keeps what there was when a request fails', async () => {
    const threads = vi
      .fn()
      .mockResolvedValueOnce(page(['a']))
      .mockRejectedValueOnce(new Error('network'));
    const board = new Board({ threads }, 'course');
    await board.load();
    await board.load();
    expect([ids(board), board.failure instanceof Error, board.loading]).toEqual([['a'], true, false]);
  });
});
