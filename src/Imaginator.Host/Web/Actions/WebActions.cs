using Imaginator.Host.History;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Schedule;
using Imaginator.Quantities;

namespace Imaginator.Host.Web.Actions;

/// <summary>All that can be done from pages and over the API.</summary>
/// <param name="queue">Has the builds.</param>
/// <param name="records">Know who asked for builds.</param>
/// <param name="rebuilds">Starts automatic builds; null where there are none.</param>
internal sealed class WebActions(IBuildQueue queue, BuildLookup records, IAutoRebuilds? rebuilds)
{
    /// <summary>Whether there are automatic builds that could be started.</summary>
    public bool HasAutoBuilds => rebuilds is not null;

    /// <summary>Cancels a build. Whoever asked for it may, too.</summary>
    public WebAction CancelBuild => new("cancelBuild", "Imaginator.CancelBuild", CancelAsync) { IsOpenTo = IsOwnBuild };

    /// <summary>Refuses build requests for some time.</summary>
    public WebAction DisableBuildRequests => Pause("disableBuildRequests", "Imaginator.DisableBuildRequests", queue.DisableBuildRequests);

    /// <summary>Takes build requests again.</summary>
    public WebAction EnableBuildRequests => Resume("enableBuildRequests", "Imaginator.DisableBuildRequests", queue.DisableBuildRequests);

    /// <summary>Builds nothing automatically for some time.</summary>
    public WebAction DisableAutoBuilds => Pause("disableAutoBuilds", "Imaginator.DisableAutoBuilds", queue.DisableAutoBuilds);

    /// <summary>Builds automatically again.</summary>
    public WebAction EnableAutoBuilds => Resume("enableAutoBuilds", "Imaginator.DisableAutoBuilds", queue.DisableAutoBuilds);

    /// <summary>Starts a cycle of automatic builds.</summary>
    public WebAction StartAutoBuilds => new("startAutoBuilds", "Imaginator.StartAutoBuilds", StartAsync);

    private static WebAction Pause(string name, string method, Func<TimeSpan, DateTimeOffset?> disable) => new(
        name,
        method,
        (_, input, _) => Task.FromResult(
            GoDuration.TryParse(input, out var duration) && duration > TimeSpan.Zero
                ? ActionResult.Done("disabled") with { DisabledUntil = disable(duration) }
                : new ActionResult(ActionResultKind.Malformed, $"\"{input}\" is not how long something lasts; say 5m or 1h30m.")));

    private static WebAction Resume(string name, string method, Func<TimeSpan, DateTimeOffset?> disable) => new(
        name, method, (_, _, _) => Task.FromResult(ActionResult.Done("enabled") with { DisabledUntil = disable(TimeSpan.Zero) }));

    private Task<ActionResult> CancelAsync(Caller caller, string input, CancellationToken cancellationToken) => Task.FromResult(
        BuildId.TryParse(input, out var id) && queue.Cancel(id, caller)
            ? ActionResult.Done("cancelled")
            : new ActionResult(ActionResultKind.NotFound, "There is no such build that waits or runs."));

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
            return new ActionResult(ActionResultKind.Refused, "Automatic builds are turned off: -imageRebuildInterval is 0.");
        }

        await rebuilds.StartAsync(waitToStart: false, waitForComplete: false, cancellationToken);
        return ActionResult.Done("started");
    }
}
