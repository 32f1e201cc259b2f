import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { releaseScript, takeOverScript } from './take-over.ts'

const run = promisify(execFile)

// The account as a few files: who holds the volume, what each instance is doing, whether commands and detaching work.
const AWS = `#!/bin/sh
echo "aws $*" >>"$CITY/said"
shift 4
case "$1 $2" in
  'ec2 describe-volumes')
    case "$*" in
      *InstanceId*) cat "$CITY/holder" ;;
      *) if [ "$(cat "$CITY/holder")" = None ]; then echo available; else echo in-use; fi ;;
    esac ;;
  'ec2 describe-instances') cat "$CITY/old-state" ;;
  'ec2 stop-instances') echo stopped >"$CITY/old-state" ;;
  'ec2 detach-volume')
    case "$(cat "$CITY/detach") $*" in
      fine*|force*--force*) echo None >"$CITY/holder" ;;
      refused*) exit 1 ;;
    esac ;;
  'ec2 attach-volume') echo i-new >"$CITY/holder"; : >"$CITY/dev/nvme-Amazon_Elastic_Block_Store_vol1" ;;
  'ssm send-command') echo command-1 ;;
  'ssm get-command-invocation') cat "$CITY/command" ;;
esac
`
const FAKES = {
  aws: AWS,
  sleep: '#!/bin/sh\nexit 0\n',
  systemctl: '#!/bin/sh\necho "systemctl $*" >>"$CITY/said"\n',
  mountpoint: '#!/bin/sh\ntest -e "$CITY/mounted"\n',
  mount: '#!/bin/sh\necho "mount $*" >>"$CITY/said"; : >"$CITY/mounted"\n',
  umount: '#!/bin/sh\necho "umount $*" >>"$CITY/said"; rm -f "$CITY/mounted"\n',
  blkid: '#!/bin/sh\nexit "$(cat "$CITY/blkid")"\n',
  'mkfs.ext4': '#!/bin/sh\necho "mkfs $*" >>"$CITY/said"\n',
  chown: '#!/bin/sh\nexit 0\n',
  secrets: '#!/bin/sh\necho "secrets $*" >>"$CITY/said"; exit "$(cat "$CITY/secrets")"\n',
}

let city: string

beforeEach(() => {
  city = mkdtempSync(join(tmpdir(), 'take-over-'))
  for (const folder of ['bin', 'dev']) mkdirSync(join(city, folder))
  for (const [name, text] of Object.entries(FAKES)) {
    writeFileSync(join(city, 'bin', name), text)
    chmodSync(join(city, 'bin', name), 0o755)
  }
  are({ me: 'i-new', holder: 'None', 'old-state': 'running' })
  are({ detach: 'fine', command: 'Success', blkid: '0', secrets: '0' })
})
afterEach(() => rmSync(city, { recursive: true }))

describe('taking the data volume over', () => {
  it('makes the file system of an empty volume at the very first boot', async () => {
    are({ blkid: '2' })
    expect((await takeOver()).code).toBe(0)
    expect(deeds()).toEqual(['secrets', 'attach-volume', 'mkfs', 'mount', 'systemctl start'])
  })

  it('stops the old worker first, and then does nothing that takes long', async () => {
    are({ holder: 'i-old' })
    expect((await takeOver()).code).toBe(0)
    expect(deeds()).toEqual([
      ...['secrets', 'send-command', 'get-command-invocation', 'detach-volume', 'attach-volume'],
      ...['mount', 'systemctl start'],
    ])
    expect(said()).toContain('--document-name stop-document --instance-ids i-old')
  })

  it.each(['stopped', 'terminated'])('asks nothing of an old worker that is %s', async (state) => {
    are({ holder: 'i-old', 'old-state': state })
    expect((await takeOver()).code).toBe(0)
    expect(deeds()).toEqual([
      'secrets',
      'detach-volume',
      'attach-volume',
      'mount',
      'systemctl start',
    ])
  })

  it('powers an old worker off that does not answer, before its volume is touched', async () => {
    are({ holder: 'i-old', command: 'InProgress' })
    expect((await takeOver()).code).toBe(0)
    const all = deeds().filter((deed) => deed !== 'get-command-invocation')
    expect(all.slice(1, 4)).toEqual(['send-command', 'stop-instances', 'detach-volume'])
  })

  it('detaches a volume that hangs by force', async () => {
    are({ holder: 'i-old', detach: 'force' })
    expect((await takeOver()).code).toBe(0)
    expect(said().match(/detach-volume --force/g)).toHaveLength(1)
    expect(deeds().at(-1)).toBe('systemctl start')
  })

  it.each(['stuck', 'refused'])(
    'starts nothing where the volume does not come off: %s',
    async (detach) => {
      are({ holder: 'i-old', detach })
      const { code, text } = await takeOver()
      expect(code).toBe(1)
      expect(text).toMatch(/take-over: (vol-1 does not come off i-old|cannot detach vol-1)/)
      expect(said()).not.toMatch(
        /attach-volume --volume-id \S+ --instance-id i-new|systemctl start/,
      )
    },
  )

  it('leaves the old worker alone as long as its own secrets cannot be fetched', async () => {
    are({ holder: 'i-old', secrets: '1' })
    const { code, text } = await takeOver()
    expect([code, deeds()]).toEqual([1, ['secrets']])
    expect(text).toContain('the secrets of the city cannot be fetched')
  })

  it('never makes a file system on a disk that it cannot read', async () => {
    are({ blkid: '8' })
    const { code, text } = await takeOver()
    expect([code, said().includes('mkfs')]).toEqual([1, false])
    expect(text).toContain('cannot be read')
  })

  it('only starts the program when it is run again', async () => {
    are({ holder: 'i-old' })
    await takeOver()
    rmSync(join(city, 'said'))
    expect((await takeOver()).code).toBe(0)
    expect(deeds()).toEqual(['systemctl start'])
  })
})

describe('letting the data volume go', () => {
  it('keeps the old worker from taking it back, stops the program and unmounts', async () => {
    writeFileSync(join(city, 'mounted'), '')
    const script = releaseScript(
      { mount: '/m', unit: 'ronda.service' },
      'ronda-take-over.service',
      ['a.timer', 'a.service'],
    )
    for (const _ of ['once', 'again']) expect((await shell(script)).code).toBe(0)
    expect(said().trim().split('\n').slice(0, 4)).toEqual([
      ...['systemctl disable ronda-take-over.service', 'systemctl stop a.timer a.service'],
      ...['systemctl stop ronda.service', 'umount /m'],
    ])
    expect(said().match(/umount/g)).toHaveLength(1)
  })
})

function are(facts: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(facts)) writeFileSync(join(city, name), `${text}\n`)
}

function takeOver() {
  const plan = {
    ...{ volumeId: 'vol-1', region: 'ap-southeast-3', stopDocument: 'stop-document' },
    ...{ mount: join(city, 'mount'), unit: 'ronda.service', owner: 'ronda:ronda' },
    ...{ instanceIdFile: join(city, 'me'), devices: join(city, 'dev') },
    prepare: 'secrets --fresh',
  }
  return shell(takeOverScript(plan))
}

async function shell(script: string): Promise<{ code: number; text: string }> {
  const env = { PATH: `${join(city, 'bin')}:/usr/bin:/bin`, CITY: city }
  try {
    const { stderr } = await run('/bin/sh', ['-c', script], { env, timeout: 8000 })
    return { code: 0, text: stderr }
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string }
    return { code, text: stderr }
  }
}

function said(): string {
  return readFileSync(join(city, 'said'), 'utf8')
}

/** What was done, in order, without the questions. */
function deeds(): string[] {
  return said()
    .split('\n')
    .flatMap((line) => {
      const [first = '', second = ''] = line.split(' ')
      if (first === 'systemctl') return [`systemctl ${second}`]
      if (first !== 'aws') return first === '' ? [] : [first]
      const verb = line.split(' ')[6] ?? ''
      return verb.startsWith('describe') ? [] : [verb]
    })
}
