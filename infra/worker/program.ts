// ronda.yaml of a deployed worker: as people wrote it, with what only the stack knows.
import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml'
import type { Problem } from '../../fleet/problem.ts'

/** What the stack adds; each of it stands in the place of what the file says there. */
export interface StackAdditions {
  /** Folder of the estate on the worker; absent: the synthetic city. */
  readonly estate?: string
  /** Folder on the data volume. */
  readonly data: string
  readonly console: { readonly listen: string; readonly token: string }
  /** The first of the targets: Grafana reads it. */
  readonly influx: InfluxTarget
  /** Node of the estate, and the page that its relay shows. */
  readonly relays: readonly { readonly node: string; readonly metrics: string }[]
  readonly hosts: readonly { readonly name: string; readonly metrics: string }[]
}

export interface InfluxTarget {
  readonly name: string
  readonly url: string
  readonly dialect: '1' | '2' | '3'
  readonly database: string
  readonly org?: string
  readonly username?: string
  readonly password?: string
  readonly token?: string
}

/** References to secrets of the machine that the file was written on. */
const ELSEWHERE = /^(env:[A-Za-z_][A-Za-z0-9_]*|file:\/\S+)$/

/**
 * What in the file cannot hold on a worker of a stack, with lines; empty where all is well. `hasEstate`: the stack is
 * told a folder of an estate. `file` is only for the problems' text.
 */
export function contradictions(text: string, hasEstate: boolean, file: string): Problem[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const found: Problem[] = []
  const complain = (node: unknown, what: string, remedy: string): void => {
    const at = (node as { range?: readonly [number, ...unknown[]] | null } | undefined)?.range?.[0]
    found.push({ file, line: at === undefined ? 0 : lines.linePos(at).line, what, remedy })
  }
  const synthetic = document.getIn(['synthetic'], true)
  if (synthetic !== undefined && hasEstate) {
    const remedy = 'leave synthetic out, or estate out of the configuration of the stack'
    complain(synthetic, 'synthetic contradicts the estate that the stack is told', remedy)
  }
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string' || !ELSEWHERE.test(node.value)) return
      const remedy = 'write aws-sm:NAME and keep the secret in Secrets Manager'
      complain(node, `${node.value} cannot be read on a worker of a stack`, remedy)
    },
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== 'caFile') return
      const remedy = 'leave it out: certificates of public authorities are known to the worker'
      complain(value, 'caFile: the file is not deployed with the worker', remedy)
    },
  })
  return found.sort((a, b) => a.line - b.line)
}

/** Keeps every other key, the order and the comments. The text is one without `contradictions`. */
export function programOf(text: string, stack: StackAdditions): string {
  const document = parseDocument(text)
  if (stack.estate !== undefined) document.set('estate', stack.estate)
  document.set('data', stack.data)
  document.setIn(['console', 'listen'], stack.console.listen)
  document.setIn(['console', 'token'], stack.console.token)
  putFirst(document, ['influx', 'targets'], stack.influx)
  for (const relay of stack.relays) put(document, ['relays'], 'node', relay)
  for (const host of stack.hosts) put(document, ['hosts'], 'name', host)
  return document.toString({ lineWidth: 0 })
}

function putFirst(document: Document, path: readonly string[], target: InfluxTarget): void {
  const list = document.getIn(path, true)
  const node = document.createNode(target)
  if (!isSeq(list)) {
    document.setIn(path, document.createNode([target]))
    return
  }
  const others = list.items.filter((item) => !isMap(item) || item.get('name') !== target.name)
  list.items = [node, ...others]
}

/** In the place of the item with the same `key`, or behind the last. */
function put(
  document: Document,
  path: readonly string[],
  key: string,
  value: Readonly<Record<string, string>>,
): void {
  const list = document.getIn(path, true)
  if (!isSeq(list)) {
    document.setIn(path, document.createNode([value]))
    return
  }
  const at = list.items.findIndex((item) => isMap(item) && item.get(key) === value[key])
  list.items.splice(at < 0 ? list.items.length : at, at < 0 ? 0 : 1, document.createNode(value))
}
