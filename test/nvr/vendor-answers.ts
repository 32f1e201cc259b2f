// What a healthy recorder of each vendor answers, with the slots that a test wants lost.
import type { Answer } from './double-nvr.ts'

const NOT_FOUND: Answer = { status: 404, body: '' }

/** A time `aheadS` seconds from now at seven hours east, as it is written on a wall there. */
function wallTime(aheadS: number): string {
  return new Date(Date.now() + (aheadS + 7 * 3600) * 1000).toISOString().slice(0, 19)
}

export function hikvision(lost: ReadonlyMap<number, string>, aheadS = 0): (path: string) => Answer {
  return (path) => {
    switch (path) {
      case '/ISAPI/ContentMgmt/InputProxy/channels/status': {
        const channels = [1, 2, 3, 4].map((id) => {
          const word = lost.get(id)
          return `<InputProxyChannelStatus><id>${id}</id><online>${word === undefined}</online><chanDetectResult>${word ?? 'connect'}</chanDetectResult></InputProxyChannelStatus>`
        })
        return {
          body: `<?xml version="1.0"?><InputProxyChannelStatusList xmlns="http://www.hikvision.com/ver20/XMLSchema">${channels.join('')}</InputProxyChannelStatusList>`,
        }
      }
      case '/ISAPI/ContentMgmt/Storage':
        return {
          body: '<storage xmlns="http://www.std-cgi.com/ver20/XMLSchema"><hddList><hdd><id>1</id><capacity>1000</capacity><freeSpace>100</freeSpace><status>ok</status><property>RW</property></hdd></hddList></storage>',
        }
      case '/ISAPI/System/time':
        return { body: `<Time><localTime>${wallTime(aheadS)}+07:00</localTime></Time>` }
      case '/ISAPI/System/deviceInfo':
        return {
          body: '<DeviceInfo><model>Double</model><firmwareVersion>V1</firmwareVersion></DeviceInfo>',
        }
      default:
        return NOT_FOUND
    }
  }
}

export function dahua(lost: ReadonlySet<number>, aheadS = 0): (path: string) => Answer {
  return (path) => {
    const action = new URL(path, 'http://double').searchParams.get('action')
    switch (action ?? '') {
      case 'getCameraState': {
        const lines = [0, 1, 2, 3].map(
          (i) =>
            `states[${i}].channel=${i}\r\nstates[${i}].connectionState=${lost.has(i + 1) ? 'Unconnect' : 'Connected'}\r\n`,
        )
        return { body: lines.join('') }
      }
      case 'getDeviceAllInfo':
        return {
          body: 'list.info[0].Name=/dev/sda\r\nlist.info[0].State=Error\r\nlist.info[0].Detail[0].IsError=true\r\n',
        }
      case 'getCurrentTime':
        return { body: `result=${wallTime(aheadS).replace('T', ' ')}\r\n` }
      case 'getDeviceType':
        return { body: 'type=Double\r\n' }
      case 'getSoftwareVersion':
        return { body: 'version=4.0,build:2024-01-01\r\n' }
      default:
        return { status: 501, body: 'Error\r\nNot Implemented!\r\n' }
    }
  }
}
