// Time intervals, which the API still calls mute timings.

import { listOf, objectOf, pick, textOf } from '../json.ts'
import { at, type KindOf, lockOf } from './kind.ts'

const PATH = '/api/v1/provisioning/mute-timings'

export const timeIntervals: KindOf = {
  async read(api) {
    const { body } = await api.get(PATH, [404])
    return new Map(
      listOf(body).map((one) => {
        const raw = objectOf(one)
        const name = textOf(raw['name'])
        return [name, { body: pick(raw, ['name', 'time_intervals']), raw, ...lockOf(raw) }]
      }),
    )
  },
  async write(api, { thing, body, found }) {
    if (found === undefined) await api.send('POST', PATH, body)
    else await api.send('PUT', at(PATH, thing.key), { ...body, ...pick(found.raw, ['version']) })
  },
  async remove(api, key) {
    await api.send('DELETE', at(PATH, key), undefined, [404])
  },
}
