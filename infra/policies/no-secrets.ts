// No secret where anybody reads it: outputs, user data, and inputs that would lie in the state in clear.
import type { ResourceRule, StackRule } from './rule.ts'
import { secretIn } from './secret-in.ts'

/** Inputs that are passwords, of whatever resource. */
const PASSWORD_KEYS = ['password', 'masterPassword', 'secretString', 'secretStringWo', 'authToken']
const USER_DATA = ['userData', 'userDataBase64']

export const noSecretInOutputs: StackRule = {
  name: 'no-secret-in-outputs',
  says: 'No password, token or private key is an output.',
  whole({ outputs }, report) {
    for (const [key, value] of Object.entries(outputs)) {
      const found = secretIn(value)
      if (found !== undefined) report(`output ${key} has ${found}`)
    }
  },
}

export const noSecretInClear: ResourceRule = {
  name: 'no-secret-in-clear',
  says: 'No password, token or private key stands in user data, or in clear in an input.',
  each({ inputs, marked }, report) {
    for (const key of USER_DATA) {
      const found = secretIn(inputs[key])
      if (found !== undefined) report(`${key} has ${found}`)
    }
    if (!marked) return
    for (const key of PASSWORD_KEYS) {
      const value = inputs[key]
      if (typeof value === 'string' && value !== '') report(`${key} is not marked as a secret`)
    }
  },
}
