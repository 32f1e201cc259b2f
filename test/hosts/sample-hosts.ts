// A host of each kind as a city would have it, in AWS and on its own floor: what the real parts are asked about.
import { grafanaHost } from '../../hosts/grafana-host.ts'
import type { Host } from '../../hosts/host.ts'
import { influxdHost } from '../../hosts/influxd-host.ts'
import type { Place } from '../../hosts/place.ts'
import { proxyHost } from '../../hosts/proxy-host.ts'
import { mediamtxUrl, relayHost, relaySecretInUrl } from '../../hosts/relay-host.ts'
import { workerHost } from '../../hosts/worker-host.ts'

const SUM = 'ab'.repeat(32)
const AWS: Place = {
  type: 'aws',
  region: 'ap-southeast-3',
  secrets: ['city/nvr', 'ronda-prod/console-token'],
}
const RELAY = `rtspTransports: [tcp]
paths:
  cam-01:
    source: rtsp://ronda:${relaySecretInUrl('city/nvr')}@10.0.0.9/Streaming/Channels/101
    sourceOnDemand: yes
`

/** In AWS with volumes and archives; `own`: with everything on the machine and beside the script. */
export function sampleHosts(type: Place['type']): readonly Host[] {
  const place: Place = type === 'aws' ? AWS : { type }
  const isAws = type === 'aws'
  const kept = { url: 's3://bucket/key.tar.gz', sha256: SUM }
  const delivered = { pointer: 's3://bucket/deliveries/name/current', region: 'ap-southeast-3' }
  const release = { version: '1.2.3', url: isAws ? kept.url : 'file:ronda.tar.gz', sha256: SUM }
  const volume = isAws ? { volume: 'vol-0123456789abcdef0' } : {}
  const user = (name: string) => ({ name, secret: `ronda-prod/${name}` })
  return [
    workerHost({
      ...{ name: `${type}-worker`, place, release, ...volume },
      city: isAws ? delivered : { files: [{ path: 'ronda.yaml', text: 'data: /var/lib/ronda\n' }] },
    }),
    influxdHost({
      ...{ name: `${type}-influxd`, place, database: 'ronda', ...volume },
      policies: [{ name: 'raw', duration: '168h', shard: '24h' }],
      ...{ admin: user('admin'), writer: user('writer'), reader: user('reader') },
      backup: isAws
        ? { type: 'bucket', bucket: 'copies', region: 'ap-southeast-3', prefix: 'influxd' }
        : { type: 'folder', folder: '/var/backups/ronda', keep: 7 },
    }),
    relayHost({
      ...{ name: `${type}-relay`, place, ports: [8554, 8888] as const },
      release: { version: '1.20.1', url: mediamtxUrl('1.20.1', 'amd64'), sha256: SUM },
      configuration: isAws ? delivered : { text: RELAY },
    }),
    grafanaHost({
      ...{ name: `${type}-grafana`, place, keySha256: SUM, admin: 'ronda-prod/grafana-admin' },
      url: 'https://grafana.ronda.example',
      provisioning: isAws
        ? delivered
        : { files: [{ path: 'alerting/ronda.yaml', text: 'a: 1\n' }] },
      variables: { RONDA_CITY_NOC: 'city/nvr' },
      ...(isAws
        ? {
            database: {
              ...{ host: 'db.example:5432', name: 'grafana', user: 'grafana' },
              secret: 'ronda-prod/grafana-database',
            },
          }
        : {}),
    }),
    proxyHost({
      ...{ name: `${type}-proxy`, place, email: 'noc@ronda.example' },
      sites: [
        { name: 'ronda.example', to: '127.0.0.1:8080', host: 'localhost', only: ['10.0.0.0/8'] },
        { name: 'grafana.ronda.example', to: '127.0.0.1:3000' },
      ],
    }),
  ]
}
