// A real influxd with the configuration of a host of ours in a folder, and the scripts of that host run against it.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { HostFile } from '../../hosts/host.ts'
import { influxdConf } from '../../hosts/influxd-conf.ts'
import { type InfluxdSettings, influxdHost } from '../../hosts/influxd-host.ts'
import { freePort } from '../rigs/free-port.ts'

export interface Ran {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

export interface InfluxdHere {
  /** `127.0.0.1:PORT`. */
  readonly address: string
  /** Where `/PATH` of the host is. */
  at(path: string): string
  /** Text of a file of the host, with its paths and ports as they are here. */
  text(path: string): string
  /** Runs a program of the host. */
  run(path: string, args?: readonly string[], env?: Readonly<Record<string, string>>): Ran
  /** `start`, `stop` as systemctl has it. */
  unit(verb: 'start' | 'stop'): void
  secret(name: string, value: string): void
  /** The JSON of an answer. */
  ask(user: string, password: string, q: string): Promise<string>
  write(user: string, password: string, policy: string, lines: readonly string[]): Promise<void>
  close(): void
}

const SYSTEMCTL = `#!/bin/bash
# The one unit that there is.
echo "$1 $2" >> "$HERE/systemctl.log"
case $1 in
  stop)
    kill "$(cat "$HERE/pid")"
    while kill -0 "$(cat "$HERE/pid")" 2> /dev/null; do sleep 0.05; done
    ;;
  start)
    set -a
    . "$HERE/etc/influxdb/address.env"
    setsid influxd -config "$HERE/etc/influxdb/influxdb.conf" > "$HERE/influxd.log" 2>&1 9>&- &
    echo $! > "$HERE/pid"
    for _ in $(seq 400); do
      curl -s "http://$INFLUXDB_HTTP_BIND_ADDRESS/ping" && exit 0
      sleep 0.05
    done
    exit 1
    ;;
esac
`

/** Its host's files lie in a folder as they would below `/`; systemd is a script that knows one unit. */
export async function influxdHere(
  settings: Omit<InfluxdSettings, 'name' | 'place' | 'listen'>,
): Promise<InfluxdHere> {
  const root = mkdtempSync(join(tmpdir(), 'ronda-influxd-here-'))
  const address = `127.0.0.1:${await freePort()}`
  const rpc = `127.0.0.1:${await freePort()}`
  const host = influxdHost({
    ...{ ...settings, name: 'here', place: { type: 'own' }, listen: address },
  })
  const own = [...new Set(['/etc/influxdb', '/etc/ronda', '/var/lib/influxdb', '/usr/local'])]
  const here = (text: string): string =>
    own
      .reduce((all, path) => all.replaceAll(path, join(root, path)), text)
      .replaceAll('127.0.0.1:8088', rpc)
      .replaceAll('/run/lock', root)
      .replaceAll('/var/backups', join(root, 'var/backups'))
      // Each look takes two seconds.
      .replaceAll('in $(seq 15)', 'in $(seq 4)')
      .replaceAll('--reuid=influxdb --regid=influxdb', '--reuid=root --regid=root')
  const put = (path: string, text: string, mode = 0o644): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
    chmodSync(join(root, path), mode)
  }
  const fileOf = (path: string): HostFile => {
    const file = host.files.find((one) => one.path === path)
    if (file === undefined) throw new Error(`the host has no ${path}`)
    return file
  }
  for (const { path, text, mode } of host.files) put(path, here(text), Number.parseInt(mode, 8))
  for (const { path } of host.folders) mkdirSync(join(root, path), { recursive: true })
  put('/etc/influxdb/influxdb.conf', here(influxdConf({ memoryMb: 512 })))
  put('/etc/influxdb/address.env', `INFLUXDB_HTTP_BIND_ADDRESS=${address}\n`)
  put('/bin/systemctl', SYSTEMCTL, 0o755)
  mkdirSync(join(root, 'etc/ronda/secrets'), { recursive: true })
  const env = { ...process.env, HERE: root, PATH: `${join(root, 'bin')}:${process.env['PATH']}` }
  const ran = (command: string, args: readonly string[], more = {}): Ran => {
    const done = spawnSync(command, args, {
      ...{ encoding: 'utf8', timeout: 50_000, env: { ...env, ...more } },
    })
    return { status: done.status, out: done.stdout, err: done.stderr }
  }
  const unit = (verb: 'start' | 'stop'): void => {
    const { status, err } = ran(join(root, 'bin/systemctl'), [verb, 'influxdb.service'])
    if (status !== 0) throw new Error(`influxd does not ${verb}: ${err}`)
  }
  const login = (user: string, password: string) => ({
    // A connection from before a restart is none.
    Connection: 'close',
    Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
  })
  unit('start')
  return {
    ...{ address, unit },
    at: (path) => join(root, path),
    text: (path) => here(fileOf(path).text),
    run: (path, args = [], more = {}) => ran(join(root, path), args, more),
    secret: (name, value) => put(`/etc/ronda/secrets/${name}`, value, 0o400),
    async ask(user, password, q) {
      const url = `http://${address}/query?${new URLSearchParams({ q, epoch: 'ms' })}`
      return (await fetch(url, { headers: login(user, password), method: 'POST' })).text()
    },
    async write(user, password, rp, lines) {
      const query = new URLSearchParams({ db: settings.database, rp, precision: 'ms' })
      const reply = await fetch(`http://${address}/write?${query}`, {
        ...{ method: 'POST', headers: login(user, password), body: lines.join('\n') },
      })
      if (reply.status !== 204) throw new Error(`${reply.status} ${await reply.text()}`)
    },
    close() {
      try {
        process.kill(Number(readFileSync(join(root, 'pid'), 'utf8')), 'SIGKILL')
      } catch {
        // It ended by itself, which the test has noticed.
      }
      rmSync(root, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
