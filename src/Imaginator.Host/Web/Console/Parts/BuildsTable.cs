using System.Collections.Immutable;
using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;

namespace Imaginator.Host.Web.Console.Parts;

/// <summary>Builds in a table, with any results.</summary>
internal sealed record BuildsTable(ImmutableArray<BuildRecord> Builds, BuildLogs Logs)
{
    // The page of the build has the whole error.
    private const int MaximumErrorLength = 300;

    /// <summary>What the table is about, for screen readers.</summary>
    public string Label { get; init; } = "Builds";

    /// <summary>Whether the table has the stream of each build.</summary>
    public bool HasStreams { get; init; } = true;

    public bool HasLog(BuildRecord build) => Logs.Has(build.Id);

    /// <summary>The beginning of the error.</summary>
    public static string ErrorOf(BuildRecord build) =>
        build.Error.Length <= MaximumErrorLength ? build.Error : build.Error[..MaximumErrorLength] + "…";
}
