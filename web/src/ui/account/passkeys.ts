/** Passkeys in the browser: asking the device to make one, and to sign in with one. */
import { api } from '../../core/http';
import type { CeremonyAnswer, Me, Passkey } from '../../protocol/generated';

/** Whether this browser has passkeys for this page: a secure page, at a host with a name. */
export function passkeysWork(): boolean {
  const hasName = !/^[\d.]+$|^\[/.test(location.hostname);
  return hasName && 'PublicKeyCredential' in window && 'parseCreationOptionsFromJSON' in PublicKeyCredential;
}

/** Whether the person closed the browser's question, or did not answer it: nothing to complain about. */
export function wasClosed(failure: unknown): boolean {
  return failure instanceof DOMException && ['NotAllowedError', 'AbortError'].includes(failure.name);
}

/** Whether the device has a passkey for this account already. */
export function isThere(failure: unknown): boolean {
  return failure instanceof DOMException && failure.name === 'InvalidStateError';
}

/** Makes a passkey on this device; returns all of the account. */
export async function makePasskey(password: string): Promise<Passkey[]> {
  const { id, options } = await api.beginPasskey({ password });
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON);
  return api.addPasskey(answer(id, await navigator.credentials.create({ publicKey })));
}

/** Signs in with a passkey that the person chooses. */
export async function signInByPasskey(): Promise<Me> {
  const { id, options } = await api.beginPasskeySignIn();
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
  return api.passkeySignIn(answer(id, await navigator.credentials.get({ publicKey })));
}

function answer(ceremony: string, credential: Credential | null): CeremonyAnswer {
  if (!(credential instanceof PublicKeyCredential)) throw new DOMException('no passkey', 'NotAllowedError');
  return { ceremony, credential: credential.toJSON() };
}
