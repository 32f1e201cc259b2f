// What a part of a stack is told in tests: a small city, sizes of nothing in particular, and a configuration as people write it.
import type { SecretReference } from '../../fleet/secret.ts'
import { stackSchema } from '../../infra/config.ts'
import type { StackContext } from '../../infra/parts.ts'
import { scenarioEstate } from '../rigs/scenario-estate.ts'

const CITY = scenarioEstate({
  nodes: 1,
  uplinks: 1,
  nvrs: 1,
  cameras: 1,
  isps: ['isp-a'],
  kecamatan: ['utara'],
  intervalMs: { node: 10_000, uplink: 10_000, nvr: 10_000 },
})
const FLEET = {
  ...CITY,
  nvrs: CITY.nvrs.map((nvr) => ({
    ...nvr,
    credentials: { user: 'ronda', password: 'aws-sm:city/nvr' as SecretReference },
  })),
}

/** Values of the configuration that tests of one part have no opinion about. */
export const LEAST = {
  domain: 'ronda.semarang.example',
  link: { type: 'none' },
  alarms: { emails: ['noc@semarang.example'] },
  budget: { monthlyUsd: 900 },
} as const

/** `config` is laid over the least that a configuration must say, and checked as a whole. */
export function stackContext(
  config: Readonly<Record<string, unknown>> = {},
  more: Partial<StackContext> = {},
): StackContext {
  return {
    name: 'ronda-test',
    config: stackSchema.parse({ ...LEAST, ...config }),
    fleet: FLEET,
    sizes: {
      estate: { targets: 4, pinged: 3, nvrs: 1, cameras: 1 },
      worker: { instanceType: 'm7g.large', dataGb: 20, why: [] },
      relay: {
        origins: 1,
        originType: 'c7gn.large',
        edgesLeast: 1,
        edgesMost: 2,
        edgeType: 'c7gn.large',
        readersPerEdge: 500,
        why: [],
      },
      database: { instanceType: 'm7g.large', storageGb: 50, why: [] },
      storage: { evidenceGb: 1, backupGb: 1, copiesGb: 0, requests: 0, why: [] },
      link: { instanceType: 'c7g.large', why: [] },
    },
    cost: { lines: [], monthlyUsd: 0, perCameraUsd: 0, pricesOf: 'a test' },
    region: 'ap-southeast-3',
    tags: { owner: 'diskominfo' },
    program: 'alerts:\n  deadman:\n    url: aws-sm:city/deadman\n',
    artefact: { path: 'dist/ronda-1.0.0.tar.gz', sha256: 'ab'.repeat(32), version: '1.0.0' },
    ...more,
  }
}
