// The program that brings secrets from Secrets Manager into memory: Python's own library, which every cloud image has.

export interface FetchPlan {
  readonly region: string
  /** Memory; the mark that all of it is fresh stands in it too. */
  readonly folder: string
  /** User that owns what is fetched. */
  readonly reader: string
  /** Where Secrets Manager is asked: `https://secretsmanager.ap-southeast-3.amazonaws.com`. */
  readonly service: string
  /** Where the role's credentials are: `http://169.254.169.254`. */
  readonly metadata: string
}

/** In the folder, while all of it is fresh. */
export const FRESH_MARK = '.fresh'
/** Secrets of one call: what BatchGetSecretValue takes. With fewer in the list each is asked for by itself. */
export const SECRETS_A_CALL = 20
const CALLS_AT_ONCE = 8
const CALL_S = 10
const TRIES = 6
/** Where every secret has a file from before, a start waits no longer than this for new ones. */
const REFRESH_S = 20
/** For so long what was fetched beforehand counts as fetched by the start that follows: longer than a take-over takes. */
const FRESH_S = 300

/**
 * Python 3. `fetch-secrets LIST...` writes each secret of the lists into a file of the folder; a line is `FILE NAME`, a
 * list that is missing has none. `fetch-secrets --fresh LIST...` does so before it is needed: the next call has nothing to
 * do then. Values are in no argument and in no message.
 */
export function fetchProgram(plan: FetchPlan): string {
  const { region, folder, reader, service, metadata } = plan
  const text = (value: string) => JSON.stringify(value)
  return `#!/usr/bin/python3
# fetch-secrets [--fresh] LIST...: writes each secret of the lists into a file of FOLDER, which is memory. What cannot be
# fetched keeps its file from before; where there is none it is tried again, then this fails, and systemd tries again.
import concurrent.futures
import datetime
import hashlib
import hmac
import http.client
import json
import os
import shutil
import sys
import threading
import time
import urllib.parse

REGION, FOLDER, READER = ${text(region)}, ${text(folder)}, ${text(reader)}
SERVICE, METADATA = ${text(service)}, ${text(metadata)}
MOST_BYTES = 4_000_000
MARK = os.path.join(FOLDER, ${text(FRESH_MARK)})


class Refused(Exception):
    """What AWS says no to, by its own word for it."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def call(url, method, path, headers, body=b''):
    at = urllib.parse.urlsplit(url)
    kind = http.client.HTTPSConnection if at.scheme == 'https' else http.client.HTTPConnection
    connection = kind(at.hostname, at.port, timeout=${CALL_S})
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read(MOST_BYTES + 1)
        if len(text) > MOST_BYTES:
            raise Refused('AnswerTooLarge')
        if answer.status >= 500:
            raise OSError(f'status {answer.status}')
        return answer.status, text.decode()
    finally:
        connection.close()


def credentials():
    at = '/latest/meta-data/iam/security-credentials/'
    _, token = call(METADATA, 'PUT', '/latest/api/token', {'X-aws-ec2-metadata-token-ttl-seconds': '60'})
    key = {'X-aws-ec2-metadata-token': token}
    status, role = call(METADATA, 'GET', at, key)
    if status != 200:
        raise OSError('the instance has no role yet')
    return json.loads(call(METADATA, 'GET', at + role.strip().split('\\n')[0], key)[1])


def digest(text):
    return hashlib.sha256(text).hexdigest()


# Signature Version 4 of AWS.
def signed(who, action, body):
    now = datetime.datetime.now(datetime.timezone.utc).strftime('%Y%m%dT%H%M%SZ')
    headers = {
        'content-type': 'application/x-amz-json-1.1',
        'host': urllib.parse.urlsplit(SERVICE).netloc,
        'x-amz-date': now,
        'x-amz-security-token': who['Token'],
        'x-amz-target': 'secretsmanager.' + action,
    }
    names = ';'.join(sorted(headers))
    lines = [f'{name}:{headers[name]}' for name in sorted(headers)]
    request = '\\n'.join(['POST', '/', '', *lines, '', names, digest(body)])
    scope = [now[:8], REGION, 'secretsmanager', 'aws4_request']
    text = '\\n'.join(['AWS4-HMAC-SHA256', now, '/'.join(scope), digest(request.encode())])
    key = ('AWS4' + who['SecretAccessKey']).encode()
    for part in [*scope, text]:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    headers['authorization'] = (
        f"AWS4-HMAC-SHA256 Credential={who['AccessKeyId']}/{'/'.join(scope)}, "
        f'SignedHeaders={names}, Signature={key.hex()}'
    )
    return headers


def ask(who, action, question):
    body = json.dumps(question).encode()
    status, text = call(SERVICE, 'POST', '/', signed(who, action, body), body)
    answer = json.loads(text)
    if status != 200:
        raise Refused(str(answer.get('__type', status)).split('#')[-1])
    return answer


class Round:
    """One try for some names; once AWS cannot be reached, or time is up, the rest is not asked for."""

    def __init__(self, until):
        self.who = credentials()
        self.until = until
        self.away = threading.Event()
        self.single = threading.Event()
        self.values = {}
        self.why = {}

    def get(self, names):
        if self.away.is_set() or time.monotonic() > self.until:
            return
        try:
            if len(names) > 1 and not self.single.is_set():
                self.several(names)
            else:
                for name in names:
                    self.one(name)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.away.set()
            self.why.update({name: f'{type(error).__name__} {error}' for name in names})

    def several(self, names):
        try:
            answer = ask(self.who, 'BatchGetSecretValue', {'SecretIdList': names})
        except Refused as error:
            if 'Throttl' in str(error):
                self.why.update({name: str(error) for name in names})
                return
            # Not allowed, or not known there: then one by one.
            self.single.set()
            for name in names:
                self.one(name)
            return
        for each in answer.get('SecretValues', []):
            if each.get('SecretString'):
                self.values[each['Name']] = each['SecretString']
        for each in answer.get('Errors', []):
            self.why[each.get('SecretId')] = str(each.get('ErrorCode'))

    def one(self, name):
        if self.away.is_set() or time.monotonic() > self.until:
            return
        try:
            self.values[name] = ask(self.who, 'GetSecretValue', {'SecretId': name}).get('SecretString') or ''
        except Refused as error:
            self.why[name] = str(error)


def fetch(names, until):
    round = Round(until)
    step = ${SECRETS_A_CALL} if len(names) > ${SECRETS_A_CALL} else 1
    shares = [names[i:i + step] for i in range(0, len(names), step)]
    with concurrent.futures.ThreadPoolExecutor(${CALLS_AT_ONCE}) as several:
        for done in [several.submit(round.get, share) for share in shares]:
            done.result()
    return round


def write(name, value):
    path = os.path.join(FOLDER, f'.new-{os.getpid()}')
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o400)
    with os.fdopen(handle, 'w') as out:
        out.write(value.rstrip('\\n'))
    shutil.chown(path, READER, READER)
    os.replace(path, os.path.join(FOLDER, name))


def is_there(name):
    path = os.path.join(FOLDER, name)
    return os.path.exists(path) and os.path.getsize(path) > 0


def tell(names, why, then):
    for name in names[:10]:
        say(f'secret {name}: cannot be fetched ({why.get(name, "no answer in time")}), {then}')
    if len(names) > 10:
        say(f'and {len(names) - 10} more secrets')


def main():
    os.umask(0o077)
    os.makedirs(FOLDER, exist_ok=True)
    shutil.chown(FOLDER, READER, READER)
    os.chmod(FOLDER, 0o700)
    lists = [word for word in sys.argv[1:] if word != '--fresh']
    beforehand = '--fresh' in sys.argv[1:]
    if not beforehand and os.path.exists(MARK):
        age = time.time() - os.path.getmtime(MARK)
        os.remove(MARK)
        if 0 <= age < ${FRESH_S}:
            say('secrets: all of them are fresh')
            return
    files = {}
    for path in filter(os.path.exists, lists):
        with open(path) as lines:
            files.update((name, file) for file, name in map(str.split, lines))
    lacking = list(files)
    until = time.monotonic() + (${REFRESH_S} if all(map(is_there, files.values())) else 300)
    for tried in range(${TRIES}):
        time.sleep(tried * 2)
        why = {}
        try:
            found = fetch(lacking, until)
            why = found.why
            for name, value in found.values.items():
                if value and name in files:
                    write(files[name], value)
            lacking = [name for name in lacking if not found.values.get(name)]
        except (OSError, http.client.HTTPException, ValueError, KeyError, Refused) as error:
            why = {name: f'{type(error).__name__} {error}' for name in lacking}
        tell([name for name in lacking if is_there(files[name])], why, 'the one from before stays in use')
        lacking = [name for name in lacking if not is_there(files[name])]
        if not lacking or time.monotonic() > until:
            break
    if lacking:
        tell(lacking, why, 'see whether it exists in ' + REGION + " and the instance's role may read it")
        sys.exit(1)
    if beforehand:
        open(MARK, 'w').close()


main()
`
}
