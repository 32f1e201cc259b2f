// Which outages have a rule of their own, and its words. Those of texts/incidents.ts and texts/feeds.ts, with labels.
import type { Words } from '../../../texts/language.ts'
import type { Rule } from '../rule.ts'

export interface CauseSpec
  extends Pick<Rule, 'uid' | 'title' | 'summary' | 'description' | 'panel'> {
  /** Tag `kind` of `outage`; `other`: none of those that have a rule. */
  readonly kind: string
  /** Of cameras, tag `condition`; `other`: none of those that have a rule, and where there is none. */
  readonly condition?: string
}

/** Kinds that have rules: those of CAUSES, and the probe, of which series `worker` says more. */
export const OWN_KINDS = [
  'node',
  'uplink',
  'nvr',
  'camera',
  'portal',
  'shared',
  'planned',
  'probe',
] as const

export const OWN_CONDITIONS = ['black', 'frozen', 'no_signal'] as const

const INCIDENTS = { dashboard: 'ronda-incidents', key: 'open-incidents' } as const
const FEEDS = { dashboard: 'ronda-feeds', key: 'by-condition' } as const

/** Of causes that have no place of their own: store/aggregates/outage-points.ts. */
const MORE: Words = {
  en: '+more stands for all of the kind that have no place of their own among the 40 causes told singly (25 of them warnings).',
  id: '+more berarti semua yang sejenis yang tidak mendapat tempat di antara 40 penyebab yang dikabarkan satu per satu (25 di antaranya peringatan).',
}

export const CAUSES: readonly CauseSpec[] = [
  {
    uid: 'ronda-cause-node',
    kind: 'node',
    title: { en: 'Node down', id: 'Simpul mati' },
    ...told(
      { en: 'Node {{ $labels.cause }} down', id: 'Simpul {{ $labels.cause }} mati' },
      {
        en: 'An ISP node, city link, switch or relay went down while everything above it lived. All that hangs on it is unreachable. Call its ISP or owner first.',
        id: 'Simpul ISP, jalur kota, switch, atau relay mati sementara semua yang di atasnya hidup. Semua yang bergantung padanya tidak terjangkau. Hubungi ISP atau pemiliknya dahulu.',
      },
    ),
    panel: INCIDENTS,
  },
  {
    uid: 'ronda-cause-uplink',
    kind: 'uplink',
    title: { en: 'Uplink down', id: 'Uplink mati' },
    ...told(
      { en: 'Uplink {{ $labels.cause }} down', id: 'Uplink {{ $labels.cause }} mati' },
      {
        en: 'An internet access line of ISP {{ $labels.isp }} went down while its node lived. Ask the site whether it has power, then the ISP.',
        id: 'Saluran internet dari ISP {{ $labels.isp }} mati sementara simpulnya hidup. Tanyakan listrik di lokasi, lalu hubungi ISP.',
      },
    ),
    panel: INCIDENTS,
  },
  {
    uid: 'ronda-cause-nvr',
    kind: 'nvr',
    title: { en: 'NVR down', id: 'NVR mati' },
    ...told(
      { en: 'NVR {{ $labels.cause }} down', id: 'NVR {{ $labels.cause }} mati' },
      {
        en: 'A recorder does not answer, or serves no video, while its uplink lives. Its cameras are not recorded. Ask the site whether it has power.',
        id: 'Perekam tidak menjawab, atau tidak melayani video, sementara uplink-nya hidup. Kameranya tidak terekam. Tanyakan listrik di lokasi.',
      },
    ),
    panel: INCIDENTS,
  },
  {
    uid: 'ronda-feed-black',
    kind: 'camera',
    condition: 'black',
    title: { en: 'Camera black', id: 'Kamera bergambar hitam' },
    ...told(
      {
        en: 'Camera {{ $labels.cause }} is black',
        id: 'Kamera {{ $labels.cause }} bergambar hitam',
      },
      {
        en: 'The stream comes, and its picture is black. Look at the picture, then at the camera: power of its sensor, lens cap, cable.',
        id: 'Alirannya datang, tetapi gambarnya hitam. Lihat gambarnya, lalu kameranya: daya sensor, tutup lensa, kabel.',
      },
    ),
    panel: FEEDS,
  },
  {
    uid: 'ronda-feed-frozen',
    kind: 'camera',
    condition: 'frozen',
    title: { en: 'Camera frozen', id: 'Kamera beku' },
    ...told(
      { en: 'Camera {{ $labels.cause }} is frozen', id: 'Kamera {{ $labels.cause }} beku' },
      {
        en: 'The stream comes, and its picture does not change while its clock may tick. Restart the camera.',
        id: 'Alirannya datang, tetapi gambarnya tidak berubah walau jamnya mungkin berjalan. Mulai ulang kameranya.',
      },
    ),
    panel: FEEDS,
  },
  {
    uid: 'ronda-feed-no-signal',
    kind: 'camera',
    condition: 'no_signal',
    title: { en: 'Camera without signal', id: 'Kamera tanpa sinyal' },
    ...told(
      {
        en: 'Camera {{ $labels.cause }} has no signal',
        id: 'Kamera {{ $labels.cause }} tanpa sinyal',
      },
      {
        en: "The recorder shows its own picture instead of the camera's. Look at power and cable between the camera and its NVR.",
        id: 'Perekam menampilkan gambarnya sendiri, bukan gambar kamera. Periksa daya dan kabel antara kamera dan NVR-nya.',
      },
    ),
    panel: FEEDS,
  },
  {
    uid: 'ronda-feed-other',
    kind: 'camera',
    condition: 'other',
    title: { en: 'Camera gives no picture', id: 'Kamera tidak memberi gambar' },
    ...told(
      {
        en: 'Camera {{ $labels.cause }} gives no picture ({{ $labels.condition }})',
        id: 'Kamera {{ $labels.cause }} tidak memberi gambar ({{ $labels.condition }})',
      },
      {
        en: 'The NVR answers, and this camera gives no picture: no video in its slot, no such channel, no picture data, or a password that is refused.',
        id: 'NVR menjawab, tetapi kamera ini tidak memberi gambar: tidak ada video di slotnya, kanal tidak ada, tidak ada data gambar, atau kata sandi ditolak.',
      },
    ),
    panel: FEEDS,
  },
  {
    uid: 'ronda-cause-portal',
    kind: 'portal',
    title: { en: 'Portal does not show the city', id: 'Portal tidak menampilkan kota' },
    ...told(
      {
        en: 'Portal {{ $labels.cause }} does not show what residents are to see ({{ $labels.condition }})',
        id: 'Portal {{ $labels.cause }} tidak menampilkan yang seharusnya dilihat warga ({{ $labels.condition }})',
      },
      {
        en: 'What residents see does not come, stands still, or shows nothing. Open the portal yourself, then look at the relay that feeds it.',
        id: 'Yang dilihat warga tidak muncul, berhenti, atau kosong. Buka portal itu sendiri, lalu periksa relay yang mengirim videonya.',
      },
    ),
    panel: INCIDENTS,
  },
  {
    uid: 'ronda-cause-shared',
    kind: 'shared',
    title: { en: 'Many down at once', id: 'Banyak mati bersamaan' },
    ...told(
      {
        en: '{{ $labels.cause }}: many down at once',
        id: '{{ $labels.cause }}: banyak mati bersamaan',
      },
      {
        en: 'Targets with something in common (ISP, kelurahan, NVR, model, router, owner) failed within a minute, and nothing declared above them is down. Look for what they share.',
        id: 'Titik-titik dengan kesamaan (ISP, kelurahan, NVR, model, router, pemilik) mati dalam satu menit, dan induk mereka tidak mati. Cari apa yang mereka pakai bersama.',
      },
    ),
    panel: INCIDENTS,
  },
  {
    uid: 'ronda-cause-planned-over',
    kind: 'planned',
    title: { en: 'Planned time over and still dead', id: 'Rencana berakhir dan masih mati' },
    ...told(
      {
        en: '{{ $labels.cause }} is over, and what it covered is still dead',
        id: '{{ $labels.cause }} sudah berakhir, dan yang dicakupnya masih mati',
      },
      {
        en: 'A suspension or maintenance window has ended, and targets in it do not answer. Ask who decided it: prolong it, or mend them.',
        id: 'Penonaktifan atau pemeliharaan sudah berakhir, dan titik di dalamnya tidak menjawab. Tanyakan kepada yang memutuskannya: perpanjang, atau perbaiki.',
      },
    ),
    panel: INCIDENTS,
  },
  {
    uid: 'ronda-cause-other',
    kind: 'other',
    title: { en: 'Something else down', id: 'Hal lain mati' },
    ...told(
      { en: '{{ $labels.cause }} down', id: '{{ $labels.cause }} mati' },
      {
        en: 'A cause of a kind that has no rule of its own: most likely a target that is no longer in the estate.',
        id: 'Penyebab dari jenis yang tidak punya aturan sendiri: kemungkinan titik yang tidak ada lagi dalam data kota.',
      },
    ),
    panel: INCIDENTS,
  },
]

/** Behind each summary how many are affected, behind each description where, whose, and what +more is. */
function told(what: Words, meaning: Words): Pick<Rule, 'summary' | 'description'> {
  const labels = '{{ $labels.kec }}, {{ $labels.owner }}'
  return {
    summary: {
      en: `${what.en}: {{ $values.B.Value }} affected`,
      id: `${what.id}: {{ $values.B.Value }} terdampak`,
    },
    description: {
      en: `${meaning.en} Kecamatan, owner: ${labels}. ${MORE.en}`,
      id: `${meaning.id} Kecamatan, pemilik: ${labels}. ${MORE.id}`,
    },
  }
}
