using Imaginator.Building.Streams;
using Imaginator.Host.Configuration;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Html;

namespace Imaginator.Host.Web.Pages;

/// <summary>The page <c>/showImageStream?STREAM</c>: the definition of a stream and its builds.</summary>
internal sealed class StreamPage(
    LiveConfiguration configuration,
    BuildHistory history,
    IBuildQueue queue,
    BuildTables tables,
    ImageLinks images,
    TimeProvider timeProvider)
{
    private const int ShownBuilds = 20;

    /// <summary>Makes the page; null if neither the configuration nor the history has the stream. Throws if the name matches two patterns.</summary>
    public HtmlPage? Make(string name, ActionButtons actions)
    {
        var clock = PageClock.Of(timeProvider);
        var stream = configuration.Current.Catalog.Find(name);
        var builds = history.Query(new HistoryQuery { StreamName = name, Count = ShownBuilds }).Builds;
        if (stream is null && builds.IsEmpty)
        {
            return null;
        }

        var good = history.FindLatest(name).Good;
        var now = queue.Current;
        return new HtmlPage(name, html =>
        {
            if (stream is null)
            {
                html.Write($"<div class=\"notice\">The configuration does not contain this stream; it may have been removed.</div>\n");
            }

            if (stream?.Fault is { } fault)
            {
                html.Write($"<div class=\"notice\">The stream cannot be built because its configuration is invalid: {fault}</div>\n");
            }

            html.Write($"<dl>\n");
            if (good is not null)
            {
                html.Write($"<dt>Newest image</dt><dd>{images.Of(good.ImageName)} ");
                html.Write($"<span class=\"muted\">{PageParts.Age(good.FinishedAt, clock)}</span></dd>\n");
            }

            Definition(html, stream);
            html.Write($"</dl>\n");
            var running = now.Running.RemoveAll(build => build.StreamName != name);
            Links(html, name, !running.IsEmpty);
            if (!running.IsEmpty)
            {
                html.Write($"<h2>Current build</h2>\n{BuildTables.Running(running, clock, actions)}");
            }

            html.Write($"<h2>Latest builds</h2>\n{tables.Mixed(builds, clock)}");
        });
    }

    private static void Links(HtmlWriter html, string name, bool isRunning) => html.Write($"""
        <div class="links">
        {PageParts.Link(new GraphQuery([], [name]).AddressOf(PageAddress.Graph), "dependencies")}
        {PageParts.Link(PageAddress.Of(BuildListAddress.OfStream(BuildListKind.All), name), "all builds")}
        {PageParts.Link(PageAddress.Of(BuildListAddress.OfStream(BuildListKind.Good), name), "successful builds")}
        {PageParts.Link(PageAddress.Of(BuildListAddress.OfStream(BuildListKind.Error), name), "failed builds")}
        {(isRunning ? PageParts.Link(PageAddress.Of(PageAddress.CurrentLog, name), "log of the current build") : null)}
        {PageParts.Link(PageAddress.Of(PageAddress.LastLog, name), "log of the last build")}
        </div>

        """);

    private static void Fact(HtmlWriter html, string name, string value)
    {
        if (value.Length > 0)
        {
            html.Write($"<dt>{name}</dt><dd class=\"mono\">{value}</dd>\n");
        }
    }

    private void Definition(HtmlWriter html, StreamDefinition? stream)
    {
        switch (stream)
        {
            case BootstrapStream bootstrap:
                Fact(html, "Packager type", bootstrap.PackagerType);
                Fact(html, "Bootstrap command", string.Join(' ', bootstrap.BootstrapCommand));
                Fact(html, "Filter", string.Join(' ', bootstrap.FilterLines));
                Fact(html, "Owner users", string.Join(", ", bootstrap.OwnerUsers));
                Fact(html, "Owner groups", string.Join(", ", bootstrap.OwnerGroups));
                break;
            case ImageStream image:
                // Not expanded: variables can be secret.
                Fact(html, "Manifest", image.ManifestUrl);
                Fact(html, "Manifest directory", image.ManifestDirectory);
                Fact(html, "Builder users", string.Join(", ", image.BuilderUsers));
                Fact(html, "Builder groups", string.Join(", ", image.BuilderGroups));
                break;
        }

        if (stream is { Variables.IsEmpty: false })
        {
            html.Write($"<dt>Variables</dt><dd class=\"mono\">");
            foreach (var (variable, value) in stream.Variables)
            {
                html.Write($"{variable}={configuration.Masker.Mask(value)}<br>");
            }

            html.Write($"</dd>\n");
        }
    }
}
