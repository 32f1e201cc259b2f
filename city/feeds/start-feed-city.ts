// Starts the simulator of the city's feeds in a process of its own, so that it costs the watch no time.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { FromChild, ToChild } from './child-messages.ts'
import type { FeedCity, FeedCityPlan } from './feed-city.ts'

const DOOR = fileURLToPath(new URL('./feed-city-door.js', import.meta.url))
const END_MS = 2000
/** Little lives long there: a larger nursery would only be memory that is never given back. */
const EXEC_ARGV = ['--max-semi-space-size=4']

/** Resolves when it serves; rejects where none of the plan's addresses can be had. It ends with this process. */
export async function startFeedCity(plan: FeedCityPlan): Promise<FeedCity> {
  const child = fork(DOOR, { execArgv: EXEC_ARGV, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const tell = (message: ToChild): void => {
    if (child.connected) child.send(message)
  }
  const asked = new Map<number, (stats: Readonly<Record<string, number>>) => void>()
  let questions = 0
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const limits = await new Promise<readonly string[]>((resolve, reject) => {
    child.on('message', (message: FromChild) => {
      if (message.type === 'ready') resolve(message.limits)
      else if (message.type === 'failed') reject(new Error(message.why))
      else {
        asked.get(message.question)?.(message.stats)
        asked.delete(message.question)
      }
    })
    child.once('error', reject)
    void ended.then((code) => {
      reject(new Error(`the feeds of the synthetic city ended (${code})`))
      for (const answer of asked.values()) answer({})
      asked.clear()
    })
    tell({ type: 'start', plan })
  })
  return {
    pid: child.pid ?? 0,
    limits,
    setFaults: (faults) => tell({ type: 'faults', faults }),
    stats: () =>
      new Promise((resolve) => {
        if (child.connected) {
          asked.set(++questions, resolve)
          tell({ type: 'stats', question: questions })
        } else {
          resolve({})
        }
      }),
    async close() {
      if (child.connected) child.disconnect()
      const timer = setTimeout(() => child.kill('SIGKILL'), END_MS)
      await ended
      clearTimeout(timer)
    },
  }
}
