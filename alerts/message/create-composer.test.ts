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

const PLANNED = { kind: 'planned', planned: 'maintenance', plannedId: 'm', owner: 'o' } as const

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

const CLOSED = { state: 'closed', closedAt: AT - 5_000 } as const

test('what is no longer watched is said to be so, with who decided it, in page, digest and JSON', () => {
  const unwatched = {
    withdrawn: 'suspended',
    count: NODE.peak,
    decision: { owner: 'isp-nusa', why: 'letter 5', until: AT + 3_600_000 },
  } as const
  const one = { incident: { ...NODE, ...CLOSED }, severity: 'critical', unwatched } as const
  const en = COMPOSER.compose(order({ type: 'withdrawn', incidents: [one] }))
  expect(en.title).toMatch(
    /^No longer watched: Node .+ down: \d+ were affected, .+, from 11:23:45 WIB; suspended since 11:24:00 WIB and not known to be back$/,
  )
  expect(en.lines[0]).toMatch(/^No longer watched since 11:24:00 WIB, open for 15 s until then: /)
  expect(en.lines[1]).toMatch(/^Decided by .+, until 12:24:05 WIB: letter 5$/)
  expect(en.lines[2]).toMatch(/^While that lasts nobody is told of it; what is still dead/)
  expect(en.incidents[0]).toMatchObject({ withdrawn: 'suspended' })
  const id = COMPOSER.compose(order({ type: 'withdrawn', language: 'id', incidents: [one] }))
  expect(id.title).toMatch(
    /^Tidak dipantau lagi: Simpul .+ mati: .+; dinonaktifkan sejak 11:24:00 WIB dan belum diketahui pulih$/,
  )
  const other = { incident: cut(NVR), severity: 'warning' } as const
  const digest = COMPOSER.compose(order({ type: 'digest', incidents: [other, one] }))
  expect(digest.lines.filter((line) => line.startsWith('No longer watched: Node '))).toHaveLength(1)
  const part = { ...one, unwatched: { count: 1234 } }
  const recovered = COMPOSER.compose(order({ type: 'recovered', incidents: [part] }))
  expect(recovered.lines[1]).toMatch(/^Among them no longer watched .*: 1,234$/)
})

test('what is told in the place of another is marked, and says why', () => {
  const insteadOf = { receiver: 'genuk', why: 'status 400' }
  const one = { incident: NODE, severity: 'critical', insteadOf } as const
  const en = COMPOSER.compose(order({ incidents: [one] }))
  expect(en.title).toMatch(/^\[genuk not reached\] Node .+ down: \d+ affected, /)
  expect(en.lines).toContain('You are told because genuk refused the message: status 400')
  const id = COMPOSER.compose(order({ language: 'id', incidents: [one] }))
  expect(id.title).toMatch(/^\[genuk tidak terjangkau\] Simpul .+ mati: /)
})

test('a probe that is blind says since when and what that means', () => {
  const probe = {
    ...NODE,
    cause: { kind: 'probe' },
    affected: [],
    peak: 0,
    byKecamatan: {},
  } as const
  const titleOf = (language: 'id' | 'en', incident: Incident) =>
    COMPOSER.compose(order({ language, incidents: [{ incident, severity: 'critical' }] })).title
  expect(titleOf('en', probe)).toBe(
    'The probe is blind since 11:23:45 WIB: nothing is told of targets meanwhile',
  )
  expect(titleOf('id', { ...probe, ...CLOSED })).toBe(
    'Alat periksa buta dari 11:23:45 WIB sampai 11:24:00 WIB: selama itu tidak ada kabar tentang titik mana pun',
  )
})

test('the end of a planned outage names what is dead, and when it is back does not say that it is', () => {
  const cause: Cause = { ...PLANNED, why: 'fw' }
  const one = { ...NODE, cause, reason: 'planned-over' } as const
  const two = { ...one, affected: NODE.affected.filter((id) => id !== 'isp-nusa-1') }
  const titleOf = (more: Partial<MessageOrder>) => COMPOSER.compose(order(more)).title
  expect(titleOf({ incidents: [{ incident: one, severity: 'warning' }] })).toMatch(
    /^Maintenance over and still dead: node .+ \(fw\): \d+ affected, \d+ kecamatan, since/,
  )
  expect(titleOf({ language: 'id', incidents: [{ incident: two, severity: 'warning' }] })).toMatch(
    /^Pemeliharaan berakhir dan masih mati: \d+ kamera, \d+ NVR, .+ \(fw\): \d+ terdampak, /,
  )
  const over = [{ incident: { ...one, ...CLOSED }, severity: 'warning' }] as const
  expect(titleOf({ type: 'recovered', incidents: over })).toMatch(
    /^Recovered: Node .+, dead past the end of maintenance \(fw\): \d+ were affected, /,
  )
})

test('a long name is cut in the title only', () => {
  const why = `maintenance ${'of the whole line '.repeat(12)}`.trim()
  const cause: Cause = { kind: 'planned', planned: 'suspension', plannedId: 's', owner: 'o', why }
  const incident = { ...NODE, cause, reason: 'planned-over' } as const
  const told = COMPOSER.compose(order({ incidents: [{ incident, severity: 'warning' }] }))
  expect(told.title.length).toBeLessThanOrEqual(160)
  expect(told.title).toMatch(/…\): \d+ affected, \d+ kecamatan, since 11:23:45 WIB$/)
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
