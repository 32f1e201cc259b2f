// From `npm start`, installed and with the page built, to the first full round shown in the summary.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../test/rigs/free-port.ts'
import { atMost, type Bar, type Suite } from '../bar.ts'
import { median } from '../median.ts'

const LIMIT_S = 15
const GIVE_UP_MS = 60_000
const LOOK_EVERY_MS = 50

export const suite: Suite = async ({ quick, say }) => {
  const seconds: number[] = []
  await startOnce()
  for (let i = 0; i < (quick ? 1 : 5); i++) {
    const s = await startOnce()
    say(`start: ${s.toFixed(2)} s`)
    seconds.push(s)
  }
  const bars: Bar[] = [
    atMost(
      'start',
      median(seconds),
      LIMIT_S,
      's',
      `median of ${seconds.length}, compile cache warm`,
    ),
  ]
  return bars
}

async function startOnce(): Promise<number> {
  const data = mkdtempSync(join(tmpdir(), 'ronda-start-'))
  const port = await freePort()
  const began = performance.now()
  const child = spawn('npm', ['start', '--', '--data', data, '--listen', `127.0.0.1:${port}`], {
    stdio: 'ignore',
    detached: true,
  })
  try {
    for (;;) {
      if (performance.now() - began > GIVE_UP_MS) throw new Error('no full round within 60 s')
      if (await fullRoundShown(port)) return (performance.now() - began) / 1000
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    }
  } finally {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
    await ended
    rmSync(data, { recursive: true, force: true })
  }
}

async function fullRoundShown(port: number): Promise<boolean> {
  try {
    const reply = await fetch(`http://127.0.0.1:${port}/api/summary`)
    return ((await reply.json()) as { readonly rounds: number }).rounds >= 1
  } catch {
    return false
  }
}
