// What the judge remembers as bytes that outlive a restart: a head, a record for each camera by its id, a checksum.
import { crc32 } from 'node:zlib'
import { type CameraMemory, DAY, type Hour, NIGHT } from './camera-memory.ts'
import { INNER_CELLS, REDUCED_CELLS } from './view.ts'

/** "RPM" and the version; bytes of another one are passed over. */
const HEAD = Uint8Array.from([0x52, 0x50, 0x4d, 1])
const LONGEST_ID = 255
/** Five times, three usuals, and six small numbers. */
const FIXED = 5 * 8 + 3 * 4 + 6
const CHECKSUM = 4

/** Pictures that stand still are written too, so that a restart does not begin their time anew. */
export function writeMemory(memory: CameraMemory, ids: readonly string[]): Uint8Array {
  const names = ids.slice(0, memory.count).map((id) => new TextEncoder().encode(id))
  const size = names.reduce((sum, name, camera) => sum + sizeOf(memory, camera, name), 0)
  const out = new Uint8Array(HEAD.length + size + CHECKSUM)
  out.set(HEAD)
  let at = HEAD.length
  names.forEach((name, camera) => {
    if (sizeOf(memory, camera, name) === 0) return
    out[at] = name.length
    out.set(name, at + 1)
    at = writeRecord(memory, camera, out, at + 1 + name.length)
  })
  new DataView(out.buffer).setUint32(at, crc32(out.subarray(0, at)))
  return out
}

/** Leaves everything as it is where the bytes are not ours, of another version, cut, or changed. */
export function readMemory(memory: CameraMemory, bytes: Uint8Array, ids: readonly string[]): void {
  const end = bytes.length - CHECKSUM
  if (end < HEAD.length || HEAD.some((byte, index) => bytes[index] !== byte)) return
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(end) !== crc32(bytes.subarray(0, end))) return
  const cameras = new Map(ids.slice(0, memory.count).map((id, camera) => [id, camera]))
  for (let at = HEAD.length; at < end; ) {
    const length = bytes[at] ?? 0
    const from = at + 1 + length
    if (from + FIXED > end) return
    const size = recordSize(bytes[from] ?? 0)
    if (from + size > end) return
    const camera = cameras.get(new TextDecoder().decode(bytes.subarray(at + 1, from)))
    if (camera !== undefined) readRecord(memory, camera, bytes, view, from)
    at = from + size
  }
}

/** Parts that follow the fixed one. */
const HAS_STILL = 1
const HAS_DAY = 2
const HAS_NIGHT = 4

function partsOf(memory: CameraMemory, camera: number): number {
  return (
    ((memory.stillLooks[camera] ?? 0) > 1 ? HAS_STILL : 0) |
    ((memory.learnt[DAY][camera] ?? 0) > 0 ? HAS_DAY : 0) |
    ((memory.learnt[NIGHT][camera] ?? 0) > 0 ? HAS_NIGHT : 0)
  )
}

function recordSize(parts: number): number {
  return (
    FIXED +
    (parts & HAS_STILL ? INNER_CELLS : 0) +
    (parts & HAS_DAY ? REDUCED_CELLS : 0) +
    (parts & HAS_NIGHT ? REDUCED_CELLS : 0)
  )
}

/** 0: nothing is known of it, or its id is too long to be written. */
function sizeOf(memory: CameraMemory, camera: number, name: Uint8Array): number {
  if (name.length === 0 || name.length > LONGEST_ID) return 0
  const parts = partsOf(memory, camera)
  if (parts === 0 && memory.usualLooks[camera] === 0) return 0
  return 1 + name.length + recordSize(parts)
}

function writeRecord(memory: CameraMemory, camera: number, out: Uint8Array, from: number): number {
  const view = new DataView(out.buffer)
  const parts = partsOf(memory, camera)
  out[from] = parts
  if (parts & HAS_STILL) {
    out[from + 1] = Math.min(255, memory.stillLooks[camera] ?? 0)
    out[from + 2] = (memory.firstByDay[camera] ?? 0) | ((memory.proven[camera] ?? 0) << 1)
    view.setFloat64(from + 6, memory.firstAt[camera] ?? 0)
  }
  out[from + 3] = memory.learnt[DAY][camera] ?? 0
  out[from + 4] = memory.learnt[NIGHT][camera] ?? 0
  out[from + 5] = memory.usualLooks[camera] ?? 0
  timesOf(memory).forEach((column, index) => {
    view.setFloat64(from + 14 + index * 8, column[camera] ?? 0)
  })
  usualsOf(memory).forEach((column, index) => {
    view.setFloat32(from + 46 + index * 4, column[camera] ?? 0)
  })
  let at = from + FIXED
  const first = memory.first(camera)
  if (parts & HAS_STILL && first) {
    out.set(first, at)
    at += INNER_CELLS
  }
  for (const [part, hour] of HOURS) {
    if ((parts & part) === 0) continue
    out.set(memory.reference(camera, hour), at)
    at += REDUCED_CELLS
  }
  return at
}

function readRecord(
  memory: CameraMemory,
  camera: number,
  bytes: Uint8Array,
  view: DataView,
  from: number,
): void {
  const parts = bytes[from] ?? 0
  const firstAt = view.getFloat64(from + 6)
  const times = timesOf(memory).map((_, index) => view.getFloat64(from + 14 + index * 8))
  const usuals = usualsOf(memory).map((_, index) => view.getFloat32(from + 46 + index * 4))
  if (![firstAt, ...times, ...usuals].every((value) => value >= 0 && Number.isFinite(value))) return
  let at = from + FIXED
  if (parts & HAS_STILL) {
    const first = bytes.slice(at, at + INNER_CELLS)
    memory.begin(camera, first, firstAt, ((bytes[from + 2] ?? 0) & 1) === 1)
    memory.stillLooks[camera] = bytes[from + 1] ?? 1
    memory.proven[camera] = ((bytes[from + 2] ?? 0) >> 1) & 1
    at += INNER_CELLS
  }
  timesOf(memory).forEach((column, index) => {
    column[camera] = times[index] ?? 0
  })
  usualsOf(memory).forEach((column, index) => {
    column[camera] = usuals[index] ?? 0
  })
  memory.usualLooks[camera] = bytes[from + 5] ?? 0
  for (const [part, hour] of HOURS) {
    if ((parts & part) === 0) continue
    memory.reference(camera, hour).set(bytes.subarray(at, at + REDUCED_CELLS))
    memory.learnt[hour][camera] = bytes[from + 3 + hour] ?? 0
    at += REDUCED_CELLS
  }
}

const HOURS: readonly (readonly [number, Hour])[] = [
  [HAS_DAY, DAY],
  [HAS_NIGHT, NIGHT],
]

function timesOf(memory: CameraMemory): readonly Float64Array[] {
  return [memory.decodedAt, memory.goodAt, memory.badAt, memory.learntAt]
}

function usualsOf(memory: CameraMemory): readonly Float32Array[] {
  return [memory.usualFps, memory.usualKbps, memory.usualComplexity]
}
