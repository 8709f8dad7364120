using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Mapping;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.Host.Workers;

/// <summary>Gives a build to a worker, as an imaginator gives builds to its slaves.</summary>
internal static class WorkerCall
{
    // The image gets its expiration here, with its name. But the worker refuses requests without one, or out of bounds.
    private static readonly TimeSpan LeastExpiration = TimeSpan.FromHours(1);
    private static readonly TimeSpan GreatestExpiration = TimeSpan.FromHours(24);

    // What an imaginator says first that cannot take builds now, one of ours or of the original; ours perhaps after the stream.
    // Only there: what a build prints last is part of errors too, and must not make a lost worker of one that is well.
    private static readonly ImmutableArray<string> Refusals = ["builds disabled until", "the daemon is stopping"];

    /// <summary>Has a worker build, and tells an observer of what it prints while it does.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="request">What to build.</param>
    /// <param name="observer">Is told of the log and the stages.</param>
    /// <param name="cancellationToken">Closes the connection: the worker cancels the build.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<WorkerAnswer> BuildAsync(
        Worker worker, BuildRequest request, IBuildObserver observer, CancellationToken cancellationToken)
    {
        var log = new RemoteBuildLog(request.StreamName, observer);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, worker.GivenUp);
        try
        {
            var response = await worker.Client.UseAsync(
                connection => BuildImageCall.RunAsync(
                    connection, ToWire(request), piece => log.Write(piece.Span), either.Token),
                isRepeatable: false,
                either.Token);
            return ToAnswer(request.StreamName, response);
        }
        catch (SrpcException e) when (e.Reason == SrpcError.Failed)
        {
            return ToAnswer(request.StreamName, e.Message);
        }
        catch (SrpcException e)
        {
            return new WorkerAnswer.Lost(e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WorkerAnswer.Lost("it does not answer any more");
        }
        catch (ObjectDisposedException) when (worker.IsRetired)
        {
            return new WorkerAnswer.Lost("it has been taken off the list");
        }
    }

    private static BuildImageRequest ToWire(BuildRequest request) => new()
    {
        StreamName = request.StreamName,
        GitBranch = request.GitBranch ?? "",
        ExpiresIn = GobDuration.From(TimeSpan.FromTicks(Math.Clamp(
            request.ExpiresIn.Ticks, LeastExpiration.Ticks, GreatestExpiration.Ticks))),
        MaxSourceAge = GobDuration.From(request.MaxSourceAge),
        MaximumBuildDuration = GobDuration.From(request.MaximumBuildDuration),
        DisableRecursiveBuild = true,
        ReturnImage = true,
        StreamBuildLog = true,
        Variables = request.Variables.IsEmpty ? null : request.Variables,
    };

    private static WorkerAnswer ToAnswer(string stream, BuildImageResponse response)
    {
        if (response.Image is { } image)
        {
            try
            {
                return new WorkerAnswer.Built(ImageMapping.ToModel(image));
            }
            catch (ImaginatorException e)
            {
                return new WorkerAnswer.Failed($"the worker has built an image of no use: {e.Message}");
            }
        }

        if (response.NeedSourceImage && response.SourceImage.Length > 0)
        {
            return new WorkerAnswer.NeedsSource(
                response.SourceImage,
                (response.SourceImageBuildVariables ?? ImmutableDictionary<string, string>.Empty)
                    .ToImmutableSortedDictionary(StringComparer.Ordinal),
                response.SourceImageGitCommitId);
        }

        return response.ErrorString.Length > 0
            ? ToAnswer(stream, response.ErrorString)
            : new WorkerAnswer.Failed($"the worker has published {response.ImageName} instead of returning the image");
    }

    private static WorkerAnswer ToAnswer(string stream, string error)
    {
        var cause = error.StartsWith(stream + ": ", StringComparison.Ordinal) ? error[(stream.Length + 2)..] : error;
        return Refusals.Any(refusal => cause.StartsWith(refusal, StringComparison.Ordinal))
            ? new WorkerAnswer.Lost(error)
            : new WorkerAnswer.Failed(error);
    }
}
