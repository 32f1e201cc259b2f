// What an edge has beyond a relay: Caddy before it, and the public address that viewers send media to.
import type { Host } from '../../hosts/host.ts'
import { joinHosts } from '../../hosts/join-hosts.ts'
import { unitText } from '../../hosts/unit.ts'
import { EDGE_PORT, HLS_PORT, WEBRTC_PORT } from './ports.ts'

const CADDYFILE = '/etc/caddy/Caddyfile'
const ADDRESS = '/usr/local/lib/ronda/public-address'
const ENVIRONMENT = '/run/mediamtx/address'

/** `certificate`: `balancer`, where the load balancer has it, else Caddy gets one by itself. */
export function edgeHost(
  relay: Host,
  { domain, certificate }: { domain: string; certificate: 'balancer' | 'caddy' },
): Host {
  const file = (path: string, text: string, mode = '0644') => ({
    ...{ path, text, mode },
    owner: 'root:root',
  })
  return joinHosts(relay.name, [
    relay,
    {
      packages: ['caddy'],
      files: [
        file(CADDYFILE, certificate === 'balancer' ? behindBalancer() : withCertificate(domain)),
        file(ADDRESS, addressScript(), '0755'),
        file('/etc/systemd/system/mediamtx.service.d/address.conf', addressDropIn()),
      ],
      units: ['caddy.service'],
      well: 'systemctl is-active --quiet caddy.service',
    },
  ])
}

/** HTTP/2 in clear too: all requests of a viewer come on one connection, so that they stay with one edge. */
function behindBalancer(): string {
  return `{
	auto_https off
	servers {
		protocols h1 h2c
	}
}

:${EDGE_PORT} {
${routes()}
}
`
}

function withCertificate(domain: string): string {
  return `live.${domain} {
${routes()}
}
`
}

function routes(): string {
  return `	header Strict-Transport-Security "max-age=31536000"
	header -Server
	@webrtc path_regexp ^/.+/whep(/.*)?$
	reverse_proxy @webrtc 127.0.0.1:${WEBRTC_PORT}
	reverse_proxy 127.0.0.1:${HLS_PORT} {
		flush_interval -1
	}`
}

function addressScript(): string {
  return `#!/bin/sh
# Writes the public address of this edge down for MediaMTX, which tells it to viewers of WebRTC.
set -eu
at=http://169.254.169.254/latest
token=$(curl -fsS --max-time 5 --retry 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$at/api/token")
address=$(curl -fsS --max-time 5 --retry 5 -H "X-aws-ec2-metadata-token: $token" "$at/meta-data/public-ipv4")
printf 'MTX_WEBRTCADDITIONALHOSTS=%s\\n' "$address" > ${ENVIRONMENT}
`
}

function addressDropIn(): string {
  return unitText({
    says: 'An edge tells viewers its own public address.',
    sections: {
      Service: { ExecStartPre: { run: [ADDRESS] }, EnvironmentFile: `-${ENVIRONMENT}` },
    },
  })
}
