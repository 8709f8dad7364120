using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Protocol.Mapping;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.Host.Workers;

/// <summary>Gives a build to a worker, as an imaginator gives builds to its slaves.</summary>
internal static class WorkerCall
{
    // What an imaginator says first that cannot take builds now, one of ours or of the original; ours perhaps after the stream.
    // Only there: what a build prints last is part of errors too, and must not make a lost worker of one that is well.
    private static readonly ImmutableArray<string> Refusals = ["builds disabled until", "the daemon is stopping"];

    /// <summary>Has a worker build, and tells an observer of what it prints while it does.</summary>
    public static async Task<WorkerAnswer> BuildAsync(
        Worker worker, BuildRequest request, WorkerBuildObserver observer, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, worker.GivenUp);
        try
        {
            var response = await worker.Client.UseAsync(
                connection => BuildImageCall.RunWithEventsAsync(
                    connection,
                    WorkerRequestMapper.ToMessage(request),
                    piece => observer.OnOutput(piece.Span),
                    observer.OnMessage,
                    either.Token),
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
