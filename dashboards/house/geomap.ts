// Places on a map: one circle for each row, larger and another colour with its number.
import * as common from '@grafana/grafana-foundation-sdk/common'
import {
  ControlsOptionsBuilder,
  MapViewConfigBuilder,
  PanelBuilder,
  TooltipMode,
  TooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/geomap'
import type { Words } from '../../texts/language.ts'
import { COLOURS, type Step } from './palette.ts'
import {
  type FieldSpec,
  overridesOf,
  type PanelBase,
  type PanelSpec,
  thresholdsOf,
} from './panel.ts'

export interface GeomapSpec extends PanelBase {
  /** Columns of degrees. */
  readonly latitude: string
  readonly longitude: string
  /** Column that gives size and colour. */
  readonly number: string
  readonly steps: readonly Step[]
  /** What is said of a place that the mouse is over; links stand there too. */
  readonly fields?: readonly FieldSpec[]
  /** What stands where there is nothing. */
  readonly nothing?: Words
}

/** Pixels. */
const SMALLEST = 4
const LARGEST = 24

/** Of tables: `format: 'table'`. Rows without a place are left out. */
export function geomap(spec: GeomapSpec): PanelSpec {
  const { key, title, description, width, queries } = spec
  return {
    ...{ key, title, description, width, queries },
    build(house) {
      const builder = new PanelBuilder()
        .thresholds(thresholdsOf(spec.steps))
        .min(0)
        .view(new MapViewConfigBuilder().id('fit').allLayers(true).padding(5))
        .controls(new ControlsOptionsBuilder().showZoom(true).mouseWheelZoom(true))
        // The one that the Grafana at hand is set up with.
        .basemap(new common.MapLayerOptionsBuilder().type('default').name('basemap'))
        .tooltip(new TooltipOptionsBuilder().mode(TooltipMode.Details))
        .layers([layer(house.say(title), spec)])
        .overrides(overridesOf(house, spec.fields ?? []))
      if (spec.nothing) builder.noValue(house.say(spec.nothing))
      return builder.build()
    },
  }
}

/** The SDK has no types of what a layer of markers is set up with (grafana/public/app/plugins/panel/geomap/style/types.ts). */
function layer(name: string, { latitude, longitude, number }: GeomapSpec) {
  const style = {
    size: { field: number, fixed: SMALLEST, min: SMALLEST, max: LARGEST },
    color: { field: number, fixed: COLOURS.grey },
    opacity: 0.7,
    symbol: { mode: 'fixed', fixed: 'img/icons/marker/circle.svg' },
  }
  return new common.MapLayerOptionsBuilder()
    .type('markers')
    .name(name)
    .config({ showLegend: false, style })
    .location(
      new common.FrameGeometrySourceBuilder()
        .mode(common.FrameGeometrySourceMode.Coords)
        .latitude(latitude)
        .longitude(longitude),
    )
    .tooltip(true)
}
