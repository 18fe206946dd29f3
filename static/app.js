// The one small script. Every page works without it.
"use strict";
(() => {
  const summary = document.querySelector(".err-sum");
  if (summary) summary.focus();
})();
