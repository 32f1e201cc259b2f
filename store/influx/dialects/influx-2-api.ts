// The part of the API of InfluxDB 2 that sets up: organisations, buckets, mappings.
import { z } from 'zod'
import type { Tier } from '../../schema/tiers.ts'
import type { InfluxTarget } from '../target.ts'
import { ask, askOrThrow, type Question, refusalOf } from './ask.ts'
import { InfluxError } from './influx-error.ts'

const orgsSchema = z.object({ orgs: z.array(z.object({ id: z.string(), name: z.string() })) })
const bucketSchema = z.object({
  id: z.string(),
  name: z.string(),
  retentionRules: z.array(z.object({ everySeconds: z.number() })).default([]),
})
const bucketsSchema = z.object({ buckets: z.array(bucketSchema) })
const mappingSchema = z.object({
  id: z.string(),
  database: z.string(),
  retention_policy: z.string(),
  bucketID: z.string(),
  default: z.boolean(),
  /** Made by the server from the name of a bucket; it cannot be changed, only replaced. */
  virtual: z.boolean().default(false),
})
const mappingsSchema = z.object({ content: z.array(mappingSchema).default([]) })

export type Bucket = z.infer<typeof bucketSchema>
export type Mapping = z.infer<typeof mappingSchema>

export interface Api {
  /** Id of the organisation. */
  org(): Promise<string>
  bucket(orgId: string, name: string): Promise<Bucket | undefined>
  mapping(orgId: string, tier: Tier): Promise<Mapping | undefined>
  /** Gives its id. */
  makeBucket(body: object): Promise<string>
  makeMapping(body: object): Promise<void>
  /** `path`: of a bucket or a mapping. */
  change(path: string, body: object): Promise<void>
}

export function apiOf(target: InfluxTarget, headers: Readonly<Record<string, string>>): Api {
  const { database, org = '' } = target
  const withBody = async (method: 'POST' | 'PATCH', path: string, body: object) => {
    const question: Question = {
      method,
      path,
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }
    return (await askOrThrow(target, question)).text
  }
  /** Undefined for 404 about the thing that was asked for; a 404 of another program is a fault. */
  const find = async <T>(
    path: string,
    parameters: Record<string, string>,
    schema: z.ZodType<T>,
  ) => {
    const query = new URLSearchParams(parameters)
    const reply = await ask(target, { method: 'GET', path: `${path}?${query}`, headers })
    if (reply.status === 404 && /"code"\s*:\s*"not found"/.test(reply.text)) return undefined
    if (reply.status >= 300) throw refusalOf(target, reply)
    return checked(target, schema, reply.text)
  }
  return {
    async org() {
      const answer = await find('/api/v2/orgs', { org }, orgsSchema)
      const found = answer?.orgs.find(({ name }) => name === org)
      if (found) return found.id
      throw new InfluxError(target, 'strange-answer', `it has no organisation "${org}"`, {
        remedy: `write the organisation's name as org, or make it: influx org create -n "${org}"; the token must be of it`,
      })
    },
    async bucket(orgID, name) {
      const answer = await find('/api/v2/buckets', { orgID, name }, bucketsSchema)
      return answer?.buckets.find((bucket) => bucket.name === name)
    },
    async mapping(orgID, tier) {
      const answer = await find('/api/v2/dbrps', { orgID, db: database, rp: tier }, mappingsSchema)
      return answer?.content.find(
        (one) => one.database === database && one.retention_policy === tier,
      )
    },
    async makeBucket(body) {
      return checked(target, bucketSchema, await withBody('POST', '/api/v2/buckets', body)).id
    },
    async makeMapping(body) {
      await withBody('POST', '/api/v2/dbrps', body)
    },
    async change(path, body) {
      await withBody('PATCH', path, body)
    },
  }
}

function checked<T>(target: InfluxTarget, schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    const said = `not what InfluxDB 2 answers: ${text.slice(0, 100)}`
    throw new InfluxError(target, 'wrong-dialect', said, { cause })
  }
}
