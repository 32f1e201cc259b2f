// A sender with short delays on a spool in memory, for the tests of this folder.
import type { Logger } from '../../fleet/logger.ts'
import { createDialect } from '../../store/influx/dialects/create-dialect.ts'
import { createSender, type Sender, type SenderOptions } from '../../store/influx/sender/sender.ts'
import type { InfluxTarget, KeepDays } from '../../store/influx/target.ts'
import type { NewFrame, Spool } from '../../store/spool/spool.ts'
import { memorySpool } from '../rigs/memory-spool.ts'

export const KEEP: KeepDays = { raw: 7, m1: 90, h1: 730, d1: 3650, ev: 730 }

export interface Sending {
  readonly sender: Sender
  readonly spool: Spool
  readonly target: InfluxTarget
  /** What was logged, as one text for each. */
  readonly log: readonly string[]
  /** Into the spool and to the sender, as the series thread does. */
  put(frames: readonly NewFrame[]): void
  /** Resolves when nothing is owed any more, false after `ms`. */
  delivered(ms?: number): Promise<boolean>
}

export function sendingTo(
  target: Partial<InfluxTarget> & Pick<InfluxTarget, 'url'>,
  more: Partial<SenderOptions> = {},
): Sending {
  const whole: InfluxTarget = {
    name: 'main',
    dialect: '1',
    database: 'ronda',
    timeoutMs: 5000,
    ...target,
  }
  const log: string[] = []
  const note = (fields: object, message: string): void => {
    log.push(`${message} ${JSON.stringify(fields)}`)
  }
  const logger: Logger = { debug: note, info: note, warn: note, error: note }
  const spool = more.spool ?? memorySpool([whole.name])
  const sender = createSender({
    target: whole,
    dialect: createDialect(whole),
    keepDays: KEEP,
    logger,
    host: 'test host',
    ...more,
    spool,
    delays: {
      firstRetryMs: 10,
      longestRetryMs: 50,
      heldRetryMs: 100,
      tickMs: 20,
      readBackMs: 10,
      ...more.delays,
    },
  })
  return {
    sender,
    spool,
    target: whole,
    log,
    put: (frames) => sender.offer(spool.put(frames)),
    async delivered(ms = 10_000) {
      const deadline = Date.now() + ms
      while (spool.backlog(whole.name).frames > 0) {
        if (Date.now() > deadline) return false
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      return true
    },
  }
}
