// The `round:` and `pinger:` parts of ronda.yaml.
import { z } from 'zod'
import { ECHO_SOCKET_KINDS } from '../icmp/echo-socket.ts'
import { ROUND_DEFAULTS } from './plan.ts'

const milliseconds = (least: number, most: number) => z.int().min(least).max(most)

export const roundSchema = z
  .strictObject({
    timeoutMs: milliseconds(50, 60_000).default(ROUND_DEFAULTS.timeoutMs),
    confirmAfterMs: milliseconds(20, 60_000).default(ROUND_DEFAULTS.confirmAfterMs),
    confirmEchoes: z.int().min(1).max(6).default(ROUND_DEFAULTS.confirmEchoes),
    confirmGapMs: milliseconds(20, 60_000).default(ROUND_DEFAULTS.confirmGapMs),
    anchorIntervalMs: milliseconds(100, 60_000).default(ROUND_DEFAULTS.anchorIntervalMs),
    packetsPerSecond: z.int().min(1).max(50_000).default(ROUND_DEFAULTS.packetsPerSecond),
    flushMs: milliseconds(20, 10_000).default(ROUND_DEFAULTS.flushMs),
  })
  .refine((round) => round.confirmAfterMs <= round.timeoutMs, {
    path: ['confirmAfterMs'],
    message: 'must not be longer than timeoutMs',
  })

export const pingerSchema = z.enum(['auto', ...ECHO_SOCKET_KINDS]).default('auto')
export type Pinger = z.infer<typeof pingerSchema>
