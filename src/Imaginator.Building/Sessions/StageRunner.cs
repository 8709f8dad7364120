using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Building.Logging;
using Imaginator.Building.Manifests;
using Imaginator.Building.Variables;
using Imaginator.Linux;
using Imaginator.Logging;
using Microsoft.Extensions.Logging;

namespace Imaginator.Building.Sessions;

/// <summary>
/// Runs the stages of one build one after another, records their durations, and turns each failure into a
/// <see cref="BuildFailedException"/> that names the stage. Not thread-safe.
/// </summary>
/// <param name="describeExhaustion">Explains a full disk if the build used up its own limit; returns null otherwise.</param>
internal sealed class StageRunner(
    string streamName,
    IBuildObserver observer,
    IBuildLog log,
    SecretMasker masker,
    Func<string?> describeExhaustion,
    TimeProvider timeProvider,
    ILogger logger)
{
    private readonly ImmutableArray<StageTime>.Builder _times = ImmutableArray.CreateBuilder<StageTime>();

    private BuildStage? _current;
    private string? _interrupted;

    /// <summary>The stages that have finished so far.</summary>
    public ImmutableArray<StageTime> Times => _times.ToImmutable();

    /// <summary>Runs a stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="work">Its work.</param>
    /// <param name="describe">Summarizes the result for display; returns null if there is nothing to say.</param>
    public async Task<T> RunAsync<T>(BuildStage stage, Func<Task<T>> work, Func<T, string?> describe)
    {
        var started = timeProvider.GetTimestamp();
        _current = stage;
        observer.OnEvent(new StageStarted(streamName, stage));
        try
        {
            var result = await work();
            var elapsed = timeProvider.GetElapsedTime(started);
            _times.Add(new StageTime(stage, elapsed));
            var detail = describe(result);

            // The event comes first: a display that shows it knows the line that follows.
            var finished = new StageFinished(streamName, stage, elapsed, detail);
            observer.OnEvent(finished);
            log.WriteLine(finished.ToLogLine());
            return result;
        }
        catch (BuildFailedException e) when (e.StreamName != streamName)
        {
            // The build of a source image failed, but this stream was requested.
            throw new BuildFailedException(streamName, stage, e.Message, e);
        }
        catch (ManifestException e)
        {
            // The log gets every fault of the manifest; the failure has one line only.
            if (e.Faults.Length > 1)
            {
                e.WriteTo(log);
            }

            throw new BuildFailedException(streamName, stage, masker.Mask(e.Summary), e);
        }
        catch (Exception e) when (e is not (OperationCanceledException or BuildFailedException or SourceImageNeededException))
        {
            throw new BuildFailedException(streamName, stage, Explain(e), e);
        }
    }

    /// <summary>Runs a stage that has no result.</summary>
    public Task RunAsync(BuildStage stage, Func<Task> work) =>
        RunAsync(
            stage,
            async () =>
            {
                await work();
                return true;
            },
            _ => null);

    /// <summary>Runs a synchronous stage, on another thread.</summary>
    public Task RunAsync(BuildStage stage, Action work) =>
        RunAsync(
            stage,
            () => Task.Run(() =>
            {
                work();
                return true;
            }),
            _ => null);

    /// <summary>Records the command that was interrupted when the build had to stop: a script's path, a verb, a program.</summary>
    public void Interrupted(string command) => _interrupted ??= command;

    /// <summary>The failure of a build that exceeded its time limit. It names the interrupted stage and command.</summary>
    public BuildFailedException TimedOut(TimeSpan limit, Exception exception) => new(
        streamName,
        _current,
        $"timed out{(_interrupted is { } command ? $" in {command}" : "")}: the build took longer than {limit}",
        exception);

    /// <summary>The cause of a failure in one sentence. Secrets are masked in quoted output of commands.</summary>
    public string Explain(Exception exception) => masker.Mask(Describe(exception));

    // The result of .NET's own exceptions is the error number.
    private static bool IsDiskFull(Exception exception) =>
        ((exception as LinuxException)?.Error ?? (Errno)exception.HResult).IsDiskFull();

    private string Describe(Exception exception)
    {
        switch (exception)
        {
            case ImaginatorException known:
                return known.Message;
            case IOException when IsDiskFull(exception):
                return describeExhaustion() is { } reason
                    ? $"disk full: {exception.Clause()}: {reason}"
                    : $"disk full: {exception.Clause()}; free disk space or choose another -stateDir";
            case IOException or UnauthorizedAccessException:
                return exception.Message;
            default:
                // A bug: the daemon's log gets the stack, the requestor a short message.
                BuildLogMessages.StageFaulted(logger, streamName, stage: exception.GetType().Name, exception);
                return $"internal error: {exception.GetType().Name}: {exception.Message}";
        }
    }
}
