// Narrows the list of feeds to a condition, a kecamatan, a class of camera.
import { CONDITIONS } from '../../../fleet/condition.ts'
import { CAMERA_CLASSES } from '../../../fleet/model.ts'
import { conditionName } from '../../../texts/conditions.ts'
import { useCity, useWords } from '../hooks.ts'
import type { FeedFilter as Filter } from '../route.ts'
import { Choice } from './choice.tsx'

interface FeedFilterProps {
  readonly filter: Filter
  readonly refine: (filter: Filter) => void
}

export function FeedFilter({ filter, refine }: FeedFilterProps) {
  const words = useWords()
  const areas = useCity().summary?.areas ?? []
  return (
    <form class="filter" onSubmit={(event) => event.preventDefault()}>
      <Choice
        label={words.t('condition')}
        any={words.t('anyCondition')}
        value={filter.condition}
        names={new Map(CONDITIONS.map((word) => [word, conditionName(words.language, word)]))}
        choose={(condition) => refine({ ...filter, condition })}
      />
      <Choice
        label={words.t('kecamatan')}
        any={words.t('anyKecamatan')}
        value={filter.area}
        names={new Map(areas.map(({ id, name }) => [id, name]))}
        choose={(area) => refine({ ...filter, area })}
      />
      <Choice
        label={words.t('cameraClass')}
        any={words.t('anyClass')}
        value={filter.class}
        names={new Map(CAMERA_CLASSES.map((one) => [one, words.t(`class-${one}`)]))}
        choose={(chosen) => refine({ ...filter, class: chosen })}
      />
    </form>
  )
}
