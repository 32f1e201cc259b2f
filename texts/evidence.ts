// Names for what was seen and for what is known of a target, as they come in evidence and details.
import type { Language } from './language.ts'

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
  },
}

/** The name of a key of evidence or details; an unknown key as it is. */
export function evidenceName(language: Language, key: string): string {
  const known = NAMES.find((name) => name === key)
  return known === undefined ? key : EVIDENCE_TEXTS[language][known]
}
