import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { evidenceFiles, evidenceScript } from './evidence.ts'

const PLAN = { bucket: 'thumbs', region: 'ap-southeast-3', data: '/var/lib/ronda' }
let city: string

beforeEach(() => {
  city = mkdtempSync(join(tmpdir(), 'evidence-'))
  mkdirSync(join(city, 'bin'))
  for (const [name, text] of [
    ['aws', 'echo "aws $*" >>"$CITY/said"'],
    ['mountpoint', 'test -e "$CITY/mounted"'],
  ])
    writeFileSync(join(city, 'bin', `${name}`), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  writeFileSync(join(city, 'said'), '')
})
afterEach(() => rmSync(city, { recursive: true }))

it('sends pictures of a mounted volume, and deletes nothing in the bucket', () => {
  writeFileSync(join(city, 'mounted'), '')
  put()
  expect(said()).toBe('')
  mkdirSync(join(city, 'pictures'))
  put()
  expect(said()).toContain(`${city}/pictures s3://thumbs/pictures`)
  expect(said()).toContain('--only-show-errors --exclude * --include *.jpg')
  expect(said()).not.toContain('--delete')
})

it('does nothing where another worker has the volume', () => {
  mkdirSync(join(city, 'pictures'))
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

function put(): void {
  const env = { ...process.env, CITY: city, PATH: `${join(city, 'bin')}:${process.env['PATH']}` }
  execFileSync('/bin/sh', ['-c', evidenceScript({ ...PLAN, data: city })], { env })
}

function said(): string {
  return readFileSync(join(city, 'said'), 'utf8')
}
