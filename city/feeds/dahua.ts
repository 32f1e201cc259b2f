// The part of Dahua's CGI that a prober asks for: plain lines of `key=value`.
import { diskFacts, localTime, serialOf, slotFacts } from './nvr-facts.ts'
import { NOT_FOUND, type WebAnswer } from './web-answer.ts'
import type { Site, World } from './world.ts'

const MB = 1_048_576

/** By file and action. */
const ANSWERS: Readonly<Record<string, (world: World, site: Site) => readonly string[]>> = {
  'LogicDeviceManager.cgi getCameraState': states,
  'storageDevice.cgi getDeviceAllInfo': disk,
  'global.cgi getCurrentTime': (world, site) => [
    `result=${localTime(world, site).replace('T', ' ')}`,
  ],
  'magicBox.cgi getDeviceType': () => ['type=NVR1104HS-S3'],
  'magicBox.cgi getSerialNo': (_, site) => [`sn=${serialOf(site)}PAZ`],
  'magicBox.cgi getSoftwareVersion': () => ['version=4.001.0000005.0,build:2021-06-04'],
  'magicBox.cgi getSystemInfo': (_, site) => [
    'appAutoStart=true',
    'deviceType=NVR1104HS-S3',
    'hardwareVersion=1.00',
    'processor=HI3536C',
    `serialNumber=${serialOf(site)}PAZ`,
    'updateSerial=DHI-NVR1104HS-S3',
  ],
}

export function dahuaAnswer(world: World, site: Site, target: string): WebAnswer {
  const [, file, query] = /^\/cgi-bin\/(\w+\.cgi)\?(.*)$/.exec(target) ?? []
  const action = new URLSearchParams(query).get('action')
  const lines = ANSWERS[`${file} ${action}`]?.(world, site)
  if (!lines) return NOT_FOUND
  return { type: 'text/plain;charset=utf-8', body: lines.map((line) => `${line}\r\n`).join('') }
}

/** Channels count from 0 here, and from 1 in RTSP. */
function states(world: World, site: Site): string[] {
  if (!site.nvr) return []
  return slotFacts(world, site, site.nvr).flatMap(({ slot, state }, n) => {
    const word = { connected: 'Connected', unplugged: 'Unconnect', empty: 'Empty' }[state]
    return [`states[${n}].channel=${slot - 1}`, `states[${n}].connectionState=${word}`]
  })
}

function disk(world: World, site: Site): string[] {
  const { failed, capacityMb, freeMb } = diskFacts(world, site)
  const detail = 'list.info[0].Detail[0]'
  return [
    `${detail}.IsError=${failed}`,
    `${detail}.Path=/mnt/dvr/sda0`,
    `${detail}.TotalBytes=${capacityMb * MB}.0`,
    `${detail}.Type=ReadWrite`,
    `${detail}.UsedBytes=${(capacityMb - freeMb) * MB}.0`,
    'list.info[0].Name=/dev/sda',
    `list.info[0].State=${failed ? 'Error' : 'Success'}`,
  ]
}
