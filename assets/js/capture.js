// Capture on the floor of a conference: one line, all by keyboard, also without network.
import { Line } from "./capture/line.js";
import { guessTopic, prepare, recognise } from "./capture/match.js";
import { freeNumber, keepChanged, keepNew, listEntries, openStore, readState } from "./capture/store.js";
import { said as worded } from "./capture/words.js";

const SHOWN = 5;
const root = document.querySelector("[data-capture]");
const part = (name) => root.querySelector(`[data-${name}]`);
const field = (name) => root.querySelector(`[name="${name}"]`);
const two = (number) => String(number).padStart(2, "0");
const clock = (at) => `${two(at.getHours())}:${two(at.getMinutes())}`;
const code = root.dataset.code;
const board = "BroadcastChannel" in window ? new BroadcastChannel(`hoi-nghi-${code}`) : null;

let db, line, data, people = [], pinned = null, editing = null, topicChosen = false, entries = [];

function element(tag, words, name) {
  const made = document.createElement(tag);
  if (words) made.textContent = words;
  if (name) made.className = name;
  return made;
}

async function start() {
  db = await openStore();
  const state = await readState(db, code);
  line = new Line(db, code, { data: root.dataset.data, numbers: root.dataset.numbers, send: root.dataset.send }, refresh);
  data = state.data;
  try {
    data = await line.read();
  } catch {
    line.lose();
  }
  if (data) useData();
  root.addEventListener("submit", save);
  field("words").addEventListener("input", understand);
  root.addEventListener("change", choose);
  addEventListener("keydown", press);
  setInterval(tick, 1000);
  tick();
  choose();
  await refresh();
  line.send();
  field("words").focus();
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(root.dataset.worker);
}

function useData() {
  people = prepare(data.people);
  if (!field("owed_by_on").value) field("owed_by_on").value = data.owed_by_on;
  topicChosen = Boolean(field("question_id").value);
  understand();
}

// --- what is understood

function understand() {
  const words = field("words").value;
  const { found, length } = pinned ? { found: [pinned], length: 0 } : recognise(words, people);
  const isClear = pinned || (found.length === 1 && length > 3);
  const one = isClear ? found[0] : null;
  part("for").textContent = one ? one.for || worded("Không đại diện HTX") : worded("Chưa rõ HTX");
  part("speaker").textContent = one ? [one.name, one.position].filter(Boolean).join(", ") : field("speaker_name").value || worded("Chưa rõ");
  offer(isClear ? [] : length > 1 ? found.slice(0, 5) : []);
  if (!topicChosen && data) {
    field("topic_code").value = guessTopic(words.slice(pinned ? 0 : length), data.terms);
    followTopic();
  }
}

function offer(found) {
  const list = part("offers");
  list.replaceChildren();
  found.forEach((one, number) => {
    const button = element("button", `${one.for || one.name} · ${one.for ? one.name : one.position}`, "capture__offer");
    button.type = "button";
    button.tabIndex = -1;
    button.prepend(element("kbd", `Alt ${number + 1}`));
    button.addEventListener("click", () => pin(one));
    list.append(button);
  });
  list.hidden = !found.length;
}

function pin(one) {
  const words = field("words");
  const { length } = recognise(words.value, people);
  words.value = words.value.slice(length).trimStart();
  hold(one);
  words.focus();
}

function hold(one) {
  pinned = one;
  const chip = part("chip");
  chip.hidden = !one;
  chip.textContent = one ? [one.for, one.name].filter(Boolean).join(" · ") : "";
  field("attendance_id").value = one ? one.id : "";
  understand();
}

function followTopic() {
  const unit = data && data.routes[field("topic_code").value];
  if (unit && !editing) field("owed_by_id").value = unit;
  sumUp();
}

function sumUp() {
  const unit = field("owed_by_id").selectedOptions[0];
  part("owed-line").textContent = worded("{0} · hạn {1}", unit && unit.value ? unit.textContent : worded("Chưa chọn cơ quan"), field("owed_by_on").value);
}

function choose(event) {
  if (event && event.target.name === "topic_code") {
    topicChosen = true;
    followTopic();
  }
  const oral = root.querySelector("[name=outcome]:checked").value === "oral";
  part("oral").hidden = !oral;
  part("owed").hidden = oral;
  sumUp();
}

// --- keeping

function typed() {
  const words = field("words").value.trim();
  const { found, length } = pinned ? { found: [pinned], length: 0 } : recognise(words, people);
  const one = pinned || (found.length === 1 && length > 3 ? found[0] : null);
  return {
    attendance_id: one ? one.id : null,
    speaker: one ? one.name : "",
    asker: one ? one.for || one.name : "",
    cooperative_id: one ? one.cooperative_id : null,
    speaker_name: one ? one.name : field("speaker_name").value.trim(),
    words: one && !pinned ? words.slice(length).trim() : words,
    demands: field("demands").value,
    topic_code: field("topic_code").value || "other",
    outcome: root.querySelector("[name=outcome]:checked").value,
    answered_by: field("answered_by").value.trim(),
    oral_answer: field("oral_answer").value.trim(),
    owed_by_id: field("owed_by_id").value || null,
    owed_by_on: field("owed_by_on").value,
    question_id: field("question_id").value || null,
  };
}

async function save(event) {
  event.preventDefault();
  const entry = typed();
  if (entry.words.length < 3) {
    complain(worded("Ghi lời nêu rồi nhấn Enter."));
    return;
  }
  if (entry.outcome === "oral" && !(entry.answered_by && entry.oral_answer)) {
    complain(worded("Ghi người trả lời và tóm tắt lời đáp, hoặc chọn nợ trả lời bằng văn bản."));
    field(entry.answered_by ? "oral_answer" : "answered_by").focus();
    return;
  }
  complain("");
  if (editing) {
    await keepChanged(db, { ...editing, ...entry, code, revision: editing.revision + 1, sent: false, refused: null });
  } else {
    const key = crypto.getRandomValues(new Uint32Array(4)).reduce((all, n) => all + n.toString(36), "");
    await keepNew(db, code, { ...entry, key, at: new Date().toISOString() });
  }
  clear();
  await refresh();
  line.send();
}

function complain(text) {
  part("complaint").textContent = text;
}

function clear() {
  editing = null;
  topicChosen = false;
  for (const name of ["words", "demands", "answered_by", "oral_answer", "speaker_name", "question_id"]) field(name).value = "";
  root.querySelector("[name=outcome][value=owed]").checked = true;
  if (data) field("owed_by_on").value = data.owed_by_on;
  hold(null);
  choose();
  field("words").focus();
}

function edit(entry) {
  clear();
  editing = entry;
  const one = people.find((person) => person.id === entry.attendance_id) || null;
  for (const name of ["words", "demands", "answered_by", "oral_answer", "speaker_name", "topic_code", "owed_by_on"]) field(name).value = entry[name] || "";
  field("owed_by_id").value = entry.owed_by_id || "";
  root.querySelector(`[name=outcome][value=${entry.outcome}]`).checked = true;
  topicChosen = true;
  hold(one);
  choose();
  refresh();
  field("words").focus();
}

// --- what is seen

async function refresh() {
  const own = await listEntries(db, code);
  const known = new Map(((data && data.issues) || []).map((one) => [one.key, { ...one, sent: true }]));
  for (const one of own) {
    const before = known.get(one.key);
    if (!before || one.revision >= before.revision) known.set(one.key, one);
  }
  entries = [...known.values()].sort((a, b) => Date.parse(a.at) + a.skew_ms - Date.parse(b.at) - b.skew_ms);
  const waiting = own.filter((one) => !one.sent && !one.refused).length;
  showBand(waiting);
  showList();
  const state = await readState(db, code);
  part("number").textContent = editing ? editing.number : freeNumber(state) || "…";
  part("raised").textContent = entries.length;
  part("answered").textContent = entries.filter((one) => one.outcome === "oral").length;
  part("open").textContent = entries.filter((one) => one.outcome === "owed").length;
  root.dataset.waiting = waiting;
}

function showBand(waiting) {
  const lost = line.lostAt;
  part("band").hidden = !lost;
  part("waiting").textContent = waiting;
  const wrong = line.refused === 401 || line.refused === 403;
  if (lost) {
    part("lost").textContent = wrong ? worded("Phiên đăng nhập đã hết.") : worded("Mất mạng từ {0}.", clock(lost));
    part("lost-words").textContent = wrong ? worded("Mở trang đăng nhập ở thẻ khác rồi quay lại; ý kiến vẫn nằm trên máy này.") : worded("{0} ý kiến nằm trên máy này và tự gửi khi có mạng. Cứ ghi tiếp.", waiting);
  }
  part("sent-at").textContent = line.doneAt ? worded("Đã gửi hết lúc {0}", clock(line.doneAt)) : "";
}

function showList() {
  const list = part("list");
  list.replaceChildren();
  for (const one of entries.slice(-SHOWN).reverse()) list.append(row(one));
  part("empty").hidden = entries.length > 0;
}

function row(one) {
  const made = element("li", "", "capture__row");
  const said = element("div", "", "capture__said");
  said.append(element("p", one.subject || one.words.split("\n")[0], "capture__words"));
  said.append(element("p", [one.speaker_name, one.asker].filter((word, n, all) => word && all.indexOf(word) === n).join(" · ") || worded("Chưa rõ HTX"), "meta"));
  const fate = element("div", "", "capture__fate");
  fate.append(element("strong", one.outcome === "oral" ? worded("Đã trả lời tại chỗ") : worded("Nợ trả lời"), `govuk-tag tag--${one.outcome === "oral" ? "done" : "waiting"}`));
  const unit = data && data.units[one.owed_by_id];
  fate.append(element("p", one.outcome === "oral" ? one.answered_by : worded("{0} · {1}", unit || worded("Chưa rõ cơ quan"), one.owed_by_on.slice(0, 5)), "meta"));
  const end = element("div", "", "capture__end");
  end.append(element("p", one.refused || (one.sent ? worded("đã lưu") : worded("chờ gửi")), one.sent ? "meta" : "capture__waits"));
  const again = element("button", worded("Sửa"), "link-button");
  again.type = "button";
  again.append(element("span", worded(" ý kiến số {0}", one.number), "govuk-visually-hidden"));
  again.addEventListener("click", () => edit(one));
  end.append(again);
  made.append(element("strong", one.number || "…", "capture__number"), said, fate, end);
  return made;
}

function tick() {
  part("clock").textContent = clock(new Date());
}

// --- keys

function press(event) {
  const words = field("words");
  if (event.key === "Enter" && !event.shiftKey && event.target.matches("[data-capture] textarea, [data-capture] input")) {
    event.preventDefault();
    root.requestSubmit();
  } else if (event.key === "F8" || event.key === "F9") {
    event.preventDefault();
    root.querySelector(`[name=outcome][value=${event.key === "F8" ? "oral" : "owed"}]`).checked = true;
    choose();
    if (event.key === "F8") field("answered_by").focus();
  } else if (event.key === "F6") {
    event.preventDefault();
    field("topic_code").focus();
  } else if (event.key === "F4") {
    event.preventDefault();
    show(entries[entries.length - 1]);
  } else if (event.altKey && /^[1-5]$/.test(event.key)) {
    const offered = part("offers").children[Number(event.key) - 1];
    if (offered) {
      event.preventDefault();
      offered.click();
    }
  } else if (event.target === words && event.key === "Tab" && !event.shiftKey && part("offers").children.length) {
    event.preventDefault();
    part("offers").children[0].click();
  } else if (event.target === words && event.key === "Backspace" && pinned && words.selectionEnd === 0) {
    hold(null);
  } else if (event.target === words && event.key === "ArrowUp" && !words.value && entries.length) {
    event.preventDefault();
    edit(entries[entries.length - 1]);
  } else if (event.key === "Escape" && (editing || words.value)) {
    clear();
    refresh();
  }
}

// --- the projector

async function show(one) {
  if (!one) return;
  part("shown").textContent = worded("Ý kiến {0}", one.number);
  const counts = { raised: entries.length, oral: entries.filter((entry) => entry.outcome === "oral").length };
  if (board) board.postMessage({ shown: plain(one), counts: { ...counts, owed: counts.raised - counts.oral }, last: entries.slice(-4).reverse().filter((entry) => entry.key !== one.key).slice(0, 3).map(plain) });
  try {
    await line.ask(root.dataset.project, { number: one.number });
  } catch {
    line.lose();
  }
}

function plain(one) {
  const unit = data && data.units[one.owed_by_id];
  return {
    number: one.number,
    subject: one.subject || one.words.split("\n")[0].slice(0, 160),
    asker: one.asker || "Đại biểu",
    speaker: one.speaker_name === one.asker ? "" : one.speaker_name || "",
    outcome: one.outcome,
    fate: one.outcome === "oral" ? "Đã trả lời" : `${unit || "Liên minh"} trả lời bằng văn bản trước ${one.owed_by_on.slice(0, 5)}`,
    short: one.outcome === "oral" ? "Đã trả lời" : `Trả lời trước ${one.owed_by_on.slice(0, 5)}`,
  };
}

if (root) start();
