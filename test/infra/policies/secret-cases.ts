// Cases of secrets where anybody reads them. Every one of them is made up here.
import { gzipSync } from 'node:zlib'
import { type Case, see } from './see.ts'

const LAUNCH = 'aws:ec2/launchTemplate:LaunchTemplate'
const PEM = `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEowIBAAKCAQEA\n'.repeat(4)}-----END RSA PRIVATE KEY-----\n`
const RANDOM = 'qWxZrTgHbNjKlPoIuYtReWqAsDfGhJkL'

const host = (userData: string) => see(LAUNCH, { userData })
const base64 = (text: string) => Buffer.from(text).toString('base64')
/** As `base64` writes it: lines of 76. */
const folded = (text: string) => base64(text).replaceAll(/.{76}/g, '$&\n      ')
/** Long enough to be looked into, as a boot script is. */
function zipped(text: string): string {
  const filler = Array.from({ length: 50 }, (_, n) => `line ${n * 7919}\n`).join('')
  return gzipSync(`${filler}${text}\n`).toString('base64')
}

export const SECRET_CASES: Readonly<Record<string, readonly Case[]>> = {
  'no-secret-in-clear': [
    {
      passes: [
        'curl -H "token: $TOKEN" | tee /run/ronda/secrets/x\npassword: aws-sm:a/b1\n',
        `password=$(cat /run/x) token="\${TOKEN}" secret: ronda-test/database-admin`,
        'GF_DATABASE_PASSWORD=%d/grafana-database\nsecret = "..."\npasswords of people',
        '  --password-file /run/ronda/secrets/admin\npassword = readFile(path)\ntoken: null\n',
        `sum=${'0618cc617f9baea47719a39ad7e5f554'.repeat(2)} AWSBackupServiceRolePolicyForRestores`,
        'PublicKey = bm90LWEta2V5LXJlcGxhY2UtbWUtYnktd2ctcHVia2U=\n-----BEGIN CERTIFICATE-----',
        `content: ${base64('echo hello, this is a script of ours\n')}`,
      ].map(host),
      violates: [
        'INFLUX_PASSWORD=hunter22',
        'PASSWORD=correcthorse',
        'export DB_PASS=rahasia\n',
        'export TOKEN="two words"',
        "token: 'with (brackets) in it'",
        '{"password":"hunter(2"}',
        'curl --password "tak bertuan"',
        'client_secret: Zxcvbnm!',
        'passphrase=buka/Pintu',
      ].map(host),
      what: /userData has a password or token by its name/,
    },
    {
      passes: [host('[Interface]\nPrivateKey = /etc/wireguard/key\n')],
      violates: [host(`[Interface]\nPrivateKey = ${'k7'.repeat(21)}w=\n`)],
      what: /userData has a key of WireGuard/,
    },
    {
      passes: [host('-----BEGIN PUBLIC KEY-----')],
      violates: [
        ...[PEM, PEM.replaceAll('RSA ', ''), PEM.replaceAll('RSA ', 'ENCRYPTED ')],
        '-----BEGIN PGP PRIVATE KEY BLOCK-----',
        base64(PEM),
        `content: |\n      ${folded(`# a comment before it, of more than one line of base64, as it may be\n${PEM}`)}`,
        base64(base64(PEM)),
        zipped(PEM),
      ].map(host),
      what: /userData has a private key/,
    },
    {
      passes: [see('aws:ec2/instance:Instance', { userDataBase64: zipped('echo hello') })],
      violates: [
        zipped('INFLUX_PASSWORD=hunter22'),
        base64('PASSWORD=hunter'),
        base64('# für später\nPASSWORD=hunter'),
      ].map((userDataBase64) => see('aws:ec2/instance:Instance', { userDataBase64 })),
      what: /userDataBase64 has a password or token by its name/,
    },
    {
      passes: [host('AmazonSSMManagedInstanceCore and abcdefghijklmnopqrstuvwxyz')],
      violates: [
        host(`login admin ${RANDOM}`),
        host(base64(`login admin ${RANDOM} and so on\n`)),
        host('x 4fQ9zK2mT7bV1cX8nR5jW3hL6pD0sGyE'),
      ],
      what: /a word as random as a password/,
    },
    {
      passes: [host('url = http://127.0.0.1:8086/write')],
      violates: [host('url = http://ronda:geheim@db:8086/')],
      what: /a password in an address/,
    },
    {
      passes: [see('aws:rds/instance:Instance', { password: { secret: 'x' } })],
      violates: [see('aws:rds/instance:Instance', { password: 'x' })],
      what: /password is not marked as a secret/,
    },
  ],
  'no-secret-in-outputs': [
    {
      passes: [],
      violates: [],
      outputs: [
        { url: 'https://grafana.ronda.example', city: 'PrivateKey = /etc/wireguard/key' },
        [{ key: '-----BEGIN OPENSSH PRIVATE KEY-----' }, { deep: [{ key: base64(PEM) }] }],
      ],
      what: /output \w+ has a private key/,
    },
    {
      passes: [],
      violates: [],
      outputs: [{ list: ['a', 1, null] }, [{ deep: { list: [{ secret: 'x' }] } }]],
      what: /output deep has a value that is marked as a secret/,
    },
  ],
}
