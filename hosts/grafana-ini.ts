// grafana.ini: what is not named here is Grafana's own default.
import { type Place, secretPath } from './place.ts'

export interface GrafanaIni {
  readonly place: Place
  /** As people reach it: `https://grafana.ronda.example`. */
  readonly url: string
  /** `ADDRESS:PORT`; default 127.0.0.1:3000, for a proxy on the machine. */
  readonly listen?: string
  /** Name of the secret that is the first password of `admin`; later it is changed in Grafana. */
  readonly admin: string
  /** PostgreSQL; absent: SQLite on the machine, for one host. */
  readonly database?: {
    /** `HOST:PORT`. */
    readonly host: string
    readonly name: string
    readonly user: string
    /** Name of the secret that is its password. */
    readonly secret: string
  }
  /** Sends e-mail; absent: none. */
  readonly smtp?: {
    /** `HOST:PORT`. */
    readonly host: string
    readonly from: string
    readonly user: string
    readonly secret: string
  }
}

type Section = Readonly<Record<string, string | number | boolean>>

/** Passwords are named by their files. Throws where a value has what an ini file takes for its own. */
export function grafanaIni(settings: GrafanaIni): string {
  const { place, url, listen = '127.0.0.1:3000', admin, database, smtp } = settings
  const fromFile = (name: string): string => `$__file{${secretPath(place, name)}}`
  const colon = listen.lastIndexOf(':')
  const sections: Readonly<Record<string, Section>> = {
    server: {
      http_addr: listen.slice(0, colon).replace(/^\[(.*)\]$/, '$1'),
      http_port: listen.slice(colon + 1),
      root_url: url,
      domain: new URL(url).hostname,
    },
    database: database
      ? {
          type: 'postgres',
          host: database.host,
          name: database.name,
          user: database.user,
          password: fromFile(database.secret),
          ssl_mode: 'require',
        }
      : { type: 'sqlite3', wal: true },
    security: {
      admin_user: 'admin',
      admin_password: fromFile(admin),
      cookie_secure: url.startsWith('https:'),
      disable_gravatar: true,
      strict_transport_security: url.startsWith('https:'),
    },
    users: { allow_sign_up: false, allow_org_create: false },
    'auth.anonymous': { enabled: false },
    snapshots: { external_enabled: false },
    analytics: {
      reporting_enabled: false,
      check_for_updates: false,
      check_for_plugin_updates: false,
    },
    plugins: { plugin_admin_enabled: false, preinstall_disabled: true },
    unified_alerting: {
      enabled: true,
      state_compressed_periodic_save_enabled: true,
      state_compressed_periodic_save_interval: '5m',
    },
    feature_toggles: { alertingMultiplePolicies: true },
    smtp: smtp
      ? {
          enabled: true,
          host: smtp.host,
          from_address: smtp.from,
          user: smtp.user,
          password: fromFile(smtp.secret),
        }
      : { enabled: false },
    log: { mode: 'console' },
  }
  const blocks = Object.entries(sections).map(([name, section]) => {
    const lines = Object.entries(section).map(([key, value]) => `${key} = ${plain(value)}`)
    return [`[${name}]`, ...lines].join('\n')
  })
  return `# Made by Ronda.\n${blocks.join('\n\n')}\n`
}

function plain(value: string | number | boolean): string {
  const text = String(value)
  if (/^[A-Za-z0-9$_./:@{}%=+~-]*$/.test(text)) return text
  throw new Error(`"${text}" cannot stand in grafana.ini`)
}
