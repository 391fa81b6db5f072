import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { singleKeys } from '../../view/kit/persistedToggle.svelte';
import { shortcut } from './keys';

/** What a page has of an element: the selectors that it, or what it is in, fits. */
class FakeElement {
  constructor(readonly fits: readonly string[] = []) {}
  closest(selectors: string): FakeElement | null {
    return selectors.split(', ').some((selector) => this.fits.includes(selector)) ? this : null;
  }
}

let dialog: FakeElement | null = null;

beforeEach(() => {
  dialog = null;
  vi.stubGlobal('Element', FakeElement);
  vi.stubGlobal('document', { querySelector: () => dialog });
});
afterEach(() => {
  singleKeys.on = true;
  vi.unstubAllGlobals();
});

type Pressed = Partial<Omit<KeyboardEvent, 'target'>> & { target?: FakeElement };

/** The name of the action that a key does, of those that there are. */
function does(pressed: Pressed, ...names: string[]): string | undefined {
  let done: string | undefined;
  let prevented = false;
  const event = { code: '', key: '', shiftKey: false, target: new FakeElement(), ...pressed };
  const actions = Object.fromEntries(names.map((name) => [name, () => (done = name)]));
  shortcut({ ...event, preventDefault: () => (prevented = true) } as unknown as KeyboardEvent, actions);
  expect(prevented).toBe(done !== undefined);
  return done;
}

test.each([
  // A French keyboard types "a" where an American one has Q, and "&" where it has 1.
  ['French', { code: 'KeyQ', key: 'a' }, 'q'],
  ['French', { code: 'KeyA', key: 'q' }, 'a'],
  ['French', { code: 'Digit1', key: '&' }, '1'],
  ['German', { code: 'KeyZ', key: 'y' }, 'z'],
  ['Greek', { code: 'KeyM', key: 'μ' }, 'm'],
  ['Russian', { code: 'KeyK', key: 'л' }, 'k'],
  ['Arabic', { code: 'KeyF', key: 'ب' }, 'f'],
  ['Dvorak', { code: 'KeyJ', key: 'h' }, 'j'],
  ['American, with capitals locked', { code: 'KeyC', key: 'C' }, 'c'],
] as const)('on a %s keyboard %o is the key of its place', (_, pressed, name) => {
  expect(does(pressed, 'a', 'c', 'f', 'j', 'k', 'l', 'm', 'q', 'y', 'z', '1')).toBe(name);
});

test('what is typed counts for signs: speed and help are where a layout has them', () => {
  expect(does({ code: 'Comma', key: '<', shiftKey: true }, '<', ',')).toBe('<');
  expect(does({ code: 'Comma', key: ';' }, '<', ',')).toBe(',');
  expect(does({ code: 'Period', key: ':', shiftKey: true }, '>', '.')).toBe('>');
  // On a German keyboard the question mark is beside zero, on a French one below M.
  expect(does({ code: 'Minus', key: '?', shiftKey: true }, '?', '/')).toBe('?');
  expect(does({ code: 'KeyM', key: '?', shiftKey: true }, '?', 'm')).toBe('?');
  expect(does({ code: 'Space', key: ' ' }, ' ')).toBe(' ');
});

test('keys of the browser, of fields and of dialogs are theirs', () => {
  const m = { code: 'KeyM', key: 'm' };
  for (const modifier of ['ctrlKey', 'metaKey', 'altKey', 'repeat', 'defaultPrevented'] as const) {
    expect(does({ ...m, [modifier]: true }, 'm')).toBeUndefined();
  }
  expect(does({ ...m, target: new FakeElement(['textarea']) }, 'm')).toBeUndefined();
  expect(
    does({ code: 'ArrowLeft', key: 'ArrowLeft', target: new FakeElement(['aside']) }, 'ArrowLeft'),
  ).toBeUndefined();
  expect(does({ code: 'ArrowLeft', key: 'ArrowLeft', repeat: true }, 'ArrowLeft')).toBe('ArrowLeft');
  expect(does({ code: 'Space', key: ' ', target: new FakeElement(['button']) }, ' ')).toBeUndefined();
  dialog = new FakeElement();
  expect(does(m, 'm')).toBeUndefined();
});

test('whoever switched single keys off has arrows and space', () => {
  singleKeys.on = false;
  expect(does({ code: 'KeyM', key: 'm' }, 'm')).toBeUndefined();
  expect(does({ code: 'Space', key: ' ' }, ' ')).toBe(' ');
  expect(does({ code: 'ArrowLeft', key: 'ArrowLeft' }, 'ArrowLeft')).toBe('ArrowLeft');
});
