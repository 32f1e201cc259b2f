// Finds the line of Pulumi.<stack>.yaml that a problem speaks of: Pulumi hands values over without their lines.
import { isNode, LineCounter, parseDocument } from 'yaml'
import type { Problem } from '../fleet/problem.ts'

/** At the beginning of what is said: `ronda:link.networks.0`, or in quotes where it is unknown. */
const KEY = /^(?:unknown key ")?((?:ronda|aws):[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*)/

/** Those of `file` get the line of their key, or of the nearest one above it that is there, and stand together in their order. */
export function withLines(problems: readonly Problem[], file: string, text: string): Problem[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  if (document.errors.length > 0) return [...problems]
  const lineOf = (key: string): number => {
    const [first = '', ...rest] = key.split('.')
    const path = [
      'config',
      first,
      ...rest.map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
    ]
    for (let depth = path.length; depth > 1; depth--) {
      const node = document.getIn(path.slice(0, depth), true)
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    }
    return 0
  }
  const found = problems.map((problem) => {
    const key = KEY.exec(problem.what)?.[1]
    if (problem.file !== file || problem.line > 0 || key === undefined) return problem
    return { ...problem, line: lineOf(key) }
  })
  const isOwn = (problem: Problem) => problem.file === file
  const at = found.findIndex(isOwn)
  return [
    ...found.slice(0, Math.max(at, 0)),
    ...found.filter(isOwn).toSorted((a, b) => a.line - b.line),
    ...found.slice(Math.max(at, 0)).filter((problem) => !isOwn(problem)),
  ]
}
