// The runbook over HTTP: what a person reads who follows the link of an alert. It says nothing about the city.
import { readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Hono } from 'hono'
import { refuse } from './reply.ts'

export const RUNBOOK = fileURLToPath(new URL('../docs/runbook.md', import.meta.url))

const MOST_BYTES = 1_000_000
/** A heading that names a rule; what follows belongs to it until the next heading of that level or a higher one. */
const RULE = /^## (ronda-[a-z0-9-]+)\s*$/
const HEADING = /^##? /
const TEXT = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache' }

/** Sections by the uid of their rule, in order. Empty where the file cannot be read, or is larger than 1 MB. */
export function readRunbook(file: string): ReadonlyMap<string, string> {
  try {
    if (statSync(file).size > MOST_BYTES) return new Map()
    return sectionsOf(readFileSync(file, 'utf8'))
  } catch {
    return new Map()
  }
}

/** `GET /runbook` lists the rules, `GET /runbook/<uid>` gives the section of one. */
export function addRunbook(app: Hono, file: string): void {
  const sections = readRunbook(file)
  app.get('/runbook', (c) => {
    if (sections.size === 0) return refuse(c, 404, 'not_found', 'docs/runbook.md cannot be read')
    return c.body(`${[...sections.keys()].join('\n')}\n`, 200, TEXT)
  })
  app.get('/runbook/:id', (c) => {
    const section = sections.get(c.req.param('id'))
    if (section !== undefined) return c.body(section, 200, TEXT)
    return refuse(c, 404, 'not_found', 'the runbook has no such rule; /runbook lists those it has')
  })
}

/** Open to everybody, like the form of the login. */
export function isRunbook(path: string): boolean {
  return path === '/runbook' || path.startsWith('/runbook/')
}

function sectionsOf(text: string): Map<string, string> {
  const sections = new Map<string, string[]>()
  let lines: string[] | undefined
  for (const line of text.split(/\r?\n/)) {
    const uid = RULE.exec(line)?.[1]
    if (uid !== undefined) {
      lines = []
      sections.set(uid, lines)
    } else if (HEADING.test(line)) {
      lines = undefined
    }
    lines?.push(line)
  }
  return new Map([...sections].map(([uid, own]) => [uid, `${own.join('\n').trim()}\n`]))
}
