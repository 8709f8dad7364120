using System.Collections.Immutable;
using Imaginator.Host.Queue.Snapshots;

namespace Imaginator.Host.Web.Console.Parts;

/// <summary>Running or queued builds in a table. Only <see cref="MayCancel"/> decides about buttons.</summary>
internal sealed record QueueTable(ImmutableArray<BuildSnapshot> Builds, Func<BuildSnapshot, bool> MayCancel)
{
    /// <summary>The users who requested a build, in order, each once.</summary>
    public static IEnumerable<string> RequestorsOf(BuildSnapshot build) =>
        build.Joined.Select(request => request.Caller.DisplayName).Prepend(build.Request.Caller.DisplayName).Distinct(StringComparer.Ordinal);
}
