import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { samplesIn } from './exposition.ts'
import { hostFacts } from './host-facts.ts'
import { ownHost } from './own-host.ts'
import { relayFacts } from './relay-facts.ts'

const all = (text: string) => [...samplesIn(text, () => true)]

test('labels with quotes, commas and line ends, times and exponents are read; the rest is passed over', () => {
  const text = '# HELP a b\na{x="1, \\"2\\"",y="a\\nb"} 1.5e3 1700000000\nb 2\nno value\nc{} NaN\n'
  expect(all(text)).toEqual([
    { name: 'a', labels: { x: '1, "2"', y: 'a\nb' }, value: 1500 },
    { name: 'b', labels: {}, value: 2 },
  ])
})

test('any text is taken without harm', () => {
  fc.assert(fc.property(fc.string({ maxLength: 2000 }), (text) => void all(text)))
})

test('a relay of today and one of years ago', () => {
  const now = [
    'paths{name="a",state="ready"} 1',
    'paths{name="b",state="notReady"} 1',
    'paths_readers{name="a",state="ready"} 3',
    'paths_inbound_bytes{name="a",state="ready"} 100',
    'paths_outbound_bytes{name="a",state="ready"} 300',
    'paths_inbound_frames_in_error{name="a",state="ready"} 2',
  ].join('\n')
  expect(relayFacts(now)).toEqual({
    paths: 2,
    ready: 1,
    readers: 3,
    inboundBytes: 100,
    outboundBytes: 300,
    inboundErrors: 2,
  })
  const old = 'paths{name="a",state="ready"} 1\npaths_bytes_received{name="a",state="ready"} 7\n'
  expect(relayFacts(old)).toEqual({ paths: 1, ready: 1, readers: 0, inboundBytes: 7 })
  expect(relayFacts('up 1\n')).toBeUndefined()
})

test('a host: memory, the fullest disk, and CPU between two looks', () => {
  const page = (idle: number, busy: number) =>
    [
      `node_cpu_seconds_total{cpu="0",mode="idle"} ${idle}`,
      `node_cpu_seconds_total{cpu="0",mode="user"} ${busy}`,
      'node_memory_MemTotal_bytes 8e9',
      'node_memory_MemAvailable_bytes 2e9',
      'node_filesystem_size_bytes{device="a",fstype="ext4",mountpoint="/"} 100',
      'node_filesystem_avail_bytes{device="a",fstype="ext4",mountpoint="/"} 50',
      'node_filesystem_size_bytes{device="b",fstype="xfs",mountpoint="/data"} 1000',
      'node_filesystem_avail_bytes{device="b",fstype="xfs",mountpoint="/data"} 100',
      'node_filesystem_size_bytes{device="c",fstype="tmpfs",mountpoint="/run"} 10',
      'node_filesystem_avail_bytes{device="c",fstype="tmpfs",mountpoint="/run"} 0',
    ].join('\n')
  const first = hostFacts(page(100, 10), undefined)
  expect(first?.facts).toEqual({
    memoryTotalBytes: 8e9,
    memoryFreeBytes: 2e9,
    disk: '/data',
    diskTotalBytes: 1000,
    diskFreeBytes: 100,
  })
  expect(hostFacts(page(160, 50), first?.cpu)?.facts.cpuPermille).toBe(400)
  expect(hostFacts(page(1, 1), first?.cpu)?.facts.cpuPermille).toBeUndefined()
  expect(hostFacts('up 1\n', undefined)).toBeUndefined()
})

test('this machine has memory and a disk, and no disk where the folder is not there', async () => {
  const { facts, cpu } = await ownHost(tmpdir(), undefined)
  expect(facts.memoryFreeBytes).toBeGreaterThan(0)
  expect(facts.memoryFreeBytes).toBeLessThanOrEqual(facts.memoryTotalBytes)
  expect(facts.diskTotalBytes).toBeGreaterThan(0)
  expect(cpu.totalS).toBeGreaterThan(cpu.busyS)
  expect((await ownHost('/nowhere/at/all', undefined)).facts.diskTotalBytes).toBeUndefined()
})
