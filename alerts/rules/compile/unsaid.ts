// What the built-in notifier does and Grafana cannot, in plain sentences: only what this policy asks for.
import { isSecretReference, type SecretReference } from '../../../fleet/secret.ts'
import { MORE, MOST_OUTAGES, MOST_WARNINGS } from '../../../store/schema/told-measurements.ts'
import { LANGUAGE_NAMES, type Language } from '../../../texts/language.ts'
import type { Policy, Receiver } from '../../policy/policy.ts'
import type { Delivery } from '../config.ts'
import { AUTHORIZATION_SCHEME, isAuthorization, SIGNATURE_HEADER } from './contact-points.ts'
import { unknownFields } from './payload.ts'

const TELEGRAM = 'https://api.telegram.org'

/** `language`: in which the rules speak. With `direct` Grafana tells of no causes, so what belongs to them is left out. */
export function unsaidOf(
  policy: Policy<SecretReference>,
  language: Language,
  delivery: Delivery,
): string[] {
  return [
    ...(delivery === 'direct' ? [] : ofCauses(policy)),
    ...policy.receivers.flatMap((receiver) =>
      [...ofLanguage(receiver, language), ...ofChannel(receiver)].map(
        (sentence) => `${receiver.id}: ${sentence}`,
      ),
    ),
  ]
}

function ofCauses({ url, routes, rotas, receivers, deadman }: Policy<SecretReference>): string[] {
  const sentences = [
    routes.some(({ escalate }) => escalate.length > 0) &&
      'Grafana does not escalate: it knows no acknowledgement, so nobody else is told where nobody acts.',
    url !== undefined &&
      'Grafana sends no link that acknowledges, and no list of what is affected: its messages link to a dashboard.',
    'Grafana makes no digests and knows no pagesPerMinute: each cause is a message of its own.',
    `At most ${MOST_OUTAGES} causes are told singly, at most ${MOST_WARNINGS} of them warnings; those beyond are told together as ${MORE} of their kind, and a ${MORE} that grows is not told again before 4 days.`,
    receivers.some(({ quiet }) => quiet !== undefined) &&
      'What quiet hours hold, Grafana tells within a minute of their end where it still lasts; what recovers in them is never told to be over.',
    rotas.length > 0 &&
      'When a shift ends, Grafana tells what still lasts to whoever comes, and later its end only to them.',
    'Grafana makes no announcements (a mass suspension): the program itself does.',
    deadman !== undefined &&
      'Grafana does not call the address of deadman: the program itself does.',
  ]
  return sentences.filter((sentence) => typeof sentence === 'string')
}

function ofLanguage(receiver: Receiver<unknown>, language: Language): string[] {
  if (receiver.language === language || receiver.channel.type === 'alertmanager') return []
  return [
    `summary and description of an alert come in ${LANGUAGE_NAMES[language]} (grafana.language), only the words around them in ${LANGUAGE_NAMES[receiver.language]}.`,
  ]
}

function ofChannel({ channel }: Receiver<SecretReference>): string[] {
  switch (channel.type) {
    case 'webhook':
      return [
        `Grafana signs in its own way (${SIGNATURE_HEADER}) and sends no Idempotency-Key; its body has no list and no counts.`,
      ]
    case 'telegram':
      return channel.api === TELEGRAM
        ? []
        : [`Grafana sends to ${TELEGRAM} only, not to ${channel.api}.`]
    case 'email':
      return [
        `Grafana sends mail from its own address and by its own server ([smtp] of its configuration), not from ${channel.from} by ${channel.host}.`,
      ]
    case 'alertmanager':
      return [
        'Grafana sends its alerts with its own labels (alertname, grafana_folder and those of the rule), not RondaIncident.',
      ]
    case 'http':
      return ofHttp(channel)
  }
}

function ofHttp({
  headers,
  body,
  ok,
}: Extract<Receiver<SecretReference>['channel'], { type: 'http' }>): string[] {
  const authorization = Object.entries(headers).find(([name]) => isAuthorization(name))?.[1]
  const shown = Object.entries(headers)
    .filter(([name, value]) => !isAuthorization(name) && isSecretReference(value))
    .map(([name]) => name)
  const empty = unknownFields(body)
  const refused = ok.filter((status) => status < 200 || status > 299)
  const sentences = [
    authorization !== undefined &&
      `Grafana writes "${AUTHORIZATION_SCHEME} " before the value of Authorization itself: what ${isSecretReference(authorization) ? authorization : 'the header'} holds for Grafana must be without that word.`,
    shown.length > 0 &&
      `Grafana shows the values of headers to whoever may edit contact points: ${shown.join(', ')}.`,
    empty.length > 0 &&
      `Grafana does not know ${empty.join(', ')}: they are empty in the body (affected is null).`,
    refused.length > 0 && `Grafana takes only 2xx for taken, not ${refused.join(', ')}.`,
    'Grafana sends no Idempotency-Key.',
  ]
  return sentences.filter((sentence) => typeof sentence === 'string')
}
