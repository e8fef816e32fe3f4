/* Choosing files: what was chosen is shown, made smaller before it goes out, and can be taken away again.
   Without this file the inputs are plain ones, and the server does the rest. Own code, no libraries. */
(() => {
  "use strict";

  const EDGE = 2560;
  const THUMB = 192;
  const SMALL_ENOUGH = 600 * 1024;
  const HEAD = 256 * 1024;
  const one = (selector, root) => root.querySelector(selector);
  const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

  const canvasOf = (bitmap, edge) => {
    const scale = Math.min(1, edge / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas;
  };

  /* A picture that this browser can read goes out upright, at most 2560 wide, without what the camera wrote down. */
  const prepared = async (file) => {
    if (!file.type.startsWith("image/")) return { file };
    try {
      const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
      const thumb = canvasOf(bitmap, THUMB);
      if (file.size < SMALL_ENOUGH && file.type === "image/jpeg") return { file, thumb };
      const blob = await new Promise((done) => canvasOf(bitmap, EDGE).toBlob(done, "image/jpeg", 0.85));
      if (!blob || blob.size >= file.size) return { file, thumb };
      return { file: new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }), thumb };
    } catch { /* Not a picture for this browser: the server looks at it. */
      return { file };
    }
  };

  document.querySelectorAll("[data-picker]").forEach((picker) => {
    const form = picker.closest("form");
    const chosen = one("[data-chosen]", picker);
    const camera = one("[data-camera]", picker);
    const list = one(".picker-list", picker);
    const said = one("[data-said]", picker);
    const place = one("[data-photo-place]", picker);
    let kept = [];
    let head = null;
    let working = Promise.resolve();
    let busy = 0;

    const show = () => {
      const box = new DataTransfer();
      kept.forEach(({ file }) => box.items.add(file));
      chosen.files = box.files;
      list.hidden = !kept.length;
      list.replaceChildren(...kept.map((item) => {
        const row = document.createElement("li");
        const drop = document.createElement("button");
        drop.type = "button";
        drop.className = "button";
        drop.textContent = "×";
        drop.setAttribute("aria-label", picker.dataset.drop.replace("{name}", item.file.name));
        drop.addEventListener("click", () => {
          kept = kept.filter((other) => other !== item);
          show();
          chosen.focus();
        });
        row.append(item.thumb || item.file.name, drop);
        return row;
      }));
    };

    const take = (input) => {
      const files = Array.from(input.files);
      const photo = files.find((file) => /^image\/(jpeg|hei[cf])$/.test(file.type));
      if (photo && place) {
        head = photo.slice(0, HEAD);
        place.hidden = false;
      }
      if (input === camera) camera.value = "";
      busy += 1;
      said.textContent = picker.dataset.preparing;
      working = working.then(async () => {
        for (const file of files) kept.push(await prepared(file));
        busy -= 1;
        if (!busy) said.textContent = "";
        show();
      });
    };

    picker.dataset.live = "";
    camera.addEventListener("change", () => take(camera));
    chosen.addEventListener("change", () => take(chosen));

    form.addEventListener("submit", (event) => {
      if (busy) {
        event.preventDefault();
        event.stopPropagation();
        working.then(() => form.requestSubmit());
        return;
      }
      if (!kept.length) return;
      const total = kept.reduce((sum, { file }) => sum + file.size, 0);
      said.textContent = picker.dataset.sending.replace("{n}", kept.length).replace("{size}", size(total));
    });

    if (!place) return;
    place.addEventListener("click", async () => {
      const body = new FormData();
      body.append("csrfmiddlewaretoken", one("[name=csrfmiddlewaretoken]", form).value);
      body.append("head", head, "head");
      try {
        const found = await (await fetch(place.dataset.photoPlace, { method: "POST", body })).json();
        said.textContent = found.said;
        if (found.lon === undefined) return;
        one("[name=lon]", form).value = found.lon;
        one("[name=lat]", form).value = found.lat;
      } catch { /* No network now: the place can be written. */
        place.hidden = true;
      }
    });
  });
})();
