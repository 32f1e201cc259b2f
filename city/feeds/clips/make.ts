// Makes the clips of the synthetic city. Run by hand where a picture is to change; needs ffmpeg with libx264 and libx265
// and Debian's fonts-dejavu-core: `node cli/door.js city/feeds/clips/make.ts [NAME...]`.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { accessUnits, annexB, type ClipCodec } from '../annex-b.ts'
import { SCENES, type Scene, STILLS } from './scenes.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const SIZE = '640x360'
const FPS = 15
const GOP = 30
/** Rate control begins generously, and what stands still looks alive for some seconds: the first pictures are cut off. */
const CUT_GOPS = 6

const RATE = `keyint=${GOP}:min-keyint=${GOP}:scenecut=0:rc-lookahead=0`
const ENCODERS: Readonly<Record<ClipCodec, (scene: Scene) => string[]>> = {
  h264: ({ crf = 26 }) => [
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'main', '-bf', '0'],
    ...['-crf', String(crf), '-qmin', '18', '-maxrate', '512k', '-bufsize', '1024k'],
    ...['-x264-params', `${RATE}:sync-lookahead=0:mbtree=0`],
  ],
  h265: ({ crf = 28 }) => [
    ...['-c:v', 'libx265', '-preset', 'superfast', '-crf', String(crf), '-x265-params'],
    `log-level=error:qpmin=18:${RATE}:bframes=0:open-gop=0:repeat-headers=1:vbv-maxrate=384:vbv-bufsize=768`,
  ],
}

const wanted = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'clips-'))
try {
  for (const [name, source] of Object.entries(STILLS)) {
    ffmpeg(['-f', 'lavfi', '-i', `color=s=${SIZE},${source}`, '-frames:v', '1', still(name)])
  }
  for (const scene of SCENES) {
    if (wanted.length > 0 && !wanted.includes(scene.name)) continue
    for (const codec of scene.codecs) make(scene, codec)
  }
} finally {
  rmSync(folder, { recursive: true })
}

function make(scene: Scene, codec: ClipCodec): void {
  const out = join(folder, `clip.${codec}`)
  const seconds = String((CUT_GOPS + scene.gops + 1) * (GOP / FPS))
  const source =
    'still' in scene.from
      ? ['-loop', '1', '-framerate', String(FPS), '-i', still(scene.from.still)]
      : ['-f', 'lavfi', '-i', `${scene.from.source}s=${SIZE}:r=${FPS}`]
  const filter = [...scene.filters, 'format=yuv420p'].join(',')
  const raw = codec === 'h264' ? 'h264' : 'hevc'
  ffmpeg([
    ...[...source, '-t', seconds, '-r', String(FPS), '-an', '-vf', filter],
    ...[...ENCODERS[codec](scene), '-threads', '1', '-f', raw, out],
  ])
  const units = accessUnits(readFileSync(out), codec)
  const kept = units.slice(CUT_GOPS * GOP, (CUT_GOPS + scene.gops) * GOP)
  if (kept.length !== scene.gops * GOP || kept.some(({ key }, n) => key !== (n % GOP === 0))) {
    throw new Error(`${scene.name}.${codec}: not ${scene.gops} groups of ${GOP} pictures`)
  }
  const bytes = Buffer.concat(kept.map(annexB))
  writeFileSync(join(HERE, `${scene.name}.${codec}`), bytes)
  process.stdout.write(`${scene.name}.${codec} ${bytes.length}\n`)
}

function still(name: string): string {
  return join(folder, `${name}.png`)
}

function ffmpeg(args: readonly string[]): void {
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}
