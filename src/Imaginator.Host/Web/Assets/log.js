// Loads the parts of a log when they come into view, follows a running build, finds text, and leads to lines. Without this script, the page
// has links to all parts. All markup comes from the server, which escapes the log.
const log = document.getElementById("log");
const pieceLength = 500;

const lineOf = element => Number(element.dataset.from);
const endOf = element => lineOf(element) + Number(element.dataset.count);

function parse(markup) {
    const template = document.createElement("template");
    template.innerHTML = markup;
    return template.content;
}

async function fetchPart(address) {
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    if (!response.ok) {
        throw new Error(`status ${response.status}`);
    }

    return parse(await response.text());
}

function createChunk(from, count) {
    const chunk = document.createElement("div");
    chunk.className = "chunk";
    chunk.dataset.from = from;
    chunk.dataset.count = count;
    const link = document.createElement("a");
    link.href = `?from=${from}#L${from}`;
    link.textContent = `lines ${from.toLocaleString("en")} to ${(from + count - 1).toLocaleString("en")}`;
    chunk.append(link);
    watch(chunk);
    return chunk;
}

// Replaces a link to lines by the lines; what does not come with them stays a link.
async function load(chunk, from) {
    if (chunk.dataset.loading) {
        return;
    }

    chunk.dataset.loading = "true";
    try {
        const count = Math.min(pieceLength, endOf(chunk) - from);
        const part = await fetchPart(`${log.dataset.lines}?from=${from}&count=${count}`);
        const lines = part.querySelector("ol");
        const end = from + Number(lines?.dataset.count ?? 0);
        const pieces = [];
        if (from > lineOf(chunk)) {
            pieces.push(createChunk(lineOf(chunk), from - lineOf(chunk)));
        }

        if (lines && end > from) {
            pieces.push(lines);
            if (end < endOf(chunk)) {
                pieces.push(createChunk(end, endOf(chunk) - end));
            }

            chunk.replaceWith(...pieces);
        }
    } finally {
        delete chunk.dataset.loading;
    }
}

const visible = new IntersectionObserver(
    entries => entries.filter(entry => entry.isIntersecting).forEach(entry => {
        // From the edge that is in view.
        const isFromBelow = entry.boundingClientRect.top < 0 && entry.boundingClientRect.bottom < window.innerHeight;
        const from = isFromBelow ? Math.max(lineOf(entry.target), endOf(entry.target) - pieceLength) : lineOf(entry.target);
        load(entry.target, from).catch(() => { });
    }),
    { rootMargin: "400px" });

function watch(chunk) {
    // About as high as its lines, so that the scroll bar shows the position in the log.
    chunk.style.minHeight = `${Math.min(Number(chunk.dataset.count) * 1.35, 200000)}em`;
    visible.observe(chunk);
}

async function goTo(line) {
    let target = document.getElementById(`L${line}`);
    if (!target) {
        const chunk = [...log.querySelectorAll(".chunk")].find(one => lineOf(one) <= line && line < endOf(one));
        if (chunk) {
            chunk.closest("details")?.setAttribute("open", "");
            await load(chunk, Math.max(lineOf(chunk), line - 50));
            target = document.getElementById(`L${line}`);
        }
    }

    if (target) {
        target.closest("details")?.setAttribute("open", "");
        history.replaceState(null, "", `#L${line}`);
        target.scrollIntoView({ block: "center" });
        mark(target);
    }
}

function mark(line) {
    log.querySelectorAll(".selected").forEach(one => one.classList.remove("selected"));
    line.classList.add("selected");
    line.querySelector("a").focus({ preventScroll: true });
}

function goToHash() {
    const line = /^#L(\d+)$/.exec(location.hash)?.[1];
    if (line) {
        goTo(Number(line)).catch(() => { });
    }
}

document.addEventListener("click", event => {
    const link = event.target.closest("a[data-line]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        goTo(Number(link.dataset.line)).catch(() => location.assign(link.href));
    }
});

const find = document.getElementById("find");
find.addEventListener("submit", async event => {
    event.preventDefault();
    const text = document.getElementById("find-text").value;
    const matches = document.getElementById("matches");
    if (text === "") {
        matches.replaceChildren();
        return;
    }

    matches.replaceChildren(await fetchPart(`${log.dataset.matches}?find=${encodeURIComponent(text)}`));
    matches.querySelector("a[data-line]")?.click();
});

function follow(isAtEnd) {
    const toggle = document.createElement("label");
    toggle.className = "follow";
    const box = document.createElement("input");
    box.type = "checkbox";
    box.id = "follow";
    box.checked = isAtEnd;
    toggle.append(box, " follow the end");
    find.append(toggle);

    const source = new EventSource(`${log.dataset.follow}?from=${log.dataset.next}`);
    const counter = document.getElementById("lines");
    source.addEventListener("stage", event => {
        const section = parse(event.data).firstElementChild;
        if (!document.getElementById(section.id)) {
            log.append(section);
        }
    });
    source.addEventListener("lines", event => {
        document.getElementById("no-lines")?.remove();
        const fresh = [...parse(event.data).children].filter(line => !document.getElementById(line.id));
        lastList().append(...fresh);
        const last = Number(event.lastEventId) - 1;
        counter.textContent = `${last.toLocaleString("en")} ${last === 1 ? "line" : "lines"}`;
        if (box.checked && !document.hidden) {
            goToEnd();
        }
    });
    source.addEventListener("end", async () => {
        source.close();
        box.checked = false;
        toggle.remove();
        const response = await fetch(location.pathname, { headers: { Accept: "text/html" } });
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        const state = page.getElementById("state");
        if (state) {
            document.getElementById("state").replaceWith(state);
        }
    });

    const goToEnd = () => window.scrollTo(0, document.body.scrollHeight);
    box.addEventListener("change", () => {
        if (box.checked) {
            goToEnd();
        }
    });

    // The reader scrolls up to read, and down to the end to follow again.
    let before = window.scrollY;
    window.addEventListener("scroll", () => {
        const seesEnd = window.innerHeight + window.scrollY >= document.body.scrollHeight - 40;
        if (seesEnd || window.scrollY < before - 4) {
            box.checked = seesEnd;
        }

        before = window.scrollY;
    }, { passive: true });
    if (isAtEnd) {
        goToEnd();
    }
}

function createList() {
    const list = document.createElement("ol");
    list.className = "lines";
    return list;
}

function lastList() {
    const section = [...log.children].at(-1);
    if (section?.matches("details, .stage")) {
        // Lines that are not loaded can be at the end.
        const last = section.lastElementChild;
        return last?.matches("ol.lines") ? last : section.appendChild(createList());
    }

    return log.appendChild(createList());
}

log.querySelectorAll(".chunk").forEach(watch);
window.addEventListener("hashchange", goToHash);
if (log.dataset.follow) {
    // An address with a line shows this line.
    follow(location.hash === "");
}

goToHash();
