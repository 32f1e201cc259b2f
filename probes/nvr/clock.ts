// The clock of an NVR against ours.

/** A local time without an offset: "2026-11-22T10:00:00", "2026-1-2 3:04:05". */
const LOCAL = /^(\d{4})-(\d{1,2})-(\d{1,2})[T ]+(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?\s*(.*)$/
const OFFSET = /^([+-])(\d{2}):?(\d{2})$/
/** As POSIX writes zones, with the sign turned round: "CST-7:00:00" is seven hours east. */
const POSIX_ZONE =
  /^[A-Za-z<>+\d-]*?[A-Za-z>]([+-]?)(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?(?:[A-Za-z<,].*)?$/
const FARTHEST_S = 15 * 3600

/**
 * Epoch milliseconds of a local time: by its own offset, else by `zone` (as POSIX writes it), else by `utcOffsetS`
 * (seconds east). Undefined for no time, and where none of the three is known.
 */
export function epochOf(
  time: string | undefined,
  zone: string | undefined,
  utcOffsetS: number | undefined,
): number | undefined {
  const match = LOCAL.exec((time ?? '').trim().slice(0, 64))
  if (!match) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined
  if (hour > 24 || minute > 59 || second > 60) return undefined
  const end = match[7] ?? ''
  const offsetS = end === '' ? (zoneOffset(zone) ?? utcOffsetS) : writtenOffset(end)
  if (offsetS === undefined || Math.abs(offsetS) > FARTHEST_S) return undefined
  const at = new Date(0)
  at.setUTCFullYear(year, month - 1, day)
  at.setUTCHours(hour, minute, second)
  return at.getTime() - offsetS * 1000
}

/** Seconds that a clock which showed `epochMs` at our `midAt` is ahead; clocks of devices are told to the second. */
export function skewOf(epochMs: number, midAt: number): number {
  // On the average half a second has passed since the second that it tells began.
  return Math.round((epochMs + 500 - midAt) / 1000)
}

/** "3 s ahead of ours". */
export function skewSays(skewS: number): string {
  if (skewS === 0) return 'its clock is right to the second'
  return `its clock is ${Math.abs(skewS)} s ${skewS > 0 ? 'ahead of' : 'behind'} ours`
}

function writtenOffset(end: string): number | undefined {
  if (end === 'Z' || end === 'z') return 0
  const match = OFFSET.exec(end)
  if (!match) return undefined
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60
  return match[1] === '-' ? -seconds : seconds
}

function zoneOffset(zone: string | undefined): number | undefined {
  // A zone with summer time tells two offsets; which one holds is not said.
  const match = /[,]/.test(zone ?? '') ? null : POSIX_ZONE.exec((zone ?? '').trim().slice(0, 64))
  if (!match) return undefined
  const seconds = Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0)
  return match[1] === '-' ? seconds : -seconds
}
