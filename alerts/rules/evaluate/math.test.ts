import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calculate, type LabelledNumber, type Numbers } from './math.ts'
import { parseMath, refsOf } from './math-parse.ts'

function run(expression: string, values: Readonly<Record<string, Numbers>> = {}): Numbers {
  return calculate(parseMath(expression), new Map(Object.entries(values)))
}

function one(expression: string, values: Readonly<Record<string, Numbers>> = {}): number | null {
  const found = run(expression, values)
  return found === 'no-data' ? null : (found[0]?.value ?? null)
}

const number = (value: number | null, labels = {}): LabelledNumber[] => [{ labels, value }]

test.each([
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['2 ** 3 ** 2', 64],
  ['10 - 4 - 3', 3],
  ['7 % 4 / 2', 1.5],
  ['-2 + 5', 3],
  ['!0 && 1', 1],
  ['1 < 2 == 1', 1],
  ['0 || 3 > 2 && 0', 0],
  ['1e3 + .5', 1000.5],
  ['abs(-3) + floor(1.7) + ceil(1.2)', 6],
  ['round(-2.5)', -3],
  ['is_nan(nan()) + is_null(null()) + is_inf(inf())', 3],
  ['is_number(1) + is_number(null())', 1],
  ['1 / 0 > 100', 1],
])('%s is %d', (expression, value) => {
  expect(one(expression)).toBe(value)
})

test.each(['1 +', '$A $B', '(1', '1)', '$A &&!$B', 'abs 1', 'what($A)', '$', '1 = 1', ''])(
  'what Grafana refuses is refused: %s',
  (expression) => {
    expect(() => parseMath(expression)).toThrow(RangeError)
  },
)

test('an expression that is too long or too deep is refused', () => {
  expect(() => parseMath(`${'('.repeat(60)}1${')'.repeat(60)}`)).toThrow('nested too deep')
  expect(() => parseMath(`1${' + 1'.repeat(500)}`)).toThrow('too long')
})

test('null is null again, whatever stands beside it; NaN is not looked at where the first decides', () => {
  expect(one('$A || 1', { A: number(null) })).toBeNull()
  expect(one('0 && $A', { A: number(Number.NaN) })).toBe(0)
  expect(one('1 && $A', { A: number(Number.NaN) })).toBeNaN()
  expect(one('!$A', { A: number(Number.NaN) })).toBeNaN()
})

test('numbers meet where labels are equal, or those of one among those of the other', () => {
  const a = [
    { labels: { isp: 'x', kec: 'k' }, value: 1 },
    { labels: { isp: 'y', kec: 'k' }, value: 2 },
    { labels: { isp: 'z', kec: 'l' }, value: 3 },
  ]
  const b = [
    { labels: { isp: 'x' }, value: 10 },
    { labels: { isp: 'y' }, value: 20 },
  ]
  expect(run('$A + $B', { A: a, B: b })).toEqual([
    { labels: { isp: 'x', kec: 'k' }, value: 11 },
    { labels: { isp: 'y', kec: 'k' }, value: 22 },
  ])
  expect(run('$A + $B', { A: a, B: number(1) })).toHaveLength(3)
  expect(run('$A + $B', { A: b, B: [{ labels: { kec: 'k' }, value: 1 }] })).toEqual([])
})

test('one on each side meet whatever their labels, and lose them', () => {
  const values = { A: number(1, { isp: 'x' }), B: number(2, { kec: 'k' }) }
  expect(run('$A + $B', values)).toEqual([{ labels: {}, value: 3 }])
})

test('without data on one side there is none', () => {
  expect(run('$A && $B', { A: number(1), B: 'no-data' })).toBe('no-data')
  expect(run('!is_nan($B)', { B: 'no-data' })).toBe('no-data')
})

test('refs are found where they stand', () => {
  expect(refsOf(parseMath('!$B && abs($A) > $B + 1'))).toEqual(['B', 'A'])
})

test('numbers, brackets and signs as JavaScript reads them', () => {
  // Not powers: of NaN they are 1 in JavaScript, NaN in Grafana.
  const signs = ['+', '-', '*', '/'] as const
  const leaf = fc.integer({ min: 0, max: 9 }).map(String)
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc
        .tuple(tie('tree'), fc.constantFrom(...signs), tie('tree'))
        .map(([left, sign, right]) => `(${left} ${sign} ${right})`),
    ),
  }))
  fc.assert(
    fc.property(tree, (text) => {
      const wanted: unknown = new Function(`return ${text}`)()
      expect(one(text)).toEqual(wanted)
    }),
    { numRuns: 100 },
  )
})
