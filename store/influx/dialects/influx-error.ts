// A fault between us and a database: the word for it, and what the server said, never a secret.
import { RondaError } from '../../../fleet/error.ts'
import type { Problem, ProblemCode } from '../problem.ts'
import type { InfluxTarget } from '../target.ts'

const MOST_SAID = 300

/** Of the target, with what the sentences of texts/ are filled from; since when is not known to one question. */
export type FoundProblem = Omit<Problem, 'since'>

export class InfluxError extends RondaError {
  readonly problem: FoundProblem

  /** `said`: the server's words, or those of the operating system. `remedy`: only where the code alone does not tell it. */
  constructor(
    target: InfluxTarget,
    code: ProblemCode,
    said: string,
    options: {
      readonly values?: Readonly<Record<string, string | number>>
      readonly remedy?: string
      readonly cause?: unknown
    } = {},
  ) {
    const words = withoutSecrets(target, said)
    super('RND_INFLUX', `${target.name} (${target.url}): ${words}`, {
      remedy: options.remedy,
      cause: options.cause,
    })
    this.name = 'InfluxError'
    this.problem = {
      code,
      values: { url: target.url, database: target.database, said: words, ...options.values },
    }
  }
}

/** One line, at most 300 characters, printable, the target's password and token taken out. */
function withoutSecrets({ password, token }: InfluxTarget, said: string): string {
  const secrets = [password?.reveal(), token?.reveal()].filter((one) => one !== undefined)
  const clean = secrets.reduce((text, secret) => text.replaceAll(secret, '[secret]'), said)
  // What a server says ends on terminals: no control characters.
  const line = clean.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
  return line.length > MOST_SAID ? `${line.slice(0, MOST_SAID)}…` : line
}
