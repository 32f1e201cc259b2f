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
  'prometheus-node-exporter': 'prometheus-node-exporter',
  'cloud-init': 'cloud-init',
  'systemd-analyze': 'systemd',
  debootstrap: 'debootstrap',
  shellcheck: 'shellcheck',
  caddy: 'caddy',
  wg: 'wireguard-tools',
  'wireguard-go': 'wireguard-go',
  'gst-rtsp-server':
    'gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-good gstreamer1.0-plugins-bad python3-gi',
} as const

/** How what is no command is looked for. */
const TRIES: Readonly<Record<string, string>> = {
  'gst-rtsp-server': `/usr/bin/python3 -c "import gi; gi.require_version('Gst', '1.0'); gi.require_version('GstRtspServer', '1.0'); from gi.repository import Gst, GstRtspServer; Gst.init(None); assert all(map(Gst.ElementFactory.find, ('qtdemux', 'h265parse', 'rtph265pay')))"`,
}

/** A shell line that ends well where this rig is there. */
export function tryOf(name: string): string {
  return TRIES[name] ?? `command -v ${name}`
}
