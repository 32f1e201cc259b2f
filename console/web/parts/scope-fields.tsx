// What an act covers: ids that are pasted, and all that are of a kind, an area and an owner.
import { TARGET_KINDS } from '../../../fleet/model.ts'
import type { ApiOwnerList } from '../../api/planned-response.ts'
import type { ApiAreaList } from '../../api/response.ts'
import { useAsked } from '../ask.ts'
import { useWords } from '../hooks.ts'

/** As it stands in the fields; empty is any. */
export interface ScopeText {
  readonly ids: string
  readonly kind: string
  readonly area: string
  readonly owner: string
}

export const EVERYTHING: ScopeText = { ids: '', kind: '', area: '', owner: '' }

/** As the API wants it. Ids may stand on lines or between spaces, commas and semicolons. */
export function scopeOf({ ids, kind, area, owner }: ScopeText): Record<string, unknown> {
  const targets = ids.split(/[\s,;]+/).filter(Boolean)
  const query = Object.fromEntries(
    Object.entries({ kind, area, owner })
      .filter(([, value]) => value !== '')
      .map(([name, value]) => [name, [value]]),
  )
  return {
    ...(targets.length > 0 ? { targets } : {}),
    ...(Object.keys(query).length > 0 ? { query } : {}),
  }
}

interface ScopeFieldsProps {
  readonly scope: ScopeText
  readonly owners: ApiOwnerList['owners']
  readonly write: (scope: ScopeText) => void
}

export function ScopeFields({ scope, owners, write }: ScopeFieldsProps) {
  const words = useWords()
  const areas = useAsked<ApiAreaList>('api/areas').data?.areas ?? []
  const choices = {
    kind: TARGET_KINDS.map((kind) => ({ id: kind, name: words.kind(kind) })),
    area: areas.map(({ id, name, parent }) => ({
      id,
      name: parent === undefined ? name : `\u2003${name}`,
    })),
    owner: owners,
  }
  return (
    <>
      <label class="wide-field">
        {words.t('scopeIds')}
        <textarea
          name="ids"
          rows={3}
          spellcheck={false}
          value={scope.ids}
          onInput={(event) => write({ ...scope, ids: event.currentTarget.value })}
        />
      </label>
      {(['kind', 'area', 'owner'] as const).map((field) => (
        <label key={field}>
          {words.t(`scope-${field}`)}
          <select
            name={`scope-${field}`}
            value={scope[field]}
            onInput={(event) => write({ ...scope, [field]: event.currentTarget.value })}
          >
            <option value="">–</option>
            {choices[field].map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      ))}
    </>
  )
}
