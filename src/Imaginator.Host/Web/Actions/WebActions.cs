using Imaginator.Host.Auditing;
using Imaginator.Host.Builds;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Schedule;
using Imaginator.Quantities;

namespace Imaginator.Host.Web.Actions;

/// <summary>All actions of pages and the API. Without automatic rebuilds, <paramref name="rebuilds"/> is null.</summary>
internal sealed class WebActions(IBuildQueue queue, BuildCancellations cancellations, IAutoRebuilds? rebuilds = null)
{
    public bool HasAutoBuilds => rebuilds is not null;

    /// <summary>
    /// Cancels a build. The requestor of a build that has no other subscribers needs no other permission, and a role to manage the
    /// stream suffices.
    /// </summary>
    public WebAction CancelBuild => new(AuditActions.CancelBuild, "Imaginator.CancelBuild", CancelAsync) { IsOpenTo = MayCancel };

    /// <summary>Refuses build requests for a duration.</summary>
    public WebAction DisableBuildRequests => Pause(AuditActions.DisableBuildRequests, "Imaginator.DisableBuildRequests", queue.DisableBuildRequests);

    /// <summary>Accepts build requests again.</summary>
    public WebAction EnableBuildRequests => Resume(AuditActions.EnableBuildRequests, "Imaginator.DisableBuildRequests", queue.DisableBuildRequests);

    /// <summary>Stops automatic builds for a duration.</summary>
    public WebAction DisableAutoBuilds => Pause(AuditActions.DisableAutoBuilds, "Imaginator.DisableAutoBuilds", queue.DisableAutoBuilds);

    /// <summary>Permits automatic builds again.</summary>
    public WebAction EnableAutoBuilds => Resume(AuditActions.EnableAutoBuilds, "Imaginator.DisableAutoBuilds", queue.DisableAutoBuilds);

    /// <summary>Starts a cycle of automatic builds.</summary>
    public WebAction StartAutoBuilds => new(AuditActions.StartAutoBuilds, "Imaginator.StartAutoBuilds", StartAsync);

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

    private Task<ActionResult> CancelAsync(Caller caller, string input, CancellationToken cancellationToken) =>
        Task.FromResult(BuildId.TryParse(input, out var id) ? Cancel(caller, id) : NoBuild());

    private ActionResult Cancel(Caller caller, BuildId id) => cancellations.Cancel(caller, id) switch
    {
        CancelResult.Cancelled => ActionResult.Done("cancelled"),
        CancelResult.TooLate when queue.Find(id) is not null => new ActionResult(
            ActionResultKind.TooLate, "too late to cancel the build: it already publishes its image, and continues"),
        CancelResult.TooLate => new ActionResult(ActionResultKind.TooLate, "too late to cancel the build: it has ended"),
        CancelResult.Denied => new ActionResult(ActionResultKind.Denied, "no permission to cancel the build"),
        _ => NoBuild(),
    };

    private static ActionResult NoBuild() => new(ActionResultKind.NotFound, "no queued or running build has this id");

    private bool MayCancel(Caller caller, string input) =>
        BuildId.TryParse(input, out var id) && cancellations.MayCancel(caller, id);

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
