// Of each name of a list, when the newest was made that was seen here. One that is older is refused, so that nobody can play
// yesterday's list, on which a card that was withdrawn since is still valid. As the program's (--memory).
import { Malformed } from './bytes.js'
import { kClockError } from './verdict.js'

const kLatest = 253402300799

export class ListMemory {
  constructor(newest = new Map()) {
    this.newest_ = newest
  }
  static parse(json) {
    if (json === null || json === '') return new ListMemory()
    const damaged = new Malformed('the memory of the lists that were seen here is damaged; clear what the browser keeps for this page')
    let entries
    try {
      entries = Object.entries(JSON.parse(json))
    } catch {
      throw damaged
    }
    if (!entries.every(([, seconds]) => Number.isInteger(seconds) && seconds >= 0 && seconds <= kLatest)) throw damaged
    return new ListMemory(new Map(entries))
  }
  toJson() {
    return JSON.stringify(Object.fromEntries(this.newest_))
  }
  // Throws Malformed when a newer one was seen. One that is dated ahead would lock out every true one until its date: no verdict
  // goes by it, and it is not remembered.
  admit(list, now) {
    if (list.issued > now + kClockError) return list
    if (list.issued < (this.newest_.get(list.uri) ?? 0))
      throw new Malformed('the status list is older than one that was seen here before; fetch a new one')
    this.newest_.set(list.uri, list.issued)
    return list
  }
}
