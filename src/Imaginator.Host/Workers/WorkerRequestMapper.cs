using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Imaginator.Building.Builds;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.Imaginator;
using Riok.Mapperly.Abstractions;

namespace Imaginator.Host.Workers;

/// <summary>Makes messages of requests. A member that is neither mapped nor ignored on purpose fails the build.</summary>
[Mapper]
internal static partial class WorkerRequestMapper
{
    // The daemon sets the expiration when it names the image. But workers refuse requests outside of these bounds.
    private static readonly TimeSpan MinimumExpiration = TimeSpan.FromHours(1);
    private static readonly TimeSpan MaximumExpiration = TimeSpan.FromHours(24);

    /// <summary>Makes the message for a worker: it builds no source image, and returns the image instead of publishing it.</summary>
    [MapProperty(nameof(BuildRequest.ExpiresIn), nameof(BuildImageRequest.ExpiresIn), Use = nameof(ToExpiration))]
    [MapValue(nameof(BuildImageRequest.DisableRecursiveBuild), true)]
    [MapValue(nameof(BuildImageRequest.ReturnImage), true)]
    [MapValue(nameof(BuildImageRequest.StreamBuildLog), true)]
    [MapperIgnoreSource(nameof(BuildRequest.DisableRecursiveBuild))]
    [MapperIgnoreSource(nameof(BuildRequest.ReturnImage))]
    [MapperIgnoreSource(nameof(BuildRequest.SkipIfUnchangedFor))]
    [MapperIgnoreSource(nameof(BuildRequest.TestTimeout))]
    [MapperIgnoreSource(nameof(BuildRequest.RequestedBy))]
    [MapperIgnoreSource(nameof(BuildRequest.Private))]
    [MapperIgnoreSource(nameof(BuildRequest.OutputName))]
    public static partial BuildImageRequest ToMessage(BuildRequest request);

    private static string ToBranch(string? branch) => branch ?? "";

    private static GobDuration ToDuration(TimeSpan duration) => GobDuration.From(duration);

    [SuppressMessage("Performance", "CA1859", Justification = "The generator finds the mapping by the type of the target.")]
    private static IReadOnlyDictionary<string, string>? ToVariables(ImmutableSortedDictionary<string, string> variables) =>
        variables.IsEmpty ? null : variables;

    [UserMapping(Default = false)]
    private static GobDuration ToExpiration(TimeSpan duration) =>
        GobDuration.From(TimeSpan.FromTicks(Math.Clamp(duration.Ticks, MinimumExpiration.Ticks, MaximumExpiration.Ticks)));
}
