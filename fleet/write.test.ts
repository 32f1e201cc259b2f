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
      planned: plannedFor(fleet, names),
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

/** One of each form, with awkward reasons. */
function plannedFor(fleet: Fleet, names: readonly string[]): Fleet['planned'] {
  const about = (id: string) => ({
    id,
    reason: names[0] ?? '',
    owner: fleet.owners[0]?.id ?? '',
    source: 'file' as const,
  })
  const targets = [fleet.nvrs[0]?.id ?? '']
  const isp = [fleet.uplinks[0]?.isp ?? '']
  const from = Date.UTC(2026, 0, 1)
  return [
    {
      kind: 'maintenance',
      ...about('m1'),
      scope: { targets },
      time: { type: 'once', from, until: from + 60_000 },
    },
    {
      kind: 'maintenance',
      ...about('m2'),
      scope: { targets },
      time: { type: 'weekly', days: [0, 3], fromMinute: 1380, toMinute: 5, timezone: 'Asia/Tokyo' },
    },
    {
      kind: 'maintenance',
      ...about('m3'),
      scope: { targets },
      time: { type: 'weekly', days: [6], fromMinute: 0, toMinute: 0, timezone: 'UTC' },
    },
    { kind: 'suspension', ...about('s1'), scope: { targets }, from, until: from + 1500 },
    {
      kind: 'suspension',
      ...about('s2'),
      reference: names[1] ?? '',
      scope: { query: { kind: ['uplink'], isp }, except: [fleet.cameras[0]?.id ?? ''] },
      from,
      until: from + 86_400_000,
    },
  ]
}

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
