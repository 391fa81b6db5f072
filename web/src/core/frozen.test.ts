import { describe, expect, test } from 'vitest';
import type { Event, Snapshot } from '../protocol/generated';
import { emptySnapshot, reduce } from './reducer';

// Files that released versions wrote: see tests/frozen/README.md.
const files = import.meta.glob<string>('../../../tests/frozen/*/*/*.{tsv,jsonl}', {
  eager: true,
  query: '?raw',
  import: 'default',
});

interface Who {
  participant: number;
  role: string;
}

interface View {
  name: string;
  viewer: Who | null;
  events: number[];
  snapshot: Snapshot;
}

interface Moment {
  viewer: Who;
  snapshot: Snapshot;
}

interface FrozenClass {
  folder: string;
  journal: Event[];
  views: View[];
  moments: Moment[];
}

const linesOf = (file: string) => files[file]!.trimEnd().split('\n');
const jsonOf = <T>(file: string) => linesOf(file).map((line) => JSON.parse(line) as T);

const classes: FrozenClass[] = Object.keys(files)
  .filter((file) => file.endsWith('/journal.tsv'))
  .map((file) => {
    const folder = file.replace('/journal.tsv', '');
    return {
      folder,
      journal: linesOf(file).map((line) => JSON.parse(line.split('\t')[2]!) as Event),
      views: jsonOf<View>(`${folder}/views.jsonl`),
      moments: jsonOf<Moment>(`${folder}/moments.jsonl`),
    };
  });

const fold = (events: readonly Event[]) => events.reduce(reduce, emptySnapshot());

test('frozen classes exist', () => expect(classes.length).toBeGreaterThanOrEqual(2));

describe.each(classes)('$folder', ({ journal, views, moments }) => {
  const seenBy = (view: View) => journal.filter(({ seq }) => view.events.includes(seq));

  // Later versions may add fields; frozen fields stay.
  test.each(views)('what is seen by $name is as it was', (view) => {
    expect(fold(seenBy(view))).toMatchObject(view.snapshot);
  });

  const isSame = (a: Who, b: Who | null) => b !== null && a.participant === b.participant && a.role === b.role;
  // People who waited or had another role at that moment were told less of it then than now.
  const comparable = moments.flatMap(({ viewer, snapshot }) => {
    const view =
      snapshot.waiting.length === 0 || viewer.role === 'instructor'
        ? views.find((view) => isSame(viewer, view.viewer))
        : undefined;
    return view ? [{ name: view.name, seq: snapshot.seq, snapshot, view }] : [];
  });

  test('people were welcomed', () => expect(comparable.length).toBeGreaterThan(0));

  test.each(comparable)('$name was welcomed at $seq with what is folded now', ({ seq, snapshot, view }) => {
    expect(fold(seenBy(view).filter((event) => event.seq <= seq))).toMatchObject(snapshot);
  });
});
