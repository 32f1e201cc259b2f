// The files that `ronda init` writes: a small estate on the loopback, which answers at once, and a ronda.yaml.

export interface StarterFile {
  /** Relative to the folder that is filled. */
  readonly file: string
  readonly text: string
}

export const CONFIG: StarterFile = {
  file: 'ronda.yaml',
  text: `# What \`ronda run --config ronda.yaml\` does. Every key is described in docs/configuration.md.
estate: ./estate
# History, transitions and the access token are kept here.
data: ./data
console:
  # Open to this machine only. Anything wider needs a token: { listen: ..., token: env:RONDA_TOKEN }
  listen: 127.0.0.1:8080
# Looking at pictures: switch it on once addresses and passwords of the NVRs are yours. docs/feeds.md says what is seen.
feeds:
  enabled: false
# What residents see, and the machines that serve them. Portals are looked at as soon as feeds are; docs/feeds.md.
# portals: { everyMs: 60000 }
# relays:
#   - { node: relay, metrics: "http://10.0.0.5:9998/metrics" } # of MediaMTX
# hosts:
#   - { name: relay-1, metrics: "http://10.0.0.5:9100/metrics" } # of node_exporter
retention:
  minutesDays: 30
  transitionsDays: 400
# Who is told of outages; docs/alerts.md has every key. Without it incidents are on the page only.
# alerts:
#   language: id               # id or en
#   url: https://ronda.example # how people reach the console: for the links in messages
#   receivers:
#     - id: noc
#       telegram: { token: env:TELEGRAM_TOKEN, chat: "-1001234567890" }
#     - id: kecamatan
#       owners: [kecamatan-tembalang]
#       email: { from: ronda@example.org, to: [kecamatan@example.org], host: smtp.example.org, user: ronda, password: env:SMTP_PASSWORD }
#   routes:
#     - { match: { kind: [nvr, camera] }, to: ["@owner"] }
#   fallback: [noc]
#   deadman: { url: env:DEADMAN_URL, every: 30s }
# Time series for dashboards; docs/operations.md sets one up. Then: ronda store init. Without it history stays in data.
# influx:
#   targets:
#     - name: main
#       url: http://127.0.0.1:8086
#       database: ronda
#     - { name: second, url: "https://influx.example:8086", dialect: 2, org: city, token: env:INFLUX_TOKEN }
#   keepDays: { raw: 7, m1: 90, h1: 730, d1: 3650, ev: 730 }
#   spool: { maxMegabytes: 4096, minFreePercent: 10 } # what waits while a database is away
# What ronda render grafana makes of all this; docs/grafana.md. alerts.delivery says who speaks of causes: Ronda, Grafana, both.
# grafana:
#   url: https://grafana.example
#   token: env:GRAFANA_TOKEN   # only for --push and --diff
#   language: id               # id or en
# round:
#   timeoutMs: 1000          # an echo counts as lost after this long
#   confirmAfterMs: 500      # silence after the first echo that starts the confirm
#   confirmEchoes: 6         # further echoes of a confirm; all lost is down
#   confirmGapMs: 500        # between them
#   anchorIntervalMs: 1000   # between two echoes to one anchor
#   packetsPerSecond: 20000  # ceiling of the whole round
#   flushMs: 250             # how often results are handed on
`,
}

const FLEET = `# The estate as a whole. docs/estate.md describes every file and column.
city: Contoh
timezone: Asia/Jakarta
# How often each kind is asked, 1s to 1h. These are the defaults.
intervals:
  node: 10s
  uplink: 10s
  nvr: 10s
# Addresses near this machine: when they are silent too, the probe is blind, not the city dead. 127.0.0.1 serves only
# while every address of this estate is on the loopback: once they are changed to yours, put the gateway and the
# resolvers of this machine here.
anchors:
  - 127.0.0.1
`

const AREAS = `# Kecamatan, kelurahan, RW and RT; each names the one it lies in.
id,level,name,parent,lat,lon
tembalang,kecamatan,Tembalang,,-7.045,110.46
bulusan,kelurahan,Bulusan,tembalang,-7.057,110.449
bulusan.rw01,rw,RW 01,bulusan,,
bulusan.rw01.rt01,rt,RT 01,bulusan.rw01,,
bulusan.rw01.rt02,rt,RT 02,bulusan.rw01,,
`

const OWNERS = `# Who mends what.
id,name,looks_after
diskominfo,Dinas Komunikasi dan Informatika,"uplinks, relay, portal"
kecamatan-tembalang,Kecamatan Tembalang,NVRs and cameras of its RT
isp-nusa,Nusa Serat,access lines
`

const NODES = `# What many uplinks hang on. kind: isp_node, city_link, switch or relay. An address is pinged when given.
id,name,owner,kind,parent,address,isp
city-link,City link,diskominfo,city_link,,127.0.0.10,
nusa-1,Nusa node 1,isp-nusa,isp_node,city-link,127.0.0.11,nusa
relay,Relay,diskominfo,relay,city-link,127.0.0.12,
`

const UPLINKS = `# Internet access lines. tech: fiber, vdsl, cable, lte or wireless. anchors: further addresses behind the line.
id,name,owner,isp,tech,address,area,parent,anchors
ul-01,RT 01/RW 01 Bulusan,diskominfo,nusa,fiber,127.0.0.21,bulusan.rw01.rt01,nusa-1,
ul-02,RT 02/RW 01 Bulusan,diskominfo,nusa,vdsl,127.0.0.22,bulusan.rw01.rt02,nusa-1,127.0.0.23
`

const NVRS = `# Recorders. vendor: hikvision, dahua, onvif or other. password: a reference, env:NAME or file:/path, never in clear.
id,name,owner,vendor,model,address,area,uplink,slots,user,password
nvr-01,RT 01/RW 01 Bulusan,kecamatan-tembalang,hikvision,DS-7104NI-Q1,127.0.0.31,bulusan.rw01.rt01,ul-01,4,ronda,env:RONDA_NVR_PASSWORD
nvr-02,RT 02/RW 01 Bulusan,kecamatan-tembalang,dahua,NVR1104HS-S3,127.0.0.32,bulusan.rw01.rt02,ul-02,4,,
`

const CAMERAS = `# The camera in each occupied slot. class: rt, traffic, flood or partner. main, sub: stream paths on the NVR.
id,name,owner,class,nvr,slot,area,main,sub
cam-01,Gate,kecamatan-tembalang,rt,nvr-01,1,bulusan.rw01.rt01,/Streaming/Channels/101,/Streaming/Channels/102
cam-02,Crossing,kecamatan-tembalang,rt,nvr-01,2,bulusan.rw01.rt02,/Streaming/Channels/201,/Streaming/Channels/202
cam-03,Bridge,diskominfo,flood,nvr-02,1,bulusan.rw01.rt02,,
`

const PORTALS = `# Public pages. Any file may be YAML instead of CSV: a list of the same records.
- id: portal
  name: Public page
  owner: diskominfo
  url: https://cctv.example/
  parent: relay
`

const SUSPENSIONS = `# What is switched off on purpose, until a day by which somebody decides again. Probed as ever, paged to nobody.
# - id: letter-445
#   reason: Switched off by the letter of October
#   reference: 445/2026
#   owner: diskominfo
#   from: 2026-10-14
#   until: 2026-12-31
#   targets: [nvr-02] # with all that hangs on it; or list: FILE with one id a line, or where: { area: [bulusan] }
`

const MAINTENANCE = `# When something is worked on: once (from, until) or every week.
# - id: nightly-backup
#   reason: Backups of the relay
#   owner: diskominfo
#   weekly: { days: [mon, wed], from: 23:00, to: 01:00 }
#   targets: [relay]
`

/** Passes \`ronda fleet check\` as it stands. */
export const STARTER_ESTATE: readonly StarterFile[] = [
  { file: 'estate/fleet.yaml', text: FLEET },
  { file: 'estate/areas.csv', text: AREAS },
  { file: 'estate/owners.csv', text: OWNERS },
  { file: 'estate/nodes.csv', text: NODES },
  { file: 'estate/uplinks.csv', text: UPLINKS },
  { file: 'estate/nvrs.csv', text: NVRS },
  { file: 'estate/cameras.csv', text: CAMERAS },
  { file: 'estate/portals.yaml', text: PORTALS },
  { file: 'estate/suspensions.yaml', text: SUSPENSIONS },
  { file: 'estate/maintenance.yaml', text: MAINTENANCE },
]
