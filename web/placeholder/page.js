// The plain page: asks a question, shows the answer as it is written, then its sources.
// Text from the library goes in with textContent only.

const API = "/api/v1";
const GRADES = {
  quotable: "可直接引用",
  check: "请核对原文后引用",
  not_found: "资料中没有找到",
};
const VALIDITIES = { repealed: "已废止", amended: "已修改" };
const CONTEXT_CHARACTERS = 300;
const NEAREST = 3;

const byId = (id) => document.getElementById(id);
const form = byId("form");
const submit = byId("submit");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(byId("question").value.trim(), byId("in-force").checked);
});

byId("question").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

// A link may carry a question: /#question=…; the fragment never leaves the browser.
const linked = new URLSearchParams(location.hash.slice(1)).get("question");
if (linked) {
  byId("question").value = linked;
  form.requestSubmit();
}

async function ask(question, inForce) {
  if (!question) return;
  submit.disabled = true;
  clearResult();
  showStatus("正在查找资料……");
  try {
    const response = await fetch(`${API}/ask/stream`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ question, filters: { in_force: inForce } }),
    });
    if (!response.ok) throw await response.json();
    await readEvents(response.body, { delta: showDelta, answer: showAnswer, failed: showFailure });
  } catch (error) {
    showFailure(error.code ? error : { message: "连接不上服务。", hint: "请检查服务是否在运行。" });
  } finally {
    submit.disabled = false;
  }
}

async function readEvents(body, handlers) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let ended = false;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const fields = Object.fromEntries(
        event.split("\n").map((line) => [line.split(": ", 1)[0], line.slice(line.indexOf(": ") + 2)]),
      );
      if (!fields.event) continue;
      ended ||= fields.event !== "delta";
      handlers[fields.event](JSON.parse(fields.data));
    }
  }
  if (!ended) throw new Error("the stream ended early");
}

function showDelta({ text }) {
  byId("result").hidden = false;
  byId("answer").append(text);
}

function showAnswer({ answer }) {
  byId("result").hidden = false;
  byId("grade").textContent = GRADES[answer.grade];
  byId("answer").replaceChildren(...withMarkers(answer));
  byId("notices").replaceChildren(...answer.notices.map((notice) => element("li", notice)));
  const sources = answer.citations.length
    ? answer.citations.map(citationItem)
    : answer.hits.slice(0, NEAREST).map(hitItem);
  const title = answer.citations.length ? "出处" : "最接近的段落";
  byId("sources-title").textContent = sources.length ? title : "";
  byId("sources").replaceChildren(...sources);
  showStatus("");
  byId("answer").focus();
}

function showFailure({ message, hint }) {
  showStatus(`${message}${hint}`, true);
}

// The answer's text, each [n] a link to its source.
function withMarkers(answer) {
  const markers = new Set(answer.citations.map((citation) => String(citation.marker)));
  return answer.text.split(/(\[\d+\])/).map((part) => {
    const marker = part.slice(1, -1);
    if (!/^\[\d+\]$/.test(part) || !markers.has(marker)) return part;
    const link = element("a", part);
    link.href = `#source-${marker}`;
    link.setAttribute("aria-label", `出处 ${marker}`);
    return link;
  });
}

function citationItem(citation) {
  const item = sourceItem({
    label: `[${citation.marker}] `,
    title: citation.title || citation.document,
    number: citation.document_number,
    validity: citation.validity,
    section: citation.section,
    page: citation.page,
    text: citation.text,
  });
  item.id = `source-${citation.marker}`;
  item.append(contextButton(item, citation.revision_id, citation.start, citation.end));
  return item;
}

function hitItem({ chunk, document: { file, metadata } }) {
  const item = sourceItem({
    label: "",
    title: metadata.title || file,
    number: metadata.document_number,
    validity: metadata.validity,
    section: chunk.section_path,
    page: chunk.page,
    text: chunk.text,
  });
  item.append(contextButton(item, chunk.revision_id, chunk.start, chunk.end));
  return item;
}

function sourceItem({ label, title, number, validity, section, page, text }) {
  const item = element("li");
  // The first heading of many documents is their title.
  const headings = section[0] === title ? section.slice(1) : section;
  const place = [...headings, page ? `第 ${page} 页` : ""].filter(Boolean).join(" › ");
  const state = VALIDITIES[validity] ? `【${VALIDITIES[validity]}】` : "";
  item.append(
    element("p", `${label}${state}《${title}》${number ? `（${number}）` : ""}`),
    element("p", place, "place"),
    element("p", text, "passage"),
  );
  return item;
}

function contextButton(item, revision, start, end) {
  const button = element("button", "查看上下文");
  button.type = "button";
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const from = Math.max(0, start - CONTEXT_CHARACTERS);
      const query = `start=${from}&end=${end + CONTEXT_CHARACTERS}`;
      const response = await fetch(`${API}/revisions/${encodeURIComponent(revision)}/text?${query}`);
      if (!response.ok) throw await response.json();
      const slice = await response.json();
      // Offsets count code points; JavaScript strings count UTF-16 units.
      const characters = Array.from(slice.text);
      const cut = (first, last) => characters.slice(first, last).join("");
      item.querySelector(".passage").replaceChildren(
        cut(0, start - from),
        element("mark", cut(start - from, end - from)),
        cut(end - from),
      );
      button.remove();
    } catch (error) {
      showFailure(error.code ? error : { message: "取不到原文。", hint: "请稍后再试。" });
      button.disabled = false;
    }
  });
  return button;
}

function element(name, text = "", className = "") {
  const created = document.createElement(name);
  created.textContent = text;
  if (className) created.className = className;
  return created;
}

function clearResult() {
  byId("result").hidden = true;
  for (const id of ["grade", "answer", "notices", "sources-title", "sources"]) {
    byId(id).replaceChildren();
  }
}

function showStatus(text, isProblem = false) {
  byId("status").textContent = text;
  byId("status").classList.toggle("problem", isProblem);
}
