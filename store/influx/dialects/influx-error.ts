// A fault between us and a database: the word for it, and what the server said, never a secret.
import { RondaError } from '../../../fleet/error.ts'
import type { Found, Problem, ProblemCode } from '../problem.ts'
import { printable } from '../sender/said.ts'
import type { InfluxTarget } from '../target.ts'

/** Of the target, with what the sentences of texts/ are filled from; since when is not known to one question. */
export type FoundProblem = Omit<Problem, 'since'>

export class InfluxError extends RondaError {
  readonly problem: FoundProblem

  /** `said`: the server's words, or empty; `found`: what Ronda found instead. `remedy`: only where the code alone does not tell it. */
  constructor(
    target: InfluxTarget,
    code: ProblemCode,
    said: string,
    options: {
      readonly values?: Readonly<Record<string, string | number>>
      readonly found?: Found
      readonly remedy?: string
      readonly cause?: unknown
    } = {},
  ) {
    const words = printable(Buffer.from(said).toString('latin1'), target)
    super(
      'RND_INFLUX',
      `${target.name} (${target.url}): ${[options.found?.why, words].filter(Boolean).join(': ')}`,
      {
        remedy: options.remedy,
        cause: options.cause,
      },
    )
    this.name = 'InfluxError'
    this.problem = {
      code,
      values: {
        name: target.name,
        url: target.url,
        database: target.database,
        ...(words === '' ? {} : { said: words }),
        ...options.found,
        ...options.values,
      },
    }
  }
}
