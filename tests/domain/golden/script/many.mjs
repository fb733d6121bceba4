#!/usr/bin/env node
// Runs a batch job for every line of a file of bodies, a few at once, downloads and resizes the pool.
// Needs Node 18 or later, nothing else. Keep the file name's ending .mjs.
// A second run goes on where the first stopped, by the records in the folder of results. Delete those,
// *.job and *.done, to send every line again.
// Exit codes: 0 every job finished and was downloaded; 1 some did not; 2 not set up.
// 7 the pool was not resized. It is left alone while a job may still run on it; what was refused does not.
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 60000;
const GIVE_UP_AFTER_MS = 86400000;
const TRIES = 8;
const CHANGE_MS = 1800000; // how long a pool may be changing, and answers 409
const SILENCE_MS = 300000; // a download that brings nothing for as long has broken off

const INLINED = {};

function fail(code, ...lines) {
  for (const line of lines) console.error(line);
  return code;
}

// The secret of this name; the script ends when it is not set.
function secret(name, inHeader = false) {
  const value = INLINED[name] || process.env[name];
  if (!value) process.exit(fail(2, 'Set the environment variable ' + name + ' first.'));
  if (inHeader && /[\x00-\x1f\x7f]/.test(value)) {
    process.exit(fail(2, name + ' holds a line break or another control character.'));
  }
  return value;
}

const BES_API_KEY = secret('BES_API_KEY', true);
const POOL_KEY = secret('POOL_KEY', true);
const INPUT1_ACCOUNT_KEY = secret('INPUT1_ACCOUNT_KEY');
const OUTPUT1_SAS_SIGNATURE = secret('OUTPUT1_SAS_SIGNATURE');

// Which statuses are safe to answer by sending again. 0 means no answer at all.
const AGAIN_READ = [0, 408, 429, 500, 502, 503, 504];
const AGAIN_DO = [429, 503];

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const longer = (ms) => Math.min(ms + Math.floor(ms / 2) + 1, LONGEST_WAIT_MS);
const isDone = ({ status }) => status >= 200 && status < 300;
const said = ({ status, text }) => (status ? 'HTTP ' + status + '\n' + text : text);

// How long the service asks to be left alone, at most ten minutes.
function askedMs(reply) {
  const seconds = reply.headers.get('retry-after') ?? '';
  return /^[0-9]+$/.test(seconds) ? Math.min(Number(seconds) * 1000, 600000) : 0;
}

// Status, what `take` makes of the reply, and the wait that is asked for; status 0 and the reason without a reply.
async function exchange(url, options, take) {
  let reply;
  try {
    // A redirect would carry the key to another place: it is an answer like any other.
    reply = await fetch(url, { ...options, redirect: 'manual' });
    const text = reply.ok ? await take(reply) : await reply.text();
    return { status: reply.status, text, askedMs: askedMs(reply) };
  } catch (error) {
    // A refusal that broke off is one all the same.
    if (reply?.status >= 400) return { status: reply.status, text: '', askedMs: askedMs(reply) };
    return { status: 0, text: 'No answer: ' + error.message + (error.cause ? ': ' + error.cause : ''), askedMs: 0 };
  }
}

// One request with text as its reply.
function send(method, url, header, key, body) {
  const headers = { Accept: 'application/json', [header]: Buffer.from(key, 'utf8').toString('latin1') };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  return exchange(url, { method, headers, body, signal: AbortSignal.timeout(300000) }, (reply) => reply.text());
}

// Tries, and tries again on the statuses in `again`. Status 2xx means done.
async function ask(again, attempt) {
  let [wait, waited, left] = [FIRST_WAIT_MS, 0, TRIES];
  for (;;) {
    const reply = await attempt();
    const isChanging = reply.status === 409; // waited for by time
    if (!isChanging) left -= 1;
    const isOver = isChanging ? waited >= CHANGE_MS : left === 0;
    if (isDone(reply) || !again.includes(reply.status) || isOver) return reply;
    const now = Math.max(wait, reply.askedMs);
    await pause(now);
    waited += now;
    wait = longer(wait);
  }
}

const JOBS_URL = 'https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs?api-version=2.0';
const FOLDER = 'results';
const STATES = ['NotStarted', 'Running', 'Failed', 'Cancelled', 'Finished'];
const RESUBMIT =
  'A job that is submitted and not started runs nothing: to submit it again is safe,\n' +
  'and may count as one more transaction.';
const ENDS = new Map([
  ['Failed', [3, ' failed: ']],
  ['Cancelled', [4, ' was cancelled: ']],
  ['Canceled', [4, ' was cancelled: ']],
]);

// Jobs that were submitted and have not been seen to end, and what they do.
const RUNNING = new Map();
const DOES = new Map([
  ['Running', 'goes on.'],
  ['Finished', 'has finished; its results may not all be downloaded.'],
]);
const UNDONE = []; // what else is told when the script is stopped
const NOT_RUN = 9; // no exit code: what was refused runs nothing, and the script ends with 1

const jobUrl = (job) => 'https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs/' + job + '?api-version=2.0';
// A job as it is told of, and what stands before a sentence: in a loop, with the line.
const jobName = ({ job, line }) => (line ? 'Line ' + line + ', job ' : 'Job ') + job;
const row = (line) => (line ? 'Line ' + line + ': ' : '');
const startUrl = (job) => 'https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs/' + job + '/start?api-version=2.0';
const bes = (again, method, url, body) =>
  ask(again, () => send(method, url, 'Authorization', 'Bearer ' + BES_API_KEY, body));
// Whether what was asked for may have been done all the same; 503 says that it was not.
const inDoubt = ({ status }) => status === 0 || status === 408 || (status >= 500 && status !== 503);

// Says what goes on when the script is stopped by Ctrl-C.
function stopped() {
  for (const [work, does] of RUNNING) fail(130, jobName(work) + ' ' + does + ' Its status: ' + jobUrl(work.job));
  if (RUNNING.size === 0) fail(130, 'Stopped. No job that this script started goes on.');
  process.exit(fail(130, ...UNDONE));
}
process.on('SIGINT', stopped);
process.on('SIGTERM', stopped);

// Text as JSON inside a string, without the quotes.
const jsonText = (text) => JSON.stringify(text).slice(1, -1);

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const member = (value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined);
const textOf = (value, name) => (typeof member(value, name) === 'string' ? member(value, name) : '');

// A file name without anything that a file system could mind.
function fileName(number, output, location) {
  const ending = /\.[A-Za-z0-9]{1,19}$/.exec(location.split('/').pop());
  return number + '-' + output.replace(/[^A-Za-z0-9_-]/gu, '_').slice(0, 80) + (ending ? ending[0] : '');
}

// The address of a result, with its permission; nothing where it is no address of a server.
function resultUrl(blob) {
  const escaped = (c) => encodeURIComponent(c.isWellFormed?.() === false ? '\ufffd' : c);
  const location = textOf(blob, 'RelativeLocation').replace(/^\/+/, '').replace(/[^!$-;=@-Z\[\]_a-z~]/gu, escaped);
  const token = textOf(blob, 'SasBlobToken').trim().replace(/^\?+/, '');
  const base = textOf(blob, 'BaseLocation').trim().replace(/\/+$/, '');
  try {
    // What is no address is told in an error with all of it, the token too.
    const url = new URL(base + '/' + location + (token ? '?' + token : ''));
    return /^https?:\/\/[^/]/i.test(base) && !url.username && !url.password ? url : undefined;
  } catch {
    return undefined;
  }
}

// One try at a result. A partly written file never has the result's name.
async function save(url, name) {
  const part = name + '.part';
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error('the connection fell silent')), SILENCE_MS);
  async function* heard(blocks) {
    for await (const block of blocks) {
      timer.refresh();
      yield block;
    }
  }
  const take = async (reply) => {
    await pipeline(Readable.fromWeb(reply.body), heard, createWriteStream(part));
    await rename(part, name);
  };
  try {
    // The address carries its own permission: the key is not sent there.
    return await exchange(url, { signal: silence.signal }, take);
  } finally {
    clearTimeout(timer);
    await rm(part, { force: true });
  }
}

// Every result, into a folder of the job's own.
async function download({ job, line }, results) {
  const into = path.join(FOLDER, (line ? String(line).padStart(6, '0') + '-' : '') + job);
  let code = 0;
  let number = 0;
  for (const [output, blob] of results) {
    number += 1;
    const file = fileName(number, output, textOf(blob, 'RelativeLocation'));
    const name = path.join(into, file);
    try {
      const url = resultUrl(blob);
      if (!url) throw new Error('its address is neither http nor https.');
      await mkdir(into, { recursive: true });
      const reply = await ask(AGAIN_READ, () => save(url, name));
      if (!isDone(reply)) throw new Error(reply.status ? 'HTTP ' + reply.status : reply.text);
      console.log('Downloaded ' + name);
    } catch (error) {
      code = fail(6, 'Not downloaded: ' + name + ': ' + error.message);
    }
  }
  return code;
}

// Asks until the job has ended, or the limit is reached.
async function watch(work, gone = 1) {
  const { job } = work;
  const name = jobName(work);
  let [wait, waited, last] = [FIRST_WAIT_MS, 0, undefined];
  for (;;) {
    const reply = await bes(AGAIN_READ, 'GET', jobUrl(job));
    if (!isDone(reply)) return fail(reply.status === 404 ? gone : 1, name + ': its status was not told:', said(reply));
    const found = parsed(reply.text);
    const code = member(found, 'StatusCode');
    const state = typeof code === 'number' ? STATES[code] ?? String(code) : code;
    if (typeof state !== 'string' || !state) return fail(1, name + ': the status was not understood:', said(reply));
    if (state !== last) console.log(name + ': ' + state);
    last = state;
    if (DOES.has(state)) RUNNING.set(work, DOES.get(state));
    const results = member(found, 'Results');
    if (state === 'Finished') return download(work, isObject(results) ? Object.entries(results) : []);
    if (ENDS.has(state)) {
      const [exitCode, what] = ENDS.get(state);
      return fail(exitCode, name + what + textOf(found, 'Details'));
    }
    if (waited >= GIVE_UP_AFTER_MS) {
      return fail(5, name + ' has not ended; it goes on. Its status: ' + jobUrl(job));
    }
    await pause(wait);
    waited += wait;
    wait = longer(wait);
  }
}

// One job from submit to results; in a loop, that of a line.
async function run(body, line, text) {
  let reply = await bes(AGAIN_DO, 'POST', JOBS_URL, body);
  if (inDoubt(reply)) return fail(1, row(line) + 'It is unknown whether the job was submitted.', RESUBMIT, said(reply));
  if (!isDone(reply)) return fail(NOT_RUN, row(line) + 'The job was not submitted.', said(reply));
  const job = parsed(reply.text);
  if (typeof job !== 'string' || !/^[A-Za-z0-9_-]+$/.test(job)) {
    return fail(1, row(line) + 'The reply holds no job id.', said(reply));
  }
  const work = { job, line };
  console.log(jobName(work) + ': submitted');
  await remember(work, text);
  RUNNING.set(work, 'was submitted; it is unknown whether it was started.');
  reply = await bes(AGAIN_DO, 'POST', startUrl(job));
  if (inDoubt(reply)) {
    fail(1, jobName(work) + ': it is unknown whether it was started. Its status is asked for.', said(reply));
  } else if (!isDone(reply)) {
    RUNNING.delete(work);
    return fail(NOT_RUN, jobName(work) + ' was not started.', said(reply));
  } else {
    RUNNING.set(work, DOES.get('Running'));
  }
  const code = await watch(work);
  if (code !== 1 && code !== 5) RUNNING.delete(work);
  return code;
}

UNDONE.push('The pool was not resized. It is billed until it is.');

async function resize() {
  UNDONE[0] = 'It is unknown whether the pool was resized. It is billed until it is.';
  // While the pool is still changing it answers 409.
  const reply = await ask([409, 429, 503], () =>
    send('POST', 'https://pools.example.com/account/pools/8dfc151b0d3e446497b845f3b29ef53b/resize?api-version=2017-05-01.5.0', 'Authorization', 'Bearer ' + POOL_KEY, '{"targetDedicatedNodes":0}'));
  if (inDoubt(reply)) return fail(7, 'It is unknown whether the pool was resized. It is billed until it is.', said(reply));
  if (!isDone(reply)) return fail(7, 'The pool was not resized. It is billed until it is.', said(reply));
  console.log('The pool is being resized.');
  return 0;
}

const BODIES = 'bodies.ndjson';
const AT_ONCE = 4;
const SECRETS = { INPUT1_ACCOUNT_KEY, OUTPUT1_SAS_SIGNATURE };
const GONE = 10; // no exit code: the service no longer knows the job of an earlier run
UNDONE.push('A second run goes on from here.');

// The body, with the secrets that stand in the file as \u0000NAME\u0000.
function fillIn(line) {
  return line.replace(/\\u0000([A-Z0-9_]+)\\u0000/g, (slot, name) => {
    if (!Object.hasOwn(SECRETS, name)) throw new Error('it names ' + name + ', which is no secret of this script.');
    return jsonText(SECRETS[name]);
  });
}

// The name of the file that tells a second run what became of a line.
const record = (line, ending) => path.join(FOLDER, String(line).padStart(6, '0') + ending);

// Records that a line was submitted: its job, and what the line said. Half a record never has its name.
async function remember(work, text) {
  const part = record(work.line, '.job.part');
  try {
    await mkdir(FOLDER, { recursive: true });
    await writeFile(part, work.job + '\n' + text + '\n', { mode: 0o600 });
    await rename(part, record(work.line, '.job'));
  } catch (error) {
    const twice = ': its record was not written. A second run would submit this line again.';
    fail(1, jobName(work) + twice, error.message);
  }
}

// The job of this very line, as an earlier run recorded it; nothing where there is none.
async function recall(line, ending, text) {
  if (!existsSync(record(line, ending))) return undefined;
  const [job, ...rest] = (await readFile(record(line, ending), 'utf8')).split('\n');
  return rest.join('\n') === text + '\n' && /^[A-Za-z0-9_-]+$/.test(job) ? job : undefined;
}

// What finished is not sent again, what failed or was refused is; anything else is followed by a second run.
async function settle(line, text, code) {
  try {
    if (!(await recall(line, '.job', text))) return;
    if (code === 0) await rename(record(line, '.job'), record(line, '.done'));
    if ([3, 4, NOT_RUN].includes(code)) await rm(record(line, '.job'));
  } catch (error) {
    fail(1, row(line) + 'its record was not changed: ' + error.message);
  }
}

// A job that an earlier run submitted, from start to results. To start it twice is refused, and does no harm.
async function follow(job, line) {
  const work = { job, line };
  console.log(jobName(work) + ': submitted in an earlier run');
  RUNNING.set(work, 'was submitted; it is unknown whether it was started.');
  const reply = await bes(AGAIN_DO, 'POST', startUrl(job));
  if (!inDoubt(reply)) RUNNING.set(work, DOES.get('Running'));
  const code = reply.status === 404 ? GONE : await watch(work, GONE);
  if (code !== 1 && code !== 5) RUNNING.delete(work);
  return code;
}

async function sendLine(number, line) {
  let body;
  try {
    body = fillIn(line);
  } catch (error) {
    return fail(NOT_RUN, 'Line ' + number + ' was not sent: ' + error.message);
  }
  return run(body, number, line);
}

async function one(number, line) {
  try {
    if (await recall(number, '.done', line)) {
      console.log(row(number) + 'finished in an earlier run; it is not sent again.');
      return 0;
    }
    const job = await recall(number, '.job', line);
    let code = job ? await follow(job, number) : await sendLine(number, line);
    if (code === GONE) {
      fail(1, row(number) + 'the service no longer knows its job; the line is sent anew.');
      code = await sendLine(number, line);
    }
    await settle(number, line, code);
    return code;
  } catch (error) {
    return fail(1, row(number) + error.message);
  }
}

const outcomes = [];
async function worker(lines) {
  for await (const [number, line] of lines) {
    if (line.trim()) outcomes.push(await one(number, line.trim()));
  }
}

// One reader that the workers share: lines are read as they are needed, so that the file may be long.
async function* reader() {
  let rest = '';
  let number = 0;
  for await (const block of createReadStream(BODIES, { encoding: 'utf8' })) {
    const lines = (rest + block).split('\n');
    rest = lines.pop();
    for (const line of lines) yield [(number += 1), line];
  }
  yield [number + 1, rest];
}
const source = reader();
const shared = { next: () => source.next(), [Symbol.asyncIterator]: () => shared };
try {
  await Promise.all(Array.from({ length: AT_ONCE }, () => worker(shared)));
} catch (error) {
  process.exit(fail(2, error.message));
}
console.log(outcomes.filter((code) => code === 0).length + ' of ' + outcomes.length + ' jobs finished and were downloaded.');
let outcome = outcomes.some((code) => code !== 0) ? 1 : 0;
if (outcomes.includes(1) || outcomes.includes(5)) {
  fail(outcome, 'The pool is left as it is, and billed: jobs may still run on it.');
} else {
  outcome = (await resize()) && outcome === 0 ? 7 : outcome;
}
process.exitCode = outcome;
