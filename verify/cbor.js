// The part of CBOR (RFC 8949) that stamps and lists use: definite lengths, no floats. Item after item, from bytes that may be
// hostile: every call checks, and nothing is made from a claimed length.
import { Malformed, fromUtf8 } from './bytes.js'

export const Kind = { uint: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6, simple: 7 }
const kDeepest = 16
const kLargestInteger = (1n << 63n) - 1n

const malformed = () => new Malformed('malformed CBOR')

// A number where it is exact, else a BigInt: both compare alike.
const narrow = (value) => (value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= -BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value)

export class Reader {
  // `shortest`: a head that is longer than need be is refused (RFC 8949 §4.2.1).
  constructor(bytes, { shortest = false } = {}) {
    this.bytes_ = bytes
    this.at_ = 0
    this.shortest_ = shortest
  }

  head_() {
    if (this.at_ >= this.bytes_.length) throw malformed()
    const first = this.bytes_[this.at_++]
    const kind = first >> 5
    const low = first & 0x1f
    if (low < 24) return { kind, number: BigInt(low) }
    if (low > 27) throw malformed()
    const size = 1 << (low - 24)
    if (this.at_ + size > this.bytes_.length) throw malformed()
    let number = 0n
    for (let i = 0; i < size; ++i) number = (number << 8n) | BigInt(this.bytes_[this.at_++])
    if (this.shortest_ && number < (size === 1 ? 24n : 1n << BigInt(size * 4))) throw malformed()
    return { kind, number, size }
  }

  next_() {
    const { kind, number, size } = this.head_()
    const left = this.bytes_.length - this.at_
    if (kind === Kind.simple && (size !== undefined || number < 20n || number > 22n)) throw malformed()
    if ((kind === Kind.array || kind === Kind.map) && number > BigInt(left)) throw malformed()
    if (kind !== Kind.bytes && kind !== Kind.text) return { kind, number }
    if (number > BigInt(left)) throw malformed()
    const content = this.bytes_.subarray(this.at_, this.at_ + Number(number))
    this.at_ += Number(number)
    return { kind, number, content }
  }

  expect_(kind) {
    const item = this.next_()
    if (item.kind !== kind) throw malformed()
    return item
  }

  map() { return Number(this.expect_(Kind.map).number) }
  array() { return Number(this.expect_(Kind.array).number) }
  tag() { return narrow(this.expect_(Kind.tag).number) }
  uint() { return narrow(this.expect_(Kind.uint).number) }
  bytes() { return this.expect_(Kind.bytes).content }
  text() { return fromUtf8(this.expect_(Kind.text).content) }
  integer() {
    const { kind, number } = this.next_()
    if (number > kLargestInteger || (kind !== Kind.uint && kind !== Kind.negative)) throw malformed()
    return narrow(kind === Kind.uint ? number : -1n - number)
  }

  skip(depth = 0) {
    if (depth > kDeepest) throw malformed()
    const { kind, number } = this.next_()
    let inner = kind === Kind.array ? number : kind === Kind.map ? number * 2n : kind === Kind.tag ? 1n : 0n
    for (; inner > 0n; --inner) this.skip(depth + 1)
  }

  expectEnd() {
    if (this.at_ !== this.bytes_.length) throw malformed()
  }
}

// One array of a text and byte strings: all that is ever written here, to be hashed and compared with a signature.
export function sequence(text, ...strings) {
  const out = [0x80 | (strings.length + 1)]
  const head = (major, length) => {
    if (length < 24) out.push((major << 5) | length)
    else if (length < 0x100) out.push((major << 5) | 24, length)
    else if (length < 0x10000) out.push((major << 5) | 25, length >> 8, length & 0xff)
    else out.push((major << 5) | 26, length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff)
  }
  const label = new TextEncoder().encode(text)
  head(Kind.text, label.length)
  out.push(...label)
  const parts = [Uint8Array.from(out)]
  for (const string of strings) {
    out.length = 0
    head(Kind.bytes, string.length)
    parts.push(Uint8Array.from(out), string)
  }
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
