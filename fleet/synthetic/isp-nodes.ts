// Which ISP and which of its nodes every uplink of the synthetic city hangs on.
import type { Random } from '../random.ts'
import { apportion } from './apportion.ts'
import { type Counts, SHAPE } from './shape.ts'
import type { LineSite } from './sites.ts'
import { takeExactly } from './take-exactly.ts'

export type Isp = (typeof SHAPE.isps)[number]

/** Position of an ISP in the shape, and of one of its nodes in it. */
export interface Attachment {
  readonly isp: number
  readonly node: number
}

/** How much likelier the ISP that leads in a ward is to serve a line there. */
const HOME_ADVANTAGE = 6

/** One for each line. The first node of the first ISP has exactly `counts.behindLargestNode` targets behind it. */
export function attachLines(
  lines: readonly LineSite[],
  counts: Counts,
  random: Random,
): Attachment[] {
  const ispOfLine = chooseIsps(lines, random)
  const attachments: Attachment[] = lines.map((_, line) => ({ isp: ispOfLine[line] ?? 0, node: 0 }))
  for (const [isp, shape] of SHAPE.isps.entries()) {
    const own = [...lines.keys()].filter((line) => ispOfLine[line] === isp)
    const sizes = own.map((line) => targetsOf(lines[line] as LineSite))
    const first = isp === 0 ? takeExactly(sizes, counts.behindLargestNode) : new Set<number>()
    const rest = own.filter((_, position) => !first.has(position))
    const nodes = isp === 0 ? shape.nodes - 1 : shape.nodes
    for (const [line, node] of spreadOverNodes(rest, nodes)) {
      attachments[line] = { isp, node: isp === 0 ? node + 1 : node }
    }
  }
  return attachments
}

/** An uplink, its NVRs and their cameras. */
export function targetsOf({ nvrs }: LineSite): number {
  return nvrs.reduce((sum, { cameras }) => sum + 1 + cameras, 1)
}

function chooseIsps(lines: readonly LineSite[], random: Random): number[] {
  const shares = SHAPE.isps.map(({ share }) => share)
  const leader = new Map<string, number>()
  return lines.map(({ ward }) => {
    const { id } = ward.kelurahan
    const leads = leader.get(id) ?? random.weighted(shares)
    leader.set(id, leads)
    return random.weighted(
      shares.map((share, isp) => (isp === leads ? share * HOME_ADVANTAGE : share)),
    )
  })
}

/** Neighbouring lines share a node; the nodes' sizes fall as 1, 1/2, 1/3... (Zipf). */
function* spreadOverNodes(
  lines: readonly number[],
  nodes: number,
): Generator<[line: number, node: number]> {
  const sizes = apportion(
    lines.length,
    Array.from({ length: nodes }, (_, node) => 1 / (node + 1)),
  )
  let at = 0
  for (const [node, size] of sizes.entries()) {
    for (const line of lines.slice(at, at + size)) yield [line, node]
    at += size
  }
}
