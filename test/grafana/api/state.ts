// What the stand-in for Grafana keeps, and how it answers: folders, data sources, dashboards with their versions.
import { AlertingState } from './alerting-state.ts'
import { type Asked, type Given, refuse } from './answer.ts'

type Body = Record<string, unknown>

interface Version {
  readonly version: number
  readonly message: string
  readonly data: Body
}

interface StoredDashboard {
  id: number
  folderUid: string
  provisioned: boolean
  readonly versions: Version[]
}

export class GrafanaState {
  readonly folders = new Map<string, Body>()
  readonly dataSources = new Map<string, Body>()
  /** Values of secrets, which no answer has. */
  readonly secrets = new Map<string, Body>()
  readonly dashboards = new Map<string, StoredDashboard>()
  readonly alerting = new AlertingState((uid) => this.folders.has(uid))
  #next = 1

  answer(asked: Asked): Given {
    const [, first = '', ...rest] = asked.path
      .replace('/api/', '/')
      .split('/')
      .map(decodeURIComponent)
    switch (first) {
      case 'folders':
        return this.#folder(asked, rest[0])
      case 'datasources':
        return this.#dataSource(asked, rest)
      case 'dashboards':
        return this.#dashboard(asked, rest)
      case 'v1':
        return this.alerting.answer(asked, rest.slice(1))
      default:
        return refuse(404, 'Not found')
    }
  }

  /** All that stands there, without ids and versions, which depend on how often it was written. */
  summary(): unknown {
    return {
      folders: [...this.folders].map(([uid, { title }]) => [uid, title]).sort(),
      dataSources: [...this.dataSources]
        .map(([uid, { id: _, version: __, ...rest }]) => [uid, rest, this.secrets.get(uid)])
        .sort(),
      dashboards: [...this.dashboards]
        .map(([uid, { folderUid, versions }]) => [uid, folderUid, versions.at(-1)?.data])
        .sort(),
      alerting: this.alerting.summary(),
    }
  }

  /** As a person does in the browser. */
  saveByHand(uid: string, change: (dashboard: Body) => Body, message = ''): void {
    const stored = this.dashboards.get(uid)
    const last = stored?.versions.at(-1)
    if (stored === undefined || last === undefined) throw new RangeError(`no dashboard ${uid}`)
    stored.versions.push({ version: last.version + 1, message, data: change(last.data) })
  }

  /** developers/http_api/folder: POST /api/folders, GET and PUT /api/folders/:uid. */
  #folder({ method, body }: Asked, uid: string | undefined): Given {
    const { title, uid: wanted } = (body ?? {}) as Body
    if (method === 'POST') {
      const made = String(wanted)
      if (this.folders.has(made)) return refuse(412, 'the folder has been changed by someone else')
      this.folders.set(made, { id: this.#next++, uid: made, title, version: 1 })
      return { status: 200, body: this.folders.get(made) }
    }
    const folder = uid === undefined ? undefined : this.folders.get(uid)
    if (folder === undefined) return refuse(404, 'folder not found')
    if (method === 'PUT') folder['title'] = title
    return { status: 200, body: folder }
  }

  /** developers/http_api/data_source; of secrets only `secureJsonFields` tells. */
  #dataSource({ method, body }: Asked, [by, uid]: string[]): Given {
    const { secureJsonData = {}, ...rest } = (body ?? {}) as Body
    if (method === 'POST' && by === undefined) {
      const made = String(rest['uid'])
      const isNameTaken = [...this.dataSources.values()].some(({ name }) => name === rest['name'])
      if (this.dataSources.has(made) || isNameTaken)
        return refuse(409, 'data source with the same name already exists')
      this.secrets.set(made, secureJsonData as Body)
      this.dataSources.set(made, {
        ...{ id: this.#next++, orgId: 1, version: 1, readOnly: false, isDefault: false },
        ...{ basicAuth: false, database: '', user: '', withCredentials: false },
        ...rest,
      })
      return { status: 200, body: { id: 1, message: 'Datasource added', datasource: rest } }
    }
    const source = by === 'uid' && uid !== undefined ? this.dataSources.get(uid) : undefined
    if (source === undefined || uid === undefined) return refuse(404, 'Data source not found')
    if (method === 'GET') {
      const set = Object.keys(this.secrets.get(uid) ?? {}).map((name) => [name, true])
      return { status: 200, body: { ...source, secureJsonFields: Object.fromEntries(set) } }
    }
    if (source['readOnly'] === true) return refuse(403, 'Cannot update read-only data source')
    if (method === 'DELETE') {
      this.dataSources.delete(uid)
      return { status: 200, body: { message: 'Data source deleted' } }
    }
    if (rest['version'] !== undefined && rest['version'] !== source['version'])
      return refuse(409, 'Datasource has already been updated by someone else')
    Object.assign(source, rest, { version: Number(source['version']) + 1 })
    this.secrets.set(uid, { ...this.secrets.get(uid), ...(secureJsonData as Body) })
    return { status: 200, body: { message: 'Datasource updated' } }
  }

  /** developers/http_api/dashboard and dashboard_versions. */
  #dashboard(asked: Asked, [by, uid, versions]: string[]): Given {
    if (asked.method === 'POST' && by === 'db') return this.#saveDashboard(asked.body as Body)
    const stored = uid === undefined ? undefined : this.dashboards.get(uid)
    const last = stored?.versions.at(-1)
    if (by !== 'uid' || uid === undefined || stored === undefined || last === undefined)
      return refuse(404, 'Dashboard not found')
    if (versions === 'versions') {
      const list = stored.versions.map(({ version, message }) => ({ uid, version, message }))
      return { status: 200, body: { continueToken: '', versions: list.reverse() } }
    }
    if (asked.method === 'DELETE') {
      this.dashboards.delete(uid)
      return { status: 200, body: { message: 'Dashboard deleted' } }
    }
    const { id, folderUid, provisioned } = stored
    return {
      status: 200,
      body: {
        dashboard: { ...last.data, id, uid, version: last.version },
        meta: { folderUid, provisioned, slug: uid, isStarred: false },
      },
    }
  }

  #saveDashboard({ dashboard, folderUid, message, overwrite }: Body): Given {
    const { id, version, ...data } = dashboard as Body
    const uid = String(data['uid'])
    if (!this.folders.has(String(folderUid))) return refuse(400, 'folder not found')
    const stored = this.dashboards.get(uid)
    if (stored === undefined) {
      if (id !== undefined && id !== null) return refuse(404, 'Dashboard not found')
      const first = { version: 1, message: String(message ?? ''), data: withDefaults(data) }
      this.dashboards.set(uid, {
        id: this.#next++,
        folderUid: String(folderUid),
        provisioned: false,
        versions: [first],
      })
      return { status: 200, body: { uid, status: 'success', version: 1 } }
    }
    if (stored.provisioned) return refuse(400, 'Cannot save provisioned dashboard')
    const last = stored.versions.at(-1)?.version ?? 0
    if (overwrite !== true && id !== stored.id)
      return refuse(412, 'A dashboard with the same uid already exists', 'name-exists')
    if (overwrite !== true && version !== last)
      return refuse(412, 'The dashboard has been changed by someone else', 'version-mismatch')
    stored.folderUid = String(folderUid)
    stored.versions.push({
      version: last + 1,
      message: String(message ?? ''),
      data: withDefaults(data),
    })
    return { status: 200, body: { uid, status: 'success', version: last + 1 } }
  }
}

/** Grafana writes keys of its own into what it keeps. */
function withDefaults(data: Body): Body {
  const panels = (data['panels'] as Body[] | undefined) ?? []
  return {
    fiscalYearStartMonth: 0,
    ...data,
    panels: panels.map((panel) => ({ pluginVersion: '13.1.0', ...panel })),
  }
}
