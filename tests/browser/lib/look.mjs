// Checks a page wide and narrow, light and dark: by axe, by its width, and as screenshots for people to look at.
import assert from 'node:assert/strict';

const SHAPES = [
  { width: 1280, height: 800 },
  { width: 360, height: 740 },
];

/** A window at 200 % zoom, one at 400 %, and small telephones. */
const SMALL = [
  { width: 640, height: 400 },
  { width: 320, height: 256 },
  { width: 360, height: 740 },
  { width: 320, height: 568 },
];

/** What colours change: the rest is the same in both colour schemes, and axe takes most of the time of a look. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** Checks the page of a person once it is there; `page` names the screenshots. */
export async function lookAt(person, page) {
  await person.until('a heading', () => document.querySelector('h1') !== null);
  for (const shape of SHAPES) {
    for (const colorScheme of ['light', 'dark']) {
      await person.look(shape, colorScheme);
      await person.shot(`${page}-${shape.width}-${colorScheme}`);
      assert.deepEqual(await person.axe(colorScheme === 'dark' ? OF_COLOURS : undefined), [], `${page} at ${shape.width} ${colorScheme}`);
      const wide = await person.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${page} at ${shape.width} is ${wide} px too wide`);
    }
  }
  await person.look(SHAPES[0], 'light');
}

/** Checks a class page in small windows: it does not scroll, and the elements of `fixed` are wholly in sight. */
export async function lookSmall(person, page, fixed) {
  for (const shape of SMALL) {
    await person.look(shape, 'light');
    await person.shot(`${page}-${shape.width}x${shape.height}`);
    const { scrolls, hidden } = await person.evaluate(standsStill, fixed);
    assert.deepEqual(scrolls, [0, 0], `${page} at ${shape.width}x${shape.height} scrolls`);
    assert.deepEqual(hidden, [], `out of sight in ${page} at ${shape.width}x${shape.height}`);
  }
  await person.look(SHAPES[0], 'light');
}

/** Runs in the page: how far the page scrolls, and which of these elements are not wholly in the window. */
function standsStill(fixed) {
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
  const inside = ({ left, top, right, bottom, width }) => width > 0 && left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
  const hidden = fixed.filter((css) => !inside(document.querySelector(css).getBoundingClientRect()));
  return { scrolls: [scrollWidth - clientWidth, scrollHeight - clientHeight], hidden };
}
