// The page: hands files to the server, shows what comes back. Log text is only ever text:
// everything is built with createElement and textContent, and the browser is told (trusted
// types) to refuse anything else.

// ================================================================ words

const WORDS = {
  en: {
    "skip": "Skip to the main part", "new log": "Another log",
    "door": "A token is needed", "door why": "It stands in the address that `logscan web` printed, after #token=. For a deployed page, ask whoever runs it.",
    "token": "Token", "enter": "Enter", "wrong token": "That is not the token of this server.",
    "ask": "What broke?", "lead": "Drop the log of a service that is down. You get what broke first, what that broke next, and what to do in the next five minutes, with the lines that prove it.",
    "drop": "Drop log files here", "choose": "Choose files", "drop how": "Any shape that Render writes, or plain text; gzip and zstd too; several files at once.",
    "paste": "Or paste it", "read": "Read it", "read how": "Ctrl+V anywhere on this page works too.",
    "try": "Try a sample", "other samples": "Other samples", "more samples": "Another sample …",
    "options": "Times without zone or date?", "zone": "Time zone", "date": "Date of the earliest line", "layout": "Layout", "any layout": "recognise it",
    "reading": "Reading", "cancel": "Cancel", "cancelled": "Cancelled. Nothing was kept.", "so far": "So far",
    "waiting": "Waiting for a turn …", "starting": "Starting …",
    "counts": "{percent}{read} read, {lines} lines, {events} events", "of": "{percent} % · ",
    "promise": "Nothing is kept, and nothing is sent to anybody else. Secrets are taken out of everything shown.",
    "about": "logscan {version}, {n} known problems and marks.",
    "theme auto": "Theme: auto", "theme light": "Theme: light", "theme dark": "Theme: dark",
    "utc": "Times: UTC", "local": "Times: local",
    "empty": "There is nothing to read: the text or the file is empty.",
    "too large": "These files have {size}; this page takes {limit}. Send the part around the incident, or use `logscan FILE` on the command line, which has no limit.",
    "too many files": "That is more than {n} files at once.",
    "unreadable": "The file cannot be read any more, or the connection to the server broke. Is `logscan web` still running?",
    "cut short": "The answer ended early: the server stopped. Try again.",
    "done": "Done: {status}. {headline}",
    "since": "since {time}", "lasting": "{length} until the log ends", "sure": "{percent} % sure",
    "copy ticket": "Copy ticket text", "copy chat": "Copy for chat", "copied": "Copied", "not copied": "The browser does not allow it",
    "download": "Download …", "markdown": "Markdown (.md)", "html": "Web page (.html)", "json": "JSON (.json)", "csv": "Table (.csv)", "text": "Text (.txt)", "bundle": "Everything (.zip)",
    "contents": "Contents", "next": "Do next", "done of": "{done} of {n} done", "why": "Why", "timeline": "Timeline", "attempts": "Builds, deploys and boots",
    "findings": "Findings", "unexplained": "Unexplained lines", "what was read": "What was read",
    "led to": "Led to", "also": "Also", "could be": "Could also be", "rule out": "To rule it out",
    "nothing known": "No known problem is in this log. That is not proof of health.", "nothing wrong": "No line looks like an error.",
    "fetch more": "Fetch more of the log: without options `render logs` gives the last 100 lines of the last hour. Try `render logs -r SERVICE --limit 1000 --start TIME -o text`.",
    "fetch earlier": "Take it from before the first failed request: the cause is printed once, the symptom again and again.",
    "fetch events": "Look at the service's Events page: kills for memory and failed health checks leave little in the log.",
    "copy": "Copy", "line": "line {n}", "times": "{n} times", "once": "once", "no time": "no time",
    "more places": "{n} more places", "steps of": "What to do about it", "values": "Values", "instances": "Instances", "services": "Services", "read on": "Read on", "signature": "Signature",
    "zoom in": "Zoom in", "zoom out": "Zoom out", "whole": "Whole log", "earlier": "Earlier", "later": "Later",
    "picture": "Timeline as a picture; the table below says the same in words. Arrow keys go from mark to mark, Enter opens the finding.",
    "hint": "Point at a mark, or go there with Tab and the arrow keys. Drag to move; + and − zoom.",
    "by line": "There are too few times in this log: the line numbers are the axis.",
    "table": "As a table ({n} rows)", "marks": "marks", "time": "Time", "what": "What", "count": "Count", "where": "Where", "part": "Part", "outcome": "Outcome", "errors": "Errors", "example": "Example",
    "cut rows": "{n} more rows are in the downloads.", "file": "File", "shape": "Read as", "lines": "Lines", "size": "Size", "span": "From – to",
    "error lines": "{n} error-looking lines, {m} of them explained", "redacted": "Secrets removed: {kinds}", "none": "none",
    "incomplete": "Not everything could be read: this answer is about a part.", "status": "status {n}", "unexplained why": "Lines that look like errors and match nothing known, grouped by shape.",
    "not shown": "{n} findings do not fit here; the downloads have them all.", "went live": "worked", "colours": "Colours", "attempt": "attempt",
  },
  ko: {
    "skip": "본문으로 건너뛰기", "new log": "다른 로그 보기",
    "door": "토큰이 필요합니다", "door why": "`logscan web`이 출력한 주소의 #token= 뒤에 있습니다. 배포된 페이지라면 운영자에게 문의하세요.",
    "token": "토큰", "enter": "들어가기", "wrong token": "이 서버의 토큰이 아닙니다.",
    "ask": "무엇이 고장 났나요?", "lead": "장애가 난 서비스의 로그를 놓으세요. 무엇이 먼저 고장 났는지, 그 때문에 무엇이 이어졌는지, 앞으로 5분 동안 무엇을 해야 하는지를 근거가 되는 로그와 함께 보여 줍니다.",
    "drop": "로그 파일을 여기에 놓으세요", "choose": "파일 선택", "drop how": "Render가 쓰는 모든 형식과 일반 텍스트, gzip·zstd 압축도 됩니다. 여러 파일을 한꺼번에 넣을 수 있습니다.",
    "paste": "또는 붙여 넣으세요", "read": "분석하기", "read how": "이 페이지 어디서나 Ctrl+V로 붙여 넣을 수 있습니다.",
    "try": "샘플로 해 보기", "other samples": "다른 샘플", "more samples": "다른 샘플 …",
    "options": "시간대나 날짜가 없는 로그인가요?", "zone": "시간대", "date": "첫 줄의 날짜", "layout": "로그 형식", "any layout": "자동 인식",
    "reading": "읽는 중", "cancel": "취소", "cancelled": "취소했습니다. 아무것도 저장하지 않았습니다.", "so far": "지금까지",
    "waiting": "차례를 기다리는 중 …", "starting": "시작하는 중 …",
    "counts": "{percent}{read} 읽음, {lines}줄, 이벤트 {events}건", "of": "{percent} % · ",
    "promise": "아무것도 저장하지 않고 다른 곳으로 보내지 않습니다. 화면에 보이는 모든 내용에서 비밀값을 가립니다.",
    "about": "logscan {version}, 알려진 문제와 상태 표시 {n}개.",
    "theme auto": "테마: 자동", "theme light": "테마: 밝게", "theme dark": "테마: 어둡게",
    "utc": "시각: UTC", "local": "시각: 현지",
    "empty": "읽을 내용이 없습니다. 텍스트나 파일이 비어 있습니다.",
    "too large": "파일 크기가 {size}입니다. 이 페이지는 {limit}까지 받습니다. 장애 시점 전후만 보내거나, 크기 제한이 없는 명령줄 `logscan FILE`을 사용하세요.",
    "too many files": "한 번에 넣을 수 있는 파일은 {n}개까지입니다.",
    "unreadable": "파일을 더 이상 읽을 수 없거나 서버와의 연결이 끊겼습니다. `logscan web`이 실행 중인지 확인하세요.",
    "cut short": "서버가 멈춰 답이 중간에 끊겼습니다. 다시 시도하세요.",
    "done": "분석 완료: {status}. {headline}",
    "since": "{time}부터", "lasting": "로그 끝까지 {length}", "sure": "확신 {percent} %",
    "copy ticket": "티켓용 텍스트 복사", "copy chat": "채팅용으로 복사", "copied": "복사됨", "not copied": "브라우저가 허용하지 않습니다",
    "download": "내려받기 …", "markdown": "Markdown (.md)", "html": "웹 페이지 (.html)", "json": "JSON (.json)", "csv": "표 (.csv)", "text": "텍스트 (.txt)", "bundle": "모두 (.zip)",
    "contents": "목차", "next": "지금 할 일", "done of": "{n}개 중 {done}개 완료", "why": "원인", "timeline": "타임라인", "attempts": "빌드·배포·부팅",
    "findings": "발견한 문제", "unexplained": "설명되지 않은 줄", "what was read": "읽은 내용",
    "led to": "이어진 결과", "also": "그 밖에", "could be": "다른 가능성", "rule out": "배제하려면",
    "nothing known": "이 로그에서 알려진 문제를 찾지 못했습니다. 그렇다고 정상이라는 뜻은 아닙니다.", "nothing wrong": "오류처럼 보이는 줄이 하나도 없습니다.",
    "fetch more": "로그를 더 가져오세요. `render logs`는 옵션이 없으면 최근 1시간의 마지막 100줄만 줍니다. 예: `render logs -r SERVICE --limit 1000 --start TIME -o text`",
    "fetch earlier": "첫 실패 이전의 로그부터 가져오세요. 원인은 한 번만 찍히고 증상은 계속 반복됩니다.",
    "fetch events": "서비스의 Events 페이지를 확인하세요. 메모리 초과 종료나 헬스 체크 실패는 로그에 거의 남지 않습니다.",
    "copy": "복사", "line": "{n}번째 줄", "times": "{n}회", "once": "1회", "no time": "시각 없음",
    "more places": "{n}곳 더 보기", "steps of": "조치 방법", "values": "값", "instances": "인스턴스", "services": "서비스", "read on": "더 읽기", "signature": "시그니처",
    "zoom in": "확대", "zoom out": "축소", "whole": "전체 보기", "earlier": "앞으로", "later": "뒤로",
    "picture": "타임라인 그림. 아래 표에 같은 내용이 글로 있습니다. 화살표 키로 표시 사이를 이동하고 Enter로 해당 문제를 엽니다.",
    "hint": "표시에 마우스를 올리거나 Tab과 화살표 키로 이동하세요. 끌면 움직이고 +와 −로 확대·축소합니다.",
    "by line": "시각이 거의 없는 로그라 줄 번호를 축으로 씁니다.",
    "table": "표로 보기 ({n}행)", "marks": "상태 표시", "time": "시각", "what": "내용", "count": "횟수", "where": "위치", "part": "단계", "outcome": "결과", "errors": "오류", "example": "예",
    "cut rows": "나머지 {n}행은 내려받은 파일에 있습니다.", "file": "파일", "shape": "인식한 형식", "lines": "줄 수", "size": "크기", "span": "처음 – 끝",
    "error lines": "오류처럼 보이는 줄 {n}개, 그중 {m}개 설명됨", "redacted": "가린 비밀값: {kinds}", "none": "없음",
    "incomplete": "일부를 읽지 못했습니다. 이 결과는 읽은 부분에 대한 것입니다.", "status": "상태 코드 {n}", "unexplained why": "오류처럼 보이지만 알려진 문제와 맞지 않는 줄을 모양별로 묶었습니다.",
    "not shown": "나머지 {n}건은 내려받은 파일에 모두 있습니다.", "went live": "정상 동작", "colours": "색 설명", "attempt": "시도",
  },
};
const SYMBOLS = { failing: "✗", degraded: "!", recovered: "✓", healthy: "✓", inconclusive: "?" };
const DOWNLOADS = {
  markdown: [".md", "text/markdown"], html: [".html", "text/html"], json: [".json", "application/json"],
  csv: [".csv", "text/csv"], text: [".txt", "text/plain"],
};
const RENDERS = ["ticket", "slack", "markdown", "html", "csv", "text"];
const LANGUAGES = ["en", "ko"];
const MOST_ROWS = 400;
const MOST_FINDINGS = 100;
const BIG_PASTE = 200_000;
const FIRST_SAMPLE = "database-down-at-boot";

// ================================================================ state and small tools

const kept = {
  get(name) { try { return localStorage.getItem(`logscan-${name}`); } catch { return null; } },
  set(name, value) { try { localStorage.setItem(`logscan-${name}`, value); } catch { /* private mode */ } },
};
const tokenPlace = {
  get() { try { return sessionStorage.getItem("logscan-token"); } catch { return null; } },
  set(value) { try { sessionStorage.setItem("logscan-token", value); } catch { /* private mode */ } },
};
const state = {
  language: kept.get("language") ?? (navigator.language.startsWith("ko") ? "ko" : "en"),
  theme: kept.get("theme") ?? "auto",
  local: kept.get("clock") === "local",
  token: null, about: null, running: null, answer: null, ticked: new Set(),
};

const $ = (id) => document.getElementById(id);

function word(key, values = {}) {
  const text = WORDS[state.language][key] ?? WORDS.en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The word of one of the report's vocabularies: "failing", "cause", "boot" ... */
const name = (key) => state.about?.names[state.language]?.[key] ?? key;
const number = (n) => n.toLocaleString("en-US");
const times = (n) => (n === 1 ? word("once") : word("times", { n: number(n) }));

/** An element with properties, listeners (on...) and children; strings become text nodes. */
function el(tag, properties = {}, ...children) {
  const svg = SVG_TAGS.has(tag);
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}
const SVG_TAGS = new Set(["svg", "g", "rect", "line", "path", "text", "title"]);

function bytes(size) {
  let unit = 0;
  while (size >= 1024 && unit < 3) { size /= 1024; unit += 1; }
  return `${unit ? size.toFixed(1) : size} ${["B", "KiB", "MiB", "GiB"][unit]}`;
}

// Times come as RFC 3339 with up to nine digits after the second; a browser takes three.
const instant = (text) => (text ? Date.parse(text.replace(/(\.\d{3})\d+/, "$1")) : null);
const two = (n) => String(n).padStart(2, "0");

function parts(ms) {
  const d = new Date(ms);
  return state.local
    ? { date: `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`, clock: `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}` }
    : { date: d.toISOString().slice(0, 10), clock: d.toISOString().slice(11, 19) };
}
const clock = (text, withDay) => {
  const ms = instant(text);
  if (ms === null) return word("no time");
  const at = parts(ms);
  return withDay ? `${at.date} ${at.clock}` : at.clock;
};
function between(first, last, withDay) {
  const start = clock(first, withDay);
  const end = last && instant(last) - instant(first) >= 1000 ? clock(last, withDay) : "";
  return end ? `${start} – ${end}` : start;
}
function duration(ms) {
  const units = state.language === "ko" ? ["일", "시간", "분", "초"] : ["d", "h", "m", "s"];
  const sizes = [86400, 3600, 60, 1];
  let left = Math.round(ms / 1000);
  const said = [];
  sizes.forEach((size, i) => {
    const n = Math.floor(left / size);
    left -= n * size;
    if (n && said.length < 2) said.push(`${n}${units[i]}`);
  });
  return said.join(" ") || `0${units[3]}`;
}

/** Text with `code` in it. */
function withCode(text) {
  return text.split("`").map((piece, i) => (i % 2 ? el("code", {}, piece) : piece));
}

function link(address) {
  return /^https:\/\/[^\s"'<>]+$/.test(address)
    ? el("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, address)
    : el("code", {}, address);
}

function say(text) { $("said").textContent = text; }

function trouble(text) {
  $("trouble").replaceChildren(...withCode(text));
  $("trouble").hidden = !text;
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = el("textarea", { class: "unseen" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

function copyButton(label, text, small = true) {
  const button = el("button", { type: "button", class: small ? "small" : null }, label);
  button.addEventListener("click", async () => {
    const done = await copied(text());
    button.textContent = word(done ? "copied" : "not copied");
    say(button.textContent);
    setTimeout(() => { button.textContent = label; }, 2000);
  });
  return button;
}

// ================================================================ talking to the server

class Refused extends Error {
  constructor(status, message) { super(message); this.status = status; }
}

async function ask(path, options = {}) {
  const response = await fetch(path, {
    ...options, cache: "no-store", credentials: "omit", redirect: "error",
    headers: { "X-Logscan-Token": state.token ?? "", ...options.headers },
  });
  if (response.ok) return response;
  const said = await response.json().catch(() => ({}));
  throw new Refused(response.status, said.message ?? `${response.status}`);
}

/** Call *take* with each line of a stream of JSON. */
async function eachLine(response, take) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (rest + (value ?? "")).split("\n");
    rest = lines.pop();
    for (const line of lines) if (line) take(JSON.parse(line));
    if (done) return;
  }
}

function randomName() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");
}

// ================================================================ one scan

async function scan(files) {
  trouble("");
  const size = files.reduce((sum, file) => sum + file.blob.size, 0);
  const { body_bytes: limit, parts: most } = state.about.limits;
  if (!size) return trouble(word("empty"));
  if (files.length > most) return trouble(word("too many files", { n: most }));
  if (size > limit) return trouble(word("too large", { size: bytes(size), limit: bytes(limit) }));
  state.running?.abort();
  const running = state.running = new AbortController();
  const answer = { documents: {}, renderings: { en: {}, ko: {} }, errors: {}, names: files.map((file) => file.name), whole: false };
  const watching = randomName();
  showProgress(size);
  watch(watching, running.signal);
  try {
    const response = await ask(`/api/scan?${query(files, watching)}`, {
      method: "POST", body: new Blob(files.map((file) => file.blob)), signal: running.signal,
      headers: { Accept: "application/x-ndjson" },
    });
    await eachLine(response, (message) => take(answer, message));
    if (!answer.whole) throw new Refused(0, word("cut short"));
  } catch (error) {
    if (running.signal.aborted) return undefined;
    if (!answer.documents[state.language]) failed(error);
    else trouble(word("cut short"));
  } finally {
    if (state.running === running) state.running = null;
    $("progress").hidden = true;
    if (!state.answer) $("intake").hidden = false;
  }
  return undefined;
}

function query(files, watching) {
  const made = new URLSearchParams({ events: "0", watch: watching });
  for (const file of files) {
    made.append("name", file.name.slice(0, 200));
    made.append("size", String(file.blob.size));
  }
  for (const language of [state.language, ...LANGUAGES.filter((one) => one !== state.language)]) made.append("lang", language);
  for (const form of RENDERS) made.append("render", form);
  for (const [key, id] of [["tz", "zone"], ["date", "date"], ["layout", "layout"]]) {
    if ($(id).value.trim()) made.set(key, $(id).value.trim());
  }
  return made;
}

function take(answer, message) {
  if (message.type === "error") answer.errors[message.language] = message.message;
  if (message.type === "document") {
    answer.documents[message.language] = message.document;
    if (message.language === state.language) showAnswer(answer, true);
  }
  if (message.type === "rendering") answer.renderings[message.language][message.format] = message.text;
  if (message.type === "end") {
    answer.whole = true;
    if (state.answer === answer) refreshTools();
  }
}

function failed(error) {
  if (error.status === 401) return showDoor(word("wrong token"));
  trouble(error instanceof Refused && error.message ? error.message : word("unreadable"));
  $("trouble").scrollIntoView({ block: "nearest" });
  return undefined;
}

async function watch(watching, signal) {
  try {
    const response = await ask(`/api/watch/${watching}`, { signal });
    await eachLine(response, (message) => {
      if (message.type === "progress") showCounts(message);
      if (message.type === "waiting") $("counts").textContent = word("waiting");
      if (message.type === "verdict") showSoFar(message[state.language]);
    });
  } catch { /* the scan itself reports what is wrong */ }
}

function showProgress(size) {
  state.answer = null;
  $("answer").hidden = true;
  $("answer").replaceChildren();
  $("intake").hidden = true;
  $("new-log").hidden = true;
  $("so-far").replaceChildren();
  delete $("so-far").dataset.said;
  $("counts").textContent = word("starting");
  $("bar").removeAttribute("value");
  $("bar").dataset.size = size;
  $("progress").hidden = false;
  $("cancel").focus({ preventScroll: true });
  document.title = `${word("reading")} · logscan`;
}

function showCounts(message) {
  const total = message.total ?? Number($("bar").dataset.size);
  const share = total ? Math.min(message.received / total, 1) : 0;
  $("bar").value = share;
  $("counts").textContent = word("counts", {
    percent: word("of", { percent: Math.floor(share * 100) }), read: bytes(message.bytes),
    lines: number(message.lines), events: number(message.events),
  });
}

function showSoFar(part) {
  if (!part || !state.running) return;
  const { verdict, next_steps: steps } = part;
  const said = `${verdict.status} ${verdict.cause}`;
  if ($("so-far").dataset.said !== said) { // a screen reader hears a new cause, not each new count
    $("so-far").dataset.said = said;
    say(`${word("so far")}: ${name(verdict.status)}. ${verdict.headline}`);
  }
  $("so-far").replaceChildren(el("div", { class: `verdict ${verdict.status}` },
    el("p", { class: "status" }, `${word("so far")}: ${SYMBOLS[verdict.status]} ${name(verdict.status)}`),
    el("h2", {}, verdict.headline),
    el("ul", {}, steps.map((step) => el("li", {}, step.text)))));
}

function cancel() {
  if (!state.running) return;
  state.running.abort();
  state.running = null;
  startOver();
  say(word("cancelled"));
  trouble("");
  $("intake").querySelector("h1").focus?.();
}

function startOver() {
  state.answer = null;
  state.ticked.clear();
  $("answer").hidden = true;
  $("answer").replaceChildren();
  $("progress").hidden = true;
  $("new-log").hidden = true;
  $("intake").hidden = false;
  trouble("");
  document.title = "logscan";
  $("files").focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

// ================================================================ the answer

function showAnswer(answer, fresh) {
  state.answer = answer;
  const doc = answer.documents[state.language] ?? answer.documents.en ?? answer.documents.ko;
  if (!doc) return;
  const report = new Report(doc);
  const sections = report.sections();
  $("answer").replaceChildren(
    report.verdict(answer),
    el("nav", { class: "contents", "aria-label": word("contents") },
      el("ul", {}, sections.map(([id, title]) => el("li", {}, el("a", { href: `#${id}` }, title))))),
    ...report.laidOut(sections));
  $("answer").hidden = false;
  $("intake").hidden = true;
  $("progress").hidden = true;
  $("new-log").hidden = false;
  report.timeline?.draw();
  document.title = `${name(doc.verdict.status)}: ${doc.verdict.headline} · logscan`;
  trouble(answer.errors[state.language] ?? "");
  if (fresh) {
    state.ticked.clear();
    report.countTicks();
    $("verdict-title").focus({ preventScroll: true });
    scrollTo({ top: 0 });
    say(word("done", { status: name(doc.verdict.status), headline: doc.verdict.headline }));
  }
}

/** Enables what needs the renderings, which come after the document. */
function refreshTools() {
  for (const tool of document.querySelectorAll("[data-needs]")) tool.disabled = !rendering(tool.dataset.needs);
}

const rendering = (form) => {
  const { documents, renderings } = state.answer;
  if (form === "json") return documents[state.language] && `${JSON.stringify(documents[state.language], null, 2)}\n`;
  if (form === "bundle") return state.answer.whole;
  return renderings[state.language][form];
};

class Report {
  constructor(doc) {
    this.doc = doc;
    const days = new Set();
    for (const source of doc.sources) for (const time of [source.first, source.last]) if (time) days.add(parts(instant(time)).date);
    this.withDay = days.size > 1;
    this.day = [...days][0];
    this.titles = new Map(doc.findings.map((one) => [one.signature, one.title]));
    this.main = doc.incidents.find((one) => one.cause === doc.verdict.cause) ?? doc.incidents[0];
    this.timeline = null;
  }

  place(source, line) {
    return this.doc.sources.length > 1 ? `${source}:${line}` : word("line", { n: number(line) });
  }

  when(first, last) { return between(first, last, this.withDay); }

  // ---------------------------------------------------------------- the head

  verdict(answer) {
    const { verdict, complete } = this.doc;
    const facts = [];
    if (verdict.since) {
      facts.push(word("since", { time: `${clock(verdict.since, true)} ${zoneName()}` }));
      const end = Math.max(...this.doc.sources.map((source) => instant(source.last) ?? -Infinity));
      const lasted = end - instant(verdict.since);
      if (["failing", "degraded"].includes(verdict.status) && lasted >= 60_000 && Number.isFinite(lasted)) {
        facts.push(word("lasting", { length: duration(lasted) }));
      }
    }
    if (verdict.confidence) facts.push(word("sure", { percent: Math.round(verdict.confidence * 100) }));
    return el("section", { class: `verdict ${verdict.status}`, "aria-labelledby": "verdict-title" },
      el("p", { class: "status" }, el("span", { "aria-hidden": "true" }, `${SYMBOLS[verdict.status]} `), name(verdict.status)),
      el("h1", { id: "verdict-title", tabindex: "-1" }, verdict.headline),
      facts.length ? el("p", { class: "soft" }, facts.join(" · ")) : null,
      complete ? null : el("p", { class: "bad-text" }, word("incomplete")),
      this.tools(answer));
  }

  tools(answer) {
    const button = (key, form) => {
      const made = copyButton(word(key), () => answer.renderings[state.language][form] ?? "", false);
      made.dataset.needs = form;
      made.disabled = !rendering(form);
      return made;
    };
    const menu = el("select", { "aria-label": word("download"), id: "download" },
      el("option", { value: "" }, word("download")),
      [...Object.keys(DOWNLOADS), "bundle"].map((form) => {
        const option = el("option", { value: form }, word(form));
        option.dataset.needs = form;
        option.disabled = !rendering(form);
        return option;
      }));
    menu.addEventListener("change", () => {
      if (menu.value) download(menu.value);
      menu.value = "";
    });
    return el("div", { class: "tools" }, button("copy ticket", "ticket"), button("copy chat", "slack"), menu);
  }

  sections() {
    return [
      ["next", word("next"), this.steps()], ["why", word("why"), this.why()],
      ["timeline", word("timeline"), this.time()], ["attempts", word("attempts"), this.attempts()],
      ["findings", word("findings"), this.findings()], ["unexplained", word("unexplained"), this.unexplained()],
      ["read", word("what was read"), this.read()],
    ].filter(([, , content]) => content?.length);
  }

  laidOut(sections) {
    const made = sections.map(([id, title, content]) => [id, el("section", { id, class: "part", "aria-labelledby": `${id}-title` },
      el("h2", { id: `${id}-title` }, title), ...content)]);
    const side = made.filter(([id]) => id === "next" || id === "why").map(([, section]) => section);
    const rest = made.filter(([id]) => id !== "next" && id !== "why").map(([, section]) => section);
    return side.length > 1 ? [el("div", { class: "halves" }, side), ...rest] : [...side, ...rest];
  }

  // ---------------------------------------------------------------- what to do, and why

  steps() {
    const steps = this.doc.next_steps;
    if (!steps.length) return [];
    const made = [el("p", { class: "soft numbers", id: "ticks", role: "status" })];
    for (const within of ["2m", "5m", "10m", "later"]) {
      const inside = steps.map((step, i) => [step, i]).filter(([step]) => step.within === within);
      if (!inside.length) continue;
      made.push(el("h3", { class: "box" }, name(within)),
        el("ul", { class: "steps" }, inside.map(([step, i]) => this.step(step, i))));
    }
    return made;
  }

  step(step, i) {
    const box = el("input", { type: "checkbox" });
    box.checked = state.ticked.has(i);
    box.addEventListener("change", () => {
      if (box.checked) state.ticked.add(i); else state.ticked.delete(i);
      this.countTicks();
    });
    return el("li", {}, el("label", {}, box, el("span", {}, step.text, " ", from(step.source))));
  }

  countTicks() {
    const place = $("ticks");
    if (place) place.textContent = word("done of", { done: state.ticked.size, n: this.doc.next_steps.length });
  }

  why() {
    const { main, doc } = this;
    if (!main) return this.nothing();
    const finding = doc.findings.find((one) => one.signature === main.cause);
    const made = [];
    if (finding?.cause) made.push(el("p", {}, finding.cause));
    if (finding?.evidence.length) made.push(this.evidence(finding.evidence[0]));
    if (main.because.length) made.push(el("ul", {}, main.because.map((reason) => el("li", {}, reason))));
    if (main.consequences.length) {
      const chain = main.consequences.flatMap((id, i) => [i ? " → " : "", this.toFinding(id)]);
      made.push(el("p", { class: "chain" }, `${word("led to")}: `, chain));
    }
    for (const other of main.hypotheses) {
      made.push(el("p", {}, `${word("could be")}: ${other.title} (${word("sure", { percent: Math.round(other.confidence * 100) })}). `,
        el("span", { class: "soft" }, `${word("rule out")}: ${other.check}`)));
    }
    for (const incident of doc.incidents) {
      if (incident !== main) {
        made.push(el("p", {}, `${word("also")}: `, this.toFinding(incident.cause, incident.title), " ",
          el("span", { class: "soft" }, this.when(incident.start, incident.end))));
      }
    }
    return made;
  }

  nothing() {
    const { stats, verdict, findings } = this.doc;
    const left = stats.error_lines - stats.explained_error_lines;
    const made = [];
    if (!left && !findings.length) made.push(el("p", {}, word("nothing wrong")));
    if (verdict.status === "healthy") return made;
    if (!findings.length) made.push(el("p", {}, word("nothing known")));
    made.push(el("ul", {}, ["fetch more", "fetch earlier", "fetch events"].map((key) => el("li", {}, withCode(word(key))))));
    return made;
  }

  toFinding(id, title = this.titles.get(id) ?? id) {
    return this.titles.has(id) ? el("a", { href: `#f-${id}` }, title) : title;
  }

  evidence(one) {
    const near = (lines) => lines.map((line) => el("span", { class: "near" }, `${line}\n`));
    return el("div", { class: "evidence" },
      el("div", { class: "row spread" },
        el("span", { class: "soft mono" }, `${this.place(one.source, one.line)}${one.time ? ` · ${clock(one.time, this.withDay)}` : ""}`),
        copyButton(word("copy"), () => [...one.before, one.text, ...one.after].join("\n"))),
      el("pre", { tabindex: "0" }, near(one.before), el("span", { class: "own" }, one.text), near(one.after)));
  }

  // ---------------------------------------------------------------- in time

  time() {
    if (!this.doc.timeline.length && !this.doc.attempts.length) return [];
    this.timeline = new Timeline(this);
    return [...this.timeline.parts(), this.timeTable()];
  }

  timeTable() {
    const rows = this.doc.timeline;
    const shown = rows.slice(0, MOST_ROWS);
    const left = rows.length - shown.length;
    return el("details", {},
      el("summary", {}, word("table", { n: number(rows.length) })),
      el("div", { class: "table", tabindex: "0", role: "group", "aria-label": word("timeline") }, table(["time", "what", "count", "where"], shown.map((row) => [
        [this.when(row.time, row.end), "tight"],
        [[roleSymbol(row.role, row.kind), " ", row.kind === "lifecycle" ? row.title : this.toFinding(row.signature, row.title)]],
        [row.occurrences > 1 ? number(row.occurrences) : "", "tight"],
        [this.place(row.source, row.line), "tight"],
      ]))),
      left > 0 ? el("p", { class: "soft" }, word("cut rows", { n: number(left) })) : null);
  }

  attempts() {
    const { attempts } = this.doc;
    if (!attempts.length) return [];
    const rows = [];
    for (const one of attempts) {
      const last = rows.at(-1);
      if (last && ["phase", "outcome", "exit_status", "service"].every((key) => last[key] === one[key])) {
        last.n += 1;
        last.end = one.end ?? last.end;
        last.signatures = [...new Set([...last.signatures, ...one.signatures])];
      } else rows.push({ ...one, n: 1 });
    }
    return [el("div", { class: "table" }, table(["part", "time", "outcome", "errors"], rows.slice(0, MOST_ROWS).map((one) => [
      [`${name(one.phase)}${one.n > 1 ? ` × ${number(one.n)}` : ""}`, "tight"],
      [one.start ? this.when(one.start, one.end) : this.place(one.source, one.start_line), "tight"],
      [el("span", { class: { live: "good", failed: "bad-text", exited: "bad-text" }[one.outcome] },
        `${name(one.outcome)}${one.exit_status === null ? "" : ` (${word("status", { n: one.exit_status })})`}`)],
      [one.signatures.flatMap((id, i) => [i ? ", " : "", this.toFinding(id)])],
    ]))), rows.length > MOST_ROWS ? el("p", { class: "soft" }, word("cut rows", { n: number(rows.length - MOST_ROWS) })) : null];
  }

  // ---------------------------------------------------------------- findings

  findings() {
    const rank = { cause: 0, independent: 1, consequence: 2, benign: 3 };
    const severity = ["critical", "high", "medium", "low", "info"];
    const found = [...this.doc.findings].sort((a, b) => (a.role === "benign") - (b.role === "benign")
      || (b.signature === this.doc.verdict.cause) - (a.signature === this.doc.verdict.cause)
      || severity.indexOf(a.severity) - severity.indexOf(b.severity) || rank[a.role] - rank[b.role]);
    const made = found.slice(0, MOST_FINDINGS).map((one) => this.finding(one));
    if (found.length > MOST_FINDINGS) made.push(el("p", {}, word("not shown", { n: found.length - MOST_FINDINGS })));
    return made;
  }

  finding(one) {
    const [first, ...others] = one.evidence;
    const facts = [times(one.occurrences), this.when(one.first, one.last)];
    for (const [key, values] of [["services", one.services], ["instances", one.instances]]) {
      if (values.length) facts.push(`${word(key)}: ${values.slice(0, 6).join(", ")}${values.length > 6 ? " …" : ""}`);
    }
    const values = Object.entries(one.captures).map(([key, all]) => `${key} = ${all.slice(0, 4).join(", ")}${all.length > 4 ? " …" : ""}`);
    return el("article", { id: `f-${one.signature}`, class: `finding ${one.role === "benign" ? "benign" : one.severity}`, tabindex: "-1" },
      el("h3", {}, el("span", { class: `badge ${one.severity}` }, name(one.severity)),
        el("span", { class: `badge ${one.role}` }, name(one.role)), one.title),
      el("p", { class: "soft" }, facts.join(" · ")),
      one.cause ? el("p", {}, one.cause) : null,
      first ? this.evidence(first) : null,
      others.length ? el("details", {}, el("summary", {}, word("more places", { n: others.length })), others.map((place) => this.evidence(place))) : null,
      one.steps.length ? el("details", {}, el("summary", {}, word("steps of")),
        el("ul", {}, one.steps.map((step) => el("li", {}, `${name(step.within)}: ${step.text} `, from(step.source))))) : null,
      el("p", { class: "soft" }, `${word("signature")}: `, el("code", {}, one.signature),
        values.length ? ` · ${word("values")}: ` : "", values.length ? el("code", {}, values.join("; ")) : null,
        one.references.length ? ` · ${word("read on")}: ` : "",
        one.references.flatMap((address, i) => [i ? ", " : "", link(address)])));
  }

  unexplained() {
    const groups = this.doc.unexplained;
    if (!groups.length) return [];
    return [el("p", { class: "soft" }, word("unexplained why")),
      ...groups.slice(0, 50).map((group) => el("div", { class: "evidence" },
        el("div", { class: "row spread" },
          el("span", {}, el("strong", {}, times(group.occurrences)), " ", el("span", { class: "soft mono" }, this.place(group.source, group.line))),
          copyButton(word("copy"), () => group.text)),
        el("pre", { tabindex: "0" }, group.text))),
      groups.length > 50 ? el("p", { class: "soft" }, word("cut rows", { n: groups.length - 50 })) : null];
  }

  read() {
    const { sources, stats, warnings, generator } = this.doc;
    const removed = Object.entries(stats.redacted).map(([kind, n]) => `${kind} ${number(n)}`).join(", ");
    return [
      el("div", { class: "table" }, table(["file", "shape", "lines", "size", "span"], sources.map((one) => [
        [el("code", {}, one.name)], [`${one.layout} (${one.why})`], [number(one.lines), "tight"], [bytes(one.bytes), "tight"],
        [one.first ? between(one.first, one.last, true) : word("no time"), "tight"],
      ]))),
      el("ul", {},
        warnings.map((warning) => el("li", {}, warning)),
        el("li", {}, word("error lines", { n: number(stats.error_lines), m: number(stats.explained_error_lines) })),
        el("li", {}, word("redacted", { kinds: removed || word("none") })),
        el("li", { class: "soft" }, `logscan ${generator.version} · ${generator.catalogue_digest.slice(0, 19)} · ${stats.elapsed_seconds.toFixed(2)} s`)),
    ];
  }
}

function from(source) {
  const shown = state.about?.sources[state.language]?.[source] ?? source;
  return el("span", { class: "from" }, "[", /^https:/.test(source) ? link(source) : shown, "]");
}

const roleSymbol = (role, kind) => (kind === "lifecycle" ? "▸" : { cause: "✗", consequence: "↳", independent: "!", benign: "·" }[role] ?? "·");
const zoneName = () => (state.local ? "" : "UTC");

function table(heads, rows) {
  return el("table", {},
    el("thead", {}, el("tr", {}, heads.map((key) => el("th", { scope: "col" }, word(key))))),
    el("tbody", {}, rows.map((cells) => el("tr", {}, cells.map(([content, style]) => el("td", { class: style }, content))))));
}

// ================================================================ the timeline as a picture

const LANE = 40;
const AXIS = 24;
const STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800].map((s) => s * 1000);

class Timeline {
  constructor(report) {
    this.report = report;
    const { timeline, attempts, sources } = report.doc;
    this.byLine = Timeline.hardlyDated([...timeline.map((one) => one.time), ...attempts.map((one) => one.start)]);
    const at = [];
    for (const one of timeline) at.push(this.at(one.time, one.line), this.at(one.end, null));
    for (const one of attempts) at.push(this.at(one.start, one.start_line), this.at(one.end, one.end_line));
    for (const one of sources) at.push(...(this.byLine ? [1, one.lines] : [instant(one.first), instant(one.last)]));
    const known = at.filter((value) => value !== null && Number.isFinite(value));
    this.first = Math.min(...known);
    this.last = Math.max(...known, this.first + (this.byLine ? 1 : 1000));
    const margin = (this.last - this.first) * 0.01;
    this.first -= margin;
    this.last += margin;
    this.from = this.first;
    this.to = this.last;
    this.lanes = [...this.phases(), ...this.problems(), ...this.marks()];
  }

  /** Whether the times are too few, or too close together, to draw anything along them. */
  static hardlyDated(all) {
    const known = all.filter(Boolean).map(instant);
    return known.length * 2 < all.length || (all.length > 2 && Math.max(...known) - Math.min(...known) < 500);
  }

  at(time, line) { return this.byLine ? line : instant(time); }

  // ---------------------------------------------------------------- what is drawn

  phases() {
    const { attempts } = this.report.doc;
    return ["build", "pre-deploy", "deploy", "boot"].flatMap((phase) => {
      const items = attempts.filter((one) => one.phase === phase).map((one) => ({
        start: this.at(one.start, one.start_line), end: this.at(one.end, one.end_line) ?? this.at(one.start, one.start_line),
        style: `band ${one.outcome}`, target: "attempts",
        label: [`${name(phase)}: ${name(one.outcome)}`, one.exit_status === null ? "" : word("status", { n: one.exit_status }),
          one.start ? this.report.when(one.start, one.end) : this.report.place(one.source, one.start_line), one.instance ?? one.service ?? ""].filter(Boolean).join(" · "),
      })).filter((one) => one.start !== null);
      return items.length ? [{ title: name(phase), role: "attempt", items, top: 1 }] : [];
    });
  }

  problems() {
    const { doc } = this.report;
    const order = { cause: 0, independent: 1, consequence: 2, benign: 3 };
    const lanes = new Map();
    for (const one of doc.timeline) {
      if (one.kind === "lifecycle" || this.at(one.time, one.line) === null) continue;
      if (!lanes.has(one.signature)) {
        lanes.set(one.signature, { title: this.report.titles.get(one.signature) ?? one.title, role: one.role ?? "independent", items: [], top: 1 });
      }
      const lane = lanes.get(one.signature);
      for (const item of this.slices(one)) {
        lane.items.push(item);
        lane.top = Math.max(lane.top, item.count);
      }
    }
    return [...lanes.values()].sort((a, b) => order[a.role] - order[b.role]).slice(0, 14);
  }

  /** One burst as its slices of time, each as high as it was busy. */
  slices(one) {
    const start = this.at(one.time, one.line);
    const end = (this.byLine ? null : this.at(one.end, null)) ?? start;
    const label = `${one.title} · ${times(one.occurrences)} · ${one.time ? this.report.when(one.time, one.end) : word("no time")} · ${this.report.place(one.source, one.line)}${one.instance ? ` · ${one.instance}` : ""}`;
    const common = { style: "", target: `f-${one.signature}`, label };
    if (end <= start || !one.histogram.length) return [{ start, end, count: one.occurrences, ...common }];
    const slices = one.histogram.length;
    const wide = (end - start) / slices;
    const made = one.histogram.flatMap((count, i) => {
      if (!count) return [];
      if (count > 1) return [{ start: start + i * wide, end: start + (i + 1) * wide, count, ...common }];
      const at = start + (i * (end - start)) / Math.max(slices - 1, 1); // what came alone is a stroke
      return [{ start: at, end: at, count, ...common }];
    });
    if (made.length) made[0].extent = { start, end };
    return made;
  }

  marks() {
    const items = this.report.doc.timeline.filter((one) => one.kind === "lifecycle").map((one) => ({
      start: this.at(one.time, one.line), end: this.at(one.time, one.line), point: true, style: "", target: null,
      label: `${one.title}${one.occurrences > 1 ? ` · ${times(one.occurrences)}` : ""} · ${one.time ? this.report.when(one.time, one.end) : ""} · ${this.report.place(one.source, one.line)}`,
    })).filter((one) => one.start !== null);
    return items.length ? [{ title: word("marks"), role: "lifecycle", items, top: 1 }] : [];
  }

  // ---------------------------------------------------------------- the frame

  parts() {
    this.svg = el("svg", { role: "group", "aria-label": word("picture"), height: AXIS + LANE * this.lanes.length + 4 });
    this.plot = el("div", { class: "plot" }, this.svg);
    this.detail = el("p", { class: "detail soft", role: "status" }, word("hint"));
    const button = (key, symbol, act) => el("button", { type: "button", class: "small", "aria-label": word(key), title: word(key), onclick: act }, symbol);
    const tools = el("div", { class: "tools", role: "group" },
      button("zoom in", "+", () => this.zoom(0.5)), button("zoom out", "−", () => this.zoom(2)),
      button("earlier", "←", () => this.move(-0.3)), button("later", "→", () => this.move(0.3)),
      button("whole", word("whole"), () => { this.from = this.first; this.to = this.last; this.draw(); }));
    const key = el("ul", { class: "key", "aria-label": word("colours") },
      ["cause", "independent", "consequence", "benign"].map((role) => el("li", {}, el("i", { class: role }), name(role))),
      el("li", {}, el("i", { class: "live" }), word("went live")), el("li", {}, el("i", { class: "lifecycle" }), word("marks")));
    this.listen();
    new ResizeObserver(() => this.draw()).observe(this.plot);
    return [tools, this.byLine ? el("p", { class: "soft" }, word("by line")) : null, this.plot, this.detail, key].filter(Boolean);
  }

  listen() {
    let dragged = null;
    this.plot.addEventListener("pointerdown", (event) => {
      if (event.button === 0) dragged = { x: event.clientX, from: this.from, to: this.to, moved: false };
    });
    this.plot.addEventListener("pointermove", (event) => {
      if (!dragged) return;
      const by = event.clientX - dragged.x;
      if (Math.abs(by) < 4 && !dragged.moved) return;
      if (!dragged.moved) this.plot.setPointerCapture(event.pointerId);
      dragged.moved = true;
      this.plot.classList.add("dragging");
      this.show(dragged.from - (by / this.width) * (dragged.to - dragged.from), dragged.to - dragged.from);
    });
    const drop = () => { this.plot.classList.remove("dragging"); setTimeout(() => { dragged = null; }); };
    this.plot.addEventListener("pointerup", drop);
    this.plot.addEventListener("pointercancel", drop);
    this.plot.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.zoom(event.deltaY > 0 ? 1.25 : 0.8, (event.clientX - this.plot.getBoundingClientRect().left) / this.width);
    }, { passive: false });
    this.svg.addEventListener("click", (event) => {
      if (!dragged?.moved) this.open(event.target.closest(".mark"));
    });
    for (const kind of ["pointerover", "focusin"]) {
      this.svg.addEventListener(kind, (event) => {
        const mark = event.target.closest(".mark");
        if (mark) this.detail.textContent = mark.getAttribute("aria-label");
      });
    }
    this.svg.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    const all = [...this.svg.querySelectorAll(".mark")];
    const here = all.indexOf(document.activeElement);
    if (event.key === "+" || event.key === "=") this.zoom(0.5);
    else if (event.key === "-") this.zoom(2);
    else if (here >= 0 && (event.key === "Enter" || event.key === " ")) this.open(all[here]);
    else if (here >= 0 && ["ArrowRight", "ArrowLeft", "Home", "End"].includes(event.key)) {
      const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: all.length - 1 }[event.key];
      this.goTo(all, Math.min(Math.max(to, 0), all.length - 1));
    } else if (here >= 0 && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      const lane = Number(all[here].dataset.lane) + (event.key === "ArrowDown" ? 1 : -1);
      const to = all.findIndex((mark) => Number(mark.dataset.lane) === lane);
      if (to >= 0) this.goTo(all, to);
    } else return;
    event.preventDefault();
  }

  goTo(all, place) {
    for (const mark of all) mark.setAttribute("tabindex", "-1");
    all[place].setAttribute("tabindex", "0");
    all[place].focus();
  }

  open(mark) {
    const target = mark?.dataset.target && $(mark.dataset.target);
    if (!target) return;
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  }

  zoom(factor, middle = 0.5) {
    const width = Math.min(Math.max((this.to - this.from) * factor, this.byLine ? 2 : 1000), this.last - this.first);
    const at = this.from + (this.to - this.from) * middle;
    this.show(at - width * middle, width);
  }

  move(share) { this.show(this.from + (this.to - this.from) * share, this.to - this.from); }

  show(from, width) {
    this.from = Math.min(Math.max(from, this.first), this.last - width);
    this.to = this.from + width;
    this.draw();
  }

  // ---------------------------------------------------------------- drawing

  draw() {
    this.width = this.plot.clientWidth || 600;
    const focused = [...this.svg.querySelectorAll(".mark")].indexOf(document.activeElement);
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.svg.getAttribute("height")}`);
    this.svg.replaceChildren(...this.ticks(), ...this.lanes.map((lane, i) => this.lane(lane, i)));
    const all = [...this.svg.querySelectorAll(".mark")];
    all[Math.max(focused, 0)]?.setAttribute("tabindex", "0");
    if (focused >= 0) all[Math.min(focused, all.length - 1)]?.focus({ preventScroll: true });
  }

  x(value) { return ((value - this.from) / (this.to - this.from)) * this.width; }

  ticks() {
    const most = Math.max(2, Math.floor(this.width / 90));
    const span = this.to - this.from;
    const sizes = this.byLine ? [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8] : STEPS_MS;
    const step = sizes.find((size) => span / size <= most) ?? span / most;
    const shift = this.byLine || !state.local ? 0 : new Date(this.from).getTimezoneOffset() * 60_000;
    const made = [];
    for (let at = Math.ceil((this.from - shift) / step) * step + shift; at <= this.to; at += step) {
      const x = this.x(at);
      made.push(el("line", { class: "grid", x1: x, x2: x, y1: 0, y2: this.svg.getAttribute("height") }));
      if (x < this.width - 40) made.push(el("text", { x: x + 4, y: 15 }, this.byLine ? number(at) : tickLabel(at, step)));
    }
    return made;
  }

  lane(lane, place) {
    const top = AXIS + place * LANE;
    const seen = new Set();
    const marks = [];
    for (const item of lane.items) {
      if (item.extent) marks.push(this.extent(item.extent, top));
      if (item.end < this.from || item.start > this.to) continue;
      const left = Math.max(this.x(item.start), -5);
      const right = Math.min(Math.max(this.x(item.end), left + 3), this.width + 5);
      const cell = `${Math.round(left / 3)}`; // marks that fall on one spot are drawn once
      if (right - left <= 3.5 && seen.has(cell)) continue;
      seen.add(cell);
      marks.push(this.mark(item, lane, place, left, right, top));
    }
    return el("g", { class: lane.role },
      el("line", { class: "lane", x1: 0, x2: this.width, y1: top + LANE, y2: top + LANE }),
      marks,
      el("text", { class: "name", x: 6, y: top + 13, "aria-hidden": "true" }, fitted(lane.title, this.width)));
  }

  /** How long a burst lasted, behind what came in it. */
  extent({ start, end }, top) {
    const left = Math.min(Math.max(this.x(start), -5), this.width + 5);
    const right = Math.min(Math.max(this.x(end), -5), this.width + 5);
    return el("rect", { class: "extent", x: left, y: top + LANE - 7, width: right - left, height: 4 });
  }

  mark(item, lane, place, left, right, top) {
    const height = item.point ? 0 : Math.max(4, Math.round(20 * ((item.count ?? 1) / lane.top)));
    const base = top + LANE - 3;
    const shape = item.point
      ? el("path", { class: "shape", d: `M${left} ${base - 17}l6 7l-6 7l-6 -7z` })
      : el("rect", { class: `shape ${item.style}`, x: left, y: base - height, width: right - left, height, rx: 1.5 });
    const made = el("g", { class: "mark", role: item.target ? "link" : "img", tabindex: "-1", "aria-label": item.label },
      el("title", {}, item.label), shape,
      el("rect", { class: "hit", x: left - 5, y: top + 16, width: right - left + 10, height: LANE - 16 }));
    made.dataset.lane = place;
    if (item.target) made.dataset.target = item.target;
    return made;
  }
}

function tickLabel(ms, step) {
  const at = parts(ms);
  if (step >= 86_400_000 || at.clock === "00:00:00") return at.date.slice(5);
  return step < 60_000 ? at.clock : at.clock.slice(0, 5);
}

function fitted(text, width) {
  const most = Math.max(12, Math.floor(width / 8));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

// ================================================================ taking it away

function fileName(suffix) {
  const base = (state.answer.names.length === 1 ? state.answer.names[0] : "incident").replace(/\.[A-Za-z0-9]{1,8}$/, "").replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+/, "");
  return `${base.slice(0, 80) || "incident"}-report${suffix}`;
}

function download(form) {
  if (form === "bundle") {
    const files = Object.entries(DOWNLOADS).map(([one, [suffix]]) => [fileName(suffix), rendering(one) ?? ""]);
    files.push([fileName("-ticket.md"), rendering("ticket") ?? ""]);
    return save(fileName(".zip"), zip(files));
  }
  const [suffix, media] = DOWNLOADS[form];
  return save(fileName(suffix), new Blob([rendering(form)], { type: `${media};charset=utf-8` }));
}

function save(filename, blob) {
  const address = URL.createObjectURL(blob);
  const anchor = el("a", { href: address, download: filename });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A ZIP archive of small texts, stored without compression (APPNOTE.TXT 4.3). */
function zip(files) {
  const encoder = new TextEncoder();
  const chunks = [];
  const directory = [];
  let offset = 0;
  for (const [filename, text] of files) {
    const title = encoder.encode(filename);
    const data = encoder.encode(text);
    const common = (signature, version) => {
      const view = new DataView(new ArrayBuffer(signature === 0x04034b50 ? 30 : 46));
      let at = 0;
      const put = (size, value) => { if (size === 2) view.setUint16(at, value, true); else view.setUint32(at, value, true); at += size; };
      put(4, signature);
      if (signature !== 0x04034b50) put(2, version);
      put(2, 20); put(2, 0x0800); put(2, 0); put(2, 0); put(2, 0x21); // UTF-8 names, stored, 1980-01-01
      put(4, crc32(data)); put(4, data.length); put(4, data.length); put(2, title.length); put(2, 0);
      if (signature !== 0x04034b50) { put(2, 0); put(2, 0); put(2, 0); put(4, 0); put(4, offset); }
      return new Uint8Array(view.buffer);
    };
    directory.push(common(0x02014b50, 20), title);
    chunks.push(common(0x04034b50, 20), title, data);
    offset += 30 + title.length + data.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, files.length, true);
  end.setUint16(10, files.length, true);
  end.setUint32(12, size, true);
  end.setUint32(16, offset, true);
  return new Blob([...chunks, ...directory, new Uint8Array(end.buffer)], { type: "application/zip" });
}

function crc32(data) {
  let crc = -1;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ -1) >>> 0;
}

// ================================================================ the page's own controls

function showLanguage() {
  document.documentElement.lang = state.language;
  for (const place of document.querySelectorAll("[data-word]")) place.replaceChildren(...withCode(word(place.dataset.word)));
  const other = state.language === "en" ? "ko" : "en";
  $("language").textContent = other === "ko" ? "한국어" : "English";
  $("language").lang = other;
  $("theme").textContent = word(`theme ${state.theme}`);
  $("clock").textContent = word(state.local ? "local" : "utc");
  $("clock").setAttribute("aria-pressed", String(state.local));
  if (state.about) {
    $("about").textContent = word("about", { version: state.about.version, n: number(state.about.signatures) });
    fillChoices();
  }
  if (state.answer) {
    const open = document.activeElement?.id;
    showAnswer(state.answer, false);
    new Report(state.answer.documents[state.language] ?? { sources: [], findings: [], incidents: [], verdict: {}, next_steps: [] }).countTicks();
    if (open) $(open)?.focus({ preventScroll: true });
  } else document.title = "logscan";
}

function fillChoices() {
  const { samples, layouts } = state.about;
  $("try").hidden = !samples.length;
  $("samples").replaceChildren(el("option", { value: "" }, word("more samples")), ...samples.map((one) => el("option", { value: one.name }, one.title)));
  const chosen = $("layout").value;
  $("layout").replaceChildren(el("option", { value: "" }, word("any layout")), ...layouts.map((one) => el("option", { value: one }, one)));
  $("layout").value = chosen;
}

function showTheme() {
  if (state.theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = state.theme;
}

function showDoor(message = "") {
  $("door").hidden = false;
  $("intake").hidden = true;
  $("progress").hidden = true;
  trouble(message);
  $("token").focus();
}

async function enter(token) {
  state.token = token;
  tokenPlace.set(token); // at once: the address bar has lost it, and a reload needs it
  try {
    state.about = await (await ask("/api/about")).json();
  } catch (error) {
    if (error.status === 401) showDoor(token ? word("wrong token") : "");
    else trouble(error instanceof Refused ? error.message : word("unreadable"));
    return;
  }
  $("door").hidden = true;
  $("intake").hidden = false;
  trouble("");
  showLanguage();
}

async function trySample(sample) {
  if (!sample) return;
  try {
    const blob = await (await ask(`/api/samples/${encodeURIComponent(sample)}`)).blob();
    await scan([{ name: sample, blob }]);
  } catch (error) {
    failed(error);
  }
}

function scanText(text) {
  return scan([{ name: "pasted", blob: new Blob([text]) }]);
}

function scanFiles(list) {
  return scan([...list].map((file) => ({ name: file.name, blob: file })));
}

const isField = (target) => target instanceof HTMLElement && target.matches("input, textarea, select");

function listen() {
  $("door").addEventListener("submit", (event) => { event.preventDefault(); enter($("token").value.trim()); });
  $("language").addEventListener("click", () => {
    state.language = state.language === "en" ? "ko" : "en";
    kept.set("language", state.language);
    showLanguage();
  });
  $("theme").addEventListener("click", () => {
    state.theme = { auto: "dark", dark: "light", light: "auto" }[state.theme];
    kept.set("theme", state.theme);
    showTheme();
    showLanguage();
  });
  $("clock").addEventListener("click", () => {
    state.local = !state.local;
    kept.set("clock", state.local ? "local" : "utc");
    showLanguage();
  });
  $("new-log").addEventListener("click", startOver);
  $("cancel").addEventListener("click", cancel);
  $("files").addEventListener("change", () => {
    if ($("files").files.length) scanFiles($("files").files);
    $("files").value = "";
  });
  $("paste").addEventListener("submit", (event) => { event.preventDefault(); scanText($("text").value); });
  $("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); scanText($("text").value); }
  });
  $("sample").addEventListener("click", () => {
    const all = state.about.samples.map((one) => one.name);
    trySample(all.includes(FIRST_SAMPLE) ? FIRST_SAMPLE : all[0]);
  });
  $("samples").addEventListener("change", () => { const chosen = $("samples").value; $("samples").value = ""; trySample(chosen); });
  listenForDrops();
  document.addEventListener("paste", (event) => {
    if (!state.about || state.running || (isField(event.target) && event.target !== $("text"))) return;
    const { files } = event.clipboardData;
    const text = event.clipboardData.getData("text/plain");
    const inText = event.target === $("text");
    if (files.length) { event.preventDefault(); scanFiles(files); }
    else if (text.trim() && (!inText || text.length > BIG_PASTE)) { event.preventDefault(); scanText(text); }
  });
  // A link to a finding moves the focus there too.
  $("answer").addEventListener("click", (event) => {
    const to = event.target.closest?.('a[href^="#f-"]');
    if (to) $(decodeURIComponent(to.hash.slice(1)))?.focus({ preventScroll: true });
  });
}

function listenForDrops() {
  let depth = 0;
  const over = (on) => document.body.classList.toggle("dragging", on);
  document.addEventListener("dragenter", (event) => { event.preventDefault(); depth += 1; over(true); });
  document.addEventListener("dragleave", () => { depth = Math.max(0, depth - 1); over(depth > 0); });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    depth = 0;
    over(false);
    if (isField(event.target) && !event.dataTransfer.files.length) return;
    event.preventDefault();
    if (!state.about || state.running) return;
    if (event.dataTransfer.files.length) scanFiles(event.dataTransfer.files);
    else if (event.dataTransfer.getData("text/plain")) scanText(event.dataTransfer.getData("text/plain"));
  });
}

function start() {
  showTheme();
  showLanguage();
  listen();
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  // The token leaves the address bar: it would end up in screenshots and in the history.
  if (given !== null) history.replaceState(null, "", location.pathname);
  enter(given ?? tokenPlace.get() ?? "");
  addEventListener("hashchange", () => { // the printed address, opened in this very tab
    const again = new URLSearchParams(location.hash.slice(1)).get("token");
    if (again === null) return;
    history.replaceState(null, "", location.pathname);
    enter(again);
  });
}

start();
