// What Grafana replaces in the values of its provisioning files: `$NAME`, `${NAME}`, `$__env{NAME}`, `$__file{/path}`.
import type { Setting } from '../../alerts/rules/alerting.ts'
import { isSecretReference, type SecretReference } from '../../fleet/secret.ts'

/** A value that comes out as `text`, whatever is in it. */
export function plainValue(text: string): string {
  return text.replaceAll('$', '$$$$')
}

/** A setting as a value of a file: text is escaped, a secret becomes what Grafana reads it by. */
export function settingValue(setting: Setting): unknown {
  if (typeof setting === 'string') return plainValue(setting)
  if (typeof setting !== 'object') return setting
  if (isList(setting)) return setting.map(settingValue)
  if (isSecret(setting)) return plainValue(setting.before ?? '') + secretValue(setting.secret)
  return Object.fromEntries(
    Object.entries(setting).map(([name, value]) => [name, settingValue(value)]),
  )
}

/** All secrets of settings, in their order, with repetitions. */
export function secretsIn(setting: Setting): SecretReference[] {
  if (typeof setting !== 'object') return []
  if (isList(setting)) return setting.flatMap(secretsIn)
  if (isSecret(setting)) return [setting.secret]
  return Object.values(setting).flatMap(secretsIn)
}

/**
 * Environment variable of Grafana that a secret must stand in: NAME of `env:NAME`; of `aws-sm:city/noc-token`
 * `RONDA_CITY_NOC_TOKEN`; undefined where Grafana reads a file.
 */
export function variableOf(secret: SecretReference): string | undefined {
  if (secret.startsWith('env:')) return secret.slice('env:'.length)
  if (secret.startsWith('file:')) return undefined
  const name = secret.slice('aws-sm:'.length)
  return `RONDA_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`
}

/** `$NAME`: what `${NAME}` and `$__env{NAME}` give is looked through once more, so that a `$` in a secret would be lost. */
function secretValue(secret: SecretReference): string {
  const variable = variableOf(secret)
  return variable === undefined ? `$__file{${secret.slice('file:'.length)}}` : `$${variable}`
}

function isList(setting: Setting & object): setting is readonly Setting[] {
  return Array.isArray(setting)
}

function isSecret(
  setting: Exclude<Setting & object, readonly Setting[]>,
): setting is { readonly secret: SecretReference; readonly before?: string } {
  return (
    'secret' in setting && typeof setting.secret === 'string' && isSecretReference(setting.secret)
  )
}
