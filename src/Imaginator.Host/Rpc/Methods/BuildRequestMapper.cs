using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.Imaginator;
using Riok.Mapperly.Abstractions;

namespace Imaginator.Host.Rpc.Methods;

/// <summary>Makes requests of messages. A member that is neither mapped nor ignored on purpose fails the build.</summary>
[Mapper]
internal static partial class BuildRequestMapper
{
    [MapProperty(nameof(BuildImageRequest.GitBranch), nameof(BuildRequest.GitBranch), Use = nameof(NullIfEmpty))]
    [MapperIgnoreSource(nameof(BuildImageRequest.StreamBuildLog))]
    [MapperIgnoreTarget(nameof(BuildRequest.SkipIfUnchangedFor))]
    [MapperIgnoreTarget(nameof(BuildRequest.TestTimeout))]
    [MapperIgnoreTarget(nameof(BuildRequest.RequestedBy))]
    [MapperIgnoreTarget(nameof(BuildRequest.Private))]
    public static partial BuildRequest ToRequest(BuildImageRequest message);

    private static TimeSpan ToTimeSpan(GobDuration duration) => duration.ToTimeSpan();

    private static ImmutableSortedDictionary<string, string> ToVariables(IReadOnlyDictionary<string, string>? variables) =>
        (variables ?? ImmutableDictionary<string, string>.Empty).ToImmutableSortedDictionary(StringComparer.Ordinal);

    [UserMapping(Default = false)]
    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;
}
