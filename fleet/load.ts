// Reads an estate folder of CSV and YAML into a Fleet, or says everything that is wrong with it at once.
import { checkAddresses } from './load/addresses.ts'
import { checkCoverage, checkPlanned, hangingWarnings, overWarnings } from './load/check-planned.ts'
import { type Draft, emptyDraft, readInto, targetCount } from './load/draft.ts'
import { type EstateFile, listEstate, unknownFile } from './load/files.ts'
import { knownIn } from './load/known.ts'
import { isPlannedFile, readPlannedFiles } from './load/planned.ts'
import { checkReferences } from './load/refer.ts'
import { checkSlots } from './load/slots.ts'
import { checkTrees } from './load/tree.ts'
import { warningsOf } from './load/warn.ts'
import type { Fleet } from './model.ts'
import type { PlannedOutage } from './planned/planned.ts'
import type { Problem } from './problem.ts'
import { buildTopology } from './topology.ts'

/** `warnings`: what a sound estate had better not have. */
export type LoadedFleet =
  | { readonly fleet: Fleet; readonly warnings: readonly Problem[] }
  | { readonly problems: readonly Problem[] }

/**
 * Never throws for what a person wrote. Problems are sorted by file and line. The format is described in
 * docs/estate.md; records keep the order of the files (by name) and of the lines in them. `now`: epoch milliseconds,
 * to warn of what is over.
 */
export async function loadFleet(dir: string, now = Date.now()): Promise<LoadedFleet> {
  const problems: Problem[] = []
  const draft = emptyDraft()
  const { files, unknown } = await listEstate(dir, problems)
  const unreadable = problems.some(({ file }) => file === dir)
  const { records, lists } = await readPlannedFiles(
    draft,
    dir,
    files.filter(isPlannedFile),
    problems,
  )
  const others = files.filter(({ file }) => !lists.has(file))
  problems.push(...unknown.filter((file) => !lists.has(file)).map(unknownFile))
  for (const entry of others) {
    if (!isPlannedFile(entry)) await readInto(draft, dir, entry, problems)
  }
  if (!unreadable) checkPresence(draft, others, dir, problems)
  if (!draft.stopped) {
    checkReferences(draft, problems)
    checkTrees(draft, problems)
    checkAddresses(draft, problems)
    checkSlots(draft, problems)
  }
  const { settings } = draft
  const timezone = settings?.value.timezone ?? 'UTC'
  const outages = draft.stopped ? [] : checkPlanned(records, knownIn(draft), timezone, problems)
  if (problems.length > 0 || !settings) return { problems: sorted(problems) }
  const planned = outages.map((outage) => outage.planned)
  const fleet = fleetOf(draft, settings.value, planned)
  if (outages.length === 0) return { fleet, warnings: warningsOf(fleet, settings.place) }
  const topology = buildTopology(fleet)
  checkCoverage(outages, topology, problems)
  if (problems.length > 0) return { problems: sorted(problems) }
  const warnings = [...overWarnings(outages, now), ...hangingWarnings(outages, topology)]
  return { fleet, warnings: [...warningsOf(fleet, settings.place), ...warnings] }
}

function checkPresence(
  draft: Draft,
  files: readonly EstateFile[],
  dir: string,
  problems: Problem[],
): void {
  const settings = files.filter(({ holds }) => holds === 'settings').map(({ file }) => file)
  if (settings.length === 0) {
    const remedy = 'write at least "city: NAME" and "timezone: Asia/Jakarta"'
    problems.push({ file: 'fleet.yaml', line: 0, what: 'missing', remedy })
  }
  if (settings.length > 1) {
    const what = `${settings.join(' and ')} are both there`
    problems.push({ file: settings[1] ?? '', line: 0, what, remedy: 'keep one of them' })
  }
  const records = files.filter(
    (entry) => entry.holds !== 'settings' && !isPlannedFile(entry),
  ).length
  if (targetCount(draft) === 0 && (records === 0 || problems.length === 0)) {
    const remedy = 'add nodes, uplinks, nvrs, cameras or portals as .csv or .yaml'
    problems.push({ file: dir, line: 0, what: 'the estate is empty', remedy })
  }
}

function fleetOf(
  draft: Draft,
  settings: Pick<Fleet, 'city' | 'timezone' | 'intervalMs' | 'anchors' | 'synthetic'>,
  planned: readonly PlannedOutage[],
): Fleet {
  return {
    ...settings,
    areas: draft.areas.map(({ value }) => value),
    owners: draft.owners.map(({ value }) => value),
    nodes: draft.nodes.map(({ value }) => value),
    uplinks: draft.uplinks.map(({ value }) => value),
    nvrs: draft.nvrs.map(({ value }) => value),
    cameras: draft.cameras.map(({ value }) => value),
    portals: draft.portals.map(({ value }) => value),
    planned,
  }
}

function sorted(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) =>
    a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1,
  )
}
