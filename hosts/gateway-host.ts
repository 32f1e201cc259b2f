// The gateway into the city by WireGuard: it forwards what the inside asks, and lets nothing of the city begin.
import { baseOf, configFile } from './base.ts'
import type { Host } from './host.ts'
import { joinHosts } from './join-hosts.ts'
import { SECRETS_WITHIN_S } from './secrets-at-boot.ts'
import { unitText } from './unit.ts'

export interface GatewaySettings {
  readonly name: string
  readonly region: string
  /** Of the tunnel, with its length: `10.99.0.1/30`. */
  readonly address: string
  /** UDP. */
  readonly port: number
  /** Public key of the city's end, and what may come from it. */
  readonly city: { readonly key: string; readonly networks: readonly string[] }
  /** Name in Secrets Manager; its value is made here at the first start, and found again by the machine that comes after. */
  readonly keySecret: string
  /** Parameter of Systems Manager that our public key is written to, for people of the city. */
  readonly keyParameter: string
}

/** Of WireGuard, on both ends. */
export const LINK = 'ronda'

const KEY = '/run/ronda/secrets/link-key'
const KEY_SCRIPT = '/usr/local/lib/ronda/link-key'
const RULES = `/etc/wireguard/${LINK}.nft`

/** In AWS only: a city's own gateway is the other end. */
export function gatewayHost(settings: GatewaySettings): Host {
  const drop = `/etc/systemd/system/wg-quick@${LINK}.service.d/60-ronda.conf`
  return joinHosts(settings.name, [
    // Its one secret it fetches itself, because it may have to make it first.
    baseOf({ type: 'own' }, 'root'),
    {
      packages: ['awscli', 'wireguard-tools', 'nftables', 'procps'],
      files: [
        configFile('/etc/sysctl.d/60-ronda-link.conf', 'net.ipv4.ip_forward = 1\n'),
        configFile(`/etc/wireguard/${LINK}.conf`, quickText(settings), '0600'),
        configFile(RULES, rulesText(), '0644'),
        configFile(KEY_SCRIPT, keyScript(settings), '0755'),
        configFile(drop, DROP_IN),
      ],
      steps: [
        {
          says: 'forward packets',
          shell: '! runs_systemd || sysctl -q --load /etc/sysctl.d/60-ronda-link.conf',
        },
      ],
      units: [`wg-quick@${LINK}.service`],
      // The city's end may come up days later: that the link lives is what its anchors say.
      well: `[ "$(wg show ${LINK} listen-port)" = ${settings.port} ]`,
    },
  ])
}

function quickText({ address, port, city }: GatewaySettings): string {
  return `# Our end of the link into the city. The private key is in memory only.
[Interface]
Address = ${address}
ListenPort = ${port}
PostUp = wg set %i private-key ${KEY}
PostUp = nft -f ${RULES}
PostDown = nft delete table inet ronda_link

[Peer]
PublicKey = ${city.key}
AllowedIPs = ${city.networks.join(', ')}
`
}

/** Segments are made to fit the tunnel, because not every recorder heeds the word of a router on the way. */
function rulesText(): string {
  return `table inet ronda_link
delete table inet ronda_link
table inet ronda_link {
  chain forward {
    type filter hook forward priority filter; policy drop;
    tcp flags & (syn | rst) == syn tcp option maxseg size set rt mtu
    ct state established,related accept
    oifname "${LINK}" iifname != "${LINK}" accept
  }
  chain input {
    type filter hook input priority filter; policy accept;
    iifname "${LINK}" ct state established,related accept
    iifname "${LINK}" icmp type echo-request accept
    iifname "${LINK}" drop
  }
}
`
}

const DROP_IN = unitText({
  says: 'What Ronda adds to the unit of the link.',
  sections: {
    Unit: {
      Wants: 'network-online.target',
      After: 'network-online.target',
      StartLimitIntervalSec: 0,
    },
    Service: {
      ExecStartPre: { as: '+', run: [KEY_SCRIPT] },
      TimeoutStartSec: SECRETS_WITHIN_S,
      Restart: 'on-failure',
      RestartSec: 15,
    },
  },
})

/** The key goes through files of memory only. A new one is made where the secret was never given a value, and only there. */
function keyScript({ region, keySecret, keyParameter }: GatewaySettings): string {
  return `#!/bin/sh
# Brings the private key of the link into memory; makes it at the very first start. Our public key stands in the
# parameter ${keyParameter} afterwards.
set -eu
umask 077
export AWS_PAGER='' AWS_MAX_ATTEMPTS=6
key='${KEY}'
mkdir -p "\${key%/*}"
ask() {
  aws --region '${region}' --cli-connect-timeout 5 --cli-read-timeout 10 "$@"
}
if ask --output text secretsmanager get-secret-value --secret-id '${keySecret}' \\
  --query SecretString > "$key.new" 2> "$key.said"; then
  [ "$(wc -c < "$key.new")" = 45 ] || { echo "secret ${keySecret} is no key of WireGuard" >&2; exit 1; }
elif grep -q ResourceNotFoundException "$key.said" && grep -q AWSCURRENT "$key.said"; then
  wg genkey > "$key.new"
  printf '%s' "$(cat "$key.new")" > "$key.put"
  ask secretsmanager put-secret-value --secret-id '${keySecret}' \\
    --secret-string "file://$key.put" > /dev/null
  rm -f "$key.put"
  echo "made the private key of the link and put it into the secret ${keySecret}" >&2
else
  cat "$key.said" >&2
  [ -s "$key" ] || exit 1
  echo "secret ${keySecret} cannot be fetched, the key from before stays in use" >&2
  exit 0
fi
mv "$key.new" "$key"
rm -f "$key.said"
ask ssm put-parameter --name '${keyParameter}' --type String --overwrite \\
  --value "$(wg pubkey < "$key")" > /dev/null
`
}
