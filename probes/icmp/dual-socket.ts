// One echo socket over two, for lists that mix IPv4 and IPv6.
import { positionsOf } from './address-list.ts'
import type { EchoSink, EchoSocket, EchoStats } from './echo-socket.ts'

/** `rows`: see `AddressList.rows`. The sockets share their clock, their reporters and their kind. Closing closes both. */
export function joinSockets(v4: EchoSocket, v6: EchoSocket, rows: Int32Array): EchoSocket {
  const count6 = rows.reduce((count, row) => (row < 0 ? count + 1 : count), 0)
  const [positions4, positions6] = positionsOf(rows, rows.length - count6, count6)
  const sendRun = makeSendRun(v4, v6, rows)
  let known: EchoSink | undefined
  let sinks: readonly [EchoSink, EchoSink] | undefined

  return {
    kind: v4.kind,
    blocking: v4.blocking,
    limits: [...new Set([...v4.limits, ...v6.limits])],
    epochUs: v4.epochUs,
    get stats(): EchoStats {
      const [a, b] = [v4.stats, v6.stats]
      return {
        sent: a.sent + b.sent,
        received: a.received + b.received,
        stray: a.stray + b.stray,
        errors: a.errors + b.errors,
        blocked: a.blocked + b.blocked,
      }
    },
    now: () => v4.now(),
    monotonic: () => v4.monotonic(),
    send: (targets, from, n, seq, sentAt) => {
      let done = 0
      while (done < n) {
        const [sent, asked] = sendRun(targets, from + done, from + n, seq, sentAt)
        if (sent <= 0) return done > 0 ? done : sent
        done += sent
        if (sent < asked) break
      }
      return done
    },
    drain: (sink, max) => {
      if (sink !== known || !sinks) {
        known = sink
        sinks = [withPositions(sink, positions4), withPositions(sink, positions6)]
      }
      return v4.drain(sinks[0], max) + v6.drain(sinks[1], max)
    },
    sleep: (us) => v4.sleep(us),
    pause: (us) => v4.pause(us),
    dropped: () => v4.dropped() + v6.dropped(),
    reporterAddress: (reporter) => v4.reporterAddress(reporter),
    close: () => {
      v4.close()
      v6.close()
    },
  }
}

function withPositions(sink: EchoSink, positions: Int32Array): EchoSink {
  return {
    reply: (row, seq, stampUs) => sink.reply(positions[row] ?? -1, seq, stampUs),
    error: (row, seq, type, code, reporter) =>
      sink.error(positions[row] ?? -1, seq, type, code, reporter),
  }
}

type SendRun = (
  targets: Int32Array,
  from: number,
  to: number,
  seq: number,
  sentAt: Float64Array,
) => readonly [sent: number, asked: number]

/** Sends to the longest run of one family that begins at `from`. */
function makeSendRun(v4: EchoSocket, v6: EchoSocket, rows: Int32Array): SendRun {
  // Rows are written at the positions of their targets, so that send times land where the caller wants them.
  let scratch = new Int32Array(64)
  return (targets, from, to, seq, sentAt) => {
    if (scratch.length < to) scratch = new Int32Array(to)
    const isV6 = (rows[targets[from] ?? 0] ?? 0) < 0
    let at = from
    while (at < to) {
      const row = rows[targets[at] ?? 0] ?? 0
      if (row < 0 !== isV6) break
      scratch[at] = isV6 ? ~row : row
      at++
    }
    return [(isV6 ? v6 : v4).send(scratch, from, at - from, seq, sentAt), at - from]
  }
}
