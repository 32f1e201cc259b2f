// What the strict schemas of Grafana's formats refuse of a set of files.
import { parse } from 'yaml'
import type { ProvisionFile } from '../../../dashboards/provision/model.ts'
import { alertingFile } from './alerting.ts'
import { dashboardFile } from './dashboard.ts'
import { dataSourcesFile } from './data-sources.ts'
import { providersFile } from './providers.ts'

/** Of each file that is refused its path, then what is wrong with it; empty where all are well. */
export function refused(files: readonly ProvisionFile[]): unknown[] {
  return files.flatMap(({ path, text }) => {
    const content = path.endsWith('.json') ? JSON.parse(text) : parse(text, { version: '1.1' })
    const { success, error } = schemaOf(path).safeParse(content)
    return success ? [] : [path, ...(error?.issues ?? [])]
  })
}

function schemaOf(path: string) {
  if (path.startsWith('datasources/')) return dataSourcesFile
  if (path.startsWith('alerting/')) return alertingFile
  return path.endsWith('.yaml') ? providersFile : dashboardFile
}
