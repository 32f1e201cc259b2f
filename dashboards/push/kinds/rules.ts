// Alert rules. They are written group by group; a group is replaced as a whole, so what is in it of others is looked at first.
import type { GrafanaApi } from '../api.ts'
import { durationOf } from '../durations.ts'
import { type Json, type JsonObject, listOf, objectOf, pick, textOf } from '../json.ts'
import type { Found, FoundThings } from '../thing.ts'
import { at, lockOf, type ReadableKind } from './kind.ts'

const PATH = '/api/v1/provisioning/alert-rules'
const FOLDER_PATH = '/api/v1/provisioning/folder'
const OURS = [
  'uid',
  'title',
  'folderUID',
  'ruleGroup',
  'condition',
  'noDataState',
  'execErrState',
  'missingSeriesEvalsToResolve',
  'annotations',
  'labels',
  'isPaused',
  'notification_settings',
  'record',
]

export const rules: ReadableKind = {
  read: readAll,
  async remove(api, key) {
    await api.send('DELETE', at(PATH, key), undefined, [404])
  },
}

/** All rules of the organisation; of the groups that `keys` are in, the interval too. */
async function readAll(api: GrafanaApi, keys: readonly string[]): Promise<FoundThings> {
  const { body } = await api.get(PATH, [404])
  const all = listOf(body).map(objectOf)
  const ours = new Set(keys)
  const intervals = new Map<string, Json>()
  for (const rule of all) {
    const path = groupPath(textOf(rule['folderUID']), textOf(rule['ruleGroup']))
    if (!ours.has(textOf(rule['uid'])) || intervals.has(path)) continue
    const group = await api.get(path, [404])
    intervals.set(path, objectOf(group.body)['interval'] ?? null)
  }
  return new Map(
    all.map((raw): [string, Found] => {
      const interval = intervals.get(groupPath(textOf(raw['folderUID']), textOf(raw['ruleGroup'])))
      return [textOf(raw['uid']), { body: bodyOf(raw, interval ?? null), raw, ...lockOf(raw) }]
    }),
  )
}

/** Puts these rules, and no others, into the group. */
export async function writeGroup(
  api: GrafanaApi,
  folderUid: string,
  group: string,
  members: readonly JsonObject[],
): Promise<void> {
  const interval = Number(
    members.find((rule) => rule['interval'] !== undefined)?.['interval'] ?? 60,
  )
  await api.send('PUT', groupPath(folderUid, group), {
    title: group,
    folderUid,
    interval,
    rules: members.map(({ interval: _, ...rule }) => rule),
  })
}

function groupPath(folderUid: string, group: string): string {
  return `${at(FOLDER_PATH, folderUid)}/${at('rule-groups', group)}`
}

function bodyOf(raw: JsonObject, interval: Json): JsonObject {
  return {
    ...pick(raw, OURS),
    interval,
    for: durationOf(textOf(raw['for'])),
    keep_firing_for: durationOf(textOf(raw['keep_firing_for'])),
    data: listOf(raw['data']).map((query) =>
      pick(objectOf(query), ['refId', 'queryType', 'relativeTimeRange', 'datasourceUid', 'model']),
    ),
  }
}
