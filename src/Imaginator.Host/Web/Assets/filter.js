// Applies a filter while the reader types. The form works without this script.
const form = document.querySelector("form[data-filter]");
const result = document.getElementById(form?.dataset.filter);
const delay = 120;
let timer = 0;
let last = 0;

async function apply() {
    const address = new URL(form.action);
    for (const [name, value] of new FormData(form)) {
        if (value !== "") {
            address.searchParams.append(name, value);
        }
    }

    const number = ++last;
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById(form.dataset.filter);
    if (response.ok && fresh && number === last) {
        result.replaceChildren(...fresh.childNodes);
        history.replaceState(null, "", address);
    }
}

function applySoon() {
    clearTimeout(timer);
    timer = setTimeout(() => apply().catch(() => form.requestSubmit()), delay);
}

form?.addEventListener("input", applySoon);
form?.addEventListener("submit", event => {
    event.preventDefault();
    applySoon();
});
