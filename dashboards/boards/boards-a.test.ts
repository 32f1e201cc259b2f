import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { expect, test } from 'vitest'
import { LANGUAGES } from '../../texts/language.ts'
import { BOARDS } from '../boards.ts'
import type { GrafanaCity, GrafanaDatabase } from '../city.ts'
import { compose } from '../house/compose.ts'
import { House } from '../house/house.ts'
import { DASHBOARDS } from '../uids.ts'
import { city } from './city.ts'
import { feeds } from './feeds.ts'
import { kecamatan } from './kecamatan.ts'
import { nvr } from './nvr.ts'
import { target } from './target.ts'

const BOARDS_A = [city, kecamatan, feeds, target, nvr]
const DIALECTS: readonly GrafanaDatabase['dialect'][] = ['1', '2', '3']

const houses = LANGUAGES.flatMap((language) =>
  DIALECTS.map((dialect) => {
    const database = { dialect, url: 'http://127.0.0.1:8086', database: 'ronda' }
    const all = { timezone: 'Asia/Jakarta', folder: 'Ronda', consoleUrl: undefined, slo: 0.99 }
    const built: GrafanaCity = { name: 'Kota', language, database, alerting: undefined, ...all }
    return new House(built)
  }),
)
const [house] = houses as [House]

test.each(BOARDS_A)('composes in both languages and all dialects, without overlap: %o', (board) => {
  for (const one of houses) {
    const spec = board(one)
    const keys = spec.rows.flatMap(({ panels }) => panels.map(({ key }) => key))
    expect(new Set(keys).size).toBe(keys.length)
    const taken = new Set<string>()
    for (const { gridPos } of panelsOf(compose(one, spec))) {
      const { x, y, w, h } = gridPos as Required<Panel>['gridPos']
      expect(x + w).toBeLessThanOrEqual(24)
      for (let i = 0; i < w * h; i++) taken.add(`${x + (i % w)}/${y + Math.floor(i / w)}`)
    }
    const area = panelsOf(compose(one, spec)).map(({ gridPos: at }) => (at?.w ?? 0) * (at?.h ?? 0))
    expect(taken.size).toBe(area.reduce((sum, one) => sum + one, 0))
  }
})

test('every panel says in both languages what it shows, and what stands where there is nothing', () => {
  for (const board of BOARDS_A) {
    for (const one of houses) {
      for (const panel of panelsOf(compose(one, board(one)))) {
        if (panel.type === 'row') continue
        expect([panel.title, panel.description?.length]).not.toContain(undefined)
        expect([panel.title, panel.fieldConfig?.defaults.noValue]).not.toContain(undefined)
      }
    }
  }
})

test('every link leads to a dashboard and to variables that it has', () => {
  const variables = new Map(
    BOARDS.map((board) => board(house)).map((spec) => [
      spec.uid,
      spec.variables.map((v) => v.name),
    ]),
  )
  for (const board of BOARDS_A) {
    const built = JSON.stringify(compose(house, board(house)))
    const links = [...built.matchAll(/\/d\/([\w-]+)\?([^"\\]*(?:\\.[^"\\]*)*)/g)]
    expect(links.length).toBeGreaterThan(1)
    for (const [, uid = '', query = ''] of links) {
      expect(DASHBOARDS).toContain(uid)
      const names = Array.from(query.matchAll(/var-(\w+)=/g), ([, name = '']) => name)
      expect(variables.get(uid as (typeof DASHBOARDS)[number]) ?? []).toEqual(
        expect.arrayContaining(names),
      )
      expect(query).toContain('${__url_time_range}')
    }
  }
})

test('rows lead only by columns that a table still has', () => {
  for (const board of BOARDS_A) {
    for (const panel of panelsOf(compose(house, board(house)))) {
      if (panel.type !== 'table') continue
      const text = JSON.stringify(panel)
      const used = Array.from(text.matchAll(/__data\.fields\[\\"(\w+)\\"\]/g), ([, name]) => name)
      const { transformations = [] } = panel
      const last = transformations.at(-1)?.options as { includeByName: Record<string, boolean> }
      const grouped = transformations.find(({ id }) => id === 'groupBy')?.options as
        | { fields: Record<string, { operation: string }> }
        | undefined
      const whole = Object.keys(last.includeByName).filter(
        (name) => grouped === undefined || grouped.fields[name]?.operation === 'groupby',
      )
      expect([panel.title, whole]).toEqual([panel.title, expect.arrayContaining(used)])
    }
  }
})

function panelsOf(dashboard: Dashboard): Panel[] {
  return (dashboard.panels ?? []) as Panel[]
}
