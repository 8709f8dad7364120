using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Admission;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Rpc.Access;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Mapping;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Host.Rpc.Methods;

/// <summary>
/// <c>Imaginator.BuildImage</c>: reads the request, sends the log while it grows if the request says so, then one response
/// with an error, a name or an image. <c>Imaginator.BuildImageWithEvents</c> does the same, and also sends the id of the build
/// immediately, its position in the queue, and its events. A client that disconnects gives up its subscription to the build.
/// </summary>
internal sealed class BuildImageMethod(BuildSubmissions submissions, QueuePositions positions, BuildLogStream logs, RpcAudit audit)
{
    public const string Name = "BuildImage";

    public const string NameWithEvents = "BuildImageWithEvents";

    /// <summary>Carries out a call without events.</summary>
    public Task RunAsync(SrpcCall call, CancellationToken cancellationToken) => RunAsync(call, withEvents: false, cancellationToken);

    /// <summary>Carries out a call with events.</summary>
    public Task RunWithEventsAsync(SrpcCall call, CancellationToken cancellationToken) =>
        RunAsync(call, withEvents: true, cancellationToken);

    private async Task RunAsync(SrpcCall call, bool withEvents, CancellationToken cancellationToken)
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

        using var replies = new BuildReplies(call, withEvents);
        var disconnected = call.WatchForDisconnect();
        try
        {
            var response = await BuildAsync(call, replies, request, disconnected);
            call.HasFailed = response.ErrorString.Length > 0;
            await replies.SendAsync(response, cancellationToken);
        }
        catch (OperationCanceledException) when (disconnected.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The client has disconnected, and its subscription has ended.
        }
    }

    private async Task<BuildImageResponse> BuildAsync(
        SrpcCall call, BuildReplies replies, BuildImageRequest request, CancellationToken disconnected)
    {
        var method = $"{ImaginatorService.Service}.{(replies.WithEvents ? NameWithEvents : Name)}";
        IBuildSubscription subscription;
        try
        {
            var submitted = await submissions.SubmitAsync(
                BuildRequestMapper.ToRequest(request), call.Context.ToCaller(), disconnected);
            subscription = submitted.Subscription;
            audit.Answered(call.Context, method, $"{request.StreamName} as {subscription.Id}", "");
            audit.AskedFor(call.Context, method, submitted.Request.BuildRequest);
        }
        catch (BuildRefusedException e) when (e.Reason == BuildRefusal.NotPermitted)
        {
            audit.Denied(call.Context, method, request.StreamName, e.Message);
            return new BuildImageResponse { ErrorString = e.Message };
        }
        catch (ImaginatorException e)
        {
            audit.Answered(call.Context, method, request.StreamName, e.Message);
            return new BuildImageResponse { ErrorString = e.Message };
        }

        using (subscription)
        {
            await SendProgressAsync(subscription, replies, request, disconnected);
            var outcome = await subscription.Completion.WaitAsync(disconnected);
            var response = ToResponse(outcome, request.ReturnImage);
            return request.StreamBuildLog
                ? response
                : response with { BuildLog = await BuildLogStream.ReadAllAsync(subscription.Output, disconnected) };
        }
    }

    /// <summary>Sends the log and the events of a build, to their ends. If sending one fails, the other stops too.</summary>
    private async Task SendProgressAsync(
        IBuildSubscription subscription, BuildReplies replies, BuildImageRequest request, CancellationToken disconnected)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(disconnected);
        await Task.WhenAll(
            StopOnFailureAsync(
                request.StreamBuildLog ? logs.SendAsync(subscription.Output, replies, stop.Token) : Task.CompletedTask),
            StopOnFailureAsync(
                replies.WithEvents ? SendEventsAsync(subscription, replies, request.StreamName, stop.Token) : Task.CompletedTask));

        async Task StopOnFailureAsync(Task sending)
        {
            try
            {
                await sending;
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }
    }

    private async Task SendEventsAsync(
        IBuildSubscription subscription, BuildReplies replies, string streamName, CancellationToken cancellationToken)
    {
        var position = positions.Of(streamName, subscription.Id);
        await replies.SendAsync(position, cancellationToken);
        await replies.SendAsync(positions.FollowAsync(position, subscription.Id, cancellationToken), cancellationToken);
        await replies.SendAsync(subscription.Events.ReadAllAsync(cancellationToken), cancellationToken);
    }

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
