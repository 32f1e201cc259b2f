// The real parts that tests need, and what happens where one is missing: a visible skip, or a failure in CI.
import { spawnSync } from 'node:child_process'
import { describe } from 'vitest'
import { type RIGS, tryOf } from './tools.ts'

export type RigName = keyof typeof RIGS | 'root'

/** Names of `names` that this machine lacks; `root` is lacking where the tests do not run as root. */
export function missingRigs(names: readonly RigName[]): RigName[] {
  return names.filter((name) =>
    name === 'root' ? process.getuid?.() !== 0 : spawnSync('sh', ['-c', tryOf(name)]).status !== 0,
  )
}

/** As vitest's `describe`, for tests that need real parts. With RONDA_RIGS=required a missing one is a failure. */
export function describeWithRigs(title: string, names: readonly RigName[], body: () => void): void {
  const missing = missingRigs(names)
  if (missing.length === 0) {
    describe(title, body)
    return
  }
  const why = `missing: ${missing.join(', ')}`
  if (process.env['RONDA_RIGS'] === 'required') {
    describe(title, () => {
      throw new Error(`${why} (RONDA_RIGS=required)`)
    })
    return
  }
  describe.skip(`${title} [skipped, ${why}]`, body)
}
