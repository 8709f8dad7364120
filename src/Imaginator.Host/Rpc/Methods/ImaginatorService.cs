using Imaginator.Host.Queue.Admission;
using Imaginator.Host.Rpc.Access;
using Imaginator.Host.Schedule;
using Imaginator.Host.Workers;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Server;
using Imaginator.Quantities;

namespace Imaginator.Host.Rpc.Methods;

/// <summary>The service <c>Imaginator</c>: which methods it has, and who may call them how often.</summary>
internal static class ImaginatorService
{
    /// <summary>Its name.</summary>
    public const string Service = "Imaginator";

    private const string BuildImage = "BuildImage";

    /// <summary>Makes the service.</summary>
    /// <param name="builds">Builds images.</param>
    /// <param name="pauses">Disables builds.</param>
    /// <param name="dependencies">Knows what depends on what; null where nobody does.</param>
    /// <param name="rebuilds">Starts automatic rebuilds; null where there are none.</param>
    /// <param name="workers">The workers; null where there are none.</param>
    /// <param name="limit">How many builds a user may wait for at once.</param>
    /// <param name="bounds">Says how many that are.</param>
    /// <param name="audit">Is told who has called what.</param>
    /// <returns>The service.</returns>
    public static SrpcService Create(
        BuildImageMethod builds,
        PauseMethods pauses,
        DependencyMethods? dependencies,
        IAutoRebuilds? rebuilds,
        IWorkerPool? workers,
        UserLimit limit,
        BuildBounds bounds,
        RpcAudit audit) =>
        new(
            Service,
            SrpcMethod.Streaming(BuildImage, builds.RunAsync) with { IsPublic = true },
            Audited<DisableAutoBuildsRequest, DisableAutoBuildsResponse>(
                audit,
                "DisableAutoBuilds",
                request => GoDuration.Format(request.DisableFor.ToTimeSpan()),
                reply => reply.Error,
                (request, _) => Task.FromResult(pauses.DisableAutoBuilds(request))),
            Audited<DisableBuildRequestsRequest, DisableBuildRequestsResponse>(
                audit,
                "DisableBuildRequests",
                request => GoDuration.Format(request.DisableFor.ToTimeSpan()),
                reply => reply.Error,
                (request, _) => Task.FromResult(pauses.DisableBuildRequests(request))),
            SrpcMethod.RequestReply<GetDependenciesRequest, GetDependenciesResponse>(
                "GetDependencies",
                (request, call, _) => dependencies?.GetDependenciesAsync(request, call.WatchForDisconnect())
                    ?? Task.FromResult(new GetDependenciesResponse())) with { IsPublic = true },
            SrpcMethod.RequestReply<GetDirectedGraphRequest, GetDirectedGraphResponse>(
                "GetDirectedGraph",
                (request, call, _) => dependencies?.GetDirectedGraphAsync(request, call.WatchForDisconnect())
                    ?? Task.FromResult(new GetDirectedGraphResponse())) with { IsPublic = true },
            Audited<ReplaceIdleSlavesRequest, ReplaceIdleSlavesResponse>(
                audit,
                "ReplaceIdleSlaves",
                _ => "",
                reply => reply.Error,
                (request, call) => ReplaceIdleSlavesAsync(workers, request, call)),
            Audited<StartAutoBuildsRequest, StartAutoBuildsResponse>(
                audit,
                "StartAutoBuilds",
                _ => "",
                reply => reply.Error,
                (request, call) => StartAutoBuildsAsync(rebuilds, request, call)))
        {
            Blocker = (method, context) => method.Name == BuildImage && !context.HasMethodAccess
                ? limit.TryEnter(context.Caller.UserName) ?? throw new SrpcException(
                    $"{context.Caller.UserName} reached limit of {bounds.MaximumConcurrentBuildsPerUser} calls for {BuildImage}")
                : null,
        };

    private static SrpcMethod Audited<TRequest, TReply>(
        RpcAudit audit,
        string name,
        Func<TRequest, string> targetOf,
        Func<TReply, string> errorOf,
        Func<TRequest, SrpcCall, Task<TReply>> handle) =>
        AuditedMethod.RequestReply(audit, Service, name, targetOf, errorOf, (TRequest request, SrpcCall call, CancellationToken _) => handle(request, call));

    private static async Task<ReplaceIdleSlavesResponse> ReplaceIdleSlavesAsync(
        IWorkerPool? workers, ReplaceIdleSlavesRequest request, SrpcCall call)
    {
        if (workers is null)
        {
            return new ReplaceIdleSlavesResponse { Error = "no SlaveDriver configured" };
        }

        try
        {
            await workers.ReplaceIdleAsync(request.ImmediateGetNew, call.WatchForDisconnect());
            return new ReplaceIdleSlavesResponse();
        }
        catch (ImaginatorException e)
        {
            return new ReplaceIdleSlavesResponse { Error = e.Message };
        }
    }

    private static async Task<StartAutoBuildsResponse> StartAutoBuildsAsync(
        IAutoRebuilds? rebuilds, StartAutoBuildsRequest request, SrpcCall call)
    {
        if (rebuilds is null)
        {
            return new StartAutoBuildsResponse { Error = "auto rebuilds are turned off: -imageRebuildInterval is 0" };
        }

        try
        {
            await rebuilds.StartAsync(request.WaitToStart, request.WaitForComplete, call.WatchForDisconnect());
            return new StartAutoBuildsResponse();
        }
        catch (ImaginatorException e)
        {
            return new StartAutoBuildsResponse { Error = e.Message };
        }
    }
}
