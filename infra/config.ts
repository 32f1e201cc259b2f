// What a stack is told: the values of Pulumi.<stack>.yaml, checked whole before there is any resource.
import { isIPv4 } from 'node:net'
import { z } from 'zod'
import { isSecretReference } from '../fleet/secret.ts'
import { MEDIAMTX } from './plan/pins.ts'

const CIDR = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/
const HOST = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/

const cidr = z
  .string()
  .refine(isCidr, 'write a network such as 10.64.0.0/16, with no bit set behind its length')
const cidrs = z.array(cidr).max(50)
const host = z.string().regex(HOST, 'write a name such as ronda.semarang.example')
const email = z.email('write an address such as noc@semarang.example')
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'write the 64 hex digits that sha256sum prints')
const reference = z
  .string()
  .refine(
    isSecretReference,
    'a secret stands here by reference, never itself; put it into Secrets Manager and write aws-sm:NAME',
  )

/** No way into the city: a synthetic city, or targets on public addresses. */
const noLink = z.strictObject({ type: z.literal('none') })
/** Site-to-site VPN of AWS: two IPsec tunnels to a gateway of the city with an address of its own. */
const vpn = z.strictObject({
  type: z.literal('vpn'),
  /** Public address of the city's gateway. */
  gateway: z.ipv4("write the public address of the city's gateway"),
  /** Networks of the city, as the worker and the relay must reach them. */
  networks: cidrs.min(1, 'name the networks of the city'),
  /** Address that the city's gateway gives itself and answers echoes on: it lives as long as the link. */
  anchor: z.ipv4('write an address that nothing else in the city has').default('10.99.0.2'),
})
/** A gateway of ours that speaks WireGuard: where the city's line has no fixed address. */
const wireguard = z.strictObject({
  type: z.literal('wireguard'),
  /** Public key of the city's end, as `wg pubkey` prints it. */
  cityKey: z.string().regex(/^[A-Za-z0-9+/]{43}=$/, 'write the public key that wg pubkey prints'),
  networks: cidrs.min(1, 'name the networks of the city'),
  port: z.int().min(1024).max(65_535).default(51_820),
  /** Network of the tunnel itself; the gateway takes its first address, the city the second. */
  tunnel: cidr
    .refine(
      (text) => Number(text.split('/')[1]) <= 30,
      'has no room for two ends; write a network of /30 or shorter',
    )
    .default('10.99.0.0/30'),
})

/** InfluxDB on an instance of ours: where the region has no Timestream for InfluxDB. */
const ec2Database = z.strictObject({ type: z.literal('ec2') })
const timestream = z.strictObject({
  type: z.literal('timestream'),
  /** InfluxDB 2 or 3. */
  edition: z.enum(['2', '3']).default('2'),
  standby: z.boolean().default(false),
})

export const stackSchema = z.strictObject({
  /** Folder of the estate, relative to the project; absent: the one that ronda.yaml names, else the synthetic city. */
  estate: z.string().min(1).optional(),
  /** ronda.yaml of the worker, relative to the project. What the stack knows better (databases, folders, addresses) it adds. */
  program: z.string().min(1).default('ronda.yaml'),
  /** `grafana.`, `live.` and `status.` are put before it. */
  domain: host,
  /** Hosted zone of Route 53 that has the domain; absent: records are outputs, for whoever has it. */
  zoneId: z
    .string()
    .regex(/^Z[A-Z0-9]{5,31}$/, 'write the id of a hosted zone of Route 53')
    .optional(),
  network: z
    .strictObject({
      cidr: cidr.default('10.64.0.0/16'),
      /** Availability zones. */
      zones: z.int().min(2).max(3).default(2),
    })
    .prefault({}),
  link: z.discriminatedUnion('type', [noLink, vpn, wireguard]),
  relay: z
    .strictObject({
      /** Viewers at the busiest time: residents and the command centre. 0: no relay. */
      viewers: z.int().min(0).max(1_000_000).default(500),
      /** Of one stream. */
      kbps: z.int().min(64).max(20_000).default(800),
      /** Share of cameras that are watched at one time, at most: each is pulled once. */
      watchedShare: z.number().gt(0).max(1).default(0.1),
      /** Release of MediaMTX for arm64, and the SHA-256 of its archive: nothing else is run. Another one is named with both. */
      mediamtx: z
        .strictObject({
          version: z.string().regex(/^\d+\.\d+\.\d+$/, 'write a version such as 1.20.1'),
          sha256,
        })
        .default(MEDIAMTX),
    })
    .prefault({}),
  database: z.discriminatedUnion('type', [ec2Database, timestream]).prefault({ type: 'ec2' }),
  grafana: z
    .strictObject({
      /** Who may reach Grafana and the console; everybody else sees the public page only. */
      networks: cidrs.default([]),
      /** SHA-256 of https://apt.grafana.com/gpg.key: packages signed by another key are not installed. Needed. */
      keySha256: sha256.optional(),
      adminPassword: reference.default('aws-sm:ronda/grafana-admin' as never),
    })
    .prefault({}),
  /** Version of the agent of Systems Manager for arm64, and the SHA-256 of its package; absent: the newest that AWS serves. */
  agent: z
    .strictObject({
      version: z.string().regex(/^\d+(\.\d+){3}$/, 'write a version such as 3.3.987.0'),
      sha256,
    })
    .optional(),
  backup: z.strictObject({ keepDays: z.int().min(1).max(365).default(35) }).prefault({}),
  /** Ten is what AWS Budgets takes. */
  alarms: z.strictObject({
    emails: z.array(email).min(1, 'is empty, and somebody must be told; write an address').max(10),
  }),
  budget: z.strictObject({
    monthlyUsd: z.number().gt(0).max(1_000_000),
    /** Tell too when the whole account has passed it: till the tag of the stack counts, nothing else does. */
    account: z.boolean().default(true),
  }),
  /** Databases, buckets and volumes outlive the stack, and `destroy` leaves them unless asked twice. */
  protect: z.boolean().default(true),
  /** On everything, beside our own. */
  tags: z.record(z.string().min(1).max(128), z.string().max(256)).default({}),
})
export type StackConfig = z.output<typeof stackSchema>

/** Private networks only are no condition: a city may have public addresses inside. */
export function isCidr(text: unknown): text is string {
  if (typeof text !== 'string') return false
  const [, address, length] = CIDR.exec(text) ?? []
  if (address === undefined || length === undefined || !isIPv4(address)) return false
  const bits = Number(length)
  if (bits < 8 || bits > 32) return false
  const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  return value % 2 ** (32 - bits) === 0
}
