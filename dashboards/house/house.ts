// What every panel needs to know of the city it is made for: language, database, time zone.
import {
  type FieldOf,
  type Source,
  series,
  type TagOf,
  type TierOf,
} from '../../store/schema/influxql.ts'
import type { MeasurementName } from '../../store/schema/measurements.ts'
import { TIERS, type Tier } from '../../store/schema/tiers.ts'
import type { Language, Words } from '../../texts/language.ts'
import type { GrafanaCity } from '../city.ts'

export interface DataSourceRef {
  readonly type: 'influxdb'
  readonly uid: string
}

export class House {
  readonly city: GrafanaCity
  /** Variables of data sources, by the names that queries use: one, or with InfluxDB 3 one for each tier. */
  readonly dataSourceVariables: readonly { readonly name: string; readonly tier?: Tier }[]

  constructor(city: GrafanaCity) {
    this.city = city
    this.dataSourceVariables =
      city.database.dialect === '3'
        ? TIERS.map((tier) => ({ name: `ds_${tier}`, tier }))
        : [{ name: 'ds' }]
  }

  get language(): Language {
    return this.city.language
  }

  say(words: Words): string {
    return words[this.city.language]
  }

  /** A series, named as the database at hand wants it. */
  from<M extends MeasurementName, T extends TierOf<M>>(
    measurement: M,
    tier: T,
  ): Source<FieldOf<M, T>, TagOf<M>> {
    return series(measurement, tier, { qualified: this.city.database.dialect !== '3' })
  }

  /** The variable that people choose the database with. */
  dataSource(tier: Tier): DataSourceRef {
    return {
      type: 'influxdb',
      uid: this.city.database.dialect === '3' ? `\${ds_${tier}}` : '${ds}',
    }
  }

  /** Uid of the provisioned data source: for alert rules, which have no variables. */
  static dataSourceUid(dialect: GrafanaCity['database']['dialect'], tier: Tier): string {
    return dialect === '3' ? `ronda-${tier}` : 'ronda'
  }
}
