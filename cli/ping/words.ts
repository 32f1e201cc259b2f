// Reads the options of `ronda ping`, and says of each that is wrong what it may be.
import { RondaError } from '../../fleet/error.ts'
import { OPEN_KINDS, type OpenKind } from '../../probes/icmp/open.ts'
import { PACKETS_PER_SECOND_MAX } from '../../probes/pacer.ts'
import type { Arguments } from '../command.ts'

export interface PingWords {
  readonly rate: number
  readonly timeoutMs: number
  readonly retries: number
  /** Between the starts of two sweeps; absent for one sweep. */
  readonly intervalMs: number | undefined
  /** Sweeps; Infinity until interrupted. */
  readonly count: number
  readonly kind: OpenKind
  readonly summary: boolean
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Throws `RND_USAGE` with every option that is wrong. */
export function readWords(values: Arguments['values']): PingWords {
  const problems: string[] = []
  const whole = (name: string, least: number, most: number): number => {
    const text = String(values[name])
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most) return value
    const range = most === Infinity ? `from ${least}` : `${least} to ${most}`
    problems.push(`--${name} ${text}: want a whole number ${range}`)
    return least
  }
  const time = (name: string, leastMs: number, mostMs: number): number => {
    const text = String(values[name])
    const ms = durationMs(text)
    if (ms !== undefined && ms >= leastMs && ms <= mostMs) return ms
    problems.push(
      `--${name} ${text}: want a duration such as 500ms, 1s or 2m, ${leastMs} ms to ${mostMs / 1000} s`,
    )
    return leastMs
  }
  const intervalMs =
    values['interval'] === undefined ? undefined : time('interval', 100, 86_400_000)
  if (intervalMs === undefined && values['count'] !== undefined)
    problems.push('--count needs --interval: how often to sweep')
  const kind = OPEN_KINDS.find((known) => known === values['kind'])
  if (!kind) problems.push(`--kind ${values['kind']}: want one of ${OPEN_KINDS.join(', ')}`)
  const words: PingWords = {
    rate: whole('rate', 0, PACKETS_PER_SECOND_MAX),
    timeoutMs: time('timeout', 1, 60_000),
    retries: whole('retries', 0, 7),
    intervalMs,
    count:
      values['count'] === undefined
        ? intervalMs === undefined
          ? 1
          : Infinity
        : whole('count', 1, Infinity),
    kind: kind ?? 'auto',
    summary: values['summary'] === true,
  }
  if (problems.length > 0) {
    throw new RondaError('RND_USAGE', problems.join('\n'), {
      remedy: 'all options: ronda ping --help',
    })
  }
  return words
}

function durationMs(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? []
  const factor = UNITS[unit ?? '']
  return number === undefined || factor === undefined ? undefined : Number(number) * factor
}
