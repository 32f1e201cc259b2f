// Regions of AWS that a stack can be made in, and which of them have Timestream for InfluxDB.
import type { Problem } from '../../fleet/problem.ts'
import { didYouMean } from '../../fleet/suggest.ts'
import type { StackConfig } from '../config.ts'

/** Those of the partition `aws`, as the enumeration of @pulumi/aws has them; a test compares. */
export const REGIONS: Readonly<Record<string, string>> = {
  'af-south-1': 'Cape Town',
  'ap-east-1': 'Hong Kong',
  'ap-east-2': 'Taipei',
  'ap-northeast-1': 'Tokyo',
  'ap-northeast-2': 'Seoul',
  'ap-northeast-3': 'Osaka',
  'ap-south-1': 'Mumbai',
  'ap-south-2': 'Hyderabad',
  'ap-southeast-1': 'Singapore',
  'ap-southeast-2': 'Sydney',
  'ap-southeast-3': 'Jakarta',
  'ap-southeast-4': 'Melbourne',
  'ap-southeast-5': 'Malaysia',
  'ap-southeast-6': 'New Zealand',
  'ap-southeast-7': 'Thailand',
  'ca-central-1': 'Canada Central',
  'ca-west-1': 'Calgary',
  'eu-central-1': 'Frankfurt',
  'eu-central-2': 'Zurich',
  'eu-north-1': 'Stockholm',
  'eu-south-1': 'Milan',
  'eu-south-2': 'Spain',
  'eu-west-1': 'Ireland',
  'eu-west-2': 'London',
  'eu-west-3': 'Paris',
  'il-central-1': 'Tel Aviv',
  'me-central-1': 'United Arab Emirates',
  'me-south-1': 'Bahrain',
  'mx-central-1': 'Mexico Central',
  'sa-east-1': 'Sao Paulo',
  'us-east-1': 'N. Virginia',
  'us-east-2': 'Ohio',
  'us-west-1': 'N. California',
  'us-west-2': 'Oregon',
}
/** China, GovCloud and the closed ones have ARNs and addresses of their own. */
const OTHER_PARTITION = /^(cn|us-gov|us-iso[a-z]?|eu-isoe|eusc)-/

/** Regions whose CloudFormation has the type AWS::Timestream::InfluxDBInstance, June 2026 (schemas that cfn-lint collects). */
const TIMESTREAM = new Set([
  ...['ap-northeast-1', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3'],
  ...['ca-central-1', 'eu-central-1', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1'],
  ...['eu-west-2', 'eu-west-3', 'me-central-1', 'us-east-1', 'us-east-2', 'us-west-2'],
])
export const TIMESTREAM_REGIONS: ReadonlySet<string> = TIMESTREAM

/** Of a region that is none, or none for this stack. `file`: as problems name it. */
export function regionProblems(region: string, file: string): Problem[] {
  if (Object.hasOwn(REGIONS, region)) return []
  const say = (what: string, remedy: string) => [
    { file, line: 0, what: `aws:region: ${what}`, remedy },
  ]
  const remedy = 'write a region such as ap-southeast-3, Jakarta'
  if (region === '') return say('is missing', remedy)
  if (OTHER_PARTITION.test(region)) {
    return say(`${region} is of another partition of AWS, which the stack is not made for`, remedy)
  }
  const close = didYouMean(region, Object.keys(REGIONS)) ?? regionOf(region)
  const meant = close && `did you mean ${close}, ${REGIONS[close]}?`
  return say(`${region.slice(0, 40)} is no region of AWS that the stack knows`, meant ?? remedy)
}

/** Of a database that AWS does not run there. */
export function databaseProblems(
  { type }: StackConfig['database'],
  region: string,
  file: string,
): Problem[] {
  const isThere = TIMESTREAM.has(region) || !Object.hasOwn(REGIONS, region)
  if (type !== 'timestream' || isThere) return []
  const what = `ronda:database.type: timestream is not in ${region}, ${REGIONS[region]} (June 2026)`
  return [{ file, line: 0, what, remedy: 'write ec2, or choose another region' }]
}

/** By the name of its city: `jakarta`. */
function regionOf(name: string): string | undefined {
  const cities = Object.entries(REGIONS)
  const city = didYouMean(name, Object.values(REGIONS))
  return cities.find(([, known]) => known === city)?.[0]
}
