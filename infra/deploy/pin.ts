// The pin that people must renew, fetched from who makes it, compared with what is known of it, and written down.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { isMap, isNode, parseDocument } from 'yaml'
import { messageOf, RondaError } from '../../fleet/error.ts'
import { GRAFANA_KEY } from '../plan/pins.ts'
import type { World } from './world.ts'

const KEY_URL = 'https://apt.grafana.com/gpg.key'
const ARMOUR =
  /-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n(?:[^\r\n]+\r?\n)*\r?\n([A-Za-z0-9+/=\r\n]+?)\r?\n(?:=[A-Za-z0-9+/]{4}\r?\n)?-----END/

/**
 * Writes the SHA-256 of the key that signs Grafana's packages where the stack names none, and only where the key in that
 * file is the `wanted` one by its fingerprint; the rest of the file stays as it is. Gives a line of what was written. Throws RND_CONFIG_INVALID where it
 * cannot be had, or is another's; nothing is written then.
 */
export async function writePins(
  world: Pick<World, 'download'>,
  path: string,
  wanted = GRAFANA_KEY,
): Promise<string[]> {
  const text = readFileSync(path, 'utf8')
  const document = parseDocument(text)
  if (document.errors.length > 0 || !isMap(document.contents)) return []
  const section = document.getIn(['config', 'ronda:grafana'])
  // A section that is none is told by the check.
  const isWanted = section === undefined || (isMap(section) && !section.has('keySha256'))
  if (!isWanted) return []
  const key = await fetched(world, KEY_URL)
  const fingerprint = fingerprintOf(key.toString('latin1'))
  if (fingerprint !== wanted) {
    throw refused(`${KEY_URL} gives the key ${fingerprint}, and Grafana's is ${wanted}`)
  }
  const sha256 = createHash('sha256').update(key).digest('hex')
  const before = firstKeyOf(section ?? document.getIn(['config'], true))
  if (before === undefined) {
    throw refused(
      `nothing stands below config: or ronda:grafana: of ${path} yet, where keySha256 could be put`,
    )
  }
  writeFileSync(path, withPin(text, before, section === undefined, sha256))
  return [`ronda:grafana.keySha256: ${sha256} (${KEY_URL}, the key ${fingerprint})`]
}

interface Place {
  readonly offset: number
  readonly isFlow: boolean
}

/** Where the first key of a section stands: before it there is room for another. */
function firstKeyOf(section: unknown): Place | undefined {
  if (!isMap(section)) return undefined
  const { key } = section.items[0] ?? {}
  if (!isNode(key) || !key.range) return undefined
  return { offset: key.range[0], isFlow: section.flow === true }
}

/** Everything else stays byte for byte: it is a file that people wrote. */
function withPin(text: string, at: Place, wantsSection: boolean, sha256: string): string {
  const indent = ' '.repeat(at.offset - (text.lastIndexOf('\n', at.offset - 1) + 1))
  const after = at.isFlow ? ', ' : `\n${indent}`
  const pin = wantsSection ? `ronda:grafana: { keySha256: ${sha256} }` : `keySha256: ${sha256}`
  return `${text.slice(0, at.offset)}${pin}${after}${text.slice(at.offset)}`
}

async function fetched(world: Pick<World, 'download'>, url: string): Promise<Buffer> {
  try {
    return await world.download(url)
  } catch (error) {
    throw refused(`${url} cannot be had: ${messageOf((error as Error).cause ?? error)}`)
  }
}

/** Of an OpenPGP key of version 4 (RFC 4880, 12.2): SHA-1 over its first packet. Throws for what is no key. */
export function fingerprintOf(armoured: string): string {
  const body = Buffer.from(ARMOUR.exec(armoured)?.[1] ?? '', 'base64')
  const packet = firstPacket(body)
  if (packet === undefined || packet[0] !== 4) throw refused(`${KEY_URL} gives no OpenPGP key`)
  const head = Buffer.from([0x99, packet.length >> 8, packet.length & 255])
  return createHash('sha1').update(head).update(packet).digest('hex').toUpperCase()
}

/** Of tag 6, a public key, in either format of a packet's head. */
function firstPacket(body: Buffer): Buffer | undefined {
  const [first = 0, second = 0, third = 0] = body
  const isNew = (first & 0xc0) === 0xc0
  if (isNew) {
    if ((first & 63) !== 6) return undefined
    if (second < 192) return body.subarray(2, 2 + second)
    return body.subarray(3, 3 + ((second - 192) << 8) + third + 192)
  }
  if ((first & 0x80) === 0 || ((first >> 2) & 15) !== 6) return undefined
  if ((first & 3) === 0) return body.subarray(2, 2 + second)
  return (first & 3) === 1 ? body.subarray(3, 3 + second * 256 + third) : undefined
}

function refused(what: string): RondaError {
  return new RondaError('RND_CONFIG_INVALID', what, {
    remedy:
      'look at the way to the internet, or write the pin by hand; docs/operations.md says where it is to be had',
  })
}
