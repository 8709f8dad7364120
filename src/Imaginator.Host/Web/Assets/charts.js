// Draws charts from data of the daemon. The same values are in tables, for readers without scripts.
import uPlot from "./vendor/uplot.js";

const height = 220;
const colors = ["--series1", "--series2", "--series3", "--series4"];
const sources = new Map();

const read = address => {
    if (!sources.has(address)) {
        sources.set(address, fetch(address, { headers: { Accept: "application/json" } }).then(response => {
            if (!response.ok) {
                throw new Error(`status ${response.status}`);
            }

            return response.json();
        }));
    }

    return sources.get(address);
};

const styleOf = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function formatBytes(value) {
    const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
    let unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
        value /= 1024;
        unit++;
    }

    return `${Number(value.toFixed(1))} ${units[unit]}`;
}

function formatSeconds(value) {
    return value < 60 ? `${Number(value.toFixed(1))} s`
        : value < 3600 ? `${Number((value / 60).toFixed(1))} min`
        : `${Number((value / 3600).toFixed(1))} h`;
}

const formats = {
    bytes: formatBytes,
    s: formatSeconds,
    share: value => `${Number((value * 100).toFixed(1))} %`,
    count: value => `${Number(value.toFixed(2))}`,
};

function optionsOf(data, width) {
    const format = value => value === null || value === undefined ? "" : formats[data.unit](value);
    const axis = { stroke: styleOf("--muted"), grid: { stroke: styleOf("--line") }, ticks: { stroke: styleOf("--line") } };
    return {
        width,
        height,
        legend: { live: true },
        scales: { y: { range: (_, low, high) => [Math.min(0, low ?? 0), (high || 1) * 1.05] } },
        axes: [axis, { ...axis, size: 76, values: (_, splits) => splits.map(format) }],
        series: [
            {},
            ...data.series.map((series, i) => ({
                label: series.label,
                stroke: styleOf(colors[i % colors.length]),
                width: 2,
                spanGaps: false,
                points: { show: data.x.length < 100 },
                value: (_, value) => format(value),
            })),
        ],
    };
}

async function draw(figure) {
    const plot = figure.querySelector(".plot");
    const data = (await read(figure.dataset.source))[figure.dataset.chart];
    if (!data || data.x.length === 0 || data.series.every(series => series.values.every(value => value === null))) {
        plot.textContent = "No data yet.";
        return;
    }

    const values = [data.x, ...data.series.map(series => series.values)];
    let chart = new uPlot(optionsOf(data, plot.clientWidth), values, plot);
    new ResizeObserver(() => chart.setSize({ width: plot.clientWidth, height })).observe(plot);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
        chart.destroy();
        chart = new uPlot(optionsOf(data, plot.clientWidth), values, plot);
    });
    figure.dataset.drawn = "true";
}

for (const figure of document.querySelectorAll("figure.chart")) {
    figure.classList.add("drawing");
    draw(figure).catch(() => {
        figure.querySelector(".plot").textContent = "The data cannot be read.";
    });
}
