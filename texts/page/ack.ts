// The page behind the link in a message that acknowledges an incident.
import type { Language } from '../language.ts'

export const ACK_TEXTS: Readonly<
  Record<
    Language,
    Readonly<
      Record<
        'ask' | 'name' | 'button' | 'done' | 'before' | 'over' | 'wrong' | 'tooMany' | 'nameless',
        string
      >
    >
  >
> = {
  id: {
    ask: 'Tanggapi insiden ini: Anda menanganinya, dan tidak ada lagi yang dipanggil.',
    name: 'Nama Anda',
    button: 'Tanggapi',
    done: 'Ditanggapi oleh {by}. Terima kasih.',
    before: 'Sudah ditanggapi oleh {by}.',
    over: 'Insiden ini sudah selesai.',
    wrong: 'Tautan ini tidak berlaku. Salin seluruhnya dari pesan.',
    tooMany: 'Terlalu banyak tautan yang salah: tunggu satu menit.',
    nameless: 'Tulis nama Anda, paling banyak 80 huruf.',
  },
  en: {
    ask: 'Acknowledge this incident: you look after it, and nobody else is called.',
    name: 'Your name',
    button: 'Acknowledge',
    done: 'Acknowledged by {by}. Thank you.',
    before: 'Acknowledged by {by} before.',
    over: 'This incident is over.',
    wrong: 'This link is not valid. Copy the whole of it from the message.',
    tooMany: 'Too many wrong links: wait a minute.',
    nameless: 'Write your name, at most 80 characters.',
  },
}
