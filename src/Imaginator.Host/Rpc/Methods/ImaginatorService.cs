using Imaginator.Host.Queue.Admission;
using Imaginator.Host.Rpc.Access;
using Imaginator.Host.Schedule;
using Imaginator.Host.Workers;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Server;
using Imaginator.Quantities;

namespace Imaginator.Host.Rpc.Methods;

/// <summary>The service <c>Imaginator</c>: its methods, and who may call them.</summary>
internal static class ImaginatorService
{
    public const string Service = "Imaginator";

    /// <summary>
    /// Creates the service. <paramref name="dependencies"/>, <paramref name="rebuilds"/> and <paramref name="workers"/> are null
    /// if the daemon does not have them.
    /// </summary>
    public static SrpcService Create(
        BuildImageMethod builds,
        PauseMethods pauses,
        DependencyMethods? dependencies,
        IAutoRebuilds? rebuilds,
        IWorkerAdministration? workers,
        UserLimit limit,
        BuildBounds bounds,
        RpcAudit audit) =>
        new(
            Service,
            SrpcMethod.Streaming(BuildImageMethod.Name, builds.RunAsync) with { IsPublic = true },
            SrpcMethod.Streaming(BuildImageMethod.NameWithEvents, builds.RunWithEventsAsync) with
            {
                IsPublic = true,
                PermittedLike = BuildImageMethod.Name,
            },
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
                (request, call, _) => dependencies?.GetDependenciesAsync(request, call.Context, call.WatchForDisconnect())
                    ?? Task.FromResult(new GetDependenciesResponse())) with { IsPublic = true },
            SrpcMethod.RequestReply<GetDirectedGraphRequest, GetDirectedGraphResponse>(
                "GetDirectedGraph",
                (request, call, _) => dependencies?.GetDirectedGraphAsync(request, call.Context, call.WatchForDisconnect())
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
            Blocker = (method, context) =>
                method.Name is BuildImageMethod.Name or BuildImageMethod.NameWithEvents && !context.HasMethodAccess
                    ? limit.TryEnter(context.Caller.UserName) ?? throw new SrpcException(
                        $"{context.Caller.UserName} reached limit of {bounds.MaximumConcurrentBuildsPerUser} calls for {BuildImageMethod.Name}")
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
        IWorkerAdministration? workers, ReplaceIdleSlavesRequest request, SrpcCall call)
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
            return new StartAutoBuildsResponse { Error = "automatic rebuilds are disabled: -imageRebuildInterval is 0" };
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
