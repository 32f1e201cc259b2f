// How large each part of a stack is, and the sum that says so: what the planners of this folder give.

export interface EstateCounts {
  /** Everything that has a state. */
  readonly targets: number
  /** Asked by echoes. */
  readonly pinged: number
  readonly nvrs: number
  readonly cameras: number
}

/** A line of arithmetic, as the preview shows it: `14,000 cameras x 0.1 watched = 1,400 streams`. */
export type Sum = string

export interface WorkerSize {
  readonly instanceType: string
  /** Of the volume that keeps the local store and the spool. */
  readonly dataGb: number
  readonly why: readonly Sum[]
}

export interface RelaySize {
  /** Each pulls the streams that its share of the paths names, once. 0: no relay. */
  readonly origins: number
  readonly originType: string
  /** At first; they scale between `edgesLeast` and `edgesMost` by readers and bandwidth. */
  readonly edgesLeast: number
  readonly edgesMost: number
  readonly edgeType: string
  /** Readers of one edge at which another is started. */
  readonly readersPerEdge: number
  readonly why: readonly Sum[]
}

export interface DatabaseSize {
  /** `m7g.large`, or of Timestream `db.influx.medium`. */
  readonly instanceType: string
  readonly storageGb: number
  readonly why: readonly Sum[]
}

export interface StorageSize {
  /** Of the evidence bucket after its lifecycle. */
  readonly evidenceGb: number
  /** Of snapshots of volumes. */
  readonly backupGb: number
  /** Of the database's own copies, in the bucket of backups; 0 where AWS looks after it. */
  readonly copiesGb: number
  /** To the bucket of evidence in a month: pictures that are put. */
  readonly requests: number
  readonly why: readonly Sum[]
}

/** Of the gateway that speaks WireGuard. */
export interface LinkSize {
  readonly instanceType: string
  readonly why: readonly Sum[]
}

export interface Sizes {
  readonly estate: EstateCounts
  /** Absent where no gateway of ours stands in the link. */
  readonly link?: LinkSize
  readonly worker: WorkerSize
  readonly relay: RelaySize
  readonly database: DatabaseSize
  readonly storage: StorageSize
}

/** Of one month, US dollars, as of the date of the table that it is made of. */
export interface CostLine {
  readonly part: string
  readonly usd: number
  readonly why: Sum
}

export interface Cost {
  readonly lines: readonly CostLine[]
  /** Sum of the lines. */
  readonly monthlyUsd: number
  /** Of each camera, a month. */
  readonly perCameraUsd: number
  /** Region and date of the prices. */
  readonly pricesOf: string
}
