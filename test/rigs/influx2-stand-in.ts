// STAND-IN, not InfluxDB: an HTTP server that answers as the documentation of InfluxDB OSS 2 says it does. No InfluxDB 2
// was at hand. Each endpoint names the page it was written from; all are below https://docs.influxdata.com/influxdb/v2/.
import {
  type Asked,
  type Given,
  pointOf,
  type StandIn,
  type StoredPoint,
  select,
  startStandIn,
} from './stand-in-server.ts'

export interface Influx2StandIn extends StandIn {
  /** Points in a bucket, by its name. */
  points(bucket: string): readonly StoredPoint[]
  /** Retention of each bucket, seconds. */
  readonly buckets: ReadonlyMap<string, number>
  /** `database/policy` -> name of the bucket. */
  mappings(): Readonly<Record<string, string>>
  /** A bucket that somebody made by hand. */
  addBucket(name: string, everySeconds: number): void
}

interface Bucket {
  readonly id: string
  readonly name: string
  everySeconds: number
  readonly points: StoredPoint[]
}

interface Mapping {
  readonly id: string
  readonly database: string
  readonly retention_policy: string
  bucketID: string
  default: boolean
}

/** reference/internals/data-retention: a bucket keeps an hour at least. */
const LEAST_SECONDS = 3600
const PRECISIONS = ['ns', 'us', 'ms', 's']

export async function startInflux2StandIn(options: {
  readonly token: string
  readonly org: string
}): Promise<Influx2StandIn> {
  const state = new State(options.org)
  const answer = (asked: Asked): Given => {
    // api/ping: no authentication.
    if (asked.path === '/ping') return { status: 204 }
    // api/#tag/Authentication: the scheme is the word Token, case-sensitive.
    if (asked.authorization !== `Token ${options.token}`) {
      return refuse(401, 'unauthorized', 'unauthorized access')
    }
    return state.answer(asked)
  }
  const server = await startStandIn(answer, {
    'x-influxdb-build': 'OSS',
    'x-influxdb-version': 'v2.7.12',
  })
  return {
    ...server,
    points: (name) => state.bucketNamed(name)?.points ?? [],
    get buckets() {
      return new Map(state.buckets.map(({ name, everySeconds }) => [name, everySeconds]))
    },
    mappings: () => state.mappingNames(),
    addBucket: (name, everySeconds) => {
      state.addBucket(name, everySeconds)
    },
  }
}

class State {
  readonly #org: { readonly id: string; readonly name: string }
  readonly buckets: Bucket[] = []
  readonly #mappings: Mapping[] = []
  #next = 1

  constructor(org: string) {
    this.#org = { id: 'a000000000000001', name: org }
  }

  bucketNamed(name: string | null): Bucket | undefined {
    return this.buckets.find((bucket) => bucket.name === name)
  }

  addBucket(name: string, everySeconds: number): Bucket {
    const bucket = { id: this.#id('b'), name, everySeconds, points: [] }
    this.buckets.push(bucket)
    return bucket
  }

  mappingNames(): Readonly<Record<string, string>> {
    const nameOf = (id: string): string => this.buckets.find((one) => one.id === id)?.name ?? ''
    return Object.fromEntries(
      this.#mappings.map((one) => [
        `${one.database}/${one.retention_policy}`,
        `${nameOf(one.bucketID)}${one.default ? ' (default)' : ''}`,
      ]),
    )
  }

  answer({ method, path, query, body }: Asked): Given {
    const [, id = ''] = /^\/api\/v2\/(?:buckets|dbrps)\/(\w+)$/.exec(path) ?? []
    switch (`${method} ${id ? path.replace(id, 'ID') : path}`) {
      case 'GET /api/v2/orgs':
        return this.#orgs(query)
      case 'GET /api/v2/buckets':
        return this.#list(query)
      case 'POST /api/v2/buckets':
        return this.#makeBucket(JSON.parse(body))
      case 'PATCH /api/v2/buckets/ID':
        return this.#changeBucket(id, JSON.parse(body))
      case 'GET /api/v2/dbrps':
        return this.#listMappings(query)
      case 'POST /api/v2/dbrps':
        return this.#makeMapping(JSON.parse(body))
      case 'PATCH /api/v2/dbrps/ID':
        return this.#changeMapping(id, query, JSON.parse(body))
      case 'POST /api/v2/write':
        return this.#write(query, body)
      case 'GET /query':
        return this.#query(query)
      default:
        return refuse(404, 'not found', 'path not found')
    }
  }

  /** api/organizations: GET /api/v2/orgs?org=NAME; 404 for a name that is not there. */
  #orgs(query: URLSearchParams): Given {
    const name = query.get('org')
    if (name !== this.#org.name)
      return refuse(404, 'not found', `organization name "${name}" not found`)
    return { status: 200, body: { orgs: [this.#org] } }
  }

  /** api/buckets: GET /api/v2/buckets?orgID=&name=. */
  #list(query: URLSearchParams): Given {
    if (query.get('orgID') !== this.#org.id)
      return refuse(404, 'not found', 'organization not found')
    const found = this.buckets.filter(({ name }) => name === query.get('name'))
    return { status: 200, body: { buckets: found.map((bucket) => this.#shown(bucket)) } }
  }

  /** api/buckets: POST /api/v2/buckets {orgID, name, retentionRules}; 201, 422 where the name is taken. */
  #makeBucket(asked: { orgID?: string; name?: string; retentionRules?: unknown }): Given {
    if (asked.orgID !== this.#org.id) return refuse(400, 'invalid', 'orgID: no such organization')
    const name = asked.name ?? ''
    if (name.length < 2 || name.startsWith('_') || name.includes('"'))
      return refuse(400, 'invalid', 'bucket name is invalid')
    if (this.bucketNamed(name))
      return refuse(422, 'conflict', `bucket with name ${name} already exists`)
    const rule = ruleOf(asked.retentionRules)
    if (typeof rule === 'string') return refuse(422, 'unprocessable entity', rule)
    return { status: 201, body: this.#shown(this.addBucket(name, rule.everySeconds)) }
  }

  /** api/buckets: PATCH /api/v2/buckets/{bucketID}. */
  #changeBucket(id: string, asked: { retentionRules?: unknown }): Given {
    const bucket = this.buckets.find((one) => one.id === id)
    if (bucket === undefined) return refuse(404, 'not found', 'bucket not found')
    const rule = ruleOf(asked.retentionRules)
    if (typeof rule === 'string') return refuse(422, 'unprocessable entity', rule)
    bucket.everySeconds = rule.everySeconds
    return { status: 200, body: this.#shown(bucket) }
  }

  /** query-data/influxql/dbrp: GET /api/v2/dbrps?orgID=&db=&rp=; orgID is wanted. */
  #listMappings(query: URLSearchParams): Given {
    if (query.get('orgID') !== this.#org.id)
      return refuse(400, 'invalid', 'either orgID or org must be given')
    const content = this.#mappings.filter(
      (one) => one.database === query.get('db') && one.retention_policy === query.get('rp'),
    )
    return { status: 200, body: { content } }
  }

  /** query-data/influxql/dbrp: POST; a combination that is mapped already is overwritten. */
  #makeMapping(asked: Partial<Mapping> & { orgID?: string }): Given {
    const { database, retention_policy, bucketID } = asked
    if (asked.orgID !== this.#org.id || !database || !retention_policy || !bucketID)
      return refuse(400, 'invalid', 'orgID, bucketID, database and retention_policy are required')
    if (!this.buckets.some(({ id }) => id === bucketID))
      return refuse(404, 'not found', 'bucket not found')
    const old = this.#mappings.findIndex(
      (one) => one.database === database && one.retention_policy === retention_policy,
    )
    if (old >= 0) this.#mappings.splice(old, 1)
    const id = this.#id('d')
    const mapping = { id, database, retention_policy, bucketID, default: asked.default === true }
    this.#mappings.push(mapping)
    return { status: 201, body: mapping }
  }

  /** query-data/influxql/dbrp: PATCH /api/v2/dbrps/{dbrpID}?orgID=; default and retention_policy only. */
  #changeMapping(id: string, query: URLSearchParams, asked: { default?: boolean }): Given {
    const mapping = this.#mappings.find((one) => one.id === id)
    if (query.get('orgID') !== this.#org.id)
      return refuse(400, 'invalid', 'either orgID or org must be given')
    if (mapping === undefined) return refuse(404, 'not found', 'unable to find DBRP')
    mapping.default = asked.default ?? mapping.default
    return { status: 200, body: mapping }
  }

  /** api/write-data and write-data/troubleshoot: org is required, 404 names what is not there, 400 the first bad line. */
  #write(query: URLSearchParams, body: string): Given {
    if (query.get('org') !== this.#org.name)
      return refuse(404, 'not found', `organization name "${query.get('org')}" not found`)
    const bucket = this.bucketNamed(query.get('bucket'))
    if (bucket === undefined)
      return refuse(404, 'not found', `bucket "${query.get('bucket')}" not found`)
    const precision = query.get('precision') ?? 'ns'
    if (!PRECISIONS.includes(precision))
      return refuse(
        400,
        'invalid',
        `invalid precision; valid precision units are ns, us, ms, and s`,
      )
    const lines = body.split('\n').filter(Boolean)
    const points = lines.map((line) => pointOf(line, precision))
    const bad = points.indexOf(undefined)
    if (bad >= 0) return refuse(400, 'invalid', `unable to parse '${lines[bad]}'`)
    bucket.points.push(...points.filter((point) => point !== undefined))
    return { status: 204 }
  }

  /** api-guide/influxdb-1x/query: db is required; without a mapping there is nothing to query. */
  #query(query: URLSearchParams): Given {
    const [db, rp] = [query.get('db'), query.get('rp')]
    if (!db || !query.get('q'))
      return refuse(400, 'invalid', 'missing required parameter "db" or "q"')
    const mapping = this.#mappings.find(
      (one) => one.database === db && (rp ? one.retention_policy === rp : one.default),
    )
    if (mapping === undefined)
      return refuse(404, 'not found', `no dbrp mapping found for database ${db}`)
    const bucket = this.buckets.find(({ id }) => id === mapping.bucketID)
    const body = select(query.get('q') ?? '', bucket?.points ?? [])
    return body ? { status: 200, body } : refuse(400, 'invalid', 'the stand-in reads no such query')
  }

  #shown({ id, name, everySeconds }: Bucket) {
    const retentionRules = everySeconds === 0 ? [] : [{ type: 'expire', everySeconds }]
    return { id, orgID: this.#org.id, name, type: 'user', retentionRules }
  }

  #id(kind: string): string {
    return `${kind}${String(this.#next++).padStart(15, '0')}`
  }
}

/** api/buckets: at most one rule, of type expire, in whole seconds under `everySeconds`. A text says what is wrong. */
function ruleOf(rules: unknown): { readonly everySeconds: number } | string {
  if (!Array.isArray(rules)) return 'retentionRules must be an array'
  if (rules.length > 1) return 'buckets cannot have more than one retention rule at this time'
  const { type, everySeconds, shardGroupDurationSeconds } = (rules[0] ?? {}) as {
    type?: unknown
    everySeconds?: unknown
    shardGroupDurationSeconds?: unknown
  }
  if (type !== 'expire') return 'a retention rule is of type expire'
  if (!Number.isInteger(everySeconds)) return 'everySeconds must be an integer'
  const seconds = everySeconds as number
  if (seconds !== 0 && seconds < LEAST_SECONDS)
    return 'retention policy duration must be at least 1h0m0s'
  if (typeof shardGroupDurationSeconds === 'number' && seconds < shardGroupDurationSeconds)
    return 'shard-group duration must not be longer than the retention'
  return { everySeconds: seconds }
}

function refuse(status: number, code: string, message: string): Given {
  return { status, body: { code, message } }
}
