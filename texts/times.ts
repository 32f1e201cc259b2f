// Points and lengths of time, round trips, shares and counts, as a person reads them.
import { type Language, LOCALES } from './language.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

type Unit = 'd' | 'h' | 'min' | 's'
const UNITS: Readonly<Record<Unit, number>> = { d: DAY, h: HOUR, min: MINUTE, s: SECOND }

export const DURATION_UNITS: Readonly<Record<Language, Readonly<Record<Unit, string>>>> = {
  en: { d: 'd', h: 'h', min: 'min', s: 's' },
  id: { d: 'hari', h: 'jam', min: 'mnt', s: 'dtk' },
}

/** Indonesia's zones have names that people say and that not every browser knows. */
const ZONE_NAMES: Readonly<Record<string, string>> = {
  'Asia/Jakarta': 'WIB',
  'Asia/Pontianak': 'WIB',
  'Asia/Makassar': 'WITA',
  'Asia/Jayapura': 'WIT',
}

/** The two largest units that are not 0, rounded down: `3 h 12 min`, `45 s`. Never negative. */
export function formatDuration(language: Language, durationMs: number): string {
  const names = DURATION_UNITS[language]
  let rest = Math.max(0, Math.floor(durationMs / SECOND) * SECOND)
  const parts: string[] = []
  for (const unit of ['d', 'h', 'min', 's'] as const) {
    const count = Math.floor(rest / UNITS[unit])
    rest -= count * UNITS[unit]
    if (count > 0) parts.push(`${count} ${names[unit]}`)
    // A gap between the two units would read as more exact than it is.
    else if (parts.length > 0) break
    if (parts.length === 2) break
  }
  return parts.length > 0 ? parts.join(' ') : `0 ${names.s}`
}

/** `WIB` and its like where they are known, else what Intl calls the zone at that time. */
export function zoneName(language: Language, timezone: string, at: number): string {
  const known = ZONE_NAMES[timezone]
  if (known !== undefined) return known
  const parts = formatter(language, timezone, { timeZoneName: 'short' }).formatToParts(at)
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timezone
}

/** Clock time in `timezone` with its zone; with the day when it is not today, with the year when not this one. */
export function formatTime(
  language: Language,
  at: number,
  timezone: string,
  now: number,
  options: { readonly zone?: boolean } = {},
): string {
  const day = formatter(language, timezone, { year: 'numeric', month: 'short', day: 'numeric' })
  const year = formatter(language, timezone, { year: 'numeric' })
  const clock = formatter(language, timezone, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  const time = clock.format(at).replaceAll('.', ':')
  const zone = options.zone === false ? '' : ` ${zoneName(language, timezone, at)}`
  if (day.format(at) === day.format(now)) return `${time}${zone}`
  const date =
    year.format(at) === year.format(now)
      ? formatter(language, timezone, { month: 'short', day: 'numeric' }).format(at)
      : day.format(at)
  return `${date} ${time}${zone}`
}

/** Microseconds as milliseconds: `0.42 ms`, `18.3 ms`, `240 ms`. */
export function formatRtt(language: Language, rttUs: number): string {
  const ms = rttUs / 1000
  return `${formatNumber(language, ms, ms < 1 ? 2 : ms < 100 ? 1 : 0)} ms`
}

/** A share between 0 and 1 in percent; never 100 % where something is missing. */
export function formatShare(language: Language, share: number): string {
  const percent = share * 100
  const shown = percent < 100 ? Math.min(Math.round(percent * 100) / 100, 99.99) : 100
  return `${formatNumber(language, shown, shown === 100 || shown === 0 ? 0 : 2)} %`
}

/** A count with the language's thousands sign: `13,431`, `13.431`. */
export function formatCount(language: Language, count: number): string {
  return formatNumber(language, count, 0)
}

/** Bytes as megabytes of a million: `0.4 MB`, `145 MB`, `4,295 MB`. */
export function formatMegabytes(language: Language, bytes: number): string {
  const megabytes = bytes / 1e6
  return `${formatNumber(language, megabytes, megabytes < 100 ? 1 : 0)} MB`
}

function formatNumber(language: Language, value: number, digits: number): string {
  const key = `${language}/${digits}`
  let format = numberFormats.get(key)
  if (format === undefined) {
    format = new Intl.NumberFormat(LOCALES[language], {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
    numberFormats.set(key, format)
  }
  return format.format(value)
}

// Building an Intl formatter costs far more than using it; there are a handful of shapes.
const numberFormats = new Map<string, Intl.NumberFormat>()
const dateFormats = new Map<string, Intl.DateTimeFormat>()

function formatter(
  language: Language,
  timezone: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${language}/${timezone}/${Object.keys(options).join()}`
  let format = dateFormats.get(key)
  if (format === undefined) {
    format = new Intl.DateTimeFormat(LOCALES[language], { ...options, timeZone: timezone })
    dateFormats.set(key, format)
  }
  return format
}
