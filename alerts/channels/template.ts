// The body of the generic HTTP channel: a text with {{field}} and {{json field}} in it, checked before anything is sent.
import { didYouMean } from '../../fleet/suggest.ts'
import type { Notification } from '../notification.ts'
import { FIELDS, type FieldName, fieldOf } from './template-fields.ts'
import { SAMPLES } from './template-samples.ts'

const BRACES = /\{\{|\}\}/g
/** `{title}`, and `{title}}` where a brace was forgotten: no JSON has that. */
const singleBraces = (field: FieldName): RegExp =>
  new RegExp(`(^|[^{])\\{\\s*(json\\s+)?${field}\\s*\\}`)
const INSIDE = /^\s*(json\s+)?([A-Za-z]+)\s*$/

export type Part = { readonly text: string } | { readonly field: FieldName; readonly json: boolean }

/**
 * What is wrong with a template, in one line with how to mend it; undefined where nothing is. `contentType`: of the
 * request; where it says JSON, or is absent and the body begins like JSON, the filled body must be JSON with any content.
 */
export function checkTemplate(body: string, contentType?: string): string | undefined {
  const parsed = parseTemplate(body)
  if (typeof parsed === 'string') return parsed
  const single = FIELDS.find((field) => singleBraces(field).test(body))
  if (single !== undefined) return `{${single}} stands in single braces; write {{${single}}}`
  const isJson = contentType === undefined ? looksLikeJson(body) : /\bjson\b/i.test(contentType)
  if (!isJson) return undefined
  for (const sample of SAMPLES) {
    try {
      JSON.parse(fillParts(parsed, sample))
    } catch {
      const bare = parsed.find((part) => 'field' in part && !part.json)
      return bare !== undefined && 'field' in bare
        ? `the filled body is not JSON; write {{json ${bare.field}}}, without quotes around it, where text goes into JSON`
        : 'the filled body is not JSON; {{json field}} brings its own quotes, so write none around it'
    }
  }
  return undefined
}

/** True for a body that begins as an object or a list. */
export function looksLikeJson(body: string): boolean {
  return /^\s*[{[](?!\{)/.test(body)
}

/** The body for one message. Only for a template that `checkTemplate` found right. */
export function fillTemplate(body: string, notification: Notification): string {
  return fillParts(templateParts(body), notification)
}

/** What a template is made of, in order. Only for one that `checkTemplate` found right. */
export function templateParts(body: string): readonly Part[] {
  const parsed = parseTemplate(body)
  if (typeof parsed === 'string') throw new TypeError(`template: ${parsed}`)
  return parsed
}

function fillParts(parts: readonly Part[], notification: Notification): string {
  return parts
    .map((part) => {
      if ('text' in part) return part.text
      const value = fieldOf(part.field, notification)
      if (part.json) return JSON.stringify(value)
      return typeof value === 'object' ? value.map(plain).join('\n') : String(value)
    })
    .join('')
}

function plain(one: string | { readonly id: string }): string {
  return typeof one === 'string' ? one : one.id
}

/** The parts, or what is wrong. */
function parseTemplate(body: string): readonly Part[] | string {
  const parts: Part[] = []
  let at = 0
  for (;;) {
    BRACES.lastIndex = at
    const open = BRACES.exec(body)
    // Closing braces of nested JSON stand alone: without opening ones before them they are text.
    if (open?.[0] === '}}') {
      parts.push({ text: body.slice(at, open.index + 2) })
      at = open.index + 2
      continue
    }
    if (open === null) return [...parts, { text: body.slice(at) }]
    const end = body.indexOf('}}', open.index)
    const inside = body.slice(open.index + 2, end)
    if (end < 0 || inside.includes('{{'))
      return `{{ in line ${lineOf(body, open.index)} is not closed; write }} behind the name of the field`
    const match = INSIDE.exec(inside)
    const name = match?.[2]
    if (match === null || name === undefined)
      return `{{${inside.trim()}}} is no field; write {{field}} or {{json field}}`
    const field = FIELDS.find((known) => known === name)
    if (field === undefined) {
      const near = didYouMean(name, FIELDS)
      return `unknown field {{${name}}}; ${near === undefined ? `there are: ${FIELDS.join(', ')}` : `did you mean {{${near}}}?`}`
    }
    parts.push({ text: body.slice(at, open.index) }, { field, json: match[1] !== undefined })
    at = end + 2
  }
}

function lineOf(body: string, index: number): number {
  return body.slice(0, index).split('\n').length
}
