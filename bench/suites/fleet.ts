// The full estate from CSV on disk: how long it takes to load and validate, and how much memory that needs.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { writeEstate } from '../../fleet/write.ts'
import { atMost, type Suite } from '../bar.ts'
import { median } from '../median.ts'
import type { LoadRun } from './fleet-load-child.ts'

const ROUNDS = 9
const QUICK_ROUNDS = 5
const DOOR = join(import.meta.dirname, '../../cli/door.js')
const CHILD = join(import.meta.dirname, 'fleet-load-child.ts')

export const suite: Suite = async ({ quick, say }) => {
  const dir = mkdtempSync(join(tmpdir(), 'ronda-bench-fleet-'))
  try {
    const fleet = synthesizeFleet({ seed: 1 })
    await writeEstate(fleet, dir)
    // The first child fills the compile cache, as the first command on a machine does.
    loadOnce(dir)
    const runs: LoadRun[] = []
    for (let round = 0; round < (quick ? QUICK_ROUNDS : ROUNDS); round++) {
      const run = loadOnce(dir)
      say(`load ${run.ms.toFixed(0)} ms, ${run.rssMb.toFixed(0)} MB`)
      runs.push(run)
    }
    const records = `${runs[0]?.records.toLocaleString('en')} records`
    const largest = Math.max(...runs.map(({ rssMb }) => rssMb))
    return [
      atMost('fleet.load', median(runs.map(({ ms }) => ms)) / 1000, 1, 's', records),
      atMost('fleet.rss', largest, 200, 'MB', `largest of ${runs.length}, compile cache warm`),
    ]
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** A process of its own, through the door that every entry point takes. */
function loadOnce(dir: string): LoadRun {
  const child = spawnSync(process.execPath, [DOOR, CHILD, dir], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  if (child.status !== 0) throw new Error(`loading failed: ${child.stderr}`)
  return JSON.parse(child.stdout) as LoadRun
}
