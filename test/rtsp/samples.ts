// Two tiny streams, 64x64: frames I P B I of two slices each, all with quantiser 40. Made by Debian's ffmpeg 5.1 (x264, x265).
import type { Codec } from '../../probes/rtsp/stream-look.ts'

const H264 =
  'AAAAAWdkAAqs7EJsBEAAAAMAQAAAAwKDxIlOAAAAAWjqoOSyLAAAAWWIhA/RaYlrW3/jWyrRE/Lwr9SYYjjijr5ix6' +
  'ul+1fNEl3u1b47ovLeKNvd79EiThsuboGlFWKv7ma6Y/N16zeD+CfQswKc55dtQN3Dl6PE47lUJehdvlkPz/ZQJnPN' +
  '4xKypVxs4VzFdHs2zBDRjwPFWybNBlyGpeKgF7kBoYtE5WEo0eTBYlHCW2nihLuzHYNtyzqiN4euZp0hpnSsk2HEjX' +
  'yPVlcUOvbYqhw7BGKvwVtuaHfQBeYZEDzrS75rh+rnoxjlwq0eCMw7yBmEEN9dAAABZRIiED/YEpdN7i+a1vHi7l0K' +
  '7bP6gBAn8BOEsbUln+5NLgp1ChQl7DZ8urfNCEj1c7F+yA5zOjoqlUdfqses5QGBLxe3J8xONpJNK7DMRzZ+WS6RVj' +
  'CBqahtQ3NG9Sn9/P8nWufg75V9//+f3L0AGX3+pz6p/ie2BDskTXv9zkyeMxO8i6inUyXdoE7CWOuihPBBTz3bUuJW' +
  'FOxqK3LgUVQ8nxMPuF4KO2zvVtZk4OLIc31T03Qh6V/alck/XamwKe43wSrgSv3Y/1DMG89T/WQ903TbLhGB69v1tp' +
  'XQrItaKQAAAAFBmimfYsAAAAFBEmimf5QoQ/Ovv57hMZxI+yNQh+TpbbwRC+J1ygZ/6pp4AAAAAQGeRef/sIEAAAEB' +
  'EnkXn7/+HuKBAAAAAWdkAAqs7EJsBEAAAAMAQAAAAwKDxIlOAAAAAWjqoOSyLAAAAWWIggP/0WmJa1t/41sq0RPy8K' +
  '/UmGI44o6+YserpftXzRJd7tW+O6Ly3ijb3e/RIk4bLm6BpRVir+5mumPzdes3g/gn0LMCnOeXbUDdw5ejxOO5VCXo' +
  'Xb5ZD8/2UCZzzeMSsqVcbOFcxXR7NswQ0Y8DxVsmzQZchqXioBe5AaGLROVhKNHkwWJRwltp4oS7sx2Dbcs6ojeHrm' +
  'adIaZ0rJNhxI18j1ZXFDr22KocOwRir8Fbbmh30AXmGRA860u+a4fq56MY5cKtHgjMO8gZhBDfXAAAAWUSIggP2BKX' +
  'Te4vmtbx4u5dCu2z+oAQJ/AThLG1JZ/uTS4KdHdMVew2fLq3zQhJ9lzsX7IDnM6OiqVR1+qx6zlAG5nWxQSS2Eo7LV' +
  'JEM8AKG0RxWlA6/ko5C/fRbU9en+K0sD8fZfbr8r/2Peo0Rz8yJ0/00QibSwvIJdElM8vnMiFdyG2EVmxOaAue3slx' +
  'iXRTAmcqvnK08/wAVOUbermPcQOg8QQTMQFEijx37HgjyiS/rJZjQdWVBEkuhG0e5FVfakfZq9cq1V8XfxMvPenJKT' +
  '28x4xyWpDdgR8DAHt+s/yIybcZ64A='
const H265 =
  'AAAAAUABDAH//wFgAAADAJAAAAMAAAMAHpEwJAAAAAFCAQEBYAAAAwCQAAADAAADAB6gIIEFlkTq8rwFoCAAAAMAIA' +
  'AAAwChAAAAAUQBwXGiEgAAASgBrw4hEZD7dj8TX9at9xGuZ3GzCTL9jEkGP+J3C+jyNvQdEUjn8EugRIPIoLFI2b1J' +
  'KYs7HLB+bn7IWni/Dq06ZF3IZj3fVwvQPGEeJomjiV/oUO9e8n4a90v+pIZ62XRGGFnfWSvzuRoP+COqVT+267Lc0f' +
  'YYFNAqgW+drsxZfYwSRHTUpCYIUj9uOen87yCxT0TjGGHhdZJNReXf4vnah0VSQsXTrRH/5RxGkR2uUCvKKFc2aWV+' +
  'IBIbdXrBKa38AAABKAEw8OI8WPzLG+J6Y0T8zzwfqJu3h0YooyFKxSfwPnrOR3ga2255++sOtrRcIHP1T9O2imrD7p' +
  'tK+rOY9O3GC5uP0b3eQr/wy1d0RN2zN7Q/DDEyUiMPW2QXCJ5yBRi4sH+G3v+733QlRzZNuCQf9GTDE/PG2Vb6Ircq' +
  '23Wb8CY1j3HP50ki7019qUlJ0WPULJYL1LMC19PnHs7j8zL5T4gbMuCwKhRO/stoGCqU18MRdbh00G/z4BLdKgAGQA' +
  'yMW+ANs5ii3bBsqi0TzIL2INxIuU28jTe/hO51i0f8EAAAAAECAdARV4QwgcSo/By403jT4AAAAQIBYQEVeEMIHEqA' +
  '/By4/VeELgcaY4YXMZ9E6k3Ab7SY+NsTz6nRLoFn98ekMspfbfd/gAAAAAEAAeAkv4IHEmCC1A2NigAAAQABYgJL+C' +
  'BxJoLUoEa+6AAAAAFAAQwB//8BYAAAAwCQAAADAAADAB6RMCQAAAABQgEBAWAAAAMAkAAAAwAAAwAeoCCBBZZE6vK8' +
  'BaAgAAADACAAAAMAoQAAAAFEAcFxohIAAAEoAa8OIRGQ+3Y/E1/WrfcRrmdxswky/YxJBj/idwvo8jb0HRFI5/BLoE' +
  'SDyKCxSNm9SSmLOxywfm5+yFp4vw6tOmRdyGY931cL0DxhHiaJo4lf6FDvXvJ+GvdL/qSGetl0RhhZ31kr87kaD/gj' +
  'qlU/tuuy3NH2GBTQKoFvna7MWX2MEkR01KQmCFI/bjnp/O8gsU9E4xhh4XWSTUXl3+L52odFUkLF060R/+UcRpEdrl' +
  'AryihXNmllfiASG3V6wSmt/AAAASgBMPDiPFj8yxviemNE/M88H6ibt4dGKKMhSsUn8D56zkd4GttuefvrDra0XCBz' +
  '9U/Ttopqw+6bSvqzmPTtxgubj9G93kK/8MtXdETdyH/e6+jygLC9n/2klbo5I/APNfz2gzQV3/ibKaPiuB/G5SJxgB' +
  'o7lT58mnFUDjlroQ31WTJGwdTqVxeNsnMoqNUwIXcumOavN49aT67/Fo7tLebc6ZL2iBnCdvL2rItegpKBDnrdPDCw' +
  'zesO3r9CsyAnmQLpXSIctJe/inhtxH0ISADCOWqsTknCx/sJ4A=='

/** NAL units of four frames; the first and the last begin with the parameter sets. */
export function sampleFrames(codec: Codec): readonly (readonly Buffer[])[] {
  const bytes = Buffer.from(codec === 'h264' ? H264 : H265, 'base64')
  const nals = splitNals(bytes)
  const parameters = codec === 'h264' ? 2 : 3
  const frames: Buffer[][] = []
  let rest = nals
  for (const count of [parameters + 2, 2, 2, parameters + 2]) {
    frames.push(rest.slice(0, count))
    rest = rest.slice(count)
  }
  return frames
}

/** NAL units of an Annex B stream. */
export function splitNals(bytes: Buffer): Buffer[] {
  const nals: Buffer[] = []
  let from = -1
  for (
    let at = bytes.indexOf('000001', 0, 'hex');
    at >= 0;
    at = bytes.indexOf('000001', at + 3, 'hex')
  ) {
    if (from >= 0) nals.push(bytes.subarray(from, bytes[at - 1] === 0 ? at - 1 : at))
    from = at + 3
  }
  nals.push(bytes.subarray(from))
  return nals
}
