// `ronda incidents` and what `ronda why` says of them: from a program that runs, and from what one left behind.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Command } from '../../cli/command.ts'
import { command as incidents } from '../../cli/commands/incidents.ts'
import { command as why } from '../../cli/commands/why.ts'
import { configOf, storeFile } from '../../cli/data-folder.ts'
import { announceRunning, makeToken, withdrawRunning } from '../../cli/running.ts'
import { startConsole } from '../../console/server.ts'
import { silentLogger } from '../../fleet/logger.ts'
import type { Incident, IncidentEvent } from '../../incidents/incident.ts'
import { openLocalStore } from '../../store/local/open-local-store.ts'
import { fakeLive } from '../console/fake-live.ts'
import { incident, NOON, step, transition } from '../contracts/kept.ts'
import { ronda } from '../rigs/program.ts'
import { runCommand } from '../rigs/run-command.ts'

const DEAD: Incident = incident('inc-open', {
  cause: { kind: 'target', targetId: 'ul-01' },
  affected: ['nvr-01', 'ul-01'],
})
const OVER: Incident = incident('inc-over', {
  cause: { kind: 'target', targetId: 'ul-02' },
  affected: [],
  state: 'closed',
  openedAt: NOON - 60_000,
  closedAt: NOON - 30_000,
})

let folder: string
let config: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-incidents-'))
  expect(ronda(['init', folder]).code).toBe(0)
  config = join(folder, 'ronda.yaml')
  await keep([step('opened', DEAD), step('closed', OVER)])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function keep(events: readonly IncidentEvent[]): Promise<void> {
  const settings = configOf({ config })
  mkdirSync(settings.data, { recursive: true })
  const store = await openLocalStore(storeFile(settings), { now: () => NOON + 20_000 })
  const transitions = [transition('ul-01', NOON, 'up', 'down', 'all-lost')]
  await store.commit({ transitions, incidents: events })
  await store.close()
}

const run = (command: Command, json: boolean, words: readonly string[] = [], open = false) =>
  runCommand(command, { config, open }, words, json)

test('without a program: what was kept, with the time that it is of', async () => {
  const { code, out } = await run(incidents, false)
  expect(code).toBe(1)
  const lines = out.split('\n')
  expect(lines[0]).toMatch(/^Contoh: not running, as of 1 Mar .*19:00:20 WIB \(.* ago\)$/)
  expect(lines[1]).toMatch(
    /^open {8}.* down: 2 affected, .*, since 1 Mar .*19:00:00 WIB {2}inc-open$/,
  )
  expect(out).toMatch(/Closed last:\nclosed {6}.*inc-over\n$/)
  expect((await run(incidents, false, [], true)).out).not.toContain('inc-over')
  expect(JSON.parse((await run(incidents, true)).out)).toMatchObject({
    running: false,
    asOf: '2026-03-01T12:00:20.000Z',
    incidents: [{ id: 'inc-open', target: { id: 'ul-01' }, affected: 2 }, { id: 'inc-over' }],
  })
})

test('why names the incident and its cause as a sentence', async () => {
  const { code, out } = await run(why, false, ['ul-01'])
  expect(code).toBe(1)
  expect(out).toMatch(
    /Part of incident inc-open: .* down: 2 affected, .*\.\n {2}Open since .* \(ul-01\) went down while everything above it lived\.\n/,
  )
  expect(JSON.parse((await run(why, true, ['ul-01'])).out)).toMatchObject({
    incident: { id: 'inc-open' },
  })
  expect((await run(why, false, ['ul-02'])).out).not.toContain('incident')
})

test('with a program: what it says, all pages of it', async () => {
  const live = fakeLive(600)
  const listen = { host: '127.0.0.1', port: 0 }
  const { data } = configOf({ config })
  const token = makeToken(data).reveal()
  const server = await startConsole({ live, listen, token, logger: silentLogger })
  announceRunning(data, { pid: process.pid, url: server.url })
  try {
    const { openIncidents } = await live.summary()
    const { code, out } = await run(incidents, false, [], true)
    expect(code).toBe(1)
    expect(out.trimEnd().split('\n')).toHaveLength(openIncidents)
    expect(out).toMatch(/^open {8}.* down: \d+ affected, .*, since .* WIB/)
    const found = JSON.parse((await run(incidents, true)).out) as { incidents: unknown[] }
    expect(found.incidents).toHaveLength(openIncidents + 10)
  } finally {
    withdrawRunning(data)
    await server.close()
  }
})

test('nothing open is no fault', async () => {
  await keep([step('closed', { ...DEAD, affected: [], state: 'closed', closedAt: NOON + 9 }, 9)])
  const { code, out } = await run(incidents, false, [], true)
  expect(code).toBe(0)
  expect(out).toContain('No incident is open.')
})
