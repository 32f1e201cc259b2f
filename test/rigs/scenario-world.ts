// The real program over an estate in a network namespace of its own, receivers that listen, and targets that can be cut.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { stringify } from 'yaml'
import { messageOf } from '../../fleet/error.ts'
import type { Fleet } from '../../fleet/model.ts'
import { buildTopology, mayBePinged, type Topology } from '../../fleet/topology.ts'
import { writeEstate } from '../../fleet/write.ts'
import { enterNetns } from './enter-netns.ts'
import { makeNetns } from './netns.ts'
import { type Program, startRonda } from './program.ts'
import { openScenarioSink, type ScenarioSink } from './scenario-sink.ts'

const PORT = 18_080
const WALKING_MS = 30_000
const LOOK_EVERY_MS = 50
const ANSWER_MS = 10_000
/** Of webhooks and of the console, by reference. */
const SECRET_VARIABLE = 'RONDA_SCENARIO_SECRET'
const SECRET = 'only-tests-have-this-secret-and-it-is-long'
const QUICK_ROUND = {
  timeoutMs: 400,
  confirmAfterMs: 150,
  confirmGapMs: 150,
  anchorIntervalMs: 250,
  flushMs: 50,
}

type Settings = Readonly<Record<string, unknown>>

export interface WorldPlan {
  readonly fleet: Fleet
  /** By id: what an entry has beside id and webhook. None: the configuration has no `alerts`. */
  readonly receivers: Readonly<Record<string, Settings>>
  /** Confirms of 1.5 s instead of the usual 4.5: a whole story in less than a minute. */
  readonly quick: boolean
  /** Laid over what is written here, map by map. */
  readonly config: Settings
  /** In the namespace's name. */
  readonly label: string
}

export interface World {
  readonly topology: Topology
  readonly sinks: ReadonlyMap<string, ScenarioSink>
  /** Where the program keeps everything. */
  readonly data: string
  /** Starts the program. Gives the moment just before, epoch milliseconds. */
  start(): number
  /** Until the program has walked a full round; throws with what it said where it does not within half a minute. */
  walking(): Promise<void>
  /** Ends the program with a signal. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
  /**
   * Silences addresses of these targets, with `anchors` the probe's own too. Gives the moment just before, epoch
   * milliseconds: no packet was lost earlier.
   */
  cut(ids: readonly string[], anchors?: boolean): number
  restore(ids: readonly string[], anchors?: boolean): number
  /** GET, or POST where there is a body, with the token. Throws at a status of 400 or more. */
  api<T>(path: string, body?: unknown): Promise<T>
  /** What the program wrote to stderr, of every run. */
  said(): string
  close(): Promise<void>
}

/** This thread lives in the namespace until `close`. Needs root, `ip`, `nft` and `sysctl`. */
export async function openWorld(plan: WorldPlan): Promise<World> {
  const { fleet, receivers, config, label } = plan
  const topology = buildTopology(fleet)
  const folder = mkdtempSync(join(tmpdir(), 'ronda-scenario-'))
  const ns = makeNetns(label)
  const leave = enterNetns(ns)
  const file = join(folder, 'ronda.yaml')
  const sinks = new Map<string, ScenarioSink>()
  const silent = new Set<string>()
  let program: Program | undefined
  let saidBefore = ''
  process.env[SECRET_VARIABLE] = SECRET

  const addressesOf = (ids: readonly string[], anchors: boolean): readonly string[] => {
    const own = ids.flatMap((id) => {
      const target = topology.byId(id)
      if (!target || !mayBePinged(target)) return []
      return [target.address ?? [], ...(target.kind === 'uplink' ? target.anchors : [])].flat()
    })
    return anchors ? [...own, ...fleet.anchors] : own
  }
  const api = async <T>(path: string, body?: unknown): Promise<T> => {
    const reply = await fetch(`http://127.0.0.1:${PORT}${path}`, {
      signal: AbortSignal.timeout(ANSWER_MS),
      headers: { authorization: `Bearer ${SECRET}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    if (reply.status >= 400) throw new Error(`${path}: ${reply.status} ${text.slice(0, 500)}`)
    return JSON.parse(text) as T
  }
  const walking = async (): Promise<void> => {
    const deadline = Date.now() + WALKING_MS
    let last = ''
    while (Date.now() < deadline && program?.child.exitCode === null) {
      try {
        const { rounds, state } = await api<Summary>('/api/summary')
        if (rounds > 0 && state === 'walking') return
        last = `it is ${state} after ${rounds} rounds`
      } catch (error) {
        last = messageOf(error)
      }
      await wait(LOOK_EVERY_MS)
    }
    const code = program?.child.exitCode
    throw new Error(`the program does not walk (exit code ${code}, ${last}): ${program?.said()}`)
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (!program) return
    const ending = program
    program = undefined
    await ending.end(signal)
    saidBefore += ending.said()
  }
  const close = async (): Promise<void> => {
    await end('SIGKILL')
    for (const sink of sinks.values()) await sink.close()
    leave()
    ns.remove()
    rmSync(folder, { recursive: true, force: true })
  }

  try {
    for (const id of Object.keys(receivers)) sinks.set(id, await openScenarioSink(SECRET))
    if (!fleet.synthetic) await writeEstate(fleet, join(folder, 'estate'))
    writeFileSync(file, stringify(merged(settings(plan, sinks), config)))
  } catch (error) {
    await close()
    throw error
  }
  return {
    topology,
    sinks,
    data: join(folder, 'data'),
    start() {
      const at = Date.now()
      program = startRonda(ns, ['-c', file])
      return at
    },
    walking,
    end,
    cut(ids, anchors = false) {
      const at = Date.now()
      for (const address of addressesOf(ids, anchors)) silent.add(address)
      ns.setDead([...silent])
      return at
    },
    restore(ids, anchors = false) {
      const at = Date.now()
      for (const address of addressesOf(ids, anchors)) silent.delete(address)
      ns.setDead([...silent])
      return at
    },
    api,
    said: () => saidBefore + (program?.said() ?? ''),
    close,
  }
}

interface Summary {
  readonly rounds: number
  readonly state: string
}

function settings(
  { fleet, receivers, quick }: WorldPlan,
  sinks: ReadonlyMap<string, ScenarioSink>,
): Settings {
  const entries = Object.entries(receivers).map(([id, more]) => ({
    id,
    webhook: { url: sinks.get(id)?.url, secret: `env:${SECRET_VARIABLE}` },
    language: 'en',
    ...more,
  }))
  const [first] = entries
  return {
    ...(fleet.synthetic ? { synthetic: { seed: 1, script: 'none' } } : { estate: './estate' }),
    ...(quick ? { round: QUICK_ROUND } : {}),
    // Lines are what these worlds are about; nothing serves video in them.
    feeds: { enabled: false },
    data: './data',
    console: { listen: `127.0.0.1:${PORT}`, token: `env:${SECRET_VARIABLE}` },
    log: 'debug',
    ...(first
      ? {
          alerts: { url: `http://127.0.0.1:${PORT}`, receivers: entries, fallback: [first.id] },
        }
      : {}),
  }
}

function merged(base: Settings, over: Settings): Settings {
  const both = Object.entries(over).map(([key, value]) => {
    const below = base[key]
    return [key, isMap(below) && isMap(value) ? merged(below, value) : value] as const
  })
  return { ...base, ...Object.fromEntries(both) }
}

function isMap(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
