import { errorCode, errorText, t } from '../../i18n';
import { LIMITS, type ErrorCode } from '../../protocol/generated';

/** The fields of the account forms. */
export type Field = 'name' | 'email' | 'password' | 'present';

/** The fields of a new account. */
export type NewField = Exclude<Field, 'present'>;

/** The field to which a refusal belongs. */
const FIELD_OF: Partial<Record<ErrorCode | 'network', Field>> = {
  name_invalid: 'name',
  email_invalid: 'email',
  email_taken: 'email',
  address_differs: 'email',
  password_invalid: 'password',
  password_wrong: 'present',
};

/** Messages about a form: at a field, or about the whole. */
export type FormErrors = Partial<Record<Field | 'form', string>>;

/** The message of a failure, at the field to which it belongs. */
export function errorsOf(failure: unknown): FormErrors {
  const code = errorCode(failure);
  return { [(code && FIELD_OF[code]) ?? 'form']: errorText(failure) };
}

/** What a page says once a link was asked for, whether or not there is such an account. */
export function onItsWay(email: string): string {
  return t('mail.on_its_way', { email, minutes: LIMITS.mailLinkLifetimeMs / 60_000 });
}

/** Checks what can be checked before asking the server, by the server's limits. */
export function check(values: Partial<Record<Field, string>>): FormErrors {
  const errors: FormErrors = {};
  if (values.name !== undefined && !isName(values.name)) errors.name = t('error.name_invalid');
  if (values.email !== undefined && !/^\S+@\S+$/.test(values.email.trim())) errors.email = t('error.email_invalid');
  if (values.password !== undefined && !isPassword(values.password)) errors.password = t('error.password_invalid');
  return errors;
}

/** Whether the server takes a name of this length. */
export function isName(name: string): boolean {
  const characters = [...name.trim()].length;
  return characters >= 1 && characters <= LIMITS.nameChars;
}

function isPassword(password: string): boolean {
  const bytes = new TextEncoder().encode(password).length;
  return bytes >= LIMITS.passwordMinBytes && bytes <= LIMITS.passwordMaxBytes;
}
