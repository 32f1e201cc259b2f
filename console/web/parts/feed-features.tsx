// The raw features of the last look, as the judge had them.
import { featureText } from '../../../texts/rungs.ts'
import type { ApiFeed } from '../../api/feed-response.ts'
import { useWords } from '../hooks.ts'

export function FeedFeatures({ features }: Pick<ApiFeed, 'features'>) {
  const words = useWords()
  const rows = Object.entries(features)
  if (rows.length === 0) return null
  return (
    <section class="panel feed-features">
      <h2>{words.t('features')}</h2>
      <table class="targets">
        <tbody>
          {rows.map(([feature, value]) => {
            const [name, shown] = featureText(words.language, feature, value)
            return (
              <tr key={feature}>
                <th scope="row">{name}</th>
                <td class="number">{shown}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
