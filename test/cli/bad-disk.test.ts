// `ronda run` on a disk that is full or read-only: it says so, the round goes on, and the last word is true.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeNetns, type Netns } from '../rigs/netns.ts'
import { type Program, ronda, startRonda, until } from '../rigs/program.ts'
import { describeWithRigs } from '../rigs/rig.ts'

const WALKED = 'the first full round is walked'

describeWithRigs('ronda run on a bad disk', ['root', 'ip', 'nft', 'sysctl'], () => {
  let ns: Netns
  let folder: string
  let config: string
  let disk: string
  let program: Program | undefined

  beforeEach(() => {
    ns = makeNetns('disk')
    folder = mkdtempSync(join(tmpdir(), 'ronda-bad-disk-'))
    config = join(folder, 'ronda.yaml')
    disk = join(folder, 'disk')
    mkdirSync(disk)
    expect(ronda(['init', folder]).code).toBe(0)
    const fleet = join(folder, 'estate', 'fleet.yaml')
    writeFileSync(fleet, readFileSync(fleet, 'utf8').replaceAll('10s', '1s'))
    mount('-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk)
  })
  afterEach(async () => {
    await program?.end('SIGKILL')
    ns.remove()
    spawnSync('umount', ['-l', disk])
    rmSync(folder, { recursive: true, force: true })
  })

  const run = async (data: string, ...more: string[]): Promise<Program> => {
    const started = startRonda(ns, ['-c', config, '--data', data, ...more])
    program = started
    await until('a full round', 20_000, started.said, (text) => text.includes(WALKED))
    return started
  }

  const fill = (): void => {
    const { bavail, bsize } = statfsSync(disk)
    writeFileSync(join(disk, 'filler'), Buffer.alloc(Number(bavail) * Number(bsize)))
  }

  test('full and empty: all is said, nothing is kept, and nothing is said to be kept', async () => {
    fill()
    const full = await run(disk, '--listen', '0.0.0.0:8080')
    expect(full.said()).toContain('the token cannot be written (ENOSPC')
    expect(full.said()).toContain('the note of the running program cannot be written (ENOSPC')
    expect(await full.end('SIGINT')).toBe(2)
    expect(full.said()).toContain('0 changes of state and 0 minutes of history were kept')
    expect(full.said()).toMatch(/NOT kept: \d+ changes and 1 minutes of history .*the disk is full/)
    expect(full.said()).toMatch(
      /are lost\nRemedy: make room on the disk .* before the next start\n/,
    )
    expect(full.said()).not.toContain('writes again')
  })

  test('an act that cannot be written says so, and is written when the disk is well again', async () => {
    const settings = readFileSync(config, 'utf8').replace('data: ./data', `data: ${disk}`)
    writeFileSync(config, settings)
    await run(disk)
    const words = ['--reason', 'works', '--owner', 'diskominfo', '--until', '+1h']
    const suspend = () =>
      ronda(['suspend', 'ul-01', ...words, '--confirm', '4', '-c', config], ns.prefix)
    fill()
    // A log that is there already is written anew from its begin: some acts still find room.
    let act = suspend()
    for (let n = 0; n < 20 && act.code === 0; n++) act = suspend()
    expect(act.stdout).toMatch(/^Suspended 4 targets /)
    expect(act.stderr).toBe(
      'NOT KEPT YET: the disk cannot be written; it holds until Ronda ends.\n',
    )
    expect(act.code).toBe(1)
    rmSync(join(disk, 'filler'))
    await until('an act is kept', 20_000, suspend, ({ code }) => code === 0)
    const id = /sus-\S+-1/.exec(act.stdout)?.[0] ?? ''
    expect(ronda(['audit', id, '-c', config], ns.prefix).stdout).toContain('targets=ul-01')
  })

  test('read-only, with a store and without a folder: the round goes on', async () => {
    expect(await (await run(disk)).end('SIGTERM')).toBe(0)
    mount('-o', 'remount,ro', disk)
    const kept = await run(disk)
    expect(kept.said()).toContain('the note of the running program cannot be written (EROFS')
    await kept.end('SIGINT')
    const none = await run(join(disk, 'data'))
    expect(none.said()).toContain('cannot make the data folder')
    await none.end('SIGINT')
  })
})

function mount(...args: string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`mount ${args.join(' ')}: ${stderr}`)
}
