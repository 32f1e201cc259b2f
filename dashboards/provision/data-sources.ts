// The data sources that all queries go to, as Grafana's InfluxDB plugin wants them for InfluxQL.
import { TIER, TIERS, type Tier } from '../../store/schema/tiers.ts'
import type { GrafanaDatabase } from '../city.ts'
import { House } from '../house/house.ts'
import type { DataSource } from './model.ts'

/** One; with InfluxDB 3 one for each tier, since a tier is a database of its own there. */
export function dataSourcesOf(database: GrafanaDatabase): DataSource[] {
  if (database.dialect !== '3') {
    const uid = House.dataSourceUid(database.dialect, 'raw')
    return [{ ...common(database, database.database, 'raw'), uid, name: 'Ronda' }]
  }
  return TIERS.map((tier) => ({
    // The same name as store/influx/dialects/tier-name.ts makes.
    ...common(database, `${database.database}_${tier}`, tier),
    uid: House.dataSourceUid('3', tier),
    name: `Ronda ${tier}`,
  }))
}

function common(database: GrafanaDatabase, dbName: string, tier: Tier) {
  const { dialect, url, username, password, token } = database
  const { everyMs } = TIER[tier]
  return {
    type: 'influxdb' as const,
    url,
    ...(username === undefined ? {} : { user: username }),
    jsonData: {
      version: 'InfluxQL',
      dbName,
      // Queries over many targets are longer than an address may be.
      httpMode: 'POST',
      // Nothing is finer than this: `$__interval` never goes below.
      ...(everyMs === undefined ? {} : { timeInterval: `${everyMs / 1000}s` }),
      ...(token === undefined ? {} : { httpHeaderName1: 'Authorization' }),
    },
    secureJsonData: {
      ...(password === undefined ? {} : { password: { secret: password } }),
      ...(token === undefined
        ? {}
        : { httpHeaderValue1: { secret: token, before: dialect === '3' ? 'Bearer ' : 'Token ' } }),
    },
  }
}
