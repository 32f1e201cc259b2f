// Receivers of contact points. Grafana gives those of its settings that it calls secret as `[REDACTED]`.

import { listOf, objectOf, pick, textOf } from '../json.ts'
import { at, type KindOf, lockOf } from './kind.ts'

const PATH = '/api/v1/provisioning/contact-points'
const OURS = ['uid', 'name', 'type', 'settings', 'disableResolveMessage']

export const contactPoints: KindOf = {
  async read(api) {
    const { body } = await api.get(PATH, [404])
    return new Map(
      listOf(body).map((one) => {
        const raw = objectOf(one)
        return [textOf(raw['uid']), { body: pick(raw, OURS), raw, ...lockOf(raw) }]
      }),
    )
  },
  async write(api, { thing, body, found }) {
    if (found === undefined) await api.send('POST', PATH, body)
    else await api.send('PUT', at(PATH, thing.key), body)
  },
  async remove(api, key) {
    await api.send('DELETE', at(PATH, key), undefined, [404])
  },
}
