// Shows the newest version of a page that changes, without moving the reader: not while a form or a link of the page has the focus, and not
// while text is selected. The page works without this script.
const main = document.querySelector("main");

const isBusy = () => document.querySelector("#state[data-result='running'], #state[data-result='queued']") !== null;
const isBuildPage = document.querySelector("#state[data-result]") !== null;
const isInUse = () => main.contains(document.activeElement) && document.activeElement !== main
    || !(document.getSelection()?.isCollapsed ?? true);

async function refresh() {
    if (document.hidden || isInUse()) {
        return;
    }

    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!response.ok) {
        return;
    }

    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("main");
    if (fresh && !isInUse()) {
        const open = [...main.querySelectorAll("details[open][id]")].map(details => details.id);
        main.replaceChildren(...fresh.childNodes);
        open.map(id => document.getElementById(id)).forEach(details => details?.setAttribute("open", ""));
    }
}

async function run() {
    try {
        await refresh();
    } catch {
        // The daemon restarts, or the network is away: the next attempt comes.
    }

    if (!isBuildPage || isBusy()) {
        setTimeout(run, isBusy() ? 3000 : 15000);
    }
}

setTimeout(run, isBusy() ? 3000 : 15000);
