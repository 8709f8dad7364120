using System.Collections.Immutable;
using Imaginator.Building.Streams;
using Imaginator.Host.Configuration;
using Imaginator.Host.History.Records;
using Imaginator.Host.Web.Addresses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Imaginator.Host.Web.Api;

/// <summary><c>/api/v1/streams</c>.</summary>
internal sealed class StreamsApi(LiveConfiguration configuration, BuildHistory history)
{
    private const int MaximumLimit = 10_000;

    public Results<JsonHttpResult<ApiStreams>, ProblemHttpResult> List(HttpRequest request)
    {
        var parameters = new ApiParameters(request.Query);
        var prefix = parameters.Text("prefix") ?? "";
        var after = parameters.Text("after");
        var limit = parameters.Limit(MaximumLimit);
        if (parameters.Fault is { } fault)
        {
            return TypedResults.Problem(fault, statusCode: StatusCodes.Status400BadRequest);
        }

        var current = configuration.Current;
        var streams = current.Main.BootstrapStreams.Values.Cast<StreamDefinition>().Concat(current.ImageStreams.Streams)
            .Where(stream => stream.Name.StartsWith(prefix, StringComparison.Ordinal)
                && (after is null || string.CompareOrdinal(stream.Name, after) > 0))
            .OrderBy(stream => stream.Name, StringComparer.Ordinal)
            .Take(limit + 1)
            .ToList();
        var latest = history.ReadAllLatest();
        var shown = streams.Take(limit).Select(stream => Of(stream, latest.GetValueOrDefault(stream.Name))).ToImmutableArray();
        return TypedResults.Json(
            new ApiStreams(
                shown,
                after is null && !current.ImageStreams.Patterns.IsEmpty ? current.ImageStreams.Patterns : null,
                streams.Count > limit ? parameters.NextAddress($"{ApiAddress.Root}/streams", "after", shown[^1].Name) : null),
            ApiJson.Default.ApiStreams);
    }

    /// <summary>Shows a stream, also one whose name matches a pattern. Throws if it matches two patterns.</summary>
    public Results<JsonHttpResult<ApiStream>, ProblemHttpResult> Show(string name)
    {
        if (configuration.Current.Catalog.Find(name) is not { } stream)
        {
            return TypedResults.Problem(
                $"stream \"{name}\" not found in the configuration", statusCode: StatusCodes.Status404NotFound);
        }

        var (last, good) = history.FindLatest(name);
        var latest = last is null ? null : new LatestBuild(last.Id, last.Result.IsGood() == true, last.FinishedAt, good?.ImageName);
        return TypedResults.Json(Of(stream, latest), ApiJson.Default.ApiStream);
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
