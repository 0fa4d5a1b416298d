// Two views: a picture with a text alternative, and words in a live region. Nothing here asks the network for anything.

const isDark = () => document.body.dataset.jpThemeLight === "false";

/** Give every slider of the explorer the name that stands beside it: ipywidgets leaves the handle nameless. */
function nameSliders(root) {
  for (const handle of root.querySelectorAll("[role=slider]:not([aria-label])")) {
    const box = handle.closest(".widget-inline-hbox, .widget-slider");
    const label = box?.querySelector(".widget-label")?.textContent;
    if (label) handle.setAttribute("aria-label", label);
  }
  for (const group of root.querySelectorAll(".widget-radio-box:not([role])")) {
    group.setAttribute("role", "radiogroup");
    group.setAttribute("aria-label", root.querySelector(".lossland-question")?.textContent ?? "your prediction");
  }
}

function whenInside(el, selector, then, tries = 600) {
  const root = el.closest(selector);
  if (root) then(root);
  else if (tries) requestAnimationFrame(() => whenInside(el, selector, then, tries - 1));
}

function picture(model, el) {
  const img = document.createElement("img");
  img.className = "lossland-picture";
  el.append(img);
  let url = null;
  const show = () => {
    const bytes = model.get("png");
    img.alt = model.get("alt");
    if (!bytes?.byteLength) return;
    const next = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
    const last = url;
    url = img.src = next;
    if (last) URL.revokeObjectURL(last);
  };
  // The kernel sends picture and text together; the last of the two to arrive is enough to show both.
  model.on("change:png change:alt", show);
  show();

  const look = () => {
    model.set("dark", isDark());
    model.set("pixel_ratio", Math.min(2, Math.max(1, (window.devicePixelRatio || 1) * model.get("scale"))));
    model.save_changes();
  };
  const theme = new MutationObserver(look);
  theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  look();

  const names = new MutationObserver(() => whenInside(el, ".lossland-explorer", nameSliders, 0));
  whenInside(el, ".lossland-explorer", (root) => {
    root.setAttribute("role", "group");
    // Else JupyterLab takes the arrow keys that belong to lists and radio buttons, and goes to the next cell.
    root.addEventListener("keydown", (event) => event.stopPropagation());
    root.style.zoom = model.get("scale");
    nameSliders(root);
    names.observe(root, { childList: true, subtree: true });
  });
  return () => {
    theme.disconnect();
    names.disconnect();
    if (url) URL.revokeObjectURL(url);
  };
}

function words(model, el) {
  const p = document.createElement("p");
  p.setAttribute("role", "status");
  p.setAttribute("aria-live", "polite");
  el.append(p);
  const show = () => {
    p.className = `lossland-words lossland-${model.get("tone")}`;
    p.textContent = model.get("text");
    p.hidden = !model.get("text");
  };
  model.on("change:text change:tone", show);
  show();
}

export default { render: ({ model, el }) => (model.get("kind") === "picture" ? picture : words)(model, el) };
