// What the tests of the spool are made of: a place for its file, frames, a log that remembers, a clock that is set.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSpool } from '../../store/spool/open-spool.ts'
import type { DeadLetter, Frame, NewFrame, Spool } from '../../store/spool/spool.ts'
import type { SpoolOptions } from '../../store/spool/spool-writer.ts'

export const MEGABYTE = 1024 * 1024

export interface SpoolRig {
  readonly path: string
  /** All that was logged at info and above: fields and sentence. */
  readonly log: (readonly [string, Readonly<Record<string, unknown>>])[]
  now: number
  open(options?: Partial<SpoolOptions>): Spool
  remove(): void
}

/** Without `folder` in one of its own. */
export function spoolRig(folder = mkdtempSync(join(tmpdir(), 'ronda-spool-'))): SpoolRig {
  const log: (readonly [string, Readonly<Record<string, unknown>>])[] = []
  const said = (fields: Readonly<Record<string, unknown>>, sentence: string) =>
    void log.push([sentence, fields])
  const rig: SpoolRig = {
    path: join(folder, 'spool.db'),
    log,
    now: Date.UTC(2026, 0, 1),
    open: (options = {}) =>
      openSpool({
        path: rig.path,
        targets: ['a', 'b'],
        maxBytes: 64 * MEGABYTE,
        minFreePercent: 0,
        logger: { debug: () => {}, info: said, warn: said, error: said },
        now: () => rig.now,
        ...options,
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
  return rig
}

export function frame(fields: Partial<NewFrame> & { readonly bytes?: number } = {}): NewFrame {
  const { bytes = 100, ...rest } = fields
  const fromMs = rest.fromMs ?? 1_000
  return {
    tier: 'raw',
    worth: 'raw',
    precision: 's',
    points: 10,
    fromMs,
    toMs: fromMs,
    body: new Uint8Array(bytes).fill(7),
    ...rest,
  }
}

export function letter(fields: Partial<DeadLetter> = {}): Omit<DeadLetter, 'n'> {
  return {
    at: 5_000,
    target: 'a',
    tier: 'raw',
    precision: 's',
    status: 400,
    message: 'field type conflict',
    line: 'nvr,id=nvr-1 up=1i 1',
    ...fields,
  }
}

export const seqsOf = (frames: readonly Pick<Frame, 'seq'>[]): number[] =>
  frames.map(({ seq }) => seq)

/** Flushes until nothing changes any more; bounded. */
export function settle(spool: Spool, flushes = 400): void {
  for (let i = 0; i < flushes; i++) spool.flush()
}
