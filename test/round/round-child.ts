// A bare host process for the round: a plan comes in on stdin, messages go out as lines; the end of stdin stops it.
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { createEstate } from '../../incidents/estate.ts'
import type { RoundMessage, RoundPlan } from '../../probes/round/plan.ts'
import type { SocketPlan } from '../../probes/round/socket-plan.ts'
import { startRound } from '../../probes/round/start.ts'
import { type ChildLine, type ChildOrder, fleetOf } from './plain-fleet.ts'

const lines = createInterface({ input: process.stdin })
const [first] = (await once(lines, 'line')) as [string]
const order = JSON.parse(first) as ChildOrder
const estate = createEstate({ fleet: fleetOf(order.addresses), startedAt: Date.now() })
const { options, anchors } = order
const { addresses, intervalMs, names } = estate.asked
const plan: RoundPlan = {
  addresses,
  names,
  intervalMs: intervalMs.map(() => order.intervalMs),
  anchors,
  options,
}
const round = await startRound(plan, order.socket as SocketPlan, take)
say({ type: 'started', at: Date.now() })
await once(lines, 'close')
await round.stop()

function take(message: RoundMessage): void {
  if (message.type !== 'results') {
    say(message)
    return
  }
  const { columns } = message
  for (const transition of estate.apply(columns)) {
    const firstAnswer = transition.from === 'unknown' && transition.to === 'up'
    if (!firstAnswer) say({ type: 'transition', transition, toldAt: Date.now() })
  }
  let lost = 0
  let inconclusive = 0
  for (let row = 0; row < columns.count; row++) {
    lost += columns.lost[row] ?? 0
    if (((columns.flags[row] ?? 0) & 2) !== 0) inconclusive++
  }
  say({ type: 'looks', count: columns.count, lost, inconclusive })
}

function say(line: ChildLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
