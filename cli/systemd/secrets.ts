// Which secrets the city's own servers need: each file with the machine that it is on and the one user who reads it.
import { isSecretReference, secretFileName } from '../../fleet/secret.ts'

/** Names of secrets that no ronda.yaml names. */
export const OWN_SECRETS = {
  influxAdmin: 'influx-admin',
  influxReader: 'influx-reader',
  grafanaAdmin: 'grafana-admin',
} as const

export type MachineName = 'database' | 'worker' | 'grafana'

export interface ServerSecret {
  readonly machine: MachineName
  /** As `aws-sm:NAME` has it. */
  readonly name: string
  readonly reader: 'root' | 'ronda' | 'grafana'
  readonly says: string
  /** `made`: by whoever sets the machines up. `given`: by somebody else. Of the same value: the same text. */
  readonly value: { readonly from: 'made' | 'given'; readonly key: string }
}

export interface ServerNeeds {
  readonly secrets: readonly ServerSecret[]
  /** Variables of /etc/ronda/environment. */
  readonly variables: readonly string[]
  /** Files elsewhere, which ronda reads. */
  readonly files: readonly string[]
}

const FOLDER = /^(?:aws-sm:|file:\/etc\/ronda\/secrets\/)([A-Za-z0-9_+=.@:/-]+)$/

/** File of the secret in the folder of secrets of a server; nothing where the reference leads elsewhere. */
export function folderSecret(reference: string): string | undefined {
  const name = FOLDER.exec(reference)?.[1]
  return name === undefined ? undefined : secretFileName(name)
}

/** Where Grafana reads its own copy of a secret that the worker reads, too. */
export function copyForGrafana(name: string): string {
  return `grafana/${name}`
}

/**
 * `references`: those of ronda.yaml and the estate, which the worker reads. `variables`: of Grafana's files, each with its
 * reference. On one machine root reads what is another user's, so nothing of the database is there twice.
 */
export function serverNeeds(of: {
  readonly isOne: boolean
  readonly writer: { readonly name: string; readonly secret: string }
  readonly token: string
  readonly references: readonly string[]
  readonly variables: Readonly<Record<string, string>>
}): ServerNeeds {
  const { isOne, writer, token, references } = of
  const made = (key: string) => ({ from: 'made', key }) as const
  const given = (key: string) => ({ from: 'given', key }) as const
  const ofWriter = { name: writer.secret, value: made(writer.secret) }
  const { influxAdmin, influxReader, grafanaAdmin } = OWN_SECRETS
  const ofReader = { name: influxReader, value: made(influxReader) }
  const own = new Set([writer.secret, token])
  const named = [...new Set(references.flatMap((one) => folderSecret(one) ?? []))].sort()
  const secrets: ServerSecret[] = [
    ...[
      {
        ...({ machine: 'database', name: influxAdmin, reader: 'root' } as const),
        ...{ says: 'administrator of InfluxDB', value: made(influxAdmin) },
      },
    ],
    ...(isOne
      ? []
      : ([
          { ...ofWriter, machine: 'database', reader: 'root', says: `${writer.name} of InfluxDB` },
          { ...ofReader, machine: 'database', reader: 'root', says: 'may only read InfluxDB' },
        ] as const)),
    { ...ofWriter, machine: 'worker', reader: 'ronda', says: `${writer.name} of InfluxDB` },
    {
      ...({ machine: 'worker', name: token, reader: 'ronda' } as const),
      ...{ says: 'opens the console', value: made(token) },
    },
    ...named
      .filter((name) => !own.has(name))
      .map((name) => ({
        ...({ machine: 'worker', name, reader: 'ronda' } as const),
        ...{ says: 'named by ronda.yaml or the estate', value: given(name) },
      })),
    { ...ofReader, machine: 'grafana', reader: 'grafana', says: 'may only read InfluxDB' },
    {
      ...({ machine: 'grafana', name: grafanaAdmin, reader: 'grafana' } as const),
      ...{ says: 'first password of admin of Grafana', value: made(grafanaAdmin) },
    },
    ...Object.entries(of.variables)
      .filter(([, reference]) => reference !== `aws-sm:${influxReader}`)
      .map(([variable, reference]) => {
        const name = grafanaSecret(reference)
        const key = folderSecret(reference) ?? reference
        const says = `value of ${variable}`
        const value = own.has(key) ? made(key) : given(key)
        return { machine: 'grafana', name, reader: 'grafana', says, value } as const
      }),
  ]
  return {
    secrets,
    variables: sorted(references, /^env:(.*)$/),
    files: sorted(references, /^file:(.*)$/).filter((path) => !folderSecret(`file:${path}`)),
  }
}

/** Name of the secret from which Grafana has the value of `reference`. */
export function grafanaSecret(reference: string): string {
  if (reference === `aws-sm:${OWN_SECRETS.influxReader}`) return OWN_SECRETS.influxReader
  return copyForGrafana(folderSecret(reference) ?? reference.slice(reference.indexOf(':') + 1))
}

/** All references within a value as YAML has it. */
export function referencesIn(value: unknown): string[] {
  if (typeof value === 'string') return isSecretReference(value) ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(referencesIn)
}

function sorted(references: readonly string[], shape: RegExp): string[] {
  return [...new Set(references.flatMap((one) => shape.exec(one)?.[1] ?? []))].sort()
}
