// areas.csv: kecamatan, kelurahan, RW and RT.
import { z } from 'zod'
import { AREA_LEVELS, type Area, type AreaId } from '../model.ts'
import { fault } from './fault.ts'
import { degrees, id, label, word } from './fields.ts'
import { defineKind } from './kind.ts'

const schema = z
  .strictObject({
    id,
    level: word(AREA_LEVELS),
    name: label.optional(),
    parent: id.optional(),
    lat: degrees(90).optional(),
    lon: degrees(180).optional(),
  })
  .refine((row) => (row.lat === undefined) === (row.lon === undefined), {
    error: () => fault('only one of lat and lon', 'write both or neither'),
    when: () => true,
  })

export const areaKind = defineKind('areas', 'area', schema, (row): Area => {
  const { id: areaId, name, parent, lat, lon } = row
  return {
    id: areaId as AreaId,
    level: row.level,
    name: name ?? areaId,
    ...(parent === undefined ? {} : { parent: parent as AreaId }),
    ...(lat === undefined || lon === undefined ? {} : { lat, lon }),
  }
})
