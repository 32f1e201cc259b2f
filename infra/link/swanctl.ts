// The city's end of an IPsec link: every parameter in plain words, and the same as a file for strongSwan; no key in either.

export interface IpsecEnds {
  /** Public address of the city's gateway. */
  readonly gateway: string
  /** Public addresses of AWS's two ends. */
  readonly tunnels: readonly [string, string]
  /** Our network. */
  readonly inside: string
  readonly networks: readonly string[]
  /** That the city's gateway gives itself and answers echoes on. */
  readonly anchor: string
  /** Secret that AWS keeps the two pre-shared keys in. */
  readonly keysArn: string
  readonly region: string
}

/** Both ends speak this and nothing weaker. Numbers of groups and names as AWS has them; `strongswan` is the same. */
export const IPSEC = {
  ikeVersions: ['ikev2'],
  encryption: ['AES256-GCM-16'],
  integrity: ['SHA2-384'],
  dhGroups: [20],
  ikeLifetimeS: 28_800,
  espLifetimeS: 3600,
  dpdS: 30,
  strongswan: { ike: 'aes256gcm16-prfsha384-ecp384', esp: 'aes256gcm16-ecp384' },
} as const

/** Of the interfaces on the city's end; any number that nothing else there has. */
const FIRST_IF_ID = 4101

export function citySwanctlText(ends: IpsecEnds): string {
  const { gateway, tunnels, inside, networks, anchor, keysArn, region } = ends
  const commands = tunnels.flatMap((_, i) => [
    `ip link add ronda${i + 1} type xfrm dev lo if_id ${FIRST_IF_ID + i} && ip link set ronda${i + 1} up`,
    `sysctl -w net.ipv4.conf.ronda${i + 1}.rp_filter=0 net.ipv4.conf.ronda${i + 1}.disable_policy=1`,
    `ip route add ${inside} dev ronda${i + 1} metric ${(i + 1) * 10}`,
  ])
  return `# The city's end of the link to Ronda: /etc/swanctl/conf.d/ronda.conf on the city's gateway (strongSwan 5.9 or later).
#
# For a gateway of another make, the same in plain words:
#   ours                 ${tunnels.join(' and ')}: two tunnels, one is enough, both are better
#   the city's           ${gateway}, by address, also as its identity
#   kind                 IKE version 2, route-based (one pair of selectors: 0.0.0.0/0 to ${inside})
#   IKE                  AES-256-GCM-16, PRF SHA-384, group ${IPSEC.dhGroups.join(', ')}, ${IPSEC.ikeLifetimeS} s
#   ESP                  AES-256-GCM-16, perfect forward secrecy by group ${IPSEC.dhGroups.join(', ')}, ${IPSEC.espLifetimeS} s
#   dead peers           asked every 10 s, given up after ${IPSEC.dpdS} s, then begun again by the city
#   TCP segments         at most 1379 bytes
#   to be reached by us  ${networks.join(', ')}, and ${anchor} on the gateway itself
#   keys                 pre-shared, one for each tunnel, in the secret
#                        ${keysArn}
#
# On Debian: apt-get install charon-systemd strongswan-swanctl libstrongswan-standard-plugins (the last has AES-GCM and group 20).
# Once at each start and before swanctl:
${commands.map((line) => `#   ${line}`).join('\n')}
#   ip address add ${anchor}/32 dev lo
#   sysctl -w net.ipv4.ip_forward=1
#   iptables -t mangle -A FORWARD -o ronda+ -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1379
#
# The keys, into /etc/swanctl/conf.d/ronda-keys.conf with mode 0600, from
#   aws --region ${region} secretsmanager get-secret-value --secret-id ${keysArn}
${tunnels
  .map((tunnel, i) => `#   secrets { ike-ronda-${i + 1} { id = ${tunnel}\n#     secret = "..." } }`)
  .join('\n')}

connections {
${tunnels.map((tunnel, i) => connection(ends, tunnel, i)).join('\n')}
}
`
}

function connection({ gateway, inside }: IpsecEnds, tunnel: string, i: number): string {
  const { strongswan, ikeLifetimeS, espLifetimeS } = IPSEC
  return `  ronda-${i + 1} {
    version = 2
    remote_addrs = ${tunnel}
    proposals = ${strongswan.ike}
    rekey_time = ${Math.round(ikeLifetimeS * 0.9)}s
    dpd_delay = 10s
    keyingtries = 0
    encap = yes
    local {
      auth = psk
      id = ${gateway}
    }
    remote {
      auth = psk
      id = ${tunnel}
    }
    children {
      ronda-${i + 1} {
        local_ts = 0.0.0.0/0
        remote_ts = ${inside}
        esp_proposals = ${strongswan.esp}
        rekey_time = ${Math.round(espLifetimeS * 0.9)}s
        if_id_in = ${FIRST_IF_ID + i}
        if_id_out = ${FIRST_IF_ID + i}
        start_action = start
        close_action = start
        dpd_action = restart
      }
    }
  }`
}
