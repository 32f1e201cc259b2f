// A receiver as scenarios and soaks of pages see it: what it took, each message once, and how it answers.
import type { Notification, ToldIncident } from '../../alerts/notification.ts'
import { type SunkRequest, startWebhookSink } from './webhook-sink.ts'

/**
 * `200`: takes it. `hang`: reads and never answers. `garbage`: answers with what is no HTTP. `swallow`: takes it and
 * breaks off before it says so. `refuse`: nobody listens.
 */
export const SINK_ANSWERS = ['200', '429', '500', 'hang', 'garbage', 'swallow', 'refuse'] as const
export type SinkAnswer = (typeof SINK_ANSWERS)[number]

/** What is looked at of a message; alerts/channels/message-json.ts has all of it. */
export type Received = Pick<
  Notification,
  'key' | 'type' | 'severity' | 'title' | 'lines' | 'list'
> & {
  /** ISO 8601. */
  readonly at: string
  readonly incidents: readonly Pick<ToldIncident, 'id' | 'cause' | 'affected'>[]
}

/** A message that was taken, the first time that it was. */
export interface Arrival {
  /** Epoch milliseconds. */
  readonly at: number
  readonly key: string
  readonly message: Received
}

export interface ScenarioSink {
  readonly url: string
  /** In order of arrival. */
  readonly arrivals: readonly Arrival[]
  /** What must never be: a wrong signature, another body under a key that was seen. */
  readonly faults: readonly string[]
  /** Requests that came, taken or not. */
  attempts(): number
  answer(how: SinkAnswer): Promise<void>
  close(): Promise<void>
}

/** Listens on loopback where the calling thread is, at a port of its own that it keeps. */
export async function openScenarioSink(secret: string): Promise<ScenarioSink> {
  const sink = await startWebhookSink({ secret })
  return {
    url: sink.url,
    get arrivals() {
      return sink.taken.map(arrivalOf)
    },
    get faults() {
      return [...sink.problems, ...otherBodies(sink.requests)]
    },
    attempts: () => sink.requests.length,
    async answer(how) {
      if (how === 'refuse') return await sink.down()
      if (how === '200') sink.behave('take')
      else sink.behave(how === '429' || how === '500' ? { status: Number(how) } : how)
      await sink.up()
    },
    close: () => sink.close(),
  }
}

function arrivalOf({ at, key, message }: SunkRequest): Arrival {
  // The sink knows less of a message than there is in it.
  return { at, key, message: message as unknown as Received }
}

/** Also where an attempt failed, its body is that of the key. */
function otherBodies(requests: readonly SunkRequest[]): readonly string[] {
  const bodies = new Map<string, string>()
  return requests.flatMap(({ key, body }) => {
    const before = bodies.get(key)
    bodies.set(key, body)
    return before === undefined || before === body ? [] : [`another body under the key ${key}`]
  })
}
