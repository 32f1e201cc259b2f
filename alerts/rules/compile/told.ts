// Who is told by a list of names (receivers, rotas, `@owner`), and in which hours of the week a rota means whom.
import type { Policy, Rota } from '../../policy/policy.ts'
import { AT_OWNER } from '../../policy/readable.ts'
import type { TimeInterval } from '../alerting.ts'
import { type Week, weeklyIntervals, weekOf } from './intervals.ts'

/** `during`: always, or in any of these time intervals. */
export interface Told {
  readonly receiver: string
  readonly during: 'always' | readonly string[]
}

export interface Duties {
  /** By rota, in the order in which its receivers are first named. */
  readonly told: ReadonlyMap<string, readonly Told[]>
  readonly intervals: readonly TimeInterval[]
}

/** One time interval for each receiver of each rota, so that nobody is paged anew where his next shift begins. */
export function dutiesOf(policy: Policy<unknown>): Duties {
  const known = new Set(policy.receivers.map(({ id }) => id))
  const told = new Map<string, Told[]>()
  const intervals: TimeInterval[] = []
  for (const rota of policy.rotas) {
    const own: Told[] = []
    for (const [receiver, week] of weeksOf(rota)) {
      if (!known.has(receiver) || !week.includes(1)) continue
      const name = `ronda rota ${rota.id} ${receiver}`
      const isAlways = !week.includes(0)
      own.push({ receiver, during: isAlways ? 'always' : [name] })
      if (isAlways) continue
      intervals.push({ name, intervals: weeklyIntervals(week, zoneOf(rota)) })
    }
    told.set(rota.id, own)
  }
  return { told, intervals }
}

/** Each receiver once, as `named` of the policy means them. */
export function toldBy(
  names: readonly string[],
  policy: Policy<unknown>,
  duties: Duties,
  owner?: string,
): readonly Told[] {
  const found = new Map<string, Told['during']>()
  for (const name of names) {
    for (const { receiver, during } of meantBy(name, policy, duties, owner)) {
      const before = found.get(receiver) ?? []
      const isAlways = before === 'always' || during === 'always'
      found.set(receiver, isAlways ? 'always' : [...new Set([...before, ...during])])
    }
  }
  return [...found].map(([receiver, during]) => ({ receiver, during }))
}

function meantBy(
  name: string,
  policy: Policy<unknown>,
  duties: Duties,
  owner: string | undefined,
): readonly Told[] {
  const rota = duties.told.get(name)
  if (rota) return rota
  const isOwners = name === AT_OWNER
  return policy.receivers
    .filter(({ id, owners }) =>
      isOwners ? owner !== undefined && owners.includes(owner) : id === name,
    )
    .map(({ id }) => ({ receiver: id, during: 'always' }))
}

/** At each minute the first shift that holds, else the rest. */
function weeksOf(rota: Rota): ReadonlyMap<string, Week> {
  const shifts = rota.shifts.map(({ hours, to }) => ({ week: weekOf(hours), to }))
  const weeks = new Map<string, Week>()
  const everybody = [...rota.shifts.flatMap(({ to }) => to), ...rota.otherwise]
  for (const receiver of everybody) weeks.set(receiver, new Uint8Array(weekLength))
  for (let minute = 0; minute < weekLength; minute++) {
    const shift = shifts.find(({ week }) => week[minute] === 1)
    for (const receiver of shift?.to ?? rota.otherwise) {
      const week = weeks.get(receiver)
      if (week) week[minute] = 1
    }
  }
  return weeks
}

const weekLength = 10_080

/** ronda.yaml gives a rota one zone. */
function zoneOf({ id, shifts }: Rota): string {
  const [zone = 'UTC', ...others] = new Set(shifts.map(({ hours }) => hours.timezone))
  if (others.length > 0) throw new TypeError(`rota ${id} has shifts in several time zones`)
  return zone
}
