// STAND-IN, not InfluxDB: an HTTP server that answers as the documentation of InfluxDB 3 Core says it does. No InfluxDB 3
// was at hand. Each endpoint names the page it was written from; all are below https://docs.influxdata.com/influxdb3/core/.
import {
  type Asked,
  type Given,
  pointOf,
  type StandIn,
  type StoredPoint,
  select,
  startStandIn,
} from './stand-in-server.ts'

export interface Influx3StandIn extends StandIn {
  points(database: string): readonly StoredPoint[]
  /** Retention of each database as it was asked for: `7d`, or `none`. */
  readonly databases: ReadonlyMap<string, string>
}

export interface Influx3Options {
  readonly token: string
  /**
   * The documentation shows the list of databases in two forms: objects with `db` and `retention_period`
   * (admin/databases/list, over HTTP), or `iox::database` alone (the same page, JSON of the command). Default `db`.
   */
  readonly listing?: 'db' | 'iox::database'
}

/** admin/databases: Core has room for five. */
const MOST_DATABASES = 5
/** admin/databases/create: names, and durations in h, d, w, mo or y. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_/-]{0,63}$/
const RETENTION = /^(none|\d+(h|d|w|mo|y))$/
const PRECISIONS = ['ns', 'us', 'u', 'ms', 's', 'm', 'h']

export async function startInflux3StandIn({
  token,
  listing = 'db',
}: Influx3Options): Promise<Influx3StandIn> {
  const databases = new Map<string, string>()
  const points = new Map<string, StoredPoint[]>()
  const answer = (asked: Asked): Given => {
    // api/server-information: everything wants a token by default, /ping and /health too. Bearer and Token are the same;
    // write-data/http-api/compatibility-apis: as InfluxDB 1 is asked, the token is the password, whoever the user.
    const [scheme, login = ''] = asked.authorization.split(' ')
    const given = scheme === 'Basic' ? atob(login).replace(/^[^:]*:/, '') : login
    if (!['Bearer', 'Token', 'Basic'].includes(scheme ?? '') || given !== token) {
      return refuse(401, 'the request was not authorized')
    }
    switch (`${asked.method} ${asked.path}`) {
      // api/server-information: the version is in the headers of this answer alone.
      case 'GET /ping':
        return {
          status: 200,
          body: { version: '3.4.1', revision: 'stand-in', process_id: '1' },
          headers: { 'x-influxdb-version': '3.4.1', 'x-influxdb-build': 'Core' },
        }
      case 'GET /api/v3/configure/database':
        return list(asked, databases, listing)
      case 'POST /api/v3/configure/database':
        return make(asked, databases)
      case 'POST /write':
        return write(asked, databases, points)
      case 'GET /query':
        return query(asked, databases, points)
      default:
        return refuse(404, 'not found')
    }
  }
  const server = await startStandIn(answer)
  return { ...server, databases, points: (database) => points.get(database) ?? [] }
}

/** api/database: `format` is required. */
function list(
  { query: parameters }: Asked,
  databases: ReadonlyMap<string, string>,
  listing: 'db' | 'iox::database',
): Given {
  if (parameters.get('format') !== 'json') return refuse(400, 'missing field `format`')
  const body = [...databases].map(([db, retention_period]) =>
    listing === 'db' ? { db, retention_period } : { 'iox::database': db },
  )
  return { status: 200, body }
}

/** admin/databases/create: 200; the retention is fixed from then on. No page tells the statuses of its refusals. */
function make({ body }: Asked, databases: Map<string, string>): Given {
  const { db = '', retention_period = 'none' } = JSON.parse(body) as {
    db?: string
    retention_period?: string
  }
  if (!NAME.test(db)) return refuse(400, `invalid database name ${db}`)
  if (!RETENTION.test(retention_period)) return refuse(400, `invalid duration ${retention_period}`)
  if (databases.has(db)) return refuse(409, `attempted to create a resource that already exists`)
  if (databases.size >= MOST_DATABASES) {
    return refuse(422, `adding a new database would exceed limit of ${MOST_DATABASES} databases`)
  }
  databases.set(db, retention_period)
  return { status: 200 }
}

/** write-data/http-api/compatibility-apis; get-started/write: a database that is not there is made by writing. */
function write(
  { query: parameters, body }: Asked,
  databases: Map<string, string>,
  points: Map<string, StoredPoint[]>,
): Given {
  const db = parameters.get('db')
  if (!db) return refuse(400, "missing query parameter 'db'")
  const precision = parameters.get('precision') ?? 'ns'
  if (!PRECISIONS.includes(precision)) return refuse(400, `unknown precision ${precision}`)
  const lines = body.split('\n').filter(Boolean)
  const parsed = lines.map((line) => pointOf(line, precision))
  const good = parsed.filter((point) => point !== undefined)
  if (!databases.has(db)) databases.set(db, 'none')
  points.set(db, [...(points.get(db) ?? []), ...good])
  if (good.length === lines.length) return { status: 204 }
  const bad = parsed.indexOf(undefined)
  const data = [{ original_line: lines[bad], line_number: bad + 1, error_message: 'invalid line' }]
  return {
    status: 400,
    body: { error: 'partial write of line protocol occurred', data },
  }
}

/** query-data/execute-queries/influxdb-v1-api: GET, `db` and `q`. */
function query(
  { query: parameters }: Asked,
  databases: ReadonlyMap<string, string>,
  points: ReadonlyMap<string, StoredPoint[]>,
): Given {
  const db = parameters.get('db') ?? ''
  const q = parameters.get('q')
  if (!q) return refuse(400, "missing query parameter 'q'")
  if (!databases.has(db)) return refuse(404, `database not found: ${db}`)
  const body = select(q, points.get(db) ?? [])
  return body ? { status: 200, body } : refuse(400, 'the stand-in reads no such query')
}

function refuse(status: number, error: string): Given {
  return { status, body: { error } }
}
