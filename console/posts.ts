// Which addresses are posted to: the forms of pages without a script, and the acts of the API.

const ACTS = [
  /^\/api\/suspensions$/,
  /^\/api\/maintenance$/,
  /^\/api\/planned\/[^/]+\/resume$/,
  /^\/api\/incidents\/[^/]+\/ack$/,
  /^\/api\/series\/replay$/,
]
const ACK_LINK = /^\/ack\/[^/]+$/

/** True for the addresses that change something when they are posted to, with a token. */
export function isAct(path: string): boolean {
  return ACTS.some((act) => act.test(path))
}

/** True for the page behind the link in a message; its key is its token. */
export function isAckLink(path: string): boolean {
  return ACK_LINK.test(path)
}

/** True for the addresses that a form is posted to. */
export function isForm(path: string): boolean {
  return path === '/login' || isAckLink(path)
}
