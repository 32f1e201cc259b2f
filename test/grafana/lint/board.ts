// A dashboard as JSON, with the parts of it that the lint looks at.
import type { GrafanaModel } from '../../../dashboards/provision/model.ts'

interface Source {
  readonly uid?: string
}

export interface Target {
  readonly refId: string
  readonly query?: string
  readonly alias?: string
  readonly resultFormat?: string
  readonly datasource?: Source
}

export interface Panel {
  readonly id?: number
  readonly type: string
  readonly title?: string
  readonly description?: string
  readonly interval?: string
  readonly datasource?: Source
  readonly gridPos?: {
    readonly x: number
    readonly y: number
    readonly w: number
    readonly h: number
  }
  readonly targets?: readonly Target[]
  readonly fieldConfig?: {
    readonly defaults: { readonly unit?: string; readonly mappings?: readonly unknown[] }
    readonly overrides: readonly {
      readonly properties: readonly { readonly id: string; readonly value: unknown }[]
    }[]
  }
}

export interface Variable {
  readonly name: string
  readonly type: string
  readonly label?: string
  readonly multi?: boolean
  readonly refresh?: number
  readonly query?: string | { readonly query: string }
  readonly datasource?: Source
}

export interface Annotation {
  readonly name: string
  readonly builtIn?: number
  readonly query?: string
  readonly datasource?: Source
  readonly target?: { readonly query?: string }
  readonly textColumn?: string
  readonly tagsColumn?: string
}

export interface Board {
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly editable: boolean
  readonly refresh: string
  readonly panels: readonly Panel[]
  readonly variables: readonly Variable[]
  readonly annotations: readonly Annotation[]
  /** All of it, for what may stand anywhere. */
  readonly json: unknown
}

interface Written extends Omit<Board, 'variables' | 'annotations' | 'json'> {
  readonly templating: { readonly list: readonly Variable[] }
  readonly annotations: { readonly list: readonly Annotation[] }
}

export function boardsOf(model: GrafanaModel): readonly Board[] {
  return model.dashboards.map((dashboard) => {
    const json = JSON.parse(JSON.stringify(dashboard)) as Written
    return { ...json, variables: json.templating.list, annotations: json.annotations.list, json }
  })
}

/** Every object in it, however deep, with the key that it stands under. */
export function* objectsIn(
  value: unknown,
  key = '',
): Generator<{ readonly key: string; readonly object: Readonly<Record<string, unknown>> }> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield { key, object: value as Readonly<Record<string, unknown>> }
  for (const [name, one] of Object.entries(value)) {
    yield* objectsIn(one, Array.isArray(value) ? key : name)
  }
}
