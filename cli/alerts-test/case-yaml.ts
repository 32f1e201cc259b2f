// A file of rule cases as plain data, with the line of everything in it.
import { readFileSync } from 'node:fs'
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  Scalar,
  visit,
  type YAMLMap,
} from 'yaml'
import { type CaseReading, readCases } from '../../alerts/rules/evaluate/case-file.ts'
import type { RuleCase } from '../../alerts/rules/evaluate/rule-case.ts'
import { messageOf } from '../../fleet/error.ts'
import type { Problem } from '../../fleet/problem.ts'

const MOST_BYTES = 2_000_000
const MOST_ALIASES = 100

export type CasesRead =
  | { readonly cases: readonly RuleCase[] }
  | { readonly problems: readonly Problem[] }

/** What cannot be read at all is a problem, too. */
export function readCaseFile(
  file: string,
  around: Pick<CaseReading, 'settings' | 'rulesOf'>,
): CasesRead {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const what = `cannot be read: ${messageOf(error)}`
    return { problems: [{ file, line: 0, what, remedy: 'name a file of rule cases' }] }
  }
  return parseCases(text, file, around)
}

/** `file` is only for the problems' text. */
export function parseCases(
  text: string,
  file: string,
  around: Pick<CaseReading, 'settings' | 'rulesOf'>,
): CasesRead {
  const whole = (what: string, remedy: string): CasesRead => ({
    problems: [{ file, line: 0, what, remedy }],
  })
  if (text.length > MOST_BYTES) return whole('larger than 2 MB', 'write several files')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      file,
      line: lines.linePos(error.pos[0]).line,
      what: error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? error.code,
      remedy: 'mend the YAML',
    }))
    return { problems }
  }
  keepFields(document)
  let plain: unknown
  try {
    plain = document.toJS({ maxAliasCount: MOST_ALIASES }) ?? {}
  } catch (error) {
    return whole(messageOf(error), 'use fewer YAML aliases')
  }
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true)
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
  return readCases(plain, { ...around, file, lineOf })
}

/** Values of `fields` become the text that stands there: to YAML `0x60` alone is 96, not 0 sixty times. */
function keepFields(document: Document): void {
  visit(document, {
    Pair(_, { key, value }) {
      if (isScalar(key) && key.value === 'fields' && isMap(value)) keepTexts(value, document)
    },
  })
}

function keepTexts(fields: YAMLMap, document: Document): void {
  for (const pair of fields.items) {
    const { value } = pair
    const scalar = isAlias(value) ? value.resolve(document) : value
    if (!isNode(value) || !isScalar(scalar) || typeof scalar.value === 'string') continue
    const text = new Scalar(scalar.source ?? '')
    if (value.range) text.range = value.range
    if (value === scalar && scalar.anchor !== undefined) text.anchor = scalar.anchor
    pair.value = text
  }
}
