// A tar of the ustar kind whose bytes follow from its files alone: sorted names, no times, no owners.
import { createHash } from 'node:crypto'
import { createWriteStream, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

const BLOCK = 512
/** What a name may have behind and before the last fitting `/`; https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html */
const NAME = 100
const PREFIX = 155
const [FILE, LINK, FOLDER] = ['0', '2', '5']

export interface Packed {
  /** Of the file as it was written, in hex. */
  readonly sha256: string
  readonly bytes: number
}

/**
 * Everything below `folder` as a gzipped tar at `path`, under `top/`. The same files give the same bytes (with the same
 * zlib). Executable files are 0755, others 0644. Throws where a name is too long for ustar (255 bytes).
 */
export async function writeTar(folder: string, top: string, path: string): Promise<Packed> {
  const hash = createHash('sha256')
  let bytes = 0
  const count = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk)
      bytes += chunk.length
      done(null, chunk)
    },
  })
  await pipeline(
    Readable.from(blocksOf(folder, top)),
    createGzip({ level: 6 }),
    count,
    createWriteStream(path),
  )
  return { sha256: hash.digest('hex'), bytes }
}

function* blocksOf(folder: string, top: string): Generator<Buffer> {
  for (const name of ['', ...namesUnder(folder, '')]) {
    const at = join(folder, name)
    const stat = lstatSync(at)
    const full = name === '' ? top : `${top}/${name}`
    if (stat.isDirectory()) yield header(`${full}/`, FOLDER, '0755', 0)
    else if (stat.isSymbolicLink()) yield header(full, LINK, '0777', 0, readlinkSync(at))
    else {
      const content = readFileSync(at)
      yield header(full, FILE, stat.mode & 0o100 ? '0755' : '0644', content.length)
      yield content
      yield Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)
    }
  }
  yield Buffer.alloc(2 * BLOCK)
}

function namesUnder(folder: string, below: string): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const name = below === '' ? entry.name : `${below}/${entry.name}`
      return entry.isDirectory() ? [name, ...namesUnder(folder, name)] : [name]
    })
}

function header(full: string, type: string, mode: string, size: number, link = ''): Buffer {
  const [prefix, name] = split(full)
  if (Buffer.byteLength(link) > NAME) throw new Error(`a link too long for a tar: ${full}`)
  const block = Buffer.alloc(BLOCK)
  block.write(name, 0)
  block.write(mode.padStart(7, '0'), 100)
  block.write('0000000', 108)
  block.write('0000000', 116)
  block.write(size.toString(8).padStart(11, '0'), 124)
  block.write('00000000000', 136)
  // The sum is made with spaces in its own place.
  block.write('        ', 148)
  block.write(type, 156)
  block.write(link, 157)
  block.write('ustar\x0000', 257)
  block.write('root', 265)
  block.write('root', 297)
  block.write(prefix, 345)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

function split(full: string): readonly [prefix: string, name: string] {
  if (Buffer.byteLength(full) <= NAME) return ['', full]
  for (let at = full.indexOf('/'); at > 0; at = full.indexOf('/', at + 1)) {
    const [prefix, name] = [full.slice(0, at), full.slice(at + 1)]
    const fits = Buffer.byteLength(prefix) <= PREFIX && Buffer.byteLength(name) <= NAME
    if (fits && name !== '') return [prefix, name]
  }
  throw new Error(`a name too long for a tar: ${full}`)
}
