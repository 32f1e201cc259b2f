import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { evidenceFiles, evidenceScript } from './evidence.ts'

const PLAN = { bucket: 'thumbs', region: 'ap-southeast-3', data: '/var/lib/ronda' }
const AWS = `#!/bin/sh
echo "aws $*" >>"$CITY/said"
[ ! -e "$CITY/away" ] || exit 1
while [ $# -gt 2 ]; do shift; done
cp -r "$1/." "$CITY/bucket"
`
let city: string

beforeEach(() => {
  city = mkdtempSync(join(tmpdir(), 'evidence-'))
  for (const folder of ['bin', 'bucket', 'pictures']) mkdirSync(join(city, folder))
  writeFileSync(join(city, 'bin/aws'), AWS, { mode: 0o755 })
  const mountpoint = '#!/bin/sh\ntest ! -e "$CITY/lost"\n'
  writeFileSync(join(city, 'bin/mountpoint'), mountpoint, { mode: 0o755 })
  writeFileSync(join(city, 'said'), '')
})
afterEach(() => rmSync(city, { recursive: true }))

it('sends each picture once, lists nothing and deletes nothing', () => {
  taken('7f/cam.1.bad.1.black.jpg', 500)
  taken('7f/cam.1.scene', 500)
  put()
  expect(there()).toEqual(['7f/cam.1.bad.1.black.jpg'])
  expect(said()).toMatch(/ s3 cp --only-show-errors --recursive \S+ s3:[/][/]thumbs[/]pictures\n$/)
  rmSync(join(city, 'bucket/7f'), { recursive: true })
  taken('a0/cam.2.good.2.ok.jpg', 400)
  put()
  put()
  expect(there().filter((path) => path !== '7f/cam.1.bad.1.black.jpg')).toEqual([
    'a0/cam.2.good.2.ok.jpg',
  ])
  expect(readdirSync(join(city, 'evidence'))).toEqual(['sent-until'])
})

it('leaves what is being written for the next time', () => {
  taken('7f/cam.1.bad.1.black.jpg', 5)
  put()
  expect([there(), said()]).toEqual([[], ''])
  taken('7f/cam.1.bad.1.black.jpg', 65)
  put()
  expect(there()).toEqual(['7f/cam.1.bad.1.black.jpg'])
})

it('fails where the bucket is away, and catches up oldest first, lot by lot', () => {
  for (let i = 0; i < 600; i++) taken(`${i % 7}/cam.${i}.good.1.ok.jpg`, 9000 - i)
  writeFileSync(join(city, 'away'), '')
  expect(put).toThrow()
  expect(there()).toEqual([])
  rmSync(join(city, 'away'))
  put()
  expect(there().length).toBe(600)
  expect(said().trim().split('\n').length).toBe(1 + 2)
})

it.each(['lost', 'no pictures'])('does nothing where another worker has the volume: %s', (why) => {
  taken('7f/cam.1.bad.1.black.jpg', 500)
  if (why === 'lost') writeFileSync(join(city, 'lost'), '')
  else rmSync(join(city, 'pictures'), { recursive: true })
  put()
  expect(said()).toBe('')
})

it('runs every few minutes, behind everything else, and ends before the next', () => {
  const text = evidenceFiles(PLAN)
    .map((file) => file.text)
    .join('\n')
  for (const line of ['OnUnitActiveSec=5min', 'Nice=19', 'TimeoutStartSec=240', 'User=ronda'])
    expect(text).toContain(line)
})

function taken(path: string, secondsAgo: number): void {
  const file = join(city, 'pictures', path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, path)
  const at = Date.now() / 1000 - secondsAgo
  utimesSync(file, at, at)
}

function there(): string[] {
  const all = readdirSync(join(city, 'bucket'), { recursive: true, encoding: 'utf8' })
  return all.filter((path) => path.includes('cam')).sort()
}

function put(): void {
  const env = { ...process.env, CITY: city, PATH: `${join(city, 'bin')}:${process.env['PATH']}` }
  execFileSync('/bin/bash', ['-c', evidenceScript({ ...PLAN, data: city })], { env })
}

function said(): string {
  return readFileSync(join(city, 'said'), 'utf8')
}
