// Small helpers that make elements. Text always goes in as text, so that no name of a user can become markup.

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/// A data block of the page, or null when the report has none of that name.
export function data(name) {
  const block = document.getElementById(`data-${name}`);
  return block ? JSON.parse(block.textContent) : null;
}

export function button(text, onclick, attributes = {}) {
  return el("button", { type: "button", onclick, ...attributes }, text);
}

/// A labelled choice among [value, text] pairs.
export function choice(label, options, selected, onchange) {
  const select = el(
    "select",
    { onchange: () => onchange(select.value) },
    options.map(([value, text]) => el("option", { value, selected: value === selected }, text)),
  );
  return el("label", { class: "control" }, el("span", {}, label), select);
}

export function tick(label, checked, onchange) {
  const box = el("input", { type: "checkbox", checked, onchange: () => onchange(box.checked) });
  return el("label", { class: "control tick" }, box, el("span", {}, label));
}

/// A table whose columns are {head, cell(row), numeric, title}; long ones are cut, and say so.
export function table(columns, rows, { caption, most = 200 } = {}) {
  const shown = rows.slice(0, most);
  return el(
    "div",
    { class: "scroller", tabindex: 0, role: "region", "aria-label": caption ?? "table" },
    el(
      "table",
      {},
      caption ? el("caption", {}, caption) : null,
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          columns.map((c) => el("th", { scope: "col", class: c.numeric ? "number" : null, title: c.title }, c.head)),
        ),
      ),
      el(
        "tbody",
        {},
        shown.map((row) =>
          el(
            "tr",
            {},
            columns.map((c) => el("td", { class: c.numeric ? "number" : null }, c.cell(row))),
          ),
        ),
      ),
    ),
    rows.length > shown.length ? el("p", { class: "note" }, `The first ${shown.length} of ${rows.length} rows.`) : null,
  );
}

export function folded(summary, ...content) {
  return el("details", {}, el("summary", {}, summary), ...content);
}

/// A part of the page; `short` is its name in the list of contents.
export function section(id, [title, short = title], ...content) {
  return el(
    "section",
    { id, "aria-labelledby": `${id}-title`, "data-short": short },
    el("h2", { id: `${id}-title` }, title),
    ...content,
  );
}

/// Copies text and says so on the button that was pressed.
export async function copy(text, pressed) {
  const before = pressed.textContent;
  try {
    await navigator.clipboard.writeText(text);
    pressed.textContent = "Copied";
  } catch {
    // Without permission the text is selected instead, ready for the keyboard.
    const code = pressed.parentElement.querySelector("code");
    if (code) getSelection().selectAllChildren(code);
    pressed.textContent = "Selected: press Ctrl-C";
  }
  setTimeout(() => (pressed.textContent = before), 2000);
}
