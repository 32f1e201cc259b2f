// Reads the expression of a math step: the grammar of Grafana's pkg/expr/mathexp/parse, and nothing that Grafana refuses.

export type MathNode =
  | { readonly type: 'number'; readonly value: number | null; readonly from: number }
  | { readonly type: 'ref'; readonly refId: string }
  | { readonly type: 'unary'; readonly sign: '!' | '-'; readonly of: MathNode }
  | { readonly type: 'call'; readonly name: MathFunction; readonly of: MathNode }
  | {
      readonly type: 'binary'
      readonly sign: MathSign
      readonly left: MathNode
      readonly right: MathNode
    }

/** By how strongly they bind, the weakest first; each level from left to right. */
const LEVELS = [
  ['||'],
  ['&&'],
  ['==', '!=', '>', '>=', '<', '<='],
  ['+', '-'],
  ['*', '/', '%'],
  ['**'],
] as const
export type MathSign = (typeof LEVELS)[number][number]

const FUNCTIONS = [
  'abs',
  'is_nan',
  'is_null',
  'is_inf',
  'is_number',
  'round',
  'floor',
  'ceil',
  'log',
] as const
export type MathFunction = (typeof FUNCTIONS)[number]

const CONSTANTS: Readonly<Record<string, number | null>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  null: null,
}

const MOST_CHARACTERS = 1000
const MOST_DEPTH = 50

/** A run of signs is one sign, as in Grafana: `$A && !$B` is read, `$A &&!$B` is not. */
const TOKEN =
  /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|\$\{?(\w+)\}?|(\w+)|([!<>=&|+\-*/%]+)|([()]))/y

interface Token {
  readonly type: 'number' | 'ref' | 'word' | 'sign' | 'bracket'
  readonly text: string
  readonly from: number
}

/** RangeError with what is wrong and where. */
export function parseMath(expression: string): MathNode {
  if (expression.length > MOST_CHARACTERS) throw new RangeError('a math expression too long')
  const tokens = tokensOf(expression)
  let at = 0
  let depth = 0
  const fail = (token: Token | undefined): never => {
    const found = token === undefined ? 'its end' : `"${token.text}" at character ${token.from + 1}`
    throw new RangeError(`math expression "${expression}": ${found} is not expected`)
  }
  const take = (text: string): void => {
    if (tokens[at]?.text !== text) fail(tokens[at])
    at++
  }
  const level = (index: number): MathNode => {
    const signs: readonly string[] | undefined = LEVELS[index]
    if (signs === undefined) return factor()
    let left = level(index + 1)
    for (;;) {
      const token = tokens[at]
      if (token?.type !== 'sign' || !signs.includes(token.text)) return left
      at++
      left = { type: 'binary', sign: token.text as MathSign, left, right: level(index + 1) }
    }
  }
  const inBrackets = (): MathNode => {
    take('(')
    if (++depth > MOST_DEPTH) throw new RangeError('a math expression nested too deep')
    const inner = level(0)
    depth--
    take(')')
    return inner
  }
  const factor = (): MathNode => {
    const token = tokens[at]
    if (token?.text === '(') return inBrackets()
    at++
    if (token?.type === 'number') {
      return { type: 'number', value: Number(token.text), from: token.from }
    }
    if (token?.type === 'ref') return { type: 'ref', refId: token.text }
    if (token?.type === 'sign' && (token.text === '!' || token.text === '-')) {
      return { type: 'unary', sign: token.text, of: factor() }
    }
    if (token?.type !== 'word') return fail(token)
    const constant = CONSTANTS[token.text]
    if (constant !== undefined && Object.hasOwn(CONSTANTS, token.text)) {
      take('(')
      take(')')
      return { type: 'number', value: constant, from: token.from }
    }
    const name = FUNCTIONS.find((one) => one === token.text)
    if (name === undefined) return fail(token)
    return { type: 'call', name, of: inBrackets() }
  }
  const root = level(0)
  if (at < tokens.length) fail(tokens[at])
  return root
}

/** refIds in the order in which they first stand there. */
export function refsOf(node: MathNode): string[] {
  const found = new Set<string>()
  const walk = (one: MathNode): void => {
    if (one.type === 'ref') found.add(one.refId)
    if (one.type === 'unary' || one.type === 'call') walk(one.of)
    if (one.type === 'binary') {
      walk(one.left)
      walk(one.right)
    }
  }
  walk(node)
  return [...found]
}

function tokensOf(expression: string): Token[] {
  const tokens: Token[] = []
  const text = expression.trimEnd()
  TOKEN.lastIndex = 0
  let from = 0
  while (from < text.length) {
    TOKEN.lastIndex = from
    const match = TOKEN.exec(text)
    if (match === null) {
      throw new RangeError(
        `math expression "${expression}": character ${from + 1} is not understood`,
      )
    }
    const [whole, number, ref, word, sign, bracket] = match
    const start = from + whole.length - whole.trimStart().length
    const types = { number, ref, word, sign, bracket }
    for (const [type, found] of Object.entries(types)) {
      if (found !== undefined)
        tokens.push({ type: type as Token['type'], text: found, from: start })
    }
    from += whole.length
  }
  return tokens
}
