// A city as a configuration gives it, for tests of files and of the lint: each dialect, each language.
import type { Alerting } from '../../alerts/rules/alerting.ts'
import type { GrafanaCity, GrafanaDatabase } from '../../dashboards/city.ts'
import { reference } from './reference.ts'
import { sampleAlerting } from './sample-alerting.ts'

const DATABASES: Readonly<Record<GrafanaDatabase['dialect'], GrafanaDatabase>> = {
  '1': {
    ...{ dialect: '1', url: 'http://influx.semarang.example:8086', database: 'ronda' },
    ...{ username: 'grafana', password: reference('file:/etc/ronda/influx-password') },
  },
  '2': {
    ...{ dialect: '2', url: 'https://influx.semarang.example', database: 'ronda', org: 'city' },
    token: reference('env:INFLUX_TOKEN'),
  },
  '3': {
    ...{ dialect: '3', url: 'https://influx.semarang.example', database: 'ronda' },
    token: reference('aws-sm:ronda/influx-token'),
  },
}

export function sampleCity(
  dialect: GrafanaDatabase['dialect'],
  language: GrafanaCity['language'],
  alerting: Alerting | undefined = sampleAlerting(dialect !== '3'),
): GrafanaCity {
  return {
    name: 'Semarang',
    timezone: 'Asia/Jakarta',
    language,
    folder: 'Ronda',
    consoleUrl: 'https://ronda.semarang.example',
    database: DATABASES[dialect],
    slo: 0.99,
    alerting,
  }
}

/** What Grafana's machine has of all secrets of the sample. */
export const SAMPLE_SURROUNDINGS = {
  env: {
    INFLUX_TOKEN: 'token-of-2',
    RONDA_RONDA_INFLUX_TOKEN: 'token-of-3',
    TELEGRAM_TOKEN: '123:abc',
    HOME: '/nowhere',
    labels: 'expanded!',
    values: 'expanded!',
  },
  files: {
    '/etc/ronda/influx-password': 'password-of-1\n',
    '/etc/ronda/noc-secret': 'noc-secret\n',
  },
}
