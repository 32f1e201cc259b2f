// A parent with 500 targets behind it is cut and comes back: messages and seconds, beside Prometheus and Alertmanager.
import { setTimeout as wait } from 'node:timers/promises'
import { missingPeers, openPeer, type PeerMessage } from '../../test/rigs/peer-prometheus.ts'
import { scenarioEstate } from '../../test/rigs/scenario-estate.ts'
import { openWorld } from '../../test/rigs/scenario-world.ts'
import type { Bar, Suite } from '../bar.ts'
import { median } from '../median.ts'

const PARENT = 'node-1'
const SHAPE = {
  nodes: 1,
  uplinks: 100,
  nvrs: 4,
  cameras: 0,
  isps: ['nusa'],
  kecamatan: ['genuk', 'tugu', 'mijen'],
  intervalMs: { node: 10_000, uplink: 10_000, nvr: 10_000 },
}
const CHILDREN = 500
const ROUNDS = 3
const CUT_MS = 80_000
const QUICK_CUT_MS = 60_000
/** Their group_interval is 5 minutes by default: a recovery waits for it. */
const BACK_MS = 400_000
const QUICK_BACK_MS = 30_000
const PHASE_MS = 10_000
const LOOK_EVERY_MS = 500

/** A message to a person, of either. */
interface Told {
  readonly at: number
  /** Targets whose fall it tells, as alerts of their own; the parent among them. */
  readonly fell: readonly string[]
  readonly back: readonly string[]
}

interface Side {
  readonly pages: number
  /** Alerts of children in them. */
  readonly children: number
  readonly firstS: number
  /** Messages after the end of the cut that tell that something is down. */
  readonly pagesAfter: number
  readonly recoveries: number
  /** NaN where none came in the time that was waited. */
  readonly backS: number
}

export const suite: Suite = async ({ quick, say }) => {
  const missing = missingPeers()
  if (missing.length > 0) {
    const skipped = `missing: ${missing.join(', ')}; apt-get install -y --no-install-recommends ${missing.join(' ')}`
    return [{ bar: 'page.peer', unit: 'pages', skipped }]
  }
  const rounds: { readonly ours: Side; readonly theirs: Side }[] = []
  for (let round = 0; round < (quick ? 1 : ROUNDS); round++) {
    const one = await cutOnce(quick)
    rounds.push(one)
    say(`round ${round + 1}`)
    for (const line of table(one)) say(line)
  }
  const bar = (name: string, unit: string, of: (side: Side) => number): Bar => {
    const ours = rounds.map((round) => of(round.ours))
    const theirs = rounds.map((round) => of(round.theirs))
    const note = `theirs ${shown(median(theirs))} ${unit}; ours ${ours.map(shown).join(', ')}, theirs ${theirs.map(shown).join(', ')}; ${CHILDREN} targets behind one parent, both in one namespace at the same time`
    const value = median(ours)
    return Number.isNaN(value) ? { bar: name, unit, note } : { bar: name, value, unit, note }
  }
  return [
    bar('page.peer', 'pages', ({ pages }) => pages),
    bar('page.peer.children', 'alerts of children', ({ children }) => children),
    bar('page.peer.s', 's', ({ firstS }) => firstS),
    bar('page.peer.after', 'pages after the end', ({ pagesAfter }) => pagesAfter),
    bar('page.peer.back', 'recoveries', ({ recoveries }) => recoveries),
    bar('page.peer.back.s', 's', ({ backS }) => backS),
  ]
}

/** A namespace, programs and data of its own: the second cut of one program would be flapping. */
async function cutOnce(quick: boolean): Promise<{ readonly ours: Side; readonly theirs: Side }> {
  const fleet = scenarioEstate(SHAPE)
  const plan = { fleet, receivers: { noc: {} }, config: {}, quick: false, label: 'benchpage' }
  const world = await openWorld(plan)
  try {
    const peer = await openPeer(fleet, PARENT)
    try {
      world.start()
      await world.walking()
      await wait(Math.random() * PHASE_MS)
      const ids = [PARENT, ...world.topology.subtree(PARENT).map(({ id }) => id)]
      const ours = (): readonly Told[] => (world.sinks.get('noc')?.arrivals ?? []).map(toldByUs)
      const theirs = (): readonly Told[] => peer.messages.map(toldByThem)
      const cutAt = world.cut(ids)
      await wait(quick ? QUICK_CUT_MS : CUT_MS)
      const backAt = world.restore(ids)
      const end = backAt + (quick ? QUICK_BACK_MS : BACK_MS)
      const over = (told: readonly Told[]) => told.some(({ back }) => back.includes(PARENT))
      while (Date.now() < end && !(over(ours()) && over(theirs()))) await wait(LOOK_EVERY_MS)
      // For what comes along with the recovery.
      await wait(PHASE_MS)
      return { ours: sideOf(ours(), cutAt, backAt), theirs: sideOf(theirs(), cutAt, backAt) }
    } finally {
      await peer.close()
    }
  } finally {
    await world.close()
  }
}

type Arrival = NonNullable<
  ReturnType<Awaited<ReturnType<typeof openWorld>>['sinks']['get']>
>['arrivals'][number]

/** An incident's cause is what it alerts on; its list is what an alert of theirs does not have. */
function toldByUs({ at, message }: Arrival): Told {
  const causes = message.incidents.flatMap(({ cause }) =>
    cause.kind === 'target' ? [cause.targetId] : [cause.kind],
  )
  return message.type === 'recovered'
    ? { at, fell: [], back: causes }
    : { at, fell: causes, back: [] }
}

function toldByThem({ at, firing, resolved }: PeerMessage): Told {
  return { at, fell: firing, back: resolved }
}

function sideOf(told: readonly Told[], cutAt: number, backAt: number): Side {
  const pages = told.filter(({ at, fell }) => at < backAt && fell.length > 0)
  const after = told.filter(({ at }) => at >= backAt)
  const recoveries = after.filter(({ fell, back }) => fell.length === 0 && back.length > 0)
  const over = recoveries.find(({ back }) => back.includes(PARENT))
  return {
    pages: pages.length,
    children: pages.flatMap(({ fell }) => fell.filter((id) => id !== PARENT)).length,
    firstS: ((pages[0]?.at ?? Number.NaN) - cutAt) / 1000,
    pagesAfter: after.filter(({ fell }) => fell.length > 0).length,
    recoveries: recoveries.length,
    backS: ((over?.at ?? Number.NaN) - backAt) / 1000,
  }
}

function table({ ours, theirs }: { readonly ours: Side; readonly theirs: Side }): string[] {
  const row = (name: string, side: Side): string =>
    `${name.padEnd(28)} ${Object.values(side)
      .map((value: number) => shown(value).padStart(12))
      .join('')}`
  const head = ['pages', 'of children', 'first s', 'pages after', 'recoveries', 'back s']
  return [
    `${''.padEnd(28)} ${head.map((word) => word.padStart(12)).join('')}`,
    row('Ronda', ours),
    row('Prometheus, Alertmanager', theirs),
  ]
}

function shown(value: number): string {
  if (Number.isNaN(value)) return 'none'
  return Number.isInteger(value) ? `${value}` : value.toFixed(1)
}
