// The files that a stock Grafana reads from its provisioning folder.
import { alertingFile } from './alerting-file.ts'
import { plainValue, settingValue } from './interpolation.ts'
import type { DataSource, GrafanaModel, ProvisionFile } from './model.ts'
import { yamlText } from './yaml-text.ts'

export interface FileOptions {
  /** Where Grafana finds the provisioning folder; default that of its packages and of its container image. */
  readonly mountedAt?: string
}

/** Of Debian and RPM packages and of the container image. */
const PROVISIONING = '/etc/grafana/provisioning'

/**
 * Paths are relative to the provisioning folder. The same model gives the same bytes. Alerting has no file where the model
 * has none.
 */
export function filesOf(model: GrafanaModel, options: FileOptions = {}): readonly ProvisionFile[] {
  const { mountedAt = PROVISIONING } = options
  const folder = `dashboards/${model.folder.uid}`
  const path = `${mountedAt.replace(/\/+$/, '')}/${folder}`
  return [
    { path: 'datasources/ronda.yaml', text: dataSourcesText(model.dataSources) },
    { path: 'dashboards/ronda.yaml', text: providerText(model.folder.title, path) },
    ...model.dashboards.map((dashboard) => ({
      path: `${folder}/${dashboard.uid}.json`,
      text: `${JSON.stringify(dashboard, null, 2)}\n`,
    })),
    ...(model.alerting ? [{ path: 'alerting/ronda.yaml', text: alertingFile(model) }] : []),
  ]
}

function dataSourcesText(dataSources: readonly DataSource[]): string {
  return yamlText({
    apiVersion: 1,
    datasources: dataSources.map(({ uid, name, type, url, user, jsonData, secureJsonData }) => ({
      orgId: 1,
      uid,
      name: plainValue(name),
      type,
      access: 'proxy',
      url: plainValue(url),
      ...(user === undefined ? {} : { user: plainValue(user) }),
      isDefault: false,
      editable: false,
      jsonData: settingValue(jsonData),
      secureJsonData: settingValue(secureJsonData),
    })),
  })
}

/**
 * Without `folderUid`: Grafana makes the folder of alert rules by title, and before it reads dashboards, which would then
 * be in a second folder of that title (grafana/grafana#125079).
 */
function providerText(folder: string, path: string): string {
  return yamlText({
    apiVersion: 1,
    providers: [
      {
        name: 'ronda',
        orgId: 1,
        type: 'file',
        folder: plainValue(folder),
        disableDeletion: false,
        allowUiUpdates: false,
        updateIntervalSeconds: 30,
        options: { path: plainValue(path), foldersFromFilesStructure: false },
      },
    ],
  })
}
