// The real parts that the tests need, and the Debian package that brings each.
export const RIGS = {
  fping: 'fping',
  nft: 'nftables',
  ip: 'iproute2',
  tcpdump: 'tcpdump',
  sysctl: 'procps',
  setpriv: 'util-linux',
  chromium: 'chromium',
  openssl: 'openssl',
  'prometheus-alertmanager': 'prometheus-alertmanager',
  influxd: 'influxdb',
  ffmpeg: 'ffmpeg',
} as const
