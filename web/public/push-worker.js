// Shows notices that come by push, and opens what they lead to. It touches no request of any page.

/** What a push says. A browser wants something shown for each, so one that cannot be read is shown by name. */
function read(data) {
  try {
    const { title, body, link, tag } = data.json();
    return { title: String(title), body: String(body), link: String(link), tag: String(tag) };
  } catch {
    return { title: 'Meridian', body: '', link: '/', tag: '' };
  }
}

/** The address on this server: a notice leads nowhere else. */
function own(link) {
  const { pathname, search, hash } = new URL(link, self.location.origin);
  return self.location.origin + pathname + search + hash;
}

async function open(address) {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = windows.find((each) => each.url === address);
  return there ? there.focus() : self.clients.openWindow(address);
}

/** The browser has another address for pushes: the server is told. */
async function renew(change) {
  const options = change.oldSubscription?.options;
  const subscription = change.newSubscription ?? (options && (await self.registration.pushManager.subscribe(options)));
  if (!subscription) return;
  const { endpoint, keys } = subscription.toJSON();
  await fetch('/api/account/push', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ endpoint, p256dh: keys.p256dh, auth: keys.auth }),
  });
}

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('push', (event) => {
  const { title, body, link, tag } = read(event.data);
  event.waitUntil(self.registration.showNotification(title, { body, tag, icon: '/icon.svg', data: own(link) }));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renew(event)));
