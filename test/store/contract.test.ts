// The local store keeps the contract of every store, on a file, in this thread and in one of its own.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe } from 'vitest'
import { silentLogger } from '../../fleet/logger.ts'
import { openLocalStore } from '../../store/local/open-local-store.ts'
import { startLocalStore } from '../../store/local/start-local-store.ts'
import type { Store } from '../../store/store.ts'
import { storeContract } from '../contracts/store.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function onFile(open: (path: string) => Promise<Store>): (fresh: boolean) => Promise<Store> {
  return (fresh) => {
    if (fresh) folders.push(mkdtempSync(join(tmpdir(), 'ronda-store-')))
    return open(join(folders.at(-1) as string, 'data', 'ronda.db'))
  }
}

describe('a local store in the calling thread', () => {
  storeContract(onFile((path) => openLocalStore(path)))
})

describe('a local store in a thread of its own', () => {
  storeContract(onFile((path) => startLocalStore(path, silentLogger)))
})
