// The door desk with a script: every scan is first kept on the device, sealed for the server, then sent; without a network it waits here.
// Nothing personal is readable in this browser's storage. Without this script the desk works as plain pages.
"use strict";
(() => {
  const desk = document.getElementById("door");
  if (!desk || !window.indexedDB || !window.crypto || !crypto.subtle) return;
  const $ = (id) => document.getElementById(id);
  const texts = $("texts").dataset;
  const BATCH = 20, PAUSE = 5000;

  // ── the queue ──────────────────────────────────────────────────────────────
  const opened = new Promise((resolve, reject) => {
    const asked = indexedDB.open("rongqiao-door", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("scans", { keyPath: "nonce" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const store = async (mode, work) => {
    const database = await opened;
    return new Promise((resolve, reject) => {
      const deal = database.transaction("scans", mode);
      const asked = work(deal.objectStore("scans"));
      deal.oncomplete = () => resolve(asked.result);
      deal.onerror = () => reject(deal.error);
    });
  };
  const keep = (scan) => store("readwrite", (scans) => scans.put(scan));
  const forget = (nonce) => store("readwrite", (scans) => scans.delete(nonce));
  const kept = async () => (await store("readonly", (scans) => scans.getAll())).filter((s) => s.door === desk.dataset.door).sort((a, b) => a.order - b.order);

  // ── the envelope: see core/envelopes.py ────────────────────────────────────
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const base64 = (array) => btoa(String.fromCharCode(...array));
  const EC = { name: "ECDH", namedCurve: "P-256" };
  const seal = async (said) => {
    const theirs = await crypto.subtle.importKey("raw", bytes(desk.dataset.point), EC, false, []);
    const own = await crypto.subtle.generateKey(EC, true, ["deriveBits"]);
    const secret = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256);
    const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
    const plan = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: new TextEncoder().encode("rongqiao door") };
    const key = await crypto.subtle.deriveKey(plan, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, new TextEncoder().encode(JSON.stringify(said)));
    const point = await crypto.subtle.exportKey("raw", own.publicKey);
    return base64([...new Uint8Array(point), ...nonce, ...new Uint8Array(sealed)]);
  };

  // ── what the desk shows ────────────────────────────────────────────────────
  const put = (name, text) => { $("verdict").querySelector(`[data-said=${name}]`).textContent = text; };
  const say = (v, isKept) => {
    const box = $("verdict");
    box.hidden = false;
    box.className = v.let_in || isKept ? "verdict" : "note note-stop";
    put("title", `${v.title} ${v.name}`.trim()); put("time", v.time); put("number", v.number);
    put("note", [v.kind, v.note].filter(Boolean).join("　"));
    for (const old of box.querySelectorAll("form")) old.remove();
    offer(v.choices || []);
  };
  const offer = (choices) => {
    const box = $("picks");
    box.replaceChildren(...choices.map((choice) => {
      const button = document.createElement("button");
      button.type = "button"; button.className = "btn btn-line big-btn w-100"; button.textContent = choice.text;
      button.addEventListener("click", () => { offer([]); take({ picked: choice.id }); });
      return button;
    }));
    box.hidden = !choices.length;
  };
  const count = (counts) => { for (const [name, n] of Object.entries(counts)) for (const cell of document.querySelectorAll(`[data-count=${name}]`)) cell.textContent = n; };
  const showKept = async () => {
    const n = (await kept()).length;
    $("offline").hidden = !n;
    $("offline").querySelector("[data-kept]").textContent = n;
  };

  // ── taking and sending ─────────────────────────────────────────────────────
  let sending = null, token = document.querySelector("input[name=csrf_token]").value;
  const nonceOf = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");
  const take = async (what) => {
    const nonce = nonceOf(), at = Date.now();
    const said = { nonce, at, offline: !navigator.onLine, ...what };
    await keep({ nonce, order: at, door: desk.dataset.door, sealed: await seal(said), resealed: await seal({ ...said, offline: true }) });
    const answered = await send(nonce);
    if (!answered) {
      const clock = new Date(at).toTimeString().slice(0, 5);
      say({ title: texts.kept, name: "", number: "", kind: "", note: texts.offline, time: clock, let_in: false, choices: [] }, true);
    }
    await showKept();
  };
  const post = (batch) => fetch(desk.dataset.send, { method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ scans: batch.map((s) => ({ nonce: s.nonce, sealed: s.tried ? s.resealed : s.sealed })) }) });
  const refresh = async () => {
    const answer = await fetch(desk.dataset.state, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error("signed out");
    const state = await answer.json();
    token = state.token; count(state.counts);
  };
  const sendAll = async (wanted) => {
    let said = false;
    for (let batch = (await kept()).slice(0, BATCH); batch.length; batch = (await kept()).slice(0, BATCH)) {
      let answer;
      try {
        if (!token) await refresh(); // the page came out of the worker's cache
        answer = await post(batch);
        if (answer.status === 400) { await refresh(); answer = await post(batch); }
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
        answer = await answer.json();
      } catch {
        for (const scan of batch) await keep({ ...scan, tried: true });
        return said;
      }
      for (const v of answer.verdicts) {
        await forget(v.nonce);
        if (v.nonce === wanted || (v.choices || []).length || v.result === "unreadable") { say(v); said = said || v.nonce === wanted; }
      }
      count(answer.counts);
      if (!answer.verdicts.length) return said;
    }
    return said;
  };
  const send = async (wanted) => {
    while (sending) await sending;
    sending = sendAll(wanted).finally(() => { sending = null; });
    return sending;
  };

  // ── the forms ──────────────────────────────────────────────────────────────
  $("scan").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = $("shown"), shown = field.value.trim();
    if (shown) take({ shown, out: event.submitter?.name === "out" });
    field.value = ""; field.focus();
  });
  const walkIn = document.querySelector("#walk-in form");
  walkIn.addEventListener("submit", (event) => {
    const said = Object.fromEntries(["name", "phone", "kind"].map((n) => [n, String(new FormData(walkIn).get(n) || "").trim()]));
    if (!said.name || !said.kind) return; // the server tells what is missing
    event.preventDefault();
    take({ walk_in: said });
    walkIn.reset(); $("walk-in").open = false; $("shown").focus();
  });

  // ── the camera: see camera.js ──────────────────────────────────────────────
  rongqiao.camera({
    found: (text) => { take({ shown: text }); return true; },
    refused: () => say({ title: texts.camera, name: "", number: "", kind: "", note: "", time: "", let_in: false, choices: [] }),
  });

  const warm = () => fetch(location.pathname, { credentials: "same-origin" }).catch(() => {}); // so that the worker has this page at hand
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.addEventListener("controllerchange", warm);
    navigator.serviceWorker.register(desk.dataset.worker, { scope: "/bureau/fairs/" }).then(() => navigator.serviceWorker.controller && warm(), () => {});
  }
  const tick = async () => {
    try { await refresh(); await send(null); } catch { /* no network: the next tick tries again */ }
    await showKept();
    setTimeout(tick, PAUSE);
  };
  window.addEventListener("online", () => send(null).then(showKept));
  tick();
})();
