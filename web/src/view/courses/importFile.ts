/** The file with which a roster is imported: its text, and what the server says of its lines. */

import { t } from '../../i18n';
import { LIMITS, type ImportError } from '../../protocol/generated';
import { utf8Bytes } from '../kit/format';

/**
 * The text of a file. Spreadsheets write UTF-8 with and without a mark, UTF-16 with one, and where they are asked for "CSV"
 * without more, the old Windows code page, whose bytes are no UTF-8 as soon as a name has an accent.
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Whether the server refuses a file of this text for its length. */
export function isTooLong(text: string): boolean {
  return utf8Bytes(text) > LIMITS.importBytes;
}

/** Why a line is left out, in words. */
export function problemText({ problem, value }: ImportError): string {
  const said = value.trim();
  if (said === '' && (problem === 'name' || problem === 'email')) return t(`import.no_${problem}`);
  return t(`import.problem_${problem}`, { value: said, max: LIMITS.groupChars });
}
