// Keeps the door desk's page and what it is made of at hand, so that it opens without a network. The page is kept bare: people, names and tokens are cut out.
"use strict";
const CACHE = "rongqiao-door-1";
const DOOR = /^\/bureau\/fairs\/\d+\/doors\/\d+$/;
const PARTS = ["/static/vendor/bootstrap.min.css", "/static/look/tokens.css", "/static/look/app.css", "/static/look/wordmark-light.svg", "/static/vendor/htmx.min.js",
  "/static/vendor/jsqr.min.js", "/static/app.js", "/static/camera.js", "/static/door.js"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(PARTS)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const bare = (text) => text
  .replace(/<ul class="rows sheet" data-recent>[\s\S]*?<\/ul>/, "")
  .replace(/(name="csrf_token"[^>]* value=")[^"]*/g, "$1")
  .replace(/(hx-headers=')[^']*/, "$1{}")
  .replace(/<section id="verdict"[\s\S]*?<\/section>/, (section) => section.replace(/<form[\s\S]*?<\/form>/g, "").replace(/(data-said="\w+">)[^<]*/g, "$1").replace(/role="status"/, 'role="status" hidden'));

const fresh = async (request) => {
  const answer = await fetch(request);
  const url = new URL(request.url);
  if (answer.ok && !answer.redirected && DOOR.test(url.pathname) && request.method === "GET") {
    const page = new Response(bare(await answer.clone().text()), { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": answer.headers.get("Content-Security-Policy") || "" } });
    await (await caches.open(CACHE)).put(url.pathname, page);
  }
  return answer;
};

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin || event.request.method !== "GET") return;
  const kept = DOOR.test(url.pathname) || PARTS.includes(url.pathname);
  if (kept) event.respondWith(fresh(event.request).catch(async () => (await caches.match(url.pathname, { ignoreVary: true })) || Response.error()));
});
