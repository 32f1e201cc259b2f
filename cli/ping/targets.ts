// Reads the list of who is to be pinged from bytes: one address or host name a line, `#` begins a comment.
import type { Problem } from '../../fleet/problem.ts'
import { readAddress } from '../../probes/icmp/address.ts'
import { type AddressList, AddressListBuilder } from '../../probes/icmp/address-list.ts'

/** Where one list came from: a file's name, or `arguments`. */
export interface Source {
  readonly file: string
  readonly bytes: Uint8Array
}

export interface HostName {
  readonly name: string
  /** Its place among all entries. */
  readonly entry: number
  readonly file: string
  readonly line: number
}

export interface Targets {
  /** Addresses in order, host names left out. */
  readonly builder: AddressListBuilder
  /** Host names, in order, to be resolved. */
  readonly names: readonly HostName[]
  readonly problems: readonly Problem[]
  /** Of the address at this place (host names not counted). */
  where(index: number): { readonly file: string; readonly line: number }
}

const NEWLINE = 10
const HASH = 35
const SPACE = 32
const HOST_NAME = /^(?=.{1,253}\.?$)[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?$/
const SHOWN = 80

/** Every entry of all sources; each that is none becomes a problem with its line. */
export function readTargets(sources: readonly Source[]): Targets {
  const total = sources.reduce((bytes, source) => bytes + source.bytes.length, 0)
  const builder = new AddressListBuilder(Math.ceil(total / 8) + 16)
  const names: HostName[] = []
  const problems: Problem[] = []
  const ends: number[] = []
  // Lines are kept only where they are not simply counted up: in most files address i stands in line i + 1.
  const lines = new Map<Source, readonly number[]>()
  for (const source of sources) {
    lines.set(source, readSource(source, builder, names, problems))
    ends.push(builder.count)
  }
  return {
    builder,
    names,
    problems,
    where: (index) => {
      const at = ends.findIndex((end) => index < end)
      const source = sources[at]
      if (!source) throw new RangeError(`no target ${index}`)
      const own = index - (at > 0 ? (ends[at - 1] ?? 0) : 0)
      return { file: source.file, line: lineOf(lines.get(source) ?? [], own) }
    },
  }
}

/** Every pair of entries with one address, as problems at the later one. */
export function twiceProblems(
  list: AddressList,
  where: (index: number) => { readonly file: string; readonly line: number },
): Problem[] {
  const problems: Problem[] = []
  list.findTwice((first, second) => {
    const earlier = where(first)
    problems.push({
      ...where(second),
      what: `${list.text(second)} stands in ${earlier.file}:${earlier.line} already`,
      remedy: 'leave one of them out',
    })
  })
  return problems
}

/** Gives the jumps of the line numbers: `own, line` for each entry whose line is not that of the entry before plus one. */
function readSource(
  source: Source,
  builder: AddressListBuilder,
  names: HostName[],
  problems: Problem[],
): number[] {
  const { bytes, file } = source
  const address = new Uint8Array(16)
  const jumps: number[] = []
  const first = builder.count
  let line = 0
  let expected = 1
  for (let at = 0; at < bytes.length; ) {
    line++
    const newline = bytes.indexOf(NEWLINE, at)
    const next = newline < 0 ? bytes.length : newline
    let to = bytes[at] === HASH ? at : next
    let from = at
    at = next + 1
    while (to > from && (bytes[to - 1] ?? 0) <= SPACE) to--
    while (from < to && (bytes[from] ?? 0) <= SPACE) from++
    if (from === to) continue
    let size = readAddress(bytes, from, to, address)
    if (size === 0) {
      const hash = bytes.subarray(from, to).indexOf(HASH)
      if (hash >= 0) {
        to = from + hash
        while (to > from && (bytes[to - 1] ?? 0) <= SPACE) to--
        if (from === to) continue
        size = readAddress(bytes, from, to, address)
      }
    }
    if (size > 0) {
      if (line !== expected) jumps.push(builder.count - first, line)
      expected = line + 1
      builder.add(address, size)
      continue
    }
    const text = new TextDecoder().decode(bytes.subarray(from, to))
    if (HOST_NAME.test(text) && !/^[\d.]+$/.test(text)) {
      names.push({ name: text, entry: builder.count + names.length, file, line })
    } else problems.push({ file, line, ...whatIsWrong(text) })
  }
  return jumps
}

function lineOf(jumps: readonly number[], own: number): number {
  let at = 0
  let line = 1
  for (let i = 0; i < jumps.length; i += 2) {
    if ((jumps[i] ?? 0) > own) break
    at = jumps[i] ?? 0
    line = jumps[i + 1] ?? 0
  }
  return line + own - at
}

function whatIsWrong(text: string): { readonly what: string; readonly remedy: string } {
  const shown = JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text)
  if (/^[\da-fA-F.:]+\/\d+$/.test(text))
    return {
      what: `${shown} is a whole network`,
      remedy: 'write each address on a line of its own',
    }
  if (/%/.test(text) && /:/.test(text))
    return {
      what: `${shown} has a zone`,
      remedy: 'link-local addresses cannot be pinged from here',
    }
  return {
    what: `${shown} is neither an address nor a host name`,
    remedy: 'write one IPv4 or IPv6 address or host name on each line',
  }
}
