import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { command as doctor } from '../../cli/commands/doctor.ts'
import { command as init } from '../../cli/commands/init.ts'
import { command as storeInit } from '../../cli/commands/store-init.ts'
import type { Finding } from '../../cli/doctor/finding.ts'
import { silentLogger } from '../../fleet/logger.ts'
import { openSpool } from '../../store/spool/open-spool.ts'
import { seriesProblemText } from '../../texts/series.ts'
import { freePort } from '../rigs/free-port.ts'
import { startInfluxProxy } from '../rigs/influx-proxy.ts'
import { startInflux2StandIn } from '../rigs/influx2-stand-in.ts'
import { startInflux3StandIn } from '../rigs/influx3-stand-in.ts'
import { type Influxd, startInfluxd } from '../rigs/influxd.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { runCommand } from '../rigs/run-command.ts'
import { frame } from '../store/spool-rig.ts'
import { sendingTo } from './sending.ts'

const ADMIN = { user: 'ronda', password: 'p4ss-for-the-test' }
const YEAR_MS = 365 * 86_400_000

let folder: string
let config: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-test-doctor-'))
  await runCommand(init, {}, [folder])
  config = join(folder, 'ronda.yaml')
  return () => rmSync(folder, { recursive: true, force: true })
})

/** ronda.yaml of a small city on a free port, with these targets. */
async function write(...targets: readonly string[]): Promise<void> {
  writeFileSync(
    config,
    [
      'estate: ./estate',
      `console: {listen: "127.0.0.1:${await freePort()}"}`,
      ...(targets.length === 0 ? [] : ['influx:', '  targets:']),
      ...targets.map((target) => `    - {${target}}`),
    ].join('\n'),
  )
}

/** What doctor finds of the databases, and the exit code that they alone would give. */
async function look(): Promise<{ code: number; found: readonly Finding[] }> {
  const { code, out } = await runCommand(doctor, { config }, [], true)
  const { findings } = JSON.parse(out) as { findings: Finding[] }
  const codeOf = (some: readonly Finding[]) => (some.some(({ level }) => level === 'fail') ? 1 : 0)
  // On a fresh clone the page is not built yet, which is a finding too.
  expect(code).toBe(codeOf(findings))
  const found = findings.filter(({ what }) => /^influx|^spool/.test(what))
  return { code: codeOf(found), found }
}

async function lookAt(target: string): Promise<Finding | undefined> {
  await write(target)
  const { found } = await look()
  return found.find(({ what }) => what.startsWith('influx '))
}

const LOGIN = `username: ${ADMIN.user}, password: env:RONDA_TEST_PASSWORD`

describeWithRigs('ronda doctor and a real influxd', ['influxd', 'openssl'], () => {
  let influxd: Influxd
  beforeAll(async () => {
    process.env['RONDA_TEST_PASSWORD'] = ADMIN.password
    process.env['RONDA_TEST_WRONG'] = 'wrong-for-the-test'
    influxd = await startInfluxd({ admin: ADMIN })
  })
  afterAll(() => influxd.close())
  const target = (more = '') => `name: main, url: "${influxd.url}", ${LOGIN}${more}`

  test('without a database of time series all is well', async () => {
    await write()
    const { code, found } = await look()
    expect(code).toBe(0)
    expect(found).toEqual([
      {
        what: 'influx',
        level: 'ok',
        seen: 'no time series database: history stays in the local store',
      },
    ])
  })

  test('a missing database is a sentence, ronda store init mends it, then all is well', async () => {
    expect(await lookAt(target())).toMatchObject({
      level: 'fail',
      seen: expect.stringMatching(/main at http\S+ has no database ronda/),
      remedy: expect.stringContaining('ronda store init'),
    })
    const dry = await runCommand(storeInit, { config, 'dry-run': true })
    expect([dry.code, dry.out]).toEqual([0, expect.stringContaining('would-make  database ronda')])
    const made = await runCommand(storeInit, { config })
    expect([made.code, made.out]).toEqual([
      0,
      [
        `main (${influxd.url}, InfluxDB 1)`,
        '  made  database ronda',
        '  made  retention policy raw  7 days, shards of 1 day',
        '  made  retention policy m1   90 days, shards of 7 days',
        '  made  retention policy h1   730 days, shards of 30 days',
        '  made  retention policy d1   3650 days, shards of 364 days',
        '  made  retention policy ev   730 days, shards of 30 days',
        '',
      ].join('\n'),
    ])
    expect(await lookAt(target())).toMatchObject({
      level: 'ok',
      seen: expect.stringMatching(
        /InfluxDB 1\.6\.\S+, writes and reads back; keeps raw 7 d, m1 90 d, h1 730 d, d1 3650 d, ev 730 d/,
      ),
    })
  })

  test('a retention that is not as wanted is a warning', async () => {
    await influxd.query('ALTER RETENTION POLICY "raw" ON "ronda" DURATION 3d')
    expect(await lookAt(target())).toMatchObject({
      level: 'warn',
      seen: expect.stringContaining('to be changed: retention policy raw from 3 days to 7 days'),
      remedy: 'ronda store init changes that',
    })
  })

  test('a missing retention policy', async () => {
    await influxd.query('DROP RETENTION POLICY "h1" ON "ronda"')
    expect(await lookAt(target())).toMatchObject({
      level: 'fail',
      seen: expect.stringContaining('has no retention policy h1 in ronda'),
      remedy: 'make it with ronda store init',
    })
    await write(target())
    const { out } = await runCommand(storeInit, { config }, [], true)
    const { targets } = JSON.parse(out) as { targets: { steps: { did: string }[] }[] }
    expect(targets[0]?.steps.map(({ did }) => did)).toEqual([
      'found',
      'changed',
      'found',
      'made',
      'found',
      'found',
    ])
  })

  test('a wrong address', async () => {
    expect(await lookAt('name: main, url: "http://127.0.0.1:1"')).toMatchObject({
      level: 'fail',
      seen: expect.stringMatching(/cannot be reached.*nobody listens there/),
      remedy: expect.stringContaining('address in ronda.yaml'),
    })
  })

  test('something else listens there', async () => {
    const web = createServer((_, response) => response.writeHead(404).end('<h1>Not here</h1>'))
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
    const address = web.address()
    const port = typeof address === 'object' ? address?.port : 0
    expect(await lookAt(`name: main, url: "http://127.0.0.1:${port}"`)).toMatchObject({
      level: 'fail',
      seen: expect.stringContaining('does not answer as an InfluxDB of that version'),
      remedy: expect.stringContaining('set dialect'),
    })
    web.closeAllConnections()
    web.close()
  })

  test.each(['2', '3'])('InfluxDB 1 configured as %s', async (dialect) => {
    const org = dialect === '2' ? ', org: city' : ''
    const text = `name: main, url: "${influxd.url}", dialect: ${dialect}, token: env:RONDA_TEST_PASSWORD${org}`
    expect(await lookAt(text)).toMatchObject({
      level: 'fail',
      seen: expect.stringMatching(/as an InfluxDB of that version.*it is InfluxDB 1\.6/),
      remedy: expect.stringContaining('set dialect'),
    })
  })

  test('a wrong password, which is shown nowhere', async () => {
    const wrong = target().replace('RONDA_TEST_PASSWORD', 'RONDA_TEST_WRONG')
    const finding = await lookAt(wrong)
    expect(finding).toMatchObject({
      level: 'fail',
      seen: expect.stringContaining('refuses our user, password or token'),
      remedy: expect.stringMatching(/right to write, there.*mend username and password/),
    })
    expect(JSON.stringify(finding)).not.toContain('wrong-for-the-test')
    const { code, out } = await runCommand(storeInit, { config })
    expect([code, out]).toEqual([1, expect.stringMatching(/FAILED {2}401 .*\n.*administrator/)])
    expect(out).not.toContain('wrong-for-the-test')
  })

  test.each([
    ['ahead of', YEAR_MS],
    ['behind', -YEAR_MS],
  ])('a clock that is a year %s ours', async (which, aheadMs) => {
    const proxy = await startInfluxProxy(influxd.url, { aheadMs })
    const finding = await lookAt(`name: main, url: "${proxy.url}", ${LOGIN}`)
    await proxy.close()
    expect(finding).toMatchObject({
      level: 'fail',
      seen: expect.stringMatching(
        new RegExp(`its clock is 36[45] d[^:;]* ${which} ours; what is measured`),
      ),
      remedy: expect.stringContaining('look first at the clock of this machine'),
    })
  })

  test('every database is looked at, and set up, whatever the others say', async () => {
    await write('name: gone, url: "http://127.0.0.1:1"', target())
    const { code, found } = await look()
    expect(code).toBe(1)
    expect(found.map(({ what, level }) => [what, level])).toEqual([
      ['spool', 'ok'],
      ['influx gone', 'fail'],
      ['influx main', 'ok'],
    ])
    const both = await runCommand(storeInit, { config })
    expect(both.code).toBe(1)
    expect(both.out).toMatch(
      /gone \(.*\n {2}FAILED {2}nobody listens there[\s\S]*main \([\s\S]*found/,
    )
    expect((await runCommand(storeInit, { config, target: 'main' })).code).toBe(0)
    await expect(runCommand(storeInit, { config, target: 'mian' })).rejects.toThrow(/no "mian"/)
  })

  test('a user with rights on the database alone is enough to run', async () => {
    await influxd.query(
      `CREATE USER "small" WITH PASSWORD '${ADMIN.password}'; GRANT ALL ON "ronda" TO "small"`,
    )
    expect(
      await lookAt(target().replace(`username: ${ADMIN.user}`, 'username: small')),
    ).toMatchObject({ level: 'ok', seen: expect.stringContaining('keeps raw 7 d') })
    await influxd.query('REVOKE READ ON "ronda" FROM "small"')
    expect(
      await lookAt(target().replace(`username: ${ADMIN.user}`, 'username: small')),
    ).toMatchObject({ level: 'fail', seen: expect.stringContaining('refuses our user') })
  })

  test('a login that goes to another machine in clear text', async () => {
    // Not a loopback address, yet this machine.
    await write(`name: main, url: "http://0.0.0.0:${influxd.port}", ${LOGIN}`)
    const { code, found } = await look()
    expect(code).toBe(0)
    expect(found.at(-1)).toMatchObject({
      what: 'influx main',
      level: 'warn',
      seen: expect.stringContaining('in clear text'),
      remedy: expect.stringContaining('use https'),
    })
  })

  test('a certificate of our own wants to be named', async () => {
    const file = join(folder, 'cert.pem')
    const proxy = await startInfluxProxy(influxd.url, { tls: certificate(file) })
    const { url } = proxy
    expect(await lookAt(`name: main, url: "${url}", ${LOGIN}`)).toMatchObject({
      level: 'fail',
      seen: expect.stringMatching(/cannot be reached.*signed by itself/),
      remedy: expect.stringContaining('as caFile'),
    })
    const named = `url: "${url}", ${LOGIN}, caFile: cert.pem`
    expect(await lookAt(`name: main, database: other, ${named}`)).toMatchObject({
      level: 'fail',
      seen: expect.stringContaining('has no database other'),
    })
    expect((await runCommand(storeInit, { config })).code).toBe(0)
    expect(await lookAt(`name: main, database: other, ${named}`)).toMatchObject({ level: 'ok' })
    const plain = await lookAt(`name: main, url: "${url.replace('https:', 'http:')}", ${LOGIN}`)
    expect(plain).toMatchObject({ level: 'fail', seen: expect.stringContaining('reached') })
    const tls = await lookAt(`name: main, url: "${influxd.url.replace('http:', 'https:')}"`)
    expect(tls).toMatchObject({ level: 'fail', seen: expect.stringContaining('TLS') })
    await proxy.close()
  })
})

describeWithRigs('certificates', ['openssl'], () => {
  test('one of an unknown authority wants that authority as caFile: doctor, sender and init say the same', async () => {
    const { cert, key, ca } = signedCertificate(folder)
    const proxy = await startInfluxProxy('http://127.0.0.1:1', { tls: { cert, key } })
    const seen = await lookAt(`name: main, url: "${proxy.url}"`)
    expect(seen).toMatchObject({
      level: 'fail',
      seen: expect.stringMatching(/unknown authority: name that authority as caFile \(\w+\)/),
      remedy: expect.stringMatching(/authority that signed it as caFile/),
    })
    const { out } = await runCommand(storeInit, { config })
    expect(out).toMatch(/FAILED {2}its certificate is of an unknown.*\n.*signed it as caFile/)
    const { sender, log } = sendingTo({ url: proxy.url })
    sender.start()
    await expect.poll(() => sender.status().problem?.code).toBe('unreachable')
    const { values = {} } = sender.status().problem ?? {}
    const told = seriesProblemText('en', {
      code: 'unreachable',
      values: { ...values, name: 'main' },
    })
    expect([told.what, told.remedy]).toEqual([seen?.seen, seen?.remedy])
    expect(log.join()).toContain('"why":"UNABLE_TO_')
    await sender.close(0)
    const named = sendingTo({ url: proxy.url, ca })
    named.sender.start()
    await expect.poll(() => named.sender.status().problem?.code).toBe('server-error')
    await named.sender.close(0)
    await proxy.close()
  })
})

test('STAND-INs of InfluxDB 2 and 3: missing, set up, well; a wrong token', async () => {
  process.env['RONDA_TEST_TOKEN'] = 'token-of-the-test'
  process.env['RONDA_TEST_WRONG'] = 'wrong-for-the-test'
  const two = await startInflux2StandIn({ token: 'token-of-the-test', org: 'city' })
  const three = await startInflux3StandIn({ token: 'token-of-the-test' })
  const of2 = `name: two, url: "${two.url}", dialect: 2, org: city, token: env:RONDA_TEST_TOKEN`
  const of3 = `name: three, url: "${three.url}", dialect: 3, token: env:RONDA_TEST_TOKEN`
  for (const text of [of2, of3]) {
    const wrong = text.replace('RONDA_TEST_TOKEN', 'RONDA_TEST_WRONG')
    expect(await lookAt(wrong)).toMatchObject({
      level: 'fail',
      seen: expect.stringContaining('refuses our user, password or token'),
    })
  }
  for (const text of [of2, of3]) {
    expect(await lookAt(text)).toMatchObject({
      level: 'fail',
      seen: expect.stringContaining('has no database ronda_raw'),
    })
  }
  // Looking must not make a database that is kept for ever.
  expect([...three.databases]).toEqual([])
  await write(of2, of3)
  expect((await runCommand(storeInit, { config })).code).toBe(0)
  const { code, found } = await look()
  expect(found.filter(({ level }) => level !== 'ok')).toEqual([])
  expect(code).toBe(0)
  await write(`${of3}}\n  keepDays: {raw: 30`)
  expect((await look()).found.at(-1)).toMatchObject({
    level: 'warn',
    seen: expect.stringContaining('database ronda_raw from 7 days to 30 days'),
    remedy: expect.stringContaining('set keepDays to what is there'),
  })
  await two.close()
  await three.close()
})

describeWithRigs('ronda doctor and the spool', ['root'], () => {
  const NOWHERE = 'name: main, url: "http://127.0.0.1:1"'
  const spoolOptions = {
    maxBytes: 64_000_000,
    minFreePercent: 0,
    logger: silentLogger,
    now: Date.now,
  }
  let path: string
  beforeEach(async () => {
    mkdirSync(join(folder, 'data'))
    path = join(folder, 'data', 'spool.db')
    await write(NOWHERE)
  })
  /** What is said of the spool alone. */
  async function lookAtSpool(): Promise<readonly Finding[]> {
    return (await look()).found.filter(({ what }) => what === 'spool')
  }
  const failing = (seen: string, remedy: string) => [
    {
      what: 'spool',
      level: 'fail',
      seen: expect.stringContaining(seen),
      remedy: expect.stringContaining(remedy),
    },
  ]

  test('none yet: its cap, in megabytes below 1 GB', async () => {
    await write(`${NOWHERE}}\n  spool: {maxMegabytes: 64, minFreePercent: 0`)
    expect(await lookAtSpool()).toEqual([
      { what: 'spool', level: 'ok', seen: expect.stringMatching(/spool\.db, at most 64 MB$/) },
    ])
  })

  test('garbage, a folder, a database of another program, one that another Ronda writes', async () => {
    writeFileSync(path, 'a letter to somebody, which is no database at all\n'.repeat(50))
    expect(await lookAtSpool()).toEqual(
      failing('spool.db: the file is not a database', 'move the file'),
    )
    rmSync(path)
    mkdirSync(path)
    expect(await lookAtSpool()).toEqual(failing('spool.db: it is a folder', 'check that'))
    rmSync(path, { recursive: true })
    const other = new DatabaseSync(path)
    other.exec('CREATE TABLE theirs (x)')
    other.close()
    expect(await lookAtSpool()).toEqual(failing('a database of another program', 'another path'))
    rmSync(path)
    const held = openSpool({ ...spoolOptions, path, targets: ['main'] })
    expect(await lookAtSpool()).toEqual(failing('another Ronda is writing', 'end the other'))
    held.close()
    expect(await lookAtSpool()).toMatchObject([{ level: 'ok' }])
  })

  test('a damaged one is lost at the next start: a warning', async () => {
    writeFileSync(path, Buffer.alloc(20_000))
    expect(await lookAtSpool()).toMatchObject([
      { level: 'warn', seen: expect.stringContaining('moves it away') },
    ])
  })

  test('a disk that cannot be written', async () => {
    const data = join(folder, 'data')
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro,size=1m', 'tmpfs', data])
    try {
      expect(await lookAtSpool()).toEqual(failing('EROFS', 'let this user write'))
    } finally {
      execFileSync('umount', [data])
    }
  })

  test('what it owes to a name that is configured no more', async () => {
    const before = openSpool({ ...spoolOptions, path, targets: ['main', 'old'] })
    before.put([frame({ points: 1_200 }), frame({ points: 34 })])
    before.close()
    expect(await lookAtSpool()).toMatchObject([
      { level: 'ok' },
      {
        level: 'warn',
        seen: '1,234 points wait for old, which is not in influx.targets: the next start forgets them',
        remedy: expect.stringContaining('give the name old back'),
      },
    ])
  })
})

test('without influx in ronda.yaml, store init says what to write', async () => {
  await write()
  await expect(runCommand(storeInit, { config })).rejects.toMatchObject({
    code: 'RND_USAGE',
    remedy: expect.stringMatching(/influx:\n {2}targets:\n/),
  })
})

/** Signed by an authority that no machine knows; the authority's own certificate is not sent along. */
function signedCertificate(at: string) {
  const run = (words: string) =>
    execFileSync('openssl', words.split(' '), { stdio: 'ignore', cwd: at })
  const ec = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
  run(`req -x509 ${ec} -days 2 -subj /CN=city -keyout ca.key -out ca.pem`)
  writeFileSync(join(at, 'names'), 'subjectAltName=IP:127.0.0.1')
  run(`req ${ec} -subj /CN=127.0.0.1 -keyout leaf.key -out leaf.csr`)
  run(
    'x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out leaf.pem',
  )
  const read = (name: string) => readFileSync(join(at, name), 'utf8')
  return { cert: read('leaf.pem'), key: read('leaf.key'), ca: read('ca.pem') }
}

/** Signed by itself, for 127.0.0.1, written to `file`. */
function certificate(file: string): { readonly cert: string; readonly key: string } {
  const keyFile = `${file}.key`
  const words = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout ${keyFile} -out ${file}`
  execFileSync('openssl', words.split(' '), { stdio: 'ignore' })
  return { cert: readFileSync(file, 'utf8'), key: readFileSync(keyFile, 'utf8') }
}
