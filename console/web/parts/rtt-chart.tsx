// Round trips as a band from least to greatest with the mean in it, and losses as bars from the foot of the chart.
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { ApiTargetView } from '../../api/response.ts'
import { useWords, type Words } from '../hooks.ts'

type History = ApiTargetView['history']

const HEIGHT = 260
/** A young history has points that no line joins. */
const FEW_POINTS = 100
const SHORTEST_SECONDS = 600
const HOUR = 3600
const DAY = 24 * HOUR
/** Seconds between ticks: nothing finer than a minute, which is what history is kept by. */
const TICKS = [
  ...[60, 120, 300, 600, 900, 1800],
  ...[HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR],
  ...[DAY, 2 * DAY, 4 * DAY, 7 * DAY],
] as const

export function RttChart({ history }: { readonly history: History }) {
  const words = useWords()
  const frame = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot | undefined>(undefined)
  useEffect(() => {
    const element = frame.current
    if (element === null) return undefined
    const draw = (): void => {
      chart.current?.destroy()
      const width = Math.floor(element.clientWidth)
      chart.current = new uPlot(optionsOf(history, words, width), dataOf(history), element)
    }
    draw()
    const observer = new ResizeObserver(() => {
      const width = Math.floor(element.clientWidth)
      if (chart.current?.width !== width) chart.current?.setSize({ width, height: HEIGHT })
    })
    observer.observe(element)
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', draw)
    return () => {
      observer.disconnect()
      dark.removeEventListener('change', draw)
      chart.current?.destroy()
      chart.current = undefined
    }
  }, [history, words])
  const empty = history.points.length === 0
  return (
    <>
      <div class="chart" ref={frame} data-points={history.points.length} />
      {empty && <p class="quiet">{words.t('noHistory')}</p>}
    </>
  )
}

/** Milliseconds for round trips, percent for losses; a step without a point is a hole, not a line across it. */
function dataOf({ from, to, stepSeconds, points }: History): uPlot.AlignedData {
  const times: number[] = []
  const columns: (number | null)[][] = [[], [], [], []]
  const [least = [], mean = [], most = [], loss = []] = columns
  const known = new Map(points.map((point) => [Date.parse(point.at) / 1000, point]))
  const first = Math.ceil(Date.parse(from) / 1000 / stepSeconds) * stepSeconds
  for (let at = first; at <= Date.parse(to) / 1000; at += stepSeconds) {
    const point = known.get(at)
    times.push(at)
    least.push(toMs(point?.rttMinUs))
    mean.push(toMs(point?.rttAvgUs))
    most.push(toMs(point?.rttMaxUs))
    loss.push(point === undefined || point.sent === 0 ? null : (100 * point.lost) / point.sent)
  }
  return [times, loss, most, least, mean]
}

/** The span asked for, less what lies before the first point: a young history fills the chart too. */
function spanOf({ from, to, points }: History): [number, number] {
  const end = Date.parse(to) / 1000
  const first = points[0] === undefined ? end : Date.parse(points[0].at) / 1000
  return [Math.max(Date.parse(from) / 1000, Math.min(first, end - SHORTEST_SECONDS)), end]
}

const toMs = (us: number | undefined): number | null => (us === undefined ? null : us / 1000)

function optionsOf(history: History, words: Words, width: number): uPlot.Options {
  const styles = getComputedStyle(document.documentElement)
  const colour = (name: string): string => styles.getPropertyValue(name)
  const axis = {
    stroke: colour('--quiet'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  }
  return {
    width,
    height: HEIGHT,
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), words.timezone),
    fmtDate: () => (date) => clock(date, history.stepSeconds),
    cursor: { drag: { x: false, y: false }, points: { size: 5 } },
    scales: {
      x: { time: true, range: spanOf(history) },
      ms: { range: (_, __, high) => [0, Math.max(1, high * 1.15)] },
      loss: { range: [0, 100] },
    },
    axes: [
      {
        ...axis,
        size: 32,
        incrs: [...TICKS],
        values: (_, splits) => labels(splits, words.timezone),
      },
      { ...axis, scale: 'ms', size: 56, values: (_, splits) => splits.map((ms) => `${ms} ms`) },
      {
        ...axis,
        scale: 'loss',
        side: 1,
        size: 48,
        grid: { show: false },
        values: (_, splits) => splits.map((share) => `${share} %`),
      },
    ],
    series: seriesOf(history, words, colour),
    bands: [{ series: [2, 3], fill: colour('--band') }],
  }
}

/** In the order of `dataOf`'s columns. */
function seriesOf(
  history: History,
  words: Words,
  colour: (name: string) => string,
): uPlot.Series[] {
  const ms = (_: uPlot, value: number | null): string =>
    value === null || value === undefined ? '–' : words.rtt(value * 1000)
  const { bars } = uPlot.paths
  return [
    {
      label: words.t('time'),
      value: (_, at) => (at === null || at === undefined ? '–' : words.time(at * 1000, Date.now())),
    },
    {
      label: words.t('loss'),
      scale: 'loss',
      stroke: colour('--down'),
      fill: colour('--down'),
      width: 0,
      points: { show: false },
      ...(bars === undefined ? {} : { paths: bars({ size: [0.9, 12, 2] }) }),
      value: (_, share) => (share === null || share === undefined ? '–' : words.share(share / 100)),
    },
    {
      label: words.t('most'),
      scale: 'ms',
      stroke: colour('--band-edge'),
      width: 1,
      points: { show: false },
      value: ms,
    },
    {
      label: words.t('least'),
      scale: 'ms',
      stroke: colour('--band-edge'),
      width: 1,
      points: { show: false },
      value: ms,
    },
    {
      label: words.t('mean'),
      scale: 'ms',
      stroke: colour('--accent'),
      width: 1.5,
      points: { show: history.points.length < FEW_POINTS, size: 4 },
      value: ms,
    },
  ]
}

/** Clock times within a day, days beyond; the first of a new day says the day. */
function labels(splits: readonly number[], timezone: string): string[] {
  const span = (splits.at(-1) ?? 0) - (splits[0] ?? 0)
  return splits.map((at) => {
    const date = uPlot.tzDate(new Date(at * 1000), timezone)
    const midnight = date.getHours() === 0 && date.getMinutes() === 0
    if (span > 5 * 86_400 || midnight) return `${date.getDate()}/${date.getMonth() + 1}`
    return clock(date, 60)
  })
}

function clock(date: Date, stepSeconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`
  return stepSeconds > 60 ? `${date.getDate()}/${date.getMonth() + 1} ${time}` : time
}
