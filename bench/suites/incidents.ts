// From results to incidents, without a store: a city that changes at once, and a cut in a hundred orders of looks; then with it.
import type { Fleet } from '../../fleet/model.ts'
import { seededRandom } from '../../fleet/random.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { buildTopology } from '../../fleet/topology.ts'
import { createEstate } from '../../incidents/estate.ts'
import { createIncidents } from '../../incidents/incidents.ts'
import { CONFIRMED } from '../../probes/result.ts'
import { columnsOf, pureCity, wholeSubtree } from '../../test/rigs/pure-city.ts'
import { atMost, type Bar, type Suite } from '../bar.ts'
import { stalls } from '../incidents-stall.ts'
import { median } from '../median.ts'
import { pagingStall } from '../paging-stall.ts'

const STORMS = 9
const QUICK_STORMS = 5
const ORDERS = 100
/** 4,470 targets hang on it. */
const NODE = 'isp-nusa-1'
const CUT_AT = 20_000

export const suite: Suite = async (context) => {
  const { quick, say } = context
  const fleet = synthesizeFleet({ seed: 1 })
  const storms = quick ? QUICK_STORMS : STORMS
  return [
    storm('incidents.storm', fleet, ['node'], storms, say),
    storm('incidents.storm.lines', fleet, ['uplink', 'nvr'], storms, say),
    ...cuts(fleet, say),
    await pagingStall(context),
    ...(await stalls(context)),
  ]
}

/**
 * Every uplink, NVR and camera changes at once: all results in one batch, its processing, and the ticks until the
 * incidents are open. With `node` among the dead it is the city link's incident; without, each line is its own cause.
 */
function storm(
  bar: string,
  fleet: Fleet,
  dead: readonly string[],
  rounds: number,
  say: (line: string) => void,
): Bar {
  const topology = buildTopology(fleet)
  const times: number[] = []
  let changed = 0
  let opened = 0
  for (let round = 0; round < rounds; round++) {
    const estate = createEstate({ fleet, startedAt: 0 })
    const incidents = createIncidents({ fleet, topology })
    const rows = (at: number, silent: (name: string) => boolean) =>
      columnsOf(
        estate.asked.names.map((name, index) => ({
          index,
          at,
          decidedAt: at + 4500,
          sent: 7,
          lost: silent(name) ? 7 : 0,
          flags: CONFIRMED,
        })),
      )
    const kindOf = (name: string) => topology.byId(name)?.kind ?? ''
    incidents.take(estate.apply(rows(1000, () => false)), 6000)
    const storm = rows(20_000, (name) => dead.includes('node') || dead.includes(kindOf(name)))
    const again = rows(25_000, (name) => dead.includes('node') || dead.includes(kindOf(name)))
    const from = performance.now()
    const first = estate.apply(storm)
    const events = incidents.take(first, 24_500)
    const second = estate.apply(again)
    events.push(...incidents.take(second, 29_500))
    for (let at = 30_000; at < 60_000; at += 1000) {
      events.push(...incidents.take(estate.tick(at, false), at))
    }
    times.push(performance.now() - from)
    changed = first.length + second.length
    opened = events.filter(({ what }) => what === 'opened').length
  }
  say(`${bar}: ${times.map((ms) => ms.toFixed(0)).join(', ')} ms`)
  const worst = `worst, the first of a cold program, ${Math.max(...times).toFixed(0)} ms`
  const what = `${changed.toLocaleString('en')} changes, ${opened} incidents`
  return atMost(bar, median(times), 100, 'ms', `median of ${rounds}; ${worst}; ${what}`)
}

/** Every other order has the node's own look last. */
function cuts(fleet: Fleet, say: (line: string) => void): readonly Bar[] {
  const ids = wholeSubtree(buildTopology(fleet), NODE)
  let wrong = 0
  let others = 0
  let different = 0
  let worstMs = 0
  for (let order = 0; order < ORDERS; order++) {
    const phases = order % 2 === 0 ? { [NODE]: 9_990 } : {}
    const city = pureCity(fleet, seededRandom(order), phases)
    city.silence(...ids.map((targetId) => ({ targetId, from: CUT_AT })))
    city.until(CUT_AT + 30_000)
    wrong += city.transitions.filter(
      ({ to, targetId }) => to === 'down' && targetId !== NODE,
    ).length
    const told = city.events.filter(({ what }) => what === 'settled')
    others += Math.abs(told.length - 1)
    if (told[0]?.incident.affected.join() !== ids.join()) different++
    worstMs = Math.max(worstMs, (told[0]?.at ?? Number.POSITIVE_INFINITY) - CUT_AT)
    if (order % 20 === 19) say(`${order + 1} orders of looks, ${wrong} wrong children`)
  }
  const note = `${ORDERS} orders of looks over the full city, no packets`
  return [
    atMost('page.cut.children', wrong + others + different, 0, 'children', note),
    {
      bar: 'page.cut.settled',
      value: worstMs / 1000,
      unit: 's',
      note: 'cut to the moment to tell people, worst; no packets',
    },
  ]
}
