/** Numbers in polls. They are thousandths on the wire, so that no client rounds them differently. Pure. */

import { LIMITS } from '../../protocol/generated';

/** A written number in thousandths; null when it is no number, too fine or too large. Takes `9.81` and `9,81`. */
export function toThousandths(text: string): number | null {
  const match = /^([+\-\u2212])?(\d{0,15})(?:[.,](\d{0,3}))?$/.exec(text.trim().replaceAll(/[\s\u00a0\u202f]/g, ''));
  if (!match || !(match[2] || match[3])) return null;
  const size = Number(match[2] || '0') * 1000 + Number((match[3] ?? '').padEnd(3, '0'));
  if (size > LIMITS.answerThousandths) return null;
  return match[1] && match[1] !== '+' && size > 0 ? -size : size;
}

/** A number as a person would type it: `9.81`. */
export function plainNumber(thousandths: number): string {
  return String(Math.round(thousandths) / 1000);
}
