// Whether what is critical reaches somebody at any time: not all of a last resort may have quiet hours at once.
import { holdsAt, minuteOfWeek } from './hours.ts'
import type { Policy, Receiver } from './policy.ts'
import type { PolicyProblem } from './resolve.ts'

const DAY_MINUTES = 1440
const WEEK_MINUTES = 7 * DAY_MINUTES
/** Mid-season Sundays: zones that put their clocks forward and back lie differently to each other in each. */
const SEASONS = ['2026-01-11', '2026-04-12', '2026-07-12', '2026-10-11'].map((day) =>
  Date.parse(`${day}T00:00:00Z`),
)
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** One problem for `fallback`, `blind` each whose receivers, through rotas too, hold what is critical all at once. */
export function lossesOf(policy: Policy<unknown>, timezone: string): PolicyProblem[] {
  const isOne = policy.blind.join() === policy.fallback.join()
  const lists = isOne ? (['fallback'] as const) : (['fallback', 'blind'] as const)
  return lists.flatMap((key) => {
    const minute = lostMinute(policy, policy[key], timezone)
    if (minute === undefined) return []
    const what = `on ${clockText(minute)} all its receivers are quiet, also for what is critical`
    const remedy =
      'add critical to `unless` of one of them, or name a receiver that is not quiet then'
    return [{ path: [key], what, remedy }]
  })
}

/** The first minute of a week by the clock of `timezone`. */
function lostMinute(
  policy: Policy<unknown>,
  names: readonly string[],
  timezone: string,
): number | undefined {
  const receivers = new Map(policy.receivers.map((receiver) => [receiver.id, receiver]))
  const rotas = new Map(policy.rotas.map((rota) => [rota.id, rota]))
  const loud = new Set(policy.receivers.filter(isAlwaysTold).map(({ id }) => id))
  if (names.some((name) => loud.has(name))) return undefined
  for (const season of SEASONS) {
    const offsets = new Map<string, number>()
    const local = (zone: string, minute: number): number => {
      const offset = offsets.get(zone) ?? minuteOfWeek(season, zone)
      offsets.set(zone, offset)
      return (minute + offset) % WEEK_MINUTES
    }
    const isTold = (id: string, minute: number): boolean => {
      const hours = receivers.get(id)?.quiet?.hours
      return loud.has(id) || (hours !== undefined && !holdsAt(hours, local(hours.timezone, minute)))
    }
    const start = WEEK_MINUTES - local(timezone, 0)
    for (let of = 0; of < WEEK_MINUTES; of++) {
      const minute = (start + of) % WEEK_MINUTES
      const reaches = names.some((name) => {
        const rota = rotas.get(name)
        if (!rota) return isTold(name, minute)
        const shift = rota.shifts.find(({ hours }) => holdsAt(hours, local(hours.timezone, minute)))
        return (shift?.to ?? rota.otherwise).some((id) => isTold(id, minute))
      })
      if (!reaches) return of
    }
  }
  return undefined
}

function isAlwaysTold({ quiet }: Receiver<unknown>): boolean {
  return quiet === undefined || quiet.unless.includes('critical')
}

/** `Monday at 22:00`. */
function clockText(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const ofDay = minute % DAY_MINUTES
  const day = DAYS[Math.floor(minute / DAY_MINUTES)]
  return `${day} at ${two(Math.floor(ofDay / 60))}:${two(ofDay % 60)}`
}
