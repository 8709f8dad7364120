using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Building.Logging;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;
using Imaginator.Building.Workspaces;
using Microsoft.Extensions.Logging;

namespace Imaginator.Building.Sessions;

/// <summary>
/// The state of one build from its first stage to its last. Disposing of it removes the workspace with everything in it.
/// It holds values of this build only: stages get services through their constructors.
/// </summary>
internal sealed class BuildSession(BuildDeadline deadline, TimeProvider timeProvider, ILogger logger) : IAsyncDisposable
{
    private long? _removalStarted;

    public required BuildRequest Request { get; init; }

    /// <summary>The settings from the start of the build.</summary>
    public required BuildSettings Settings { get; init; }

    public required StreamDefinition Stream { get; init; }

    /// <summary>
    /// Variables for manifests and commands, without the secrets: the author of a manifest could otherwise read a secret from
    /// a tag of an image, and the arguments of commands are visible in the list of processes.
    /// </summary>
    public required VariableScope Variables { get; init; }

    /// <summary>Variables for the URL of the manifest, secrets included.</summary>
    public required UrlVariables UrlVariables { get; init; }

    public required Workspace Workspace { get; init; }

    /// <summary>Whether an image is made: its packages are listed after its tree is built.</summary>
    public required bool MakesImage { get; init; }

    /// <summary>The next sandbox of the build.</summary>
    public required SandboxReserve Reserve { get; init; }

    /// <summary>The sandboxes of the build that end while it continues.</summary>
    public SandboxEnds Ends { get; } = new();

    /// <summary>The owner of the cache directory: private images of a stream never share the cache of the stream.</summary>
    public string CacheName => Request.Private is { } output
        ? PrivateStream.DirectoryOf(output.Consumer, Stream.Name)
        : Stream.Name;

    public required BuildLog Log { get; init; }

    public required StageRunner Stages { get; init; }

    public required FailurePoint FailurePoint { get; init; }

    /// <summary>Gets the events of the build.</summary>
    public required IBuildObserver Observer { get; init; }

    /// <summary>Cancelled when the build must stop: the requestor cancelled it, or its time limit has passed.</summary>
    public CancellationToken CancellationToken => deadline.Token;

    /// <summary>Whether an exception is a failure of the build: not its cancellation, nor the need for a source image.</summary>
    public bool IsFailure(Exception exception) =>
        exception is OperationCanceledException ? deadline.HasPassed : exception is not SourceImageNeededException;

    /// <summary>Ends the log of the build with its failure.</summary>
    /// <returns>The failure, which names stream, stage and cause.</returns>
    public BuildFailedException Fail(Exception exception)
    {
        var failure = exception switch
        {
            BuildFailedException known => known,
            OperationCanceledException => Stages.TimedOut(deadline.Limit, exception),
            _ => new BuildFailedException(Stream.Name, null, Stages.Explain(exception), exception),
        };

        // The last line of the log names the cause.
        Log.Fail($"FAILED: {failure.Message}");
        BuildLogMessages.BuildFailed(logger, failure.Message);
        return failure;
    }

    /// <summary>
    /// Begins the last stage of a build that has published: the removal of its workspace, which ends with the session and can need as
    /// long as other stages.
    /// </summary>
    public void BeginRemoval()
    {
        _removalStarted = timeProvider.GetTimestamp();
        Observer.OnEvent(new StageStarted(Stream.Name, BuildStage.RemoveWorkspace));
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // Together. The mounts of a sandbox keep the workspace and the cache busy.
            await Task.WhenAll(Reserve.DisposeAsync().AsTask(), Ends.DisposeAsync().AsTask());
            TrimCache();
        }
        finally
        {
            Log.Dispose();
            RemoveWorkspace();
            deadline.Dispose();
            EndRemoval();
        }
    }

    // The log of the image has ended: only observers learn of this stage.
    private void EndRemoval()
    {
        if (_removalStarted is { } started)
        {
            Observer.OnEvent(
                new StageFinished(Stream.Name, BuildStage.RemoveWorkspace, timeProvider.GetElapsedTime(started), Detail: null));
        }
    }

    /// <summary>A cache that cannot be trimmed does not fail the build.</summary>
    private void TrimCache()
    {
        if (Settings.Cache is not { } cache || CancellationToken.IsCancellationRequested)
        {
            return;
        }

        try
        {
            BuildCache.Trim(cache, CacheName, CancellationToken);
        }
        catch (Exception e) when (e is IOException or ImaginatorException or OperationCanceledException)
        {
            BuildLogMessages.CacheNotTrimmed(logger, Stream.Name, e.Message);
        }
    }

    /// <summary>A workspace that cannot be removed does not fail the build: the next start of the program removes it.</summary>
    private void RemoveWorkspace()
    {
        try
        {
            Workspace.Dispose();
        }
        catch (Exception e) when (e is IOException or ImaginatorException)
        {
            BuildLogMessages.WorkspaceNotRemoved(logger, Workspace.Path, e.Message);
        }
    }
}
