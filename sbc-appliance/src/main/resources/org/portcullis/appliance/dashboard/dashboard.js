// Shows the live calls, asking the appliance anew every two seconds. Rows are kept and changed in place, so that a selection
// and the reading position survive. Text from the network is only ever set as text.

const PERIOD_MILLIS = 2000;
const SPOKEN_MILLIS = 15000;
const TREND_POINTS = 300;
const LOSS_LIMIT = 0.01;
const JITTER_LIMIT_MICROS = 30000;
const SILENCE_MILLIS = 4000;

const byId = (id) => document.getElementById(id);
const body = byId("calls").tBodies[0];
const rows = new Map();
const number = new Intl.NumberFormat("en");
const trend = [];

let latest = { atMillis: 0, total: 0, calls: [] };
let aheadMillis = 0; // the appliance's clock less this one's
let packetsBefore = null;
let paused = false;
let spokenAt = 0;
let answeredLastAt = Date.now();

const now = () => Date.now() + aheadMillis;

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function setClass(element, name) {
  if (element.className !== name) element.className = name;
}

function add(parent, tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

function duration(millis) {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  const two = (n) => String(n).padStart(2, "0");
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor(seconds / 3600) % 24;
  const clock = two(Math.floor(seconds / 60) % 60) + ":" + two(seconds % 60);
  if (days) return days + "d " + two(hours) + ":" + clock;
  return hours ? hours + ":" + clock : clock;
}

// What is wrong with the media that one side sends, in a few words, or "".
function troubleOf(call, side) {
  const streams = call.media.filter((stream) => stream.from === side);
  if (call.state !== "answered" || streams.length === 0) return "";
  const packets = streams.reduce((sum, stream) => sum + stream.packets, 0);
  if (packets === 0) return call.talkMillis > SILENCE_MILLIS ? "no packets" : "";
  if (streams.some((stream) => loss(stream) > LOSS_LIMIT)) return "loss";
  if (streams.some((stream) => stream.jitterMicros > JITTER_LIMIT_MICROS)) return "jitter";
  return "";
}

function loss(stream) {
  const expected = stream.packets + stream.lost;
  return expected === 0 ? 0 : stream.lost / expected;
}

function newRow() {
  const row = document.createElement("tr");
  const head = add(row, "th");
  head.scope = "row";
  const cells = { row, state: add(head, "span", "state"), duration: add(head, "span", "duration") };
  cells.caller = newLeg(add(row, "td"));
  cells.callee = newLeg(add(row, "td"));
  cells.fromCaller = add(row, "td", "media");
  cells.fromCallee = add(row, "td", "media");
  return cells;
}

function newLeg(cell) {
  const peer = add(cell, "div", "peer");
  const name = add(peer, "span");
  const realm = add(peer, "span", "realm");
  const remote = add(peer, "span", "small");
  const uri = (label) => {
    const line = add(cell, "div", "uri");
    add(line, "i", "", label);
    const whole = add(line, "span");
    return { whole, user: add(whole, "span"), host: add(whole, "span", "host") };
  };
  const from = uri("from");
  const to = uri("to");
  const callId = add(cell, "div", "small");
  const none = add(cell, "div", "small", "not answered yet");
  return { none, lines: [...cell.children].filter((line) => line !== none), name, realm, from, to, remote, callId };
}

// Takes the value of a From or To header: a URI, or <URI> with a display name before it and parameters after.
function showUri(place, party) {
  const quoted = party.match(/<([^>]*)>\s*(;[^>]*)?$/);
  const uri = quoted ? quoted[1] : party.split(";")[0];
  const bare = uri.replace(/^sips?:/, "").split(";")[0];
  const at = bare.indexOf("@");
  setText(place.user, at < 0 ? bare : bare.slice(0, at));
  setText(place.host, at < 0 ? "" : bare.slice(at));
}

// The caller's leg comes from the peer to us, the callee's goes from us to the peer.
function showLeg(cells, leg, from, to) {
  for (const line of cells.lines) line.hidden = !leg;
  cells.none.hidden = Boolean(leg);
  if (!leg) return;
  setText(cells.name, leg.peer);
  setText(cells.realm, leg.realm);
  showUri(cells.from, from);
  showUri(cells.to, to);
  setText(cells.remote, leg.remoteAddress);
  setText(cells.callId, leg.callId);
}

function showMedia(cell, call, side) {
  const streams = call.media.filter((stream) => stream.from === side);
  while (cell.children.length > streams.length * 3) cell.lastChild.remove();
  while (cell.children.length < streams.length * 3) {
    add(cell, "div");
    add(cell, "div", "small");
    add(cell, "div", "small");
  }
  const trouble = troubleOf(call, side);
  streams.forEach((stream, i) => {
    const [first, second, third] = [0, 1, 2].map((line) => cell.children[3 * i + line]);
    setText(first, trouble === "no packets" ? trouble : number.format(stream.packets) + " packets");
    setClass(first, trouble === "no packets" ? "warn" : "");
    const lossText = (100 * loss(stream)).toFixed(loss(stream) < 0.1 ? 2 : 1) + " % lost";
    const jitterText = (stream.jitterMicros / 1000).toFixed(1) + " ms jitter";
    setText(second, lossText + ", " + jitterText);
    setClass(second, trouble === "loss" || trouble === "jitter" ? "small warn" : "small");
    const kind = stream.media === "audio" ? "" : stream.media + " ";
    const dropped = stream.dropped ? ", " + number.format(stream.dropped) + " dropped" : "";
    setText(third, kind + (stream.remote || "not yet latched") + dropped);
  });
}

function stateClass(state) {
  return state === "answered" ? "state good" : "state";
}

function showCall(cells, call) {
  setText(cells.state, call.state);
  setClass(cells.state, stateClass(call.state));
  showLeg(cells.caller, call.caller, call.caller.remote, call.caller.local);
  showLeg(cells.callee, call.callee, call.callee?.local, call.callee?.remote);
  showMedia(cells.fromCaller, call, "caller");
  showMedia(cells.fromCallee, call, "callee");
}

function matches(call, wanted) {
  if (byId("only-trouble").checked && !troubleOf(call, "caller") && !troubleOf(call, "callee")) return false;
  if (!wanted) return true;
  const legs = [call.caller, call.callee].filter(Boolean);
  const texts = legs.flatMap((leg) => Object.values(leg));
  const remotes = call.media.map((stream) => stream.remote);
  return [call.id, call.state, ...texts, ...remotes].some((text) => text.toLowerCase().includes(wanted));
}

function showTable() {
  const wanted = byId("filter").value.trim().toLowerCase();
  const chosen = latest.calls.filter((call) => matches(call, wanted));
  const kept = new Set(chosen.map((call) => call.id));
  for (const [id, cells] of rows) {
    if (!kept.has(id)) {
      cells.row.remove();
      rows.delete(id);
    }
  }
  let place = body.firstChild;
  for (const call of chosen) {
    let cells = rows.get(call.id);
    if (!cells) {
      cells = newRow();
      rows.set(call.id, cells);
    }
    cells.call = call;
    showCall(cells, call);
    if (cells.row === place) place = place.nextSibling;
    else body.insertBefore(cells.row, place);
  }
  showDurations();
  const none = byId("none");
  none.hidden = chosen.length > 0;
  const filtered = wanted || byId("only-trouble").checked;
  setText(none, filtered ? "No call matches." : "No calls.");
  let shown = "";
  if (filtered) shown = number.format(chosen.length) + " match";
  else if (latest.total > chosen.length) shown = "the newest " + number.format(chosen.length) + " of " + number.format(latest.total);
  setText(byId("shown"), shown);
}

function showDurations() {
  for (const cells of rows.values()) {
    const millis = cells.call.state === "answered" ? cells.call.talkMillis : cells.call.ageMillis;
    setText(cells.duration, duration(millis + now() - latest.atMillis));
  }
}

function showFigures() {
  const { total, calls, atMillis } = latest;
  const answered = calls.filter((call) => call.state === "answered").length;
  const setup = calls.length - answered;
  const trouble = calls.filter((call) => troubleOf(call, "caller") || troubleOf(call, "callee")).length;
  const part = total > calls.length ? "+" : ""; // counted among the newest only
  setText(byId("total"), number.format(total));
  setText(byId("answered"), number.format(answered) + part);
  setText(byId("setup"), number.format(setup) + part);
  setText(byId("trouble"), number.format(trouble));
  byId("trouble-tile").classList.toggle("some", trouble > 0);
  showRate(calls, atMillis, part);
  showTrend(total);
  speak(number.format(total) + " live calls, " + number.format(trouble) + " with trouble");
}

// Packets of the calls that were there both times, over the time between.
function showRate(calls, atMillis, part) {
  const packets = new Map();
  for (const call of calls) packets.set(call.id, call.media.reduce((sum, stream) => sum + stream.packets, 0));
  if (packetsBefore && atMillis > packetsBefore.atMillis) {
    let more = 0;
    for (const [id, count] of packets) more += count - (packetsBefore.packets.get(id) ?? count);
    const rate = Math.max(0, Math.round((1000 * more) / (atMillis - packetsBefore.atMillis)));
    setText(byId("rate"), number.format(rate) + part);
  }
  if (!packetsBefore || atMillis > packetsBefore.atMillis) packetsBefore = { packets, atMillis };
}

function showTrend(total) {
  trend.push(total);
  if (trend.length > TREND_POINTS) trend.shift();
  const peak = Math.max(...trend);
  const step = 300 / (TREND_POINTS - 1);
  const first = 300 - step * (trend.length - 1);
  const points = trend.map((value, i) => (first + step * i).toFixed(1) + "," + (46 - (42 * value) / Math.max(1, peak)).toFixed(1));
  byId("trend").querySelector("polyline").setAttribute("points", points.join(" "));
  byId("trend").querySelector("polygon").setAttribute("points", first.toFixed(1) + ",48 " + points.join(" ") + " 300,48");
  setText(byId("peak"), "10 minutes, peak " + number.format(peak));
}

function speak(text) {
  if (Date.now() - spokenAt >= SPOKEN_MILLIS) {
    spokenAt = Date.now();
    setText(byId("spoken"), text);
  }
}

function showStatus(status) {
  setText(byId("node"), status.node);
  setText(byId("version"), status.version);
  setText(byId("status"), status.status);
  setClass(byId("status"), status.status === "ready" ? "pill good" : "pill");
  document.title = number.format(latest.total) + " calls – " + status.node;
  setText(byId("uptime"), duration(now() - status.startedAtMillis));
}

class Stranger extends Error {}

async function ask(path, how = {}) {
  const response = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(5000), ...how });
  if (response.status === 401) throw new Stranger(path);
  if (!response.ok) throw new Error(path + ": " + response.status);
  return response.json();
}

// Shows either the calls or, to whoever has no session, the question for the token.
function showLogin(wanted) {
  byId("alarm").hidden ||= wanted;
  if (byId("login").hidden === !wanted && byId("live").hidden === wanted) return;
  byId("login").hidden = !wanted;
  byId("live").hidden = wanted;
  byId("leave").hidden = wanted;
  byId("facts").hidden = wanted;
  if (wanted) {
    setText(byId("status"), "locked");
    setClass(byId("status"), "pill");
    document.title = "Log in – Portcullis";
    byId("token").focus();
  }
}

// Changes the token into a session, whose cookie no script can read. What is wrong with it, or "".
async function enter(token) {
  const response = await fetch("/api/v1/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token }),
    signal: AbortSignal.timeout(5000),
  });
  if (response.ok) return "";
  if (response.status === 429) return "Too many wrong tokens. Wait " + (response.headers.get("Retry-After") ?? "some") + " s.";
  return response.status === 401 ? "That is not the token of this box." : "The box answered " + response.status + ".";
}

async function submit(event) {
  event.preventDefault();
  const input = byId("token");
  let wrong;
  try {
    wrong = await enter(input.value.trim());
  } catch (failure) {
    wrong = "The box does not answer.";
  }
  setText(byId("token-wrong"), wrong);
  if (wrong) {
    input.select();
    return;
  }
  input.value = "";
  await refresh();
}

// A link may bring the token along, behind the # that never leaves the browser; it is taken out of the address at once.
async function enterByLink() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!token) return;
  history.replaceState(null, "", location.pathname);
  try {
    setText(byId("token-wrong"), await enter(token));
  } catch (failure) {
    setText(byId("token-wrong"), "The box does not answer.");
  }
}

async function leave() {
  await ask("/api/v1/session", { method: "DELETE" });
  showLogin(true);
}

async function refresh() {
  try {
    const [status, calls] = await Promise.all([ask("/api/v1/status"), ask("/api/v1/calls")]);
    showLogin(false);
    latest = calls;
    aheadMillis = calls.atMillis - Date.now();
    answeredLastAt = Date.now();
    showTable();
    showFigures();
    showStatus(status);
    setText(byId("updated"), new Date(calls.atMillis).toLocaleTimeString("en-GB"));
    byId("alarm").hidden = true;
  } catch (failure) {
    if (failure instanceof Stranger) {
      showLogin(true);
      return;
    }
    const since = new Date(answeredLastAt).toLocaleTimeString("en-GB");
    setText(byId("alarm"), "The appliance has not answered since " + since + ". What is shown is old.");
    byId("alarm").hidden = false;
    setText(byId("status"), "no answer");
    setClass(byId("status"), "pill bad");
  }
}

async function loop() {
  if (!paused && !document.hidden && byId("login").hidden) await refresh();
  setTimeout(loop, PERIOD_MILLIS);
}

byId("filter").addEventListener("input", showTable);
byId("only-trouble").addEventListener("change", showTable);
byId("pause").addEventListener("click", () => {
  paused = !paused;
  byId("pause").setAttribute("aria-pressed", String(paused));
  setText(byId("pause"), paused ? "Paused" : "Pause");
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && event.target === document.body) {
    event.preventDefault();
    byId("filter").focus();
  }
});
byId("login").querySelector("form").addEventListener("submit", submit);
byId("leave").addEventListener("click", leave);
setInterval(() => {
  if (!paused) showDurations();
}, 1000);
await enterByLink();
loop();
