// A socket whose receive clock is set on once, as somebody who sets the time would: for wrapping a real one.
import type { EchoSink, EchoSocket } from '../../probes/icmp/echo-socket.ts'

/** `stepMs` is added to `now` and to stamps from `afterMs` after the start on. */
export function stepping(
  inner: EchoSocket,
  _addresses: readonly string[],
  { afterMs, stepMs }: { readonly afterMs: number; readonly stepMs: number },
): EchoSocket {
  const stepAtUs = inner.monotonic() + afterMs * 1000
  const step = (): number => (inner.monotonic() >= stepAtUs ? stepMs * 1000 : 0)
  let target: EchoSink | undefined
  const sink: EchoSink = {
    reply: (index, seq, stampUs) => target?.reply(index, seq, stampUs + step()),
    error: (index, seq, type, code, reporter) => target?.error(index, seq, type, code, reporter),
  }
  return {
    kind: inner.kind,
    blocking: inner.blocking,
    limits: inner.limits,
    stats: inner.stats,
    epochUs: inner.epochUs,
    now: () => inner.now() + step(),
    monotonic: () => inner.monotonic(),
    send(targets, from, n, seq, sentAt) {
      const out = inner.send(targets, from, n, seq, sentAt)
      for (let k = from; k < from + out; k++) sentAt[k] = (sentAt[k] ?? Number.NaN) + step()
      return out
    },
    drain(into, max) {
      target = into
      return inner.drain(sink, max)
    },
    sleep: (us) => inner.sleep(us),
    pause: (us) => inner.pause(us),
    dropped: () => inner.dropped(),
    reporterAddress: (reporter) => inner.reporterAddress(reporter),
    close: () => inner.close(),
  }
}
