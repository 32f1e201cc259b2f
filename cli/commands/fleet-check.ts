// `ronda fleet check`: reads an estate and says everything that is wrong with it, or what is in it.
import { loadFleet } from '../../fleet/load.ts'
import { AREA_LEVELS, type Area, type Fleet } from '../../fleet/model.ts'
import { formatProblem, listProblems, type Problem } from '../../fleet/problem.ts'
import { buildTopology, pingedTargets, type Topology } from '../../fleet/topology.ts'
import type { Command, CommandContext } from '../command.ts'

export const command: Command = {
  name: 'fleet check',
  summary: 'reads an estate and says everything that is wrong with it, with file and line',
  usage: 'DIR [--json]',
  example: [
    'ronda fleet check estate',
    'uplinks.csv:17: area "bulusann" does not exist; did you mean "bulusan"?',
  ].join('\n'),
  options: {},
  positionals: [1, 1],
  async run({ positionals: [dir = '.'] }, context) {
    const loaded = await loadFleet(dir)
    if ('problems' in loaded) return sayProblems(dir, loaded.problems, context)
    const { fleet, warnings } = loaded
    const topology = buildTopology(fleet)
    if (context.json) {
      context.out(`${JSON.stringify({ ...summaryOf(fleet, topology), warnings })}\n`)
    } else {
      const warned = warnings.map((warning) => `warning: ${formatProblem(warning)}`)
      context.out(`${[...warned, ...linesOf(fleet, topology)].join('\n')}\n`)
    }
    return 0
  },
}

function sayProblems(dir: string, problems: readonly Problem[], context: CommandContext): number {
  if (context.json) {
    context.out(`${JSON.stringify({ ok: false, problems })}\n`)
    return 2
  }
  context.out(`${listProblems(problems).join('\n')}\n`)
  const count = problems.length.toLocaleString('en')
  context.err(`${count} ${problems.length === 1 ? 'problem' : 'problems'} in ${dir}\n`)
  return 2
}

/** One row of the area summary. */
interface AreaCounts {
  readonly id: string
  readonly name: string
  readonly uplinks: number
  readonly nvrs: number
  readonly cameras: number
}

function summaryOf(fleet: Fleet, topology: Topology) {
  const { city, timezone, synthetic, anchors, intervalMs } = fleet
  return {
    ok: true,
    city,
    timezone,
    synthetic,
    intervalMs,
    counts: countsOf(fleet),
    pinged: pingedTargets(fleet).length,
    anchors: anchors.length,
    planned: plannedCounts(fleet),
    areas: topology.areasIn(undefined).map((area) => countArea(area, topology)),
  }
}

const COUNTED = ['areas', 'owners', 'nodes', 'uplinks', 'nvrs', 'cameras', 'portals'] as const

function countsOf(fleet: Fleet): Record<(typeof COUNTED)[number], number> {
  return Object.fromEntries(COUNTED.map((kind) => [kind, fleet[kind].length])) as Record<
    (typeof COUNTED)[number],
    number
  >
}

function plannedCounts({ planned }: Fleet) {
  const count = (kind: string): number => planned.filter((one) => one.kind === kind).length
  return { suspensions: count('suspension'), maintenance: count('maintenance') }
}

function countArea({ id, name }: Area, topology: Topology): AreaCounts {
  const counts = { uplink: 0, nvr: 0, camera: 0, node: 0, portal: 0 }
  for (const { kind } of topology.targetsInArea(id, true)) counts[kind]++
  return { id, name, uplinks: counts.uplink, nvrs: counts.nvr, cameras: counts.camera }
}

function linesOf(fleet: Fleet, topology: Topology): string[] {
  const levels = AREA_LEVELS.map((level) => {
    const count = fleet.areas.filter((area) => area.level === level).length
    return `${number(count)} ${level}`
  })
  const kinds = COUNTED.map((kind) => {
    const count = number(fleet[kind].length).padStart(8)
    return `  ${kind.padEnd(8)}${count}${kind === 'areas' ? `  (${levels.join(', ')})` : ''}`
  })
  const { city, timezone, anchors } = fleet
  const pinged = pingedTargets(fleet).length
  const { suspensions, maintenance } = plannedCounts(fleet)
  return [
    `${city} (${timezone}): sound${fleet.synthetic ? ', synthetic' : ''}`,
    ...kinds,
    `  pinged  ${number(pinged).padStart(8)}  (and ${anchors.length} anchors)`,
    `  planned ${number(fleet.planned.length).padStart(8)}  (${number(suspensions)} suspensions, ${number(maintenance)} maintenance)`,
    '',
    ...areaTable(topology.areasIn(undefined).map((area) => countArea(area, topology))),
  ]
}

function areaTable(rows: readonly AreaCounts[]): string[] {
  const width = Math.max('kecamatan'.length, ...rows.map(({ name }) => name.length))
  const line = (name: string, ...cells: readonly string[]): string =>
    `  ${name.padEnd(width)}${cells.map((cell) => cell.padStart(9)).join('')}`
  return [
    line('kecamatan', 'uplinks', 'NVRs', 'cameras'),
    ...rows.map(({ name, uplinks, nvrs, cameras }) =>
      line(name, number(uplinks), number(nvrs), number(cameras)),
    ),
  ]
}

function number(count: number): string {
  return count.toLocaleString('en')
}
