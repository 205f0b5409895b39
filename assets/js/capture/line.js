// The line to the server: what waits is sent, numbers are asked for, the clock is compared.
import { changeState, freeNumber, listEntries, settle } from "./store.js";

const AGAIN_SECONDS = 20;
const BATCH_MAX = 50;
const FREE_MIN = 20;

// How far our clock is behind the server's is known to half of the time that an answer took. What was
// known more exactly stays, unless the answer says that our clock was set meanwhile.
function setRight(state, now, before, after) {
  const skew = Math.round(now - (before + after) / 2);
  const doubt = (after - before) / 2;
  if (doubt < (state.doubt ?? Infinity) || Math.abs(skew - state.skew) > doubt + state.doubt) {
    Object.assign(state, { skew, doubt });
  }
}

export class Line {
  constructor(db, code, urls, listener) {
    Object.assign(this, { db, code, urls, listener, token: "", lostAt: null, doneAt: null });
    this.busy = false;
    this.again = false;
    addEventListener("online", () => this.send());
    addEventListener("offline", () => this.lose());
  }

  lose() {
    if (!this.lostAt) this.lostAt = new Date();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), AGAIN_SECONDS * 1000);
    this.listener();
  }

  async ask(url, body) {
    const before = Date.now();
    const answer = await fetch(url, {
      method: body ? "POST" : "GET",
      headers: body ? { "Content-Type": "application/json", "X-CSRFToken": this.token } : {},
      body: body && JSON.stringify(body),
      credentials: "same-origin",
      redirect: "manual",
      cache: "no-store",
    });
    if (!answer.ok) throw Object.assign(new Error("refused"), { status: answer.status || 401 });
    const said = await answer.json();
    const after = Date.now();
    await changeState(this.db, this.code, (state) => {
      setRight(state, said.now, before, after);
      if (said.blocks) state.blocks = said.blocks;
      if (said.people) state.data = said;
    });
    return said;
  }

  async read() {
    const said = await this.ask(this.urls.data);
    this.token = said.token;
    return said;
  }

  async reserve() {
    const state = await changeState(this.db, this.code, () => {});
    const free = state.blocks.reduce((sum, [first, last]) => sum + Math.max(0, last - Math.max(first - 1, state.lastUsed)), 0);
    if (free >= FREE_MIN && freeNumber(state)) return;
    await this.ask(this.urls.numbers, { device: state.device, last_used: state.lastUsed });
  }

  // Sends all that waits; what comes meanwhile is sent after it. Never two sendings at once.
  async send() {
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    try {
      if (!this.token) await this.read();
      await this.reserve();
      do {
        this.again = false;
        await this.sendBatch();
      } while (this.again);
      this.lostAt = null;
      this.doneAt = new Date();
      this.refused = null;
    } catch (error) {
      this.token = "";
      this.refused = error.status || null;
      this.lose();
    } finally {
      this.busy = false;
      this.listener();
    }
  }

  async sendBatch() {
    const waiting = (await listEntries(this.db, this.code)).filter((one) => !one.sent && !one.refused);
    if (!waiting.length) return;
    const state = await changeState(this.db, this.code, () => {});
    const batch = waiting.slice(0, BATCH_MAX);
    if (waiting.length > BATCH_MAX) this.again = true;
    const said = await this.ask(this.urls.send, { device: state.device, entries: batch });
    for (const one of said.results) {
      const revision = batch.find((entry) => entry.key === one.key).revision;
      const kept = one.status === "refused" ? { refused: one.text } : { sent: true, number: one.number, petition: one.petition };
      await settle(this.db, one.key, revision, kept);
    }
  }
}
