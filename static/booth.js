// The booth desk: the camera reads a ticket and sends the form. Without a script or a camera the number is typed.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id), form = $("scan");
  if (!form) return;
  rongqiao.camera({ found: (text) => { $("shown").value = text; form.requestSubmit(); return false; }, refused: () => $("shown").focus() });
})();
