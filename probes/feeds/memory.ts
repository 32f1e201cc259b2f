// Keeps the memory of a program with a picture round close to what it uses.
import { setFlagsFromString } from 'node:v8'
import koffi from 'koffi'

/** A heap is collected when it has grown by so many per cent since the last time; V8's own choice is up to fourfold. */
const GROWTH_PERCENT = 20
/** mallopt(3). Setting it also ends glibc's habit of raising it to 32 MB with the first large block that is freed. */
const M_MMAP_THRESHOLD = -3
/** Octets: glibc's default at the start. Blocks from here on go back to the system when they are freed. */
const THRESHOLD = 131_072

/**
 * To be called before the round's thread is made; it holds for the whole process. Streams and pictures live for some
 * seconds: too long for the young generation, and then they wait as garbage in the old one. Measured with the
 * reference city after 95 s: 363 MB instead of 453 MB.
 */
export function keepMemoryTight(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`)
  libcCall('int mallopt(int param, int value)')?.(M_MMAP_THRESHOLD, THRESHOLD)
}

/** Gives back what threads freed and glibc keeps: some tens of megabytes, in a few milliseconds of the calling thread. */
export function returnFreed(): void {
  trim ??= libcCall('int malloc_trim(size_t pad)') ?? (() => {})
  trim(0)
}

let trim: ((...words: readonly number[]) => unknown) | undefined

/** Undefined where libc has no such call: musl neither has these, nor these habits. */
function libcCall(signature: string): ((...words: readonly number[]) => unknown) | undefined {
  try {
    return koffi.load(null).func(signature)
  } catch {
    return undefined
  }
}
