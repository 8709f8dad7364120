using System.Collections.Immutable;
using Imaginator.Building.Streams;
using Imaginator.Host.Builds;
using Imaginator.Host.Configuration;
using Imaginator.Host.Dependencies;
using Imaginator.Host.History.Records;
using Imaginator.Host.Web.Api.Answers;
using Imaginator.Host.Web.Api.Json;
using Imaginator.Host.Web.Api.Messages.Streams;
using Imaginator.Host.Web.Api.Requests;
using Imaginator.Host.Web.Failures;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Streams;

/// <summary><c>/api/v1/streams</c> and <c>/api/v1/failing-streams</c>.</summary>
internal sealed class StreamsApi(
    LiveConfiguration configuration, BuildHistory history, FailingStreams failing, IStreamDependencies dependencies, ApiReaders readers)
{
    public const int MaximumLimit = 10_000;

    public IResult List(HttpContext context)
    {
        var parameters = new ApiParameters(context.Request);
        var prefix = parameters.Text("prefix") ?? "";
        var search = parameters.Text("search") ?? "";
        var after = parameters.Text("after");
        var limit = parameters.Limit(MaximumLimit);
        if (parameters.Fault is { } fault)
        {
            return Problems.InvalidRequest(fault);
        }

        var current = configuration.Current;
        var reader = readers.Of(context);
        var streams = current.Main.BootstrapStreams.Values.Cast<StreamDefinition>().Concat(current.ImageStreams.Streams)
            .Where(stream => stream.Name.StartsWith(prefix, StringComparison.Ordinal)
                && stream.Name.Contains(search, StringComparison.OrdinalIgnoreCase)
                && (after is null || string.CompareOrdinal(stream.Name, after) > 0)
                && reader.Sees(stream.Name))
            .OrderBy(stream => stream.Name, StringComparer.Ordinal)
            .Take(limit + 1)
            .ToList();
        var latest = history.ReadAllLatest();
        var next = streams.Count > limit ? parameters.NextAddress("after", streams[limit - 1].Name) : null;
        return new JsonAnswer<ApiStreams>(
            new ApiStreams
            {
                Streams = [.. streams.Take(limit).Select(stream => Of(stream, latest.GetValueOrDefault(stream.Name)))],
                Patterns = after is null && !current.ImageStreams.Patterns.IsEmpty && reader.SeesAll ? current.ImageStreams.Patterns : null,
                Next = next,
            },
            ApiJson.Default.ApiStreams) { Next = next };
    }

    /// <summary>Shows a stream, also one whose name matches a pattern. Throws if it matches two patterns.</summary>
    public IResult Show(HttpContext context)
    {
        var name = ApiSegments.NameOf(context);
        var reader = readers.Of(context);
        if (!reader.Sees(name) || configuration.Current.Catalog.Find(name) is not { } stream)
        {
            return Problems.StreamNotFound(name);
        }

        var (last, good) = history.FindLatest(name);
        var latest = last is null ? null : new LatestBuild(last.Id, last.Result.IsGood() == true, last.FinishedAt, good?.ImageName);
        var known = dependencies.Current;
        ImmutableArray<string> dependents =
        [
            .. known.StreamToSource.Where(pair => pair.Value == name && reader.Sees(pair.Key)).Select(pair => pair.Key),
        ];
        return new JsonAnswer<ApiStream>(
            Of(stream, latest) with
            {
                SourceStream = known.StreamToSource.TryGetValue(name, out var source) ? source : null,
                Dependents = dependents.IsEmpty ? null : dependents,
            },
            ApiJson.Default.ApiStream);
    }

    public IResult ListFailing(HttpContext context)
    {
        var reader = readers.Of(context);
        return new JsonAnswer<ApiFailingStreams>(
            new ApiFailingStreams
            {
                Streams = [.. failing.List().Where(stream => reader.Sees(stream.StreamName)).Select(ApiFailingStream.Of)],
            },
            ApiJson.Default.ApiFailingStreams);
    }

    private static ApiStream Of(StreamDefinition stream, LatestBuild? latest)
    {
        var shown = new ApiStream
        {
            Name = stream.Name,
            Kind = stream is BootstrapStream ? "bootstrap" : "image",
            LastBuildId = latest?.Id.ToString(),
            LastBuildSucceeded = latest?.IsGood,
            LastBuildFinishedAt = latest?.FinishedAt,
            NewestImage = latest?.ImageName,
        };
        return stream switch
        {
            BootstrapStream bootstrap => shown with { PackagerType = bootstrap.PackagerType },
            ImageStream image => shown with
            {
                ManifestUrl = image.ManifestUrl,
                ManifestDirectory = image.ManifestDirectory.Length == 0 ? null : image.ManifestDirectory,
                BuilderUsers = image.BuilderUsers.IsEmpty ? null : image.BuilderUsers,
                BuilderGroups = image.BuilderGroups.IsEmpty ? null : image.BuilderGroups,
            },
            _ => shown,
        };
    }
}
