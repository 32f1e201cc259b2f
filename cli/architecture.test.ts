import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { MAY_IMPORT } from '../eslint.config.js'
import { ERROR_CODES } from '../fleet/error.ts'

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')

test('ARCHITECTURE.md shows the walls that the linter keeps', () => {
  const section =
    read('ARCHITECTURE.md').split('## Who may import whom')[1]?.split('\n## ')[0] ?? ''
  const rows = [...section.matchAll(/^\| (\w+) \| ([^|]+) \|/gm)].flatMap(([, folder, allowed]) =>
    folder === undefined || folder === 'folder'
      ? []
      : [
          [
            folder,
            allowed?.trim() === '-' ? [] : (allowed ?? '').split(',').map((a) => a.trim()),
          ] as const,
        ],
  )
  expect(Object.fromEntries(rows)).toEqual(MAY_IMPORT)
})

test('docs/errors.md lists every error code, and no other', () => {
  const listed = [...read('docs/errors.md').matchAll(/^\| (RND_\w+) \|/gm)].map(([, code]) => code)
  expect(listed.sort()).toEqual([...ERROR_CODES].sort())
})
