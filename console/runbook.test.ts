import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { silentLogger } from '../fleet/logger.ts'
import { fakeLive } from '../test/console/fake-live.ts'
import { RUNBOOK, readRunbook } from './runbook.ts'
import { type Console, startConsole } from './server.ts'

const folder = mkdtempSync(join(tmpdir(), 'ronda-runbook-'))
const file = join(folder, 'runbook.md')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

writeFileSync(
  file,
  [
    '# Runbook',
    'What to do.',
    '## ronda-cause-uplink',
    'Sambungan mati – call the ISP.',
    '### Later',
    'Look again.',
    '## Words',
    'Of no rule.',
    '## ronda-probe-blind',
    'Look at the anchors.',
    '',
  ].join('\n'),
)

test('a section is what stands below the heading of its rule', () => {
  expect([...readRunbook(file)]).toEqual([
    [
      'ronda-cause-uplink',
      '## ronda-cause-uplink\nSambungan mati – call the ISP.\n### Later\nLook again.\n',
    ],
    ['ronda-probe-blind', '## ronda-probe-blind\nLook at the anchors.\n'],
  ])
})

test('the shipped runbook has a section for each heading of a rule', () => {
  const headings = readFileSync(RUNBOOK, 'utf8').match(/^## ronda-.*$/gm)
  expect([...readRunbook(RUNBOOK).keys()].map((uid) => `## ${uid}`)).toEqual(headings)
})

test('a file that is not there, or is no runbook by its size, has no section', () => {
  expect(readRunbook(join(folder, 'none.md')).size).toBe(0)
  const huge = join(folder, 'huge.md')
  writeFileSync(huge, `## ronda-x\n${'x'.repeat(1_000_000)}`)
  expect(readRunbook(huge).size).toBe(0)
})

describe('over HTTP', () => {
  let server: Console
  beforeAll(async () => {
    server = await startConsole({
      live: fakeLive(),
      listen: { host: '127.0.0.1', port: 0 },
      token: 'kentongan',
      webDir: '/nonexistent',
      runbook: file,
      logger: silentLogger,
    })
  })
  afterAll(() => server.close())
  const at = async (path: string) => {
    const reply = await fetch(`${server.url}${path}`)
    return [reply.status, reply.headers.get('content-type'), await reply.text()] as const
  }

  test('a rule is read as plain text, without a login', async () => {
    const [status, type, text] = await at('/runbook/ronda-cause-uplink')
    expect([status, type]).toEqual([200, 'text/plain; charset=utf-8'])
    expect(text).toContain('Sambungan mati – call the ISP.')
    const [, , list] = await at('/runbook')
    expect(list).toBe('ronda-cause-uplink\nronda-probe-blind\n')
  })

  test('a rule that the runbook does not have is refused, with where they are listed', async () => {
    for (const id of ['ronda-none', 'Words', '__proto__', '..%2f..%2fpackage.json']) {
      const [status, , text] = await at(`/runbook/${id}`)
      expect(status, id).toBe(404)
      expect(text, id).toContain('/runbook lists those it has')
    }
    expect((await at('/api/summary'))[0]).toBe(401)
    expect((await at('/runbookish'))[0]).toBe(401)
  })
})
