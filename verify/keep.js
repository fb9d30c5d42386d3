// The force's key set and status list: fetched from beside this page, checked, and kept for when there is no network.
// Only what was checked is kept, so that nobody on the network can push out a good list with an old or a broken one.
import { Malformed } from './bytes.js'
import { parseKeySet } from './key-set.js'
import { ListMemory } from './list-memory.js'
import { openStatusList } from './status-list.js'

// Beside the page, by these names and no other: an address is never taken from a card.
export const kKeysFile = 'keys.json'
export const kListFile = 'status.cwt'

const kKept = 'tipstaff-kept'
const kMemory = 'tipstaff-newest-lists'
const kPatience = 6000  // milliseconds

const nowInSeconds = () => Date.now() / 1000

async function fetched(name) {
  const answer = await fetch(name, { cache: 'no-store', signal: AbortSignal.timeout(kPatience) })
  if (!answer.ok) throw new TypeError(`${name}: ${answer.status}`)
  return answer
}

async function kept(name) {
  const cache = await caches.open(kKept)
  return cache.match(name)
}

async function keep(name, content) {
  const cache = await caches.open(kKept)
  await cache.put(name, new Response(content))
}

// What `use` makes of the file on the network; where that cannot be had or used, of the kept one.
async function newest(name, use) {
  let trouble
  try {
    const content = await (await fetched(name)).arrayBuffer()
    const value = await use(content)
    await keep(name, content)
    return { value, online: true }
  } catch (error) {
    if (error instanceof Malformed) trouble = error.message
  }
  try {
    const answer = await kept(name)
    if (answer === undefined) return { trouble: trouble ?? 'it could not be fetched' }
    return { value: await use(await answer.arrayBuffer()), trouble, online: false }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    return { trouble: trouble ?? error.message }
  }
}

// → { keys?, lists: [{ list } or { trouble }], online, trouble? }
export async function newestFiles() {
  const keys = await newest(kKeysFile, async (content) => parseKeySet(new TextDecoder().decode(content)))
  if (keys.value === undefined) return { lists: [], online: false, trouble: keys.trouble }
  let memory
  try {
    memory = ListMemory.parse(localStorage.getItem(kMemory))
  } catch (error) {
    return { keys: keys.value, lists: [{ trouble: error.message }], online: false, trouble: error.message }
  }
  const list = await newest(kListFile, async (content) =>
    memory.admit(await openStatusList(new Uint8Array(content), keys.value), nowInSeconds()),
  )
  localStorage.setItem(kMemory, memory.toJson())
  const lists = list.value !== undefined ? [{ list: list.value }] : [{ trouble: `the status list cannot be had: ${list.trouble}` }]
  return { keys: keys.value, lists, online: keys.online && list.online === true, trouble: keys.trouble ?? list.trouble }
}
