// Which target a person means by a word: an id, an address, or a name.
import { RondaError } from '../../fleet/error.ts'
import { didYouMean } from '../../fleet/suggest.ts'
import { kindName } from '../../texts/kinds.ts'

export interface Named {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly address?: string | undefined
}

const SHOWN = 10

/**
 * The id of the one target whose id, address or name is `word`, without regard to case. Throws RND_USAGE that lists those it
 * may be: several that have it, or where none has, those that contain it.
 */
export function idMeant(word: string, targets: readonly Named[]): string {
  const sought = word.trim().toLowerCase()
  const having = (matches: (text: string) => boolean): readonly Named[] =>
    targets.filter(({ id, name, address = '' }) =>
      [id, name, address].some((text) => matches(text.toLowerCase())),
    )
  const exact = having((text) => text === sought)
  const [only] = exact
  if (only !== undefined && exact.length === 1) return only.id
  if (only !== undefined) {
    throw new RondaError('RND_USAGE', `"${word}" is ${exact.length} targets:\n${listed(exact)}`, {
      remedy: 'name one of them by its id',
    })
  }
  const near = sought === '' ? [] : having((text) => text.includes(sought))
  const close = didYouMean(
    word,
    targets.map(({ id }) => id),
  )
  throw new RondaError(
    'RND_USAGE',
    `no target has the id, address or name "${word}"${near.length > 0 ? `; these contain it:\n${listed(near)}` : ''}`,
    {
      remedy:
        near.length > 0
          ? 'name one of them by its id'
          : close
            ? `did you mean ${close}?`
            : 'the page finds targets by any part of id, name and address',
    },
  )
}

function listed(targets: readonly Named[]): string {
  const rest = targets.length - SHOWN
  return [
    ...targets
      .slice(0, SHOWN)
      .map(
        ({ id, kind, name, address }) =>
          `  ${kindName('en', kind)} ${id} "${name}"${address ? ` (${address})` : ''}`,
      ),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ].join('\n')
}
