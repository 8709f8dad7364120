using System.Text;
using Imaginator.Building.Builds;
using Imaginator.Building.Comparing;
using Imaginator.Building.Events;
using Imaginator.Building.Publishing;
using Imaginator.Host.Queue.Running;
using Imaginator.ImageStores;
using Imaginator.Images;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Workers;

/// <summary>Runs builds on workers. Thread-safe.</summary>
/// <remarks>
/// <code>
/// 1 acquire      a slot on the least busy worker for its size, or on this machine if no worker is left; if this machine must not
///                build, wait for a worker
/// 2 build        the worker builds, without source images, and returns the image
/// 3 evaluate     built               -> 4
///                needs source image  -> build it as a build of its own in the queue, then 1
///                lost                -> 1, without this worker until it answers again
///                unfit               -> 1, without this worker
///                failed              -> the build fails
/// 4 publish      name the image, with its requestor and its expiration, which the worker does not know
/// </code>
/// </remarks>
internal sealed class DistributedBuildRunner(
    WorkerPool pool, IBuildRunner local, IImageStore store, TimeProvider timeProvider, ILogger<DistributedBuildRunner> logger)
    : IBuildRunner
{
    /// <summary>A worker that requests builds of one source image more often does not see the images that this daemon stores.</summary>
    private const int MaximumBuildsPerSource = 2;

    /// <summary>A worker that restarts, or starts later than this daemon, is back before.</summary>
    private static readonly TimeSpan MaximumWait = TimeSpan.FromMinutes(2);

    private const string SameStore = "check that it uses the same image store as this daemon";

    private const string SameStoreOrTags =
        "check that it uses the same image store as this daemon, and that the image has the tags and the commit that the manifest requires";

    public async Task<BuildResult> RunAsync(IBuildRun run, CancellationToken cancellationToken)
    {
        var request = run.Request.BuildRequest;
        if (request.Private is not null)
        {
            // A worker cannot tell a private image from others, and would give it the cache directory of the stream.
            return await local.RunAsync(run, cancellationToken);
        }

        using var timeout = new CancellationTokenSource(request.MaximumBuildDuration, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await RunSomewhereAsync(run, either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new BuildFailedException(
                request.StreamName, null, $"timed out: the build ran longer than {request.MaximumBuildDuration}");
        }
    }

    private async Task<BuildResult> RunSomewhereAsync(IBuildRun run, CancellationToken cancellationToken)
    {
        var stream = run.Request.StreamName;
        var attempts = new WorkerAttempts();
        var builtSources = new Dictionary<string, int>(StringComparer.Ordinal);
        while (true)
        {
            string name;
            WorkerAnswer answer;
            var observer = new WorkerBuildObserver(stream, run.Observer);

            // 1: acquire a slot. It is released before a source image is built or the image is published.
            using (var slot = await AcquireAsync(run, attempts, cancellationToken))
            {
                run.SetWorker(slot.Worker?.Name);
                if (slot.Worker is not { } worker)
                {
                    return await local.RunAsync(run, cancellationToken);
                }

                // 2: build.
                name = worker.Name;
                WorkerLog.RunsOn(logger, run.Id.ToString(), stream, name);
                answer = await WorkerCall.BuildAsync(worker, run.Request.BuildRequest, observer, cancellationToken);
                if (answer is WorkerAnswer.Lost lostWorker)
                {
                    pool.ReportLost(worker, lostWorker.Reason);
                }
            }

            // 3: evaluate the answer.
            switch (answer)
            {
                case WorkerAnswer.Built built:
                    return await PublishAsync(run, name, built.Image, observer, cancellationToken);
                case WorkerAnswer.NeedsSource needed:
                    await BuildSourceAsync(run, name, needed, builtSources, cancellationToken);
                    break;
                case WorkerAnswer.Lost lost:
                    attempts.AddLost(name, lost.Reason);
                    WriteLine(run, $"The build worker {name} is lost, the build starts again elsewhere: {lost.Reason}");
                    break;
                case WorkerAnswer.Unfit unfit:
                    attempts.AddUnfit(name, unfit.Reason);
                    WriteLine(run, $"The build worker {name} cannot build this, the build starts again elsewhere: {unfit.Reason}");
                    break;
                case WorkerAnswer.Failed failed:
                    throw new BuildFailedException(stream, null, $"{WithoutStreamName(failed.Error, stream)} (on {name})");
            }
        }
    }

    /// <summary>1: acquires a slot. Waits a limited time for a worker to come back if there is no other machine.</summary>
    private async Task<WorkerSlot> AcquireAsync(IBuildRun run, WorkerAttempts attempts, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        var isAnnounced = false;
        while (true)
        {
            var changed = pool.Changed;
            try
            {
                return await pool.AcquireAsync(attempts.Tried, cancellationToken);
            }
            catch (ImaginatorException e)
            {
                var left = MaximumWait - timeProvider.GetElapsedTime(started);
                if (left <= TimeSpan.Zero || !pool.Workers.Any(worker => attempts.MayTry(worker.Name)))
                {
                    var reasons = attempts.Reasons;
                    throw new ImaginatorException(reasons.Length == 0 ? e.Message : $"{e.Message}; attempts of this build: {reasons}", e);
                }

                if (attempts.TryForgive())
                {
                    // Some can be back already.
                    continue;
                }

                if (!isAnnounced)
                {
                    isAnnounced = true;
                    WriteLine(run, $"Waiting up to {MaximumWait.TotalMinutes:0} minutes for a build worker: {e.Message}");
                }

                // Health checks find out which of them are back.
                await Task.WhenAny(changed, Task.Delay(left, timeProvider, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    private static async Task BuildSourceAsync(
        IBuildRun run,
        string worker,
        WorkerAnswer.NeedsSource needed,
        Dictionary<string, int> built,
        CancellationToken cancellationToken)
    {
        var (request, stream, source) = (run.Request.BuildRequest, run.Request.StreamName, needed.StreamName);
        if (request.DisableRecursiveBuild)
        {
            throw new SourceImageNeededException(stream, source, needed.Variables, needed.GitCommitId);
        }

        if (source == stream)
        {
            throw new BuildFailedException(
                stream, BuildStage.SourceImage, "the stream is its own source image; change SourceImage in its manifest");
        }

        if (built.GetValueOrDefault(source) == MaximumBuildsPerSource)
        {
            throw new BuildFailedException(
                stream,
                BuildStage.SourceImage,
                $"the build worker \"{worker}\" requires an image of \"{source}\" although one was just built; {SameStoreOrTags}");
        }

        run.SetWorker(null);
        WriteLine(run, $"No suitable image of {source}: building one first");
        try
        {
            await run.BuildSourceAsync(
                SourceImageRequest.For(request, source, needed.Variables, needed.GitCommitId), cancellationToken);
        }
        catch (ImaginatorException e)
        {
            throw new BuildFailedException(stream, BuildStage.SourceImage, e.Message, e);
        }

        built[source] = built.GetValueOrDefault(source) + 1;
    }

    /// <summary>4: publishes the image.</summary>
    private async Task<BuildResult> PublishAsync(
        IBuildRun run, string worker, Image returned, WorkerBuildObserver observer, CancellationToken cancellationToken)
    {
        var (request, stream) = (run.Request.BuildRequest, run.Request.StreamName);
        var started = timeProvider.GetTimestamp();
        var image = returned with
        {
            CreatedFor = request.RequestedBy,
            ExpiresAt = request.ExpiresIn == TimeSpan.Zero ? null : timeProvider.GetUtcNow() + request.ExpiresIn,
        };
        if (request.ReturnImage)
        {
            return new BuildResult("", image, observer.Statistics);
        }

        run.Observer.OnEvent(new StageStarted(stream, BuildStage.Publish));
        try
        {
            var previous = await PreviousImage.FindAsync(store, stream, cancellationToken);
            await using var upload = await store.BeginUploadAsync(cancellationToken);
            var name = await ImageNaming.CommitAsync(upload, stream, image, run.BeginCommit, timeProvider, cancellationToken);
            WriteLine(run, $"Published {name}, built on {worker}");
            run.Observer.OnEvent(new ImageNamed(stream, name));
            run.Observer.OnEvent(new StageFinished(stream, BuildStage.Publish, timeProvider.GetElapsedTime(started), name));
            return new BuildResult(name, image, observer.Statistics) { SameAs = previous?.NameIfSameAs(image) };
        }
        catch (ImageStoreException e)
        {
            throw new BuildFailedException(
                stream, BuildStage.Publish, $"{e.Message} (built on {worker}; {SameStore})", e);
        }
    }

    private static void WriteLine(IBuildRun run, string line) =>
        run.Observer.OnOutput(run.Request.StreamName, Encoding.UTF8.GetBytes(line + "\n"));

    // Errors of this imaginator start with the stream, and so does the error that quotes them.
    private static string WithoutStreamName(string error, string stream) =>
        error.StartsWith(stream + ": ", StringComparison.Ordinal) ? error[(stream.Length + 2)..] : error;
}
