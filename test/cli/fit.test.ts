// `ronda fit` from kept looks to a ronda.yaml that takes what it proposes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { command as fit } from '../../cli/commands/fit.ts'
import { readConfig } from '../../cli/config.ts'
import type { Features } from '../../probes/picture/picture.ts'
import { createLooks } from '../../store/looks/file-looks.ts'
import type { LookRow } from '../../store/looks/looks.ts'
import { ronda } from '../rigs/program.ts'
import { runCommand } from '../rigs/run-command.ts'

const LIVE: Features = {
  ...{ codec: 'h264', width: 640, height: 360, bpp: 0.8, complexity: 0.8, skip: 0, fps: 15 },
  ...{ kbps: 400, loss: 0, mean: 110, sd: 40, chroma: 4, plain: 0.02, madLast: 2, likeness: 0.9 },
}
const FROZEN = ['cam-00001', 'cam-00002', 'cam-00003']
const LIVING = ['cam-00004', 'cam-00005', 'cam-00006']

let folder: string
let config: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-fit-'))
  config = join(folder, 'ronda.yaml')
  writeFileSync(config, 'synthetic: {}\n')
  const looks = createLooks(join(readConfig(config).data, 'looks'))
  looks.add([
    ...FROZEN.flatMap((id) => hourly(id, 'frozen', 0.42137)),
    ...LIVING.flatMap((id) => hourly(id, 'live', 1.30071)),
    // Of a version that kept something else.
    { ...look('cam-00001', 'live', 9, 5), features: { codec: 'h264', width: 640 } },
  ])
  await looks.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function hourly(id: string, found: string, madFirst: number): LookRow[] {
  return [1, 2, 3].map((hours) => look(id, found, madFirst, hours))
}

function look(cameraId: string, found: string, madFirst: number, hours: number): LookRow {
  const at = Date.now() - hours * 3_600_000
  return { cameraId, at, found, published: found, features: { ...LIVE, madFirst } }
}

function labels(...lines: readonly string[]): string {
  const file = join(folder, 'labels.csv')
  writeFileSync(file, `camera,condition,from,to\n${lines.join('\n')}\n`)
  return file
}

const all = () => [
  ...FROZEN.map((id) => `${id},frozen`),
  ...LIVING.map((id) => `${id},live`),
  'cam-00007,live',
]

test('what it proposes stands in ronda.yaml as it was printed, and then judges rightly', async () => {
  const file = labels(...all())
  const { code, out } = await runCommand(fit, { config }, [file])
  expect(code).toBe(1)
  expect(out).toMatch(/^18 looks at 6 labelled cameras, 9 judged wrongly\n/)
  expect(out).toMatch(/\n {2}frozenMad +0\.3 +0\.86 +0\.44 +3 +3\n/)
  expect(out).toMatch(/\n {2}blackMean .*fewer than 3 cameras on a side\n/)
  expect(out).toContain('No look with a picture in their time: cam-00007')
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
  const yaml = /^feeds:\n(?: .*\n)+/m.exec(out)?.[0] ?? ''
  expect(yaml).toContain('    frozenMad: 0.86\n')
  const fitted = join(folder, 'fitted.yaml')
  writeFileSync(fitted, `synthetic: {}\n${yaml}`)
  expect(readConfig(fitted).feeds.thresholds.frozenMad).toBe(0.86)
  const again = await runCommand(fit, { config: fitted }, [file])
  expect(again.code).toBe(0)
  expect(again.out).toMatch(/^18 looks at 6 labelled cameras, 0 judged wrongly\n/)
})

test('too few labels propose nothing', async () => {
  const { out } = await runCommand(fit, { config }, [labels('cam-00001,frozen', 'cam-00004,live')])
  expect(out).toMatch(/\n {2}frozenMad .*fewer than 3 cameras on a side\n/)
  expect(out).toContain('\nNothing is proposed.\n')
  expect(out).not.toContain('feeds:')
})

test('JSON: the report, whole', async () => {
  const { out } = await runCommand(fit, { config }, [labels(...all())], true)
  expect(out.trim().split('\n')).toHaveLength(1)
  expect(JSON.parse(out)).toMatchObject({
    rows: 18,
    proposed: { frozenMad: 0.86 },
    wrongThen: [],
    unseen: ['cam-00007'],
  })
})

test('a bad file: every problem with its line, exit 2; nothing kept of it; no number of days', () => {
  const run = (...words: string[]) => ronda(['fit', ...words, '--config', config])
  const bad = run(labels('cam-1,live', 'cam-00001,blak,x'))
  expect(bad.code).toBe(2)
  expect(bad.stderr).toMatch(/labels\.csv:2: no camera "cam-1"/)
  expect(bad.stderr).toMatch(/labels\.csv:3: "blak" is no condition .*did you mean black\?/)
  expect(bad.stderr).toMatch(/labels\.csv:3: "x" is no time/)
  const nothing = run(labels('cam-00099,live'))
  expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining('--days')])
  expect(run(join(folder, 'none.csv')).code).toBe(2)
  expect(run(labels('cam-00001,live'), '--days', '0').stderr).toContain('no number of days')
})
