// What happened, as marks on every curve: incidents, and what was switched off on purpose.
import { selectFrom } from '../../store/schema/influxql.ts'
import type { Words } from '../../texts/language.ts'
import type { House } from './house.ts'
import { COLOURS, type Colour } from './palette.ts'

export const ANNOTATIONS = ['incidents', 'planned'] as const
export type AnnotationName = (typeof ANNOTATIONS)[number]

/** Of the newest: a curve with more of them shows nothing else. */
const MOST_MARKS = 500

interface AnnotationSpec {
  readonly title: Words
  readonly colour: Colour
  readonly ql: (house: House) => string
  /** Columns whose text is shown, and those shown as tags. */
  readonly text: string
  readonly tags: string
}

const SPECS: Readonly<Record<AnnotationName, AnnotationSpec>> = {
  incidents: {
    title: { en: 'Incidents', id: 'Insiden' },
    colour: 'red',
    ql: (house) =>
      selectFrom(
        house.from('incident', 'ev'),
        ({ field, tag }) => ({ cause: field('cause'), what: field('what'), kind: tag('kind') }),
        {
          time: 'panel',
          where: [{ field: 'what', sign: '=', value: 'settled' }],
          newestFirst: true,
          limit: MOST_MARKS,
        },
      ).ql,
    text: 'cause',
    tags: 'kind,what',
  },
  planned: {
    title: { en: 'Switched off on purpose', id: 'Dimatikan dengan sengaja' },
    colour: 'blue',
    ql: (house) =>
      selectFrom(
        house.from('planned', 'ev'),
        ({ field, tag }) => ({ why: field('why'), what: field('what'), kind: tag('kind') }),
        { time: 'panel', newestFirst: true, limit: MOST_MARKS },
      ).ql,
    text: 'why',
    tags: 'kind,what',
  },
}

/** As Grafana's data source for InfluxDB reads annotations (`fromAnnotations`, `textColumn`, `tagsColumn`). */
export function annotationsOf(house: House, names: readonly AnnotationName[]): readonly object[] {
  const own = {
    builtIn: 1,
    name: 'Annotations & Alerts',
    type: 'dashboard',
    datasource: { type: 'grafana', uid: '-- Grafana --' },
    enable: true,
    hide: true,
    iconColor: COLOURS.sky,
  }
  const ours = names.map((name) => {
    const { title, colour, ql, text, tags } = SPECS[name]
    const datasource = house.dataSource('ev')
    const query = ql(house)
    return {
      name: house.say(title),
      datasource,
      enable: true,
      hide: false,
      iconColor: COLOURS[colour],
      fromAnnotations: true,
      query,
      textColumn: text,
      tagsColumn: tags,
      titleColumn: '',
      timeEndColumn: '',
      target: {
        ...{ refId: `annotation-${name}`, datasource, query, rawQuery: true, textEditor: true },
        ...{ resultFormat: 'table', fromAnnotations: true, textColumn: text, tagsColumn: tags },
      },
    }
  })
  return [own, ...ours]
}
