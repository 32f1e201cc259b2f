// Where an influxd of many small databases is fast: it waits for the disk at each of them.
import { accessSync, constants, statfsSync } from 'node:fs'
import type { OwnInfluxdOptions } from './own-influxd.ts'

const FOLDER = '/dev/shm'
/** All shipped cases take a fiftieth of it. */
const LEAST_BYTES = 1024 ** 3

/** In memory where Linux has a folder there with room, and nobody chose another folder (TMPDIR); its index, too. */
export function inMemory(): OwnInfluxdOptions {
  const data = ['index-version = "inmem"']
  return process.env['TMPDIR'] === undefined && hasRoom() ? { data, within: FOLDER } : { data }
}

function hasRoom(): boolean {
  try {
    accessSync(FOLDER, constants.W_OK)
    const { bavail, bsize } = statfsSync(FOLDER)
    return bavail * bsize >= LEAST_BYTES
  } catch {
    return false
  }
}
