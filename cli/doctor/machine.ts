// Looks at the machine: Node, the clock, the data folder, the disk, the port.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import type { Listen } from '../../console/config.ts'
import { messageOf } from '../../fleet/error.ts'
import { makeFolder } from '../../fleet/make-folder.ts'
import { findRunning } from '../running.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

const LEAST_FREE_BYTES = 1e9
/** Ronda did not exist before; a clock that says so was never set. */
const EARLIEST_YEAR = 2026
const LATEST_YEAR = 2100

export function node(): Finding {
  const { node: version } = process.versions
  return ok('Node', version)
}

/** systemd knows whether the clock is set by a time server; elsewhere only the year can be judged. */
export function clock(now: Date): Finding {
  const year = now.getUTCFullYear()
  if (year < EARLIEST_YEAR || year > LATEST_YEAR) {
    return fail('clock', `the year is ${year}`, 'set the clock: history is kept by it')
  }
  const asked = spawnSync('timedatectl', ['show', '--property=NTPSynchronized', '--value'], {
    timeout: 3000,
  })
  const answer = asked.status === 0 ? asked.stdout.toString().trim() : ''
  if (answer === 'yes') return ok('clock', `${now.toISOString()}, kept by a time server`)
  return warn(
    'clock',
    `${now.toISOString()}; ${answer === 'no' ? 'not kept by a time server' : 'who keeps it cannot be told here'}`,
    'run a time service (systemd-timesyncd, chrony): steps of the clock are survived, but times in reports are its times',
  )
}

export function dataFolder(data: string): Finding[] {
  let folder = data
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder)
  try {
    if (folder === data) accessSync(data, constants.W_OK | constants.X_OK)
    else makeFolder(data, 0o700)
  } catch (error) {
    return [
      fail(
        'data folder',
        messageOf(error),
        `let this user write to ${data}, or set data: in ronda.yaml`,
      ),
    ]
  }
  const { bavail, bsize } = statfsSync(data)
  const free = bavail * bsize
  const seen = `${data}, ${(free / 1e9).toFixed(1)} GB free`
  return [
    free < LEAST_FREE_BYTES
      ? warn('data folder', seen, 'make room: the reference city keeps about 80 MB a day')
      : ok('data folder', seen),
  ]
}

/** Free, or held by the program that runs on this data folder. */
export async function port(listen: Listen, data: string): Promise<Finding> {
  const where = `${listen.host}:${listen.port}`
  const error = await tryListening(listen)
  if (error === undefined) return ok('port', `${where} is free`)
  const running = findRunning(data)
  if (running !== undefined && Number(new URL(running.url).port) === listen.port) {
    return ok('port', `${where} is held by the Ronda that runs here (pid ${running.pid})`)
  }
  return fail(
    'port',
    `${where}: ${error}`,
    'set console.listen in ronda.yaml, or end what listens there',
  )
}

function tryListening({ host, port: number }: Listen): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve(messageOf(error)))
    server.listen(number, host, () => server.close(() => resolve(undefined)))
  })
}
