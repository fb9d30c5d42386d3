// What the tests share: where the built programs are (TIPSTAFF_BIN, the build folder, as ctest sets it), and a run of cards.
import { execFile } from 'node:child_process'
import { webcrypto } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

if (globalThis.crypto === undefined) globalThis.crypto = webcrypto  // Debian's Node 18

export const run = promisify(execFile)

export const program = (name) => {
  if (!process.env.TIPSTAFF_BIN) throw new Error('TIPSTAFF_BIN must name the build folder')
  return path.join(process.env.TIPSTAFF_BIN, name === 'tipstaff' ? '' : 'tests/verify', name)
}

export async function temporaryFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'tipstaff-verify-'))
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

// The files that stamped_cards.cc lists at its top.
export async function madeCards(count = 200) {
  const made = await temporaryFolder()
  await run(program('stamped_cards'), [made.folder, String(count)])
  return made
}
