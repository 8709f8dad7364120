using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Riok.Mapperly.Abstractions;

namespace Imaginator.Host.Queue.Journal;

/// <summary>
/// Copies build requests to and from the journal. Builds of private images are never repeated: they have no place in it. A member that is neither mapped nor ignored on purpose fails the build.
/// </summary>
[Mapper]
internal static partial class JournaledRequestMapper
{
    [MapProperty(nameof(BuildRequest.StreamName), nameof(JournaledRequest.Stream))]
    [MapperIgnoreSource(nameof(BuildRequest.RequestedBy))]
    [MapperIgnoreSource(nameof(BuildRequest.Private))]
    [MapperIgnoreSource(nameof(BuildRequest.OutputName))]
    [MapperIgnoreTarget(nameof(JournaledRequest.Reason))]
    [MapperIgnoreTarget(nameof(JournaledRequest.IsDetached))]
    [MapperIgnoreTarget(nameof(JournaledRequest.NeededBy))]
    [MapperIgnoreTarget(nameof(JournaledRequest.RetryOf))]
    [MapperIgnoreTarget(nameof(JournaledRequest.Retries))]
    [MapperIgnoreTarget(nameof(JournaledRequest.User))]
    [MapperIgnoreTarget(nameof(JournaledRequest.Groups))]
    [MapperIgnoreTarget(nameof(JournaledRequest.HasMethodAccess))]
    [MapperIgnoreTarget(nameof(JournaledRequest.Address))]
    [MapperIgnoreTarget(nameof(JournaledRequest.IsDaemon))]
    [MapperIgnoreTarget(nameof(JournaledRequest.TokenRole))]
    [MapperIgnoreTarget(nameof(JournaledRequest.TokenStreams))]
    public static partial void Copy(BuildRequest request, JournaledRequest journaled);

    [MapProperty(nameof(JournaledRequest.Stream), nameof(BuildRequest.StreamName))]
    [MapProperty(nameof(JournaledRequest.User), nameof(BuildRequest.RequestedBy))]
    [MapperIgnoreSource(nameof(JournaledRequest.Reason))]
    [MapperIgnoreSource(nameof(JournaledRequest.IsDetached))]
    [MapperIgnoreSource(nameof(JournaledRequest.NeededBy))]
    [MapperIgnoreSource(nameof(JournaledRequest.RetryOf))]
    [MapperIgnoreSource(nameof(JournaledRequest.Retries))]
    [MapperIgnoreSource(nameof(JournaledRequest.Groups))]
    [MapperIgnoreSource(nameof(JournaledRequest.HasMethodAccess))]
    [MapperIgnoreSource(nameof(JournaledRequest.Address))]
    [MapperIgnoreSource(nameof(JournaledRequest.IsDaemon))]
    [MapperIgnoreSource(nameof(JournaledRequest.TokenRole))]
    [MapperIgnoreSource(nameof(JournaledRequest.TokenStreams))]
    [MapperIgnoreTarget(nameof(BuildRequest.Private))]
    public static partial BuildRequest ToBuildRequest(JournaledRequest journaled);

    private static Dictionary<string, string> ToDictionary(ImmutableSortedDictionary<string, string> variables) =>
        variables.ToDictionary(StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, string> ToVariables(Dictionary<string, string> variables) =>
        variables.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
