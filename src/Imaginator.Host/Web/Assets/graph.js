// Lays out the dependency graph, left to right. Directories with many streams are collapsed to one node; a click opens them. The page has
// the same as a table, for readers without scripts.
import * as loaded from "./vendor/dagre.js";

const dagre = loaded.graphlib ? loaded : loaded.default ?? globalThis.dagre;
const box = document.getElementById("graph");
const svgSpace = "http://www.w3.org/2000/svg";
const maximumVisible = 120;
const maximumExpanded = 600;
const letterWidth = 7.2;
const nodeHeight = 26;
const severity = ["failed", "missing", "running", "never", "succeeded"];

const opened = new Set();
let streams = [];
let view = { x: 0, y: 0, width: 1, height: 1 };
let extent = { width: 1, height: 1 };
let svg;

const element = (name, attributes, ...children) => {
    const made = document.createElementNS(svgSpace, name);
    for (const [key, value] of Object.entries(attributes)) {
        made.setAttribute(key, value);
    }

    made.append(...children);
    return made;
};

const kept = new Map();

// The directories of a name, from the top.
function directoriesOf(name) {
    if (!kept.has(name)) {
        const parts = name.split("/");
        kept.set(name, parts.slice(0, -1).map((_, i) => parts.slice(0, i + 1).join("/")));
    }

    return kept.get(name);
}

// The first directory on the way to a stream that is not open stands for the stream.
const nodeOf = name => directoriesOf(name).find(directory => !opened.has(directory)) ?? name;

function openUntilFull() {
    const directories = new Map();
    for (const stream of streams) {
        for (const directory of directoriesOf(stream.name)) {
            directories.set(directory, directory.split("/").length);
        }
    }

    // From the top: as long as the graph is small enough to read.
    const sorted = [...directories.keys()].sort((a, b) => directories.get(a) - directories.get(b) || a.localeCompare(b));
    for (const directory of sorted) {
        opened.add(directory);
        if (new Set(streams.map(stream => nodeOf(stream.name))).size > maximumVisible) {
            opened.delete(directory);
        }
    }
}

function collect() {
    const nodes = new Map();
    const edges = new Set();
    for (const stream of streams) {
        const name = nodeOf(stream.name);
        const node = nodes.get(name) ?? { name, count: 0, states: new Set(), isDirectory: name !== stream.name };
        node.count++;
        node.states.add(stream.state);
        nodes.set(name, node);
    }

    for (const stream of streams.filter(stream => stream.source)) {
        const [from, to] = [nodeOf(stream.source), nodeOf(stream.name)];
        if (from !== to) {
            edges.add(`${from}\n${to}`);
        }
    }

    return { nodes: [...nodes.values()], edges: [...edges].map(edge => edge.split("\n")) };
}

const stateOf = node => severity.find(state => node.states.has(state));

function labelOf(node) {
    const text = node.isDirectory ? `${node.name}/ (${node.count})` : node.name;
    return text.length <= 46 ? text : `…${text.slice(-45)}`;
}

function layOut({ nodes, edges }) {
    const graph = new dagre.graphlib.Graph();
    graph.setGraph({ rankdir: "LR", nodesep: 10, ranksep: 60, marginx: 12, marginy: 12 });
    graph.setDefaultEdgeLabel(() => ({}));
    for (const node of nodes) {
        graph.setNode(node.name, { width: labelOf(node).length * letterWidth + 20, height: nodeHeight, node });
    }

    for (const [from, to] of edges) {
        graph.setEdge(from, to);
    }

    dagre.layout(graph);
    return graph;
}

function drawNode({ x, y, width, height, node }) {
    const state = stateOf(node);
    const shape = element("rect", { x: x - width / 2, y: y - height / 2, width, height, rx: node.isDirectory ? 2 : 12 });
    const text = element("text", { x, y: y + 4, "text-anchor": "middle" }, labelOf(node));
    const title = element("title", {}, node.isDirectory
        ? `${node.name}: ${node.count} streams, ${[...node.states].join(", ")}; select to open`
        : `${node.name}: ${state}`);
    const link = element("a", {
        href: node.isDirectory ? "#graph" : `${box.dataset.stream}?${encodeURIComponent(node.name).replaceAll("%2F", "/")}`,
        class: `node ${state}${node.isDirectory ? " directory" : ""}`,
        "data-node": node.name,
        "aria-label": node.isDirectory ? `open ${node.name}, ${node.count} streams` : `${node.name}, ${state}`,
    }, title, shape, text);
    if (node.isDirectory) {
        link.addEventListener("click", event => {
            event.preventDefault();
            opened.add(node.name);
            draw();
        });
    }

    return link;
}

function drawEdge(points) {
    const [first, ...rest] = points;
    return element("path", { d: `M${first.x} ${first.y}${rest.map(point => `L${point.x} ${point.y}`).join("")}` });
}

function show() {
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
}

function fit() {
    view = { x: 0, y: 0, width: extent.width, height: extent.height };
    show();
}

function zoom(factor, x = view.x + view.width / 2, y = view.y + view.height / 2) {
    const width = Math.min(Math.max(view.width * factor, 100), extent.width * 4);
    const scale = width / view.width;
    view = { x: x - (x - view.x) * scale, y: y - (y - view.y) * scale, width, height: view.height * scale };
    show();
}

function pointOf(event) {
    const area = svg.getBoundingClientRect();
    return [
        view.x + (event.clientX - area.left) / area.width * view.width,
        view.y + (event.clientY - area.top) / area.height * view.height,
    ];
}

function letMove() {
    svg.addEventListener("wheel", event => {
        if (event.ctrlKey || event.metaKey) {
            event.preventDefault();
            zoom(event.deltaY > 0 ? 1.15 : 0.87, ...pointOf(event));
        }
    }, { passive: false });
    svg.addEventListener("pointerdown", event => {
        if (event.target.closest("a")) {
            return;
        }

        svg.setPointerCapture(event.pointerId);
        let [x, y] = [event.clientX, event.clientY];
        const move = next => {
            const area = svg.getBoundingClientRect();
            view.x -= (next.clientX - x) / area.width * view.width;
            view.y -= (next.clientY - y) / area.height * view.height;
            [x, y] = [next.clientX, next.clientY];
            show();
        };
        svg.addEventListener("pointermove", move);
        svg.addEventListener("pointerup", () => svg.removeEventListener("pointermove", move), { once: true });
    });
}

function draw() {
    const graph = layOut(collect());
    const size = graph.graph();
    extent = { width: Math.max(size.width || 1, 1), height: Math.max(size.height || 1, 1) };
    svg?.remove();
    svg = element(
        "svg",
        { class: "drawing", "aria-label": "Dependency graph" },
        element("g", { class: "edges" }, ...graph.edges().map(edge => drawEdge(graph.edge(edge).points))),
        element("g", { class: "nodes" }, ...graph.nodes().map(name => drawNode(graph.node(name)))));
    box.append(svg);
    letMove();
    fit();
}

function button(text, action) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", action);
    return made;
}

function expandAll() {
    streams.flatMap(stream => directoriesOf(stream.name)).forEach(directory => opened.add(directory));
    draw();
}

function addTools() {
    const tools = document.createElement("div");
    tools.className = "tools";
    tools.append(
        button("zoom in", () => zoom(0.8)),
        button("zoom out", () => zoom(1.25)),
        button("fit", fit),
        button("collapse all", () => {
            opened.clear();
            draw();
        }),
        ...(streams.length <= maximumExpanded ? [button("expand all", expandAll)] : []));
    const hint = document.createElement("span");
    hint.className = "muted";
    hint.textContent = "Drag to move; Ctrl and the wheel zoom.";
    tools.append(hint);
    box.append(tools);
}

async function run() {
    const response = await fetch(box.dataset.source, { headers: { Accept: "application/json" } });
    if (!response.ok) {
        return;
    }

    streams = (await response.json()).nodes;
    openUntilFull();
    box.hidden = false;
    addTools();
    draw();
    box.dataset.drawn = "true";
}

if (box) {
    run();
}
