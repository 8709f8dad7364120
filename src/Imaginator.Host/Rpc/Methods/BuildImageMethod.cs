using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Admission;
using Imaginator.Host.Rpc.Access;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Mapping;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Host.Rpc.Methods;

/// <summary>
/// <c>Imaginator.BuildImage</c>: one request, then the log while it grows if that is wanted, then the one response that has
/// an error, a name or an image. A client that goes away gives up its share in the build.
/// </summary>
internal sealed class BuildImageMethod(
    BuildAdmission admission, IBuildQueue queue, BuildLogStream logs, RpcAudit audit)
{
    private const string Method = $"{ImaginatorService.Service}.BuildImage";

    /// <summary>Carries out a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends it: the server stops.</param>
    public async Task RunAsync(SrpcCall call, CancellationToken cancellationToken)
    {
        BuildImageRequest request;
        try
        {
            request = await call.ReadAsync<BuildImageRequest>(cancellationToken);
        }
        catch (GobException e)
        {
            call.HasFailed = true;
            await call.WriteLineAsync(SrpcWire.ToErrorLine(e.Message), cancellationToken);
            return;
        }

        await call.WriteLineAsync("", cancellationToken);
        await call.FlushAsync(cancellationToken);

        var gone = call.WatchForDisconnect();
        try
        {
            var response = await BuildAsync(call, request, gone);
            call.HasFailed = response.ErrorString.Length > 0;
            await call.WriteAsync(response, cancellationToken);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Nobody is there to be answered; the share in the build has been given back.
        }
    }

    private async Task<BuildImageResponse> BuildAsync(SrpcCall call, BuildImageRequest request, CancellationToken gone)
    {
        IBuildTicket ticket;
        try
        {
            var order = await admission
                .AdmitAsync(ToRequest(request), call.Context.ToCaller(), gone);
            ticket = queue.Submit(order);
            audit.Answered(call.Context, Method, $"{request.StreamName} as {ticket.Id}", "");
        }
        catch (ImaginatorException e)
        {
            audit.Answered(call.Context, Method, request.StreamName, e.Message);
            return new BuildImageResponse { ErrorString = e.Message };
        }

        using (ticket)
        {
            if (request.StreamBuildLog)
            {
                await logs.SendAsync(ticket.Output, call, gone);
            }

            var outcome = await ticket.Completion.WaitAsync(gone);
            var response = ToResponse(outcome, request.ReturnImage);
            return request.StreamBuildLog
                ? response
                : response with { BuildLog = await BuildLogStream.ReadAllAsync(ticket.Output, gone) };
        }
    }

    private static BuildRequest ToRequest(BuildImageRequest request) => new()
    {
        StreamName = request.StreamName,
        ExpiresIn = request.ExpiresIn.ToTimeSpan(),
        GitBranch = request.GitBranch.Length > 0 ? request.GitBranch : null,
        MaxSourceAge = request.MaxSourceAge.ToTimeSpan(),
        MaximumBuildDuration = request.MaximumBuildDuration.ToTimeSpan(),
        Variables = (request.Variables ?? ImmutableDictionary<string, string>.Empty)
            .ToImmutableSortedDictionary(StringComparer.Ordinal),
        DisableRecursiveBuild = request.DisableRecursiveBuild,
        ReturnImage = request.ReturnImage,
    };

    private static BuildImageResponse ToResponse(BuildOutcome outcome, bool returnImage) => outcome switch
    {
        { Result: { } result } when returnImage => new BuildImageResponse { Image = ImageMapping.ToWire(result.Image) },
        { Result: { } result } => new BuildImageResponse { ImageName = result.ImageName },
        { SourceImageNeeded: { } needed } => new BuildImageResponse
        {
            ErrorString = outcome.Error,
            NeedSourceImage = true,
            SourceImage = needed.SourceImage,
            SourceImageBuildVariables = needed.BuildVariables.IsEmpty ? null : needed.BuildVariables,
            SourceImageGitCommitId = needed.GitCommitId,
        },
        _ => new BuildImageResponse { ErrorString = outcome.Error },
    };
}
