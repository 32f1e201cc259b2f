// Dashboards. Grafana keeps every version with a message: the last one tells whether a person saved after us.
import type { GrafanaApi } from '../api.ts'
import { type JsonObject, listOf, objectOf, pick, textOf } from '../json.ts'
import { messageOf, sentWith } from '../ledger.ts'
import type { Found } from '../thing.ts'
import { at, type KindOf, lockedBy } from './kind.ts'

const PATH = '/api/dashboards'

export const dashboards: KindOf = {
  async read(api, keys) {
    const found = new Map<string, Found>()
    for (const key of keys) {
      const { status, body } = await api.get(at(`${PATH}/uid`, key), [404])
      if (status === 404) continue
      const { dashboard, meta } = objectOf(body)
      const raw = objectOf(dashboard)
      const about = objectOf(meta)
      const { id: _, version: __, ...rest } = raw
      found.set(key, {
        body: { dashboard: rest, folderUid: textOf(about['folderUid']) },
        raw,
        ...(about['provisioned'] === true ? { locked: lockedBy('files') } : {}),
      })
    }
    return found
  },
  async write(api, { body, found }) {
    // With its version Grafana refuses where somebody saves at the same moment.
    const known: JsonObject = found === undefined ? {} : pick(found.raw, ['id', 'version'])
    await api.send('POST', `${PATH}/db`, {
      dashboard: { ...objectOf(body['dashboard']), ...known },
      folderUid: body['folderUid'] ?? '',
      message: messageOf(body),
      overwrite: false,
    })
  },
  async remove(api, key) {
    await api.send('DELETE', at(`${PATH}/uid`, key), undefined, [404])
  },
}

/** Hash of what we sent with the last version; undefined where the last one is a person's, or versions are not told. */
export async function lastSent(api: GrafanaApi, uid: string): Promise<string | undefined> {
  const path = `${at(`${PATH}/uid`, uid)}/versions?limit=1`
  const { body } = await api.get(path, [404])
  const versions = Array.isArray(body) ? listOf(body) : listOf(objectOf(body)['versions'])
  const newest = versions
    .map(objectOf)
    .sort((a, b) => Number(b['version'] ?? 0) - Number(a['version'] ?? 0))[0]
  return newest === undefined ? undefined : sentWith(textOf(newest['message']))
}
