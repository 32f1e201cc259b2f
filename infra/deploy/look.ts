// Looks at what a stack gives out, until its addresses answer or the time is over.
import { messageOf } from '../../fleet/error.ts'
import { isWithin } from '../plan/cidr.ts'
import type { Place } from './places.ts'
import type { World } from './world.ts'

export interface Looked {
  readonly answering: number
  /** A line each, with the reason. */
  readonly silent: readonly string[]
  /** The same of those that may not be looked at from here. */
  readonly barred: readonly string[]
}

/** Between two lines of who is waited for. */
const SAY_EVERY_MS = 60_000
/** Says by which address this machine is seen, in plain text. AWS's own. */
const WHO_AM_I = 'https://checkip.amazonaws.com'

/**
 * Any answer below 500 will do: a page that wants a password is there. `networks`: who may reach Grafana and the console;
 * whoever is not in them is not let in, and waits for nothing; where they are not known all is looked at. A signal ends the waiting.
 */
export async function lookAt(
  world: World,
  places: readonly Place[],
  networks: readonly string[] | undefined,
  say: (line: string) => void,
): Promise<Looked> {
  const begun = performance.now()
  let saidAt = Number.NEGATIVE_INFINITY
  const barred = networks === undefined ? [] : await barredOf(world, places, networks)
  const open = places.filter(({ isForPeople }) => barred.length === 0 || !isForPeople)
  let waiting = new Map(open.map((place) => [place, 'not looked at']))
  let stopped = false
  const wake = new AbortController()
  const stop = () => {
    stopped = true
    wake.abort()
  }
  world.signals.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    for (;;) {
      const looks = [...waiting.keys()].map((place) => lookOnce(world, place))
      waiting = new Map((await Promise.all(looks)).flat())
      const now = performance.now()
      if (waiting.size === 0 || stopped || now - begun > world.lookForMs) break
      if (now - saidAt >= SAY_EVERY_MS) {
        saidAt = now
        const minutes = `${((now - begun) / 60_000).toFixed(0)} of at most ${(world.lookForMs / 60_000).toFixed(0)} min`
        for (const [{ url }, why] of waiting) say(`waiting for ${url}: ${why} (${minutes})`)
      }
      await pause(world.lookEveryMs, wake.signal)
    }
  } finally {
    world.signals.off('SIGINT', stop).off('SIGTERM', stop)
  }
  const silent = [...waiting].map(([{ url }, why]) => `${url} does not answer from here: ${why}`)
  return { answering: open.length - silent.length, silent, barred }
}

/** Where our own address cannot be told, everything is looked at. */
async function barredOf(
  world: World,
  places: readonly Place[],
  networks: readonly string[],
): Promise<string[]> {
  const people = places.filter(({ isForPeople }) => isForPeople)
  if (people.length === 0) return []
  const address = await world.download(WHO_AM_I).then(
    (bytes) => bytes.toString('latin1').trim(),
    () => '',
  )
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(address) || isWithin(address, networks)) return []
  return people.map(
    ({ url }) =>
      `${url} is not looked at: you come from ${address}, and only ronda:grafana.networks may`,
  )
}

async function lookOnce(world: World, place: Place): Promise<[Place, string][]> {
  try {
    const status = await world.fetch(place)
    return status < 500 ? [] : [[place, `it answers ${status}`]]
  } catch (error) {
    const { cause } = error as Error
    return [[place, messageOf(cause ?? error)]]
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
