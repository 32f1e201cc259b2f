// Everything Grafana is given, before it is files or requests.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import type { Alerting, Setting } from '../../alerts/rules/alerting.ts'

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
}

/** A file that a stock Grafana reads, below its provisioning folder. */
export interface ProvisionFile {
  readonly path: string
  readonly text: string
}
