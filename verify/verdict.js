// What a stamp says to who holds the card: by the keys and the list that stand beside this page, never by anything that the
// card names. Nothing unknown, unreadable or too old is ever genuine. The same table as the program's (docs/formats/stamp.md);
// a test runs the same cases through both.
import { Malformed } from './bytes.js'
import { Unsupported, parseSign1, verify } from './cose.js'
import { findKey } from './key-set.js'
import { Status, slots, statusAt } from './status-list.js'
import { decodeClaims, messageOfStamp } from './stamp.js'

export const kClockError = 5 * 60

export const kNext = {
  genuine:
    "Compare the person in front of you with this picture and name, and the card's face with them. A true stamp copied onto " +
    'another card still reads as true. If anything differs, treat the card as not genuine.',
  'not genuine': 'Do not let the holder in or hand anything over. Ring the force on a number that you know, not one from the card.',
  suspended: 'Do not accept the card. Ring the force on a number that you know, not one from the card.',
  'not yet active': 'Do not accept the card. Ring the force on a number that you know, not one from the card.',
  expired: 'Do not accept the card. Ask for another proof, or ring the force on a number that you know.',
  'cannot say':
    'This is neither yes nor no. Try again with a sharper picture, newer keys and a newer status list; else ring the force on a ' +
    'number that you know, not one from the card.',
}

export const plainDate = (seconds) =>
  new Date(seconds * 1000).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

class CannotSay extends Error {}

// Only what a reader refuses is an answer; a fault of the page's own is not hidden as one.
function reason(error) {
  if (error instanceof Malformed || error instanceof CannotSay || error instanceof Unsupported) return error.message
  throw error
}

function listFor(stamp, lists, now) {
  if (lists.length === 0)
    throw new CannotSay('no status list is at hand, so whether the card was reported lost or withdrawn is not known')
  let trouble = 'none of the status lists at hand is the one that this card is on'
  for (const source of lists) {
    if (source.list === undefined) {
      trouble = source.trouble
      continue
    }
    const list = source.list
    if (list.uri !== stamp.list) continue
    if (list.expires <= now) throw new CannotSay(`the status list is too old: it ended on ${plainDate(list.expires)}; fetch a new one`)
    if (list.issued > now + kClockError)
      throw new CannotSay('the status list is dated in the future: the clock here, or the list, is wrong')
    if (stamp.index >= slots(list)) throw new CannotSay('the status list does not reach to this card; fetch a new one')
    return list
  }
  throw new CannotSay(trouble)
}

function byStatus(stamp, status) {
  if (status === Status.invalid)
    return { verdict: 'not genuine', why: 'its issuer has withdrawn it: lost, stolen, replaced, or its holder has left', stamp }
  if (status === Status.suspended) return { verdict: 'suspended', why: 'its issuer has suspended it', stamp }
  if (status === Status.notYetActive)
    return { verdict: 'not yet active', why: 'its issuer has not yet handed it over to anybody', stamp }
  if (stamp.face === null)
    return { verdict: 'cannot say', why: 'the stamp is true and in force, but it does not say whose card it is', stamp }
  return { verdict: 'genuine', why: 'the stamp is true and in force', stamp }
}

// `lists`: [{ list } or { trouble }]; `now`: seconds since 1970. → { verdict, why, stamp? }, the stamp only when its signature
// is true.
export async function judgeStamp(text, keys, lists, now) {
  let message
  try {
    message = parseSign1(messageOfStamp(text))
  } catch (error) {
    return { verdict: 'not genuine', why: reason(error) }
  }
  // Any string can name any key, so an unknown one proves nothing either way: another force's card looks the same.
  const key = findKey(keys, message.headers.keyId)
  if (key === undefined)
    return {
      verdict: 'cannot say',
      why: "the stamp names a key that is not among those at hand: another force's, newer than these, or invented",
    }
  try {
    if (message.headers.type !== '' || !(await verify(message, key)))
      return { verdict: 'not genuine', why: "the stamp's signature is not its issuer's: forged or altered" }
  } catch (error) {
    return { verdict: 'cannot say', why: reason(error) }
  }
  if (key.revoked) return { verdict: 'not genuine', why: 'the key that signed the stamp was revoked: anybody may have used it' }
  let stamp
  try {
    stamp = decodeClaims(message.payload)
  } catch (error) {
    return { verdict: 'cannot say', why: reason(error) }
  }
  if (stamp.issuer !== keys.issuer) return { verdict: 'not genuine', why: "the stamp names another issuer than its key's" }
  if (stamp.expires <= now) return { verdict: 'expired', why: `it ended on ${plainDate(stamp.expires)}`, stamp }
  try {
    const list = listFor(stamp, lists, now)
    return byStatus(stamp, statusAt(list, stamp.index))
  } catch (error) {
    return { verdict: 'cannot say', why: reason(error), stamp }
  }
}
