/** The class code in what somebody typed or pasted: a code, its groups apart or together, or a join link that has one. */
export function codeOf(text: string): string | undefined {
  const trimmed = text.trim();
  const linked = /\/j\/([\w-]+)/.exec(trimmed)?.[1];
  const typed = trimmed.replace(/\s+/g, '-');
  return linked ?? (/^[\w-]{1,64}$/.test(typed) ? typed : undefined);
}
