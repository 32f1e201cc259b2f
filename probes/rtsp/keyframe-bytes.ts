// Gives back the memory of a keyframe when it is done with.

/** Of ECMAScript 2024, which Node has and the compiler's library not yet. */
type Transferable = ArrayBuffer & { transfer(length: number): ArrayBuffer }

/**
 * Nobody may read `bytes` afterwards: they are empty. A keyframe outlives what the collector looks at often, and 64 MB of
 * such memory may pile up in a thread until it looks at the rest. Bytes that share their memory with others are left alone.
 */
export function giveBack(bytes: Uint8Array): void {
  const { buffer, byteLength } = bytes
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength !== byteLength) return
  const own = buffer as Transferable
  own.transfer(0)
}
