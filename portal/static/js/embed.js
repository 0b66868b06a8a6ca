/* Puts a list of groups where this script stands, on the page of another site. It makes one frame and does
   nothing else: it reads only its own data attributes, listens to nothing and stores nothing.
   <script async src="https://.../embed/groups.js" data-theme="grief" data-height="640"></script> */
"use strict";
(() => {
  const own = document.currentScript;
  const ASKED = ["q", "theme", "place", "within", "day", "part", "mode", "audience", "access", "open", "lang"];
  const HEIGHT = 640; // CSS pixels, when data-height says nothing sensible

  const address = new URL("groups", own.src);
  for (const name of ASKED) {
    if (own.dataset[name]) address.searchParams.set(name, own.dataset[name]);
  }
  const height = Number(own.dataset.height);
  const frame = document.createElement("iframe");
  frame.title = own.dataset.title || "Groups";
  frame.width = "100%";
  frame.height = String(height >= 200 && height <= 5000 ? Math.round(height) : HEIGHT);
  frame.loading = "lazy";
  frame.style.border = "0";
  frame.referrerPolicy = "no-referrer";
  frame.src = address.href;
  own.after(frame);
})();
