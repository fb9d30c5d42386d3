// Keeps the page's own files, so that it opens without a network. The force's keys and list go past it: the page checks and
// keeps those itself (keep.js). Nothing else is ever fetched.
const kVersion = '@VERSION@'
const kFiles = '@FILES@'.split(' ')
const kShell = `tipstaff-page-${kVersion}`

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(kShell)
      .then((cache) => cache.addAll(kFiles.map((file) => new Request(file, { cache: 'no-cache' }))))
      .then(() => self.skipWaiting()),
  )
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith('tipstaff-page-') && name !== kShell).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  )
})

self.addEventListener('fetch', (event) => {
  const address = new URL(event.request.url)
  if (event.request.method !== 'GET' || address.origin !== self.location.origin) return
  const folder = new URL('./', self.location.href).pathname
  const file = address.pathname === folder ? 'index.html' : address.pathname.slice(folder.length)
  if (!address.pathname.startsWith(folder) || !kFiles.includes(file)) return
  event.respondWith(caches.open(kShell).then(async (cache) => (await cache.match(file)) ?? fetch(event.request)))
})
