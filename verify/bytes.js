// Bytes and texts from outside: base45 (RFC 9285), base64url, and what a text on a card may hold.
// Every function here throws Malformed where the program's own reader refuses.

export class Malformed extends Error {}

const kAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

export function fromBase45(text) {
  if (text.length % 3 === 1) throw new Malformed("the code's text has a length that base45 cannot have")
  const out = []
  for (let i = 0; i < text.length; i += 3) {
    const group = text.slice(i, i + 3)
    let value = 0
    for (let at = group.length - 1; at >= 0; --at) {
      const digit = kAlphabet.indexOf(group[at])
      if (digit < 0) throw new Malformed("the code's text has a character that base45 has not")
      value = value * 45 + digit
    }
    if (value > (group.length === 3 ? 0xffff : 0xff)) throw new Malformed("the code's text has a group beyond base45's range")
    if (group.length === 3) out.push(value >> 8)
    out.push(value & 0xff)
  }
  return Uint8Array.from(out)
}

export function fromBase64url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new Malformed('a value is not base64url')
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(binary, (c) => c.charCodeAt(0))
}

export const equal = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i])

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))

const kUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function fromUtf8(bytes) {
  try {
    return kUtf8.decode(bytes)
  } catch {
    throw new Malformed('a text is not UTF-8')
  }
}

// Controls, characters that turn the order of reading, invisible and unassigned ones: a name could read other than it is.
export function isPlain(text) {
  for (const character of text) {
    const c = character.codePointAt(0)
    const control = c < 0x20 || (c >= 0x7f && c < 0xa0) || c === 0x2028 || c === 0x2029
    const turning = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)
    const formatting =
      c === 0xad || c === 0x200b || (c >= 0x2060 && c <= 0x2065) || (c >= 0x206a && c <= 0x206f) ||
      c === 0xfeff || (c >= 0xfff9 && c <= 0xfffd) || (c >= 0xe0000 && c <= 0xe0fff)
    const nobodys = (c >= 0xe000 && c <= 0xf8ff) || c >= 0xf0000 || (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) === 0xfffe
    if (control || turning || formatting || nobodys) return false
  }
  return true
}
