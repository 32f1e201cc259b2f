// Compares what Grafana is to have with what stands there and with what we pushed last. Only reads.
import type { GrafanaModel } from '../provision/model.ts'
import { type GrafanaApi, versionOf } from './api.ts'
import { type Change, compared, type LookOptions, leaving } from './compare.ts'
import { hashOf, type Json, textOf } from './json.ts'
import { KIND } from './kinds/all.ts'
import { lastSent } from './kinds/dashboards.ts'
import { ledgerIn, templates } from './kinds/templates.ts'
import { type Entry, LEDGER_NAME, type Ledger } from './ledger.ts'
import { type Found, type FoundThings, KINDS, type Kind, type Thing } from './thing.ts'
import { wantedOf } from './wanted.ts'

export interface Look {
  /** Undefined where Grafana does not tell. */
  readonly version: string | undefined
  readonly changes: readonly Change[]
  readonly found: ReadonlyMap<Kind, FoundThings>
  readonly ledger: Ledger
}

/** Throws a GrafanaError. */
export async function look(
  model: GrafanaModel,
  api: GrafanaApi,
  options: LookOptions,
): Promise<Look> {
  const version = await versionOf(api)
  const wanted = wantedOf(model)
  const foundTemplates = await templates.read(api, [])
  const ledger = ledgerIn(foundTemplates)
  const found = new Map<Kind, FoundThings>([['template', foundTemplates]])
  for (const kind of KINDS) {
    if (kind === 'template') continue
    const keys = keysOf(kind, wanted, ledger, model)
    found.set(kind, await KIND[kind].read(api, keys))
  }
  const changes: Change[] = []
  for (const thing of wanted) {
    const there = found.get(thing.kind)?.get(thing.key)
    const entry = await entryOf(api, thing, there, ledger)
    changes.push(compared(thing, there, entry, options))
  }
  const isWanted = new Set(wanted.map(({ kind, key }) => `${kind}\n${key}`))
  for (const kind of KINDS) {
    for (const key of keysOf(kind, [], ledger, model)) {
      const there = found.get(kind)?.get(key)
      if (isWanted.has(`${kind}\n${key}`) || kind === 'folder' || there === undefined) continue
      changes.push(leaving(kind, key, there, ledger.get(kind, key)))
    }
  }
  return { version, changes: withForeignGroups(changes, found, isWanted), found, ledger }
}

/** Of what we want, pushed once, or would make with other settings. */
function keysOf(
  kind: Kind,
  wanted: readonly Thing[],
  ledger: Ledger,
  model: GrafanaModel,
): readonly string[] {
  return [
    ...new Set([
      ...wanted.filter((thing) => thing.kind === kind).map(({ key }) => key),
      ...ledger.of(kind).map(({ key }) => key),
      ...(kind === 'rule' ? model.otherRules : []),
    ]),
  ].filter((key) => kind !== 'template' || key !== LEDGER_NAME)
}

/** A dashboard that Grafana itself rewrote (an upgrade does) is still ours where its last version is. */
async function entryOf(
  api: GrafanaApi,
  { kind, key }: Thing,
  found: Found | undefined,
  ledger: Ledger,
): Promise<Entry | undefined> {
  const entry = ledger.get(kind, key)
  if (kind !== 'dashboard' || found === undefined) return entry
  const given = hashOf(found.body)
  if (entry?.given === given) return entry
  const sent = await lastSent(api, key)
  return sent === undefined ? entry : { kind, key, given, sent }
}

/** A group is written as a whole: where others have a rule in one of ours, we cannot write there without touching it. */
function withForeignGroups(
  changes: readonly Change[],
  found: ReadonlyMap<Kind, FoundThings>,
  ours: ReadonlySet<string>,
): Change[] {
  const leave = new Set(changes.filter(({ thing }) => thing === undefined).map(({ key }) => key))
  const foreign = new Map<string, string>()
  for (const [key, { raw }] of found.get('rule') ?? []) {
    if (ours.has(`rule\n${key}`) || leave.has(key)) continue
    foreign.set(placeOf(raw), textOf(raw['title']))
  }
  return changes.map((change) => {
    if (change.kind !== 'rule' || change.thing === undefined || change.outcome === 'same')
      return change
    const other = foreign.get(placeOf(change.thing.body))
    if (other === undefined) return change
    const group = textOf(change.thing.body['ruleGroup'])
    const note = `others have the rule "${other}" in the group "${group}" of our folder: move it to another group or folder`
    return { ...change, outcome: 'locked', note }
  })
}

function placeOf(rule: Readonly<Record<string, Json>>): string {
  return `${textOf(rule['folderUID'])}\n${textOf(rule['ruleGroup'])}`
}
