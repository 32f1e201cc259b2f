import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { estateAddresses } from '../rigs/addresses.ts'
import { makeNetns, type Netns } from '../rigs/netns.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { openTunEstate } from '../rigs/tun-estate.ts'
import { hostRound } from './host.ts'

/** A fifth of the usual times, so that a scenario takes seconds. */
const QUICK = { timeoutMs: 250, confirmAfterMs: 100, confirmGapMs: 100, flushMs: 50 } as const

describeWithRigs('the round on real sockets', ['root', 'ip', 'nft'], () => {
  let ns: Netns
  beforeAll(() => {
    ns = makeNetns('round')
  })
  afterAll(() => ns.remove())

  it('finds who falls silent and who comes back, and leaves the others alone', async () => {
    const addresses = estateAddresses(127, 400)
    const silent = addresses.slice(50, 180)
    const host = await hostRound(ns, {
      addresses,
      intervalMs: 2000,
      anchors: ['127.0.0.1'],
      options: QUICK,
    })
    expect(await host.until(() => host.looks.count >= 400, 5000)).toBe(true)
    const cutAt = Date.now()
    ns.setDead(silent)
    expect(await host.until(() => host.transitions.length >= silent.length, 6000)).toBe(true)
    const down = host.transitions.splice(0)
    expect(new Set(down.map(({ targetId }) => targetId))).toEqual(new Set(silent))
    expect(down.every(({ to, reason }) => to === 'down' && reason === 'all-lost')).toBe(true)
    expect(Math.min(...down.map(({ at }) => at))).toBeGreaterThan(cutAt - 50)
    ns.setDead([])
    expect(await host.until(() => host.transitions.length >= silent.length, 6000)).toBe(true)
    expect(
      host.transitions.every(({ to, reason }) => to === 'up' && reason === 'answers-again'),
    ).toBe(true)
    expect(host.gaps).toEqual([])
    expect(await host.stop()).toBe(0)
  })

  it('takes a stop of the process for what it is', async () => {
    const addresses = estateAddresses(127, 400)
    const host = await hostRound(ns, {
      addresses,
      intervalMs: 1000,
      anchors: ['127.0.0.1'],
      options: QUICK,
    })
    await host.until(() => host.looks.count >= 400, 5000)
    // The namespace's `ip netns exec` replaces itself by the command: the child's id is that of the round's process.
    const stoppedAt = Date.now()
    host.child.kill('SIGSTOP')
    await wait(2500)
    host.child.kill('SIGCONT')
    expect(await host.until(() => host.gaps.length > 0, 3000)).toBe(true)
    const before = host.looks.count
    await wait(1500)
    expect(host.gaps).toMatchObject([{ reason: 'paused' }])
    const [gap] = host.gaps
    expect(gap?.from).toBeGreaterThan(stoppedAt - 100)
    expect(gap?.from).toBeLessThan(stoppedAt + 100)
    expect((gap?.to ?? 0) - (gap?.from ?? 0)).toBeGreaterThan(2300)
    expect(host.looks.count - before).toBeGreaterThan(400)
    expect(host.looks.count - before).toBeLessThan(900)
    expect(host.transitions).toEqual([])
    expect(host.health()?.overruns).toBeGreaterThan(500)
    await host.stop()
  })

  it('takes a set clock for what it is', async () => {
    const addresses = estateAddresses(127, 200)
    const host = await hostRound(ns, {
      addresses,
      intervalMs: 1000,
      anchors: ['127.0.0.1'],
      options: QUICK,
      socket: {
        kind: 'raw',
        wrap: {
          url: new URL('./stepping-socket.ts', import.meta.url).href,
          name: 'stepping',
          options: { afterMs: 1500, stepMs: 3_600_000 },
        },
      },
    })
    expect(await host.until(() => host.gaps.length > 0, 5000)).toBe(true)
    await wait(1500)
    expect(host.gaps).toMatchObject([{ reason: 'clock-step' }])
    expect((host.gaps[0]?.to ?? 0) - (host.gaps[0]?.from ?? 0)).toBeGreaterThan(3_599_000)
    expect(host.transitions).toEqual([])
    expect(host.looks.lost).toBe(0)
    expect(host.health()).toMatchObject({ clockSteps: 1, lost: 0 })
    await host.stop()
  })

  it.each(['dgram', 'net-ping'])('walks over %s too', async (kind) => {
    const addresses = estateAddresses(127, 100)
    const silent = addresses.slice(0, 10)
    const host = await hostRound(ns, {
      addresses,
      intervalMs: 1000,
      anchors: ['127.0.0.1'],
      options: QUICK,
      socket: { kind },
    })
    await host.until(() => host.looks.count >= 100, 3000)
    ns.setDead(silent)
    await host.until(() => host.transitions.length >= silent.length, 4000)
    ns.setDead([])
    await host.stop()
    expect(host.health()?.socket).toBe(kind)
    expect(host.transitions.filter(({ to }) => to === 'down')).toHaveLength(silent.length)
    expect(host.gaps).toEqual([])
  })

  it('does not begin with a burst', async () => {
    const addresses = estateAddresses(127, 2000)
    ns.run('nft', ['add', 'table', 'inet', 'count'])
    ns.run('nft', [
      'add chain inet count in { type filter hook input priority -10; }; add rule inet count in icmp type echo-request counter',
    ])
    const counted = (): number =>
      Number(/packets (\d+)/.exec(ns.run('nft', ['list', 'table', 'inet', 'count']).stdout)?.[1])
    const host = await hostRound(ns, { addresses, intervalMs: 4000, options: QUICK })
    const startedAt = Date.now()
    const counts: { ms: number; packets: number }[] = [{ ms: 0, packets: 0 }]
    while (Date.now() - startedAt < 4000) {
      counts.push({ ms: Date.now() - startedAt, packets: counted() })
      await wait(50)
    }
    for (let k = 1; k < counts.length; k++) {
      const [a, b] = [counts[k - 1], counts[k]]
      const expected = (2000 * ((b?.ms ?? 0) - (a?.ms ?? 0))) / 4000
      // 3 % of an interval's packets in 100 ms is 60 here; readings are about 55 ms apart.
      expect((b?.packets ?? 0) - (a?.packets ?? 0)).toBeLessThan(expected + 60)
    }
    expect(counts.at(-1)?.packets).toBeGreaterThan(1800)
    expect(host.health()?.overruns).toBe(0)
    await host.stop()
    ns.run('nft', ['delete', 'table', 'inet', 'count'])
  })

  it('says at the start why it cannot', async () => {
    ns.sysctl('net.ipv4.ping_group_range', '1 0')
    const child = ns.spawn(
      'setpriv',
      ['--bounding-set=-all', '--inh-caps=-all', '--no-new-privs', process.execPath, '-e', REFUSED],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    let out = ''
    child.stdout?.on('data', (data) => {
      out += String(data)
    })
    await once(child, 'close')
    ns.sysctl('net.ipv4.ping_group_range', '0 2147483647')
    expect(JSON.parse(out)).toMatchObject({ name: 'RondaError', code: 'RND_ICMP_PRIVILEGE' })
    expect(JSON.parse(out).remedy).toContain('ping_group_range')
  })
})

const REFUSED = `
const url = (path) => new URL(path, ${JSON.stringify(import.meta.url)}).href
const { startRound } = await import(url('../../probes/round/start.ts'))
const { ROUND_DEFAULTS } = await import(url('../../probes/round/plan.ts'))
const plan = { addresses: ['127.0.0.1'], names: ['a'], intervalMs: [1000], anchors: [], options: ROUND_DEFAULTS }
await startRound(plan, { kind: 'auto' }, () => {}).catch(({ name, code, remedy }) =>
  console.log(JSON.stringify({ name, code, remedy })))
`

describeWithRigs('the round over an estate with faults', ['root', 'ip', 'nft'], () => {
  let ns: Netns
  let estate: Awaited<ReturnType<typeof openTunEstate>>
  const addresses = estateAddresses(10, 400)
  const anchors = ['10.200.0.1', '10.200.0.2']
  beforeAll(async () => {
    ns = makeNetns('roundtun')
    estate = await openTunEstate(ns, { delayMs: 20 })
  })
  afterAll(async () => {
    await estate.close()
    ns.remove()
  })

  it('lets nobody down for 5 % of independent losses', async () => {
    await estate.set({ lossPercent: 5 })
    const host = await hostRound(ns, { addresses, anchors, intervalMs: 1000, options: QUICK })
    await host.until(() => host.looks.count >= 2400, 15_000)
    await host.stop()
    await estate.set({ lossPercent: 0 })
    expect(host.looks.count).toBeGreaterThanOrEqual(2400)
    expect(host.looks.lost).toBeGreaterThan(60)
    expect(host.transitions.filter(({ to }) => to === 'down')).toEqual([])
    expect(host.gaps).toEqual([])
  })

  it('calls a line that is lost for 2 s at a time degraded, never down', async () => {
    const few = addresses.slice(0, 40)
    await estate.set({ burstEveryMs: 8000, burstLengthMs: 2000 })
    const host = await hostRound(ns, { addresses: few, anchors, intervalMs: 1500 })
    await host.until(
      () => host.transitions.filter(({ to }) => to === 'degraded').length >= 20,
      15_000,
    )
    await host.stop()
    await estate.set({ burstEveryMs: 0 })
    const to = (state: string) => host.transitions.filter((transition) => transition.to === state)
    expect(to('degraded').length).toBeGreaterThanOrEqual(20)
    expect(to('down')).toEqual([])
    expect(to('degraded').every(({ reason }) => reason === 'part-lost')).toBe(true)
  })

  it('is blind when its own link is cut, and declares nobody down', async () => {
    const host = await hostRound(ns, { addresses, anchors, intervalMs: 2000, options: QUICK })
    await host.until(() => host.looks.count >= 400, 5000)
    const cutAt = Date.now()
    await estate.set({ cut: true })
    expect(await host.until(() => host.health()?.blind === true, 8000)).toBe(true)
    await wait(500)
    await estate.set({ cut: false })
    const backAt = Date.now()
    expect(await host.until(() => host.health()?.blind === false, 5000)).toBe(true)
    await wait(2500)
    await host.stop()
    expect(host.transitions).toEqual([])
    expect(host.gaps.map(({ reason }) => reason)).toEqual(['blind', 'blind'])
    const [begun, ended] = host.gaps
    expect(Math.abs((begun?.from ?? 0) - cutAt)).toBeLessThan(300)
    expect(ended?.from).toBe(begun?.from)
    expect((ended?.to ?? 0) - backAt).toBeGreaterThan(-100)
    expect((ended?.to ?? 0) - backAt).toBeLessThan(1500)
  })
})
