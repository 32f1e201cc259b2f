// Before `npm test`: as root on Debian, installs the real parts that the tests need; elsewhere says the one line.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { RIGS, tryOf } from './tools.ts'

const lacking = Object.entries(RIGS).filter(
  ([tool]) => spawnSync('sh', ['-c', tryOf(tool)]).status !== 0,
)
if (lacking.length > 0) {
  const packages = [...new Set(lacking.map(([, name]) => name))]
  const line = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`
  const root = process.getuid?.() === 0
  if (root && existsSync('/usr/bin/apt-get')) {
    process.stderr.write(`test rigs: installing ${packages.join(', ')} from Debian\n`)
    const done = spawnSync('sh', ['-c', line], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (done.status !== 0)
      process.stderr.write(`test rigs: that failed; tests that need them are skipped\n`)
  } else {
    process.stderr.write(
      `test rigs: ${packages.join(', ')} missing; tests that need them are skipped. To run them:\n  sudo sh -c '${line}'\n`,
    )
  }
}
