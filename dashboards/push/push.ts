// Brings Grafana to what a look found wanting, in an order in which nothing names what is not there yet.

import type { GrafanaModel } from '../provision/model.ts'
import type { GrafanaApi } from './api.ts'
import type { Change, LookOptions } from './compare.ts'
import { GrafanaError } from './grafana-error.ts'
import { hashOf, type JsonObject, textOf } from './json.ts'
import { KIND } from './kinds/all.ts'
import { writeGroup } from './kinds/rules.ts'
import { writeLedger } from './kinds/templates.ts'
import { LEDGER_NAME } from './ledger.ts'
import { type Look, look } from './look.ts'
import { revealed, secretsHash, veiled } from './secrets.ts'
import { KINDS } from './thing.ts'

export interface PushOptions extends LookOptions {
  /** Also what people changed. */
  readonly overwrite: boolean
}

export interface Pushed {
  /** What was written, in that order. */
  readonly done: readonly Change[]
  /** What was left as people made it, or cannot be written. */
  readonly left: readonly Change[]
  /** Where it was cut off; what is in `done` stands in Grafana. */
  readonly fault?: GrafanaError
}

/** Never throws for a fault of Grafana. Run again it goes on where it was cut off. */
export async function push(
  model: GrafanaModel,
  api: GrafanaApi,
  looked: Look,
  options: PushOptions,
): Promise<Pushed> {
  const isDue = ({ outcome }: Change): boolean =>
    outcome === 'theirs' ? options.overwrite : ['make', 'change', 'remove'].includes(outcome)
  const due = looked.changes.filter(isDue)
  const left = looked.changes.filter(
    (change) => !isDue(change) && ['theirs', 'locked'].includes(change.outcome),
  )
  const done: Change[] = []
  let fault: GrafanaError | undefined
  try {
    await writeAll(api, looked, due, options, done)
  } catch (error) {
    if (!(error instanceof GrafanaError)) throw error
    fault = error
  }
  try {
    await remember(model, api, looked, done, options)
  } catch (error) {
    if (!(error instanceof GrafanaError)) throw error
    fault ??= error
  }
  return { done, left, ...(fault === undefined ? {} : { fault }) }
}

async function writeAll(
  api: GrafanaApi,
  looked: Look,
  due: readonly Change[],
  options: PushOptions,
  done: Change[],
): Promise<void> {
  for (const kind of KINDS) {
    if (kind === 'rule') {
      await writeRules(api, looked, due, options, done)
      continue
    }
    for (const change of due) {
      const { thing, found } = change
      if (change.kind !== kind || thing === undefined) continue
      await KIND[kind].write(api, { thing, body: revealed(thing, options.secrets), found })
      done.push(change)
    }
  }
  // What names others goes before them.
  for (const kind of [...KINDS].reverse()) {
    for (const change of due) {
      if (change.kind !== kind || change.thing !== undefined) continue
      await KIND[kind].remove(api, change.key)
      done.push(change)
    }
  }
}

async function writeRules(
  api: GrafanaApi,
  { changes }: Look,
  due: readonly Change[],
  { secrets }: PushOptions,
  done: Change[],
): Promise<void> {
  const wanted = changes.filter(({ kind, thing }) => kind === 'rule' && thing !== undefined)
  const groupOf = ({ thing }: Change): string => textOf(thing?.body['ruleGroup'])
  for (const group of new Set(wanted.map(groupOf))) {
    const members = wanted.filter((change) => groupOf(change) === group)
    const written = members.filter((change) => due.includes(change))
    if (written.length === 0) continue
    const folderUid = textOf(members[0]?.thing?.body['folderUID'])
    const rules = members.flatMap((change): JsonObject[] => {
      const { thing, found } = change
      if (thing !== undefined && due.includes(change)) return [revealed(thing, secrets)]
      // One that a person changed stays as it is; one that was moved away stays away.
      const isHere =
        found !== undefined &&
        textOf(found.raw['folderUID']) === folderUid &&
        textOf(found.raw['ruleGroup']) === group
      return isHere ? [found.raw] : []
    })
    await writeGroup(api, folderUid, group, [...rules, ...stillToGo(changes, folderUid, group)])
    done.push(...written)
  }
}

/** A rule that is to go is removed by itself, or stays where a person changed it: not with its group. */
function stillToGo(changes: readonly Change[], folderUid: string, group: string): JsonObject[] {
  return changes.flatMap(({ kind, thing, found }) => {
    if (kind !== 'rule' || thing !== undefined || found === undefined) return []
    const { raw } = found
    const isHere = textOf(raw['folderUID']) === folderUid && textOf(raw['ruleGroup']) === group
    return isHere ? [raw] : []
  })
}

/** Writes down what Grafana gives back for what was pushed; nothing where nothing is new. */
async function remember(
  model: GrafanaModel,
  api: GrafanaApi,
  looked: Look,
  done: readonly Change[],
  options: PushOptions,
): Promise<void> {
  const after = done.length === 0 ? looked : await look(model, api, options)
  const ledger = looked.ledger.copy()
  const isDone = new Set(done.map(({ kind, key }) => `${kind}\n${key}`))
  for (const { kind, key, thing, found, outcome } of after.changes) {
    if (thing === undefined || found === undefined) continue
    const wasDone = isDone.has(`${kind}\n${key}`)
    const last = looked.ledger.get(kind, key)
    const sent = hashOf(thing.body)
    // The same as we sent last: what a person added beside it stays his, and is not taken for what Grafana gave us.
    const isKnown =
      last?.sent === sent && last.secrets === secretsHash(thing, options.secrets, options.token)
    if (!wasDone && (outcome !== 'same' || isKnown)) continue
    const secrets = wasDone ? secretsHash(thing, options.secrets, options.token) : last?.secrets
    const given = hashOf(veiled(found.body, thing, options.secrets))
    ledger.set({ kind, key, given, sent, ...(secrets === undefined ? {} : { secrets }) })
  }
  for (const { kind, key, thing } of done) if (thing === undefined) ledger.delete(kind, key)
  // What a person removed is no longer ours to remove.
  for (const kind of KINDS) {
    for (const { key } of ledger.of(kind)) {
      const isGone = after.found.get(kind)?.get(key) === undefined
      if (isGone && !after.changes.some((one) => one.kind === kind && one.key === key))
        ledger.delete(kind, key)
    }
  }
  const raw = after.found.get('template')?.get(LEDGER_NAME)?.raw
  if (ledger.text() === looked.ledger.text() && raw !== undefined) return
  await writeLedger(api, ledger, raw)
}
