// Every kind of mistake in an estate, each with its exact lines; and that no secret is ever shown.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadFleet } from './load.ts'
import { formatProblem } from './problem.ts'

const CASES = join(import.meta.dirname, '../test/testdata/fleet')

async function linesOf(dir: string): Promise<string[]> {
  const loaded = await loadFleet(dir)
  if ('fleet' in loaded) return ['sound']
  return loaded.problems.map((problem) => formatProblem(problem).replace(dir, 'estate'))
}

function estate(files: Readonly<Record<string, string | Buffer>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'ronda-estate-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  for (const [file, text] of Object.entries(files)) writeFileSync(join(dir, file), text)
  return dir
}

describe('loadFleet says exactly what is wrong', () => {
  test.each(readdirSync(CASES))('%s', async (name) => {
    const expected = readFileSync(join(CASES, name, 'expected.txt'), 'utf8')
    const lines = await linesOf(join(CASES, name, 'estate'))
    expect(`${lines.join('\n')}\n`).toBe(expected)
    expect(expected).not.toContain('S3cr3t')
  })
})

describe('loadFleet reads', () => {
  test('defaults, lists, canonical addresses and split files', async () => {
    const loaded = await loadFleet(join(CASES, 'sound-split', 'estate'))
    if (!('fleet' in loaded)) throw new Error('not sound')
    const { fleet } = loaded
    expect(fleet.intervalMs).toEqual({ node: 10_000, uplink: 10_000, nvr: 10_000 })
    expect(fleet.synthetic).toBe(false)
    expect(fleet.nvrs.map(({ id }) => id)).toEqual(['n2', 'n1'])
    expect(fleet.nvrs[0]).toEqual({
      kind: 'nvr',
      id: 'n2',
      name: 'n2',
      owner: 'city',
      vendor: 'dahua',
      model: '',
      address: '10.0.1.2',
      area: 'bulusan',
      uplink: 'u2',
      slots: 4,
      rtspPort: 554,
      httpPort: 80,
      tls: false,
    })
    expect(fleet.nvrs[1]?.credentials).toEqual({ user: 'ronda', password: 'env:NVR_PASSWORD' })
    expect(fleet.uplinks[0]).toMatchObject({
      id: 'u3',
      address: '2001:db8::1',
      anchors: ['2001:db8::2', '10.9.9.9'],
    })
  })

  test('a byte order mark and CRLF change nothing', async () => {
    const plain = await loadFleet(join(CASES, 'sound', 'estate'))
    expect(await loadFleet(join(CASES, 'sound-bom-crlf', 'estate'))).toEqual(plain)
  })
})

test('loadFleet never throws, whatever stands in the files', async () => {
  const piece = fc.constantFrom('"', ',', '\n', '#', ';', ' ', 'id', 'city', 'name', '\r', '\u0000')
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''))
  const yamlPiece = fc.constantFrom(
    '- ',
    'id: ',
    'a',
    '\n',
    '  ',
    '[',
    ']',
    '{',
    '}',
    '&a ',
    '*a',
    '!t ',
    '"',
    ': ',
  )
  const yaml = fc.array(yamlPiece, { maxLength: 40 }).map((pieces) => pieces.join(''))
  const dir = estate({})
  const run = async (csv: string, other: string, bytes: Uint8Array): Promise<void> => {
    writeFileSync(join(dir, 'owners.csv'), `id,name\n${csv}`)
    writeFileSync(join(dir, 'nodes.csv'), csv)
    writeFileSync(join(dir, 'nvrs.yaml'), other)
    writeFileSync(join(dir, 'uplinks.csv'), bytes)
    expect(await loadFleet(dir)).toHaveProperty('problems')
  }
  await fc.assert(fc.asyncProperty(text, yaml, fc.uint8Array({ maxLength: 40 }), run), {
    numRuns: 60,
  })
})

describe('loadFleet warns', () => {
  const warningsOf = async (anchors: string, address: string) => {
    const dir = estate({
      'fleet.yaml': `city: C\ntimezone: UTC\n${anchors}`,
      'owners.csv': 'id\ncity\n',
      'nodes.csv': `id,owner,kind,address\nn1,city,switch,${address}\n`,
    })
    const loaded = await loadFleet(dir)
    return 'fleet' in loaded ? loaded.warnings.map(formatProblem) : loaded
  }

  test('of an anchor on the loopback, where targets are elsewhere', async () => {
    expect(await warningsOf('anchors: [127.0.0.1, 10.0.0.1]\n', '10.0.0.9')).toEqual([
      'fleet.yaml:3: anchor 127.0.0.1 is this machine itself, always answers and is passed over; name the gateway and the resolvers of the machine that will run ronda',
    ])
    expect(await warningsOf('anchors: [127.0.0.1]\n', '127.0.0.9')).toEqual([])
    expect(await warningsOf('anchors: [10.0.0.1]\n', '10.0.0.9')).toEqual([])
  })

  test('of no anchors, unless nobody is asked', async () => {
    expect(await warningsOf('', '10.0.0.9')).toEqual([
      'fleet.yaml:1: no anchors: a cut line of our own can be told from a dead city by its targets only; name the gateway and the resolvers of the machine that will run ronda',
    ])
    expect(await warningsOf('', '')).toEqual([])
  })
})

describe('loadFleet refuses', () => {
  test('a folder that is not there', async () => {
    expect(await linesOf('/nowhere/at/all')).toEqual([
      'estate: the folder cannot be read (ENOENT); check that it exists and may be read',
    ])
  })

  test('a file larger than its limit, a line larger than its limit', async () => {
    const dir = estate({
      'fleet.yaml': `# ${'x'.repeat(257 * 1024)}`,
      'nodes.yaml': `# ${'x'.repeat(2049 * 1024)}`,
      'owners.csv': `id,name\ncity,"${'x'.repeat(100_000)}"\n`,
    })
    expect(await linesOf(dir)).toEqual([
      'fleet.yaml: larger than 256 kB; shorten it',
      'nodes.yaml: larger than 2048 kB; split it over several files',
      'owners.csv:2: a line longer than 65536 characters; shorten it',
    ])
  })

  test('YAML nested without end, keys without end, aliases that multiply', async () => {
    const dir = estate({
      'fleet.yaml': `city: ${'['.repeat(100_000)}`,
      'nodes.yaml': `${'- '.repeat(100_000)}`,
      'nvrs.yaml': Array.from({ length: 100_000 }, (_, n) => `k${n}: x`).join('\n'),
      'uplinks.yaml': `- ${Array.from({ length: 100 }, (_, n) => `k${n}: x`).join('\n  ')}`,
      'owners.yaml': '- &a [x, x]\n- &b [*a, *a]\n- [*b, *b]\n',
    })
    expect(await linesOf(dir)).toEqual([
      'fleet.yaml: YAML nested too deep; write a list of flat records',
      'nodes.yaml: YAML nested too deep; write a list of flat records',
      'nvrs.yaml:1: not a list of records; write each record as "- id: ..."',
      ...[1, 2, 3].map(
        (line) =>
          `owners.yaml:${line}: not a record; write it as "- id: ..." with one key on each line`,
      ),
      'uplinks.yaml:1: more than 64 keys; write one record for each thing',
    ])
  })

  test('many unknown references, without comparing each with all ids', async () => {
    const cameras = Array.from({ length: 2000 }, (_, n) => `c${n},city,rt,recorder-${n},1,area`)
    const nvrs = Array.from({ length: 2000 }, (_, n) => `n-recorder-${n}-x,city,dahua,,,area,u1`)
    const dir = estate({
      'fleet.yaml': 'city: C\ntimezone: UTC\n',
      'owners.csv': 'id\ncity\n',
      'areas.csv': 'id,level\narea,kecamatan\n',
      'cameras.csv': `id,owner,class,nvr,slot,area\n${cameras.join('\n')}\n`,
      'nvrs.csv': `id,owner,vendor,model,address,area,uplink\n${nvrs.join('\n')}\n`,
    })
    const lines = await linesOf(dir)
    expect(lines.filter((line) => line.includes('does not exist'))).toHaveLength(4000)
    expect(lines.filter((line) => line.includes('did you mean')).length).toBeLessThanOrEqual(200)
  })
})
