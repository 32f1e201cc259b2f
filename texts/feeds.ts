// What is said of a camera by the condition of its feed: as reasons.ts says the others.
import type { FeedCondition } from '../fleet/feed-condition.ts'
import type { Language } from './language.ts'
import type { ReasonText } from './reason-text.ts'

export const FEED_TEXTS: Readonly<Record<Language, Readonly<Record<FeedCondition, ReasonText>>>> = {
  en: {
    nvr_service_down: {
      name: 'NVR does not serve video',
      full: 'its NVR answers echoes, but serves no video ({detail})',
      bare: 'its NVR answers echoes, but serves no video',
    },
    auth_failed: {
      name: 'NVR refuses the password',
      full: 'its NVR refuses our user or password',
      bare: 'its NVR refuses our user or password',
    },
    nvr_busy: {
      name: 'NVR has no session left',
      full: 'its NVR has no session left for us',
      bare: 'its NVR has no session left for us',
    },
    channel_missing: {
      name: 'no such channel',
      full: 'its NVR knows no such channel',
      bare: 'its NVR knows no such channel',
    },
    video_loss: {
      name: 'no video in its slot',
      full: 'its NVR says that there is no video in the slot: {loss}',
      bare: 'its NVR says that there is no video in the slot',
    },
    no_stream: {
      name: 'no picture data',
      full: 'its NVR grants the stream, but sends no picture data',
      bare: 'its NVR grants the stream, but sends no picture data',
    },
    no_keyframe: {
      name: 'no whole picture',
      full: 'data comes, but no whole picture can be made of it',
      bare: 'data comes, but no whole picture can be made of it',
    },
    no_signal: {
      name: 'no signal',
      full: "the recorder shows its own picture instead of the camera's",
      bare: "the recorder shows its own picture instead of the camera's",
    },
    black: {
      name: 'black',
      full: 'the picture is black',
      bare: 'the picture is black',
    },
    frozen: {
      name: 'frozen',
      full: 'the picture has not changed for {still}',
      bare: 'the picture does not change',
    },
    dark: {
      name: 'dark',
      full: 'the picture is dark: a covered lens, or no light',
      bare: 'the picture is dark: a covered lens, or no light',
    },
    washed_out: {
      name: 'washed out',
      full: 'the picture is white: too much light',
      bare: 'the picture is white: too much light',
    },
    tamper_suspect: {
      name: 'not its usual view',
      full: 'it no longer shows its usual view: covered or turned away',
      bare: 'it no longer shows its usual view: covered or turned away',
    },
    degraded: {
      name: 'weak stream',
      full: 'far fewer frames or bits come than this camera usually sends',
      bare: 'far fewer frames or bits come than this camera usually sends',
    },
    live: {
      name: 'live',
      full: 'the picture is live',
      bare: 'the picture is live',
    },
  },
  id: {
    nvr_service_down: {
      name: 'NVR tidak melayani video',
      full: 'NVR-nya menjawab echo, tetapi tidak melayani video ({detail})',
      bare: 'NVR-nya menjawab echo, tetapi tidak melayani video',
    },
    auth_failed: {
      name: 'NVR menolak kata sandi',
      full: 'NVR-nya menolak nama pengguna atau kata sandi kita',
      bare: 'NVR-nya menolak nama pengguna atau kata sandi kita',
    },
    nvr_busy: {
      name: 'sesi NVR habis',
      full: 'NVR-nya tidak punya sesi lagi untuk kita',
      bare: 'NVR-nya tidak punya sesi lagi untuk kita',
    },
    channel_missing: {
      name: 'kanal tidak ada',
      full: 'NVR-nya tidak mengenal kanal itu',
      bare: 'NVR-nya tidak mengenal kanal itu',
    },
    video_loss: {
      name: 'tidak ada video di slotnya',
      full: 'NVR-nya menyatakan tidak ada video di slot itu: {loss}',
      bare: 'NVR-nya menyatakan tidak ada video di slot itu',
    },
    no_stream: {
      name: 'tidak ada data gambar',
      full: 'NVR-nya mengizinkan aliran, tetapi tidak mengirim data gambar',
      bare: 'NVR-nya mengizinkan aliran, tetapi tidak mengirim data gambar',
    },
    no_keyframe: {
      name: 'gambar tidak utuh',
      full: 'data datang, tetapi tidak dapat menjadi gambar yang utuh',
      bare: 'data datang, tetapi tidak dapat menjadi gambar yang utuh',
    },
    no_signal: {
      name: 'tidak ada sinyal',
      full: 'perekam menampilkan gambarnya sendiri, bukan gambar kamera',
      bare: 'perekam menampilkan gambarnya sendiri, bukan gambar kamera',
    },
    black: {
      name: 'hitam',
      full: 'gambarnya hitam',
      bare: 'gambarnya hitam',
    },
    frozen: {
      name: 'beku',
      full: 'gambarnya tidak berubah selama {still}',
      bare: 'gambarnya tidak berubah',
    },
    dark: {
      name: 'gelap',
      full: 'gambarnya gelap: lensa tertutup, atau tidak ada cahaya',
      bare: 'gambarnya gelap: lensa tertutup, atau tidak ada cahaya',
    },
    washed_out: {
      name: 'terlalu terang',
      full: 'gambarnya putih: cahaya berlebihan',
      bare: 'gambarnya putih: cahaya berlebihan',
    },
    tamper_suspect: {
      name: 'bukan pandangan biasanya',
      full: 'tidak lagi menampilkan pandangan biasanya: tertutup atau bergeser',
      bare: 'tidak lagi menampilkan pandangan biasanya: tertutup atau bergeser',
    },
    degraded: {
      name: 'aliran lemah',
      full: 'frame atau bit yang datang jauh lebih sedikit daripada biasanya',
      bare: 'frame atau bit yang datang jauh lebih sedikit daripada biasanya',
    },
    live: {
      name: 'hidup',
      full: 'gambarnya hidup',
      bare: 'gambarnya hidup',
    },
  },
}

/** What stands behind the name of one camera: `camera Simpang Lima is black`. */
export const SHOWS_TEXTS: Readonly<Record<Language, Readonly<Record<FeedCondition, string>>>> = {
  en: {
    nvr_service_down: 'is not served by its NVR',
    auth_failed: 'is refused to us by its NVR',
    nvr_busy: 'has no session left on its NVR',
    channel_missing: 'has no channel on its NVR',
    video_loss: 'has no video in its slot',
    no_stream: 'sends no picture data',
    no_keyframe: 'sends no whole picture',
    no_signal: 'has no signal',
    black: 'is black',
    frozen: 'is frozen',
    dark: 'is dark',
    washed_out: 'is washed out',
    tamper_suspect: 'does not show its usual view',
    degraded: 'sends a weak stream',
    live: 'is live',
  },
  id: {
    nvr_service_down: 'tidak dilayani NVR-nya',
    auth_failed: 'ditolak NVR-nya untuk kita',
    nvr_busy: 'tidak mendapat sesi di NVR-nya',
    channel_missing: 'tidak punya kanal di NVR-nya',
    video_loss: 'tanpa video di slotnya',
    no_stream: 'tidak mengirim data gambar',
    no_keyframe: 'tidak mengirim gambar utuh',
    no_signal: 'tanpa sinyal',
    black: 'bergambar hitam',
    frozen: 'beku',
    dark: 'gelap',
    washed_out: 'terlalu terang',
    tamper_suspect: 'tidak menampilkan pandangan biasanya',
    degraded: 'mengirim aliran lemah',
    live: 'hidup',
  },
}

/** What is the recorder's own, behind the name of the recorder and a colon. */
export const NVR_FAULT_TEXTS: Readonly<
  Record<Language, Readonly<Record<'nvr_service_down' | 'auth_failed', string>>>
> = {
  en: { nvr_service_down: 'it serves no video', auth_failed: 'it refuses our user or password' },
  id: {
    nvr_service_down: 'NVR itu tidak melayani video',
    auth_failed: 'NVR itu menolak nama pengguna atau kata sandi kita',
  },
}
