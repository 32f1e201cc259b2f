import { expect, test } from 'vitest'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { buildTopology } from '../../fleet/topology.ts'
import type { Cause, Incident } from '../../incidents/incident.ts'
import type { MessageOrder } from './composer.ts'
import { createComposer } from './create-composer.ts'
import { listCsv } from './list-csv.ts'
import { shareWords } from './shares.ts'
import { clip } from './title.ts'

const AT = Date.UTC(2026, 10, 22, 4, 24, 5)
const FLEET = synthesizeFleet({ seed: 7, scale: 0.01 })
const TOPOLOGY = buildTopology(FLEET)
const COMPOSER = createComposer({
  fleet: FLEET,
  topology: TOPOLOGY,
  url: 'https://ronda.example',
  ackLink: (id) => `https://ronda.example/ack/${id}?key=k`,
})

/** A cut at `cause` with all that hangs on it. */
function cut(id: string, more: Partial<Incident> = {}): Incident {
  const targets = [TOPOLOGY.byId(id), ...TOPOLOGY.subtree(id)].filter((t) => t !== undefined)
  const by = (name: (t: (typeof targets)[number]) => string): Record<string, number> => {
    const counts: Record<string, number> = {}
    for (const target of targets) counts[name(target)] = (counts[name(target)] ?? 0) + 1
    return counts
  }
  const cause: Cause = { kind: 'target', targetId: id }
  return {
    id: `inc-1-${id}`,
    cause,
    reason: 'topmost-failed',
    state: 'open',
    flapping: false,
    settled: true,
    openedAt: AT - 20_000,
    decidedAt: AT - 9_000,
    affected: targets.map((target) => target.id as string).sort(),
    peak: targets.length,
    byKecamatan: by((target) => TOPOLOGY.areaPath(target)[0]?.id ?? ''),
    byKind: by((target) => target.kind),
    byOwner: by((target) => target.owner),
    evidence: {},
    ...more,
  }
}

const NODE = cut('isp-nusa-1')
const NVR = FLEET.nvrs.find(({ id }) => TOPOLOGY.subtreeSize(id) > 0)?.id ?? ''

function order(more: Partial<MessageOrder> = {}): MessageOrder {
  return {
    key: 'k1',
    type: 'page',
    language: 'en',
    at: AT,
    severity: 'critical',
    incidents: [{ incident: NODE, severity: 'critical' }],
    ...more,
  }
}

test('a page says cause, count, area and since when first, then why, the splits and the links', () => {
  const page = COMPOSER.compose(order())
  expect(page.title).toMatch(/^Node .+ down: \d+ affected, \d+ kecamatan, since 11:23:45 WIB$/)
  const text = page.lines.join('\n')
  expect(page.lines[0]).toMatch(/^Critical\. Open since .* went down while everything above/)
  expect(text).toMatch(/By kecamatan: [A-Z]\w+ \d+, /)
  expect(text).toMatch(/By kind: \d+ cameras, \d+ NVRs, \d+ uplinks, 1 node/)
  expect(text).toContain('By owner: ')
  expect(text).toContain('Incident: https://ronda.example/#/incident/inc-1-isp-nusa-1')
  expect(text).toContain('/api/incidents/inc-1-isp-nusa-1/affected?format=csv')
  expect(text).toContain('Acknowledge: https://ronda.example/ack/inc-1-isp-nusa-1?key=k')
  expect(page.lines.at(-1)).toBe('This city is synthetic: no real camera is watched.')
  expect(page.list.map(({ id }) => id)).toEqual(NODE.affected)
  expect(page.incidents[0]?.labels).toEqual({
    kind: 'node',
    target: 'isp-nusa-1',
    isp: 'nusa',
    owner: 'isp-nusa',
  })
})

test('the same in Indonesian has no English in it', () => {
  const { title, lines } = COMPOSER.compose(order({ language: 'id' }))
  const text = [title, ...lines].join('\n')
  expect(title).toMatch(/^Simpul .+ mati: .* terdampak, \d+ kecamatan, sejak 11:23:45 WIB$/)
  expect(text).toContain('Menurut jenis: ')
  expect(text).not.toMatch(/\b(since|and|more|down|affected:|Whole|Critical)\b/)
})

test('a recovery says how long it lasted and how many it had, and asks for nothing', () => {
  const incident = { ...NODE, state: 'closed', closedAt: AT - 5_000 } as const
  const told = COMPOSER.compose(
    order({ type: 'recovered', incidents: [{ incident, severity: 'critical' }] }),
  )
  expect(told.title).toMatch(
    /^Recovered: Node .* were affected, .* from 11:23:45 WIB to 11:24:00 WIB$/,
  )
  expect(told.lines[0]).toMatch(/^Closed 11:24:00 WIB, open for 15 s: node /)
  expect(told.title).toContain(`: ${NODE.peak} were affected`)
  expect(told.lines.join('\n')).not.toContain('Acknowledge')
  expect(told.incidents[0]).toMatchObject({ affected: NODE.peak, closedAt: AT - 5_000 })
})

test('an escalation says who was told before, a flapping line that it is the last for a time', () => {
  const escalated = COMPOSER.compose(order({ type: 'escalated', toldBefore: ['noc', 'budi'] }))
  expect(escalated.title).toMatch(/^Nobody acknowledged: Node /)
  expect(escalated.lines).toContain('Told before, without an acknowledgement: noc, budi')
  const incident = { ...NODE, flapping: true, acknowledged: { at: AT, by: 'Sari', note: 'going' } }
  const flapping = COMPOSER.compose(
    order({ type: 'flapping', incidents: [{ incident, severity: 'warning' }] }),
  )
  expect(flapping.title).toMatch(/\(flapping\)$/)
  expect(flapping.lines).toContain('Acknowledged 11:24:05 WIB by Sari: going')
})

test('a digest counts first, has a line for each, and every target once', () => {
  const closed = cut(NVR, { state: 'closed', closedAt: AT })
  const digest = COMPOSER.compose(
    order({
      type: 'digest',
      incidents: [
        { incident: NODE, severity: 'critical' },
        { incident: cut(NVR), severity: 'warning' },
        { incident: closed, severity: 'warning' },
      ],
    }),
  )
  expect(digest.title).toMatch(/^3 incidents \(1 over\): \d+ affected, \d+ kecamatan, since/)
  expect(digest.lines[0]).toBe('By severity: Critical 1, Warning 2')
  expect(digest.lines.filter((line) => line.includes('/#/incident/'))).toHaveLength(3)
  expect(digest.lines.filter((line) => line.startsWith('Over: '))).toHaveLength(1)
  const ids = new Set([...NODE.affected, ...closed.affected])
  expect(digest.list.map(({ id }) => id)).toEqual([...ids].sort())
})

test('an announcement is its own text with its targets', () => {
  const announcement = {
    id: 'a1',
    severity: 'info',
    text: { id: ['Dinonaktifkan'], en: ['Suspended by Sari', 'Letter 5'] },
    targets: [NVR],
  } as const
  const told = COMPOSER.compose(order({ type: 'announcement', incidents: [], announcement }))
  expect(told.title).toBe('Suspended by Sari')
  expect(told.lines.slice(0, 2)).toEqual(['Letter 5', 'Targets concerned: 1'])
  expect(told.list).toMatchObject([{ id: NVR, kind: 'nvr' }])
})

test('a long name is cut in the title only', () => {
  const why = `maintenance ${'of the whole line '.repeat(12)}`.trim()
  const cause: Cause = { kind: 'planned', planned: 'suspension', plannedId: 's', owner: 'o', why }
  const incident = { ...NODE, cause, reason: 'planned-over' } as const
  const told = COMPOSER.compose(order({ incidents: [{ incident, severity: 'warning' }] }))
  expect(told.title.length).toBeLessThanOrEqual(160)
  expect(told.title).toMatch(/…: \d+ affected, \d+ kecamatan, since 11:23:45 WIB$/)
  expect(told.lines[0]).toContain(why)
  expect(clip(`a\r\nBcc: x${'😀'.repeat(90)}`)).toMatch(/^a Bcc: x😀+…$/u)
})

test('shares name five and count the rest, unless only one is left', () => {
  const shares = [6, 5, 4, 3, 2, 1].map((count) => ({ name: `K${count}`, count }))
  expect(shareWords('en', shares)).toBe('K6 6, K5 5, K4 4, K3 3, K2 2, K1 1')
  expect(shareWords('id', [...shares, { name: 'K0', count: 1 }])).toBe(
    'K6 6, K5 5, K4 4, K3 3, K2 2 dan 2 lainnya, bersama-sama 2',
  )
})

test('the list as CSV quotes what must be, and calculates nothing', () => {
  const row = { id: 'a', kind: 'nvr', kecamatan: 'Genuk', owner: '=1+1' }
  expect(listCsv([{ ...row, name: 'He said "x", y' }])).toBe(
    'id,kind,name,kecamatan,owner\r\na,nvr,"He said ""x"", y",Genuk,\'=1+1\r\n',
  )
})
