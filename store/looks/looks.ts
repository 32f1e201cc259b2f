// The contract of the book of looks: raw features of the feeds, kept so that thresholds can be fitted to them later.

/** One look at one feed. */
export interface LookRow {
  readonly cameraId: string
  /** Epoch milliseconds. */
  readonly at: number
  /** Condition that this look alone found, and the one published after it; words of fleet/condition.ts. */
  readonly found: string
  readonly published: string | undefined
  /** As `Features` of probes/picture/picture.ts. */
  readonly features: Readonly<Record<string, string | number>>
}

export interface LooksHealth {
  readonly writable: boolean
  readonly lastError?: string
  /** Rows that the disk did not take, since the start. */
  readonly dropped: number
}

/**
 * A file for each day (UTC), gzipped NDJSON in members of a minute. Of each camera one look an hour is kept, and every
 * look that was not live or changed what is published.
 */
export interface Looks {
  /** Returns at once; written within a minute. */
  add(rows: readonly LookRow[]): void
  /** Those of these cameras in [from, to), oldest first; lines that cannot be read are passed over and counted. */
  read(query: {
    readonly cameras: ReadonlySet<string>
    readonly from: number
    readonly to: number
  }): Promise<{ readonly rows: readonly LookRow[]; readonly unreadable: number }>
  retain(days: number, now: number): Promise<number>
  health(): LooksHealth
  close(): Promise<void>
}
