/** The class code in a text: a code, with spaces or hyphens between its groups, or a join link. */
export function codeOf(text: string): string | undefined {
  const trimmed = text.trim();
  const linked = /\/j\/([\w-]+)/.exec(trimmed)?.[1];
  const typed = trimmed.replace(/\s+/g, '-');
  return linked ?? (/^[\w-]{1,64}$/.test(typed) ? typed : undefined);
}
