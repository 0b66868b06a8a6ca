/* Each tick is sent alone and again until it is saved. What is not saved survives a reload of this tab. */
"use strict";
(() => {
  const FIRST_PAUSE = 2000, LONGEST_PAUSE = 30000, PATIENCE = 10000; // milliseconds
  const form = document.querySelector("[data-ticks]");
  if (!form) return;
  const { ticks, saving, saved, waiting, allSaved, someWaiting, stopped, signedOut } = form.dataset;
  const token = form.querySelector("[name=csrf_token]").value;
  const sum = form.querySelector(".tick-sum");
  const wished = new Map(); // sign-up -> "1" or "0", as long as it is not saved
  const said = new Map(); // sign-up -> what its line says
  let busy = false, pause = FIRST_PAUSE, timer = 0;

  const save = form.querySelector(".tick-save");
  if (save) save.hidden = true;

  function keep() {
    try {
      if (wished.size) sessionStorage.setItem(ticks, JSON.stringify([...wished]));
      else sessionStorage.removeItem(ticks);
    } catch { /* a browser that keeps nothing still sends */ }
  }

  function show(box, text, late) {
    const line = box.closest(".tick");
    line.classList.toggle("waiting", late);
    line.querySelector(".tick-state").textContent = text;
    said.set(box.value, late);
    const anyLate = [...said.values()].some(Boolean);
    const words = anyLate ? someWaiting : wished.size ? "" : allSaved;
    sum.classList.toggle("waiting", anyLate);
    if (sum.textContent !== words) sum.textContent = words;
  }

  const boxOf = (id) => form.querySelector(`input[type=checkbox][value="${CSS.escape(id)}"]`);

  async function send(id, present) {
    const body = new URLSearchParams({ csrf_token: token, sign_up: id, present });
    const stop = AbortSignal.timeout ? AbortSignal.timeout(PATIENCE) : undefined;
    const answer = await fetch(ticks, { method: "POST", body, signal: stop, redirect: "manual" });
    if (answer.type === "opaqueredirect") throw new Error(signedOut);
    if (answer.status >= 500 || answer.status === 429) throw new Error(waiting);
    return answer.status === 204 ? "" : (answer.status === 409 && (await answer.text())) || stopped;
  }

  /* One after the other, the latest wish of each name; a failure lets all wait for the same pause. */
  async function work() {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    let failed = false;
    while (wished.size && !failed) {
      const [id, present] = wished.entries().next().value;
      const box = boxOf(id);
      try {
        const trouble = await send(id, present);
        if (wished.get(id) === present) wished.delete(id);
        keep();
        if (trouble && box) box.checked = present !== "1";
        if (box) show(box, trouble || (wished.has(id) ? saving : saved), false);
        pause = FIRST_PAUSE;
      } catch (error) {
        failed = true;
        const words = error.message === signedOut ? signedOut : waiting;
        for (const key of wished.keys()) if (boxOf(key)) show(boxOf(key), words, true);
      }
    }
    busy = false;
    if (!failed) return;
    timer = setTimeout(work, pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }

  form.addEventListener("change", (event) => {
    const box = event.target;
    if (box.name !== "present") return;
    wished.delete(box.value);
    wished.set(box.value, box.checked ? "1" : "0");
    keep();
    show(box, saving, said.get(box.value) === true);
    work();
  });
  window.addEventListener("online", () => { pause = FIRST_PAUSE; work(); });
  window.addEventListener("beforeunload", (event) => { if (wished.size) event.preventDefault(); });
  form.addEventListener("submit", () => { wished.clear(); keep(); });

  try {
    for (const [id, present] of JSON.parse(sessionStorage.getItem(ticks) || "[]")) {
      const box = boxOf(id);
      if (!box) continue;
      box.checked = present === "1";
      wished.set(id, present);
    }
  } catch { /* nothing was kept */ }
  keep();
  work();
})();
