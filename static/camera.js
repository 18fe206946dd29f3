// Reads QR codes by the camera for a desk: rongqiao.camera({ found, refused }). Without a camera or jsQR the button stays hidden and the number is typed.
// `found(text)` returns true to go on looking; the same code held a little longer is one. `refused()` is called when the camera may not be used.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id), PAUSE = 120, HELD = 4000, WIDEST = 640;
  const canvas = document.createElement("canvas");
  const read = (video) => {
    const scale = Math.min(1, WIDEST / video.videoWidth);
    canvas.width = video.videoWidth * scale; canvas.height = video.videoHeight * scale;
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    return jsQR(pen.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height, { inversionAttempts: "dontInvert" })?.data;
  };
  const camera = ({ found, refused }) => {
    const button = $("camera"), video = $("video");
    if (!button || !navigator.mediaDevices?.getUserMedia || !window.jsQR) return;
    let stream = null, last = "";
    const stop = () => { stream?.getTracks().forEach((track) => track.stop()); stream = null; $("viewer").hidden = true; };
    const look = () => {
      if (!stream) return;
      const text = video.readyState >= 2 ? read(video) : "";
      if (text && text !== last) {
        last = text;
        setTimeout(() => { last = ""; }, HELD);
        if (!found(text)) { stop(); return; }
      }
      setTimeout(look, PAUSE);
    };
    button.hidden = false;
    button.addEventListener("click", async () => {
      try { stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false }); } catch { refused(); return; }
      $("viewer").hidden = false; video.srcObject = stream; await video.play(); look();
    });
    $("stop").addEventListener("click", stop);
  };
  window.rongqiao = { ...window.rongqiao, camera };
})();
