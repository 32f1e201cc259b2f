import { expect, test } from 'vitest'
import { hostPoint, portalPoint, relayPoint } from './around-points.ts'

test('a look at a portal says what it found, what is published, and where its playlist stood', () => {
  const point = portalPoint('portal', {
    at: 7,
    published: 'live',
    found: 'portal_stuck',
    tookMs: 812.4,
    sequence: 1234,
  })
  expect(point).toEqual({
    measurement: 'portal',
    tags: { id: 'portal' },
    fields: { code: 0, found: 41, took_ms: 812, sequence: 1234, bpp_milli: undefined },
    at: 7,
  })
  const seen = { at: 7, published: 'unknown', found: 'live', tookMs: 1, bpp: 0.0312 } as const
  expect(portalPoint('portal', seen).fields).toMatchObject({ code: 30, found: 0, bpp_milli: 31 })
})

test('a relay leaves out what it does not say', () => {
  const facts = { paths: 3, ready: 2, readers: 9, inboundBytes: 100 }
  expect(relayPoint('relay', facts, 8)).toMatchObject({
    tags: { id: 'relay' },
    fields: { paths: 3, ready: 2, readers: 9, in_bytes: 100, out_bytes: undefined },
    at: 8,
  })
})

test('a host is told in megabytes of 10^6', () => {
  const facts = {
    cpuPermille: 120,
    memoryTotalBytes: 8.4e9,
    memoryFreeBytes: 2.1e9,
    diskTotalBytes: 1e12,
    diskFreeBytes: 5e11,
  }
  expect(hostPoint('relay-1', facts, 9).fields).toEqual({
    cpu_permille: 120,
    memory_mb: 8400,
    memory_free_mb: 2100,
    disk_mb: 1_000_000,
    disk_free_mb: 500_000,
  })
  const bare = hostPoint('relay-1', { memoryTotalBytes: 1e6, memoryFreeBytes: 1 }, 9)
  expect(bare.fields).toMatchObject({ memory_mb: 1, memory_free_mb: 0, disk_mb: undefined })
})
