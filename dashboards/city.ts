// What dashboards and the files for Grafana are made of. Nothing of it is a secret: those stand by reference.
import type { Alerting } from '../alerts/rules/alerting.ts'
import type { SecretReference } from '../fleet/secret.ts'
import type { Language } from '../texts/language.ts'

export interface GrafanaDatabase {
  /** Of InfluxDB. With 1 and 2 a tier is a retention policy of one database; with 3 a database of its own. */
  readonly dialect: '1' | '2' | '3'
  /** As Grafana reaches it. */
  readonly url: string
  readonly database: string
  readonly username?: string
  readonly password?: SecretReference
  readonly token?: SecretReference
  readonly org?: string
}

export interface GrafanaCity {
  readonly name: string
  /** IANA name. */
  readonly timezone: string
  readonly language: Language
  /** Title of the folder of dashboards and rules. */
  readonly folder: string
  /** Where people reach the console, without a slash at the end. */
  readonly consoleUrl: string | undefined
  /** `alerts.rules.runbook`: the uid of a rule is put behind it. Default: the console's page. */
  readonly runbook?: string
  readonly database: GrafanaDatabase
  /** Share of time in which cameras are to be available: `alerts.rules.slo`. */
  readonly slo: number
  /** Absent where ronda.yaml has no `alerts:`. */
  readonly alerting: Alerting | undefined
}
