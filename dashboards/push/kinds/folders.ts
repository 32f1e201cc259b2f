// The folder of ours. It is never removed: others may have put something there.

import { objectOf, pick } from '../json.ts'
import type { Found } from '../thing.ts'
import { at, type KindOf } from './kind.ts'

const PATH = '/api/folders'

export const folders: KindOf = {
  async read(api, keys) {
    const found = new Map<string, Found>()
    for (const key of keys) {
      const { status, body } = await api.get(at(PATH, key), [404])
      const raw = objectOf(body)
      if (status !== 404) found.set(key, { body: pick(raw, ['uid', 'title']), raw })
    }
    return found
  },
  async write(api, { thing, body, found }) {
    if (found === undefined) await api.send('POST', PATH, body)
    else await api.send('PUT', at(PATH, thing.key), { title: body['title'] ?? '', overwrite: true })
  },
  remove: () => Promise.resolve(),
}
