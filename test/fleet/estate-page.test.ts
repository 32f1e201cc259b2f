// docs/estate.md tells the truth: every column with its default, and examples that load.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LIMITS } from '../../fleet/load/limits.ts'
import { loadFleet } from '../../fleet/load.ts'
import { KIND_NAMES, KINDS } from '../../fleet/schema/kinds.ts'
import { INTERVAL_KEYS, SETTINGS_KEYS } from '../../fleet/schema/settings.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/estate.md'), 'utf8')
const sections = new Map(
  page.split(/^## /m).map((section) => [section.split('\n', 1)[0] ?? '', section]),
)

/** Names in the first column of a section's table, in order, with what the second column says. */
function columnsOf(section: string): Map<string, string> {
  const rows = section.match(/^\| `.*$/gm) ?? []
  return new Map(
    rows.flatMap((row) => {
      const [, names = '', required = ''] = row.split('|')
      return [...names.matchAll(/`([^`]+)`/g)].map(
        ([, name = '']) => [name, required.trim()] as const,
      )
    }),
  )
}

function exampleOf(section: string): { readonly format: string; readonly text: string } {
  const [, format = '', text = ''] = /```(csv|yaml)\n([\s\S]*?)```/.exec(section) ?? []
  return { format, text }
}

describe.each(KIND_NAMES)('the section about %s', (name) => {
  test('names every column, and which are required', () => {
    const told = columnsOf(sections.get(name) ?? '')
    expect([...told.keys()]).toEqual(KINDS[name].columns)
    const required = [...told].filter(([, word]) => word === 'required').map(([column]) => column)
    expect(required).toEqual(KINDS[name].required)
  })
})

test('the section about fleet.yaml names every key', () => {
  const told = [...columnsOf(sections.get('fleet.yaml') ?? '').keys()]
  const keys = SETTINGS_KEYS.flatMap((key) =>
    key === 'intervals' ? [key, ...INTERVAL_KEYS.map((inner) => `${key}.${inner}`)] : [key],
  )
  expect(told).toEqual(keys)
})

describe('the examples', () => {
  let dir: string
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'ronda-page-'))
    for (const name of ['fleet.yaml', ...KIND_NAMES]) {
      const { format, text } = exampleOf(sections.get(name) ?? '')
      writeFileSync(join(dir, name.includes('.') ? name : `${name}.${format}`), text)
    }
  })
  afterAll(() => rmSync(dir, { recursive: true }))

  test('are an estate but for owners and nodes that they leave out', async () => {
    const loaded = await loadFleet(dir)
    const what = 'problems' in loaded ? loaded.problems.map((problem) => problem.what) : []
    expect(what).toEqual([
      'owner "kecamatan-tembalang" does not exist',
      'owner "isp-nusa" does not exist',
      'owner "kecamatan-tembalang" does not exist',
      'parent "relay" does not exist',
    ])
  })
})

test('the limits', () => {
  expect(page).toContain(
    `${LIMITS.csvBytes / 2 ** 20} MB a CSV file, ${LIMITS.yamlBytes / 2 ** 20} MB a YAML file, ` +
      `${LIMITS.settingsBytes / 1024} kB for \`fleet.yaml\`, ${LIMITS.files.toLocaleString('en')} files, ${LIMITS.records.toLocaleString('en')} records, ` +
      `${LIMITS.cell.toLocaleString('en')} characters a cell`,
  )
})
