using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Protocol.Mapping;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.Host.Workers;

/// <summary>Runs a build on a worker, with the calls of the original imaginator.</summary>
internal static class WorkerCall
{
    // The starts of the errors of an imaginator, this one or the original, that accepts no builds now; ours may have the name
    // of the stream before. They count only at the start: an error also quotes the output of the build, which must not make
    // a healthy worker a lost one.
    private static readonly ImmutableArray<string> Refusals = ["builds disabled until", "the daemon is stopping"];

    private const string UnknownStream = "unknown stream";

    /// <summary>Runs a build. Cancellation closes the connection, and the worker then cancels the build.</summary>
    public static async Task<WorkerAnswer> BuildAsync(
        Worker worker, BuildRequest request, WorkerBuildObserver observer, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, worker.BuildsAbandoned);
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
            return new WorkerAnswer.Lost("it no longer responds");
        }
        catch (ObjectDisposedException) when (worker.IsRetired)
        {
            return new WorkerAnswer.Lost("the list no longer has it");
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
                return new WorkerAnswer.Failed($"the worker returned an invalid image: {e.Message}");
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
            : new WorkerAnswer.Failed($"the worker published \"{response.ImageName}\" instead of returning the image");
    }

    private static WorkerAnswer ToAnswer(string stream, string error)
    {
        var cause = error.StartsWith(stream + ": ", StringComparison.Ordinal) ? error[(stream.Length + 2)..] : error;
        if (cause.StartsWith(UnknownStream, StringComparison.Ordinal))
        {
            return new WorkerAnswer.Unfit(error);
        }

        return Refusals.Any(refusal => cause.StartsWith(refusal, StringComparison.Ordinal))
            ? new WorkerAnswer.Lost(error)
            : new WorkerAnswer.Failed(error);
    }
}
