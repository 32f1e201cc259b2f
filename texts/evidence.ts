// Names for what was seen and for what is known of a target, as they come in evidence and details.
import { conditionName } from './conditions.ts'
import type { Language } from './language.ts'
import { videoLossText } from './recorder.ts'
import { featureText } from './rungs.ts'

const NAMES = [
  'sent',
  'lost',
  'rttUs',
  'icmp',
  'reporter',
  'parent',
  'anchor',
  'anchors',
  'isp',
  'tech',
  'vendor',
  'model',
  'slots',
  'slot',
  'class',
  'uplink',
  'nodeKind',
  'url',
  'cameras',
  'plannedId',
  'owner',
  'why',
  'reference',
  'until',
  'covered',
  'found',
  'detail',
  'loss',
] as const
type EvidenceKey = (typeof NAMES)[number]

export const EVIDENCE_TEXTS: Readonly<Record<Language, Readonly<Record<EvidenceKey, string>>>> = {
  en: {
    sent: 'echoes sent',
    lost: 'echoes lost',
    rttUs: 'round trip (µs)',
    icmp: 'ICMP error',
    reporter: 'reported by',
    parent: 'parent',
    anchor: 'anchor',
    anchors: 'anchors',
    isp: 'ISP',
    tech: 'technology',
    vendor: 'vendor',
    model: 'model',
    slots: 'slots',
    slot: 'slot',
    class: 'class',
    uplink: 'uplink',
    nodeKind: 'kind of node',
    url: 'address on the web',
    cameras: 'cameras',
    plannedId: 'planned outage',
    owner: 'owner',
    why: 'why',
    reference: 'reference',
    until: 'until',
    covered: 'targets it covered',
    found: 'found',
    detail: 'detail',
    loss: 'why there is no video',
  },
  id: {
    sent: 'echo terkirim',
    lost: 'echo hilang',
    rttUs: 'waktu bolak-balik (µs)',
    icmp: 'galat ICMP',
    reporter: 'dilaporkan oleh',
    parent: 'induk',
    anchor: 'jangkar',
    anchors: 'jangkar-jangkar',
    isp: 'ISP',
    tech: 'teknologi',
    vendor: 'pembuat',
    model: 'model',
    slots: 'slot tersedia',
    slot: 'slot',
    class: 'kelas',
    uplink: 'uplink',
    nodeKind: 'jenis simpul',
    url: 'alamat web',
    cameras: 'kamera',
    plannedId: 'rencana',
    owner: 'pemilik',
    why: 'alasan',
    reference: 'nomor surat',
    until: 'sampai',
    covered: 'target yang dicakup',
    found: 'ditemukan',
    detail: 'rincian',
    loss: 'mengapa tidak ada video',
  },
}

/** The name of a key of evidence or details; an unknown key as it is. */
export function evidenceName(language: Language, key: string): string {
  const known = NAMES.find((name) => name === key)
  return known === undefined ? key : EVIDENCE_TEXTS[language][known]
}

/** Name and value of what was seen, as the page shows them; of a feed its condition, its features, why there is no video. */
export function evidenceText(
  language: Language,
  key: string,
  value: string | number,
): readonly [name: string, value: string] {
  const name = evidenceName(language, key)
  if (key === 'found') return [name, conditionName(language, String(value))]
  // Of a recorder a word, of a stream the share of its packets.
  if (key === 'loss' && typeof value === 'string') return [name, videoLossText(language, value)]
  const isOwn = key !== 'loss' && NAMES.some((known) => known === key)
  return isOwn ? [name, String(value)] : featureText(language, key, value)
}
