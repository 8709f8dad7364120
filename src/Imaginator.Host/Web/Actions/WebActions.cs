using Imaginator.Host.History;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Schedule;
using Imaginator.Quantities;

namespace Imaginator.Host.Web.Actions;

/// <summary>All actions of pages and the API. Without automatic rebuilds, <paramref name="rebuilds"/> is null.</summary>
internal sealed class WebActions(IBuildQueue queue, BuildLookup records, IAutoRebuilds? rebuilds = null)
{
    public bool HasAutoBuilds => rebuilds is not null;

    /// <summary>Cancels a build. The requestor of a build that has no other subscribers needs no other permission.</summary>
    public WebAction CancelBuild => new("cancelBuild", "Imaginator.CancelBuild", CancelAsync) { IsOpenTo = IsOwnBuild };

    /// <summary>Refuses build requests for a duration.</summary>
    public WebAction DisableBuildRequests => Pause("disableBuildRequests", "Imaginator.DisableBuildRequests", queue.DisableBuildRequests);

    /// <summary>Accepts build requests again.</summary>
    public WebAction EnableBuildRequests => Resume("enableBuildRequests", "Imaginator.DisableBuildRequests", queue.DisableBuildRequests);

    /// <summary>Stops automatic builds for a duration.</summary>
    public WebAction DisableAutoBuilds => Pause("disableAutoBuilds", "Imaginator.DisableAutoBuilds", queue.DisableAutoBuilds);

    /// <summary>Permits automatic builds again.</summary>
    public WebAction EnableAutoBuilds => Resume("enableAutoBuilds", "Imaginator.DisableAutoBuilds", queue.DisableAutoBuilds);

    /// <summary>Starts a cycle of automatic builds.</summary>
    public WebAction StartAutoBuilds => new("startAutoBuilds", "Imaginator.StartAutoBuilds", StartAsync);

    private static WebAction Pause(string name, string method, Func<TimeSpan, DateTimeOffset?> disable) => new(
        name,
        method,
        (_, input, _) => Task.FromResult(
            GoDuration.TryParse(input, out var duration) && duration > TimeSpan.Zero
                ? ActionResult.Done("disabled") with { DisabledUntil = disable(duration) }
                : new ActionResult(ActionResultKind.Malformed, InvalidDuration(input))));

    private static WebAction Resume(string name, string method, Func<TimeSpan, DateTimeOffset?> disable) => new(
        name, method, (_, _, _) => Task.FromResult(ActionResult.Done("enabled") with { DisabledUntil = disable(TimeSpan.Zero) }));

    private static string InvalidDuration(string input) => input.Length == 0
        ? "parameter \"for\" is missing; give a duration such as 5m or 1h30m"
        : $"invalid duration \"{input}\"; give a positive duration such as 5m or 1h30m";

    private Task<ActionResult> CancelAsync(Caller caller, string input, CancellationToken cancellationToken) => Task.FromResult(
        BuildId.TryParse(input, out var id) && queue.Cancel(id, caller)
            ? ActionResult.Done("cancelled")
            : new ActionResult(ActionResultKind.NotFound, "no queued or running build has this id"));

    private bool IsOwnBuild(Caller caller, string input) =>
        caller.UserName.Length > 0
        && BuildId.TryParse(input, out var id)
        && records.Find(id) is { } build
        && build.Requestor == caller.UserName
        && build.Joined.IsEmpty;

    private async Task<ActionResult> StartAsync(Caller caller, string input, CancellationToken cancellationToken)
    {
        if (rebuilds is null)
        {
            return new ActionResult(ActionResultKind.Refused, "automatic builds are turned off: -imageRebuildInterval is 0");
        }

        await rebuilds.StartAsync(waitToStart: false, waitForComplete: false, cancellationToken);
        return ActionResult.Done("started");
    }
}
