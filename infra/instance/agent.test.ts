import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { joinHosts } from '../../hosts/join-hosts.ts'
import { agentScript, withAgent } from './agent.ts'

const PIN = {
  version: '3.3.987.0',
  sha256: createHash('sha256').update('the agent').digest('hex'),
}
/** `regional`, `global`: what the bucket has; a file that is not there cannot be fetched. */
const FAKES = {
  curl: `for url; do :; done
echo "$url" >>"$CITY/asked"
while [ "$1" != --output ]; do shift; done
case $url in https://s3.ap-*) cat "$CITY/regional" >"$2" ;; *) cat "$CITY/global" >"$2" ;; esac 2>/dev/null`,
  dpkg: '[ "$1" != --print-architecture ] || echo arm64',
  'dpkg-query': 'cat "$CITY/installed" 2>/dev/null',
  'apt-get': 'for last; do :; done; printf installed >"$CITY/installed"; cp "$last" "$CITY/deb"',
  systemctl: 'echo "$*" >>"$CITY/started"',
}
let city: string

beforeEach(() => {
  city = mkdtempSync(join(tmpdir(), 'ronda-agent-'))
  mkdirSync(join(city, 'bin'))
  for (const [name, text] of Object.entries(FAKES)) has(`bin/${name}`, `#!/bin/sh\n${text}\n`)
})
afterEach(() => rmSync(city, { recursive: true }))

function has(file: string, text: string): void {
  writeFileSync(join(city, file), text, { mode: 0o755 })
}

function install(pin: typeof PIN | undefined) {
  const env = { PATH: `${join(city, 'bin')}:/usr/bin:/bin`, CITY: city }
  const script = agentScript('ap-southeast-3', pin)
  const { status, stdout } = spawnSync('/bin/bash', ['-c', script], { env, encoding: 'utf8' })
  return { status, stdout }
}
const read = (file: string) => readFileSync(join(city, file), 'utf8')

test('takes the version that was named, if it is what was meant, and starts it', () => {
  has('regional', 'the agent')
  expect(install(PIN)).toEqual({ status: 0, stdout: 'agent: installed\n' })
  expect(read('asked')).toBe(
    'https://s3.ap-southeast-3.amazonaws.com/amazon-ssm-ap-southeast-3/3.3.987.0/debian_arm64/amazon-ssm-agent.deb\n',
  )
  expect(read('deb')).toBe('the agent')
  expect(read('started')).toContain('enable --quiet --now amazon-ssm-agent.service')
})

test('asks the bucket of all regions where that of its own is away or has another', () => {
  has('regional', 'not the agent')
  has('global', 'the agent')
  const { status, stdout } = install(PIN)
  expect([status, read('deb')]).toEqual([0, 'the agent'])
  expect(stdout).toMatch(/^agent: https:\S+ is not what was expected: [0-9a-f]{64}/)
  expect(read('asked')).toContain('/ec2-downloads-windows/SSMAgent/3.3.987.0/debian_arm64/')
})

test('installs nothing that is not what was meant, and fails, so that its unit tries again', () => {
  has('regional', 'not the agent')
  const { status, stdout } = install(PIN)
  expect(status).toBe(1)
  expect(stdout).toContain('agent: cannot be fetched: tried again in 60 s')
  expect(() => read('deb')).toThrow('ENOENT')
})

test('asks nobody where it is installed, and takes the newest where nothing is named', () => {
  has('global', 'any agent')
  expect(install(undefined).status).toBe(0)
  expect(read('asked')).toContain('/amazon-ssm-ap-southeast-3/latest/debian_arm64/')
  rmSync(join(city, 'asked'))
  expect(install(undefined)).toEqual({ status: 0, stdout: '' })
  expect(() => read('asked')).toThrow('ENOENT')
})

test('never holds up the boot of a host', () => {
  const host = withAgent(joinHosts('t', []), 'ap-southeast-3', PIN)
  expect(host.steps[0]?.shell).toContain('systemctl start --no-block ronda-agent.service')
  expect(host.units).toEqual([])
  const unit = host.files.find(({ path }) => path.endsWith('/ronda-agent.service'))?.text
  expect(unit).toContain('Restart=on-failure\n')
  expect(unit).toContain('StartLimitIntervalSec=0\n')
})
