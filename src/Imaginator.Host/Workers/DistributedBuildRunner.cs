using System.Text;
using Imaginator.Building.Builds;
using Imaginator.Building.Publishing;
using Imaginator.Host.Queue;
using Imaginator.ImageStores;
using Imaginator.Images;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Workers;

/// <summary>Runs builds on workers. Thread-safe.</summary>
/// <remarks>
/// <code>
/// 1 place        the worker that has least to do for its size; or this machine, where none is left
/// 2 hand over    its imaginator builds, without source images, and returns the image
/// 3 answer       built           -> 4
///                needs a source  -> it is built, as a build of its own in the queue, and on to 1
///                lost            -> on to 1, without this worker
///                failed          -> the build has failed
/// 4 publish      the image gets its name, and what only we know: for whom it is, and when it expires
/// </code>
/// </remarks>
/// <param name="workforce">The workers.</param>
/// <param name="local">Builds here, where no worker is left.</param>
/// <param name="server">Where images go to.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Gets what runs where.</param>
internal sealed class DistributedBuildRunner(
    Workforce workforce, IBuildRunner local, IImageStore server, TimeProvider time, ILogger<DistributedBuildRunner> logger)
    : IBuildRunner
{
    /// <summary>A worker that asks for the same source image again and again does not see what we build.</summary>
    private const int MostBuildsOfASource = 2;

    private const string SameServer = "does it use the same image server as this daemon?";

    private const string SameServerOrTags =
        "does it use the same image server as this daemon, and has the image the tags and the commit that the manifest asks for?";

    public async Task<BuildResult> RunAsync(IBuildRun run, CancellationToken cancellationToken)
    {
        var request = run.Order.Request;
        using var timeout = new CancellationTokenSource(request.MaximumBuildDuration, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await RunSomewhereAsync(run, either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new BuildFailedException(
                request.StreamName, null, $"timed out: the build took longer than {request.MaximumBuildDuration}");
        }
    }

    private async Task<BuildResult> RunSomewhereAsync(IBuildRun run, CancellationToken cancellationToken)
    {
        var stream = run.Order.StreamName;
        var tried = new HashSet<string>(StringComparer.Ordinal);
        var builtSources = new Dictionary<string, int>(StringComparer.Ordinal);
        while (true)
        {
            string name;
            WorkerAnswer answer;
            var observer = new WorkerBuildObserver(run.Observer);

            // 1: a place, which is free again before a source image is built or the image is published.
            using (var place = await workforce.AcquireAsync(tried, cancellationToken))
            {
                run.RunsOn(place.Worker?.Name);
                if (place.Worker is not { } worker)
                {
                    return await local.RunAsync(run, cancellationToken);
                }

                // 2: hand it over.
                name = worker.Name;
                WorkerLog.RunsOn(logger, run.Id.ToString(), stream, name);
                answer = await WorkerCall.BuildAsync(worker, run.Order.Request, observer, cancellationToken);
                if (answer is WorkerAnswer.Lost gone)
                {
                    workforce.ReportLost(worker, gone.Reason);
                }
            }

            // 3: the answer.
            switch (answer)
            {
                case WorkerAnswer.Built built:
                    return await PublishAsync(run, name, built.Image, observer, cancellationToken);
                case WorkerAnswer.NeedsSource needed:
                    await BuildSourceAsync(run, name, needed, builtSources, cancellationToken);
                    break;
                case WorkerAnswer.Lost lost:
                    tried.Add(name);
                    Say(run, $"The build worker {name} is lost: {lost.Reason} Building elsewhere.");
                    break;
                case WorkerAnswer.Failed failed:
                    throw new BuildFailedException(stream, null, $"{WithoutName(failed.Error, stream)} (on {name})");
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
        var (request, stream, source) = (run.Order.Request, run.Order.StreamName, needed.StreamName);
        if (request.DisableRecursiveBuild)
        {
            throw new SourceImageNeededException(stream, source, needed.Variables, needed.GitCommitId);
        }

        if (source == stream)
        {
            throw new BuildFailedException(
                stream, BuildStage.SourceImage, "the stream is its own source image. Change SourceImage in its manifest.");
        }

        if (built.GetValueOrDefault(source) == MostBuildsOfASource)
        {
            throw new BuildFailedException(
                stream,
                BuildStage.SourceImage,
                $"the build worker {worker} asks for an image of {source} although one has just been built: {SameServerOrTags}");
        }

        run.RunsOn(null);
        Say(run, $"No suitable image of {source}: building one first");
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

    /// <summary>4: the image gets its name.</summary>
    private async Task<BuildResult> PublishAsync(
        IBuildRun run, string worker, Image returned, WorkerBuildObserver observer, CancellationToken cancellationToken)
    {
        var (request, stream) = (run.Order.Request, run.Order.StreamName);
        var started = time.GetTimestamp();
        var image = returned with
        {
            CreatedFor = request.RequestedBy,
            ExpiresAt = request.ExpiresIn == TimeSpan.Zero ? null : time.GetUtcNow() + request.ExpiresIn,
        };
        if (request.ReturnImage)
        {
            return new BuildResult("", image, observer.Statistics);
        }

        run.Observer.StageStarted(stream, BuildStage.Publish);
        try
        {
            var previous = await PreviousImage.FindAsync(server, stream, cancellationToken);
            await using var upload = await server.BeginUploadAsync(cancellationToken);
            var name = await ImageNaming.CommitAsync(upload, stream, image, time, cancellationToken);
            Say(run, $"Published {name}, built on {worker}");
            run.Observer.StageFinished(stream, BuildStage.Publish, time.GetElapsedTime(started), name);
            return new BuildResult(name, image, observer.Statistics) { SameAs = previous?.NameIfSameAs(image) };
        }
        catch (ImageStoreException e)
        {
            throw new BuildFailedException(
                stream, BuildStage.Publish, $"{e.Message} (built on {worker}: {SameServer})", e);
        }
    }

    private static void Say(IBuildRun run, string line) =>
        run.Observer.Output(run.Order.StreamName, Encoding.UTF8.GetBytes(line + "\n"));

    // Ours begin with the stream, as the error that is made of it does.
    private static string WithoutName(string error, string stream) =>
        error.StartsWith(stream + ": ", StringComparison.Ordinal) ? error[(stream.Length + 2)..] : error;
}
