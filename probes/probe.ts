// A probe is one function. Its deadline comes from the caller; a failure is a value with a reason, never a throw.
import type { ProbeResult } from './result.ts'

export type ProbeKind = 'icmp'

/** `T` is what the probe is given to look at (an address for icmp). Resolves by the time `signal` aborts. */
export type Probe<T> = (target: T, signal: AbortSignal) => Promise<ProbeResult>
