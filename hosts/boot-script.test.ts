import { expect, test } from 'vitest'
import { bootScriptOf } from './boot-script.ts'
import { cloudInitOf, MOST_USER_DATA_BYTES } from './cloud-init.ts'
import type { HostFile } from './host.ts'
import { joinHosts } from './join-hosts.ts'

const file = (text: string): HostFile => ({
  path: '/etc/a b',
  text,
  mode: '0640',
  owner: 'root:ronda',
})
const hostWith = (text: string) =>
  joinHosts('t', [
    {
      packages: ['curl'],
      users: [{ name: 'ronda', home: '/var/lib/ronda', groups: ['adm'] }],
      folders: [{ path: '/etc/ronda', owner: 'root:root', mode: '0755' }],
      files: [file(text)],
      downloads: [{ url: 'file:a.tar.gz', sha256: 'ab', into: '/opt/a', link: '/opt/b', strip: 1 }],
      steps: [{ says: "what isn't quoted", shell: 'true' }],
      units: ['ronda.service'],
      well: 'true',
    },
  ])

test('goes through a host in its order', () => {
  const script = bootScriptOf(hostWith('text\n'))
  const order = [
    'install_packages curl',
    'user ronda /var/lib/ronda adm',
    'folder /etc/ronda root:root 755',
    "put '/etc/a b' 0640 root:ronda <<'END'\ntext\nEND",
    'unpack file:a.tar.gz ab /opt/a 1 /opt/b',
    "doing='what isn'\\''t quoted'\ntrue",
    'start_units ronda.service',
    'wait_until_well 120',
  ].map((line) => script.indexOf(`\n${line}\n`))
  expect(order).not.toContain(-1)
  expect(order).toEqual([...order].sort((a, b) => a - b))
})

test('keeps a file whole that has the word which ends it', () => {
  expect(bootScriptOf(hostWith('a\nEND\nEND_\nb\n'))).toContain(
    "<<'END__'\na\nEND\nEND_\nb\nEND__\n",
  )
})

test('takes files from beside itself when they are to be read there', () => {
  const script = bootScriptOf(hostWith('secret plan\n'), { beside: true })
  expect(script).toContain(`put '/etc/a b' 0640 root:ronda < "$here"/'files/etc/a b'`)
  expect(script).not.toContain('secret plan')
})

test('refuses a file that a shell or cloud-init would change', () => {
  expect(() => bootScriptOf(hostWith('no end'))).toThrow('/etc/a b does not end with a line end')
  expect(() => bootScriptOf(hostWith('a\0\n'))).toThrow('/etc/a b holds a NUL')
  expect(() => cloudInitOf(hostWith('a\r\n'))).toThrow('characters that YAML cannot hold')
})

test('puts into user data the script itself, or how to fetch what is too large', () => {
  const small = cloudInitOf(hostWith('text\n'))
  expect(small).toMatch(/^#cloud-config\n/)
  expect(small).toContain("\n      put '/etc/a b' 0640 root:ronda <<'END'\n      text\n")
  const large = hostWith(`${'x'.repeat(MOST_USER_DATA_BYTES)}\n`)
  expect(() => cloudInitOf(large)).toThrow(/has \d+ bytes, EC2 takes 16384/)
  const kept = { url: 's3://b/k', sha256: 'c'.repeat(64), region: 'ap-southeast-3' }
  const fetching = cloudInitOf(large, kept)
  expect(fetching).toContain(`readonly sum=${kept.sha256} url=s3://b/k\n`)
  expect(fetching).toContain('aws --region ap-southeast-3 ')
  for (const text of [small, fetching]) {
    expect(text).toMatch(/\n {2}- \[systemctl, start, --no-block, ronda-boot.service\]\n$/)
    expect(text).not.toContain('packages:')
  }
})

test('refuses two parts of a host that want the same thing differently', () => {
  const part = (text: string) => ({ files: [file(text)] })
  expect(joinHosts('t', [part('a\n'), part('a\n')]).files).toHaveLength(1)
  expect(() => joinHosts('t', [part('a\n'), part('b\n')])).toThrow(
    'want files /etc/a b differently',
  )
})
