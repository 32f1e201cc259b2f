import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ERROR, makePacket, NOT_OURS, type PacketForm, REPLY, readPacket, STRAY } from './packet.ts'

const ID = 0xbeef
const NONCE = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)
const FORMS: readonly PacketForm[] = ['ipv4', 'icmp', 'icmpv6']

function echo(type: number, id = ID, nonce = NONCE, seq = 0x0102, row = 70_000): number[] {
  const rowBytes = new Uint8Array(Uint32Array.of(row).buffer)
  return [type, 0, 0, 0, id >> 8, id & 255, seq >> 8, seq & 255, ...nonce, ...rowBytes, 0, 0, 0, 0]
}

const header4 = (protocol = 1): number[] => {
  const header = new Array<number>(20).fill(0)
  header[0] = 0x45
  header[9] = protocol
  header.splice(16, 4, 10, 1, 2, 3)
  return header
}
const header6 = (next = 58): number[] => {
  const header = new Array<number>(40).fill(0)
  header[0] = 0x60
  header[6] = next
  header[39] = 9
  return header
}

function read(bytes: readonly number[], form: PacketForm) {
  const packet = makePacket()
  return {
    kind: readPacket(Uint8Array.from(bytes), 0, bytes.length, form, ID, NONCE, packet),
    packet,
  }
}

describe('a reply', () => {
  it.each([
    ['ipv4', [...header4(), ...echo(0)]],
    ['icmp', echo(0)],
    ['icmpv6', echo(129)],
  ] as const)('of form %s gives its sequence number and row', (form, bytes) => {
    const { kind, packet } = read(bytes, form)
    expect(kind).toBe(REPLY)
    expect(packet).toMatchObject({ seq: 0x0102, row: 70_000 })
  })

  it('with another id or nonce, or cut short, is stray', () => {
    expect(read(echo(0, ID + 1), 'icmp').kind).toBe(STRAY)
    expect(read(echo(0, ID, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 9)), 'icmp').kind).toBe(STRAY)
    expect(read(echo(0).slice(0, 23), 'icmp').kind).toBe(STRAY)
  })

  it('is none when it is a request', () => {
    expect(read(echo(8), 'icmp').kind).toBe(NOT_OURS)
    expect(read(echo(128), 'icmpv6').kind).toBe(NOT_OURS)
  })
})

describe('an error', () => {
  const error4 = [...header4(), 3, 13, 0, 0, 0, 0, 0, 0]
  const error6 = [1, 3, 0, 0, 0, 0, 0, 0]

  it('gives type, code, sequence number and where the quoted destination stands', () => {
    const v4 = read([...error4, ...header4(), ...echo(8)], 'ipv4')
    expect([v4.kind, v4.packet.type, v4.packet.code, v4.packet.seq]).toEqual([ERROR, 3, 13, 0x0102])
    expect(v4.packet.quotedAt).toBe(28 + 16)
    const v6 = read([...error6, ...header6(), ...echo(128)], 'icmpv6')
    expect([v6.kind, v6.packet.type, v6.packet.code, v6.packet.seq]).toEqual([ERROR, 1, 3, 0x0102])
    expect(v6.packet.quotedAt).toBe(8 + 24)
  })

  it('needs no more than 8 bytes of our message', () => {
    expect(read([...error4, ...header4(), ...echo(8).slice(0, 8)], 'ipv4').kind).toBe(ERROR)
    expect(read([...error4, ...header4(), ...echo(8).slice(0, 7)], 'ipv4').kind).toBe(NOT_OURS)
  })

  it('that quotes another id or nonce is stray, another protocol is not ours', () => {
    const forged = echo(8, ID, new Uint8Array(8))
    expect(read([...error4, ...header4(), ...forged], 'ipv4').kind).toBe(STRAY)
    expect(read([...error4, ...header4(), ...echo(8, 1)], 'ipv4').kind).toBe(STRAY)
    expect(read([...error4, ...header4(17), ...echo(8)], 'ipv4').kind).toBe(NOT_OURS)
    expect(read([...error6, ...header6(17), ...echo(128)], 'icmpv6').kind).toBe(NOT_OURS)
  })
})

it('never throws, nor looks outside its bounds, whatever the bytes', () => {
  const seeds = [
    [...header4(), ...echo(0)],
    [...header4(), 3, 1, 0, 0, 0, 0, 0, 0, ...header4(), ...echo(8)],
    [1, 0, 0, 0, 0, 0, 0, 0, ...header6(), ...echo(128)],
  ]
  const bytes = fc.oneof(
    fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 120 }),
    fc
      .tuple(fc.constantFrom(...seeds), fc.nat(100), fc.array(fc.tuple(fc.nat(99), fc.nat(255))))
      .map(([seed, length, changes]) => {
        const changed = [...seed]
        for (const [at, byte] of changes) if (at < changed.length) changed[at] = byte
        return changed.slice(0, length)
      }),
  )
  fc.assert(
    fc.property(bytes, fc.constantFrom(...FORMS), (packetBytes, form) => {
      const from = 7
      const around = (filler: number): Uint8Array =>
        Uint8Array.from([
          ...new Array(from).fill(filler),
          ...packetBytes,
          ...new Array(200).fill(filler),
        ])
      const results = [0, 255].map((filler) => {
        const packet = makePacket()
        const kind = readPacket(around(filler), from, packetBytes.length, form, ID, NONCE, packet)
        return { kind, packet: kind === REPLY || kind === ERROR ? packet : undefined }
      })
      // What lies around the packet makes no difference: it was not read.
      expect(results[0]).toEqual(results[1])
      const quotedAt = results[0]?.kind === ERROR ? (results[0].packet?.quotedAt ?? 0) : from
      expect(quotedAt + 4).toBeLessThanOrEqual(from + Math.max(4, packetBytes.length))
    }),
    { numRuns: 3000 },
  )
})
