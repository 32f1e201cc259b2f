// Relay and hosts: whether the machines that the city's video goes through are well, and what residents get.
import { tagValues } from '../../store/schema/influxql.ts'
import type { DashboardSpec } from '../house/compose.ts'
import type { House } from '../house/house.ts'
import { cpu, disk, hostsNow, memory } from './relay/hosts.ts'
import { portalSpeed, portalsNow, portalsOverTime } from './relay/portals.ts'
import { errors, readers, relaysNow, sourceless, streamsReady, traffic } from './relay/relays.ts'

export function relay(house: House): DashboardSpec {
  return {
    uid: 'ronda-relay',
    title: { en: 'Relay and hosts', id: 'Relay dan host' },
    description: {
      en: 'The relays that residents get their video from, what the portals show, and the machines of our own.',
      id: 'Relay yang mengirim video ke warga, apa yang tampak di portal, dan mesin milik sendiri.',
    },
    variables: [
      {
        name: 'relay',
        label: { en: 'Relay', id: 'Relay' },
        ql: tagValues(house.from('relay', 'raw'), 'id'),
        tier: 'raw',
        multi: true,
      },
      {
        name: 'portal',
        label: { en: 'Portal', id: 'Portal' },
        ql: tagValues(house.from('portal', 'raw'), 'id'),
        tier: 'raw',
        multi: true,
      },
      {
        name: 'host',
        label: { en: 'Host', id: 'Host' },
        ql: tagValues(house.from('host', 'raw'), 'host'),
        tier: 'raw',
        multi: true,
      },
    ],
    annotations: ['incidents', 'planned'],
    range: '6h',
    rows: [
      { height: 8, panels: [portalsNow(house), relaysNow(house), hostsNow(house)] },
      {
        title: { en: 'Relays', id: 'Relay' },
        height: 8,
        panels: [
          streamsReady(house),
          sourceless(house),
          traffic(house),
          readers(house),
          errors(house),
        ],
      },
      {
        title: { en: 'What residents see', id: 'Yang dilihat warga' },
        height: 8,
        panels: [portalsOverTime(house), portalSpeed(house)],
      },
      {
        title: { en: 'Hosts', id: 'Host' },
        height: 8,
        panels: [cpu(house), memory(house), disk(house)],
      },
    ],
  }
}
