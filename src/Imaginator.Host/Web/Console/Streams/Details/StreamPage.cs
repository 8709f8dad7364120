using System.Collections.Immutable;
using Imaginator.Building.Streams;
using Imaginator.Host.Configuration;
using Imaginator.Host.Dependencies;
using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue;
using Imaginator.Host.Web.Console.Parts;
using Imaginator.Host.Web.Failures;
using Imaginator.Host.Web.Readers;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Console.Streams.Details;

/// <summary>The page <c>/showImageStream?STREAM</c>: the definition of a stream, what it is built on, its images and its builds.</summary>
internal sealed class StreamPage(
    LiveConfiguration configuration,
    BuildHistory history,
    BuildLogs logs,
    IBuildQueue queue,
    IStreamDependencies dependencies,
    StreamImages images)
{
    private const int ShownBuilds = 20;
    private const int ShownImages = 20;
    private const int ShownDependents = 200;
    private const int MaximumDepth = 32;

    /// <summary>Makes the page. Throws if the name matches two patterns.</summary>
    public async Task<IResult> MakeAsync(PageReader reader, string name, CancellationToken cancellationToken)
    {
        if (!reader.Sees(name))
        {
            return WebFailures.StreamNotFound(name);
        }

        var stream = configuration.Current.Catalog.Find(name);
        var builds = history.Query(new HistoryQuery { StreamName = name, Count = ShownBuilds }).Builds;
        if (stream is null && builds.IsEmpty)
        {
            return WebFailures.StreamNotFound(name, reader.SeesAll ? configuration.Current.Catalog.FindNearest(name) : null);
        }

        var known = dependencies.Current;
        var (newest, fault) = await images.FindAsync(name, ShownImages, cancellationToken);
        var model = new StreamModel(name)
        {
            IsConfigured = stream is not null,
            Fault = stream?.Fault,
            Good = history.FindLatest(name).Good,
            Facts = StreamFacts.Of(stream, configuration.Masker.Mask),
            Sources = SourcesOf(known, name),
            Dependents =
            [
                .. known.StreamToSource.Where(pair => pair.Value == name && reader.Sees(pair.Key)).Select(pair => pair.Key).Take(ShownDependents),
            ],
            BuildForm = stream is { Fault: null } && reader.MayBuild(name) ? FormOf(stream) : null,
            Running = new QueueTable(queue.Current.Running.RemoveAll(build => build.StreamName != name), reader.MayCancel),
            Builds = new BuildsTable(builds, logs) { HasStreams = false },
            Images = newest,
            ImagesFault = fault,
        };
        return new ConsolePage(name, new Web_Console_Streams_Details_StreamView { Model = model })
        {
            Section = PageSection.Streams,
            Scripts = ["charts.js"],
            Styles = ["vendor/uplot.css"],
        };
    }

    // The configuration forbids cycles only as far as it can see them.
    private static ImmutableArray<string> SourcesOf(DependencySnapshot known, string name)
    {
        var sources = ImmutableArray.CreateBuilder<string>();
        while (sources.Count < MaximumDepth && known.StreamToSource.TryGetValue(name, out var source))
        {
            sources.Add(source);
            name = source;
        }

        return sources.ToImmutable();
    }

    private static BuildForm FormOf(StreamDefinition stream) => new(stream.Name, Guid.NewGuid().ToString("N"))
    {
        HasBranch = stream is ImageStream,
        Variables = stream.RequestVariables?.ToImmutableSortedDictionary(
            variable => variable.Key, variable => variable.Value.Pattern, StringComparer.Ordinal),
    };
}
