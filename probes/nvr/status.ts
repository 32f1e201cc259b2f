// What a status other than 2xx says of the question.
import type { NvrFault } from './nvr-look.ts'

/** Words in which ISAPI says with 403 that it does not know the question, rather than that we may not ask it. */
const UNKNOWN_QUESTION = /badXmlContent|badXmlFormat|notSupport|methodNotAllowed|badURLFormat/i
const UNSUPPORTED: ReadonlySet<number> = new Set([400, 404, 405, 406, 410, 415, 501])
const BUSY: ReadonlySet<number> = new Set([429, 453, 503, 504])
/** As much of a body is looked at. */
const LOOK_AT = 2000

/** Dahua's word for a question that it does not know, which comes with 400 as with 200. */
const ERROR = /^\s*Error\b/i

/** Undefined for 2xx with anything but an error in it. */
export function faultOfStatus(status: number, body: Buffer): NvrFault | undefined {
  if (status >= 200 && status < 300) {
    return ERROR.test(body.toString('latin1', 0, 40)) ? 'unsupported' : undefined
  }
  if (status === 401) return 'auth'
  if (status === 403) {
    return UNKNOWN_QUESTION.test(body.toString('latin1', 0, LOOK_AT)) ? 'unsupported' : 'auth'
  }
  if (UNSUPPORTED.has(status)) return 'unsupported'
  return BUSY.has(status) ? 'busy' : 'protocol'
}
