// `ronda why TARGET`: one target's state as a sentence, its parents' sentences, and how it came to this.
import { incidentRowOut } from '../../console/api/convert-incidents.ts'
import type { ApiIncidentRow } from '../../console/api/incident-response.ts'
import type { ApiTargetView } from '../../console/api/response.ts'
import { toldIncident } from '../../console/web/told.ts'
import { RondaError } from '../../fleet/error.ts'
import type { Target } from '../../fleet/model.ts'
import type { State } from '../../fleet/state.ts'
import { didYouMean } from '../../fleet/suggest.ts'
import { buildTopology, mayBePinged } from '../../fleet/topology.ts'
import { headlineFor, incidentSentence } from '../../texts/incident-sentence.ts'
import { kindName } from '../../texts/kinds.ts'
import { sentenceFor } from '../../texts/sentence.ts'
import { formatDuration, formatTime } from '../../texts/times.ts'
import type { Command, CommandContext } from '../command.ts'
import type { Config } from '../config.ts'
import { askRunning, CONFIG_OPTION, configOf } from '../data-folder.ts'
import { lookAtKept } from '../kept.ts'
import { keptAnswers } from '../kept-incidents.ts'
import { cityOf } from '../run/city.ts'

const SHOWN_TRANSITIONS = 8
const BAD: ReadonlySet<State> = new Set<State>(['down', 'unreachable', 'degraded'])

interface Line {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly address?: string | undefined
  readonly state: State
  readonly reason: string
  readonly since: number
}

/** What both ways of asking come to. */
interface Story {
  readonly target: Line
  readonly path: readonly string[]
  readonly parents: readonly Line[]
  readonly transitions: readonly {
    readonly at: number
    readonly to: State
    readonly reason: string
    readonly evidence: Readonly<Record<string, string | number>>
  }[]
  /** The open incident that it belongs to. */
  readonly incident: ApiIncidentRow | undefined
  readonly timezone: string
  readonly now: number
  readonly running: boolean
}

export const command: Command = {
  name: 'why',
  summary: 'why a target is in its state, with its parents and its history',
  usage: 'TARGET [--config FILE]',
  example:
    'ronda why NVR-0042\nNVR NVR-0042 ... Down since 08:12:05 WIB (3 min): none of 7 echoes was answered ...',
  options: CONFIG_OPTION,
  positionals: [1, 1],
  async run({ values, positionals }, context) {
    const config = configOf(values)
    const id = positionals[0] ?? ''
    const story = (await fromProgram(config, id)) ?? (await fromStore(config, id))
    tell(story, context)
    return BAD.has(story.target.state) ? 1 : 0
  },
}

function tell(story: Story, context: CommandContext): void {
  if (context.json) {
    const { timezone: _, ...rest } = story
    context.out(`${JSON.stringify(rest)}\n`)
    return
  }
  const { target, timezone, now } = story
  const newest = story.transitions[0]
  const sentence = (line: Line, evidence?: Readonly<Record<string, string | number>>) =>
    sentenceFor('en', { ...line, evidence, now, timezone })
  const place = story.path.length > 0 ? `, ${story.path.join(' / ')}` : ''
  const lines = [
    `${kindName('en', target.kind)} ${target.id} "${target.name}"${target.address ? ` (${target.address})` : ''}${place}`,
    ...(story.running ? [] : ['Ronda is not running: this is what it knew last.']),
    sentence(target, newest?.to === target.state ? newest.evidence : undefined),
    ...story.parents.map(
      (parent) =>
        `  above it: ${kindName('en', parent.kind)} ${parent.id} "${parent.name}". ${sentence(parent)}`,
    ),
    ...(story.incident ? incidentLines(story.incident, timezone, now) : []),
    ...(story.transitions.length > 1 ? ['Before that:'] : []),
    ...story.transitions.slice(1, SHOWN_TRANSITIONS).map((transition, i) => {
      const until = story.transitions[i]?.at ?? now
      const when = formatTime('en', transition.at, timezone, now, { zone: false })
      return `  ${when}  ${transition.to} for ${formatDuration('en', until - transition.at)} (${transition.reason})`
    }),
  ]
  context.out(`${lines.join('\n')}\n`)
}

function incidentLines(incident: ApiIncidentRow, timezone: string, now: number): string[] {
  const told = toldIncident(incident, timezone, now)
  const { id, acknowledged } = incident
  return [
    `Part of incident ${id}: ${headlineFor('en', told)}.`,
    `  ${incidentSentence('en', told)}`,
    ...(acknowledged ? [`  Acknowledged by ${acknowledged.by}.`] : []),
  ]
}

async function fromProgram(config: Config, id: string): Promise<Story | undefined> {
  const answer = await askRunning(config, `/api/targets/${encodeURIComponent(id)}?hours=1`)
  if (answer === undefined) return undefined
  const view = answer.body as ApiTargetView | undefined
  if (view === undefined) throw await unknownTarget(config, id)
  const summary = await askRunning(config, '/api/summary')
  const { timezone } = (summary?.body ?? { timezone: 'UTC' }) as { readonly timezone: string }
  const line = (row: ApiTargetView['parents'][number]): Line => ({
    ...row,
    since: Date.parse(row.since),
  })
  return {
    target: line(view.target),
    path: view.path.map((area) => area.name),
    parents: view.parents.map(line),
    transitions: view.transitions.map((t) => ({ ...t, at: Date.parse(t.at) })),
    incident: view.incident,
    timezone,
    now: Date.now(),
    running: true,
  }
}

async function fromStore(config: Config, id: string): Promise<Story> {
  return await lookAtKept(config, async ({ fleet, topology, store }) => {
    const target = topology.byId(id)
    if (target === undefined) throw await unknownTarget(config, id)
    const now = Date.now()
    const current = await store.currentStates()
    const states = new Map(current.map((row) => [row.targetId, row]))
    const answers = await keptAnswers(fleet, topology, store, current)
    const incident = answers.ofTarget(id)
    const line = (of: Target): Line => ({
      id: of.id,
      kind: of.kind,
      name: of.name,
      address: mayBePinged(of) ? of.address : undefined,
      ...(states.get(of.id) ?? { state: 'unknown', reason: 'never-asked', since: now }),
    })
    return {
      target: line(target),
      path: topology.areaPath(target).map((area) => area.name),
      parents: topology.ancestors(id).map(line),
      transitions: await store.transitions({ targetId: id, limit: SHOWN_TRANSITIONS }),
      incident: incident && incidentRowOut(incident),
      timezone: fleet.timezone,
      now,
      running: false,
    }
  })
}

async function unknownTarget(config: Config, id: string): Promise<RondaError> {
  const topology = buildTopology(await cityOf(config))
  const close = didYouMean(
    id,
    topology.targets.map((target) => target.id),
  )
  return new RondaError('RND_USAGE', `no target has the id "${id}"`, {
    remedy: close ? `did you mean ${close}?` : 'the page finds targets by id, name and address',
  })
}
