// The signature that lets whoever has a message acknowledge its incident, without a login.
import { createHmac } from 'node:crypto'
import { equals } from '../../console/guard.ts'

/** 132 bits: short enough for a link, too long to guess. */
const KEY_CHARACTERS = 22

/** Signs with the console's token, so that a changed token makes every old link worthless. */
export class AckKey {
  readonly #token: string

  constructor(token: string) {
    this.#token = token
  }

  of(incidentId: string): string {
    const signature = createHmac('sha256', this.#token).update(`ronda acknowledge ${incidentId}`)
    return signature.digest('base64url').slice(0, KEY_CHARACTERS)
  }

  fits(incidentId: string, key: string): boolean {
    return equals(this.of(incidentId), key)
  }

  /** `url`: of the console, without a slash at its end. */
  link(url: string, incidentId: string): string {
    return `${url}/ack/${encodeURIComponent(incidentId)}?key=${this.of(incidentId)}`
  }
}
