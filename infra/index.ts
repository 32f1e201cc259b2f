// The Pulumi program: each export is an output of the stack.
import { makeStack } from './stack.ts'

export const {
  consoleUrl,
  grafanaUrl,
  liveUrl,
  livePointsAt,
  grafanaPointsAt,
  cityConfiguration,
  alarmTopic,
  backupVault,
  monthlyUsd,
} = await makeStack()
