// CPU of finished child processes, whole trees, to the microsecond: getrusage(RUSAGE_CHILDREN).
import koffi from 'koffi'
import { makeArena } from '../../probes/icmp/libc.ts'

const libc = koffi.load(null)
const getrusage = libc.func('int getrusage(int who, void *usage)')
const RUSAGE_CHILDREN = -1
const arena = makeArena(4096)

/** Seconds, user and system, of all children that were waited for so far. A difference of two readings is a command's. */
export function childCpuSeconds(): number {
  getrusage(RUSAGE_CHILDREN, arena.at(0))
  const at = (word: number): number => Number(arena.u64[word] ?? 0n)
  return at(0) + at(2) + (at(1) + at(3)) / 1e6
}
