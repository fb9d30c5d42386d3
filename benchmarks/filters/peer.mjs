// node peer.mjs REQUESTS ROUNDS: the same figures as tipstaff_filter_bench, by @ghostery/adblocker.
import { readFileSync } from 'node:fs';
import { FiltersEngine, Request } from '@ghostery/adblocker';

const list = ['/usr/share/chromium/extensions/ublock-origin/assets', '/usr/share/mozilla/extensions/{ec8030f7-c20a-464f-9b0e-13a3a9e97384}/uBlock0@raymondhill.net/assets']
  .map((folder) => `${folder}/thirdparties/easylist/easyprivacy.txt`)
  .flatMap((path) => { try { return [readFileSync(path, 'utf8')]; } catch { return []; } })[0];
const begin = performance.now();
const engine = FiltersEngine.parse(list, { loadCosmeticFilters: false });
const loading = (performance.now() - begin) / 1000;
const rows = readFileSync(process.argv[2], 'utf8').trimEnd().split('\n').map((line) => line.split('\t'));
const rounds = Number(process.argv[3]);
const made = rows.map(([url, type, sourceUrl]) => Request.fromRawDetails({ url, type, sourceUrl }));

function rate(work) {
  let named = 0;
  const start = process.cpuUsage();
  for (let round = 0; round < rounds; ++round) for (const row of work.rows) named += work.match(row) ? 1 : 0;
  const used = process.cpuUsage(start);
  return [(rows.length * rounds) / ((used.user + used.system) / 1e6), named / rounds];
}
const alone = { rows: made, match: (request) => engine.match(request).match };
const whole = { rows, match: ([url, type, sourceUrl]) => engine.match(Request.fromRawDetails({ url, type, sourceUrl })).match };
rate(alone); // warm
const [a, namedAlone] = rate(alone);
const [b, namedWhole] = rate(whole);
console.log(Math.round(a), Math.round(b), rows.length, namedAlone, namedWhole, loading.toFixed(3));
