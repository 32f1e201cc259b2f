// Who we are towards an NVR.
import type { Secret } from '../../fleet/secret.ts'

export interface Credentials {
  readonly user: string
  readonly password: Secret
}
