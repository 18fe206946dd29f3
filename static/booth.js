// The booth desk: the camera reads a ticket and sends the form. Without a script or a camera the number is typed.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id), form = $("scan"), button = $("camera");
  if (!form || !button || !navigator.mediaDevices?.getUserMedia || !window.jsQR) return;
  const video = $("video"), canvas = document.createElement("canvas");
  let stream = null;
  const stop = () => { stream?.getTracks().forEach((track) => track.stop()); stream = null; $("viewer").hidden = true; };
  const look = () => {
    if (!stream) return;
    if (video.readyState >= 2) {
      const scale = Math.min(1, 640 / video.videoWidth);
      canvas.width = video.videoWidth * scale; canvas.height = video.videoHeight * scale;
      const pen = canvas.getContext("2d", { willReadFrequently: true });
      pen.drawImage(video, 0, 0, canvas.width, canvas.height);
      const found = jsQR(pen.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height, { inversionAttempts: "dontInvert" });
      if (found?.data) { $("shown").value = found.data; stop(); form.requestSubmit(); return; }
    }
    setTimeout(look, 120);
  };
  button.hidden = false;
  button.addEventListener("click", async () => {
    try { stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false }); } catch { $("shown").focus(); return; }
    $("viewer").hidden = false; video.srcObject = stream; await video.play(); look();
  });
  $("stop").addEventListener("click", stop);
})();
