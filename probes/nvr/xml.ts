// XML as NVRs send it, matched by local names whatever the namespace, and bounded before and while it is read.
import { XMLParser } from 'fast-xml-parser'

/**
 * A document of 256 slots has 200 kB and 10,000 tags, beginnings and ends; half a megabyte of nothing but attributes
 * would hold the thread for a second.
 */
const MOST_BYTES = 512_000
const MOST_TAGS = 12_000
const MOST_ATTRIBUTES = 4000
const MOST_REFERENCES = 1000
const MOST_DEPTH = 32
/** Of one text, in characters. */
const MOST_TEXT = 500

const PARSER = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: MOST_DEPTH,
  // There are none of its own without a DOCTYPE, and with one it is not read: this is for &amp; and its like.
  processEntities: {
    enabled: true,
    maxTotalExpansions: MOST_REFERENCES,
    maxExpandedLength: MOST_BYTES,
  },
})

/** A text, or a tag's children and attributes (`@name`) by local name. */
export type XmlNode = string | { readonly [name: string]: unknown }

export interface XmlDocument {
  /** Local name of the root. */
  readonly name: string
  readonly root: XmlNode
}

/** Undefined for anything but one whole XML document without a DOCTYPE, within the limits. Never throws. */
export function readXml(body: Uint8Array): XmlDocument | undefined {
  if (body.length > MOST_BYTES) return undefined
  const text = Buffer.from(body.buffer, body.byteOffset, body.length)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim()
  if (!text.startsWith('<') || text.includes('<!DOCTYPE') || text.includes('<!ENTITY')) {
    return undefined
  }
  if (count(text, '<', MOST_TAGS) || count(text, '=', MOST_ATTRIBUTES)) return undefined
  if (count(text, '&', MOST_REFERENCES)) return undefined
  try {
    const parsed: unknown = PARSER.parse(text)
    if (!isNode(parsed)) return undefined
    const [name, ...more] = Object.keys(parsed)
    if (name === undefined || more.length > 0) return undefined
    const root = parsed[name]
    if (!isWhole(text, name) || (typeof root !== 'string' && !isNode(root))) return undefined
    return { name, root }
  } catch {
    return undefined
  }
}

/** All tags at the end of a path of local names, in their order; none for a path that is not there. */
export function nodes(from: XmlNode | undefined, ...path: readonly string[]): readonly XmlNode[] {
  let at: readonly XmlNode[] = from === undefined ? [] : [from]
  for (const name of path) {
    at = at.flatMap((node) => {
      if (typeof node === 'string' || !Object.hasOwn(node, name)) return []
      const value = node[name]
      return (Array.isArray(value) ? value : [value]).filter(
        (child): child is XmlNode => typeof child === 'string' || isNode(child),
      )
    })
  }
  return at
}

/** The text of the first tag at a path, trimmed and cut to 500 characters; undefined where it is empty or not there. */
export function text(from: XmlNode | undefined, ...path: readonly string[]): string | undefined {
  const node = nodes(from, ...path)[0]
  const value = typeof node === 'object' && Object.hasOwn(node, '#text') ? node['#text'] : node
  if (typeof value !== 'string') return undefined
  return value.trim().slice(0, MOST_TEXT) || undefined
}

/** An attribute by its local name. */
export function attribute(from: XmlNode, name: string): string | undefined {
  return text(from, `@${name}`)
}

function isNode(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The parser takes a document that breaks off in its middle for a whole one. */
function isWhole(text: string, root: string): boolean {
  if (text.endsWith('/>')) return text.lastIndexOf('<') === text.search(/<[^?!]/)
  const end = text.lastIndexOf('</')
  return (
    text
      .slice(end + 2, -1)
      .trim()
      .replace(/^.*:/, '') === root && text.endsWith('>')
  )
}

/** True where there are more than `most` of a character. */
function count(text: string, character: string, most: number): boolean {
  let found = 0
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) {
    if (++found > most) return true
  }
  return false
}
