// How a host of ours is: CPU, memory and its fullest disk, from Prometheus' node_exporter or from this machine itself.
import { samplesIn } from './exposition.ts'

export interface HostFacts {
  /** Thousandths of all its CPUs since the look before; absent at the first look. */
  readonly cpuPermille?: number
  readonly memoryTotalBytes: number
  readonly memoryFreeBytes: number
  /** Of the file system with the smallest free share; absent where none is known. */
  readonly diskTotalBytes?: number
  readonly diskFreeBytes?: number
  /** Where that file system is. */
  readonly disk?: string
}

/** CPU seconds since the host's start. */
export interface CpuMark {
  readonly busyS: number
  readonly totalS: number
}

export interface HostLook {
  readonly facts: HostFacts
  readonly cpu: CpuMark
}

const WANTED = new Set([
  'node_cpu_seconds_total',
  'node_memory_MemTotal_bytes',
  'node_memory_MemAvailable_bytes',
  'node_filesystem_size_bytes',
  'node_filesystem_avail_bytes',
])
/** File systems that are no disks, or of which somebody else is in charge. */
const NO_DISK =
  /^(tmpfs|devtmpfs|overlay|squashfs|ramfs|nfs\d?|cifs|fuse\..*|autofs|proc|sysfs|iso9660)$/
const RESTING = new Set(['idle', 'iowait'])

/** Undefined where the page is not node_exporter's. `before`: CPU of the look before. */
export function hostFacts(text: string, before: CpuMark | undefined): HostLook | undefined {
  const disks = new Map<string, { total?: number; free?: number }>()
  const cpu = { busyS: 0, totalS: 0 }
  let [total, free] = [Number.NaN, Number.NaN]
  for (const { name, labels, value } of samplesIn(text, (name) => WANTED.has(name))) {
    if (name === 'node_cpu_seconds_total') {
      cpu.totalS += value
      if (!RESTING.has(labels['mode'] ?? '')) cpu.busyS += value
    } else if (name === 'node_memory_MemTotal_bytes') total = value
    else if (name === 'node_memory_MemAvailable_bytes') free = value
    else if (!NO_DISK.test(labels['fstype'] ?? '')) {
      const mount = labels['mountpoint'] ?? ''
      const disk = disks.get(mount) ?? {}
      disk[name === 'node_filesystem_size_bytes' ? 'total' : 'free'] = value
      disks.set(mount, disk)
    }
  }
  if (Number.isNaN(total) || Number.isNaN(free)) return undefined
  const facts = {
    memoryTotalBytes: total,
    memoryFreeBytes: free,
    ...fullest(disks),
    ...cpuSince(before, cpu),
  }
  return { facts, cpu }
}

/** A counter that went back is of a host that was started anew: nothing is known of its CPU then. */
export function cpuSince(
  before: CpuMark | undefined,
  now: CpuMark,
): Pick<HostFacts, 'cpuPermille'> {
  if (before === undefined) return {}
  const [totalS, busyS] = [now.totalS - before.totalS, now.busyS - before.busyS]
  if (totalS <= 0 || busyS < 0) return {}
  return { cpuPermille: Math.round((1000 * busyS) / totalS) }
}

function fullest(
  disks: ReadonlyMap<string, { readonly total?: number; readonly free?: number }>,
): Pick<HostFacts, 'disk' | 'diskTotalBytes' | 'diskFreeBytes'> {
  let found: { disk: string; total: number; free: number } | undefined
  for (const [disk, { total = 0, free = 0 }] of disks) {
    if (total > 0 && (found === undefined || free / total < found.free / found.total)) {
      found = { disk, total, free }
    }
  }
  return found ? { disk: found.disk, diskTotalBytes: found.total, diskFreeBytes: found.free } : {}
}
