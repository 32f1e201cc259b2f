// What a worker on AWS has besides, judged by those who read it: shellcheck and systemd.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HostFile } from '../../hosts/host.ts'
import { joinHosts } from '../../hosts/join-hosts.ts'
import { withAgent } from '../../infra/instance/agent.ts'
import { evidenceFiles } from '../../infra/worker/evidence.ts'
import { ON_AWS, takeOverScript } from '../../infra/worker/take-over.ts'
import { tokenFiles } from '../../infra/worker/tokens.ts'
import { describeWithRigs } from '../rigs/rig.ts'

const REGION = 'ap-southeast-3'
const FILES: readonly HostFile[] = [
  ...evidenceFiles({ bucket: "a'b", region: REGION, data: '/var/lib/ronda' }),
  ...tokenFiles(
    {
      ...{ url: 'https://series.example:8086', org: 'ronda', region: REGION },
      ...{ admin: { name: 'admin', secret: 's/admin' }, writer: 's/writer', reader: 's/reader' },
    },
    'ronda.service',
  ),
]

const AGENT = withAgent(joinHosts('t', []), REGION, {
  ...{ version: '3.3.987.0', sha256: 'a'.repeat(64) },
}).files

test('a token that was made is fetched by the start that waited for it', () => {
  const unit = FILES.find(({ path }) => path.endsWith('/ronda-tokens.service'))?.text ?? ''
  expect(unit).toMatch(
    /\nExecStartPost=\+\/bin\/rm -f \/run\/ronda\/secrets\/\.fresh\nExecStartPost=\/bin\/systemctl /,
  )
})

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-worker-units-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write({ path, text }: HostFile): string {
  const at = join(folder, basename(path))
  writeFileSync(at, text.replace(/^(Exec\w+=-?)\S+/gm, '$1/bin/true'))
  return at
}

describeWithRigs('shellcheck', ['shellcheck'], () => {
  test('finds nothing in the scripts', () => {
    const scripts = FILES.filter(({ text }) => /^#!.bin.(ba)?sh\n/.test(text)).map(write)
    expect(scripts).toHaveLength(1)
    expect(spawnSync('shellcheck', scripts, { encoding: 'utf8' }).stdout).toBe('')
  })

  test('finds nothing in what brings the agent, nor in the take-over', () => {
    const plan = { ...ON_AWS, volumeId: 'vol-0a', region: REGION, stopDocument: 'stop' }
    const takeOver = { path: 'take-over', text: takeOverScript(plan), mode: '', owner: '' }
    const scripts = [...AGENT.filter(({ text }) => text.startsWith('#!')), takeOver].map(write)
    expect(scripts).toHaveLength(2)
    expect(spawnSync('shellcheck', scripts, { encoding: 'utf8' }).stdout).toBe('')
  })
})

describeWithRigs('systemd', ['systemd-analyze'], () => {
  test('verifies the units', () => {
    const all = [...FILES, ...AGENT]
    const units = all.filter(({ path }) => /\.(service|timer)$/.test(path)).map(write)
    expect(units).toHaveLength(4)
    const ran = spawnSync('systemd-analyze', ['verify', '--man=no', ...units], { encoding: 'utf8' })
    expect([ran.status, ran.stderr]).toEqual([0, ''])
  })
})
