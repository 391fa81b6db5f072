// A person with a keyboard alone: Tab and arrow keys find a control by its name, Enter and Space use it.

/** More stops than any page has. */
const MOST_STOPS = 250;

/** Runs in the page: the focused control, and the group in which arrow keys move. */
function focused() {
  const element = document.activeElement;
  if (!element || element === document.body) return { name: '', group: null, visible: true };
  const name = element.getAttribute('aria-label') ?? element.labels?.[0]?.innerText ?? element.innerText ?? '';
  const group = element.closest('[role=toolbar], [role=tablist], [role=radiogroup], [role=menu]');
  return { name: name.trim(), group: group?.getAttribute('role') ?? null, visible: element.matches(':focus-visible') };
}

const ARROWS = { toolbar: 'ArrowRight', tablist: 'ArrowRight', radiogroup: 'ArrowDown', menu: 'ArrowDown' };

export class Keys {
  constructor(person) {
    this.person = person;
  }

  focused = () => this.person.evaluate(focused);

  /** Moves the focus until it is at the control with this name. */
  async to(name) {
    let first = null;
    const passed = [];
    for (let stop = 0; stop < MOST_STOPS; stop++) {
      const now = await this.focused();
      if (now.name === name) {
        if (!now.visible) throw new Error(`the focus at ${name} cannot be seen`);
        return;
      }
      passed.push(now.name.slice(0, 30));
      const key = `${now.group}/${now.name}`;
      const again = first === key;
      if (now.group && !first?.startsWith(`${now.group}/`)) first = key;
      await this.person.press(now.group && !again ? ARROWS[now.group] : 'Tab');
      if (!now.group) first = null;
    }
    await this.person.keep(`keys-${name}`);
    throw new Error(`${this.person.name}: no key leads to ${name}; passed ${[...new Set(passed)].join(', ')}`);
  }

  /** Finds a control and presses it. */
  async press(name, key = 'Enter') {
    await this.to(name);
    await this.person.press(key);
  }

  /** Finds a field and writes into it. */
  async write(name, text) {
    await this.to(name);
    await this.person.type(text);
  }
}
