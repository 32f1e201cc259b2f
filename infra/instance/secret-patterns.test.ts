import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fewerSecretArns, MOST_PATTERN_CHARACTERS, secretPatterns } from './secret-patterns.ts'

const many = (count: number, before: string) =>
  Array.from({ length: count }, (_, i) => `${before}${String(i).padStart(5, '0')}`)

test('names each one while they fit', () => {
  const names = [...many(40, 'city/nvr/'), 'ronda/telegram']
  expect(secretPatterns(names)).toEqual(names)
})

test('names the folder of ten thousand, and the others each', () => {
  const names = [...many(10_000, 'city/nvr/'), 'city/deadman', 'ronda/telegram']
  expect(secretPatterns(names)).toEqual(['city/deadman', 'city/nvr/*', 'ronda/telegram'])
})

test('names the folder of folders where those are too many, and nothing wider', () => {
  const areas = many(120, 'city/nvr/').flatMap((area) => [`${area}/a`, `${area}/b`])
  expect(secretPatterns([...areas, 'other/one'])).toEqual(['city/nvr/*', 'other/one'])
})

test('knows no way where names have nothing in common', () => {
  expect(secretPatterns(many(500, 'nvr-'))).toBeUndefined()
})

const NAME = fc.array(fc.stringMatching(/^[a-c]{1,2}$/), { minLength: 1, maxLength: 4 })

test('has every name in some pattern, no wider than a folder of theirs, within what fits', () => {
  fc.assert(
    fc.property(
      fc.array(
        NAME.map((parts) => parts.join('/')),
        { maxLength: 200 },
      ),
      (names) => {
        const patterns = secretPatterns(names)
        if (patterns === undefined) return
        const has = (name: string) =>
          patterns.some((one) =>
            one.endsWith('/*') ? name.startsWith(one.slice(0, -1)) : one === name,
          )
        expect(names.every(has)).toBe(true)
        expect(patterns.join('').length).toBeLessThanOrEqual(MOST_PATTERN_CHARACTERS)
        for (const one of patterns.filter((pattern) => pattern.endsWith('/*'))) {
          expect(names.filter((name) => name.startsWith(one.slice(0, -1))).length).toBeGreaterThan(
            1,
          )
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('makes ARNs fewer, and leaves those that AWS gave', () => {
  const place = 'arn:aws:secretsmanager:ap-southeast-3:123456789012:secret:'
  const own = `${place}ronda-prod/console-token-AbCdEf`
  const arns = many(4000, 'city/nvr/').map((name) => `${place}${name}-??????`)
  expect(fewerSecretArns([own, ...arns])).toEqual([own, `${place}city/nvr/*`])
  expect(fewerSecretArns([own, `${place}city/a-??????`])).toEqual([own, `${place}city/a-??????`])
  expect(() => fewerSecretArns(many(500, `${place}nvr`).map((arn) => `${arn}-??????`))).toThrow(
    '500 secrets do not fit into one policy',
  )
})
