// The way in: TCP, then TLS where it is asked for, each within its time.
import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from 'node:net'
import { connect as connectTls, createSecureContext, type SecureContext } from 'node:tls'
import { type Failure, shown } from './failure.ts'
import type { StreamTarget } from './stream-look.ts'

const FAULTS: ReadonlyMap<string, Failure> = new Map([
  ['ECONNREFUSED', { fault: 'refused', says: 'the port is closed: nothing serves video there' }],
  ['ETIMEDOUT', { fault: 'connect_timeout', says: 'nobody answered the connection' }],
  ['ECONNRESET', { fault: 'closed', says: 'the server reset the connection' }],
  ['EPIPE', { fault: 'closed', says: 'the server closed the connection' }],
  ['EHOSTUNREACH', { fault: 'unreachable', says: 'there is no way to the address' }],
  ['ENETUNREACH', { fault: 'unreachable', says: 'there is no way to the network' }],
  ['EHOSTDOWN', { fault: 'unreachable', says: 'there is no way to the address' }],
  ['ENOTFOUND', { fault: 'unreachable', says: 'the host name is not known' }],
  // No name server answered: that is this machine's trouble, whatever the host does.
  ['EAI_AGAIN', { fault: 'aborted', says: 'no name server answered (EAI_AGAIN)' }],
])
/** The fault is ours: it says nothing of the server. */
const OWN = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL', 'EACCES', 'EPERM'])

export function socketFailure(error: Error): Failure {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  const known = FAULTS.get(code)
  if (known) return known
  if (OWN.has(code)) return { fault: 'aborted', says: `this machine gives no socket (${code})` }
  if (/^(ERR_(SSL|TLS)|.*CERT|EPROTO|UNABLE_TO)/.test(code)) return tlsFailure(error)
  return { fault: 'unreachable', says: `the connection failed (${shown(code || error.name, 60)})` }
}

/** As much as libuv reads at once. */
const READ_BYTES = 65_536
/**
 * Node takes 64 kB anew for each read of a socket and cuts that down to what came, which tears the memory of a thread
 * with hundreds of streams to pieces. Reads of a thread come one after the other: one buffer serves them all.
 */
const shared = Buffer.allocUnsafeSlow(READ_BYTES)

/**
 * TCP only, within `connectMs`. The socket has no listeners left; who gets it must destroy it. `take` gets the bytes that
 * come, as a view that is good only during the call, and the socket has no `data` then; undefined: it is for TLS.
 */
export function openTcp(
  target: StreamTarget,
  connectMs: number,
  signal: AbortSignal,
  take: ((bytes: Buffer) => void) | undefined,
): Promise<Socket | Failure> {
  const { host, port, localAddress } = target
  let socket: Socket
  try {
    socket = connectTcp({
      host,
      port,
      ...(localAddress === undefined ? {} : { localAddress }),
      ...(take === undefined ? {} : { onread: readInto(take) }),
    })
  } catch (error) {
    const name = error instanceof Error ? error.name : 'error'
    return Promise.resolve({ fault: 'unreachable', says: `no such address or port (${name})` })
  }
  socket.setNoDelay(true)
  const late: Failure = {
    fault: 'connect_timeout',
    says: `nobody answered the connection within ${connectMs} ms`,
  }
  return opened(socket, 'connect', connectMs, late, socketFailure, signal)
}

function readInto(take: (bytes: Buffer) => void): OnReadOpts {
  return {
    buffer: shared,
    callback(length) {
      take(shared.subarray(0, length))
      // Go on reading.
      return true
    },
  }
}

/** TLS over `plain`, within `connectMs`; `plain` is destroyed where that fails. */
export async function openTls(
  plain: Socket,
  target: StreamTarget,
  connectMs: number,
  signal: AbortSignal,
): Promise<Socket | Failure> {
  const { host, verifyTls } = target
  const socket = connectTls({
    socket: plain,
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    rejectUnauthorized: verifyTls,
    ...(verifyTls ? {} : { secureContext: laxContext() }),
  })
  const late: Failure = { fault: 'tls', says: `TLS was not agreed within ${connectMs} ms` }
  const result = await opened(socket, 'secureConnect', connectMs, late, tlsFailure, signal)
  if (result !== socket) plain.destroy()
  return result
}

function tlsFailure(error: Error): Failure {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  const what = /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/.test(code)
    ? 'nobody vouches for the certificate'
    : 'TLS could not be agreed'
  return { fault: 'tls', says: `${what} (${shown(code || error.name, 60)})` }
}

let lax: SecureContext | undefined

/** Old recorders speak old TLS with short keys: where the certificate is not checked, that is taken too. Made once. */
function laxContext(): SecureContext {
  lax ??= createSecureContext({ minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' })
  return lax
}

function opened(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  limitMs: number,
  late: Failure,
  failureOf: (error: Error) => Failure,
  signal: AbortSignal,
): Promise<Socket | Failure> {
  return new Promise((resolve) => {
    const settle = (result: Socket | Failure): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      socket.off(event, open).off('close', closed)
      // An error after this moment has nobody else to go to.
      socket.on('error', () => undefined).off('error', fail)
      if (result !== socket) socket.destroy()
      resolve(result)
    }
    const abort = (): void => settle({ fault: 'aborted', says: 'the look was called off' })
    const open = (): void => settle(socket)
    const fail = (error: Error): void => settle(failureOf(error))
    const closed = (): void => fail(Object.assign(new Error('closed'), { code: 'ECONNRESET' }))
    const timer = setTimeout(() => settle(late), limitMs)
    signal.addEventListener('abort', abort, { once: true })
    socket.once(event, open).once('error', fail).once('close', closed)
    if (signal.aborted) abort()
  })
}
