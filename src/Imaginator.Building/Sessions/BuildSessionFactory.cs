using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;
using Imaginator.Building.Workspaces;
using Microsoft.Extensions.Logging;

namespace Imaginator.Building.Sessions;

/// <summary>Opens the sessions of builds. Thread-safe.</summary>
/// <param name="streams">Resolves stream names.</param>
/// <param name="settings">Returns the active settings.</param>
/// <param name="secrets">Returns the current secret variables.</param>
/// <param name="workspaces">Holds the workspaces of builds.</param>
/// <param name="failureShell">Offered where a build fails; null for none.</param>
/// <param name="timeProvider">Measures deadlines and stages.</param>
/// <param name="logger">The daemon's log.</param>
/// <param name="reserveFirst">
/// Starts the first sandbox of a bootstrap stream with the given settings, in the background; null if it starts when it is needed.
/// </param>
internal sealed class BuildSessionFactory(
    IStreamCatalog streams,
    Func<BuildSettings> settings,
    Func<IReadOnlyDictionary<string, string>> secrets,
    WorkspaceRoot workspaces,
    IFailureShell? failureShell,
    TimeProvider timeProvider,
    ILogger logger,
    Action<SandboxReserve, BootstrapStream, BuildSettings>? reserveFirst = null)
{
    /// <summary>The cause of a failure: the stream does not exist.</summary>
    public const string UnknownStream = "unknown stream: the configuration does not have it";

    /// <summary>Resolves the stream of a request and makes a workspace and a log for its build.</summary>
    /// <exception cref="BuildFailedException">The stream is unknown or invalid, or the time limit has passed.</exception>
    public Task<BuildSession> OpenAsync(
        BuildRequest request, IBuildObserver observer, CancellationToken cancellationToken) =>
        OpenAsync(request, observer, limitsDisk: true, cancellationToken);

    /// <summary>
    /// As <see cref="OpenAsync(BuildRequest, IBuildObserver, CancellationToken)"/>, without an image and without a limit of the disk space:
    /// for trees that stay on this machine.
    /// </summary>
    public Task<BuildSession> OpenUnlimitedAsync(
        BuildRequest request, IBuildObserver observer, CancellationToken cancellationToken) =>
        OpenAsync(request, observer, limitsDisk: false, cancellationToken);

    private async Task<BuildSession> OpenAsync(
        BuildRequest request, IBuildObserver observer, bool limitsDisk, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(observer);
        var deadline = new BuildDeadline(request.MaximumBuildDuration, timeProvider, cancellationToken);
        var reserve = new SandboxReserve();
        Workspace? workspace = null;
        try
        {
            // 1: the stream.
            var stream = await streams.FindAsync(request.StreamName, deadline.Token)
                ?? throw new BuildFailedException(request.StreamName, null, UnknownStream);

            if (stream.Fault is not null)
            {
                throw new BuildFailedException(request.StreamName, null, stream.DescribeFault());
            }

            RefuseVariables(stream, request);

            // 2: the workspace. The first command of a bootstrap stream follows immediately: its sandbox starts meanwhile.
            var active = settings();
            if (limitsDisk && stream is BootstrapStream bootstrap)
            {
                reserveFirst?.Invoke(reserve, bootstrap, active);
            }

            workspace = limitsDisk
                ? await CreateLimitedAsync(stream, active, deadline.Token)
                : workspaces.Create();
            var session = Create(request, stream, active, workspace, reserve, makesImage: limitsDisk, new MemoryObserver(observer), deadline);
            if (limitsDisk && !workspace.HasDiskLimit && workspaces.DiskGap is { } gap)
            {
                session.Log.WarnOnce([gap]);
            }

            return session;
        }
        catch (OperationCanceledException e) when (deadline.HasPassed)
        {
            await reserve.DisposeAsync();
            deadline.Dispose();
            throw new BuildFailedException(
                request.StreamName, null, $"timed out: the build took longer than {request.MaximumBuildDuration}", e);
        }
        catch
        {
            await reserve.DisposeAsync();
            workspace?.Dispose();
            deadline.Dispose();
            throw;
        }
    }

    private async Task<Workspace> CreateLimitedAsync(
        StreamDefinition stream, BuildSettings active, CancellationToken cancellationToken)
    {
        try
        {
            return await workspaces.CreateLimitedAsync(stream.Limits.Or(active.Limits).DiskBytes, cancellationToken);
        }
        catch (ImaginatorException e)
        {
            throw new BuildFailedException(stream.Name, null, e.Message, e);
        }
    }

    private static void RefuseVariables(StreamDefinition stream, BuildRequest request)
    {
        // The decision about a private image has accepted variables that the stream does not declare.
        var fault = request.Private is null
            ? RequestVariableRules.FindFault(stream, request.Variables)
            : request.Variables.Select(variable => RequestVariableRules.FindFault(stream, variable.Key, variable.Value))
                .FirstOrDefault(found => found is not null);
        if (fault is not null)
        {
            throw new BuildFailedException(request.StreamName, null, fault);
        }
    }

    private BuildSession Create(
        BuildRequest request,
        StreamDefinition stream,
        BuildSettings active,
        Workspace workspace,
        SandboxReserve reserve,
        bool makesImage,
        IBuildObserver observer,
        BuildDeadline deadline)
    {
        var current = secrets();
        var masker = new SecretMasker(current.Values);
        var log = new BuildLog(workspace.LogPath, stream.Name, masker, observer);
        var stages = new StageRunner(stream.Name, observer, log, masker, workspace.DescribeExhaustion, timeProvider, logger);
        return new BuildSession(deadline, timeProvider, logger)
        {
            Request = request,
            Settings = active,
            Stream = stream,
            Variables = VariableScope.ForStream(stream, request.Variables),
            UrlVariables = UrlVariables.ForStream(stream, request.Variables, current),
            Workspace = workspace,
            MakesImage = makesImage,
            Reserve = reserve,
            Log = log,
            Stages = stages,
            FailurePoint = new FailurePoint(failureShell, stages),
            Observer = observer,
        };
    }
}
