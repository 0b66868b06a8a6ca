/* Three comforts on top of pages that work without script: focus after a swap, spoken results, a quick way out. */
"use strict";
(() => {
  const ESCAPE_WITHIN = 1000; // milliseconds between two presses of Escape

  const find = (root, selector) =>
    root.matches && root.matches(selector) ? root : root.querySelector && root.querySelector(selector);

  /* Emptied first and filled a moment later: screen readers skip a text that does not change. */
  function announce(text, failed = false) {
    const status = document.getElementById("status");
    if (!status) return;
    status.textContent = "";
    status.classList.toggle("failed", failed);
    setTimeout(() => { status.textContent = text; }, 100);
  }

  /* A fragment says itself where reading goes on ([data-focus]) and what is worth hearing ([data-announce]). */
  function settle(root) {
    const target = find(root, "[data-focus]");
    if (target) {
      if (target.tabIndex < 0) target.tabIndex = -1;
      target.focus();
    }
    const news = find(root, "[data-announce]");
    if (news) announce(news.dataset.announce || news.textContent.trim());
  }

  function fail() {
    const status = document.getElementById("status");
    announce((status && status.dataset.failed) || "", true);
  }

  /* Hides the page at once, then takes its place in the history, so that Back does not return to this page.
     Pages visited before this one stay in the history: no site can remove those. */
  function leave(url) {
    document.title = "\u200b";
    document.body.hidden = true;
    window.location.replace(url);
  }

  let lastEscape = -Infinity;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat || event.isComposing) return;
    const link = document.querySelector("[data-quick-exit]");
    if (link && event.timeStamp - lastEscape < ESCAPE_WITHIN) leave(link.href);
    lastEscape = event.timeStamp;
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-quick-exit]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    leave(link.href);
  });

  settle(document.documentElement);
  document.addEventListener("htmx:afterSettle", (event) => settle(event.target));
  document.addEventListener("htmx:beforeRequest", () => announce(""));
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, fail);
  }
})();
