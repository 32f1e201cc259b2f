import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const PROGRAM = fileURLToPath(new URL('series-tokens-main.ts', import.meta.url))

// Secrets Manager as a folder with a file for each secret; `refuse` names one that nobody may put.
const AWS = `#!/bin/sh
echo "$*" >>"$CITY/said"
shift 5
case $1 in
  get-secret-value) cat "$CITY/secrets/$3" ;;
  put-secret-value)
    [ "$(cat "$CITY/refuse")" != "$3" ] || { echo 'AccessDeniedException: no' >&2; exit 254; }
    cat "\${5#file://}" >"$CITY/secrets/$3" ;;
esac
`

let city: string
let server: Server
let database: { tokens: Map<string, unknown>; asked: string[]; downFor: number }

beforeEach(async () => {
  city = mkdtempSync(join(tmpdir(), 'tokens-'))
  for (const folder of ['bin', 'secrets', 'run']) mkdirSync(join(city, folder))
  writeFileSync(join(city, 'bin', 'aws'), AWS, { mode: 0o755 })
  write({ refuse: '', said: '' })
  write({ 'secrets/admin': 'right', 'secrets/writer': 'random1', 'secrets/reader': 'random2' })
  database = { tokens: new Map(), asked: [], downFor: 0 }
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (bytes) => {
      body += String(bytes)
    })
    request.on('end', () => {
      const [status, answer, headers] = answerOf(
        `${request.method} ${request.url}`,
        request.headers.authorization ?? request.headers.cookie ?? '',
        body,
      )
      response.writeHead(status, headers).end(JSON.stringify(answer))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})
afterEach(async () => {
  await new Promise((done) => server.close(done))
  rmSync(city, { recursive: true })
})

describe('tokens of a database of time series', () => {
  it('makes both at the first boot: one that writes and reads, one that only reads', async () => {
    const { code, text } = await boot()
    expect([code, text.split('\n')]).toEqual([
      0,
      [
        'series tokens: made the token of the writer and put it into the secret writer',
        'series tokens: made the token of the reader and put it into the secret reader',
      ],
    ])
    const rights = (name: string) =>
      (
        database.tokens.get(read(`secrets/${name}`)) as {
          permissions: { action: string; resource: { type: string; orgID: string } }[]
        }
      ).permissions.map(({ action, resource }) => `${action} ${resource.type} of ${resource.orgID}`)
    expect(rights('reader')).toEqual(['orgs', 'buckets', 'dbrps'].map((one) => `read ${one} of o1`))
    expect(rights('writer')).toEqual([
      ...rights('reader'),
      ...['write buckets of o1', 'write dbrps of o1'],
    ])
    expect(read('said')).not.toMatch(/token-of|right/)
  })

  it('changes nothing at the second boot, and does not even sign in', async () => {
    await boot()
    const kept = [read('secrets/writer'), read('secrets/reader')]
    database.asked = []
    expect(await boot()).toEqual({ code: 0, text: 'series tokens: both tokens are there' })
    expect([read('secrets/writer'), read('secrets/reader')]).toEqual(kept)
    expect(database.asked.filter((one) => one.startsWith('POST'))).toEqual([])
    expect(database.tokens.size).toBe(2)
  })

  it('says so where the administrator is refused', async () => {
    write({ 'secrets/admin': 'turned by hand' })
    const { code, text } = await boot()
    expect([code, database.tokens.size]).toEqual([1, 0])
    expect(text).toBe(
      'series tokens: FAILED: the database refuses admin: admin is not the password that it was made with',
    )
  })

  it('waits for a database that is not up yet', async () => {
    database.downFor = 3
    expect((await boot()).code).toBe(0)
    expect(database.tokens.size).toBe(2)
  })

  it('does not wait for ever', async () => {
    database.downFor = 1_000_000
    const { code, text } = await boot()
    expect(code).toBe(1)
    expect(text).toMatch(/FAILED: the database at http:\S+ answers 503$/)
  })

  it('takes a token back that it cannot put, and ends what is left the next time', async () => {
    write({ refuse: 'reader' })
    const { code, text } = await boot()
    expect([code, database.tokens.size]).toEqual([1, 1])
    expect(text).toContain('FAILED: aws put-secret-value of reader: AccessDeniedException: no')
    write({ refuse: '' })
    const writer = read('secrets/writer')
    expect((await boot()).text).toBe(
      'series tokens: made the token of the reader and put it into the secret reader',
    )
    expect(read('secrets/writer')).toBe(writer)
  })
})

function answerOf(
  question: string,
  who: string,
  body: string,
): [number, unknown, Record<string, string>?] {
  database.asked.push(question)
  if (database.downFor-- > 0) return [503, {}]
  const isIn = who === 'influxdb-oss-session=yes'
  const [what = ''] = question.split('?')
  switch (what) {
    case 'GET /health':
      return [200, { status: 'pass' }]
    case 'GET /api/v2/buckets':
      return [database.tokens.has(who.replace('Token ', '')) ? 200 : 401, {}]
    case 'POST /api/v2/signin':
      return who === `Basic ${btoa('admin:right')}`
        ? [204, undefined, { 'set-cookie': 'influxdb-oss-session=yes; Path=/api/; HttpOnly' }]
        : [401, {}]
    case 'GET /api/v2/orgs':
      return isIn ? [200, { orgs: [{ id: 'o1', name: 'ronda' }] }] : [401, {}]
    case 'POST /api/v2/authorizations': {
      if (!isIn) return [401, {}]
      const id = String(database.asked.length)
      database.tokens.set(`token-of-${id}`, JSON.parse(body))
      return [201, { id, token: `token-of-${id}` }]
    }
    default: {
      const id = /^DELETE \/api\/v2\/authorizations\/(\w+)$/.exec(question)?.[1]
      return [isIn && database.tokens.delete(`token-of-${id}`) ? 204 : 404, undefined]
    }
  }
}

function write(facts: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(facts)) writeFileSync(join(city, name), text)
}

function read(name: string): string {
  return readFileSync(join(city, name), 'utf8')
}

function boot(): Promise<{ code: number; text: string }> {
  const { port } = server.address() as AddressInfo
  const plan = {
    ...{ url: `http://127.0.0.1:${port}`, org: 'ronda', region: 'ap-southeast-3' },
    ...{ admin: { name: 'admin', secret: 'admin' }, writer: 'writer', reader: 'reader' },
    ...{ folder: join(city, 'run'), waitMs: 200, pauseMs: 10 },
  }
  write({ 'plan.json': JSON.stringify(plan) })
  const env = { ...process.env, CITY: city, PATH: `${join(city, 'bin')}:${process.env['PATH']}` }
  return new Promise((done) => {
    execFile(process.execPath, [PROGRAM, join(city, 'plan.json')], { env }, (error, _, said) =>
      done({ code: error === null ? 0 : Number(error.code), text: said.trim() }),
    )
  })
}
