// Names for what was seen and for what is known of a target, as they come in evidence and details.
import type { Language } from './language.ts'
import { videoLossText } from './recorder.ts'
import { featureText } from './rungs.ts'
import { formatDuration } from './times.ts'

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
  'detail',
  'stillMs',
  'status',
  'segment',
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
    detail: 'in detail',
    stillMs: 'has not changed for',
    status: 'HTTP status',
    segment: 'segment of its playlist',
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
    detail: 'rincian',
    stillMs: 'tidak berubah selama',
    status: 'status HTTP',
    segment: 'segmen daftar putarnya',
  },
}

/** The name of a key of evidence or details; an unknown key as it is. */
export function evidenceName(language: Language, key: string): string {
  const known = NAMES.find((name) => name === key)
  return known === undefined ? key : EVIDENCE_TEXTS[language][known]
}

/** Name and value of what was seen, as the page shows them; of a feed its features, and why there is no video. */
export function evidenceText(
  language: Language,
  key: string,
  value: string | number,
): readonly [name: string, value: string] {
  const name = evidenceName(language, key)
  if (key === 'detail') return [name, videoLossText(language, String(value))]
  if (key === 'stillMs') return [name, formatDuration(language, Number(value))]
  const isOwn = NAMES.some((known) => known === key)
  return isOwn ? [name, String(value)] : featureText(language, key, value)
}
