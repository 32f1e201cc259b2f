import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { thresholdsSchema } from './config.ts'
import { THRESHOLDS } from './thresholds.ts'

test('every threshold has its default and may be left out', () => {
  expect(thresholdsSchema.parse({})).toEqual(THRESHOLDS)
  expect(thresholdsSchema.parse({ frozenMad: 0.4, confirm: { looks: 3 } })).toEqual({
    ...THRESHOLDS,
    frozenMad: 0.4,
    confirm: { ...THRESHOLDS.confirm, looks: 3 },
  })
})

test.each([
  [{ blackMean: 15 }, 'blackMean'],
  [{ stillSkip: 1.1 }, 'stillSkip'],
  [{ confirm: { looks: 0 } }, 'confirm.looks'],
  [{ confirm: { frozenMs: 86_400_001 } }, 'confirm.frozenMs'],
  [{ blackMean: 100, whiteMean: 90 }, 'blackMean'],
  [{ frozenMadd: 1 }, ''],
])('%o is refused at %s', (thresholds, path) => {
  const { error } = thresholdsSchema.safeParse(thresholds)
  expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path])
})

test('docs/feeds.md lists every threshold with its default, and no other', () => {
  const page = readFileSync(new URL('../../docs/feeds.md', import.meta.url), 'utf8')
  const section = page.split('\n## Thresholds\n')[1]?.split('\n## ')[0] ?? ''
  const listed = [...section.matchAll(/^\| `([\w.]+)` \| ([\d.]+) \|/gm)]
  const defaults = Object.entries(THRESHOLDS).flatMap(([name, value]) =>
    typeof value === 'number'
      ? [[name, value]]
      : Object.entries(value).map(([inner, one]) => [`${name}.${inner}`, one]),
  )
  expect(listed.map(([, name, value]) => [name, Number(value)])).toEqual(defaults)
})
