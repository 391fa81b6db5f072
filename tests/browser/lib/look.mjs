// A page looked at wide and narrow, light and dark: by axe, by its width, and as pictures for people to look at.
import assert from 'node:assert/strict';

const SHAPES = [
  { width: 1280, height: 800 },
  { width: 360, height: 740 },
];

/** Looks at what a person has before them; `page` names the pictures. */
export async function lookAt(person, page) {
  for (const shape of SHAPES) {
    for (const colorScheme of ['light', 'dark']) {
      await person.look(shape, colorScheme);
      await person.shot(`${page}-${shape.width}-${colorScheme}`);
      assert.deepEqual(await person.axe(), [], `${page} at ${shape.width} ${colorScheme}`);
      const wide = await person.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${page} at ${shape.width} is ${wide} px too wide`);
    }
  }
  await person.look(SHAPES[0], 'light');
}
