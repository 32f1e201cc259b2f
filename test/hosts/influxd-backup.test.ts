// The nightly backup of InfluxDB and the way back, by the host's own scripts against a real influxd: every point is compared.
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BackupTarget } from '../../hosts/influxd-backup.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { type InfluxdHere, influxdHere } from './influxd-here.ts'

const BACKUP = '/usr/local/lib/ronda/influxd-backup'
const RESTORE = '/usr/local/sbin/influxd-restore'
const SETUP = '/usr/local/lib/ronda/influxd-setup'
const DAY_MS = 86_400_000
const POLICIES = ['raw', 'm1', 'd1', 'ev', 'autogen'] as const
const DONE = { status: 0, out: '', err: '' }

async function influxdWith(backup: BackupTarget): Promise<InfluxdHere> {
  const user = (name: string) => ({ name, secret: `influx-${name}` })
  const policy = (name: string, days: number, shardDays: number) => ({
    ...{ name, duration: `${days * 24}h`, shard: `${shardDays * 24}h` },
  })
  const here = await influxdHere({
    ...{ database: 'ronda', memoryMb: 512, backup },
    ...{ admin: user('admin'), writer: user('writer'), reader: user('reader') },
    policies: [
      policy('raw', 7, 1),
      policy('m1', 90, 7),
      policy('d1', 3650, 364),
      policy('ev', 730, 30),
    ],
  })
  for (const name of ['admin', 'writer', 'reader']) here.secret(`influx-${name}`, `pw'"${name}`)
  expect(here.run(SETUP)).toEqual(DONE)
  return here
}

/** Fields of every type, tags with signs, several shards of each policy. */
async function fill(here: InfluxdHere): Promise<void> {
  const now = Date.now() - 60_000
  const spans = (days: number, everyMs: number, many: number) =>
    [...Array(days).keys()].flatMap((day) =>
      [...Array(many).keys()].map(
        (i) =>
          `span,target=cam\\ ${i % 7},class=rt rtt=${i + 0.25},n=${i}i,up=${i % 2 === 0} ${now - day * DAY_MS - i * everyMs}`,
      ),
    )
  const events = [...Array(12).keys()].map(
    (i) =>
      `change,target=nvr-${i} why="a \\"b\\", c",error="{\\"name\\":${i}}" ${now - i * 10 * DAY_MS}`,
  )
  const write = (rp: string, lines: readonly string[]) =>
    here.write('writer', `pw'"writer`, rp, lines)
  await write('raw', spans(3, 10_000, 200))
  await write('m1', spans(10, 60_000, 20))
  await write('d1', spans(500, 1000, 1))
  await write('ev', events)
  await write('autogen', ['other v=1', 'other v=2'])
}

async function points(here: InfluxdHere, database = 'ronda'): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for (const policy of POLICIES) {
    const q = `SELECT * FROM "${database}"."${policy}"./.*/ GROUP BY *`
    found[policy] = JSON.parse(await here.ask('admin', `pw'"admin`, q))
  }
  return found
}

const admin = (here: InfluxdHere, q: string) => here.ask('admin', `pw'"admin`, q)
const newestOf = (here: InfluxdHere) =>
  kept(here)
    .filter((name) => name.endsWith('Z'))
    .sort()
    .at(-1) ?? ''
const kept = (here: InfluxdHere) =>
  readdirSync(here.at('/var/backups/ronda')).filter((name) => !name.startsWith('.'))

describeWithRigs('a backup in a folder', ['influxd', 'root'], () => {
  let here: InfluxdHere
  let before: Record<string, unknown>
  let first: string
  beforeAll(async () => {
    here = await influxdWith({ type: 'folder', folder: '/var/backups/ronda', keep: 2 })
  })
  afterAll(() => here.close())

  test('fails where there is nothing to copy', () => {
    expect(here.run(BACKUP)).toMatchObject({
      status: 1,
      err: expect.stringContaining('has no points at all'),
    })
    expect(kept(here)).toEqual([])
  })

  test('is made whole, under the name of its time', async () => {
    await fill(here)
    before = await points(here)
    for (const policy of POLICIES)
      expect(JSON.stringify(before[policy]).length).toBeGreaterThan(100)
    const { status, out, err } = here.run(BACKUP)
    expect({ status, err }).toEqual({ status: 0, err: '' })
    const names = kept(here)
    expect(names).toEqual([expect.stringMatching(/^\d{8}T\d{6}Z$/)])
    first = names[0] ?? ''
    expect(out).toMatch(
      new RegExp(
        `^backup: ${first}: \\d+ shards, \\d+ counts, \\d+ MB, in \\d+ s; in .*${first}\\n$`,
      ),
    )
    const files = readdirSync(here.at(`/var/backups/ronda/${first}`))
    const shards = files.filter((name) => name.endsWith('.tar.gz'))
    expect(files.filter((name) => name.endsWith('.manifest'))).toHaveLength(shards.length)
    expect(shards.length).toBeGreaterThan(10)
    expect(here.run(RESTORE)).toEqual({ ...DONE, out: `${first}\n` })
  })

  test('never goes over a database that has points', async () => {
    expect(here.run(RESTORE, [first])).toMatchObject({
      status: 1,
      err: expect.stringContaining(
        `the database ronda has points. Bring it back under another name, influxd-restore ${first} ronda_restored`,
      ),
    })
    expect(await points(here)).toEqual(before)
  })

  test('comes back with every point after all was lost, with users and policies', async () => {
    here.unit('stop')
    rmSync(here.at('/var/lib/influxdb'), { recursive: true })
    mkdirSync(here.at('/var/lib/influxdb'))
    here.unit('start')
    expect(here.run(SETUP)).toEqual(DONE)
    const { status, out, err } = here.run(RESTORE, [first])
    expect({ status, err }).toEqual({ status: 0, err: '' })
    expect(out).toMatch(
      new RegExp(
        `^restore: ${first} is back as ronda: [1-9]\\d* counts are as they were, in \\d+ s\\n$`,
      ),
    )
    expect(await points(here)).toEqual(before)
    expect(await admin(here, 'SHOW RETENTION POLICIES ON ronda')).toContain(
      '["raw","168h0m0s","24h0m0s",1,true]',
    )
    await here.write('writer', `pw'"writer`, 'raw', ['span,target=new rtt=1'])
    expect(await here.ask('reader', `pw'"reader`, 'SELECT rtt FROM ronda.raw.span')).toContain(
      'rtt',
    )
  })

  test('comes back beside what was written since, and is put into it', async () => {
    await admin(here, 'DROP DATABASE ronda')
    expect(here.run(SETUP)).toEqual(DONE)
    const since = `span,target=since rtt=7 ${Date.now()}`
    await here.write('writer', `pw'"writer`, 'raw', [since])
    await here.write('writer', `pw'"writer`, 'autogen', ['other v=3 1'])
    expect(here.run(RESTORE, [first, 'ronda_restored'])).toMatchObject({ status: 0, err: '' })
    expect(await points(here, 'ronda_restored')).toEqual(before)
    const merged = here.run(RESTORE, ['merge', 'ronda_restored'])
    expect(merged).toMatchObject({ status: 0, err: '' })
    expect(merged.out).toContain(
      'the points of ronda_restored are in ronda; look, then: DROP DATABASE "ronda_restored"',
    )
    const after = await points(here)
    const lines = (of: unknown) => JSON.stringify(of).length
    for (const policy of ['m1', 'd1', 'ev'] as const) expect(after[policy]).toEqual(before[policy])
    expect(lines(after['raw'])).toBeGreaterThan(lines(before['raw']))
    expect(await admin(here, 'SELECT count(n) FROM ronda.raw.span')).toContain('600]')
    expect(await admin(here, "SELECT rtt FROM ronda.raw.span WHERE target = 'since'")).toContain(
      ',7]',
    )
  })

  test('keeps the newest so many, and nothing of one that failed', async () => {
    await admin(here, 'DROP DATABASE ronda')
    expect(here.run(SETUP)).toEqual(DONE)
    await here.write('writer', `pw'"writer`, 'd1', ['span n=1i', 'span n=1i 1700000000000'])
    writeFileSync(here.at('/var/backups/ronda/notes.txt'), 'of people')
    mkdirSync(here.at('/var/backups/ronda/20260101T000000Z.part'))
    expect(here.run(BACKUP)).toMatchObject({ status: 0 })
    const third = here.run(BACKUP)
    expect(third).toMatchObject({
      status: 0,
      out: expect.stringContaining(`removed ${first}: the newest 2 stay`),
    })
    expect(kept(here)).toHaveLength(3)
    expect(existsSync(here.at('/var/backups/ronda/notes.txt'))).toBe(true)
    // influxd answers questions, and its copies break off.
    const broken = here.at('/bin/influxd')
    writeFileSync(
      broken,
      '#!/bin/sh\nmkdir "$9"\necho half > "$9/20260101T000000Z.s1.tar.gz"\nexit 1\n',
      { mode: 0o755 },
    )
    const names = kept(here)
    expect(here.run(BACKUP)).toMatchObject({
      status: 1,
      out: '',
      err: expect.stringMatching(/shard \d+ of \w+ cannot be copied/),
    })
    expect(kept(here)).toEqual(names)
    rmSync(broken)
  })

  test('is refused where a byte of it is another one, or a file is gone', () => {
    const newest = newestOf(here)
    const copy = here.at('/var/backups/ronda/20300101T000000Z')
    cpSync(here.at(`/var/backups/ronda/${newest}`), copy, { recursive: true })
    const shard = readdirSync(copy).find((name) => name.endsWith('.tar.gz')) ?? ''
    const bytes = readFileSync(join(copy, shard))
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
    writeFileSync(join(copy, shard), bytes)
    const bring = () => here.run(RESTORE, ['20300101T000000Z', 'other'])
    expect(bring()).toMatchObject({
      status: 1,
      err: expect.stringContaining('is damaged: take another one'),
    })
    rmSync(join(copy, shard))
    expect(bring()).toMatchObject({ status: 1, err: expect.stringContaining('is damaged') })
    rmSync(join(copy, 'SHA256SUMS'))
    expect(bring()).toMatchObject({ status: 1, err: expect.stringContaining('there is no backup') })
    rmSync(copy, { recursive: true })
  })

  test('says so where fewer points are there than were counted', async () => {
    const newest = newestOf(here)
    const folder = here.at(`/var/backups/ronda/${newest}`)
    const more = readFileSync(join(folder, 'counts'), 'utf8').replace(/(d1,.*,)(\d+)\n/, '$199\n')
    writeFileSync(join(folder, 'counts'), more)
    const sums = execFileSync('sh', ['-c', 'sha256sum $(ls | grep -v SHA256SUMS)'], { cwd: folder })
    writeFileSync(join(folder, 'SHA256SUMS'), sums)
    expect(here.run(RESTORE, [newest, 'short'])).toMatchObject({
      status: 1,
      err: expect.stringMatching(/d1, span\.count_\w+: \d+ of 99\n[\s\S]*short has fewer points/),
    })
  })

  test('fails where influxd is away', () => {
    here.unit('stop')
    expect(here.run(BACKUP)).toMatchObject({
      status: 1,
      err: expect.stringContaining('influxd does not answer'),
    })
    here.unit('start')
  })
})

// S3 as a folder: what it takes it has at once, and refuses what the test says.
const AWS = `#!/bin/bash
echo "aws $*" >> "$HERE/aws.log"
while [ "$1" != s3 ]; do shift; done
shift
words=()
for word; do case $word in --*) ;; *) words+=("$word") ;; esac; done
there() { printf '%s' "\${1/#s3:\\/\\//$HERE/s3/}"; }
from=$(there "\${words[1]}") to=$(there "\${words[2]:-}")
case "$*" in *"$(cat "$HERE/refuse" 2> /dev/null || echo nothing)"*) echo AccessDenied >&2; exit 1 ;; esac
case \${words[0]} in
  ls) [ -d "$from" ] || exit 1
    case "$*" in
      *--recursive*) (cd "$from" && find . -type f -printf '2026-11-23 19:00:00 %s x/%P\\n') ;;
      *) find "$from" -type f -printf '2026-11-23 19:00:00 %s %f\\n' ;;
    esac ;;
  cp) mkdir -p "\${to%/*}"; if [ -d "$from" ]; then mkdir -p "$to"; cp -r "$from"/. "$to"; else cp "$from" "$to"; fi ;;
esac
`

describeWithRigs('a backup in a bucket', ['influxd', 'root'], () => {
  let here: InfluxdHere
  beforeAll(async () => {
    here = await influxdWith({
      type: 'bucket',
      bucket: 'copies',
      region: 'ap-southeast-3',
      prefix: 'influxd',
    })
    writeFileSync(here.at('/bin/aws'), AWS, { mode: 0o755 })
    await here.write(
      'writer',
      `pw'"writer`,
      'raw',
      [...Array(50).keys()].map((i) => `span,t=${i} rtt=${i} ${Date.now() - i}`),
    )
  })
  afterAll(() => here.close())
  const cache = () => ({ CACHE_DIRECTORY: here.at('/cache') })
  const inBucket = () => readdirSync(here.at('/s3/copies/influxd')).sort()

  test('has its sums last, and without them it is none', () => {
    mkdirSync(here.at('/cache'))
    writeFileSync(here.at('/refuse'), 'SHA256SUMS')
    expect(here.run(BACKUP, [], cache())).toMatchObject({
      status: 1,
      out: '',
      err: expect.stringContaining('SHA256SUMS cannot be put'),
    })
    expect(here.run(RESTORE)).toEqual(DONE)
    expect(here.run(RESTORE, [inBucket()[0] ?? ''])).toMatchObject({
      status: 1,
      err: expect.stringContaining('has points'),
    })
    expect(here.run(RESTORE, [inBucket()[0] ?? '', 'b'])).toMatchObject({
      status: 1,
      err: expect.stringContaining('there is no whole backup'),
    })
    rmSync(here.at('/refuse'))
  })

  test('fails where the bucket takes a file and does not have it', () => {
    writeFileSync(here.at('/refuse'), '/counts')
    expect(here.run(BACKUP, [], cache())).toMatchObject({
      status: 1,
      err: expect.stringContaining('counts cannot be put'),
    })
    rmSync(here.at('/refuse'))
  })

  test('comes back with every point, and leaves nothing on the machine', async () => {
    const before = await points(here)
    // What failed may have been within the same second.
    rmSync(here.at('/s3'), { recursive: true })
    const made = here.run(BACKUP, [], cache())
    expect(made).toMatchObject({ status: 0, err: '' })
    expect(readdirSync(here.at('/cache'))).toEqual(['.lock'])
    const newest = inBucket().at(-1) ?? ''
    expect(made.out).toContain(`in s3://copies/influxd/${newest}`)
    expect(here.run(RESTORE)).toEqual({ ...DONE, out: `${newest}\n` })
    const said = readFileSync(here.at('/aws.log'), 'utf8').trim().split('\n')
    const put = said.filter((line) => / s3 cp .*s3:\/\/copies/.test(line))
    expect(put.at(-1)).toContain(`/${newest}/SHA256SUMS`)
    expect(said.every((line) => line.includes('--region ap-southeast-3'))).toBe(true)
    await admin(here, 'DROP DATABASE ronda')
    expect(here.run(RESTORE, [newest])).toMatchObject({ status: 0, err: '' })
    expect(await points(here)).toEqual(before)
    expect(existsSync(here.at('/var/lib/influxdb/ronda-restore'))).toBe(false)
  })
})
