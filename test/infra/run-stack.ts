// The stacks that people may choose, and the whole program of one of them by the loopback engine.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rememberArtefact } from '../../infra/artefact/latest.ts'
import { type EngineOptions, type EngineRun, PROJECT, runProgram } from './loopback-engine.ts'
import { invoke, outputsOf } from './run-parts.ts'

const SHA = 'c'.repeat(64)
/** Values of the configuration that no stack below has another opinion about. */
export const BASE = {
  domain: 'ronda.semarang.example',
  link: { type: 'none' },
  relay: { viewers: 10, mediamtx: { version: '1.20.1', sha256: SHA } },
  grafana: { networks: ['203.0.113.0/24'], keySha256: SHA },
  alarms: { emails: ['noc@semarang.example'] },
  budget: { monthlyUsd: 20_000 },
}
const VPN = { type: 'vpn', gateway: '198.51.100.7', networks: ['10.0.0.0/12'] }
const WIREGUARD = {
  type: 'wireguard',
  cityKey: 'bm90LWEta2V5LXJlcGxhY2UtbWUtYnktd2ctcHVia2U=',
  networks: ['10.0.0.0/12'],
}
const ZONE = 'Z0123456789ABCDEFGHIJ'
export const STACKS = {
  'dev, as small as can be': { ...BASE, protect: false, relay: { viewers: 0 } },
  'dev with a relay': { ...BASE, protect: false },
  'prod, InfluxDB on an instance, VPN': {
    ...{ ...BASE, zoneId: ZONE, link: VPN },
    relay: { ...BASE.relay, viewers: 500 },
  },
  'prod, Timestream 2, WireGuard': {
    ...{ ...BASE, zoneId: ZONE, link: WIREGUARD },
    database: { type: 'timestream', edition: '2', standby: true },
  },
}

/** Whole, from infra/door.js, with a release that is a few bytes. */
export async function runStack(
  stack: object,
  more: Pick<EngineOptions, 'preview' | 'outputsOf' | 'invoke' | 'skips'> = {},
): Promise<EngineRun> {
  const values = Object.entries(stack).map(([key, value]) => [
    `ronda:${key}`,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  const dist = mkdtempSync(join(tmpdir(), 'ronda-dist-'))
  try {
    const path = join(dist, 'release.tar.gz')
    writeFileSync(path, 'a release')
    const sha256 = 'a'.repeat(64)
    rememberArtefact(dist, { path, sha256, version: '0.1.0-test', arch: 'arm64', bytes: 9 })
    return await runProgram({
      ...{ project: PROJECT, entry: 'infra/door.js', stack: 'test', outputsOf, invoke },
      ...more,
      config: { 'aws:region': 'ap-southeast-3', ...Object.fromEntries(values) },
      env: { RONDA_DIST: dist },
    })
  } finally {
    rmSync(dist, { recursive: true, force: true })
  }
}
