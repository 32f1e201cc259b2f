// The parts of a query that the lint looks at: SELECT with what it reads, names, groups; SHOW TAG VALUES.
import { type Token, tokensOf } from './tokens.ts'

export interface Select {
  readonly kind: 'select'
  /** Names of columns, and the names of fields and tags that each is made of. */
  readonly columns: readonly { readonly name: string; readonly uses: readonly string[] }[]
  readonly functions: readonly string[]
  readonly from: readonly (Measurement | Select)[]
  /** Names in WHERE, each with what it is compared with. */
  readonly where: readonly { readonly name: string; readonly with: Token | undefined }[]
  /** Looks at a part of time only: `$timeFilter`, or `time` against something. */
  readonly bounded: boolean
  /** By a time of its own (`now() - 10m`), however long the range of the dashboard is. */
  readonly fixed: boolean
  readonly limited: boolean
  readonly by: readonly string[]
  /** What stands in `time()`. */
  readonly every: string | undefined
}

export interface Measurement {
  readonly kind: 'measurement'
  /** Its retention policy. */
  readonly tier: string | undefined
  readonly name: string
}

export interface ShowTagValues {
  readonly kind: 'tags'
  readonly from: Measurement
  readonly key: string
  readonly where: Select['where']
}

/** SyntaxError for what is neither, or not in this order. */
export function statementOf(ql: string): Select | ShowTagValues {
  const reader = new Reader(tokensOf(ql))
  const statement = reader.isWord('SHOW') ? showTagValues(reader) : select(reader)
  reader.end()
  return statement
}

function showTagValues(reader: Reader): ShowTagValues {
  for (const word of ['SHOW', 'TAG', 'VALUES', 'FROM']) reader.word(word)
  const from = measurement(reader)
  for (const word of ['WITH', 'KEY']) reader.word(word)
  reader.sign('=')
  const key = reader.name()
  return { kind: 'tags', from, key, where: reader.takeWord('WHERE') ? where(reader).names : [] }
}

const NO_WHERE = { names: [], bounded: false, fixed: false }

function select(reader: Reader): Select {
  reader.word('SELECT')
  const functions: string[] = []
  const columns = [column(reader, functions)]
  while (reader.takeSign(',')) columns.push(column(reader, functions))
  reader.word('FROM')
  const from = [source(reader)]
  while (reader.takeSign(',')) from.push(source(reader))
  const { names, bounded, fixed } = reader.takeWord('WHERE') ? where(reader) : NO_WHERE
  const group = reader.takeWord('GROUP') ? groups(reader) : { by: [], every: undefined }
  if (reader.takeWord('ORDER')) {
    reader.word('BY')
    reader.word('time')
    if (!reader.takeWord('DESC')) reader.word('ASC')
  }
  let limited = false
  for (const limit of ['LIMIT', 'OFFSET', 'SLIMIT', 'SOFFSET']) {
    if (!reader.takeWord(limit)) continue
    reader.kind('number')
    limited ||= limit === 'LIMIT'
  }
  if (reader.takeWord('tz')) {
    reader.sign('(')
    reader.kind('text')
    reader.sign(')')
  }
  const whole = { columns, functions, from, where: names, bounded, fixed, limited }
  return { kind: 'select', ...whole, ...group }
}

function column(reader: Reader, functions: string[]) {
  const uses: string[] = []
  let depth = 0
  while (depth > 0 || !(reader.isWord('AS') || reader.isSign(',') || reader.isWord('FROM'))) {
    const token = reader.any()
    if (token.kind === 'name') uses.push(token.text)
    else if (token.kind === 'word') functions.push(token.text)
    else if (token.text === '(') depth++
    else if (token.text === ')') depth--
  }
  return { name: reader.takeWord('AS') ? reader.name() : '', uses }
}

function source(reader: Reader): Measurement | Select {
  if (!reader.takeSign('(')) return measurement(reader)
  const inner = select(reader)
  reader.sign(')')
  return inner
}

function measurement(reader: Reader): Measurement {
  const first = reader.name()
  if (!reader.takeSign('.')) return { kind: 'measurement', tier: undefined, name: first }
  return { kind: 'measurement', tier: first, name: reader.name() }
}

function where(reader: Reader) {
  const names: { name: string; with: Token | undefined }[] = []
  let bounded = false
  let fixed = false
  let depth = 0
  while (depth > 0 || !reader.endsWhere()) {
    const token = reader.any()
    if (token.text === '(' && token.kind === 'sign') depth++
    else if (token.text === ')' && token.kind === 'sign') depth--
    else if (token.text === '$timeFilter') bounded = true
    else if (token.kind === 'word' && token.text === 'time') bounded = true
    else if (token.kind === 'word' && token.text === 'now') fixed = true
    else if (token.kind === 'name') names.push({ name: token.text, with: reader.peek(1) })
  }
  return { names, bounded, fixed }
}

function groups(reader: Reader) {
  reader.word('BY')
  const by: string[] = []
  let every: string | undefined
  do {
    if (reader.takeWord('time')) {
      reader.sign('(')
      every = reader.any().text
      while (!reader.takeSign(')')) reader.any()
    } else by.push(reader.name())
  } while (reader.takeSign(','))
  if (reader.takeWord('fill')) {
    reader.sign('(')
    while (!reader.takeSign(')')) reader.any()
  }
  return { by, every }
}

const AFTER_WHERE = ['GROUP', 'ORDER', 'LIMIT', 'OFFSET', 'SLIMIT', 'SOFFSET', 'tz']

class Reader {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead]
  }

  any(): Token {
    const token = this.peek()
    if (!token) throw new SyntaxError('ends too early')
    this.#at++
    return token
  }

  kind(kind: Token['kind']): Token {
    const token = this.any()
    if (token.kind !== kind) throw new SyntaxError(`${token.text} where a ${kind} should be`)
    return token
  }

  name(): string {
    return this.kind('name').text
  }

  isWord(word: string): boolean {
    const token = this.peek()
    return token?.kind === 'word' && token.text.toUpperCase() === word.toUpperCase()
  }

  isSign(sign: string): boolean {
    const token = this.peek()
    return token?.kind === 'sign' && token.text === sign
  }

  takeWord(word: string): boolean {
    if (!this.isWord(word)) return false
    this.#at++
    return true
  }

  takeSign(sign: string): boolean {
    if (!this.isSign(sign)) return false
    this.#at++
    return true
  }

  word(word: string): void {
    if (!this.takeWord(word)) throw new SyntaxError(`${this.peek()?.text} where ${word} should be`)
  }

  sign(sign: string): void {
    if (!this.takeSign(sign)) throw new SyntaxError(`${this.peek()?.text} where ${sign} should be`)
  }

  endsWhere(): boolean {
    return (
      this.peek() === undefined || this.isSign(')') || AFTER_WHERE.some((word) => this.isWord(word))
    )
  }

  end(): void {
    const token = this.peek()
    if (token) throw new SyntaxError(`${token.text} is left over`)
  }
}
