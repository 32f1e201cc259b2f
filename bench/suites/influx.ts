// InfluxDB: CPU and bytes of a point beside npm `influx`, its place on the disk, a long backlog, and the whole program.
import { TIERS } from '../../store/schema/tiers.ts'
import { startInfluxd } from '../../test/rigs/influxd.ts'
import { atMost, type Bar, type BenchContext, type Suite } from '../bar.ts'
import { backlog } from '../influx/backlog.ts'
import { type ClientUse, clientUse } from '../influx/client.ts'
import { type DiskUse, diskUse } from '../influx/disk.ts'
import { errorsBar } from '../influx/errors.ts'
import { steady } from '../influx/steady.ts'

export const suite: Suite = async (context) => [
  ...(await client(context)),
  ...(await disk(context)),
  await backlog(context),
  await errorsBar(context),
  ...(await steady(context.quick ? 15 : 60, (line) => context.say(line))),
]

async function client({ quick, say }: BenchContext): Promise<readonly Bar[]> {
  const influxd = await startInfluxd()
  try {
    await influxd.query('CREATE DATABASE ronda')
    for (const tier of TIERS) {
      await influxd.query(`CREATE RETENTION POLICY ${tier} ON ronda DURATION INF REPLICATION 1`)
    }
    const size = quick ? { rounds: 3, minutes: 1 } : { rounds: 7, minutes: 2 }
    const use = await clientUse(influxd, ['peer', 'lines', 'spool'], size)
    for (const [way, { cpuUs, wireBytes }] of use) {
      say(`${way}: ${cpuUs.toFixed(2)} us of CPU, ${wireBytes.toFixed(1)} bytes a point`)
    }
    const of = (way: 'peer' | 'lines' | 'spool') => use.get(way) as ClientUse
    const cpu = (way: 'lines' | 'spool'): [number, string] => [
      of(way).cpuUs / of('peer').cpuUs,
      `${of(way).cpuUs.toFixed(2)} us a point, npm influx ${of('peer').cpuUs.toFixed(2)}, medians of ${size.rounds}`,
    ]
    const [lines, linesNote] = cpu('lines')
    const [spool, spoolNote] = cpu('spool')
    const [own, peer] = [of('lines').wireBytes, of('peer').wireBytes]
    return [
      atMost('influx.cpu', lines, 0.6, 'x', linesNote),
      atMost('influx.cpu.spool', spool, 0.9, 'x', spoolNote),
      atMost(
        'influx.wire',
        own / peer,
        0.2,
        'x',
        `${own.toFixed(1)} B a point, npm influx ${peer.toFixed(1)}`,
      ),
    ]
  } finally {
    await influxd.close()
  }
}

async function disk({ quick, say }: BenchContext): Promise<readonly Bar[]> {
  const series = quick ? 60 : 300
  const raw = await diskUse('raw', { series, confirms: true }, say)
  const m1 = await diskUse('m1', { series, confirms: true }, say)
  const note = ({ points }: DiskUse, span: string): string =>
    `${series} lines, ${span}, ${points} points, one file, its index included`
  const bars = [
    atMost('influx.disk.raw', raw.bytesPerPoint, 1.3, 'B', note(raw, 'a day')),
    atMost('influx.disk.m1', m1.bytesPerPoint, 4, 'B', note(m1, 'a week')),
  ]
  if (quick) return bars
  const bare = await diskUse('raw', { series, confirms: false }, say)
  const value = Number(bare.bytesPerPoint.toPrecision(4))
  const why = 'the same without the echoes of a confirm: 1 % of the slots have no round trip'
  return [...bars, { bar: 'influx.disk.raw.bare', value, unit: 'B', note: why }]
}
