// How a planned outage is kept between two runs: the outage, its time as last seen, and how it ended.
import { z } from 'zod'
import type { Occurrence } from '../../fleet/planned/occurrence.ts'
import type { PlannedOutage, Scope } from '../../fleet/planned/planned.ts'

export interface PlannedDocument {
  readonly planned: PlannedOutage
  /** The occurrence that held or came next; absent once none comes any more. Epoch milliseconds. */
  readonly next?: Occurrence | undefined
  /** What was covered before an act that no tick has taken in yet. */
  readonly before?: Scope | undefined
  /** Epoch milliseconds when somebody ended it. */
  readonly endedAt?: number | undefined
}

const ids = z.array(z.string()).optional()
const scope = z.object({
  targets: ids,
  query: z
    .object({ kind: ids, owner: ids, isp: ids, model: ids, vendor: ids, class: ids, area: ids })
    .optional(),
  except: ids,
})
const about = {
  id: z.string(),
  scope,
  reason: z.string(),
  owner: z.string(),
  reference: z.string().optional(),
  source: z.enum(['file', 'program']),
}
const span = { from: z.number(), until: z.number() }
const weekly = {
  days: z.array(z.int().min(0).max(6)),
  fromMinute: z.int(),
  toMinute: z.int(),
  timezone: z.string(),
}

const schema = z.object({
  planned: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('suspension'), ...about, ...span }),
    z.object({
      kind: z.literal('maintenance'),
      ...about,
      time: z.discriminatedUnion('type', [
        z.object({ type: z.literal('once'), ...span }),
        z.object({ type: z.literal('weekly'), ...weekly }),
      ]),
    }),
  ]),
  next: z.object(span).optional(),
  before: scope.optional(),
  endedAt: z.number().optional(),
})

export function writeDocument(document: PlannedDocument): string {
  return JSON.stringify(document)
}

/** Undefined for what no version of the program wrote. */
export function readDocument(body: string): PlannedDocument | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(body))
    // Absent keys stay absent in JSON: the checked form is that of the contract.
    return parsed.success ? (parsed.data as PlannedDocument) : undefined
  } catch {
    return undefined
  }
}
