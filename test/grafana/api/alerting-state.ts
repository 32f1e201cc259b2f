// The alerting part of the stand-in for Grafana: /api/v1/provisioning, after shared/alerts/alerting_provisioning of its
// documentation and pkg/services/ngalert/api.
import { createHash } from 'node:crypto'
import { durationOf } from '../../../dashboards/push/durations.ts'
import { type Asked, type Given, refuse } from './answer.ts'

type Body = Record<string, unknown>

/** Settings that Grafana keeps apart and shows as `[REDACTED]`, by integration. */
const SECRET_SETTINGS: Readonly<Record<string, readonly string[]>> = {
  webhook: ['password', 'authorization_credentials', 'hmacConfig.secret'],
  telegram: ['bottoken'],
  email: [],
  'prometheus-alertmanager': ['basicAuthPassword'],
}
const DEFAULT_TREE: Body = {
  receiver: 'grafana-default-email',
  group_by: ['grafana_folder', 'alertname'],
}
const WANTED = [
  'title',
  'ruleGroup',
  'folderUID',
  'condition',
  'data',
  'noDataState',
  'execErrState',
]

export class AlertingState {
  readonly contactPoints = new Map<string, Body>()
  readonly muteTimings = new Map<string, Body>()
  readonly templates = new Map<string, Body>()
  readonly rules = new Map<string, Body>()
  readonly intervals = new Map<string, number>()
  policy: Body = { ...DEFAULT_TREE }
  readonly #isFolder: (uid: string) => boolean
  #next = 1

  constructor(isFolder: (uid: string) => boolean) {
    this.#isFolder = isFolder
  }

  summary(): unknown {
    const named = (map: Map<string, Body>) =>
      [...map].map(([key, { id: _, updated: __, ...rest }]) => [key, rest]).sort()
    return {
      contactPoints: named(this.contactPoints),
      muteTimings: named(this.muteTimings),
      templates: named(this.templates),
      rules: named(this.rules),
      intervals: [...this.intervals].sort(),
      policy: this.policy,
    }
  }

  answer(asked: Asked, [what = '', key, rest, group]: string[]): Given {
    switch (what) {
      case 'contact-points':
        return this.#contactPoint(asked, key)
      case 'mute-timings':
        return this.#muteTiming(asked, key)
      case 'templates':
        return this.#template(asked, key)
      case 'policies':
        return this.#policyTree(asked)
      case 'alert-rules':
        return this.#rule(asked, key)
      case 'folder':
        return rest === 'rule-groups' && key !== undefined && group !== undefined
          ? this.#group(asked, key, group)
          : refuse(404, 'Not found')
      default:
        return refuse(404, 'Not found')
    }
  }

  #contactPoint({ method, body }: Asked, uid: string | undefined): Given {
    if (method === 'GET') {
      const list = [...this.contactPoints.values()].sort((a, b) =>
        String(a['name']).localeCompare(String(b['name'])),
      )
      return { status: 200, body: list.map(redactedPoint) }
    }
    const point = (body ?? {}) as Body
    if (method === 'DELETE') {
      const name = this.contactPoints.get(uid ?? '')?.['name']
      const isLast =
        [...this.contactPoints.values()].filter((one) => one['name'] === name).length === 1
      if (isLast && JSON.stringify(this.policy).includes(JSON.stringify(name)))
        return refuse(
          409,
          `contact point '${String(name)}' is currently used by a notification policy`,
        )
      this.contactPoints.delete(uid ?? '')
      return { status: 202, body: { message: 'contactpoint deleted' } }
    }
    if (SECRET_SETTINGS[String(point['type'])] === undefined)
      return refuse(400, `invalid object specification: unknown type "${String(point['type'])}"`)
    if (method === 'POST') {
      const made = String(point['uid'] ?? `c${this.#next++}`)
      if (this.contactPoints.has(made)) return refuse(409, 'receiver with the uid already exists')
      this.contactPoints.set(made, { ...point, provenance: 'api' })
      return { status: 202, body: redactedPoint(this.contactPoints.get(made) ?? {}) }
    }
    const stored = this.contactPoints.get(uid ?? '')
    if (stored === undefined) return refuse(404, 'contact point not found')
    if (stored['provenance'] === 'file')
      return refuse(400, "cannot change provenance from 'file' to 'api'")
    this.contactPoints.set(uid ?? '', { ...point, uid, provenance: 'api' })
    return { status: 202, body: { message: 'contactpoint updated' } }
  }

  #muteTiming({ method, body }: Asked, name: string | undefined): Given {
    if (method === 'GET') {
      const list = [...this.muteTimings.values()].map((one) => ({
        ...one,
        version: versionOf(one),
      }))
      return { status: 200, body: list }
    }
    if (method === 'DELETE') {
      if (JSON.stringify(this.policy).includes(JSON.stringify(name)))
        return refuse(409, 'time interval is used')
      this.muteTimings.delete(name ?? '')
      return { status: 204 }
    }
    const { version, ...timing } = (body ?? {}) as Body
    const key = String(timing['name'])
    const stored = this.muteTimings.get(key)
    if (method === 'POST' && stored !== undefined)
      return refuse(409, 'time interval already exists')
    if (method === 'PUT' && stored === undefined) return refuse(404, 'time interval not found')
    if (stored !== undefined && version !== undefined && version !== versionOf(stored))
      return refuse(409, 'provided version does not match current version')
    this.muteTimings.set(key, { ...(withoutEmpty(timing) as Body), provenance: 'api' })
    return { status: method === 'POST' ? 201 : 202, body: this.muteTimings.get(key) }
  }

  #template({ method, body }: Asked, name: string | undefined): Given {
    if (method === 'GET') {
      const list = [...this.templates.values()].map((one) => ({ ...one, version: versionOf(one) }))
      return { status: 200, body: list }
    }
    if (method === 'DELETE') {
      this.templates.delete(name ?? '')
      return { status: 204 }
    }
    const { template, version } = (body ?? {}) as Body
    const stored = this.templates.get(name ?? '')
    if (stored !== undefined && version !== undefined && version !== versionOf(stored))
      return refuse(409, 'provided version does not match current version')
    const text = String(template).trim()
    if (text === '') return refuse(400, 'template must have content')
    const whole = /\{\{\s*define/.test(text) ? text : `{{ define "${name}" }}\n  ${text}\n{{ end }}`
    this.templates.set(name ?? '', { name, template: whole, provenance: 'api' })
    return { status: 202, body: this.templates.get(name ?? '') }
  }

  #policyTree({ method, body }: Asked): Given {
    if (method === 'GET') return { status: 200, body: this.policy }
    if (method === 'DELETE') {
      this.policy = { ...DEFAULT_TREE }
      return { status: 202, body: this.policy }
    }
    const names = new Set([
      'grafana-default-email',
      ...[...this.contactPoints.values()].map((one) => String(one['name'])),
    ])
    const fault = faultOfNode(body as Body, names, new Set(this.muteTimings.keys()))
    if (fault !== undefined) return refuse(400, `invalid object specification: ${fault}`)
    this.policy = { ...(node(body as Body) as Body), provenance: 'api' }
    return { status: 202, body: { message: 'policies updated' } }
  }

  #rule({ method }: Asked, uid: string | undefined): Given {
    if (method === 'GET') return { status: 200, body: [...this.rules.values()] }
    if (method !== 'DELETE') return refuse(404, 'Not found')
    this.rules.delete(uid ?? '')
    return { status: 204 }
  }

  #group({ method, body }: Asked, folderUid: string, title: string): Given {
    const isHere = (rule: Body): boolean =>
      rule['folderUID'] === folderUid && rule['ruleGroup'] === title
    const place = `${folderUid}/${title}`
    const here = [...this.rules.values()].filter(isHere)
    if (method === 'GET') {
      if (here.length === 0) return refuse(404, 'rule group not found')
      return {
        status: 200,
        body: { title, folderUid, interval: this.intervals.get(place) ?? 60, rules: here },
      }
    }
    if (!this.#isFolder(folderUid)) return refuse(400, 'folder does not exist')
    const { interval, rules } = body as { interval: number; rules: Body[] }
    if (!Number.isInteger(interval) || interval % 10 !== 0)
      return refuse(400, 'interval should be non-zero and divided exactly by scheduler interval')
    for (const rule of rules) {
      const missing = WANTED.find((key) => rule[key] === undefined)
      if (missing !== undefined) return refuse(400, `invalid alert rule: ${missing} is missing`)
      const others = [...this.rules.values()].filter((one) => one['uid'] !== rule['uid'])
      if (others.some((one) => one['title'] === rule['title'] && one['folderUID'] === folderUid))
        return refuse(400, 'rule title under the same organisation and folder should be unique')
    }
    for (const { uid } of here) this.rules.delete(String(uid))
    for (const rule of rules)
      this.rules.set(String(rule['uid']), this.#stored(rule, folderUid, title))
    this.intervals.set(place, interval)
    return { status: 200, body: { title, folderUid, interval, rules } }
  }

  #stored(rule: Body, folderUID: string, ruleGroup: string): Body {
    return {
      id: this.#next++,
      orgID: 1,
      ...{ isPaused: false, notification_settings: null, record: null },
      ...rule,
      folderUID,
      ruleGroup,
      for: durationOf(String(rule['for'] ?? '0s')),
      keep_firing_for: durationOf(String(rule['keep_firing_for'] ?? '0s')),
      updated: '2026-11-23T00:00:00Z',
      provenance: 'api',
      data: (rule['data'] as Body[]).map((query) => ({
        queryType: '',
        ...query,
        model: { intervalMs: 1000, maxDataPoints: 43_200, ...(query['model'] as Body) },
      })),
    }
  }
}

function redactedPoint(point: Body): Body {
  const settings = structuredClone(point['settings'] as Body)
  for (const name of SECRET_SETTINGS[String(point['type'])] ?? []) {
    const path = name.split('.')
    const last = path.pop() ?? ''
    const holder = path.reduce<Body | undefined>(
      (inner, key) => inner?.[key] as Body | undefined,
      settings,
    )
    if (holder?.[last] !== undefined) holder[last] = '[REDACTED]'
  }
  return { ...point, settings }
}

function faultOfNode(
  { receiver, routes, mute_time_intervals: mute }: Body,
  receivers: ReadonlySet<string>,
  intervals: ReadonlySet<string>,
): string | undefined {
  if (receiver !== undefined && !receivers.has(String(receiver)))
    return `receiver '${String(receiver)}' does not exist`
  const unknown = ((mute as string[] | undefined) ?? []).find((name) => !intervals.has(name))
  if (unknown !== undefined) return `mute time interval '${unknown}' does not exist`
  return ((routes as Body[] | undefined) ?? [])
    .map((route) => faultOfNode(route, receivers, intervals))
    .find((fault) => fault !== undefined)
}

/** As the routing tree is given back: durations in their shortest form, matchers sorted, nothing empty. */
function node(body: Body): unknown {
  const { routes, object_matchers: matchers, ...rest } = body
  const times = ['group_wait', 'group_interval', 'repeat_interval'].flatMap((key) =>
    rest[key] === undefined ? [] : [[key, durationOf(String(rest[key]))]],
  )
  return withoutEmpty({
    ...rest,
    ...Object.fromEntries(times),
    object_matchers: [...((matchers as unknown[] | undefined) ?? [])].sort(),
    routes: ((routes as Body[] | undefined) ?? []).map(node),
  })
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, withoutEmpty(inner)] as const)
      .filter(([, inner]) => inner !== false && !(Array.isArray(inner) && inner.length === 0)),
  )
}

function versionOf(value: Body): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)
}
