// The contract of the shelf of pictures: the last good and the last bad one of each camera, kept privately.

export interface KeptPicture {
  readonly cameraId: string
  readonly kind: 'good' | 'bad'
  /** Epoch milliseconds of the look. */
  readonly at: number
  /** Word of fleet/condition.ts that it shows. */
  readonly condition: string
  readonly jpeg: Uint8Array
}

export interface PicturesHealth {
  readonly writable: boolean
  readonly lastError?: string
  readonly failingSince?: number
  /** Pictures that were not kept because the disk did not take them, since the start. */
  readonly dropped: number
  readonly waiting: number
}

export interface Pictures {
  /** Returns at once. The newest of a camera and kind replaces the one before; at most 500 wait. */
  keep(picture: KeptPicture): void
  /** Undefined where there is none. Never rejects. */
  latest(cameraId: string, kind: KeptPicture['kind']): Promise<KeptPicture | undefined>
  /** Removes those older than `days`; resolves with how many. */
  retain(days: number, now: number): Promise<number>
  health(): PicturesHealth
  /** What the picture round remembers (opaque), and what was kept of it last; undefined where there is nothing. */
  keepMemory(bytes: Uint8Array): void
  memory(): Promise<Uint8Array | undefined>
  /** Writes what waits. */
  close(): Promise<void>
}
