// Keeps the end of a growing log visible, unless the reader scrolled up. The page works without this script.
"use strict";
const log = document.getElementById("log");
let follows = true;
const isAtEnd = () => window.innerHeight + window.scrollY >= document.body.scrollHeight - 40;
window.addEventListener("scroll", () => { follows = isAtEnd(); }, { passive: true });
if (log) {
    new MutationObserver(() => {
        if (follows) {
            window.scrollTo(0, document.body.scrollHeight);
        }
    }).observe(log, { childList: true, characterData: true, subtree: true });
}
