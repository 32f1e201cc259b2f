// Caddy in front of console, Grafana and relay: TLS with certificates that it fetches and renews by itself.
import { baseOf, configFile } from './base.ts'
import type { Host } from './host.ts'
import { joinHosts } from './join-hosts.ts'
import type { Place } from './place.ts'

export interface ProxySite {
  /** `grafana.ronda.example`; `http://...` where another proxy in front has the certificate. */
  readonly name: string
  /** `127.0.0.1:3000`. */
  readonly to: string
  /** Networks that may come, CIDR; absent: everybody. Who may not gets 403. */
  readonly only?: readonly string[]
  /** What goes on as `Host`; absent: what the visitor asked for. The console on loopback wants `localhost`. */
  readonly host?: string
}

export interface ProxySettings {
  readonly name: string
  readonly place: Place
  readonly sites: readonly [ProxySite, ...ProxySite[]]
  /** Told by the authority when a certificate cannot be renewed. */
  readonly email?: string
}

const CADDYFILE = '/etc/caddy/Caddyfile'
/** With letters, digits and what addresses have, nothing can leave its place in the Caddyfile. */
const WORD = /^[A-Za-z0-9._:/@[\]+-]+$/

/** Ports 80 and 443 must be reachable from the internet: that is how certificates are got. */
export function proxyHost({ name, place, sites, email }: ProxySettings): Host {
  return joinHosts(name, [
    baseOf(place, 'root'),
    {
      packages: ['caddy'],
      files: [configFile(CADDYFILE, caddyfile(sites, email))],
      steps: [
        {
          says: 'check the configuration of Caddy',
          shell: `caddy validate --adapter caddyfile --config ${CADDYFILE} > /dev/null 2>&1 || { caddy validate --adapter caddyfile --config ${CADDYFILE}; fail 'Caddy does not take its configuration'; }`,
        },
      ],
      units: ['caddy.service'],
      well: 'systemctl is-active --quiet caddy.service',
    },
  ])
}

/** Streams of events and of video go through unbuffered. Throws where a name, address or network is none. */
export function caddyfile(sites: ProxySettings['sites'], email?: string): string {
  const global = email === undefined ? [] : [`{\n\temail ${word(email)}\n}\n`]
  return `# Made by Ronda.\n${[...global, ...sites.map(siteOf)].join('\n')}`
}

function siteOf({ name, to, only, host }: ProxySite): string {
  const guard =
    only === undefined
      ? []
      : [
          `\t@strangers not remote_ip ${only.map(word).join(' ')}`,
          '\trespond @strangers "This address is not open to your network." 403',
        ]
  const headers = host === undefined ? [] : [`\t\theader_up Host ${word(host)}`]
  return `${[
    `${word(name)} {`,
    '\tencode gzip',
    '\theader Strict-Transport-Security "max-age=31536000"',
    '\theader -Server',
    ...guard,
    `\treverse_proxy ${word(to)} {`,
    ...headers,
    '\t\tflush_interval -1',
    '\t}',
    '}',
  ].join('\n')}\n`
}

function word(text: string): string {
  if (WORD.test(text)) return text
  throw new Error(`"${text}" cannot stand in a Caddyfile`)
}
