// Losses on the way: none of them may be taken for a dead target. A bare host of the round, without store and page.
import { setTimeout as wait } from 'node:timers/promises'
import { estateAddresses } from '../test/rigs/addresses.ts'
import { makeNetns } from '../test/rigs/netns.ts'
import { openTunEstate } from '../test/rigs/tun-estate.ts'
import { hostRound, type RoundHost } from '../test/round/host.ts'
import { atMost, type Bar } from './bar.ts'

const ADDRESSES = 13_431
const LOOK_EVERY_MS = 500
/** A tenth of the city's interval; the confirm is shortened with it. */
const INTERVAL_MS = 1000
const CONFIRM = { timeoutMs: 400, confirmAfterMs: 60, confirmGapMs: 60 }
const LOSS = 'icmp type echo-request numgen random mod 100 < 5 drop'

/** 5 % of exchanges lost, independently, until `exchanges` were made: targets down. */
export async function lossBar(exchanges: number): Promise<Bar> {
  const ns = makeNetns('benchloss')
  try {
    const added = ns.run('nft', ['add', 'rule', 'inet', 'estate', 'in', ...LOSS.split(' ')])
    if (added.code !== 0) throw new Error(added.stderr)
    const host = await hostRound(ns, {
      addresses: estateAddresses(127, ADDRESSES),
      anchors: ['127.0.0.1', '127.0.0.2', '127.0.0.3'],
      intervalMs: INTERVAL_MS,
      options: CONFIRM,
    })
    await reach(host, () => (host.health()?.sent ?? 0) >= exchanges)
    const sent = host.health()?.sent ?? 0
    const lost = host.health()?.lost ?? 0
    await host.stop()
    const down = host.transitions.filter(({ to }) => to === 'down').length
    const degraded = host.transitions.filter(({ to }) => to === 'degraded').length
    return atMost(
      'round.loss',
      down,
      0,
      'targets down',
      `${sent} exchanges, ${((100 * lost) / sent).toFixed(2)} % lost by nftables on loopback; ${INTERVAL_MS} ms interval, echoes of a confirm ${CONFIRM.confirmGapMs} ms apart; round and verdicts alone; ${degraded} times degraded, ${host.looks.inconclusive} looks inconclusive`,
    )
  } finally {
    ns.remove()
  }
}

const LINES = 400
const BURST_WATCH_MS = 25_000

/** Every line loses all for 2 s of each 10 s, at its own time; usual times of the round. */
export async function lossBurstsBar(): Promise<Bar> {
  const ns = makeNetns('benchburst')
  try {
    const estate = await openTunEstate(ns, {
      delayMs: 20,
      burstEveryMs: 10_000,
      burstLengthMs: 2000,
    })
    const host = await hostRound(ns, {
      addresses: estateAddresses(10, LINES),
      anchors: ['10.200.0.1', '10.200.0.2', '10.200.0.3'],
      // No whole part of 10 s, else each line would always be asked at the same point of its bursts.
      intervalMs: 2300,
    })
    await wait(BURST_WATCH_MS)
    await host.stop()
    await estate.close()
    const down = host.transitions.filter(({ to }) => to === 'down').length
    const degraded = new Set(
      host.transitions.filter(({ to }) => to === 'degraded').map(({ targetId }) => targetId),
    ).size
    return {
      ...atMost(
        'round.loss.bursts',
        down,
        0,
        'targets down',
        `${degraded} of ${LINES} lines reported as degraded in ${BURST_WATCH_MS / 1000} s; losses of 2 s in every 10 s over TUN`,
      ),
      ok: down === 0 && degraded > LINES / 2,
    }
  } finally {
    ns.remove()
  }
}

async function reach(host: RoundHost, done: () => boolean): Promise<void> {
  while (!done()) {
    if (host.child.exitCode !== null) throw new Error(`the round ended: ${host.child.exitCode}`)
    await wait(LOOK_EVERY_MS)
  }
}
