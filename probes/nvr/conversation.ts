// All questions of one look at one NVR: one connection, one login, and none after a refused one.
import { Authorization } from '../auth/authorization.ts'
import { type Challenge, readChallenges } from '../auth/challenge.ts'
import { HttpLine, type HttpOutcome, type HttpQuestion } from './http.ts'
import type { Login, NvrMemory } from './memory.ts'
import type { NvrFault, NvrLimits, NvrTarget } from './nvr-look.ts'
import { faultOfStatus } from './status.ts'

/** A request, its answer to a challenge, and a further one where the nonce was too old. */
const MOST_SENDS = 3

export interface Reply {
  /** Undefined: 2xx. */
  readonly fault: NvrFault | undefined
  readonly status?: number
  readonly body: Buffer
  readonly midAt: number
}

const NOTHING = Buffer.alloc(0)

/** Ends by `close`, always. */
export class Conversation {
  readonly target: NvrTarget
  readonly #line: HttpLine
  readonly #memory: NvrMemory
  #login: Login | undefined
  #isRefused = false
  #wasTaken = false
  #wasChallenged = false

  constructor(target: NvrTarget, limits: NvrLimits, signal: AbortSignal, memory: NvrMemory) {
    this.target = target
    this.#line = new HttpLine(target, limits, signal)
    this.#memory = memory
    const login = memory.recall(target)
    if (login?.lasts) this.#login = login
  }

  /** Our user or password was refused in this look: nothing more is asked. */
  get isRefused(): boolean {
    return this.#isRefused
  }

  /** The NVR asked for a login that HTTP can give. */
  get wasChallenged(): boolean {
    return this.#wasChallenged
  }

  get(path: string): Promise<Reply> {
    return this.ask({ method: 'GET', path })
  }

  /** Never rejects. */
  async ask(question: HttpQuestion): Promise<Reply> {
    if (this.#isRefused) return { fault: 'auth', body: NOTHING, midAt: Date.now() }
    // The nonce that this question is answered with was given to this very question.
    let isFresh = false
    let isWorn = false
    for (let sends = 1; ; sends++) {
      const used = this.#login
      const outcome = await this.#line.ask(this.#signed(question))
      if (outcome.fault !== undefined || outcome.status !== 401) {
        if (outcome.fault === undefined && used) this.#taken(used, !isWorn)
        return replyOf(outcome)
      }
      const next = this.#next(used, outcome.challenges, isFresh)
      if (next === undefined || sends === MOST_SENDS) {
        // What was taken a moment ago is no wrong password: Dahua says 401 where it has no session left.
        if (this.#wasTaken) return { ...replyOf(outcome), fault: 'busy' }
        if (used) this.refuse()
        return replyOf(outcome)
      }
      isWorn ||= used !== undefined
      isFresh = true
      this.#login = next
    }
  }

  /** Says that what was sent in another way than by HTTP's own (a token in a SOAP header) was refused. */
  refuse(): void {
    this.#isRefused = true
    this.#memory.forget(this.target)
  }

  close(): void {
    this.#line.close()
  }

  #signed(question: HttpQuestion): HttpQuestion {
    if (!this.#login) return question
    const authorization = this.#login.authorization.header(question.method, question.path)
    return { ...question, headers: { ...question.headers, authorization } }
  }

  /** How a 401 is to be answered; undefined: not at all. */
  #next(used: Login | undefined, headers: readonly string[], isFresh: boolean): Login | undefined {
    const credentials = this.target.credentials
    const challenge = readChallenges(headers)[0]
    if (challenge) this.#wasChallenged = true
    if (!credentials || !challenge) return undefined
    if (used && !isNonceToBlame(used.challenge, challenge, isFresh)) return undefined
    const authorization = new Authorization(challenge, credentials)
    return { challenge, authorization, credentials, lasts: true }
  }

  #taken(login: Login, lasts: boolean): void {
    // Once too old in spite of a login that was taken, its nonces are not to be relied on.
    this.#wasTaken = true
    this.#login = { ...login, lasts: login.lasts && lasts }
    this.#memory.keep(this.target, this.#login)
  }
}

/** Many devices never say `stale`: an old nonce that is refused and followed by another is no wrong password yet. */
function isNonceToBlame(used: Challenge, now: Challenge, isFresh: boolean): boolean {
  if (used.scheme === 'basic' || now.scheme === 'basic') return false
  return now.stale || (!isFresh && now.nonce !== used.nonce)
}

function replyOf(outcome: HttpOutcome): Reply {
  if (outcome.fault !== undefined) {
    return { fault: outcome.fault, body: NOTHING, midAt: Date.now() }
  }
  const { status, body, midAt } = outcome
  return { fault: faultOfStatus(status, body), status, body, midAt }
}
