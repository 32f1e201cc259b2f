// One thing that `ronda doctor` looked at: how it is, and what to do about it.

export interface Finding {
  readonly what: string
  /** `fail`: `ronda run` would not work. `warn`: it would, with less than it could. */
  readonly level: 'ok' | 'warn' | 'fail'
  readonly seen: string
  readonly remedy?: string
}

export const ok = (what: string, seen: string): Finding => ({ what, level: 'ok', seen })
export const warn = (what: string, seen: string, remedy: string): Finding => ({
  what,
  level: 'warn',
  seen,
  remedy,
})
export const fail = (what: string, seen: string, remedy: string): Finding => ({
  what,
  level: 'fail',
  seen,
  remedy,
})
