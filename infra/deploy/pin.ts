// Pins of what stands outside of Debian, fetched from those who make it and written into Pulumi.<stack>.yaml.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { isMap, parseDocument } from 'yaml'
import { messageOf, RondaError } from '../../fleet/error.ts'
import type { World } from './world.ts'

const KEY_URL = 'https://apt.grafana.com/gpg.key'
/** The release whose configuration the relay is rendered for. */
const MEDIAMTX = '1.20.1'
const RELEASES = 'https://github.com/bluenviron/mediamtx/releases/download'
const ARMOUR =
  /-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n(?:[^\r\n]+\r?\n)*\r?\n([A-Za-z0-9+/=\r\n]+?)\r?\n(?:=[A-Za-z0-9+/]{4}\r?\n)?-----END/

/**
 * Writes those that are not there; comments stay. Gives a line for each, to be compared with what its maker publishes:
 * whoever serves them at this moment is believed. Throws RND_CONFIG_INVALID where one cannot be had; nothing is written then.
 */
export async function writePins(world: World, path: string): Promise<string[]> {
  const document = parseDocument(readFileSync(path, 'utf8'))
  if (document.errors.length > 0 || !isMap(document.contents)) return []
  const lines: string[] = []
  // A section that is none is told by the check.
  const lacks = (key: string, name: string) => {
    const section = document.getIn(['config', key])
    return section === undefined || (isMap(section) && !section.has(name))
  }
  const viewers = lacks('ronda:relay', 'viewers')
    ? undefined
    : document.getIn(['config', 'ronda:relay', 'viewers'])
  if (viewers !== 0 && lacks('ronda:relay', 'mediamtx')) {
    const sha256 = await relayPin(world)
    const pin = document.createNode({ version: MEDIAMTX, sha256 }, { flow: true })
    document.setIn(['config', 'ronda:relay', 'mediamtx'], pin)
    lines.push(`ronda:relay.mediamtx: ${MEDIAMTX}, sha256 ${sha256} (${RELEASES})`)
  }
  if (lacks('ronda:grafana', 'keySha256')) {
    const key = await fetched(world, KEY_URL)
    const sha256 = createHash('sha256').update(key).digest('hex')
    document.setIn(['config', 'ronda:grafana', 'keySha256'], sha256)
    lines.push(
      `ronda:grafana.keySha256: ${sha256} (${KEY_URL}, fingerprint ${fingerprintOf(key.toString('latin1'))})`,
    )
  }
  if (lines.length > 0) writeFileSync(path, document.toString({ lineWidth: 0 }))
  return lines
}

async function relayPin(world: World): Promise<string> {
  const url = `${RELEASES}/v${MEDIAMTX}/checksums.sha256`
  const archive = `mediamtx_v${MEDIAMTX}_linux_arm64.tar.gz`
  const sums = (await fetched(world, url)).toString('latin1')
  const found = sums.split('\n').find((line) => line.trim().endsWith(archive))
  const sum = /^[0-9a-f]{64}(?= )/.exec(found ?? '')?.[0]
  if (sum !== undefined) return sum
  throw refused(`${url} names no ${archive}`)
}

async function fetched(world: World, url: string): Promise<Buffer> {
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
  const hex = createHash('sha1').update(head).update(packet).digest('hex').toUpperCase()
  return hex.replace(/(.{4})(?=.)/g, '$1 ')
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
