// What this device keeps: its name, its numbers, what was read of the conference, every entry.
const NAME = "donghanh-hoi-nghi";

export function openStore() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("kept", { keyPath: "name" });
      asked.result.createObjectStore("entries", { keyPath: "key" }).createIndex("code", "code");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

// Runs `work` in one transaction over both stores: all of it is kept, or nothing.
function within(db, mode, work) {
  return new Promise((resolve, reject) => {
    const held = db.transaction(["kept", "entries"], mode);
    let result;
    held.oncomplete = () => resolve(result);
    held.onerror = held.onabort = () => reject(held.error);
    work(held.objectStore("kept"), held.objectStore("entries"), (value) => {
      result = value;
    });
  });
}

const fresh = (code) => ({
  name: code,
  device: crypto.getRandomValues(new Uint32Array(4)).reduce((all, n) => all + n.toString(36), ""),
  blocks: [],
  lastUsed: 0,
  sequence: 0,
  skew: 0,
  data: null,
});

export function readState(db, code) {
  return within(db, "readwrite", (kept, _entries, give) => {
    kept.get(code).onsuccess = ({ target }) => {
      const state = target.result || fresh(code);
      if (!target.result) kept.put(state);
      give(state);
    };
  });
}

// Changes what is kept by `change(state)`, over what another tab may have kept meanwhile.
export function changeState(db, code, change) {
  return within(db, "readwrite", (kept, _entries, give) => {
    kept.get(code).onsuccess = ({ target }) => {
      const state = target.result || fresh(code);
      change(state);
      kept.put(state);
      give(state);
    };
  });
}

export function freeNumber(state) {
  const blocks = [...state.blocks].sort((a, b) => a[0] - b[0]);
  for (const [first, last] of blocks) {
    if (last > state.lastUsed) return Math.max(first, state.lastUsed + 1);
  }
  return null;
}

// Gives an entry its number and keeps it, in one step: two tabs never give one number twice.
export function keepNew(db, code, entry) {
  return within(db, "readwrite", (kept, entries, give) => {
    kept.get(code).onsuccess = ({ target }) => {
      const state = target.result || fresh(code);
      const number = freeNumber(state);
      state.sequence += 1;
      if (number) state.lastUsed = number;
      const whole = {
        ...entry,
        code,
        number,
        device: state.device,
        sequence: state.sequence,
        revision: 1,
        // A difference within the doubt is none: most clocks are right, and a slow answer moves nobody.
        skew_ms: Math.abs(state.skew) > state.doubt ? state.skew : 0,
        sent: false,
      };
      kept.put(state);
      entries.put(whole);
      give(whole);
    };
  });
}

export function keepChanged(db, entry) {
  return within(db, "readwrite", (_kept, entries) => entries.put(entry));
}

export function listEntries(db, code) {
  return within(db, "readonly", (_kept, entries, give) => {
    entries.index("code").getAll(code).onsuccess = ({ target }) => give(target.result);
  });
}

// Notes what the server said of an entry, unless it was changed since it was sent.
export function settle(db, key, revision, said) {
  return within(db, "readwrite", (_kept, entries) => {
    entries.get(key).onsuccess = ({ target }) => {
      const entry = target.result;
      if (entry && entry.revision === revision) entries.put({ ...entry, ...said });
    };
  });
}
