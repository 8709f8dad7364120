using Imaginator.Building.Builds;
using Imaginator.Building.Events;
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
internal sealed class BuildSessionFactory(
    IStreamCatalog streams,
    Func<BuildSettings> settings,
    Func<IReadOnlyDictionary<string, string>> secrets,
    WorkspaceRoot workspaces,
    IFailureShell? failureShell,
    TimeProvider timeProvider,
    ILogger logger)
{
    /// <summary>Resolves the stream of a request and makes a workspace and a log for its build.</summary>
    /// <exception cref="BuildFailedException">The stream is unknown, or the time limit has passed.</exception>
    public async Task<BuildSession> OpenAsync(
        BuildRequest request, IBuildObserver observer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(observer);
        var deadline = new BuildDeadline(request.MaximumBuildDuration, timeProvider, cancellationToken);
        Workspace? workspace = null;
        try
        {
            // 1: the stream.
            var stream = await streams.FindAsync(request.StreamName, deadline.Token)
                ?? throw new BuildFailedException(request.StreamName, null, "unknown stream: the configuration does not have it");

            // 2: the workspace.
            workspace = workspaces.Create();
            return Create(request, stream, workspace, new MemoryObserver(observer), deadline);
        }
        catch (OperationCanceledException e) when (deadline.HasPassed)
        {
            deadline.Dispose();
            throw new BuildFailedException(
                request.StreamName, null, $"timed out: the build took longer than {request.MaximumBuildDuration}", e);
        }
        catch
        {
            workspace?.Dispose();
            deadline.Dispose();
            throw;
        }
    }

    private BuildSession Create(
        BuildRequest request, StreamDefinition stream, Workspace workspace, IBuildObserver observer, BuildDeadline deadline)
    {
        var current = secrets();
        var masker = new SecretMasker(current.Values);
        var log = new BuildLog(workspace.LogPath, stream.Name, masker, observer);
        var stages = new StageRunner(stream.Name, observer, log, masker, timeProvider, logger);
        return new BuildSession(deadline, logger)
        {
            Request = request,
            Settings = settings(),
            Stream = stream,
            Variables = VariableScope.ForStream(stream, request.Variables),
            UrlVariables = VariableScope.ForStream(stream, request.Variables, current),
            Workspace = workspace,
            Log = log,
            Stages = stages,
            FailurePoint = new FailurePoint(failureShell, stages),
            Observer = observer,
        };
    }
}
