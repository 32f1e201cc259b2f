// The name of a time zone, as Intl knows it.
import { didYouMean } from '../suggest.ts'
import { fault, shown } from './fault.ts'
import { label } from './fields.ts'

/** An IANA name; an offset such as `+07:00` is none. */
export const timezone = label.superRefine((value, context) => {
  if (isTimezone(value)) return
  context.addIssue({ code: 'custom', message: unknownTimezone(value), input: value })
})

/** What is wrong with a name that is none, as `splitFault` takes it. */
export function unknownTimezone(value: string): string {
  const near = didYouMean(value, Intl.supportedValuesOf('timeZone'))
  return fault(
    `unknown time zone ${shown(value)}`,
    near ? `did you mean "${near}"?` : 'write an IANA name such as Asia/Jakarta',
  )
}

export function isTimezone(value: string): boolean {
  if (!/^[A-Za-z]/.test(value)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}
