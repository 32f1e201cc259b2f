// What is written loads back as what it was.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadFleet } from './load.ts'
import type { Fleet } from './model.ts'
import { synthesizeFleet } from './synthetic/synthesize.ts'
import { writeEstate } from './write.ts'

const label = fc
  .string({ minLength: 1, maxLength: 30, unit: 'binary' })
  .filter((text) => text.trim() === text && !/\p{Cc}/u.test(text))

const awkward = fc
  .record({
    seed: fc.nat(1000),
    names: fc.array(label, { minLength: 3, maxLength: 3 }),
    city: label,
    intervalMs: fc.constantFrom(1000, 1500, 10_000, 60_000, 3_600_000),
    synthetic: fc.boolean(),
    anchored: fc.boolean(),
  })
  .map(({ seed, names, city, intervalMs, synthetic, anchored }): Fleet => {
    const fleet = synthesizeFleet({ seed, scale: 0.001 })
    return {
      ...fleet,
      city,
      synthetic,
      anchors: anchored ? ['::1', '10.0.0.1'] : [],
      intervalMs: { node: intervalMs, uplink: 10_000, nvr: intervalMs },
      owners: fleet.owners.map((owner, n) => ({ ...owner, name: names[n % 3] ?? '' })),
      uplinks: fleet.uplinks.map((uplink, n) => ({
        ...uplink,
        name: names[n % 3] ?? '',
        anchors: n === 0 ? ['10.1.0.1', '10.1.0.2'] : [],
      })),
      nodes: fleet.nodes.map(
        (node, n) =>
          (n === 0 ? { ...node, area: fleet.areas[0]?.id } : node) as Fleet['nodes'][number],
      ),
    }
  })

test('an estate round-trips, whatever its names are', async () => {
  await fc.assert(
    fc.asyncProperty(awkward, async (fleet) => {
      const dir = mkdtempSync(join(tmpdir(), 'ronda-write-'))
      try {
        await writeEstate(fleet, dir)
        const loaded = await loadFleet(dir)
        expect('fleet' in loaded && loaded.fleet).toStrictEqual(fleet)
      } finally {
        rmSync(dir, { recursive: true })
      }
    }),
    { numRuns: 10 },
  )
})
