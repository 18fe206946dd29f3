// Asks for the board again and again; slower and slower while the network is weak, and at once when the page comes back into view.
"use strict";
(() => {
  const board = document.getElementById("board"), age = document.getElementById("board-age");
  if (!board) return;
  const PAUSE = 5000, LONGEST = 60000;
  let mark = "", pause = PAUSE, timer = 0;
  const ask = async () => {
    clearTimeout(timer);
    try {
      const answer = await fetch(board.dataset.now, { headers: mark ? { "If-None-Match": mark } : {}, cache: "no-store", signal: AbortSignal.timeout(8000) });
      if (answer.status === 200) { board.innerHTML = await answer.text(); mark = answer.headers.get("ETag") || ""; }
      else if (answer.status !== 304) throw new Error(String(answer.status));
      pause = PAUSE; age.hidden = true;
    } catch {
      pause = Math.min(pause * 2, LONGEST); age.hidden = false;
    }
    timer = setTimeout(ask, document.hidden ? LONGEST : pause);
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  timer = setTimeout(ask, PAUSE);
})();
