// InfluxQL as its text is: words, names, texts, numbers, regular expressions, signs, and what Grafana fills in.

export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'regex' | 'sign' | 'filled'
  /** Of names and texts what is between the quotes, unescaped. */
  readonly text: string
}

const PATTERNS: readonly (readonly [Token['kind'] | 'space', RegExp])[] = [
  ['space', /\s+/y],
  ['filled', /\$\{\w+(?::\w+)?\}(?:ms|s|m|h|d)?|\$\w+/y],
  ['name', /"(?:[^"\\\n]|\\.)*"/y],
  ['text', /'(?:[^'\\\n]|\\.)*'/y],
  ['number', /\d+(?:\.\d+)?(?:ns|u|ms|s|m|h|d|w)?\b/y],
  ['word', /[A-Za-z_]\w*/y],
  ['sign', /=~|!~|!=|<>|<=|>=|[-+*/%(),.=<>;]/y],
]
const REGEX = /\s*(\/(?:[^/\\\n]|\\.)+\/)/y

/** SyntaxError where something is none of them. */
export function tokensOf(ql: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < ql.length) {
    const before = tokens.at(-1)
    if (before?.kind === 'sign' && (before.text === '=~' || before.text === '!~')) {
      REGEX.lastIndex = at
      const regex = REGEX.exec(ql)?.[1]
      if (regex === undefined) throw new SyntaxError(`no regular expression after ${before.text}`)
      tokens.push({ kind: 'regex', text: regex })
      at = REGEX.lastIndex
      continue
    }
    const token = next(ql, at)
    if (!token) throw new SyntaxError(`what is ${JSON.stringify(ql.slice(at, at + 20))}?`)
    at += token.length
    if (token.kind !== 'space') tokens.push({ kind: token.kind, text: token.text })
  }
  return tokens
}

function next(ql: string, at: number) {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at
    const text = pattern.exec(ql)?.[0]
    if (text === undefined) continue
    const quoted = kind === 'name' || kind === 'text'
    return {
      ...{ kind, length: text.length },
      text: quoted ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text,
    }
  }
  return undefined
}
