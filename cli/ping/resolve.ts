// Turns host names into addresses, a few at a time, and puts all entries into one list in their order.
import { lookup } from 'node:dns/promises'
import type { Problem } from '../../fleet/problem.ts'
import { type AddressList, AddressListBuilder } from '../../probes/icmp/address-list.ts'
import type { HostName, Targets } from './targets.ts'

/** The resolver's own threads are few: more at once would only wait there. */
const AT_ONCE = 32

export interface Resolved {
  readonly list: AddressList
  /** The host name that an index was resolved from. */
  readonly names: ReadonlyMap<number, string>
  readonly problems: readonly Problem[]
  where(index: number): { readonly file: string; readonly line: number }
}

/** Resolves every host name of `targets`; those that do not resolve are problems at their lines. */
export async function resolveNames(targets: Targets, signal: AbortSignal): Promise<Resolved> {
  const plain = targets.builder.build()
  const found = await lookUpAll(targets.names, signal)
  const problems: Problem[] = []
  const builder = new AddressListBuilder(plain.count + targets.names.length)
  const names = new Map<number, string>()
  const places: (number | HostName)[] = []
  let next = 0
  const copyPlain = (until: number): void => {
    while (places.length < until) {
      builder.addText(plain.text(next))
      places.push(next++)
    }
  }
  let lost = 0
  for (const [i, host] of targets.names.entries()) {
    copyPlain(host.entry - lost)
    const address = found[i]
    if (address instanceof Error || address === undefined) {
      lost++
      problems.push({
        file: host.file,
        line: host.line,
        what: `"${host.name}" does not resolve (${codeOf(address)})`,
        remedy: 'mend its spelling or the resolver, or write its address',
      })
      continue
    }
    names.set(builder.count, host.name)
    builder.addText(address)
    places.push(host)
  }
  copyPlain(plain.count + targets.names.length - lost)
  return {
    list: builder.build(),
    names,
    problems,
    where: (index) => {
      const place = places[index]
      return typeof place === 'object'
        ? { file: place.file, line: place.line }
        : targets.where(place ?? 0)
    },
  }
}

async function lookUpAll(
  names: readonly HostName[],
  signal: AbortSignal,
): Promise<(string | Error)[]> {
  const found: (string | Error)[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (;;) {
      const i = next++
      const host = names[i]
      if (!host || signal.aborted) return
      found[i] = await lookup(host.name).then(
        ({ address }) => address,
        (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
      )
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, names.length) }, worker))
  return found
}

function codeOf(error: Error | undefined): string {
  return error && 'code' in error ? String(error.code) : 'interrupted'
}
