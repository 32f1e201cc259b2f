import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decoder as doctor } from '../../cli/doctor/decoder.ts'
import { createDecoder } from '../../probes/picture/decoder.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { countMisbooked } from './attribution.ts'
import { makeKeyframes } from './decoder-keyframes.ts'

const SMALL = { width: 640, height: 360 }

describeWithRigs('the decoder', ['ffmpeg'], () => {
  test('books every picture to its camera, with garbage of every kind among them', async () => {
    const counted = await countMisbooked({ decodes: 240, seed: 1 })
    expect(counted).toMatchObject({ misbooked: 0, undecoded: 0, examples: [] })
    expect(counted.injected).toBeGreaterThan(40)
  }, 120_000)

  test('gives a JPEG of the shape of the picture, and none that is larger', async () => {
    const [camera] = makeKeyframes('h264', SMALL, 1, 3, 1)
    const decoder = createDecoder({ program: undefined, waitMs: 10, baseMs: 30_000 })
    const keyframe = camera?.keyframe ?? expect.fail('no keyframe')
    const sizes = await Promise.all(
      [320, 2000].map(async (jpegSide) =>
        sizeOf((await decoder.decode(keyframe, { jpegSide }))?.jpeg),
      ),
    )
    expect(sizes).toEqual([
      [320, 180],
      [640, 360],
    ])
    expect((await decoder.decode(keyframe, {}))?.jpeg).toBeUndefined()
    const health = decoder.health()
    expect(health).toMatchObject({
      lack: undefined,
      decoded: 3,
      failed: 0,
      children: 3,
      waiting: 0,
    })
    expect(health.name).toMatch(/^ffmpeg \S+$/)
    expect(health.cpuMs).toBeGreaterThan(0)
    await decoder.close()
  })

  test('one that is spoilt costs the others of its batch one child more', async () => {
    const cameras = [
      ...makeKeyframes('h264', SMALL, 8, 4, 1),
      ...makeKeyframes('h265', SMALL, 8, 4, 1),
    ]
    const keyframes = cameras.map(({ keyframe }) => keyframe)
    const own = cameras[0] ?? expect.fail('no keyframe')
    const bad = {
      ...own.keyframe,
      data: own.keyframe.data.subarray(0, own.keyframe.data.length >> 1),
    }
    const decoder = createDecoder({ program: undefined, batch: 17, waitMs: 5000, baseMs: 30_000 })
    const decoded = await Promise.all(
      [...keyframes.slice(0, 5), bad, ...keyframes.slice(5)].map((it) => decoder.decode(it, {})),
    )
    expect(decoded.map((it, i) => (it === undefined ? i : -1)).filter((i) => i >= 0)).toEqual([5])
    expect(decoder.health()).toMatchObject({ decoded: 16, failed: 1, children: 2 })
    await decoder.close()
  })

  test('a full-range picture comes out in limited range', async () => {
    const [camera] = makeKeyframes('h264', SMALL, 1, 5, 1)
    const decoder = createDecoder({ program: undefined, waitMs: 10, baseMs: 30_000 })
    const keyframe = camera?.keyframe ?? expect.fail('no keyframe')
    const [full] = makeKeyframes('h264', SMALL, 1, 5, 1, 'full range')
    const limited = await decoder.decode(keyframe, {})
    const fromFull = await decoder.decode(full?.keyframe ?? expect.fail('no keyframe'), {})
    const expected = limited?.thumb.luma.map((value) => Math.round(16 + (value * 219) / 255))
    const off = expected?.map((value, i) => Math.abs(value - (fromFull?.thumb.luma[i] ?? 0)))
    expect(Math.max(...(off ?? [255]))).toBeLessThanOrEqual(3)
    await decoder.close()
  })

  test('closing kills what runs, and what waits is undefined', async () => {
    const [camera] = makeKeyframes('h264', SMALL, 1, 6, 1)
    const keyframe = camera?.keyframe ?? expect.fail('no keyframe')
    const decoder = createDecoder({ program: undefined, batch: 4, waitMs: 60_000 })
    const asked = Array.from({ length: 7 }, () => decoder.decode(keyframe, {}))
    await decoder.close()
    expect(await Promise.all(asked)).toEqual(asked.map(() => undefined))
    expect(await decoder.decode(keyframe, {})).toBeUndefined()
  })

  test('doctor names what decodes', async () => {
    expect(await doctor('ffmpeg')).toEqual([
      { what: 'decoder', level: 'ok', seen: expect.stringMatching(/^ffmpeg \S+, decodes H\.264/) },
    ])
    expect(await doctor('none')).toMatchObject([{ level: 'ok' }])
  })
})

test('programs that are no decoder: not there, something else, silent, endless', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ronda-test-decoder-'))
  const script = (name: string, body: string) => {
    const file = join(folder, name)
    writeFileSync(file, `#!/bin/sh\n${body}\n`)
    chmodSync(file, 0o755)
    return file
  }
  const version = 'case "$2" in -version) echo ffmpeg version 9.9 of the test; exit;; esac'
  const cases = [
    [join(folder, 'nowhere'), 'not-found'],
    ['', 'not-found'],
    [script('other', 'echo something else'), 'cannot-decode'],
    [script('mute', `${version}\ncat > /dev/null`), 'cannot-decode'],
    [script('refuses', `${version}\necho no >&2; exit 1`), 'cannot-decode'],
    [script('floods', `${version}\nexec cat /dev/zero`), 'cannot-decode'],
  ] as const
  for (const [program, lack] of cases) {
    const decoder = createDecoder({ program, waitMs: 1 })
    const keyframe = { codec: 'h264', data: new Uint8Array(9), width: 64, height: 64 } as const
    expect(await decoder.decode(keyframe, {})).toBeUndefined()
    expect(decoder.health(), program).toMatchObject({ lack, name: undefined, decoded: 0 })
    await decoder.close()
    expect(await doctor(program)).toMatchObject([
      { level: 'warn', remedy: 'correct feeds.decoder in ronda.yaml' },
    ])
  }
  rmSync(folder, { recursive: true })
})

/** Width and height from the frame header of a baseline JPEG. */
function sizeOf(jpeg: Uint8Array | undefined): readonly number[] {
  const bytes = Buffer.from(jpeg ?? [])
  const at = bytes.indexOf(Buffer.from([0xff, 0xc0]))
  return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)]
}
