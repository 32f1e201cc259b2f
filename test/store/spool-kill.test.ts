// kill -9 of who writes the spool: 12 times; as often as one likes with RONDA_SPOOL_KILLS.
import { expect, it } from 'vitest'
import { killSpoolWriters } from './spool-kill.ts'

const KILLS = Number(process.env['RONDA_SPOOL_KILLS'] ?? 12)

it(
  `kill -9 at ${KILLS} random moments: no frame that put returned for is missing, none is half there`,
  async () => {
    const { failures, frames } = await killSpoolWriters(KILLS, () => {})
    expect(failures).toEqual([])
    expect(frames).toBeGreaterThan(KILLS)
  },
  60_000 + KILLS * 3_000,
)
