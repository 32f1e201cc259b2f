// References to secrets, as a configuration has them.
import { isSecretReference, type SecretReference } from '../../fleet/secret.ts'

export function reference(text: string): SecretReference {
  if (!isSecretReference(text)) throw new TypeError(`no reference: ${text}`)
  return text
}
