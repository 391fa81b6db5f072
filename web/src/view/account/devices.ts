import { t } from '../../i18n';
import type { Device } from '../../protocol/generated';

/** What a person calls the device: its browser and system, as far as they are known. */
export function deviceName({ browser, system }: Pick<Device, 'browser' | 'system'>): string {
  if (browser && system) return t('account.device', { browser, system });
  return browser || system || t('account.device_unknown');
}

/** The devices in the order in which they are listed: this one first, then those used last. */
export function inOrder(devices: readonly Device[]): Device[] {
  return devices.toSorted((a, b) => Number(b.this) - Number(a.this) || b.used_unix - a.used_unix);
}
