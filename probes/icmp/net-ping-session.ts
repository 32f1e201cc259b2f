// A net-ping session that is held while it waits, checks who answered, and says when an echo really left.
import type { Request } from 'net-ping'
import { netPingRefused } from './net-ping-refused.ts'

/** What a message was, as far as its own bytes tell. */
export interface Heard {
  readonly type: number
  readonly code: number
  readonly source: string
  /** Microseconds of `performance.now()` at which the echo that it answers left; NaN when unknown. */
  readonly sentUs: number
}

export interface CheckedSession {
  ping(address: string, done: (error: Error | null, heard: Heard | undefined) => void): void
  close(): void
}

export interface SessionNotes {
  /** An answer came from an address that was not asked. */
  stray(): void
  /** The socket reported an error of its own. */
  fault(): void
}

/** net-ping's sockets are collected as garbage while they wait unless somebody holds them. */
const held = new Set<object>()
/** Requests are forgotten after this long; the sweep has its own, shorter timeout. */
export const FORGET_MS = 10_000

/** Opens one. The session number is random: net-ping's own default, the process id, is shared by all its sessions. */
export async function openCheckedSession(
  family: 4 | 6,
  notes: SessionNotes,
): Promise<CheckedSession> {
  try {
    const { default: netPing } = await import('net-ping')
    const left = new Map<number, number>()
    let heard: Heard | undefined

    class Session extends netPing.Session {
      override onSocketMessage(buffer: Buffer, source: string): void {
        const message = look(buffer, family)
        const request = message ? this.reqs[message.id] : undefined
        if (!message || !request) return
        if (message.isReply && request.target !== source) {
          notes.stray()
          return
        }
        const sentUs = left.get(request.id) ?? Number.NaN
        heard = { type: message.type, code: message.code, source, sentUs }
        super.onSocketMessage(buffer, source)
        heard = undefined
      }

      override onSocketSend(request: Request, error: Error | null, bytes: number): void {
        left.set(request.id, performance.now() * 1000)
        super.onSocketSend(request, error, bytes)
      }
    }

    const session = new Session({
      networkProtocol: family === 6 ? netPing.NetworkProtocol.IPv6 : netPing.NetworkProtocol.IPv4,
      retries: 0,
      timeout: FORGET_MS,
      sessionId: 1 + Math.floor(Math.random() * 65_534),
    })
    session.on('error', () => notes.fault())
    held.add(session)
    return {
      ping: (address, done) => {
        session.pingHost(address, (error) => done(error, heard))
      },
      close: () => {
        held.delete(session)
        session.close()
      },
    }
  } catch (error) {
    throw netPingRefused(error)
  }
}

/** Type, code and sequence number of a message, an error's from the request that it quotes. */
function look(
  buffer: Buffer,
  family: 4 | 6,
): { type: number; code: number; id: number; isReply: boolean } | undefined {
  const at = family === 4 ? ((buffer[0] ?? 0) & 15) * 4 : 0
  if (buffer.length < at + 8) return undefined
  const type = buffer.readUInt8(at)
  const isReply = type === (family === 4 ? 0 : 129)
  const isEcho = isReply || type === (family === 4 ? 8 : 128)
  const quoted = at + 8
  const header = family === 4 ? ((buffer[quoted] ?? 0) & 15) * 4 : 40
  const message = isEcho ? at : quoted + header
  if (buffer.length < message + 8) return undefined
  return { type, code: buffer.readUInt8(at + 1), id: buffer.readUInt16BE(message + 6), isReply }
}
