// The tree of notification policies: one for the whole organisation.

import { durationOf } from '../durations.ts'
import { byText, type Json, type JsonObject, listOf, objectOf, pick, textOf } from '../json.ts'
import type { Found } from '../thing.ts'
import { type KindOf, lockOf } from './kind.ts'

const PATH = '/api/v1/provisioning/policies'
const KEY = 'tree'
/** Receivers of the tree that a new Grafana has: its own e-mail without an address, or none. */
const DEFAULTS = ['grafana-default-email', 'empty']
const PLAIN = [
  'receiver',
  'group_by',
  'mute_time_intervals',
  'active_time_intervals',
  'continue',
  'match',
  'match_re',
  'matchers',
]

export const policies: KindOf = {
  async read(api) {
    const { status, body } = await api.get(PATH, [404])
    const raw = objectOf(body)
    const found = new Map<string, Found>()
    if (status !== 404 && !isDefault(raw)) {
      found.set(KEY, { body: node(raw), raw, ...lockOf(raw) })
    }
    return found
  },
  async write(api, { body }) {
    await api.send('PUT', PATH, body)
  },
  /** Back to Grafana's own. */
  async remove(api) {
    await api.send('DELETE', PATH)
  },
}

/** Nobody wrote that tree: it stands for nothing. */
function isDefault(raw: JsonObject): boolean {
  const isUntouched = listOf(raw['routes']).length === 0 && textOf(raw['provenance']) === ''
  return isUntouched && ['', ...DEFAULTS].includes(textOf(raw['receiver']))
}

function node(raw: JsonObject): JsonObject {
  const times = ['group_wait', 'group_interval', 'repeat_interval'].flatMap(
    (key): [string, Json][] =>
      raw[key] === undefined ? [] : [[key, durationOf(textOf(raw[key]))]],
  )
  return {
    ...pick(raw, PLAIN),
    // Grafana sorts them.
    object_matchers: byText(listOf(raw['object_matchers'])),
    ...Object.fromEntries(times),
    routes: listOf(raw['routes']).map((route) => node(objectOf(route))),
  }
}
