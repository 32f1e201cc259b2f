// What all panels have in common, and how a kind of panel is made of it.
import type {
  DashboardLink,
  DataTransformerConfig,
  DynamicConfigValue,
  Panel,
  ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard'
import {
  MappingType,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard'
import type { Words } from '../../texts/language.ts'
import type { House } from './house.ts'
import { COLOURS, type Colour, type Step } from './palette.ts'
import type { PanelQuery } from './query.ts'

/** A panel as a dashboard lists it; where it stands, its id and its queries are added by compose.ts. */
export interface PanelSpec {
  /** For ever, unique in its dashboard: alert rules link by it. */
  readonly key: string
  readonly title: Words
  /** What it shows, of what, and what to do about it. */
  readonly description: Words
  /** Of 24. */
  readonly width: number
  readonly queries: readonly PanelQuery[]
  /** Without title, description, place and queries. */
  build(house: House): Panel
}

export type PanelBase = Omit<PanelSpec, 'build'>

/** What a number or a word of a series stands for, in both languages. */
export interface Meaning {
  readonly value: number | string
  readonly text: Words
  readonly colour: Colour
}

export function thresholdsOf(steps: readonly Step[]): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps(steps.map(({ from, colour }) => ({ value: from ?? null, color: COLOURS[colour] })))
}

export function mappingsOf(house: House, meanings: readonly Meaning[]): ValueMapping[] {
  const options = meanings.map(({ value, text, colour }, index) => [
    String(value),
    { text: house.say(text), color: COLOURS[colour], index },
  ])
  return [{ type: MappingType.ValueToText, options: Object.fromEntries(options) }]
}

/** Where a click leads: see links.ts. */
export interface Link {
  readonly title: Words
  readonly url: string
}

/** A field of a panel, by the name that its query gives it: named for people, coloured, linked. */
export interface FieldSpec {
  readonly field: string
  readonly title?: Words
  readonly colour?: Colour
  readonly unit?: string
  readonly decimals?: number
  readonly meanings?: readonly Meaning[]
  readonly link?: Link
  /** More of Grafana's field properties. */
  readonly more?: readonly DynamicConfigValue[]
}

export function overridesOf(house: House, fields: readonly FieldSpec[]) {
  return fields.map((spec) => ({
    matcher: { id: 'byName', options: spec.field },
    properties: propertiesOf(house, spec),
  }))
}

function propertiesOf(house: House, spec: FieldSpec): DynamicConfigValue[] {
  const { title, colour, unit, decimals, meanings, link, more = [] } = spec
  return [
    ...(title ? [{ id: 'displayName', value: house.say(title) }] : []),
    ...(colour ? [{ id: 'color', value: { mode: 'fixed', fixedColor: COLOURS[colour] } }] : []),
    ...(unit ? [{ id: 'unit', value: unit }] : []),
    ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
    ...(meanings ? [{ id: 'mappings', value: mappingsOf(house, meanings) }] : []),
    ...(link ? [{ id: 'links', value: linksOf(house, link) }] : []),
    ...more,
  ]
}

function linksOf(house: House, { title, url }: Link): readonly object[] {
  return [{ title: house.say(title), url }]
}

/** The link of every field of a panel. The SDK has the type of links of dashboards there; Grafana reads these two keys. */
export function dataLink(house: House, link: Link): { build(): DashboardLink } {
  return { build: () => linksOf(house, link)[0] as DashboardLink }
}

export type Transformation = DataTransformerConfig
