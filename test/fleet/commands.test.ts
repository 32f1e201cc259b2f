// `ronda init` and `ronda fleet check` as a person runs them.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

function ronda(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'cli/ronda.js'), ...words],
    { encoding: 'utf8', timeout: 30_000, maxBuffer: 64 * 1024 * 1024 },
  )
  return { status, stdout, stderr }
}

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'ronda-init-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

describe('ronda init', () => {
  test('writes an estate that passes fleet check, and a configuration that ronda reads', () => {
    const city = join(dir, 'small')
    expect(ronda('init', city)).toMatchObject({ status: 0, stderr: '' })
    expect(readdirSync(city).sort()).toEqual(['estate', 'ronda.yaml'])
    const check = ronda('fleet', 'check', join(city, 'estate'))
    expect(check).toMatchObject({ status: 0, stderr: '' })
    expect(check.stdout).toContain('Contoh (Asia/Jakarta): sound')
    expect(check.stdout).toMatch(/Tembalang +2 +2 +3\n/)
    const status = ronda('status', '--config', join(city, 'ronda.yaml'))
    expect(status.status).toBe(2)
    expect(status.stderr).toContain('nothing runs')
  })

  test('overwrites nothing, and names what is there', () => {
    const city = join(dir, 'twice')
    ronda('init', city)
    writeFileSync(join(city, 'ronda.yaml'), 'mine')
    const again = ronda('init', city)
    expect(again.status).toBe(2)
    expect(again.stderr).toContain(join(city, 'ronda.yaml'))
    expect(again.stderr).toContain(join(city, 'estate/nvrs.csv'))
    expect(readFileSync(join(city, 'ronda.yaml'), 'utf8')).toBe('mine')
  })

  test('--synthetic writes the whole city', () => {
    const city = join(dir, 'whole')
    expect(JSON.parse(ronda('init', city, '--synthetic', '--json').stdout).ok).toBe(true)
    const check = ronda('fleet', 'check', join(city, 'estate'), '--json')
    expect(check.status).toBe(0)
    const summary = JSON.parse(check.stdout)
    expect(summary).toMatchObject({ ok: true, synthetic: true, city: 'Semarang' })
    expect(summary.counts).toMatchObject({ cameras: 14_000, nvrs: 7862, uplinks: 5569 })
    expect(summary.areas).toHaveLength(16)
  })
})

describe('ronda fleet check', () => {
  test('says every problem on stdout and exits 2', () => {
    const fixture = join(ROOT, 'test/testdata/fleet/many-at-once')
    const check = ronda('fleet', 'check', join(fixture, 'estate'))
    expect(check.status).toBe(2)
    expect(check.stdout).toBe(readFileSync(join(fixture, 'expected.txt'), 'utf8'))
    expect(check.stderr).toMatch(/^\d+ problems in /)
    const { ok, problems } = JSON.parse(
      ronda('fleet', 'check', join(fixture, 'estate'), '--json').stdout,
    )
    expect(ok).toBe(false)
    expect(problems[0]).toEqual({
      file: 'areas.csv',
      line: 4,
      what: 'id "bulusan" is taken by an area (areas.csv:3)',
      remedy: 'give one of them another id',
    })
  })

  test('prints some hundreds and counts the rest; --json gives all', () => {
    const estate = join(dir, 'bad')
    ronda('init', estate)
    const rows = Array.from({ length: 1500 }, (_, n) => `o${n}?,x`)
    writeFileSync(join(estate, 'estate/owners-more.csv'), `id,name\n${rows.join('\n')}\n`)
    const lines = ronda('fleet', 'check', join(estate, 'estate')).stdout.trim().split('\n')
    expect(lines).toHaveLength(301)
    expect(lines.at(-1)).toBe('... and 1,200 more')
    const all = JSON.parse(ronda('fleet', 'check', join(estate, 'estate'), '--json').stdout)
    expect(all.problems).toHaveLength(1500)
  })

  test('a file of nothing but mistakes costs a bounded time, and is not read to its end', () => {
    const estate = join(dir, 'hostile')
    ronda('init', estate)
    writeFileSync(join(estate, 'estate/owners-more.csv'), `id,name\n${'a\n'.repeat(400_000)}`)
    const lines = ronda('fleet', 'check', join(estate, 'estate')).stdout.trim().split('\n')
    expect(lines.at(-1)).toBe('... and 99,701 more')
  })

  test('warns on stdout of a loopback anchor beside targets elsewhere, and exits 0', () => {
    const city = join(dir, 'moved')
    ronda('init', city)
    const estate = join(city, 'estate')
    for (const file of ['nodes.csv', 'uplinks.csv', 'nvrs.csv']) {
      const text = readFileSync(join(estate, file), 'utf8')
      writeFileSync(join(estate, file), text.replaceAll('127.0.0.', '192.0.2.'))
    }
    const warned = ronda('fleet', 'check', estate)
    expect(warned).toMatchObject({ status: 0, stderr: '' })
    expect(warned.stdout).toMatch(/^warning: fleet\.yaml:\d+: anchor 127\.0\.0\.1 is this machine/)
    expect(warned.stdout).toContain('Contoh (Asia/Jakarta): sound')
    const { ok, warnings } = JSON.parse(ronda('fleet', 'check', estate, '--json').stdout)
    expect([ok, warnings.length]).toEqual([true, 1])
    const { findings } = JSON.parse(
      ronda('doctor', '--json', '--config', join(city, 'ronda.yaml')).stdout,
    )
    const told = findings.filter((one: { what: string }) => one.what === 'estate')
    expect(told.map((one: { level: string }) => one.level)).toEqual(['ok', 'warn'])
    expect(told[1].seen).toMatch(/^fleet\.yaml:\d+: anchor 127\.0\.0\.1 is this machine/)
  })

  test('a missing folder and a missing word are wrong use', () => {
    expect(ronda('fleet', 'check', join(dir, 'nowhere'))).toMatchObject({ status: 2 })
    expect(ronda('fleet', 'check')).toMatchObject({ status: 2 })
  })
})
