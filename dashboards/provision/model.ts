// Everything Grafana is given, before it is files or requests.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import type { Alerting, Setting } from '../../alerts/rules/alerting.ts'
import type { Language } from '../../texts/language.ts'
import type { GrafanaDatabase } from '../city.ts'

export interface DataSource {
  readonly uid: string
  readonly name: string
  readonly type: 'influxdb'
  readonly url: string
  readonly user?: string
  readonly jsonData: Readonly<Record<string, string | number | boolean>>
  readonly secureJsonData: Readonly<Record<string, Setting>>
}

export interface GrafanaModel {
  /** Uid is made of the title, the same for ever. */
  readonly folder: { readonly uid: string; readonly title: string }
  readonly dataSources: readonly DataSource[]
  /** Plain JSON: nothing but what Grafana reads. */
  readonly dashboards: readonly Dashboard[]
  readonly alerting: Alerting | undefined
  /** Of titles, summaries and descriptions of rules. */
  readonly language: Language
  /** Which data source a tier is in: `House.dataSourceUid`. */
  readonly dialect: GrafanaDatabase['dialect']
  /** The uid of a rule is put behind it; undefined: rules have no such link. */
  readonly runbook: string | undefined
  /** Id of the panel that shows a rule, by the uid of the rule. */
  readonly panelIds: Readonly<Record<string, number>>
  /** Uids of rules of ours that other settings would make: none of them may stay behind in a Grafana. */
  readonly otherRules: readonly string[]
}

/** A file that a stock Grafana reads, below its provisioning folder. */
export interface ProvisionFile {
  readonly path: string
  readonly text: string
}
