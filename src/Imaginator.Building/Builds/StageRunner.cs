using System.Collections.Immutable;
using Imaginator.Building.Logging;
using Imaginator.Building.Manifests;
using Imaginator.Building.Variables;
using Imaginator.Linux;
using Imaginator.Logging;
using Microsoft.Extensions.Logging;

namespace Imaginator.Building.Builds;

/// <summary>
/// Runs the stages of one build one after another, keeps their times, and turns whatever goes wrong in one into a
/// <see cref="BuildFailedException"/> that names it. Not thread-safe.
/// </summary>
internal sealed class StageRunner(
    string streamName, IBuildObserver observer, IBuildLog log, SecretMasker masker, TimeProvider time, ILogger logger)
{
    private readonly ImmutableArray<StageTime>.Builder _times = ImmutableArray.CreateBuilder<StageTime>();

    private BuildStage? _current;
    private string? _interrupted;

    /// <summary>The stages that have run so far.</summary>
    public ImmutableArray<StageTime> Times => _times.ToImmutable();

    /// <summary>Runs a stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="work">Its work.</param>
    /// <param name="describe">What it did, in a few words, or null.</param>
    /// <exception cref="BuildFailedException">It failed.</exception>
    public async Task<T> RunAsync<T>(BuildStage stage, Func<Task<T>> work, Func<T, string?> describe)
    {
        var started = time.GetTimestamp();
        _current = stage;
        observer.StageStarted(streamName, stage);
        try
        {
            var result = await work();
            var elapsed = time.GetElapsedTime(started);
            _times.Add(new StageTime(stage, elapsed));
            var detail = describe(result);
            log.WriteLine($"-- {stage.ToDisplay()}: {elapsed.TotalSeconds:0.000}s{(detail is null ? "" : ", " + detail)}");
            observer.StageFinished(streamName, stage, elapsed, detail);
            return result;
        }
        catch (BuildFailedException e) when (e.StreamName != streamName)
        {
            // The build of a source image: whoever reads this asked for another stream.
            throw new BuildFailedException(streamName, stage, e.Message, e);
        }
        catch (ManifestException e)
        {
            // Whoever mends it wants all of it, line by line; the failure has but one line.
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

    /// <summary>Runs a stage that does not wait for anything.</summary>
    public Task RunAsync(BuildStage stage, Action work) =>
        RunAsync(
            stage,
            () => Task.Run(() =>
            {
                work();
                return true;
            }),
            _ => null);

    /// <summary>Takes note of what was interrupted when the build had to stop.</summary>
    /// <param name="what">The command: a script's path, <c>install</c>, a program.</param>
    public void Interrupted(string what) => _interrupted ??= what;

    /// <summary>The failure of a build that took too long.</summary>
    /// <param name="limit">How long it may take.</param>
    /// <param name="exception">What stopped it.</param>
    /// <returns>The failure; it names the stage and the command that were interrupted.</returns>
    public BuildFailedException TimedOut(TimeSpan limit, Exception exception) => new(
        streamName,
        _current,
        $"timed out{(_interrupted is { } what ? $" in {what}" : "")}: the build took longer than {limit}",
        exception);

    /// <summary>The cause of a failure in one sentence. What it quotes of a command's output is masked.</summary>
    public string Explain(Exception exception) => masker.Mask(Describe(exception));

    // Of .NET's own exceptions, the result is the error number.
    private static bool IsDiskFull(Exception exception) =>
        ((exception as LinuxException)?.Error ?? (Errno)exception.HResult).IsDiskFull();

    private string Describe(Exception exception)
    {
        switch (exception)
        {
            case ImaginatorException known:
                return known.Message;
            case IOException when IsDiskFull(exception):
                return $"disk full: {exception.Message}. Make room or choose another -stateDir.";
            case IOException or UnauthorizedAccessException:
                return exception.Message;
            default:
                // A fault of ours: the daemon's log gets the details, the user a hint where they are.
                BuildLogMessages.StageFaulted(logger, streamName, stage: exception.GetType().Name, exception);
                return $"internal error: {exception.GetType().Name}: {exception.Message}";
        }
    }
}
