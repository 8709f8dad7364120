// Adds a form to each operation of the reference, which sends a request to this daemon and shows the answer as text. The page can be read
// without this script.
const base = document.body.dataset.base;
const originHeader = "X-Imaginator-Request";
const maximumLength = 64 * 1024;
const shownHeaders = [
    "allow", "content-length", "content-type", "etag", "idempotent-replayed", "link", "location", "retry-after", "www-authenticate",
];

// Stored in this variable only, until the page is closed.
let token = "";

function make(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
}

const hiddenText = text => make("span", { className: "hidden" }, text);
const button = (text, action) => make("button", { type: "button", textContent: text, onclick: action });

function inputOf(kind, isRequired) {
    if (kind === "boolean") {
        return make("select", { required: isRequired }, ...["", "true", "false"].map(value => new Option(value || "not given", value)));
    }

    return make("input", {
        className: "long",
        required: isRequired,
        autocomplete: "off",
        spellcheck: false,
        inputMode: kind === "integer" ? "numeric" : "text",
    });
}

function fieldsOf(section) {
    return [...section.querySelectorAll("tr[data-parameter]")]
        .filter(row => row.dataset.parameter !== originHeader)
        .map(row => {
            const { parameter: name, in: location, kind, required } = row.dataset;
            const input = inputOf(kind, required === "true");
            const note = ` (${location}${required === "true" ? ", required" : ""}) `;
            return { name, location, input, label: make("label", {}, make("code", { textContent: name }), note, input) };
        });
}

function bodyOf(section) {
    const description = section.querySelector(".body")?.dataset;
    if (!description) {
        return null;
    }

    const isRequired = description.required === "true";
    const input = make("textarea", {
        rows: 8,
        spellcheck: false,
        required: isRequired,
        className: "mono",
        value: isRequired ? description.example : "",
    });
    const label = make("label", {}, `Body, ${description.mediaType}${isRequired ? "" : "; empty for none"} `, input);
    return { input, label, mediaType: description.mediaType };
}

function addressOf(section, fields) {
    let path = section.dataset.path;
    const query = new URLSearchParams();
    for (const { name, location, input } of fields) {
        if (location === "path") {
            path = path.replace(`{${name}}`, () => encodeURIComponent(input.value));
        } else if (location === "query" && input.value !== "") {
            query.append(name, input.value);
        }
    }

    return `${base}${path}${query.toString() === "" ? "" : `?${query}`}`;
}

// Throws if a value cannot be in a header.
function optionsOf(section, fields, body) {
    const headers = new Headers({ [originHeader]: "reference" });
    for (const { name, location, input } of fields) {
        if (location === "header" && input.value !== "") {
            headers.set(name, input.value);
        }
    }

    if (token !== "") {
        headers.set("Authorization", `Bearer ${token}`);
    }

    const options = { method: section.dataset.method, headers, cache: "no-store", credentials: token === "" ? "same-origin" : "omit" };
    if (body && body.input.value !== "") {
        headers.set("Content-Type", body.mediaType);
        options.body = body.input.value;
    }

    return options;
}

// Adds the text of an answer to a result, so that a stopped request shows the part that it has received.
async function readInto(result, body) {
    const decoder = new TextDecoder();
    const reader = body.getReader();
    let left = maximumLength;
    while (left > 0) {
        const { done, value } = await reader.read();
        if (done) {
            return;
        }

        result.text += decoder.decode(value.subarray(0, left), { stream: true });
        left -= value.length;
    }

    result.isCut = true;
    await reader.cancel();
}

function indent(text, type) {
    try {
        return type.includes("json") ? JSON.stringify(JSON.parse(text), null, 2) : text;
    } catch {
        return text;
    }
}

async function receive(response, result) {
    const type = response.headers.get("content-type") ?? "";
    result.status = `Status ${response.status} ${response.statusText}`.trim();
    result.headers = shownHeaders.filter(name => response.headers.has(name)).map(name => `${name}: ${response.headers.get(name)}\n`).join("");
    if (response.body && /^text\/|json/.test(type)) {
        await readInto(result, response.body);
        result.text = result.isCut ? result.text : indent(result.text, type);
    } else if (response.body && type !== "") {
        result.text = "The contents are not text.";
        await response.body.cancel();
    }
}

async function send(section, fields, body, signal) {
    const result = { status: "", headers: "", text: "", isCut: false };
    try {
        const response = await fetch(addressOf(section, fields), { ...optionsOf(section, fields, body), signal });
        await receive(response, result);
    } catch (error) {
        const reason = signal.aborted ? "Stopped." : `The request failed: ${error.message}`;
        result.status = result.status === "" ? reason : `${result.status}. ${reason}`;
    }

    if (result.isCut) {
        result.status += `. The answer is longer than ${maximumLength / 1024} KiB; the rest is left out.`;
    }

    return result;
}

function createForm(section) {
    const fields = fieldsOf(section);
    const body = bodyOf(section);
    const isChange = section.dataset.method !== "GET";
    const state = make("p", {});
    state.setAttribute("role", "status");
    const answer = make("pre", { className: "log", tabIndex: 0, hidden: true });
    answer.setAttribute("role", "region");
    answer.setAttribute("aria-label", `Answer to the request of ${section.id}`);
    const sendButton = make("button", { className: "primary", textContent: "Send" });
    let running = null;

    const run = async () => {
        running = new AbortController();
        confirmation.hidden = true;
        stop.hidden = false;
        state.textContent = "Sending…";
        sendButton.focus();
        const result = await send(section, fields, body, running.signal);
        running = null;
        stop.hidden = true;
        state.textContent = result.status;
        answer.textContent = `${result.headers}\n${result.text}`.trim();
        answer.hidden = answer.textContent === "";
    };
    const withdraw = () => {
        confirmation.hidden = true;
        state.textContent = "";
        sendButton.focus();
    };
    const stop = button("Stop", () => running?.abort());
    stop.hidden = true;
    const confirmation = make("p", { hidden: true }, button("Confirm", run), " ", button("Cancel", withdraw));
    const form = make("form", { className: "stacked" }, ...fields.map(field => field.label), ...(body ? [body.label] : []),
        make("p", {}, sendButton, " ", stop), state, confirmation, answer);
    form.addEventListener("input", () => {
        if (!confirmation.hidden) {
            confirmation.hidden = true;
            state.textContent = "";
        }
    });
    form.addEventListener("submit", event => {
        event.preventDefault();
        if (!running && !isChange) {
            run();
        } else if (!running) {
            // Another button sends the request: a double click on this one changes nothing.
            state.textContent = `${section.dataset.method} ${addressOf(section, fields)} can change the daemon. Confirm the request to send it.`;
            confirmation.hidden = false;
        }
    });
    return form;
}

function addTrial(section) {
    const trial = make("details", { className: "panel" }, make("summary", {}, "Try it", hiddenText(`: ${section.id}`)));
    trial.addEventListener("toggle", () => trial.append(section.dataset.stream === "true"
        ? make("p", {}, "The answer is a stream of events, which this page cannot show. Use the example.")
        : createForm(section)), { once: true });
    section.querySelector("details").append(trial);
}

// Others could read a token that is sent without encryption.
function addToken(contents) {
    if (!window.isSecureContext) {
        return;
    }

    // Not a password field: browsers offer to store passwords.
    const input = make("input", { type: "text", className: "long secret", autocomplete: "off", spellcheck: false });
    input.addEventListener("input", () => {
        token = input.value.trim();
    });
    contents.after(make("div", { className: "panel" }, make("p", {}, make("label", {}, "Bearer token for requests of this page ", input)),
        make("p", { className: "muted" }, "The page forgets the token when it is closed. Without a token, requests have your session or certificate.")));
}

function openTarget() {
    const target = document.getElementById(location.hash.slice(1));
    if (target?.matches(".operation, .schema")) {
        (target.closest("details") ?? target.querySelector("details")).open = true;
        target.scrollIntoView();
    }
}

addToken(document.querySelector("nav.contents"));
document.querySelectorAll("section.operation").forEach(addTrial);
window.addEventListener("hashchange", openTarget);
openTarget();
