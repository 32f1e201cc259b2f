// How this machine is, as host-facts.ts has it of others; its disk is the one that the data folder lies on.
import { readFile, statfs } from 'node:fs/promises'
import { cpus, freemem, totalmem } from 'node:os'
import { type CpuMark, cpuSince, type HostLook } from './host-facts.ts'

/** Never rejects; what cannot be read is left out. */
export async function ownHost(folder: string, before: CpuMark | undefined): Promise<HostLook> {
  const cpu = cpuNow()
  const facts = {
    memoryTotalBytes: totalmem(),
    memoryFreeBytes: await availableBytes(),
    ...(await diskOf(folder)),
    ...cpuSince(before, cpu),
  }
  return { facts, cpu }
}

function cpuNow(): CpuMark {
  const mark = { busyS: 0, totalS: 0 }
  for (const { times } of cpus()) {
    const busy = times.user + times.nice + times.sys + times.irq
    mark.busyS += busy / 1000
    mark.totalS += (busy + times.idle) / 1000
  }
  return mark
}

/** What the kernel could give to programs; `freemem` counts its caches as taken. */
async function availableBytes(): Promise<number> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '')
  const kilobytes = /^MemAvailable:\s+(\d+) kB/m.exec(text)?.[1]
  return kilobytes === undefined ? freemem() : Number(kilobytes) * 1024
}

async function diskOf(folder: string) {
  try {
    const { blocks, bavail, bsize } = await statfs(folder)
    return { disk: folder, diskTotalBytes: blocks * bsize, diskFreeBytes: bavail * bsize }
  } catch {
    return {}
  }
}
