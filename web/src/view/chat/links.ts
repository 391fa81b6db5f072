/** Web addresses in texts that people write. Pure. */

/** A piece of a text; with `href` it is a link. */
export interface Piece {
  readonly text: string;
  readonly href?: string;
}

/** An address goes on to the next space, quote or bracket that cannot stand in an address. */
const ADDRESS = /\bhttps?:\/\/[^\s<>"“”„«»`\u200e\u200f\u202a-\u202e\u2066-\u2069]+/giu;
/** Punctuation that ends a sentence does not belong to the address in it. */
const SENTENCE_END = /[.,;:!?…'’*_~،؛؟。、，！？]+$/u;
const BRACKETS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Cuts a text at its addresses. Together the pieces are the text. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let done = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutEnd(match[0]);
    const href = hrefOf(address);
    if (!href) continue;
    if (match.index > done) found.push({ text: text.slice(done, match.index) });
    found.push({ text: address, href });
    done = match.index + address.length;
  }
  if (done < text.length) found.push({ text: text.slice(done) });
  return found;
}

/** The address without the end of the sentence and the bracket around it. A bracket that opens in it also closes in it. */
function withoutEnd(address: string): string {
  const cut = address.replace(SENTENCE_END, '');
  const opening = BRACKETS[cut.at(-1) ?? ''];
  if (opening && count(cut, opening) < count(cut, cut.at(-1)!)) return withoutEnd(cut.slice(0, -1));
  return cut;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

/** The target of a link; undefined for other text, and if a user name before `@` could be mistaken for the host. */
function hrefOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { href, username, password } = new URL(address);
  return username || password ? undefined : href;
}
