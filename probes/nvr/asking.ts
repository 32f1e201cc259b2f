// One question of a look: asked, read, and written down as a rung that says what was asked and what came.
import type { Rung } from '../feeds/rung.ts'
import type { Conversation, Reply } from './conversation.ts'
import type { NvrFault } from './nvr-look.ts'

/** Text from a network is cut to this many characters. */
const MOST_SEEN = 100
const MOST_SAID = 200
/** Hikvision's word, beside 401, for a user that was refused too often. */
const LOCKED = /<lockStatus>\s*lock\s*</i

export interface Question<T> {
  /** What is asked for, to follow "Asked for": "the state of its slots". */
  readonly what: string
  /** As it stands in the rung. */
  readonly path: string
  /** Undefined: this is no answer to the question. Never throws. */
  readonly read: (reply: Reply) => T | undefined
  /** What came, as the end of a sentence: "3 of 4 are connected". */
  readonly says: (found: T) => string
}

export interface Asked<T> {
  readonly found: T | undefined
  /** Undefined exactly where something was found. */
  readonly fault: NvrFault | undefined
  readonly status?: number
}

/** The questions of one look and the rungs that they leave. */
export class Asking {
  readonly conversation: Conversation
  readonly rungs: Rung[] = []

  constructor(conversation: Conversation) {
    this.conversation = conversation
  }

  /** GET of the path. */
  get<T>(question: Question<T>): Promise<Asked<T>> {
    return this.with(question, () => this.conversation.get(question.path))
  }

  async with<T>(question: Question<T>, ask: () => Promise<Reply>): Promise<Asked<T>> {
    const from = performance.now()
    const reply = await ask()
    const found = reply.fault === undefined ? question.read(reply) : undefined
    const fault = reply.fault ?? (found === undefined ? 'protocol' : undefined)
    const status = reply.status === undefined ? {} : { status: reply.status }
    const end =
      found === undefined
        ? failure(fault as NvrFault, reply, this.conversation)
        : question.says(found)
    this.rungs.push({
      rung: 'nvr_api',
      // What a device does not know is no fault of it.
      result: fault === undefined ? 'ok' : fault === 'unsupported' ? 'skipped' : 'failed',
      ms: Math.round(performance.now() - from),
      says: `Asked for ${question.what}: ${end}.`.slice(0, MOST_SAID),
      seen: { path: question.path.slice(0, MOST_SEEN), ...status, bytes: reply.body.length },
    })
    return { found, fault, ...status }
  }

  /** A question that is not asked, and why. */
  skip(says: string): void {
    this.rungs.push({ rung: 'nvr_api', result: 'skipped', says })
  }
}

/** After these there is no use in a further question. */
export function endsLook(fault: NvrFault | undefined, conversation: Conversation): boolean {
  return (
    conversation.isRefused ||
    (fault !== undefined && fault !== 'unsupported' && fault !== 'protocol')
  )
}

function failure(fault: NvrFault, reply: Reply, { target, isRefused }: Conversation): string {
  const status = reply.status === undefined ? '' : ` (${reply.status})`
  switch (fault) {
    case 'refused':
      return 'the connection was refused'
    case 'unreachable':
      return 'there is no way to it'
    case 'timeout':
      return 'no whole answer came in time'
    case 'tls':
      return target.verifyTls
        ? 'no TLS, or a certificate that nobody vouches for'
        : 'it does not speak TLS on this port'
    case 'auth':
      return authFailure(reply, target.vendor, isRefused, target.credentials !== undefined)
    case 'busy':
      return `it has no time for us${status}`
    case 'unsupported':
      return `it knows no such question${status}`
    case 'protocol':
      return protocolFailure(reply)
    case 'too_much':
      return 'the answer was larger than any real one'
    case 'aborted':
      return 'the look was ended'
  }
}

function authFailure(
  reply: Reply,
  vendor: string,
  isRefused: boolean,
  hasCredentials: boolean,
): string {
  if (!hasCredentials) return 'it wants a user and a password, and none are known'
  if (reply.status === 403) return 'our user may not ask this (403)'
  if (LOCKED.test(reply.body.toString('latin1', 0, 2000))) return 'it has locked our user (401)'
  if (!isRefused) return 'it wants a login of a kind that we cannot give (401)'
  return vendor === 'dahua'
    ? 'it refused our login (401): a wrong user or password, or no session is left'
    : 'it refused our user or password (401)'
}

function protocolFailure(reply: Reply): string {
  if (reply.status === undefined) return 'what came is not HTTP, or broke off'
  if (reply.status >= 300 && reply.status < 400) {
    return `it sends us to another place (${reply.status}), where we do not go: check port and TLS`
  }
  return reply.status < 300
    ? 'the answer is not what this API gives'
    : `it failed to answer (${reply.status})`
}
