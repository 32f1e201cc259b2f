// `ronda why TARGET`: one target's state as a sentence, its parents' sentences, and how it came to this.
import { incidentRowOut } from '../../console/api/convert-incidents.ts'
import type { ApiIncidentRow } from '../../console/api/incident-response.ts'
import type { ApiTargetPage, ApiTargetRow, ApiTargetView } from '../../console/api/response.ts'
import { toldIncident } from '../../console/web/told.ts'
import { isPublishedCondition } from '../../fleet/feed-condition.ts'
import type { Target } from '../../fleet/model.ts'
import type { State } from '../../fleet/state.ts'
import { buildTopology, mayBePinged } from '../../fleet/topology.ts'
import { headlineFor, incidentSentence } from '../../texts/incident-sentence.ts'
import { kindName } from '../../texts/kinds.ts'
import { type MinuteLook, plannedLookText } from '../../texts/planned-look.ts'
import { type Evidence, sentenceFor } from '../../texts/sentence.ts'
import { formatDuration, formatTime } from '../../texts/times.ts'
import type { Command, CommandContext } from '../command.ts'
import type { Config } from '../config.ts'
import { askRunning, CONFIG_OPTION, configOf } from '../data-folder.ts'
import { lookAtKept } from '../kept.ts'
import { keptAnswers } from '../kept-incidents.ts'
import { keptPlanned } from '../kept-planned.ts'
import { cityOf } from '../run/city.ts'
import { findRunning } from '../running.ts'
import { feedLines, seenLine } from '../why/feed-lines.ts'
import { idMeant, type Named } from '../why/meant.ts'
import { recorderLines } from '../why/recorder-lines.ts'

const SHOWN_TRANSITIONS = 8
/** What the API takes; and enough pages of 1,000 for every target of a city. */
const LONGEST_QUERY = 200
const MOST_PAGES = 100
/** A minute that began longer ago says nothing of now: it is kept when the next one begins. */
const LOOK_MS = 180_000
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
    readonly evidence: Evidence
  }[]
  /** What the present state rests on. */
  readonly evidence: Evidence | undefined
  /** Of a target that is switched off on purpose: what was seen of it in the last full minute. */
  readonly look: MinuteLook | undefined
  /** The open incident that it belongs to. */
  readonly incident: ApiIncidentRow | undefined
  /** Of a camera or portal: its condition, the last look, the kept pictures. From the running program only, as the next two. */
  readonly feed?: Pick<ApiTargetRow, 'condition'> & Pick<ApiTargetView, 'feed' | 'pictures'>
  /** Of an NVR: what it said of itself, and the cameras that hang on it. */
  readonly recorder?: Pick<ApiTargetView, 'recorder' | 'children'>
  /** Where the program shows the target. */
  readonly page?: string
  readonly timezone: string
  readonly now: number
  readonly running: boolean
  /** The process is there, but does not answer. */
  readonly silentPid?: number | undefined
}

export const command: Command = {
  name: 'why',
  summary: 'why a target is in its state, with its parents and its history',
  usage: 'TARGET [--config FILE]   (TARGET is an id, an address, or a name that only one has)',
  example: [
    'ronda why 127.0.0.12',
    'node relay "Relay" (127.0.0.12)',
    'Down since 02:19:23 WIB (20 s): none of 7 echoes was answered, and nobody on the way said why.',
    '  above it: node city-link "City link". Up since 02:19:18 WIB (25 s): it answers and loses nothing.',
  ].join('\n'),
  options: CONFIG_OPTION,
  positionals: [1, 1],
  async run({ values, positionals }, context) {
    const config = configOf(values)
    const word = positionals[0] ?? ''
    const story = await storyOf(config, word)
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
  const sentence = (line: Line, evidence?: Evidence) =>
    sentenceFor('en', { ...line, evidence, now, timezone })
  const place = story.path.length > 0 ? `, ${story.path.join(' / ')}` : ''
  const lines = [
    `${kindName('en', target.kind)} ${target.id} "${target.name}"${target.address ? ` (${target.address})` : ''}${place}`,
    ...(story.running ? [] : [`${whyNotRunning(story)}: this is what it knew last.`]),
    sentence(target, story.evidence),
    ...feedOf(story),
    ...(story.look ? [`  ${plannedLookText('en', story.look, { now, timezone })}`] : []),
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

/** What is known of the camera's feed, or of the NVR's own words; of a camera without a look what was seen at the change. */
function feedOf({ feed, recorder, page, target, evidence, timezone, now }: Story): string[] {
  const clock = { now, timezone }
  if (recorder?.recorder !== undefined) {
    return recorderLines(recorder.recorder, recorder.children, clock)
  }
  if (target.kind !== 'camera' && target.kind !== 'portal') return []
  const seen = feed?.feed === undefined && isPublishedCondition(target.reason)
  return [...(feed ? feedLines(feed, page, clock) : []), ...(seen ? seenLine(evidence ?? {}) : [])]
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

function whyNotRunning({ silentPid }: Story): string {
  return silentPid === undefined
    ? 'Ronda is not running'
    : `Process ${silentPid} is there but does not answer`
}

/** From the program, or where nobody answers there, from the store. */
async function storyOf(config: Config, word: string): Promise<Story> {
  const target = (id: string) => `/api/targets/${encodeURIComponent(id)}?hours=1`
  let answer = await askRunning(config, target(word))
  if (answer.type === 'body' && answer.body === undefined) {
    answer = await askRunning(config, target(idMeant(word, await namedLike(config, word))))
  }
  const summary = answer.type === 'body' ? await askRunning(config, '/api/summary') : answer
  if (answer.type !== 'body' || summary.type !== 'body') {
    const silentPid = answer.type === 'silent' ? answer.pid : undefined
    return await fromStore(config, word, silentPid)
  }
  const { timezone } = summary.body as { readonly timezone: string }
  const url = findRunning(config.data)?.url
  return fromProgram(answer.body as ApiTargetView, timezone, url)
}

/** What the program finds by id, name or address, page by page; where it finds nothing, all there is, for a likely id. */
async function namedLike(config: Config, word: string): Promise<readonly Named[]> {
  const query = new URLSearchParams({ q: word.slice(0, LONGEST_QUERY), limit: '1000' })
  const found: Named[] = []
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await askRunning(config, `/api/targets?${query}`)
    if (answer.type !== 'body') break
    const { rows, next } = answer.body as ApiTargetPage
    found.push(...rows)
    if (next === undefined) break
    query.set('cursor', next)
  }
  return found.length > 0 ? found : buildTopology(await cityOf(config)).targets.map(named)
}

function fromProgram(view: ApiTargetView, timezone: string, url: string | undefined): Story {
  const line = (row: ApiTargetView['parents'][number]): Line => ({
    ...row,
    since: Date.parse(row.since),
  })
  return {
    target: line(view.target),
    path: view.path.map((area) => area.name),
    parents: view.parents.map(line),
    transitions: view.transitions.map((t) => ({ ...t, at: Date.parse(t.at) })),
    evidence: view.lastEvidence,
    look: plannedLook(
      view.target,
      view.history.points.map((point) => ({ ...point, at: Date.parse(point.at) })),
      Date.now(),
    ),
    incident: view.incident,
    ...feedParts(view, url),
    timezone,
    now: Date.now(),
    running: true,
  }
}

/** Nothing while the picture round is switched off. */
function feedParts(
  { target, feed, pictures, recorder, children }: ApiTargetView,
  url: string | undefined,
): Pick<Story, 'feed' | 'recorder' | 'page'> {
  const { condition } = target
  if (condition === undefined && feed === undefined && recorder === undefined) return {}
  return {
    ...(condition || feed
      ? {
          feed: {
            ...(condition && { condition }),
            ...(feed && { feed }),
            ...(pictures && { pictures }),
          },
        }
      : {}),
    ...(recorder ? { recorder: { recorder, children } } : {}),
    ...(url === undefined ? {} : { page: `${url}/#/target/${encodeURIComponent(target.id)}` }),
  }
}

async function fromStore(
  config: Config,
  word: string,
  silentPid: number | undefined,
): Promise<Story> {
  return await lookAtKept(config, async ({ fleet, topology, store }) => {
    const id = topology.byId(word)?.id ?? idMeant(word, topology.targets.map(named))
    const target = topology.byId(id) as Target
    const now = Date.now()
    const current = await store.currentStates()
    const states = new Map(current.map((row) => [row.targetId, row]))
    const answers = await keptAnswers(fleet, topology, store, current)
    const incident = answers.ofTarget(id)
    const line = (of: Target): Line => ({
      id: of.id,
      kind: of.kind,
      name: of.name,
      address: addressOf(of),
      ...(states.get(of.id) ?? { state: 'unknown', reason: 'never-asked', since: now }),
    })
    const [transitions, { lastAlive: asOf = now }] = await Promise.all([
      store.transitions({ targetId: id, limit: SHOWN_TRANSITIONS }),
      store.health(),
    ])
    const shown = line(target)
    const [newest] = transitions
    const seen = newest?.to === shown.state ? newest.evidence : undefined
    const off = shown.reason === 'planned'
    const planned = off ? await keptPlanned({ fleet, topology, store }, asOf) : undefined
    return {
      target: shown,
      path: topology.areaPath(target).map((area) => area.name),
      parents: topology.ancestors(id).map(line),
      transitions,
      // What covers it may have been prolonged, or be another one by now.
      evidence: planned?.evidence(id, shown.state) ?? seen,
      look: off
        ? plannedLook(shown, await store.history(id, asOf - LOOK_MS, asOf + 1), asOf)
        : undefined,
      incident: incident && incidentRowOut(incident),
      timezone: fleet.timezone,
      now,
      running: false,
      silentPid,
    }
  })
}

/** The newest minute of `history`, where the target is switched off on purpose and was asked lately. `at`: epoch ms. */
function plannedLook(
  { reason }: { readonly reason: string },
  history: readonly MinuteLook[],
  at: number,
): MinuteLook | undefined {
  const newest = history.findLast(({ sent }) => sent > 0)
  if (reason !== 'planned' || newest === undefined || at - newest.at > LOOK_MS) return undefined
  return { at: newest.at, sent: newest.sent, lost: newest.lost }
}

function named(target: Target): Named {
  return { ...target, address: addressOf(target) }
}

function addressOf(target: Target): string | undefined {
  return mayBePinged(target) ? target.address : undefined
}
