// The program that test/store/spool-kill.ts kills: puts as fast as it can and prints "put first last" of what `put` gave.
import { writeSync } from 'node:fs'
import { silentLogger } from '../../fleet/logger.ts'
import { openSpool } from '../../store/spool/open-spool.ts'
import { KILL_SPOOL, killBody } from './spool-kill.ts'
import { frame, letter } from './spool-rig.ts'

const [path = ''] = process.argv.slice(2)
const spool = openSpool({ ...KILL_SPOOL, path, logger: silentLogger, now: Date.now })
for (let n = (spool.mark('put') ?? 0) + 1; ; n++) {
  const count = 1 + Math.floor(Math.random() * 6)
  const frames = Array.from({ length: count }, (_, i) =>
    frame({ points: n, fromMs: i, toMs: count, body: killBody(n, i) }),
  )
  const put = spool.put(frames, { put: n })
  writeSync(1, `${n} ${put[0]?.seq} ${put.at(-1)?.seq}\n`)
  const mine = spool.heads('a', 0, 40)
  if (n % 3 === 0)
    spool.acknowledge(
      'a',
      mine.slice(0, 9).map(({ seq }) => seq),
    )
  const refused = mine.at(-1)?.seq
  if (n % 5 === 0 && refused !== undefined) {
    spool.bury([letter({ status: refused })])
    spool.acknowledge('a', [refused])
  }
  if (n % 7 === 0) spool.flush()
}
