// A mailbox with the letters that a server has sent, whoever they are for.
import { EventEmitter, on } from 'node:events';

const PATIENCE_MS = 20_000;

export class Mailbox {
  #letters = [];
  #arrivals = new EventEmitter();

  /** A letter arrives: {to, subject, text}. */
  take(letter) {
    this.#letters.push(letter);
    this.#arrivals.emit('letter', letter);
  }

  /** The subjects of all letters to an address so far, in their order. */
  subjects(to) {
    return this.#letters.filter((letter) => letter.to.includes(to)).map(({ subject }) => subject);
  }

  /** The first letter to an address whose subject has these words, once it has arrived, with its `link`. */
  async letter(to, words) {
    const is = (letter) => letter.to.includes(to) && letter.subject.includes(words);
    const arrivals = on(this.#arrivals, 'letter', { signal: AbortSignal.timeout(PATIENCE_MS) });
    let found = this.#letters.find(is);
    try {
      while (!found) {
        const [letter] = (await arrivals.next()).value;
        if (is(letter)) found = letter;
      }
    } catch {
      throw new Error(`no letter "${words}" to ${to}; there are: ${JSON.stringify(this.subjects(to))}`);
    } finally {
      await arrivals.return();
    }
    return { ...found, link: /^http\S+$/m.exec(found.text)?.[0] };
  }
}
