using System.Collections.Immutable;
using Imaginator.Host.Access;
using Imaginator.Host.History;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Requests;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Host.Builds;

/// <summary>Cancels builds for callers who may do so. Thread-safe.</summary>
internal sealed class BuildCancellations(IBuildQueue queue, BuildLookup records, Permissions permissions)
{
    /// <summary>
    /// Cancels a build for all its callers; see <see cref="MayCancel(Caller, BuildId)"/>. The result is final: a cancelled build never ends as succeeded.
    /// The caller of this method writes the audit log.
    /// </summary>
    public CancelResult Cancel(Caller caller, BuildId build)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (Find(build) is not { } found)
        {
            return CancelResult.NotFound;
        }

        if (!MayCancel(caller, found))
        {
            return CancelResult.Denied;
        }

        // A build that the queue does not have any more has ended.
        return queue.Cancel(build, caller) == QueueCancellation.Cancelled ? CancelResult.Cancelled : CancelResult.TooLate;
    }

    /// <summary>
    /// Whether a caller may cancel a build: with access to the method, with a role to manage the stream, or as the only requestor of the
    /// build. False for an unknown build.
    /// </summary>
    public bool MayCancel(Caller caller, BuildId build)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return Find(build) is { } found && MayCancel(caller, found);
    }

    private bool MayCancel(Caller caller, (string StreamName, ImmutableArray<string> Requestors) build) =>
        permissions.RoleOf(caller, build.StreamName) >= StreamRole.Manage
        || (caller.UserName.Length > 0
            && caller.MayOwn(build.StreamName)
            && build.Requestors.All(requestor => requestor == caller.UserName));

    // The records lag behind the queue by a moment.
    private (string StreamName, ImmutableArray<string> Requestors)? Find(BuildId build)
    {
        if (queue.Find(build) is { } current)
        {
            // Not the names for people: the daemon has one, too, which can be that of a user.
            return (current.StreamName, RequestorsOf(current.Request.Caller.UserName, current.Joined.Select(joined => joined.Caller.UserName)));
        }

        return records.Find(build) is { } record ? (record.StreamName, RequestorsOf(record.Requestor, record.Joined)) : null;
    }

    private static ImmutableArray<string> RequestorsOf(string first, IEnumerable<string> others) => [first, .. others];
}
