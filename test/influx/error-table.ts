// The error table, row by row: what a database answers, what the sender has to make of it, and where the answer is from.
import type { Action } from '../../store/influx/sender/classify.ts'
import type { DialectName } from '../../store/influx/target.ts'
import type { Manner } from '../rigs/influx-stand-in.ts'

export interface RecordedRow {
  readonly row: string
  readonly dialect: DialectName
  readonly answer: Manner
  /** Documentation or source that the answer was taken from. */
  readonly source: string
  readonly action: Action['do']
  /** More that must be so. */
  readonly wants?: Partial<Record<string, unknown>>
  /** It refuses the line that has `BAD` in it, whenever that comes; otherwise two requests, whatever is in them. */
  readonly refuses?: true
}

const json = (status: number, body: object, headers: Record<string, string> = {}): Manner => ({
  status,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json', ...headers },
})

const V2_TROUBLE = 'docs.influxdata.com/influxdb/v2/write-data/troubleshoot'
const V2_API = 'docs.influxdata.com/influxdb/v2/api, response codes'
const V2_TEST = 'influxdata/influxdb http/points_write tests'
const V3_LP = 'docs.influxdata.com/influxdb3/core/write-data/http-api/v3-write-lp'
const MADE_UP = 'made up: a proxy or a broken server'

/** Answers that influxd 1.6.7 does not give by itself. */
export const RECORDED: readonly RecordedRow[] = [
  {
    row: '422 of InfluxDB 2, some refused',
    dialect: '2',
    answer: json(422, {
      code: 'unprocessable entity',
      message:
        'failure writing points to database: partial write: field type conflict: input field "up" on measurement "m" is type float, already exists as type integer dropped=1',
    }),
    source: V2_TEST,
    action: 'bisect',
    wants: { dropped: 1 },
    refuses: true,
  },
  {
    row: '422 of InfluxDB 2, beyond retention',
    dialect: '2',
    answer: json(422, {
      code: 'unprocessable entity',
      message:
        'failure writing points to database: partial write: dropped 1 points outside retention policy of duration 24h0m0s - oldest point m,id=a at 1970-01-01T00:00:01Z dropped because it violates a Retention Policy Lower Bound at 2025-05-20T19:06:17Z dropped=1 for database: 9f282d63c7d3a5c0 for retention policy: autogen',
    }),
    source: V2_TROUBLE,
    action: 'expire',
    wants: { dropped: 1 },
  },
  {
    row: '400 of InfluxDB 2, malformed line',
    dialect: '2',
    answer: json(400, {
      code: 'invalid',
      message: "unable to parse 'm,id=BAD up= 1': missing field value",
    }),
    source: V2_TROUBLE,
    action: 'bury',
    wants: { isComplete: false },
    refuses: true,
  },
  {
    row: '400 of InfluxDB 3, lines named',
    dialect: '3',
    answer: json(400, {
      error: 'partial write of line protocol occurred',
      data: [
        {
          original_line: 'm,id=BAD up=hi 1',
          line_number: 2,
          error_message:
            "invalid column type for column 'up', expected iox::column_type::field::integer, got iox::column_type::field::string",
        },
      ],
    }),
    source: V3_LP,
    action: 'bury',
    refuses: true,
  },
  {
    row: '400 of InfluxDB 3, all refused',
    dialect: '3',
    answer: json(400, {
      error: 'parsing failed for write_lp endpoint',
      data: {
        original_line: 'm,id=BAD up= 1',
        line_number: 2,
        error_message: 'No fields were provided',
      },
    }),
    source: V3_LP,
    action: 'bury',
    refuses: true,
  },
  {
    row: '404 of InfluxDB 2, no bucket',
    dialect: '2',
    answer: json(404, { code: 'not found', message: 'bucket "ronda_raw" not found' }),
    source: V2_API,
    action: 'hold',
    wants: { problem: 'no-database', scope: 'tier' },
  },
  {
    row: '404 of InfluxDB 2, no such page',
    dialect: '2',
    answer: json(404, { code: 'not found', message: 'path not found' }),
    source: V2_API,
    action: 'hold',
    wants: { problem: 'wrong-dialect' },
  },
  {
    row: '401 of InfluxDB 2',
    dialect: '2',
    answer: json(401, { code: 'unauthorized', message: 'unauthorized access' }),
    source: V2_API,
    action: 'hold',
    wants: { problem: 'unauthorised' },
  },
  {
    row: '403 of InfluxDB 1, no right to write',
    dialect: '1',
    answer: json(403, { error: '"ronda" user is not authorized to write to database "ronda"' }),
    source: 'docs.influxdata.com/influxdb/v1/tools/api, /write status codes',
    action: 'hold',
    wants: { problem: 'unauthorised' },
  },
  {
    row: '413 of InfluxDB 2',
    dialect: '2',
    answer: json(413, {
      code: 'request too large',
      message: 'unable to read data: points batch is too large',
    }),
    source: V2_API,
    action: 'smaller',
    wants: { isForGood: true },
  },
  {
    row: '429 with Retry-After in seconds',
    dialect: '2',
    answer: json(429, { code: 'too many requests', message: 'limit' }, { 'retry-after': '1' }),
    source: V2_API,
    action: 'wait',
    wants: { problem: 'overloaded', afterMs: 1000 },
  },
  {
    row: '503 with Retry-After as a date',
    dialect: '2',
    answer: json(
      503,
      { code: 'unavailable', message: 'the server is temporarily unable to accept points' },
      { 'retry-after': 'Fri, 31 Dec 1999 23:59:59 GMT' },
    ),
    source: V2_API,
    action: 'wait',
    wants: { problem: 'overloaded', afterMs: 0 },
  },
  {
    row: '503 with garbage for Retry-After',
    dialect: '1',
    answer: { status: 503, headers: { 'retry-after': '-5' } },
    source: MADE_UP,
    action: 'wait',
    wants: { problem: 'overloaded', afterMs: undefined },
  },
  {
    row: '500 timeout',
    dialect: '1',
    answer: json(500, { error: 'timeout' }),
    source: 'influxd 1.6.7, 40 MB as a small gzip, measured in facts/storage.md',
    action: 'smaller',
    wants: { isForGood: false },
  },
  {
    row: '500 of InfluxDB 2 for a timeout',
    dialect: '2',
    answer: json(500, {
      code: 'internal error',
      message: 'unexpected error writing points to database: timeout',
    }),
    source: V2_TEST,
    action: 'smaller',
  },
  {
    row: '500 that says no more',
    dialect: '2',
    answer: json(500, {
      code: 'internal error',
      message: 'unexpected error writing points to database: error',
    }),
    source: V2_TEST,
    action: 'wait',
    wants: { problem: 'server-error' },
  },
  {
    row: '502 of a proxy',
    dialect: '1',
    answer: { status: 502, body: '<html>Bad Gateway</html>' },
    source: MADE_UP,
    action: 'wait',
    wants: { problem: 'server-error', halve: true },
  },
  {
    row: '504 of a proxy',
    dialect: '1',
    answer: { status: 504, body: '<html>Gateway Timeout</html>' },
    source: MADE_UP,
    action: 'wait',
    wants: { problem: 'server-error', halve: true },
  },
  {
    row: 'too many series: the points are fine',
    dialect: '1',
    answer: json(400, {
      error: 'partial write: max-series-per-database limit exceeded: (1000000) dropped=1',
    }),
    source: 'docs.influxdata.com/influxdb/v1/troubleshooting/errors',
    action: 'hold',
    wants: { problem: 'strange-answer', scope: 'frame' },
  },
  {
    row: '400 that is not about the points',
    dialect: '1',
    answer: { status: 400, body: '<html>Bad Request</html>' },
    source: MADE_UP,
    action: 'hold',
    wants: { problem: 'strange-answer', scope: 'target' },
  },
  {
    row: '302, not followed',
    dialect: '1',
    answer: { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
    source: MADE_UP,
    action: 'hold',
    wants: { problem: 'strange-answer' },
  },
  {
    row: '200, which no InfluxDB gives to a write',
    dialect: '1',
    answer: { status: 200, body: '<html>Welcome</html>' },
    source: MADE_UP,
    action: 'hold',
    wants: { problem: 'strange-answer' },
  },
  {
    row: 'it hangs',
    dialect: '1',
    answer: 'hang',
    source: MADE_UP,
    action: 'wait',
    wants: { problem: 'timeout', halve: true },
  },
  {
    row: 'it stops in the middle of its answer',
    dialect: '1',
    answer: 'drip',
    source: MADE_UP,
    action: 'wait',
    wants: { problem: 'timeout', halve: true },
  },
  {
    row: 'the answer breaks off',
    dialect: '1',
    answer: 'half',
    source: MADE_UP,
    action: 'wait',
    wants: { problem: 'unreachable', halve: true },
  },
  {
    row: 'the connection is reset',
    dialect: '1',
    answer: 'reset',
    source: MADE_UP,
    action: 'wait',
    wants: { problem: 'unreachable', halve: true },
  },
  {
    row: 'bytes that are no HTTP',
    dialect: '1',
    answer: 'garbage',
    source: MADE_UP,
    action: 'hold',
    wants: { problem: 'strange-answer' },
  },
  {
    row: 'headers without end',
    dialect: '1',
    answer: 'huge-headers',
    source: MADE_UP,
    action: 'hold',
    wants: { problem: 'strange-answer' },
  },
  {
    row: 'a body without end',
    dialect: '1',
    answer: 'endless',
    source: MADE_UP,
    action: 'hold',
    wants: { problem: 'strange-answer' },
  },
]

/** What influxd 1.6.7 answers by itself. */
export const REAL_ROWS = [
  'all stored',
  'type conflict',
  'partial, unable to parse',
  'nothing stored, unable to parse',
  'beyond retention, all',
  'beyond retention, some, one of the others malformed',
  'no database',
  'page not found',
  'no retention policy',
  'too large',
  'too large, a single line',
  'wrong password',
  'damaged in the spool',
  'nobody listens',
] as const
export type RealRow = (typeof REAL_ROWS)[number]

/** Whether an action is the named one, with everything that it has to say. */
export function isNamed(
  action: Action,
  wanted: Action['do'],
  wants: Partial<Record<string, unknown>> = {},
): boolean {
  const said = action as unknown as Readonly<Record<string, unknown>>
  return action.do === wanted && Object.entries(wants).every(([key, value]) => said[key] === value)
}
