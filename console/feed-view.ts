// What the page and the API show of a camera's feed and of a recorder's own words. Times are epoch milliseconds.

export interface RungView {
  /** Word of probes/feeds/rung.ts. */
  readonly rung: string
  readonly result: 'ok' | 'failed' | 'skipped'
  readonly ms?: number
  readonly says: string
  readonly seen?: Readonly<Record<string, string | number>>
}

export interface PictureView {
  readonly kind: 'good' | 'bad'
  readonly at: number
  /** Word of fleet/condition.ts that it shows. */
  readonly condition: string
}

/** The last look at a camera. */
export interface FeedView {
  readonly at: number
  /** Of that look alone; `unknown` where our own fault kept it from seeing. */
  readonly found: string
  readonly detail?: string
  readonly rungs: readonly RungView[]
  /** Raw features, by their names in probes/picture/picture.ts. */
  readonly features: Readonly<Record<string, string | number>>
}

/** What a recorder said of itself when it was asked last. */
export interface RecorderView {
  readonly at: number
  readonly slots: readonly {
    readonly slot: number
    readonly connected: 'yes' | 'no' | 'unknown'
    /** Word of fleet/feed-condition.ts. */
    readonly reason?: string
    readonly said?: string
  }[]
  readonly storage?: {
    readonly state: 'ok' | 'degraded' | 'failed' | 'unknown'
    readonly disks: readonly { readonly id: string; readonly said: string; readonly ok: boolean }[]
    readonly capacityMb?: number
    readonly freeMb?: number
  }
  readonly clockSkewS?: number
  readonly device?: {
    readonly model?: string
    readonly firmware?: string
    readonly serial?: string
  }
  /** Why it did not say more. */
  readonly fault?: string
  /** It refused our password, and is left alone until then. */
  readonly authUntil?: number
}

/** The picture round, for the summary. Absent while it is switched off. */
export interface FeedsSummary {
  /** Cameras by condition; every condition that any camera is in. */
  readonly conditions: Readonly<Record<string, number>>
  readonly looksPerMinute: number
  /** Cameras whose look is due and waits. */
  readonly waiting: number
  readonly unseen: number
  /** What decodes; undefined: only bitstreams are judged. */
  readonly decoder: string | undefined
}
