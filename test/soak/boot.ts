// Bar infra.boot: the boot script of a worker, run for real in a Debian root made with debootstrap, with the packed release.
// What a chroot has not is replaced: systemd as process 1 by starting the unit's own command as its user, the capability
// of the unit by the range of groups that may ping. Everything is in a network namespace and mount namespace of its own.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { CONFIG, STARTER_ESTATE } from '../../cli/init/starter.ts'
import { bootScriptOf } from '../../hosts/boot-script.ts'
import { workerHost } from '../../hosts/worker-host.ts'
import { packArtefact } from '../../infra/artefact/pack.ts'
import type { SoakContext } from './main.ts'

/** Kept between runs: it takes a minute and a half. */
const BASE = join(tmpdir(), 'ronda-debian-bookworm')
const DEBIAN = 'http://deb.debian.org/debian'
const LIMIT_MS = 540_000
/** Folder of the boot script, below the root. */
const BOOT = 'srv/boot'

/** Prepares a root's own /proc, /dev and /tmp, which go with the mount namespace, then runs the words in it. */
const ENTER = `set -e
root=$1
shift
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/tmp"
mount --rbind /dev "$root/dev"
exec chroot "$root" /usr/bin/env -i HOME=/tmp PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"`

/** Starts what the unit starts, until it answers; then asks the doctor, beside it, and ends it. */
const LIVE = `set -eu
ip link set lo up
echo '0 2147483647' > /proc/sys/net/ipv4/ping_group_range
cd /etc/ronda/city
start=$(sed -n 's/^ExecStart=//p' /etc/systemd/system/ronda.service)
setpriv --reuid ronda --regid ronda --clear-groups --bounding-set -all $start > /tmp/run.log 2>&1 &
pid=$!
for _ in $(seq 60); do curl -fsS http://127.0.0.1:8080/healthz > /dev/null 2>&1 && break; sleep 1; done
curl -fsS http://127.0.0.1:8080/healthz > /dev/null || { cat /tmp/run.log; exit 3; }
code=0
runuser -u ronda -- /usr/local/bin/ronda doctor || code=$?
kill "$pid"
wait "$pid" || true
exit "$code"`

export async function soak({ say }: SoakContext) {
  const limit = (value: number, ok: boolean, note: string) => [
    { bar: 'infra.boot', value, limit: 0, unit: 'findings', ok, note },
  ]
  if (!existsSync(join(BASE, 'made'))) {
    say('making a Debian root')
    rmSync(BASE, { recursive: true, force: true })
    execFileSync('debootstrap', ['--variant=minbase', 'bookworm', join(BASE, 'root'), DEBIAN], {
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: LIMIT_MS,
    })
    writeFileSync(join(BASE, 'made'), '')
  }
  const work = mkdtempSync(join(tmpdir(), 'ronda-boot-'))
  const root = join(work, 'root')
  try {
    say('packing the release')
    const artefact = await packArtefact({ out: work })
    execFileSync('cp', ['-a', join(BASE, 'root'), root])
    writeFileSync(join(root, 'etc/resolv.conf'), readFileSync('/etc/resolv.conf'))
    const place = { type: 'own' } as const
    const release = { ...artefact, url: `file:${basename(artefact.path)}` }
    const files = [CONFIG, ...STARTER_ESTATE].map(({ file, text }) => ({
      path: file,
      text: text.replace('data: ./data', 'data: /var/lib/ronda'),
    }))
    const host = workerHost({ name: 'worker', place, release, city: { files } })
    mkdirSync(join(root, BOOT), { recursive: true })
    cpSync(artefact.path, join(root, BOOT, basename(artefact.path)))
    writeFileSync(join(root, BOOT, 'boot.sh'), bootScriptOf(host))
    const run = (network: readonly string[], ...words: readonly string[]) => {
      const all = ['--mount', ...network, 'bash', '-c', ENTER, 'enter', root, ...words]
      const ran = spawnSync('unshare', all, { encoding: 'utf8', timeout: LIMIT_MS })
      for (const line of `${ran.stdout}${ran.stderr}`.trim().split('\n')) say(line)
      return ran
    }
    say('the boot script, for the first time')
    const first = run([], 'bash', join('/', BOOT, 'boot.sh'))
    if (first.status !== 0) return limit(1, false, 'the first boot fails')
    say('again')
    const again = run([], 'bash', join('/', BOOT, 'boot.sh'))
    if (again.status !== 0 || !/; 0 changes$/m.test(again.stdout)) {
      return limit(1, false, 'the second boot changes something')
    }
    say('the program and its doctor')
    const { status, stdout } = run(['--net'], 'bash', '-c', LIVE)
    const fails = stdout.match(/^FAIL/gm)?.length ?? 0
    return limit(status === 0 ? 0 : Math.max(1, fails), status === 0, 'boot, second boot, doctor')
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
