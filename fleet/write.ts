// Writes a Fleet as an estate folder that loads back to an equal Fleet.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Fleet } from './model.ts'
import { plannedFiles } from './planned/write.ts'
import { KIND_NAMES, KINDS, type KindName } from './schema/kinds.ts'
import { maskText } from './schema/mask.ts'

type Row = Readonly<Record<string, string | number | undefined>>

/** Files and their text, `fleet.yaml` first; kinds without a record have none. */
export function estateFiles(fleet: Fleet): { readonly file: string; readonly text: string }[] {
  const rows = rowsOf(fleet)
  return [
    { file: 'fleet.yaml', text: settingsText(fleet) },
    ...KIND_NAMES.filter((name) => rows[name].length > 0).map((name) => ({
      file: `${name}.csv`,
      text: csvText(KINDS[name].columns, rows[name]),
    })),
    ...plannedFiles(fleet.planned),
  ]
}

/** Makes the folder where it lacks. Throws where a file cannot be written; files that are there are replaced. */
export async function writeEstate(fleet: Fleet, dir: string): Promise<void> {
  await mkdir(dir, { recursive: true })
  for (const { file, text } of estateFiles(fleet)) await writeFile(join(dir, file), text)
}

function settingsText({ city, timezone, intervalMs, anchors, synthetic }: Fleet): string {
  const intervals = Object.fromEntries(
    Object.entries(intervalMs).map(([kind, ms]) => [kind, intervalText(ms)]),
  )
  return stringify({
    city,
    timezone,
    ...(synthetic ? { synthetic } : {}),
    intervals,
    ...(anchors.length > 0 ? { anchors } : {}),
  })
}

function intervalText(ms: number): string {
  if (ms % 60_000 === 0) return `${ms / 60_000}m`
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`
}

function rowsOf(fleet: Fleet): Record<KindName, readonly Row[]> {
  return {
    areas: fleet.areas.map((area) => ({ ...area })),
    owners: fleet.owners.map(({ id, name, looksAfter }) => ({ id, name, looks_after: looksAfter })),
    nodes: fleet.nodes.map((node) => ({ ...node, kind: node.nodeKind })),
    uplinks: fleet.uplinks.map((uplink) => ({ ...uplink, anchors: uplink.anchors.join(' ') })),
    nvrs: fleet.nvrs.map(({ credentials, rtspPort, httpPort, tls, ...nvr }) => ({
      ...nvr,
      rtsp_port: rtspPort,
      http_port: httpPort,
      tls: tls ? 'yes' : 'no',
      ...credentials,
    })),
    cameras: fleet.cameras.map(({ masks = [], ...camera }) => ({
      ...camera,
      masks: masks.map(maskText).join(' '),
    })),
    portals: fleet.portals.map((portal) => ({ ...portal })),
  }
}

function csvText(columns: readonly string[], rows: readonly Row[]): string {
  const lines = rows.map((row) => columns.map((column) => cellText(row[column])).join(','))
  return `${[columns.join(','), ...lines].join('\n')}\n`
}

/** Quotes what a reader would take apart, take for a comment, or trim. */
function cellText(value: string | number | undefined): string {
  const text = String(value ?? '')
  return /[",#]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
