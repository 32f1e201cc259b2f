// The budget of a stack that is estimated at 800 dollars, as a program of its own; `ronda:stack` has the configuration as JSON.
import * as pulumi from '@pulumi/pulumi'
import { Budget } from '../../infra/budget.ts'
import { stackContext } from './stack-context.ts'

const cost = { lines: [], monthlyUsd: 800, perCameraUsd: 0, pricesOf: 'a test' }
new Budget(stackContext(new pulumi.Config().requireObject('stack'), { cost }))
