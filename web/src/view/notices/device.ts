/** Notices that come to this browser by push, also while no page of it is open. */

import type { PushDevice, PushKey } from '../../protocol/generated';

const WORKER = '/push-worker.js';

/** Whether notices come to this browser: `insecure` and `unsupported` say why they cannot, `denied` that its reader said no. */
export type DeviceState = 'insecure' | 'unsupported' | 'denied' | 'off' | 'on';

/** What the server is asked about this browser. */
export type DeviceRoutes = {
  pushKey: () => Promise<PushKey>;
  setPushDevice: (device: PushDevice) => Promise<void>;
  endPushDevice: () => Promise<void>;
};

const isSupported = () => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** Whether notices of whoever is signed in come to this browser. */
export async function deviceState(routes: DeviceRoutes): Promise<DeviceState> {
  if (!window.isSecureContext) return 'insecure';
  if (!isSupported()) return 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  const [known, own] = await Promise.all([routes.pushKey(), subscription()]);
  return own && known.endpoint === own.endpoint ? 'on' : 'off';
}

/** Asks whether notices may be shown, and lets them come. */
export async function turnOn(routes: DeviceRoutes): Promise<DeviceState> {
  const answer = await Notification.requestPermission();
  if (answer !== 'granted') return answer === 'denied' ? 'denied' : 'off';
  const { key } = await routes.pushKey();
  const registration = await navigator.serviceWorker.register(WORKER);
  await navigator.serviceWorker.ready;
  // One that was made with the key of another server is of no use.
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = made.toJSON();
  await routes.setPushDevice({ endpoint: endpoint!, p256dh: keys!.p256dh!, auth: keys!.auth! });
  return 'on';
}

/** Lets no more notices come. */
export async function turnOff(routes: DeviceRoutes): Promise<DeviceState> {
  await routes.endPushDevice();
  await forgetDevice();
  return 'off';
}

/** Lets this browser take no more pushes: whoever uses it next may be somebody else. */
export async function forgetDevice(): Promise<void> {
  if (isSupported()) await (await subscription())?.unsubscribe();
}
