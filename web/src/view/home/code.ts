/** The page to which a text leads that somebody has from a teacher: a class code, or the link to a class or to join a course. */
export function pageOf(text: string): string | undefined {
  const trimmed = text.trim();
  const course = /\/courses\/join\/([\w-]+)/.exec(trimmed)?.[1];
  if (course) return `/courses/join/${course}`;
  const code = codeOf(trimmed);
  return code && `/j/${code}`;
}

/** The class code in a text: a code, with spaces or hyphens between its groups, or a join link. */
function codeOf(text: string): string | undefined {
  const linked = /\/j\/([\w-]+)/.exec(text)?.[1];
  const typed = text.replace(/\s+/g, '-');
  return linked ?? (/^[\w-]{1,64}$/.test(typed) ? typed : undefined);
}
