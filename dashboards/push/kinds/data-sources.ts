// Data sources. Of their secrets Grafana tells only which are set.

import { type JsonObject, objectOf, pick } from '../json.ts'
import type { Found } from '../thing.ts'
import { REDACTED } from '../thing.ts'
import { at, type KindOf, lockedBy } from './kind.ts'

const PATH = '/api/datasources'
const OURS = ['uid', 'name', 'type', 'access', 'url', 'user', 'jsonData']

export const dataSources: KindOf = {
  async read(api, keys) {
    const found = new Map<string, Found>()
    for (const key of keys) {
      const { status, body } = await api.get(at(`${PATH}/uid`, key), [404])
      const raw = objectOf(body)
      if (status === 404) continue
      const locked = raw['readOnly'] === true ? { locked: lockedBy('files') } : {}
      found.set(key, { body: { ...pick(raw, OURS), ...secured(raw) }, raw, ...locked })
    }
    return found
  },
  async write(api, { thing, body, found }) {
    if (found === undefined) {
      await api.send('POST', PATH, body)
      return
    }
    // What is not ours to say stays; without its version the last one wins.
    const kept = pick(found.raw, ['isDefault', 'version'])
    await api.send('PUT', at(`${PATH}/uid`, thing.key), { ...body, ...kept })
  },
  async remove(api, key) {
    await api.send('DELETE', at(`${PATH}/uid`, key), undefined, [404])
  },
}

function secured(raw: JsonObject): JsonObject {
  const set = Object.entries(objectOf(raw['secureJsonFields'])).filter(
    ([, isSet]) => isSet === true,
  )
  return { secureJsonData: Object.fromEntries(set.map(([name]) => [name, REDACTED])) }
}
